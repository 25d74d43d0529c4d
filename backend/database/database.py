"""The database of one process: transactions to read and to write in, and what others changed."""
import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from backend.database.address import file_address, is_sqlite, is_temporary, read_address
from backend.database.changes import Changes, list_announced
from backend.database.engine import open_engines

# Whoever sets it, in its own task, does work that nobody waits for: people who wait come first.
unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)
# Of the places in line for a writing connection, how many work without hurry takes at once.
PLACES_SQLITE, PLACES_POSTGRESQL = 2, 5


class Database:
    """Opened inside a running event loop and closed in the same. Transactions begin and end here, nowhere else."""

    def __init__(self, url: URL, folder: Path | None = None):
        self.url, self._folder = url, folder
        self._reader, self._writer = open_engines(url)
        self._reading, self._writing = sessions(self._reader), sessions(self._writer)
        self._people = 0
        self._unhurried = asyncio.Semaphore(PLACES_SQLITE if is_sqlite(url) else PLACES_POSTGRESQL)
        self.changes = Changes(None if is_sqlite(url) else url)

    @classmethod
    def open(cls, address: str) -> "Database":
        """No connection is made yet. A temporary database gets a file of its own. Raises AddressRefused."""
        url = read_address(address)
        if not is_temporary(url):
            return cls(url)
        folder = Path(tempfile.mkdtemp(prefix="allways-"))
        return cls(read_address(file_address(folder / "allways.sqlite")), folder)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One transaction in which the database refuses every write."""
        async with self._reading() as session, session.begin():
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """One transaction: kept when the block ends, undone when it raises. Do not wait for anything outside while it is open."""
        async with AsyncExitStack() as line:
            if unhurried.get():
                await line.enter_async_context(self._unhurried)
            else:
                self._people += 1
                line.callback(self._served)
            session = await line.enter_async_context(self._writing())
            async with session.begin():
                yield session
            for change in list_announced(session):
                self.changes.deliver(change)

    @property
    def is_busy(self) -> bool:
        """Somebody waits for an answer while another gets theirs."""
        return self._people > 1

    def _served(self) -> None:
        self._people -= 1

    async def close(self) -> None:
        await self.changes.close()
        await self._reader.dispose()
        await self._writer.dispose()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)
