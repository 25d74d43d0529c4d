"""Whether the books are right, worked out from the rows of all bookings and from what the payment service says of our account there.

It reads and changes nothing. Amounts a finding differs by are found − expected.
"""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking, Payment, Refund
from backend.database.database import Database
from backend.ledger import rows
from backend.ledger.deadlines import late
from backend.ledger.fees import EVERY_S
from backend.ledger.hosts import overpaid
from backend.ledger.models import JournalRow
from backend.ledger.provider import Told, amounts, find_known, told_by
from backend.ledger.receipt import printed_tax
from backend.paying.seen import BalanceLine
from payments.proof import Finding, prove, provider_agrees
from payments.proved import Books

# Events may be booked some days after the payment service had them, and the other way round: so far around a day is looked.
AROUND = timedelta(days=4)
# What only the payment service knows is booked from its lines every hour: so long it may be missing.
AWAITED = timedelta(seconds=EVERY_S) + timedelta(minutes=10)


@dataclass(frozen=True)
class Day:
    """A day in a zone: from its first moment to the first of the next."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> "Day":
        first, last = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
        return cls(first, last)

    def has(self, column) -> ColumnElement[bool]:
        return (column >= self.start) & (column < self.end)


@dataclass(frozen=True)
class Proof:
    """journals, bookings: how many were looked at. asked: whether the payment service was. awaited: its newest fees and payouts, not booked yet."""

    findings: tuple[Finding, ...]
    journals: int
    bookings: int
    asked: bool
    awaited: int = 0

    @property
    def difference_minor(self) -> int:
        return sum(abs(finding.difference_minor) for finding in self.findings)


async def prove_books(database: Database, at: datetime, lines: Sequence[BalanceLine] | None = None, day: Day | None = None) -> Proof:
    """Of all there is, or of what a day touched: bookings with an event on that day are proved with all their days.

    at: now, for what should be over by now. lines: of the payment service, all or those some days around; None where it was not asked.
    """
    awaited = 0
    async with database.reading() as session:
        await read_at_leisure(session)
        findings, bookings = await of_bookings(session, day)
        findings += await of_the_rest(session, day)
        findings += await rows.orphans(session)
        findings += await overpaid(session)
        if lines is not None:
            told = told_by(lines, await find_known(session, lines))
            due = await without_awaited(session, told, at)
            awaited = len(told) - len(due)
            findings += await against_provider(session, due, day)
        if day is None:
            findings += await late(session, at)
        count = select(func.count()).select_from(JournalRow)
        journals = await session.scalar(count if day is None else count.where(day.has(JournalRow.created_at)))
    return Proof(tuple(sorted(set(findings))), journals or 0, bookings, lines is not None, awaited)


async def read_at_leisure(session: AsyncSession) -> None:
    """One moment for all that is read, which SQLite does by itself, and as long as it takes: nobody waits for a reader."""
    if session.get_bind().dialect.name == "postgresql":
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        await session.execute(text("SET LOCAL statement_timeout = 0"))


async def of_bookings(session: AsyncSession, day: Day | None) -> tuple[list[Finding], int]:
    findings: list[Finding] = []
    count = 0
    async for batch in rows.booking_batches(session, None if day is None else touched(day)):
        books, wrong = await rows.books_of(session, batch)
        printed = await printed_tax(session, batch)
        findings += wrong + prove(replace(books, receipt_tax=printed))
        count += len(batch)
    return findings, count


def touched(day: Day) -> ColumnElement[bool]:
    booked = select(JournalRow.booking_id).where(day.has(JournalRow.created_at), JournalRow.booking_id.is_not(None))
    paid = select(Payment.booking_id).where(day.has(Payment.updated_at))
    returned = select(Payment.booking_id).join(Refund, Refund.payment_id == Payment.id).where(day.has(Refund.updated_at))
    return or_(day.has(Booking.updated_at), *(Booking.id.in_(ids) for ids in (booked, paid, returned)))


async def of_the_rest(session: AsyncSession, day: Day | None) -> list[Finding]:
    """Journals of no booking that there is."""
    which = rows.WITHOUT_BOOKING if day is None else rows.WITHOUT_BOOKING & day.has(JournalRow.created_at)
    findings: list[Finding] = []
    async for journals, wrong in rows.journal_batches(session, which):
        findings += wrong + prove(Books(tuple(journals)))
    return findings


async def without_awaited(session: AsyncSession, told: list[Told], at: datetime) -> list[Told]:
    """Without the fees and payouts whose hour is not over and that are not booked yet."""
    fresh = {one.event_key for one in told if (one.is_fee or one.is_payout) and at - AWAITED < one.line.made_at <= at + AROUND}
    booked = set(await session.scalars(select(JournalRow.event_key).where(JournalRow.event_key.in_(sorted(fresh))))) if fresh else set()
    return [one for one in told if one.event_key not in fresh - booked]


async def against_provider(session: AsyncSession, told: list[Told], day: Day | None) -> list[Finding]:
    """Line by line. Of a day: what was booked on it must be among the lines around it, and what its lines say must be booked whenever."""
    if day is None:
        return list(provider_agrees(Books(tuple(await rows.clearing(session)), provider=amounts(told))))
    theirs = amounts(told)
    on_day = {one.event_key for one in told if day.start <= one.line.made_at < day.end}
    ours = await rows.clearing(session, day.has(JournalRow.created_at))
    keys = sorted(on_day | {journal.event_key for journal in ours})
    journals = []
    for start in range(0, len(keys), rows.AT_ONCE):
        journals += await rows.clearing(session, JournalRow.event_key.in_(keys[start : start + rows.AT_ONCE]))
    return list(provider_agrees(Books(tuple(journals), provider={key: theirs[key] for key in keys if key in theirs})))
