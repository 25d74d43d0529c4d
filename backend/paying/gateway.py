"""The payment service over the official SDK. Every write has a key of ours and is sent once; what became of it is read, never assumed."""
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import stripe

from backend.database.base import now
from backend.paying import seen as objects
from backend.paying.line import Line
from backend.paying.provider import STRIPE, Provider
from backend.paying.refusals import FAILED, ProviderRefused, ProviderSilent, translated
from backend.paying.seen import (
    BalanceLine,
    DisputeSeen,
    IntentSeen,
    NotUnderstood,
    RefundSeen,
    ReversalSeen,
    TransferSeen,
)
from payments.money import charge_units
from payments.states import Report

# What was ordered longer ago may have been sent by a worker that is no more, and keys are forgotten after a day. So it is looked for first.
FRESH = timedelta(seconds=30)
CLOCKS_DIFFER = timedelta(minutes=10)
PAGE = 100
MOST_LOOKED = 2000
# A failure kept under a key comes back for ever. Where nothing came of it, the same is sent under the next of so many keys.
TURNS = 4
CHARGE: Any = {"expand": ["latest_charge"]}
KEPT: Any = {"setup_future_usage": "off_session"}
SETTLED_ELSEWHERE = ("payment_intent_unexpected_state", "charge_already_captured", "capture_charge_authorization_expired")
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class IntentOrder:
    """What a traveller is to pay. method: a saved card, charged without them (`off_session`); else they choose one on the page."""

    booking_id: str
    amount_minor: int
    currency: str
    customer_id: str | None = None
    purpose: str = objects.TRIP
    method: str | None = None


@dataclass(frozen=True)
class RefundOrder:
    intent_id: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class TransferOrder:
    """group: the id of the booking. source_charge: its money is passed on as soon as it is there; None: what is available now."""

    destination: str
    amount_minor: int
    currency: str
    group: str
    source_charge: str | None = None


