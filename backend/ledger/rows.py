"""Rows of the bookings and of the books, as `payments.proof` takes them."""
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking, BookingLeg, CapKept, DebtSettlement, Payment, Refund, Ticket, Transfer
from backend.bookings.paid import TransferState
from backend.contract.debts import DebtEnd
from backend.ledger.models import JournalRow, LedgerAccount, posting
from payments.ledger import Journal, Posting
from payments.proof import Finding
from payments.proved import BookingRow, Books, DebtRow, PaymentRow, RefundRow, ShareRow, TicketRow, TransferRow
from payments.states import BookingState, PaymentState, RefundState, TicketState

AT_ONCE = 200
WITHOUT_BOOKING = JournalRow.booking_id.is_(None) | ~exists(select(Booking.id).where(Booking.id == JournalRow.booking_id))


async def booking_batches(session: AsyncSession, which: ColumnElement[bool] | None) -> AsyncIterator[list[Booking]]:
    """Bookings in the order of their ids, a few hundred at a time, so that books of any size can be proved."""
    after: UUID | None = None
    while True:
        query = select(Booking).order_by(Booking.id).limit(AT_ONCE)
        if which is not None:
            query = query.where(which)
        if after is not None:
            query = query.where(Booking.id > after)
        batch = list(await session.scalars(query))
        if not batch:
            return
        yield batch
        after = batch[-1].id
        session.expunge_all()


async def books_of(session: AsyncSession, bookings: Sequence[Booking]) -> tuple[Books, list[Finding]]:
    """All that belongs to some bookings, and journals whose lines are not what was posted."""
    ids = [booking.id for booking in bookings]
    journals, wrong = await read_journals(session, JournalRow.booking_id.in_(ids))
    payments = list(await session.scalars(select(Payment).where(Payment.booking_id.in_(ids))))
    paid = [payment.id for payment in payments]
    refunds = await session.scalars(select(Refund).where(Refund.payment_id.in_(paid)))
    transfers = await session.scalars(select(Transfer).where(Transfer.payment_id.in_(paid), Transfer.state == TransferState.SENT))
    legs = await session.scalars(select(BookingLeg).where(BookingLeg.booking_id.in_(ids), BookingLeg.earned_minor.is_not(None)))
    of_legs = select(BookingLeg.id).where(BookingLeg.booking_id.in_(ids))
    kept = await session.scalars(select(CapKept).where(CapKept.leg_id.in_(of_legs), CapKept.earned_minor > 0))
    ended = await session.scalars(select(DebtSettlement).where(DebtSettlement.booking_id.in_(ids), DebtSettlement.done_at.is_not(None)))
    tickets = await session.scalars(select(Ticket).where(Ticket.booking_id.in_(ids)))
    books = Books(
        journals=tuple(journals),
        payments=tuple(payment_row(payment) for payment in payments),
        refunds=tuple(
            RefundRow(str(row.id), str(row.payment_id), RefundState(row.state), row.amount_minor, row.sent_at is not None) for row in refunds
        ),
        shares=tuple(ShareRow(str(leg.id), leg.payee, leg.earned_minor or 0, leg.share_bp, leg.commission_tax_bp) for leg in legs),
        kept=tuple(ShareRow(str(row.leg_id), row.account, row.earned_minor or 0) for row in kept),
        transfers=tuple(TransferRow(str(row.id), row.account, row.amount_minor) for row in transfers),
        bookings=tuple(booking_row(booking) for booking in bookings),
        tickets=tuple(TicketRow(str(ticket.id), str(ticket.payment_id), TicketState(ticket.state)) for ticket in tickets),
        debts=tuple(DebtRow(str(row.booking_id), row.amount_minor or 0, row.how == DebtEnd.WRITTEN_OFF) for row in ended),
    )
    return books, wrong


