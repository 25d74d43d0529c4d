"""One life of a payment, at the sandbox and at Stripe alike."""
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from backend.paying.gateway import IntentOrder, RefundOrder, TransferOrder
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.seen import CardReason
from payments.states import RefundState, Report

BACK = "https://allways.example.org/pay/back"


def order(**more) -> IntentOrder:
    return IntentOrder(**{"booking_id": str(uuid4()), "amount_minor": 1080, "currency": "eur"} | more)


def new_key() -> str:
    return str(uuid4())


async def authorised(gateway, card: str = "pm_card_visa", **more):
    made = await gateway.create_intent(order(**more), new_key())
    return await gateway.confirm(made.intent_id, card, BACK, False, new_key())


async def test_a_payment_is_made_authorised_and_captured_in_part(either):
    asked, key = order(), new_key()
    made = await either.create_intent(asked, key)
    assert (made.report, made.amount_minor, made.shown_minor, made.currency) == (Report.CREATED, 0, 1080, "eur")
    assert (made.booking_id, made.row_id, made.live) == (asked.booking_id, key, False)
    held = await either.confirm(made.intent_id, "pm_card_visa", BACK, False, new_key())
    assert (held.report, held.amount_minor, held.in_review, held.disputed) == (Report.AUTHORISED, 1080, False, False)
    assert timedelta(days=4) < held.capture_by - datetime.now(UTC) < timedelta(days=8)
    taken = await either.capture(made.intent_id, 730, "eur", new_key())
    assert (taken.report, taken.amount_minor) == (Report.CAPTURED, 730)
    assert await either.read_intent(made.intent_id) == taken


async def test_what_is_held_is_given_back_once_and_again(either):
    held = await authorised(either)
    over = await either.void(held.intent_id, new_key())
    assert over.report is Report.VOIDED
    assert (await either.void(held.intent_id, new_key())).report is Report.VOIDED
    assert (await either.capture(held.intent_id, 100, "eur", new_key())).report is Report.VOIDED


async def test_what_was_captured_by_hand_is_seen_when_it_is_to_be_voided(either):
    held = await authorised(either)
    await either.capture(held.intent_id, 1080, "eur", new_key())
    seen = await either.void(held.intent_id, new_key())
    assert (seen.report, seen.amount_minor) == (Report.CAPTURED, 1080)
    assert await either.capture(held.intent_id, 500, "eur", new_key()) == seen


async def test_refunds_have_rows_of_their_own_and_a_ceiling(either):
    held = await authorised(either)
    await either.capture(held.intent_id, 730, "eur", new_key())
    first, second = new_key(), new_key()
    for key, amount in ((first, 280), (second, 450)):
        sent = await either.refund(RefundOrder(held.intent_id, amount, "eur"), key)
        assert (sent.amount_minor, sent.row_id, sent.intent_id) == (amount, key, held.intent_id)
        assert sent.state in (RefundState.SENT, RefundState.SUCCEEDED)
        assert (await either.read_refund(sent.refund_id)).refund_id == sent.refund_id
    with pytest.raises(ProviderRefused) as refused:
        await either.refund(RefundOrder(held.intent_id, 1, "eur"), new_key())
    assert refused.value.code in ("charge_already_refunded", "amount_too_large")
    assert (await either.find_refund(held.intent_id, first)).amount_minor == 280
    assert await either.find_refund(held.intent_id, "another row") is None


async def test_the_bank_asks_and_the_way_there_is_told(either):
    made = await either.create_intent(order(), new_key())
    asked = await either.confirm(made.intent_id, "pm_card_threeDSecure2Required", BACK, False, new_key())
    assert asked.report is Report.ACTION_NEEDED
    assert asked.redirect_url.startswith(("https://", either.provider.address))


@pytest.mark.parametrize("card, reason", [
    ("pm_card_visa_chargeDeclined", CardReason.DECLINED), ("pm_card_visa_chargeDeclinedInsufficientFunds", CardReason.NO_FUNDS),
    ("pm_card_chargeDeclinedExpiredCard", CardReason.EXPIRED),
])  # fmt: skip
async def test_a_refused_card_has_a_plain_reason_and_another_can_be_tried(either, card, reason):
    made = await either.create_intent(order(), new_key())
    with pytest.raises(ProviderRefused) as refused:
        await either.confirm(made.intent_id, card, BACK, False, new_key())
    assert refused.value.failure.reason is reason
    seen = await either.read_intent(made.intent_id)
    assert (seen.report, seen.failure) == (Report.CREATED, refused.value.failure)
    assert (await either.confirm(made.intent_id, "pm_card_visa", BACK, False, new_key())).report is Report.AUTHORISED


