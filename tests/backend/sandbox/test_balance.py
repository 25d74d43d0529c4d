"""Money on its way: balances, transfers to operators and back, payouts, disputes, and the clock."""

import pytest

stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")

DAY_S = 86_400


@pytest.fixture
def payee(v1):
    return v1.accounts.create({"type": "express", "country": "DE", "capabilities": {"transfers": {"requested": True}}}).id


def paid(v1, amount=10_000, card="pm_card_visa"):
    """The charge of a payment that was taken."""
    order = {"amount": amount, "currency": "eur", "payment_method": card, "confirm": True, "transfer_group": "trip_1", "capture_method": "manual"}
    return v1.payment_intents.capture(v1.payment_intents.create(order).id).latest_charge


def balance(v1, **options):
    found = v1.balance.retrieve({}, options)
    return found.available[0].amount, found.pending[0].amount


def test_what_came_in_is_there_after_two_days(v1, control):
    assert balance(v1) == (0, 0)
    charge = paid(v1)
    assert balance(v1) == (0, 9825)
    control.advance(2 * DAY_S)
    assert balance(v1) == (9825, 0)
    line = v1.balance_transactions.list({"source": charge}).data[0]
    assert (line.amount, line.fee, line.net, line.status, line.type) == (10_000, 175, 9825, "available", "charge")


def test_operators_are_paid_from_what_is_there(v1, control, payee):
    paid(v1)
    order = {"amount": 4000, "currency": "eur", "destination": payee, "transfer_group": "trip_1"}
    with pytest.raises(stripe.InvalidRequestError) as short:
        v1.transfers.create(order)
    assert short.value.code == "balance_insufficient"
    control.advance(2 * DAY_S)
    transfer = v1.transfers.create(order)
    assert (balance(v1), balance(v1, stripe_account=payee)) == ((5825, 0), (4000, 0))
    part = v1.transfers.reversals.create(transfer.id, {"amount": 1500})
    assert (part.amount, v1.transfers.retrieve(transfer.id).amount_reversed) == (1500, 1500)
    with pytest.raises(stripe.InvalidRequestError) as over:
        v1.transfers.reversals.create(transfer.id, {"amount": 2501})
    assert over.value.code == "amount_too_large"
    v1.transfers.reversals.create(transfer.id)
    found = v1.transfers.list({"transfer_group": "trip_1"}).data[0]
    assert (found.reversed, [one.amount for one in found.reversals.data]) == (True, [2500, 1500])
    assert (balance(v1), balance(v1, stripe_account=payee)) == ((9825, 0), (0, 0))


def test_a_transfer_out_of_a_charge_waits_for_its_money_and_never_exceeds_it(v1, control, payee):
    charge = paid(v1)
    order = {"currency": "eur", "destination": payee, "source_transaction": charge}
    transfer = v1.transfers.create({**order, "amount": 6000})
    assert (transfer.transfer_group, balance(v1, stripe_account=payee)) == ("trip_1", (0, 6000))
    with pytest.raises(stripe.InvalidRequestError):
        v1.transfers.create({**order, "amount": 4001})
    control.advance(2 * DAY_S)
    assert balance(v1, stripe_account=payee) == (6000, 0)


def test_an_operator_who_has_paid_out_cannot_give_back(v1, control, payee):
    paid(v1)
    control.advance(2 * DAY_S)
    transfer = v1.transfers.create({"amount": 4000, "currency": "eur", "destination": payee})
    payout = v1.payouts.create({"amount": 4000, "currency": "eur"}, {"stripe_account": payee})
    with pytest.raises(stripe.InvalidRequestError) as empty:
        v1.transfers.reversals.create(transfer.id)
    assert empty.value.code == "balance_insufficient"
    control.advance(2 * DAY_S)
    assert v1.payouts.retrieve(payout.id, {}, {"stripe_account": payee}).status == "paid"
    control(f"payouts/{payout.id}/fail")
    assert v1.transfers.reversals.create(transfer.id).amount == 4000


def test_a_multicapture_charge_is_no_source(v1, payee):
    asked = {"card": {"request_multicapture": "if_available"}}
    order = {"amount": 1000, "currency": "eur", "payment_method": "pm_card_sb_multicapture", "confirm": True, "capture_method": "manual"}
    intent = v1.payment_intents.create({**order, "payment_method_options": asked})
    v1.payment_intents.capture(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="multicapture"):
        v1.transfers.create({"amount": 100, "currency": "eur", "destination": payee, "source_transaction": intent.latest_charge})


def test_a_dispute_takes_the_money_until_it_is_won(v1, control):
    charge = paid(v1, card="pm_card_createDispute")
    dispute = v1.disputes.list({"charge": charge}).data[0]
    assert (dispute.status, dispute.amount, v1.charges.retrieve(charge).disputed) == ("needs_response", 10_000, True)
    assert balance(v1) == (-12_000, 9825)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.refunds.create({"charge": charge})
    assert refused.value.code == "charge_disputed"
    control(f"disputes/{dispute.id}/won")
    assert (v1.disputes.retrieve(dispute.id).status, balance(v1)) == ("won", (-2000, 9825))
    told = [event.type for event in v1.events.list({"type": "charge.dispute.*"}).data][::-1]
    names = ("created", "funds_withdrawn", "updated", "funds_reinstated", "closed")
    assert told == [f"charge.dispute.{name}" for name in names]


def test_a_dispute_is_opened_by_order_and_given_up(v1, control):
    charge = paid(v1)
    dispute = control(f"charges/{charge}/dispute", {"reason": "product_not_received"})
    assert v1.disputes.close(dispute["id"]).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        v1.disputes.close(dispute["id"])


def test_the_clock_of_stripe_moves_the_same_time(v1, control):
    control("clock", {"freeze": True})
    now = control("clock", method="GET")["now"]
    intent = v1.payment_intents.create(
        {"amount": 500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "capture_method": "manual"}
    )
    clock = v1.test_helpers.test_clocks.create({"frozen_time": now, "name": "trip"})
    v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": now + 7 * DAY_S - 1})
    assert v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": now + 7 * DAY_S})
    assert v1.payment_intents.retrieve(intent.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": now})


def test_an_intent_is_canceled_and_lapses_from_outside(v1, control):
    order = {"amount": 500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "capture_method": "manual"}
    canceled, lapsed = (v1.payment_intents.create(order).id for _ in range(2))
    control(f"payment_intents/{canceled}/cancel")
    control(f"payment_intents/{lapsed}/lapse")
    assert [v1.payment_intents.retrieve(one).cancellation_reason for one in (canceled, lapsed)] == ["requested_by_customer", "automatic"]
    assert "charge.expired" in [event.type for event in v1.events.list().data]
    assert control("reset") == {"reset": True}
    assert v1.payment_intents.list().data == []
