"""Whatever goes wrong on the line, the outbox asks again under the same key, and in the end each thing was done once."""
import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.paying.gateway import IntentOrder, RefundOrder, TransferOrder
from backend.paying.refusals import ProviderRefused, ProviderSilent
from payments.states import RefundState, Report

BACK = "https://allways.example.org/pay/back"
PATHS = {
    "create": "/v1/payment_intents", "capture": "/v1/payment_intents/*/capture", "void": "/v1/payment_intents/*/cancel", "refund": "/v1/refunds",
    "transfer": "/v1/transfers", "reverse": "/v1/transfers/*/reversals",
}  # fmt: skip
FAULTS = {
    "no answer, nothing done": {"do": "drop_before"},
    "no answer, all done": {"do": "drop_after"},
    "reset": {"do": "reset"},
    "500 before": {"do": "status", "status": 500, "stored": False},
    "500 after": {"do": "status", "status": 500, "after": True, "stored": False},
    "500 before, kept under the key": {"do": "status", "status": 500},
    "500 after, kept under the key": {"do": "status", "status": 500, "after": True},
    "503": {"do": "status", "status": 503, "stored": False},
    "409": {"do": "status", "status": 409},
    "429": {"do": "status", "status": 429},
    "too slow": {"do": "delay", "seconds": 4},
    "drips": {"do": "slow_body", "seconds": 6},
}  # fmt: skip


class Trip:
    """A payment brought to where an act is next."""

    def __init__(self, gateway):
        self.gateway, self.key, self.booking = gateway, str(uuid4()), str(uuid4())

    async def ready(self, act: str) -> None:
        if act == "create":
            return
        made = await self.gateway.create_intent(IntentOrder(self.booking, 1080, "eur"), "made")
        self.intent = (await self.gateway.confirm(made.intent_id, "pm_card_visa", BACK, False, "confirmed")).intent_id
        if act in ("capture", "void"):
            return
        taken = await self.gateway.capture(self.intent, 730, "eur", "captured")
        self.charge = taken.charge_id
        if act == "refund":
            return
        account = await self.gateway.asked(self.gateway.v1.accounts.create_async({"type": "express", "country": "DE"}))
        self.payee = account["id"]
        if act == "reverse":
            self.sent = (await self.gateway.transfer(TransferOrder(self.payee, 280, "eur", self.booking, self.charge), "sent")).transfer_id

    async def once(self, act: str, ordered_at: datetime | None = None):
        gate = self.gateway
        if act == "create":
            return await gate.create_intent(IntentOrder(self.booking, 1080, "eur"), self.key, ordered_at)
        if act == "capture":
            return await gate.capture(self.intent, 730, "eur", self.key)
        if act == "void":
            return await gate.void(self.intent, self.key)
        if act == "refund":
            return await gate.refund(RefundOrder(self.intent, 280, "eur"), self.key, ordered_at)
        if act == "transfer":
            return await gate.transfer(TransferOrder(self.payee, 280, "eur", self.booking, self.charge), self.key, ordered_at)
        return await gate.reverse(self.sent, 100, "eur", self.key, ordered_at)

    async def as_the_outbox_does(self, act: str, times: int = 8):
        for attempt in range(times):
            try:
                return await self.once(act)
            except ProviderSilent:
                await asyncio.sleep(0.05 * 2**attempt)
        raise AssertionError("it never came to an end")


def wanted(act: str) -> dict[str, int]:
    paid = act != "create"
    return {
        "payment_intent": 1, "charge": int(paid), "refund": int(act == "refund"), "transfer": int(act in ("transfer", "reverse")),
        "transfer_reversal": int(act == "reverse"),
    }  # fmt: skip


def made(control) -> dict[str, int]:
    """How many different objects there are, however often each changed."""
    return {kind: len({effect.split(":")[1] for effect in control.effects(kind)}) for kind in wanted("create")}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("act", PATHS)
async def test_each_thing_is_done_once(gateway, control, act, fault, long_ago):
    trip = Trip(gateway)
    await trip.ready(act)
    control.fault(path=PATHS[act], **FAULTS[fault])
    seen = await trip.as_the_outbox_does(act)
    assert made(control) == wanted(act)
    if act in ("capture", "void"):
        assert seen.report is (Report.CAPTURED if act == "capture" else Report.VOIDED)
        assert len(await gateway.list_refunds(trip.intent)) == 0
    if act == "capture":
        assert seen.amount_minor == 730
    assert await trip.once(act, long_ago) == seen  # a worker that was lost before it could write down what it saw
    assert made(control) == wanted(act)