async def test_a_payment_is_found_by_its_booking(either):
    asked, key, since = order(), new_key(), datetime.now(UTC) - timedelta(minutes=5)
    made = await either.create_intent(asked, key)
    found = await either.find_intent(asked.booking_id, key, since=since)
    assert found.intent_id == made.intent_id
    assert await either.find_intent(asked.booking_id, "another row", since=since) is None
    assert await either.find_intent(str(uuid4()), since=since) is None


async def test_what_is_too_small_to_capture_says_so(gateway):
    """Whether Stripe refuses it is not documented; the sandbox takes the harder case."""
    held = await authorised(gateway)
    with pytest.raises(ProviderRefused) as refused:
        await gateway.capture(held.intent_id, 1, "eur", new_key())
    assert refused.value.code == "amount_too_small"


async def test_operators_get_their_share_and_give_it_back(gateway, control):
    """Connected accounts need an agreement at Stripe, so this is the sandbox's alone."""
    account = await gateway.asked(gateway.v1.accounts.create_async({"type": "express", "country": "DE"}))
    held = await authorised(gateway)
    taken = await gateway.capture(held.intent_id, 730, "eur", new_key())
    key, group = new_key(), held.booking_id
    sent = await gateway.transfer(TransferOrder(account["id"], 280, "eur", group, taken.charge_id), key)
    assert (sent.amount_minor, sent.reversed_minor, sent.group, sent.row_id) == (280, 0, group, key)
    assert (await gateway.find_transfer(group, key)).transfer_id == sent.transfer_id
    control("clock", {"advance": 3 * 86_400})
    row = new_key()
    back = await gateway.reverse(sent.transfer_id, 100, "eur", row)
    assert (back.amount_minor, back.transfer_id, back.row_id) == (100, sent.transfer_id, row)
    assert await gateway.find_reversal(sent.transfer_id, row) == back
    assert (await gateway.read_transfer(sent.transfer_id)).reversed_minor == 100
    lines = await gateway.balance_transactions()
    assert [(line.kind, line.amount_minor) for line in lines] == [("transfer_refund", 100), ("transfer", -280), ("charge", 730)]
    assert all(line.amount_minor - line.fee_minor == line.net_minor for line in lines)
    assert lines[-1].source_id == taken.charge_id


async def test_a_saved_card_pays_without_its_traveller(gateway, control):
    customer = (await gateway.asked(gateway.v1.customers.create_async({})))["id"]
    first = await gateway.create_intent(order(customer_id=customer), new_key())
    await gateway.confirm(first.intent_id, "pm_card_visa", BACK, True, new_key())
    cards = (await gateway.asked(gateway.v1.customers.payment_methods.list_async(customer)))["data"]
    later = await gateway.create_intent(order(customer_id=customer, method=cards[0]["id"], purpose="overstay", amount_minor=150), new_key())
    assert (later.report, later.amount_minor, later.purpose) == (Report.AUTHORISED, 150, "overstay")


async def test_currencies_without_decimals_are_counted_as_the_service_counts_them(gateway, control):
    made = await gateway.create_intent(order(amount_minor=1250, currency="jpy"), new_key())
    assert made.shown_minor == 1250
    assert (await gateway.asked(gateway.v1.payment_intents.retrieve_async(made.intent_id)))["amount"] == 1250


async def test_a_key_of_real_money_in_a_sandbox_and_an_absent_service_are_silence(gateway, control, provider):
    from backend.paying.gateway import Gateway
    from backend.paying.provider import Provider

    for wrong in (Provider(provider.address, "sk_live_0123456789"), Provider("http://127.0.0.1:9", "sk_test_0123456789")):
        other = Gateway(wrong)
        with pytest.raises(ProviderSilent) as silent:
            await other.read_intent("pi_0")
        assert silent.value.code == ("provider_key_refused" if wrong.address == provider.address else "provider_silent")
        await other.close()