class Gateway:
    """key of a write: the id of its row (outbox, refund, transfer). ordered_at: when that row was made. All raise ProviderSilent, ProviderRefused."""

    def __init__(self, provider: Provider, line: Line | None = None, clock: Callable[[], datetime] = now):
        self.provider, self.clock = provider, clock
        self._line = line or Line()
        stripe.enable_telemetry = False
        self.client = stripe.StripeClient(
            provider.key, http_client=self._line, max_network_retries=0,
            base_addresses={} if provider.address == STRIPE else {"api": provider.address},
        )  # fmt: skip
        self.v1 = self.client.v1

    async def close(self) -> None:
        await self._line.close_async()

    async def create_intent(self, order: IntentOrder, key: str, ordered_at: datetime | None = None) -> IntentSeen:
        asked: dict[str, Any] = {
            "amount": charge_units(order.amount_minor, order.currency), "currency": order.currency, "capture_method": "manual",
            "allowed_payment_method_types": ["card"], "transfer_group": order.booking_id,
            "metadata": {objects.BOOKING: order.booking_id, objects.ROW: key, objects.PURPOSE: order.purpose}, **CHARGE,
        }  # fmt: skip
        if order.customer_id:
            asked["customer"] = order.customer_id
        if order.method:
            asked |= {"payment_method": order.method, "confirm": True, "off_session": True}
        since = (ordered_at or self.clock()) - CLOCKS_DIFFER

        async def found() -> IntentSeen | None:
            return await self.find_intent(order.booking_id, row_id=key, customer_id=order.customer_id, since=since)

        made = await self._once(lambda name: self.v1.payment_intents.create_async(asked, keyed(name)), objects.intent_seen, found, key, ordered_at)
        self._check_live(made)
        return made

    async def read_intent(self, intent_id: str) -> IntentSeen:
        return await self._read(self.v1.payment_intents.retrieve_async(intent_id, CHARGE), objects.intent_seen)

    async def find_intent(
        self, booking_id: str, row_id: str | None = None, customer_id: str | None = None, since: datetime | None = None
    ) -> IntentSeen | None:
        """The one of a booking, of the row that ordered it where that is given; None where there is none."""
        asked: dict[str, Any] = {"limit": PAGE, "expand": ["data.latest_charge"]}
        if customer_id:
            asked["customer"] = customer_id
        if since:
            asked["created"] = {"gte": int(since.timestamp())}
        async for told in self._pages(self.v1.payment_intents.list_async, asked):
            named = told.get("metadata") or {}
            if named.get(objects.BOOKING) == booking_id and row_id in (None, named.get(objects.ROW)):
                return objects.intent_seen(told)
        return None

    async def confirm(self, intent_id: str, method: str, return_url: str, keep: bool, key: str) -> IntentSeen:
        """Charges a card while the traveller is there. keep: the card may be used again, which they agreed to."""
        asked: dict[str, Any] = {"payment_method": method, "return_url": return_url, **CHARGE} | (KEPT if keep else {})
        return await self._read(self.v1.payment_intents.confirm_async(intent_id, asked, keyed(key)), objects.intent_seen)

    async def confirm_saved(self, intent_id: str, method: str, key: str) -> IntentSeen:
        """Charges a card that is kept, without its owner. A bank that wants to ask them refuses."""
        asked: dict[str, Any] = {"payment_method": method, "off_session": True, **CHARGE}
        return await self._read(self.v1.payment_intents.confirm_async(intent_id, asked, keyed(key)), objects.intent_seen)

    async def keep_card(self, intent_id: str, key: str) -> IntentSeen:
        """The card that this intent is going to be paid with may be used again."""
        return await self._read(self.v1.payment_intents.update_async(intent_id, KEPT, keyed(key)), objects.intent_seen)

    async def capture(self, intent_id: str, amount_minor: int, currency: str, key: str) -> IntentSeen:
        """Once, the rest is given back. What was captured or lost meanwhile is no refusal: it is what is seen."""
        asked = {"amount_to_capture": charge_units(amount_minor, currency), **CHARGE}
        return await self._settle(lambda name: self.v1.payment_intents.capture_async(intent_id, asked, keyed(name)), intent_id, key)

    async def void(self, intent_id: str, key: str) -> IntentSeen:
        """Gives back what is held. One that was captured by hand is seen as such."""
        return await self._settle(lambda name: self.v1.payment_intents.cancel_async(intent_id, CHARGE, keyed(name)), intent_id, key)

    async def refund(self, order: RefundOrder, key: str, ordered_at: datetime | None = None) -> RefundSeen:
        asked = {"payment_intent": order.intent_id, "amount": charge_units(order.amount_minor, order.currency), "metadata": {objects.ROW: key}}

        async def found() -> RefundSeen | None:
            return await self.find_refund(order.intent_id, key)

        return await self._once(lambda name: self.v1.refunds.create_async(asked, keyed(name)), objects.refund_seen, found, key, ordered_at)

    async def read_refund(self, refund_id: str) -> RefundSeen:
        return await self._read(self.v1.refunds.retrieve_async(refund_id), objects.refund_seen)

    async def find_refund(self, intent_id: str, row_id: str) -> RefundSeen | None:
        return next((one for one in await self.list_refunds(intent_id) if one.row_id == row_id), None)

    async def list_refunds(self, intent_id: str) -> list[RefundSeen]:
        return [objects.refund_seen(told) async for told in self._pages(self.v1.refunds.list_async, {"payment_intent": intent_id, "limit": PAGE})]

    async def transfer(self, order: TransferOrder, key: str, ordered_at: datetime | None = None) -> TransferSeen:
        asked: dict[str, Any] = {
            "amount": charge_units(order.amount_minor, order.currency), "currency": order.currency, "destination": order.destination,
            "transfer_group": order.group, "metadata": {objects.ROW: key},
        } | ({"source_transaction": order.source_charge} if order.source_charge else {})  # fmt: skip

        async def found() -> TransferSeen | None:
            return await self.find_transfer(order.group, key)

        return await self._once(lambda name: self.v1.transfers.create_async(asked, keyed(name)), objects.transfer_seen, found, key, ordered_at)

    async def read_transfer(self, transfer_id: str) -> TransferSeen:
        return await self._read(self.v1.transfers.retrieve_async(transfer_id), objects.transfer_seen)

    async def find_transfer(self, group: str, row_id: str) -> TransferSeen | None:
        async for told in self._pages(self.v1.transfers.list_async, {"transfer_group": group, "limit": PAGE}):
            if (told.get("metadata") or {}).get(objects.ROW) == row_id:
                return objects.transfer_seen(told)
        return None

    async def reverse(self, transfer_id: str, amount_minor: int, currency: str, key: str, ordered_at: datetime | None = None) -> ReversalSeen:
        asked = {"amount": charge_units(amount_minor, currency), "metadata": {objects.ROW: key}}

        async def found() -> ReversalSeen | None:
            return await self.find_reversal(transfer_id, key)

        reversals = self.v1.transfers.reversals
        return await self._once(lambda name: reversals.create_async(transfer_id, asked, keyed(name)), objects.reversal_seen, found, key, ordered_at)

    async def find_reversal(self, transfer_id: str, row_id: str) -> ReversalSeen | None:
        async def listed(asked: dict) -> Any:
            return await self.v1.transfers.reversals.list_async(transfer_id, asked)

        async for told in self._pages(listed, {"limit": PAGE}):
            if (told.get("metadata") or {}).get(objects.ROW) == row_id:
                return objects.reversal_seen(told)
        return None

    async def read_dispute(self, dispute_id: str) -> DisputeSeen:
        return await self._read(self.v1.disputes.retrieve_async(dispute_id), objects.dispute_seen)

    async def balance_transactions(self, since: datetime | None = None, until: datetime | None = None) -> list[BalanceLine]:
        """Every line of our account there, the newest first."""
        created = {name: int(at.timestamp()) for name, at in (("gte", since), ("lt", until)) if at}
        asked = {"limit": PAGE} | ({"created": created} if created else {})
        return [objects.balance_line(told) async for told in self._pages(self.v1.balance_transactions.list_async, asked, most=None)]

    async def list_events(self, since: datetime) -> list[dict]:
        """All events of up to thirty days, the oldest first."""
        asked = {"limit": PAGE, "created": {"gte": int(since.timestamp())}}
        return [told async for told in self._pages(self.v1.events.list_async, asked, most=None)][::-1]

    async def _settle(self, send: Callable[[str], Awaitable[Any]], intent_id: str, key: str) -> IntentSeen:
        async def found() -> IntentSeen | None:
            seen = await self.read_intent(intent_id)
            return seen if seen.report in (Report.CAPTURED, Report.VOIDED) else None

        try:
            return await self._once(send, objects.intent_seen, found, key)
        except ProviderRefused as refusal:
            over = await found() if refusal.code in SETTLED_ELSEWHERE else None
            if over is None:
                raise
            return over

    async def _once(
        self, send: Callable[[str], Awaitable[Any]], read: Callable[[Mapping], Seen], found: Callable[[], Awaitable[Seen | None]], key: str,
        ordered_at: datetime | None = None,
    ) -> Seen:  # fmt: skip
        """One effect however often it is asked for. After a failure, and where it is no longer fresh, what the key did is looked up first."""
        if ordered_at is not None and self.clock() - ordered_at > FRESH and (made := await found()) is not None:
            return made
        for turn in range(TURNS):
            try:
                return await self._read(send(key if turn == 0 else f"{key}.{turn}"), read)
            except ProviderSilent as silence:
                if silence.code != FAILED:
                    raise
                silent = silence
            if (made := await found()) is not None:
                return made
            if not silent.stored:
                raise silent
        raise ProviderSilent(FAILED)

    async def _read(self, answer: Awaitable[Any], read: Callable[[Mapping], Seen]) -> Seen:
        return read(await self.asked(answer))

    async def asked(self, answer: Awaitable[Any]) -> dict:
        """The object of an answer as plain values."""
        try:
            return (await answer).to_dict()
        except stripe.StripeError as error:
            raise translated(error) from None  # its words may hold what the payment service was told
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # the SDK trusts that errors look as documented
            raise ProviderSilent(FAILED) from error

    async def _pages(self, listed: Callable[[dict], Awaitable[Any]], asked: dict, most: int | None = MOST_LOOKED) -> AsyncIterator[dict]:
        """Every object of a list, page by page. most: a bound for those that look for one."""
        seen, after = 0, None
        while True:
            page = await self.asked(listed(asked | ({"starting_after": after} if after else {})))
            for told in page["data"]:
                yield told
            seen += len(page["data"])
            if not page["has_more"] or not page["data"]:
                return
            if most is not None and seen >= most:
                raise ProviderSilent("provider_list_too_long")
            after = page["data"][-1]["id"]

    def _check_live(self, made: IntentSeen) -> None:
        if made.live is not self.provider.live:
            raise NotUnderstood("livemode")


def keyed(key: str) -> Any:
    """The options of a write: under its key it happens once."""
    return {"idempotency_key": key}
