"""Booking a journal: once per event, in the transaction of the event."""
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.ledger.models import JournalRow, LedgerAccount
from payments.ledger import CHART, Journal, NotBooked, account_kind, fault

log = structlog.get_logger("allways.ledger")


async def post(session: AsyncSession, journal: Journal | None, happened_at: datetime | None = None, note: str = "") -> bool:
    """Whether it was booked by this call: False for an event that moves no money, and for one that is booked already.

    An event that is booked already with other amounts stays as it is and is logged: books are not overwritten, and `allways ledger prove` says
    which of the two is wrong. happened_at: now where it is left out. Raises NotBooked for a journal that may not be.
    """
    if journal is None:
        return False
    wrong = fault(journal)
    if wrong:
        raise NotBooked(f"{journal.kind}: {wrong}")
    if await is_booked(session, journal):
        return False
    await open_accounts(session, journal)
    moment = now()
    row = {
        "id": uuid7(), "event_key": journal.event_key, "kind": journal.kind, "booking_id": booking_of(journal), "happened_at": happened_at or moment,
        "note": note, "lines": lines_of(journal), "created_at": moment, "updated_at": moment,
    }  # fmt: skip
    added = insert_into(session)(JournalRow).values(row).on_conflict_do_nothing(index_elements=["event_key"]).returning(JournalRow.id)
    if (await session.execute(added)).first() is None:
        await is_booked(session, journal)  # by somebody else meanwhile; with other amounts it is logged
        return False
    return True


async def is_booked(session: AsyncSession, journal: Journal) -> bool:
    """Logs an event that was booked otherwise."""
    lines = await session.scalar(select(JournalRow.lines).where(JournalRow.event_key == journal.event_key))
    if lines is not None and lines != lines_of(journal):
        log.error("booked_otherwise", key=journal.event_key)
    return lines is not None


async def open_accounts(session: AsyncSession, journal: Journal) -> None:
    """Accounts come to be with their first posting, in the order of their codes, so that two who open the same ones do not wait for each other."""
    codes = sorted({line.account for line in journal.postings})
    known = await session.scalars(select(LedgerAccount.code).where(LedgerAccount.currency == journal.currency, LedgerAccount.code.in_(codes)))
    missing = set(codes) - set(known)
    if missing:
        moment = now()
        rows = [
            {"id": uuid7(), "code": code, "kind": account_kind(code), "currency": journal.currency, "owner": owner_of(code), "created_at": moment,
             "updated_at": moment}
            for code in codes if code in missing
        ]  # fmt: skip
        await session.execute(insert_into(session)(LedgerAccount).values(rows).on_conflict_do_nothing(index_elements=["code", "currency"]))


def owner_of(code: str) -> str | None:
    """Whose account it is: `tram` of `operator_payable:tram`, None of `receivable:traveller`, which is one for all."""
    return None if code in CHART else code.rpartition(":")[2]


def lines_of(journal: Journal) -> list[dict[str, Any]]:
    return [{"account": line.account, "currency": journal.currency, "minor": line.amount_minor} for line in journal.postings]


def booking_of(journal: Journal) -> UUID | None:
    """Raises NotBooked for the id of a booking that is none."""
    try:
        return UUID(journal.booking_id) if journal.booking_id else None
    except ValueError as error:
        raise NotBooked(f"{journal.kind}: the id of its booking is no UUID") from error


def insert_into(session: AsyncSession) -> Callable:
    return postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
