"""What is done to accounts at the command line of the server: the first administrator, and cleaning a backup that was restored."""
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import deletion, roles
from backend.accounts.addresses import read_email
from backend.accounts.erasures import read_marks
from backend.accounts.service import find_or_make
from backend.database.database import Database
from backend.migrations.upgrade import prepare

T = TypeVar("T")
REASON = "invited at the command line of the server"


def invite(address: str, email: str) -> tuple[str, bool]:
    """(the address as it is kept, whether they became an administrator just now). Raises Unprocessable, RolesExclude, DatabaseBehind."""
    kept = read_email(email)

    async def install(session: AsyncSession) -> bool:
        account_id, _ = await find_or_make(session, kept, "en")
        return await roles.install(session, account_id, REASON)

    return kept, within(address, install)


def list_erasures(address: str) -> list[str]:
    """A line per account that was deleted: what `replay` reads. Keep it away from the backups."""

    async def read(session: AsyncSession) -> list[str]:
        return sorted(mark.hex() for mark, _ in await deletion.list_marks(session))

    return within(address, read)


def replay_erasures(address: str, file: Path | None) -> int:
    """How many accounts of a restored backup went again. Raises ErasuresUnreadable."""
    marks = read_marks(file) if file else frozenset()

    async def again(session: AsyncSession) -> int:
        return await deletion.replay(session, marks)

    return within(address, again)


def within(address: str, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """One transaction on the database of this address."""

    async def run() -> T:
        database = Database.open(address)
        try:
            await asyncio.to_thread(prepare, database.url.render_as_string(hide_password=False))
            async with database.writing() as session:
                return await work(session)
        finally:
            await database.close()

    return asyncio.run(run())
