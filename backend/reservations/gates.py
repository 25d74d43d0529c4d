"""Machines at gates: what they ask and tell is signed by a key of their own. They open by signed codes without anybody; the rest comes here.

What a gate tells comes late, twice and in any order: each mark counts once, and of all marks the first entry and the first exit count, as nobody gets
in again.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import rows as bookings
from backend.bookings.booked import BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.issued import Ticket
from backend.contract.reservations import (
    GateAnswer,
    GateEvent,
    GateEventKind,
    GateEventTaken,
    GateOutcome,
    GateQuestion,
)
from backend.database.sealing import Vault
from backend.operators.signatures import SKEW_S, decode, is_signed
from backend.parking.models import ParkingSite
from backend.reservations import codes, leaving, plates
from backend.reservations.models import KEY_BYTES, GateMark, GateMiss, ParkingGate, ParkingReservation
from backend.reservations.rows import Reserved, at_site, chosen, list_reserved
from backend.service.errors import NotFound, RateLimited, ServiceError, Unprocessable
from backend.tickets.models import TicketIssue
from payments.states import Cause, LegState

MISSES_WITHIN, MOST_MISSES = timedelta(minutes=10), 10
AHEAD, KEPT_BACK = timedelta(minutes=5), timedelta(days=31)
log = structlog.get_logger("allways.reservations")


class GateRefused(ServiceError):
    status, code = 401, "bad_signature"

    def __init__(self) -> None:
        words = "This is not signed by the machine of this site, or long ago. Set its clock, and have its key told by the staff."
        super().__init__(words, headers={"WWW-Authenticate": "Gate-Signature"})


class NotOne(Unprocessable):
    def __init__(self, field: str) -> None:
        super().__init__("Give one of them: what was shown, typed or read.", field)


@dataclass(frozen=True)
class SignedByGate:
    """What came in, as it came. time: Unix seconds."""

    site_id: UUID
    message_id: str
    time: str
    signature: str
    body: bytes


async def enrol(session: AsyncSession, site_id: UUID, public_key: str) -> None:
    """Raises NotFound, Unprocessable."""
    raw = decode(public_key, KEY_BYTES)
    if raw is None:
        raise Unprocessable("This is no public key of 32 bytes in base64url.", "publicKey")
    if await session.scalar(select(ParkingSite.id).where(ParkingSite.id == site_id).with_for_update()) is None:
        raise NotFound("There is no such site.")
    row = await session.scalar(select(ParkingGate).where(ParkingGate.site_id == site_id))
    if row is None:
        session.add(ParkingGate(site_id=site_id, public_key=raw))
    else:
        row.public_key = raw


async def verify(session: AsyncSession, signed: SignedByGate, now: datetime) -> None:
    """Raises GateRefused, the same for a site without a machine."""
    raw = await session.scalar(select(ParkingGate.public_key).where(ParkingGate.site_id == signed.site_id))
    keys = [] if raw is None else [Ed25519PublicKey.from_public_bytes(raw)]
    if not is_signed(keys, signed.time, signed.message_id, signed.signature, signed.body):
        raise GateRefused
    if abs(int(signed.time) - now.timestamp()) > SKEW_S:
        raise GateRefused


async def ask(session: AsyncSession, vault: Vault, site_id: UUID, question: GateQuestion, now: datetime) -> GateAnswer:
    """Whether a code or a plate opens the gate. Guessing ends after ten misses. Raises RateLimited, NotOne, PlateRefused."""
    if (question.code is None) is (question.plate is None):
        raise NotOne("code")
    await check_misses(session, site_id, now)
    live = await at_site(session, site_id)
    row = find(vault, [one.row for one in live], question.code, question.plate)
    if row is None:
        session.add(GateMiss(site_id=site_id))
        return GateAnswer(False, "unknown")
    found = next(one for one in live if one.row is row)
    reason = why_shut(found, question.kind, now)
    return GateAnswer(reason is None, reason, found.spot.label if reason is None and found.spot else None)


async def check_misses(session: AsyncSession, site_id: UUID, now: datetime) -> None:
    recent = select(func.count()).select_from(GateMiss).where(GateMiss.site_id == site_id, GateMiss.created_at > now - MISSES_WITHIN)
    if (await session.scalar(recent) or 0) >= MOST_MISSES:
        log.warning("gate_codes_guessed", site=str(site_id))
        raise RateLimited("Too many codes that were none. Wait ten minutes, or show the code of the ticket.", headers={"Retry-After": "600"})


def find(vault: Vault, live: Sequence[ParkingReservation], code: str | None, plate: str | None) -> ParkingReservation | None:
    if code is not None:
        return codes.find_by_code(live, code)
    return plates.find_by_plate(vault, live, plates.canonical(plate or ""))


def why_shut(found: Reserved, kind: GateEventKind, now: datetime) -> str | None:
    """Nobody is locked in, however late, nor where the word that they went in is still on its way."""
    if kind is GateEventKind.LEFT:
        return None if found.row.left_at is None else "gone"
    if found.row.left_at is not None or found.leg.state != LegState.CONFIRMED:
        return "gone"
    if now < found.enter_from:
        return "too_early"
    return "over" if now >= found.row.over_at else None


async def take(
    session: AsyncSession, desk: Desk, vault: Vault, site_id: UUID, events: Sequence[GateEvent], now: datetime
) -> tuple[GateEventTaken, ...]:
    """In the order of the message. Raises NotOne, PlateRefused."""
    return tuple([GateEventTaken(event.id, await take_one(session, desk, vault, site_id, event, now)) for event in events])


async def take_one(session: AsyncSession, desk: Desk, vault: Vault, site_id: UUID, event: GateEvent, now: datetime) -> GateOutcome:
    if sum(one is not None for one in (event.ticket, event.code, event.plate)) != 1:
        raise NotOne("events")
    if await session.get(GateMark, event.id) is not None:
        return GateOutcome.REPEATED
    if event.at.tzinfo is None or not now - KEPT_BACK <= event.at <= now + AHEAD:
        return GateOutcome.NOT_COUNTED
    found = await find_reserved(session, vault, site_id, event)
    if found is None:
        return GateOutcome.UNKNOWN
    locked = await bookings.load(session, found.booking.id)  # two gates that tell at once stand in line
    if await session.get(GateMark, event.id) is not None:
        return GateOutcome.REPEATED
    session.add(GateMark(id=event.id, site_id=site_id, leg_id=found.leg.id, kind=event.kind, at=event.at))
    await session.flush()
    await mark(session, desk, found, locked, event)
    return GateOutcome.COUNTED


async def find_reserved(session: AsyncSession, vault: Vault, site_id: UUID, event: GateEvent) -> Reserved | None:
    """Of this site only: a gate says nothing about others."""
    if event.ticket is None:
        live = await at_site(session, site_id)
        row = find(vault, [one.row for one in live], event.code, event.plate)
        return next((one for one in live if one.row is row), None)
    issue = await session.get(TicketIssue, event.ticket)
    if issue is None:
        return None
    of_ticket = chosen().join(Ticket, Ticket.leg_id == BookingLeg.id).where(Ticket.id == issue.ticket_id, ParkingReservation.site_id == site_id)
    return next(iter(await list_reserved(session, of_ticket)), None)


async def mark(session: AsyncSession, desk: Desk, found: Reserved, locked: bookings.Rows, event: GateEvent) -> None:
    row = found.row
    await session.refresh(row)
    if event.kind is GateEventKind.ENTERED:
        row.entered_at = event.at if row.entered_at is None else min(row.entered_at, event.at)
        locked.leg(found.leg.leg_no).ladder = []  # whoever is inside does not give it back as if they had never come
        return
    await leaving.depart(session, desk, found, event.at, Cause.OPERATOR)
