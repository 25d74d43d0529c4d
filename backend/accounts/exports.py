"""Asking for everything of an account, having it made, and fetching it: once, within a day."""
import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.export import Teller, gather, packed
from backend.accounts.models import MAX_EXPORT, Account, AccountExport
from backend.contract.accounts import ExportResponse, ExportState
from backend.database.base import Base, now
from backend.database.counting import count_changed
from backend.database.database import Database
from backend.database.sealing import Vault
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import Finish, GiveUp
from backend.service.errors import NotFound, RateLimited

EXPORT = "account_export"
VALID = timedelta(days=1)
A_DAY = timedelta(days=1)
MOST_A_DAY = 2
KEPT = timedelta(days=7)
PURGED_AT_ONCE = 100


async def ask(session: AsyncSession, vault: Vault, account_id: UUID) -> AccountExport:
    """Raises RateLimited, NotSetUp."""
    moment = now()
    vault.seal(b"", EXPORT)  # whether there is a key is told now, not when nobody listens
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    recent = select(func.count()).where(AccountExport.account_id == account_id, AccountExport.created_at > moment - A_DAY)
    if (await session.scalar(recent) or 0) >= MOST_A_DAY:
        raise RateLimited(f"{MOST_A_DAY} exports a day are made. Fetch the last one, or wait.", headers={"Retry-After": "3600"})
    row = AccountExport(id=uuid7(), account_id=account_id, created_at=moment, expires_at=moment + VALID)
    session.add(row)
    await session.flush()
    await enqueue(session, EXPORT, {"exportId": str(row.id)}, f"{EXPORT}:{row.id}")
    return row


async def make(database: Database, vault: Vault, entry: Entry, tellers: Iterable[Teller] = ()) -> Finish | None:
    """What the outbox does. tellers: of other parts, in this order. A second time it is made anew: nobody has fetched it yet."""
    export_id, moment = UUID(entry.payload["exportId"]), now()
    async with database.reading() as session:
        row = await session.get(AccountExport, export_id)
        if row is None or row.ready_at or row.expires_at <= moment:
            return None
        account_id = row.account_id
        rows = await gather(session, account_id, Base.metadata)
        for tell in tellers:
            rows |= await tell(session, vault, account_id, rows)
    sealed = await asyncio.to_thread(lambda: vault.seal(packed(rows, moment), place_of(export_id)))
    if len(sealed) > MAX_EXPORT:
        raise GiveUp("export_too_large")

    async def keep(session: AsyncSession) -> None:
        await session.execute(update(AccountExport).where(AccountExport.id == export_id).values(sealed=sealed, ready_at=moment))

    return keep


async def fetch(session: AsyncSession, vault: Vault, account_id: UUID, export_id: UUID) -> bytes:
    """It is gone after this. Raises NotFound."""
    moment = now()
    row = (await session.scalars(select(AccountExport).where(*mine(account_id), AccountExport.id == export_id).with_for_update())).first()
    if row is None or row.sealed is None or row.expires_at <= moment:
        raise NotFound("There is no such export to fetch: not ready, fetched, or older than a day. GET /v1/account/exports says which.")
    plain = vault.open(row.sealed, place_of(export_id))
    row.sealed, row.fetched_at = None, moment
    return plain


async def list_all(session: AsyncSession, account_id: UUID) -> list[ExportResponse]:
    columns = (AccountExport.id, AccountExport.created_at, AccountExport.ready_at, AccountExport.fetched_at, AccountExport.expires_at)
    rows = await session.execute(select(*columns).where(*mine(account_id)).order_by(AccountExport.created_at.desc(), AccountExport.id.desc()))
    return [told(*row) for row in rows]


def told(export_id: UUID, asked_at: datetime, ready_at: datetime | None, fetched_at: datetime | None, expires_at: datetime) -> ExportResponse:
    over = expires_at <= now()
    state = ExportState.FETCHED if fetched_at else ExportState.OVER if over else ExportState.READY if ready_at else ExportState.MAKING
    return ExportResponse(str(export_id), state, asked_at, expires_at)


def mine(account_id: UUID) -> tuple:
    return (AccountExport.account_id == account_id,)


def place_of(export_id: UUID) -> str:
    return f"account_export.sealed/{export_id}"


async def purge(session: AsyncSession) -> int:
    """What nobody fetched within a day is emptied, and after a week it is forgotten that it was asked for."""
    moment = now()
    over = select(AccountExport.id).where(AccountExport.expires_at <= moment, AccountExport.sealed.is_not(None)).limit(PURGED_AT_ONCE)
    gone = await count_changed(session, update(AccountExport).where(AccountExport.id.in_(over)).values(sealed=None))
    old = select(AccountExport.id).where(AccountExport.expires_at < moment - KEPT).limit(PURGED_AT_ONCE)
    return gone + await count_changed(session, delete(AccountExport).where(AccountExport.id.in_(old)))
