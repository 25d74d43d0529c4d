"""Paying, holding, taking and giving back, spoken by the official SDK."""

import pytest

stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")

DAY_S = 86_400


def hold(v1, amount=1080, card="pm_card_visa", **more):
    order = {"amount": amount, "currency": "eur", "payment_method": card, "confirm": True, "capture_method": "manual", **more}
    return v1.payment_intents.create(order)


def test_held_money_is_taken_in_part_and_the_rest_goes_back(v1):
    intent = hold(v1, transfer_group="trip_1", metadata={"booking_id": "b1"})
    assert (intent.status, intent.amount_capturable, intent.amount_received, intent.livemode) == ("requires_capture", 1080, 0, False)
    assert intent.id.startswith("pi_sb_")
    taken = v1.payment_intents.capture(intent.id, {"amount_to_capture": 730, "expand": ["latest_charge.balance_transaction"]})
    charge = taken.latest_charge
    assert (taken.status, taken.amount_capturable, taken.amount_received) == ("succeeded", 0, 730)
    assert (charge.captured, charge.amount_captured, charge.amount_refunded, charge.refunded) == (True, 730, 350, False)
    assert (charge.balance_transaction.amount, charge.balance_transaction.fee, charge.balance_transaction.net) == (730, 36, 694)
    assert (taken.metadata["booking_id"], charge.transfer_group) == ("b1", "trip_1")
    with pytest.raises(stripe.InvalidRequestError) as again:
        v1.payment_intents.capture(intent.id)
    assert (again.value.code, again.value.error.payment_intent.status) == ("payment_intent_unexpected_state", "succeeded")


def test_a_hold_is_given_back_and_never_taken_afterwards(v1):
    intent = hold(v1)
    ended = v1.payment_intents.cancel(intent.id, {"cancellation_reason": "requested_by_customer"})
    assert (ended.status, ended.amount_capturable, ended.cancellation_reason, ended.canceled_at is not None) == (
        "canceled",
        0,
        "requested_by_customer",
        True,
    )
    for act in (v1.payment_intents.capture, v1.payment_intents.cancel, v1.payment_intents.confirm):
        with pytest.raises(stripe.InvalidRequestError, match="canceled"):
            act(intent.id)


def test_money_that_is_not_taken_in_time_lapses(v1, control):
    intent = hold(v1, card="pm_card_sb_earlyLapse")
    charge = v1.charges.retrieve(intent.latest_charge)
    assert charge.payment_method_details.card.capture_before == charge.created + 3600
    control.advance(3601)
    lapsed = v1.payment_intents.retrieve(intent.id)
    assert (lapsed.status, lapsed.cancellation_reason, lapsed.canceled_at) == ("canceled", "automatic", charge.created + 3600)
    with pytest.raises(stripe.InvalidRequestError) as late:
        v1.payment_intents.capture(intent.id)
    assert late.value.code == "capture_charge_authorization_expired"


def test_a_multicapture_card_is_taken_leg_by_leg(v1):
    asked = {"card": {"request_multicapture": "if_available"}}
    intent = hold(v1, card="pm_card_sb_multicapture", payment_method_options=asked)
    first = v1.payment_intents.capture(intent.id, {"amount_to_capture": 280, "final_capture": False})
    assert (first.status, first.amount_received, first.amount_capturable) == ("requires_capture", 280, 800)
    last = v1.payment_intents.capture(intent.id, {"amount_to_capture": 400})
    assert (last.status, last.amount_received, last.amount_capturable) == ("succeeded", 680, 0)
    usual = hold(v1)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.payment_intents.capture(usual.id, {"amount_to_capture": 280, "final_capture": False})
    assert refused.value.param == "final_capture"


def test_what_was_taken_in_parts_stays_when_the_rest_is_given_back(v1, control):
    asked = {"card": {"request_multicapture": "if_available"}}
    ended, lapsed = (hold(v1, card="pm_card_sb_multicapture", payment_method_options=asked).id for _ in range(2))
    for intent in (ended, lapsed):
        v1.payment_intents.capture(intent, {"amount_to_capture": 280, "final_capture": False})
    v1.payment_intents.cancel(ended)
    control.advance(7 * DAY_S)
    for intent in (ended, lapsed):
        found = v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]})
        charge = found.latest_charge
        assert (found.status, found.amount_received, found.amount_capturable) == ("succeeded", 280, 0)
        assert (charge.amount_captured, charge.amount_refunded, charge.captured, charge.refunded) == (280, 800, True, False)
        v1.refunds.create({"payment_intent": intent})
        assert v1.charges.retrieve(charge.id).amount_refunded == 1080


@pytest.mark.parametrize(
    "amount, code",
    [(1081, "amount_too_large"), (49, "amount_too_small"), (0, "parameter_invalid_integer")],
    ids=["above the hold", "below the minimum", "nothing"],
)
def test_more_than_was_held_and_less_than_can_be_charged_are_refused(v1, amount, code):
    intent = hold(v1)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.payment_intents.capture(intent.id, {"amount_to_capture": amount})
    assert (refused.value.code, refused.value.param) == (code, "amount_to_capture")
    assert v1.payment_intents.retrieve(intent.id).status == "requires_capture"


