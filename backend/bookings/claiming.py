"""Claims: a traveller says that a leg was not as sold, the staff decide by a date, and what was paid too much comes back."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import answers, capped, rows
from backend.bookings.booked import BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.effects import TOPIC, notice
from backend.bookings.owed import CapKept, LegClaim
from backend.bookings.rows import Rows
from backend.contract.debts import BookedClaim, ClaimDecision, ClaimRequest, ClaimState
from backend.database.changes import announce
from backend.identity.actor import Actor
from backend.service.errors import Conflict, NotFound
from payments import events
from payments.states import BookingState, Cause, LegState
from payments.staying import Share

DECIDED_WITHIN, CLAIMABLE = timedelta(days=7), timedelta(days=60)
OVER = (BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)


class ClaimExists(Conflict):
    code = "claim_exists"

    def __init__(self) -> None:
        super().__init__("This part was claimed before. GET the booking; `claims` says how it stands.")


class NothingToClaim(Conflict):
    code = "nothing_to_claim"

    def __init__(self) -> None:
        super().__init__("Nothing was paid for this part, it is not over yet, or it was over more than 60 days ago. What is open can be given back.")


class ClaimDecided(Conflict):
    code = "claim_decided"

    def __init__(self) -> None:
        super().__init__("It was decided before. GET /v1/staff/debts lists those that are open.")


class ClaimNotLower(Conflict):
    code = "claim_not_lower"

    def __init__(self) -> None:
        super().__init__("An upheld claim makes the part cheaper. Give a `dueMinor` below `paidMinor`, or refuse it.")


class DebtEnded(Conflict):
    code = "debt_ended"

    def __init__(self) -> None:
        super().__init__("What was owed for this trip was paid in another way or written off. What is too much goes back that way; refuse the claim.")


async def claim(session: AsyncSession, desk: Desk, actor: Actor, booking_id: UUID, leg_no: int, asked: ClaimRequest) -> BookedClaim:
    """Raises NotFound, ClaimExists, NothingToClaim."""
    found, at = await answers.get(session, actor, booking_id, lock=True), desk.clock()
    leg = next((leg for leg in found.legs if leg.leg_no == leg_no), None)
    if leg is None:
        raise NotFound("The booking has no such part. GET the booking; `legs` are its parts.")
    known = await session.scalar(select(LegClaim.id).where(LegClaim.booking_id == booking_id, LegClaim.leg_no == leg_no))
    if known is not None:
        raise ClaimExists
    over = leg.state in (LegState.USED, LegState.CANCELLED) and leg.ends_at + CLAIMABLE > at
    if found.booking.state not in OVER or not over or not await paid_for(session, leg):
        raise NothingToClaim
    row = LegClaim(
        id=uuid7(), booking_id=booking_id, leg_no=leg_no, cause=asked.cause, words=asked.words, state=ClaimState.OPEN, due_at=at + DECIDED_WITHIN,
        created_at=at,
    )  # fmt: skip
    session.add(row)
    await news(session, found, at)
    return answers.claim_answer(row)


async def news(session: AsyncSession, found: Rows, at: datetime) -> None:
    """Whoever waits for news of the booking hears of it."""
    found.booking.updated_at = at
    await session.flush()
    await announce(session, TOPIC, str(found.booking.id))


async def paid_for(session: AsyncSession, leg: BookingLeg) -> int:
    """What a leg costs its traveller: what is due for it, and what was kept of others for it."""
    return leg.due_minor + (await kept_minor(session, [leg]))[leg.id]


async def kept_minor(session: AsyncSession, legs: Sequence[BookingLeg]) -> dict[UUID, int]:
    """What was kept of others for each leg, less what was kept of it for others."""
    sums = dict.fromkeys((leg.id for leg in legs), 0)
    kept = select(CapKept).where(CapKept.for_leg_id.in_(sums) | CapKept.leg_id.in_(sums), CapKept.amount_minor > 0)
    for row in await session.scalars(kept):
        if row.for_leg_id in sums:
            sums[row.for_leg_id] += row.amount_minor
        if row.leg_id in sums:
            sums[row.leg_id] -= row.amount_minor
    return sums


async def kept_for(session: AsyncSession, leg: BookingLeg) -> list[CapKept]:
    kept = select(CapKept).where(CapKept.for_leg_id == leg.id, CapKept.amount_minor > 0).order_by(CapKept.id)
    return list(await session.scalars(kept.with_for_update().execution_options(populate_existing=True)))


async def decide(session: AsyncSession, desk: Desk, actor: Actor, claim_id: UUID, decision: ClaimDecision) -> BookedClaim:
    """Raises NotFound, ClaimDecided, ClaimNotLower, DebtEnded."""
    booking_id = await session.scalar(select(LegClaim.booking_id).where(LegClaim.id == claim_id))
    if booking_id is None:
        raise NotFound("There is no such claim. GET /v1/staff/debts lists those that are open.")
    await capped.lock_periods(session, await rows.load(session, booking_id, lock=False))
    found, at = await rows.load(session, booking_id), desk.clock()
    row = await session.get_one(LegClaim, claim_id, populate_existing=True)
    if row.state != ClaimState.OPEN:
        raise ClaimDecided
    if decision.upheld:
        await lower(session, desk, found, found.leg(row.leg_no), decision.due_minor)
    row.state, row.due_minor = (ClaimState.UPHELD, decision.due_minor) if decision.upheld else (ClaimState.REFUSED, None)
    row.decided_by, row.decided_at = actor.id, at
    await notice(session, booking_id, f"claim_{row.state}", row.leg_no, at)
    await news(session, await rows.load(session, booking_id), at)
    return answers.claim_answer(row)


async def lower(session: AsyncSession, desk: Desk, found: Rows, leg: BookingLeg, due_minor: int) -> None:
    """First of what is due for the leg itself, then of what was kept of others for it. Raises ClaimNotLower, DebtEnded."""
    back = await paid_for(session, leg) - due_minor
    if back <= 0:
        raise ClaimNotLower
    own = min(back, leg.due_minor - sum(row.amount_minor for row in found.kept.get(leg.id, ())))
    if own:
        if rows.read(found).ended_claim_minor:
            raise DebtEnded
        await desk.apply(session, found.booking.id, events.ClaimUpheld(leg.leg_no, leg.due_minor - own, Cause.STAFF))
    left = back - own
    for row in await kept_for(session, leg):
        freed = min(left, row.amount_minor)
        if freed:
            stays = row.amount_minor - freed
            await capped.split(session, row, [Share(str(row.id), str(leg.id), stays)] if stays else [])
        left -= freed