@pytest.mark.parametrize("act", ["create", "refund", "transfer", "reverse"])
async def test_a_key_that_may_be_forgotten_is_looked_up_and_not_sent_again(gateway, control, act, long_ago):
    trip = Trip(gateway)
    await trip.ready(act)
    seen = await trip.once(act)
    control("clock", {"advance": 2 * 86_400})  # the sandbox has forgotten the key by now
    assert await trip.once(act, long_ago) == seen
    assert made(control) == wanted(act)


@pytest.mark.parametrize("act", ["create", "refund"])
async def test_an_old_order_that_was_never_done_is_done_once(gateway, control, act, long_ago):
    trip = Trip(gateway)
    await trip.ready(act)
    seen = await trip.once(act, long_ago)
    assert seen.row_id == trip.key
    assert made(control) == wanted(act)


async def test_two_workers_at_once_make_one(gateway, control):
    trip = Trip(gateway)
    control.fault("delay", PATHS["create"], seconds=0.5)
    both = await asyncio.gather(trip.once("create"), trip.once("create"), return_exceptions=True)
    silent = [one for one in both if isinstance(one, ProviderSilent)]
    assert [one.code for one in silent] in ([], ["idempotency_key_in_use"])
    assert len({one.intent_id for one in both if not isinstance(one, Exception)}) == 1
    assert made(control) == wanted("create")


async def test_a_key_with_another_order_is_a_fault_of_ours_and_not_repeated(gateway, control):
    trip = Trip(gateway)
    await trip.ready("refund")
    await trip.once("refund")
    with pytest.raises(ProviderRefused) as refused:
        await gateway.refund(RefundOrder(trip.intent, 281, "eur"), trip.key)
    assert refused.value.code == "idempotency_mismatch"
    assert made(control) == wanted("refund")


async def test_a_hold_that_lapsed_is_seen_as_given_back(gateway, control):
    trip = Trip(gateway)
    await trip.ready("capture")
    control(f"payment_intents/{trip.intent}/lapse")
    assert (await trip.once("capture")).report is Report.VOIDED


async def test_a_refund_fails_after_it_succeeded(gateway, control):
    made_ = await gateway.create_intent(IntentOrder(str(uuid4()), 1080, "eur"), "made")
    await gateway.confirm(made_.intent_id, "pm_card_refundFail", BACK, False, "confirmed")
    await gateway.capture(made_.intent_id, 1080, "eur", "captured")
    sent = await gateway.refund(RefundOrder(made_.intent_id, 500, "eur"), "row")
    assert sent.state is RefundState.SUCCEEDED
    control("clock", {"advance": 7200})
    seen = await gateway.read_refund(sent.refund_id)
    assert (seen.state, seen.failure) == (RefundState.FAILED, "expired_or_canceled_card")


async def test_a_dispute_is_read_with_what_it_cost(gateway, control):
    made_ = await gateway.create_intent(IntentOrder(str(uuid4()), 1080, "eur"), "made")
    await gateway.confirm(made_.intent_id, "pm_card_createDispute", BACK, False, "confirmed")
    await gateway.capture(made_.intent_id, 1080, "eur", "captured")
    dispute = (await gateway.asked(gateway.v1.disputes.list_async()))["data"][0]["id"]
    seen = await gateway.read_dispute(dispute)
    assert (seen.state, seen.amount_minor, seen.intent_id) == ("open", 1080, made_.intent_id)
    assert (await gateway.read_intent(made_.intent_id)).disputed
    control(f"disputes/{dispute}/lost")
    assert (await gateway.read_dispute(dispute)).state == "lost"


async def test_lists_are_read_to_their_end(gateway, control):
    since = datetime.now(UTC).replace(year=2020)
    orders = [IntentOrder(str(uuid4()), 100 + number, "eur") for number in range(103)]
    for number, order in enumerate(orders):
        await gateway.create_intent(order, f"row-{number}")
    assert (await gateway.find_intent(orders[0].booking_id, "row-0", since=since)).shown_minor == 100
    assert [event["type"] for event in await gateway.list_events(since)] == ["payment_intent.created"] * 103