def payment_row(row: Payment) -> PaymentRow:
    amounts = row.shown_minor, row.authorised_minor, row.capture_minor, row.captured_minor
    return PaymentRow(str(row.id), str(row.booking_id), PaymentState(row.state), *amounts)


def booking_row(row: Booking) -> BookingRow:
    return BookingRow(str(row.id), BookingState(row.state), row.due_minor, row.waived_minor, row.claim_minor)


async def journal_batches(session: AsyncSession, which: ColumnElement[bool]) -> AsyncIterator[tuple[list[Journal], list[Finding]]]:
    after: UUID | None = None
    while True:
        query = select(JournalRow.id).where(which).order_by(JournalRow.id).limit(AT_ONCE)
        ids = list(await session.scalars(query if after is None else query.where(JournalRow.id > after)))
        if not ids:
            return
        yield await read_journals(session, JournalRow.id.in_(ids))
        after = ids[-1]


async def read_journals(session: AsyncSession, which: ColumnElement[bool]) -> tuple[list[Journal], list[Finding]]:
    """By what was posted; what the lines of a journal say must be the same."""
    rows = (await session.execute(select(JournalRow).where(which).order_by(JournalRow.id))).scalars().all()
    posted = await postings_by_journal(session, [row.id for row in rows])
    journals, wrong = [], []
    for row in rows:
        lines = posted.get(row.id, [])
        journals.append(journal_of(row, lines))
        if lines != [(line.get("account"), line.get("currency"), line.get("minor")) for line in row.lines]:
            difference = sum(minor for *_, minor in lines) - sum(int(line.get("minor", 0)) for line in row.lines)
            wrong.append(Finding(1, row.event_key, difference, "what was posted is not what its lines say"))
    return journals, wrong


async def postings_by_journal(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, str, int]]]:
    found: dict[UUID, list[tuple[str, str, int]]] = {}
    for start in range(0, len(ids), AT_ONCE):
        query = (
            select(posting.c.journal_id, LedgerAccount.code, posting.c.currency, posting.c.amount_minor)
            .join(LedgerAccount, LedgerAccount.id == posting.c.account_id)
            .where(posting.c.journal_id.in_(ids[start : start + AT_ONCE]))
            .order_by(posting.c.journal_id, posting.c.line_no)
        )
        for journal_id, *line in await session.execute(query):
            found.setdefault(journal_id, []).append(tuple(line))
    return found


def journal_of(row: JournalRow, lines: Iterable[tuple[str, str, int]]) -> Journal:
    all_lines = list(lines)
    currency = all_lines[0][1] if all_lines else next((line.get("currency", "") for line in row.lines), "")
    postings = tuple(Posting(code, minor) for code, _, minor in all_lines)
    return Journal(row.event_key, currency, postings, str(row.booking_id) if row.booking_id else "")


async def orphans(session: AsyncSession) -> list[Finding]:
    """Postings whose journal is gone, which only somebody who turned the triggers off can bring about."""
    query = (
        select(posting.c.journal_id, posting.c.amount_minor)
        .outerjoin(JournalRow, JournalRow.id == posting.c.journal_id)
        .where(JournalRow.id.is_(None))
        .limit(AT_ONCE)
    )
    return [Finding(1, str(journal_id), minor, "a posting whose journal is gone") for journal_id, minor in await session.execute(query)]


async def clearing(session: AsyncSession, *which: Any) -> list[Journal]:
    """What each event moved on our account of the payment service."""
    query = (
        select(JournalRow.event_key, posting.c.currency, posting.c.amount_minor, JournalRow.booking_id)
        .join(posting, posting.c.journal_id == JournalRow.id)
        .join(LedgerAccount, LedgerAccount.id == posting.c.account_id)
        .where(LedgerAccount.code == "psp_clearing", *which)
    )
    rows = await session.execute(query)
    return [Journal(key, currency, (Posting("psp_clearing", minor),), str(booking_id or "")) for key, currency, minor, booking_id in rows]
