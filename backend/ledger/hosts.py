"""What hosts are owed and paid: sums on `host_payable:{account}`, and the payouts that are due."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking, BookingLeg
from backend.ledger.models import JournalRow, LedgerAccount, posting
from backend.ledger.posting import post
from payments import journals
from payments.journals import What
from payments.parking.paying_out import SETTLED_FOR, Owed, payout_minor
from payments.proof import Finding
from payments.states import BookingState

PAYABLE = "host_payable:"
PAYOUT = "host_payout"
CHECK = 5


@dataclass(frozen=True)
class Payout:
    """number: from 1, of this host in this currency."""

    host_id: str
    currency: str
    amount_minor: int
    number: int

    @property
    def payout_id(self) -> str:
        return f"{self.host_id}-{self.currency}-{self.number}"


def account_of(host_id: object) -> str:
    return f"{PAYABLE}{host_id}"


def month_start(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    return datetime(local.year, local.month, 1, tzinfo=zone)


def postings_of_hosts(*columns) -> Select:
    return (
        select(*columns)
        .select_from(LedgerAccount)
        .join(posting, posting.c.account_id == LedgerAccount.id)
        .join(JournalRow, JournalRow.id == posting.c.journal_id)
        .where(LedgerAccount.code.startswith(PAYABLE, autoescape=True))
    )


def owed_columns(at: datetime, zone: ZoneInfo) -> Sequence:
    """Sums with what is owed above zero, as `Owed` has them: of what was earned some, of what was taken back or paid all."""
    earned, ripe = posting.c.amount_minor < 0, JournalRow.created_at <= at - SETTLED_FOR
    old = and_(ripe, JournalRow.created_at < month_start(at, zone))
    return [func.sum(case((~earned | counts, -posting.c.amount_minor), else_=0)) for counts in (earned, ripe, old)]


async def find_owed(session: AsyncSession, code: str, currency: str, at: datetime, zone: ZoneInfo) -> Owed:
    query = postings_of_hosts(*owed_columns(at, zone)).where(LedgerAccount.code == code, LedgerAccount.currency == currency)
    return Owed(*(int(amount or 0) for amount in (await session.execute(query)).one()))


async def list_payouts(session: AsyncSession, at: datetime, zone: ZoneInfo) -> list[Payout]:
    """Those that are due, by host and currency."""
    paid = func.sum(case((JournalRow.kind == PAYOUT, 1), else_=0))
    query = postings_of_hosts(LedgerAccount.code, LedgerAccount.currency, paid, *owed_columns(at, zone))
    grouped = query.group_by(LedgerAccount.code, LedgerAccount.currency).order_by(LedgerAccount.code, LedgerAccount.currency)
    found = []
    for code, currency, count, *sums in await session.execute(grouped):
        amount = payout_minor(Owed(*map(int, sums)))
        if amount:
            found.append(Payout(code.removeprefix(PAYABLE), currency, amount, int(count) + 1))
    return found


async def book_payout(session: AsyncSession, payout: Payout) -> bool:
    """Whether this call booked it. Whoever pays two at once has the same number for both, and only one of them is booked."""
    return await post(session, journals.host_paid(payout.payout_id, account_of(payout.host_id), payout.amount_minor, What(payout.currency)))


async def is_owed(session: AsyncSession, account_id: UUID) -> bool:
    """Something is to be paid to this host, or may soon be: of a stay that is not settled."""
    stays = select(BookingLeg.id).join(Booking, Booking.id == BookingLeg.booking_id)
    open_still = stays.where(BookingLeg.payee == account_of(account_id), Booking.state.not_in((BookingState.SETTLED, BookingState.RELEASED)))
    if await session.scalar(open_still.limit(1)) is not None:
        return True
    sums = postings_of_hosts(func.sum(posting.c.amount_minor)).where(LedgerAccount.code == account_of(account_id)).group_by(LedgerAccount.currency)
    return any(amount < 0 for amount in await session.scalars(sums))


async def overpaid(session: AsyncSession) -> list[Finding]:
    """Payouts above what was owed at their time. (What is taken back later may leave a debt, and that is no mistake.)"""
    order = JournalRow.created_at, JournalRow.id
    running = func.sum(posting.c.amount_minor).over(partition_by=LedgerAccount.id, order_by=order)
    each = postings_of_hosts(JournalRow.event_key, JournalRow.kind, running.label("running")).subquery()
    wrong = await session.execute(select(each.c.event_key, each.c.running).where(each.c.kind == PAYOUT, each.c.running > 0))
    return [Finding(CHECK, key, int(amount), "a host was paid above what was owed") for key, amount in wrong]
