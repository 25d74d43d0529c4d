"""What stands in the books: balances, and the postings of an account, page by page."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.ledger.models import JournalRow, LedgerAccount, posting
from payments.ledger import AccountKind

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Balance:
    """amount_minor: debit above zero."""

    code: str
    kind: AccountKind
    currency: str
    amount_minor: int


@dataclass(frozen=True)
class Booked:
    """A posting on an account, with the journal it is a line of. amount_minor: debit above zero."""

    journal_id: UUID
    line_no: int
    event_key: str
    kind: str
    booking_id: UUID | None
    happened_at: datetime
    booked_at: datetime
    amount_minor: int


@dataclass(frozen=True)
class Period:
    """From a moment to another, the latter not included; None: without an end on that side. By the moment an event was booked."""

    start: datetime | None = None
    end: datetime | None = None

    def limit(self, query: Select) -> Select:
        if self.start is not None:
            query = query.where(JournalRow.created_at >= self.start)
        return query if self.end is None else query.where(JournalRow.created_at < self.end)


ALWAYS = Period()


async def list_balances(session: AsyncSession, period: Period = ALWAYS) -> list[Balance]:
    """Of every account that a posting of the period touched, by code and currency."""
    total = func.sum(posting.c.amount_minor)
    query = (
        select(LedgerAccount.code, LedgerAccount.kind, LedgerAccount.currency, total)
        .join(posting, posting.c.account_id == LedgerAccount.id)
        .join(JournalRow, JournalRow.id == posting.c.journal_id)
        .group_by(LedgerAccount.code, LedgerAccount.kind, LedgerAccount.currency)
        .order_by(LedgerAccount.code, LedgerAccount.currency)
    )
    return [Balance(code, AccountKind(kind), currency, int(amount)) for code, kind, currency, amount in await session.execute(period.limit(query))]


async def get_balance(session: AsyncSession, code: str, currency: str, period: Period = ALWAYS) -> int:
    """0 for an account that has never been booked on."""
    query = (
        select(func.sum(posting.c.amount_minor))
        .join(LedgerAccount, LedgerAccount.id == posting.c.account_id)
        .join(JournalRow, JournalRow.id == posting.c.journal_id)
        .where(LedgerAccount.code == code, LedgerAccount.currency == currency)
    )
    return int(await session.scalar(period.limit(query)) or 0)


async def list_postings(
    session: AsyncSession, code: str, currency: str, period: Period = ALWAYS, after: Booked | None = None, limit: int = MOST_AT_ONCE
) -> list[Booked]:
    """In the order in which they were booked, `limit` at most. after: the last one of the page before."""
    query = (
        select(
            posting.c.journal_id, posting.c.line_no, JournalRow.event_key, JournalRow.kind, JournalRow.booking_id, JournalRow.happened_at,
            JournalRow.created_at, posting.c.amount_minor,
        )
        .join(LedgerAccount, LedgerAccount.id == posting.c.account_id)
        .join(JournalRow, JournalRow.id == posting.c.journal_id)
        .where(LedgerAccount.code == code, LedgerAccount.currency == currency)
        .order_by(JournalRow.created_at, posting.c.journal_id, posting.c.line_no)
        .limit(min(limit, MOST_AT_ONCE + 1))
    )  # fmt: skip
    if after is not None:
        place = tuple_(JournalRow.created_at, posting.c.journal_id, posting.c.line_no)
        query = query.where(place > tuple_(after.booked_at, after.journal_id, after.line_no))
    return [Booked(*row) for row in await session.execute(period.limit(query))]


async def list_currencies(session: AsyncSession, code: str) -> list[str]:
    """The currencies an account was ever booked in."""
    return list(await session.scalars(select(LedgerAccount.currency).where(LedgerAccount.code == code).order_by(LedgerAccount.currency)))
