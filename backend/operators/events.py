"""What operators tell of their own accord: verified, kept once in the outbox, and handed to the bookings by the worker.

Whatever they tell may come twice, late and in any order: an event is a reason to look, and the law of bookings decides what it changes.
"""
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.operators import OperatorEvent, OperatorEventKind, OperatorEventTaken
from backend.operators.service import Operators
from backend.operators.signatures import SKEW_S, is_signed
from backend.outbox.entries import Entry, enqueue
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import Finish, GiveUp, Handler
from backend.service.errors import BadRequest, Conflict, ServiceError
from backend.service.problems import invalid

EVENT = "operator.event"
MOST_BYTES = 4 * 1024
decoder = msgspec.json.Decoder(OperatorEvent)


class SignatureRefused(ServiceError):
    status, code = 401, "bad_signature"

    def __init__(self, detail: str):
        super().__init__(detail, headers={"WWW-Authenticate": "Operator-Signature"})


class SignatureStale(SignatureRefused):
    code = "stale_signature"


class UnknownRef(Conflict):
    code = "unknown_ref"


class EventIdReused(Conflict):
    code = "event_id_reused"


@dataclass(frozen=True)
class Signed:
    """What came in, as it came. time: Unix seconds."""

    operator_id: str
    event_id: str
    time: str
    signature: str
    body: bytes


@dataclass(frozen=True)
class OperatorSaid:
    """A verified event about one leg. at: when it happened by the operator's word; told_at: when it came in."""

    operator_id: str
    event_id: str
    ref: str
    kind: OperatorEventKind
    at: datetime
    reason: str | None
    told_at: datetime


@runtime_checkable
class EventTaker(Protocol):
    """The bookings, as operators' events see them."""

    async def is_ref_of(self, session: AsyncSession, operator_id: str, ref: str) -> bool:
        """Whether this operator was ever asked for an order of this reference."""
        ...

    async def on_operator_event(self, session: AsyncSession, said: OperatorSaid) -> None:
        """In a transaction of its own, at least once. Raises GiveUp where it can never be right; what only changes nothing is no error."""
        ...


def verify(operators: Operators, signed: Signed, moment: datetime) -> OperatorEvent:
    """Before the database is touched. Raises SignatureRefused, SignatureStale, BadRequest."""
    declared = operators.find_declared(signed.operator_id)
    keys = declared.event_keys if declared else ()
    if not is_signed(keys, signed.time, signed.event_id, signed.signature, signed.body):
        raise SignatureRefused("The event is not signed by a key of this operator. Sign time, id and body with the key whose public half we have.")
    if abs(int(signed.time) - moment.timestamp()) > SKEW_S:
        raise SignatureStale("The event was signed too long ago, or ahead of time. Set the clock, sign it anew with the same id and send it again.")
    return read(signed.body)


async def take(session: AsyncSession, taker: EventTaker, signed: Signed, event: OperatorEvent, moment: datetime) -> OperatorEventTaken:
    """A verified event, kept when this transaction is. Raises UnknownRef, EventIdReused."""
    if not await taker.is_ref_of(session, signed.operator_id, event.ref):
        raise UnknownRef("You were never asked for an order of this reference. Send the reference that the order came with.")
    key, digest = f"{EVENT}:{signed.operator_id}:{signed.event_id}", sha256(signed.body).hexdigest()
    about = {"operatorId": signed.operator_id, "eventId": signed.event_id, "digest": digest, "toldAt": moment.isoformat()}
    payload = {**about, **msgspec.to_builtins(event)}
    if await enqueue(session, EVENT, payload, key):
        return OperatorEventTaken(signed.event_id, repeated=False)
    before: Any = await session.scalar(select(OutboxEntry.payload).where(OutboxEntry.key == key))
    if before is not None and before["digest"] != digest:
        raise EventIdReused("Another event came with this id. Give each event an id of its own, and the same one when it is sent again.")
    return OperatorEventTaken(signed.event_id, repeated=True)


def read(body: bytes) -> OperatorEvent:
    """Raises BadRequest."""
    try:
        event = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid(error) from error
    if event.at.tzinfo is None:
        raise BadRequest("This is not a date with a time. Write it like 2026-11-24T08:30:00+01:00.", "at")
    return event


def handlers(taker: EventTaker) -> dict[str, Handler]:
    """For the worker of the outbox."""

    async def hand_over(entry: Entry) -> Finish:
        return partial(hand, taker, said_of(entry))

    return {EVENT: hand_over}


def said_of(entry: Entry) -> OperatorSaid:
    """Raises GiveUp for an entry that another version of this program wrote."""
    told = entry.payload
    try:
        kind, at, told_at = OperatorEventKind(told["kind"]), datetime.fromisoformat(told["at"]), datetime.fromisoformat(told["toldAt"])
        return OperatorSaid(told["operatorId"], told["eventId"], told["ref"], kind, at, told.get("reason"), told_at)
    except (KeyError, ValueError, TypeError) as error:
        raise GiveUp("event_unreadable") from error


async def hand(taker: EventTaker, said: OperatorSaid, session: AsyncSession) -> None:
    await taker.on_operator_event(session, said)
