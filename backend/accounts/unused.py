"""Accounts that nobody uses: after two years they go, and their owner hears of it thirty days before. Whoever signs in keeps theirs.

Who works for the city is left out: that account ends with the role, by two administrators.
"""
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import deletion
from backend.accounts.letters import UNUSED, tell_account
from backend.accounts.models import Account, AccountDeletion, RoleGrant
from backend.database.base import now

UNUSED_FOR, TOLD_BEFORE = timedelta(days=730), timedelta(days=30)
AT_ONCE = 100


async def purge(session: AsyncSession, clock: Callable[[], datetime] | None = None) -> int:
    """A part at a time; how many accounts it was. clock: what the time is."""
    at = (clock or now)()
    return await tell(session, at) + await end(session, at)


def unused(since: datetime) -> tuple:
    works = exists().where(RoleGrant.account_id == Account.id, RoleGrant.granted_at.is_not(None), RoleGrant.ended_at.is_(None))
    going = exists().where(AccountDeletion.account_id == Account.id)
    return func.coalesce(Account.last_day, Account.created_at) < since, ~works, ~going


async def tell(session: AsyncSession, at: datetime) -> int:
    """Once for each time that it is left alone so long."""
    silent = select(Account.id).where(*unused(at - UNUSED_FOR + TOLD_BEFORE), Account.unused_told_at.is_(None)).limit(AT_ONCE)
    ids = list(await session.scalars(silent.with_for_update()))
    for account_id in ids:
        await tell_account(session, account_id, UNUSED, f"{account_id}:{at:%Y-%m-%d}", f"{at + TOLD_BEFORE:%Y-%m-%d}")
    await session.execute(update(Account).where(Account.id.in_(ids)).values(unused_told_at=at))
    return len(ids)


async def end(session: AsyncSession, at: datetime) -> int:
    """Those that were told thirty days ago and not used since. What is open is waited for, as in any deletion."""
    told = select(Account.id).where(*unused(at - UNUSED_FOR + TOLD_BEFORE), Account.unused_told_at <= at - TOLD_BEFORE)
    ids = list(await session.scalars(told.limit(AT_ONCE)))
    for account_id in ids:
        await deletion.ask(session, account_id, undo=timedelta())
    return len(ids)