@pytest.mark.parametrize(
    "card, code, decline",
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_a_refused_card_leaves_the_intent_for_another(v1, card, code, decline):
    intent = v1.payment_intents.create({"amount": 500, "currency": "eur", "capture_method": "manual"})
    with pytest.raises(stripe.CardError) as refused:
        v1.payment_intents.confirm(intent.id, {"payment_method": card})
    assert (refused.value.http_status, refused.value.code, refused.value.error.decline_code) == (402, code, decline)
    left = v1.payment_intents.retrieve(intent.id)
    assert (left.status, left.last_payment_error.code, left.payment_method) == ("requires_payment_method", code, None)
    assert v1.charges.retrieve(left.latest_charge).status == "failed"
    assert v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "requires_capture"


def test_refunds_never_exceed_what_was_taken(v1):
    intent = hold(v1)
    with pytest.raises(stripe.InvalidRequestError):
        v1.refunds.create({"payment_intent": intent.id})
    v1.payment_intents.capture(intent.id, {"amount_to_capture": 730})
    first = v1.refunds.create({"payment_intent": intent.id, "amount": 280, "reason": "requested_by_customer", "metadata": {"row_id": "r1"}})
    assert (first.status, first.amount, first.charge, first.metadata["row_id"]) == ("succeeded", 280, intent.latest_charge, "r1")
    with pytest.raises(stripe.InvalidRequestError, match="unrefunded"):
        v1.refunds.create({"payment_intent": intent.id, "amount": 451})
    v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as over:
        v1.refunds.create({"payment_intent": intent.id})
    assert over.value.code == "charge_already_refunded"
    charge = v1.charges.retrieve(intent.latest_charge)
    assert (charge.refunded, charge.amount_refunded) == (True, 1080)
    assert [one.amount for one in v1.refunds.list({"payment_intent": intent.id}).data] == [450, 280]


def test_a_refund_fails_after_it_had_succeeded(v1, control):
    intent = hold(v1, card="pm_card_refundFail")
    v1.payment_intents.capture(intent.id)
    refund = v1.refunds.create({"payment_intent": intent.id, "amount": 300})
    assert refund.status == "succeeded"
    control.advance(DAY_S)
    failed = v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert v1.balance_transactions.retrieve(failed.failure_balance_transaction).amount == 300
    assert v1.charges.retrieve(intent.latest_charge).amount_refunded == 0
    assert v1.refunds.create({"payment_intent": intent.id}).amount == 1080


def test_a_refund_without_money_waits_and_can_be_called_back(v1, control):
    intent, other = hold(v1), hold(v1)
    v1.payment_intents.capture(intent.id)
    refund = v1.refunds.create({"payment_intent": intent.id})
    assert (refund.status, refund.pending_reason) == ("pending", "insufficient_funds")
    assert v1.refunds.cancel(refund.id).status == "canceled"
    again = v1.refunds.create({"payment_intent": intent.id})
    v1.payment_intents.capture(other.id)
    control.advance(DAY_S + 1)
    assert v1.refunds.retrieve(again.id).status == "succeeded"


def test_wrong_parameters_are_refused_before_any_work(v1, control):
    cases = [
        ({"amount": 500}, "parameter_missing", "currency"),
        ({"amount": 500, "currency": "eur", "amout": 1}, "parameter_unknown", "amout"),
        ({"amount": 500, "currency": "eur", "payment_method_options": {"card": {"request_multicaptur": "if_available"}}}, "parameter_unknown",
         "payment_method_options[card][request_multicaptur]"),
        ({"amount": 500, "currency": "eur", "capture_method": "manuel"}, "parameter_invalid", "capture_method"),
        ({"amount": "5.00", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": 500, "currency": "xxx"}, "parameter_invalid", "currency"),
        ({"amount": 49, "currency": "eur"}, "amount_too_small", "amount"),
        ({"amount": 100_000_000, "currency": "eur"}, "amount_too_large", "amount"),
        ({"amount": 500, "currency": "eur", "customer": "cus_nobody"}, "resource_missing", "customer"),
        ({"amount": 500, "currency": "eur", "transfer_data": {"destination": "acct_1"}}, "sandbox_parameter_unsupported", "transfer_data"),
        ({"amount": 500, "currency": "eur", "off_session": True}, "parameter_unknown", "off_session"),
    ]  # fmt: skip
    for order, code, param in cases:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            v1.payment_intents.create(order)
        assert (refused.value.http_status, refused.value.code, refused.value.param) == (400, code, param)
    assert control.effects("payment_intent") == []


def test_what_is_not_there_is_404_and_a_wrong_key_401(v1, sandbox):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.payment_intents.retrieve("pi_sb_nothing")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("sk_live_0", base_addresses={"api": sandbox.url}, max_network_retries=0).v1.balance.retrieve()


def test_lists_come_in_pages_and_ids_open(v1):
    customer = v1.customers.create({"email": "ada@example.org"})
    made = [hold(v1, amount=100 + number, customer=customer.id).id for number in range(25)]
    hold(v1)
    pages = v1.payment_intents.list({"customer": customer.id, "limit": 10})
    assert pages.has_more
    assert [one.id for one in pages.auto_paging_iter()] == made[::-1]
    before = v1.payment_intents.list({"customer": customer.id, "limit": 3, "ending_before": made[20]})
    assert [one.id for one in before.data] == made[23:20:-1]
    opened = v1.payment_intents.list({"limit": 1, "expand": ["data.latest_charge"]}).data[0]
    assert opened.latest_charge.object == "charge"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        v1.payment_intents.retrieve(made[0], {"expand": ["amount"]})
