"""One request is one transaction: begun when something first needs it, kept when the answer is no refusal, and only then is the answer sent."""
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.database import Database
from backend.service.policies import Work, get_declared


@dataclass(frozen=True)
class Sent:
    """An answer, complete."""

    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, messages: list[Message]) -> "Sent":
        start = messages[0]
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        return cls(start["status"], headers, b"".join(message.get("body", b"") for message in messages[1:]))


class Unit:
    """beside: what is written in the same transaction with the answer in hand, just before it is kept. afterwards: what is run in any case."""

    def __init__(self, database: Database, writes: bool):
        self._begin = database.writing if writes else database.reading
        self._stack = AsyncExitStack()
        self._session: AsyncSession | None = None
        self.beside: list[Callable[[AsyncSession, Sent], Awaitable[None]]] = []
        self.afterwards: list[Callable[[], None]] = []

    async def session(self) -> AsyncSession:
        if self._session is None:
            self._session = await self._stack.enter_async_context(self._begin())
        return self._session

    async def keep(self, sent: Sent) -> None:
        for write in self.beside:
            await write(await self.session(), sent)
        self._session = None
        await self._stack.aclose()

    async def undo(self) -> None:
        """Does nothing after `keep`."""
        self._session, self.beside = None, []
        await self._stack.__aexit__(Undone, Undone(), None)

    async def close(self) -> None:
        try:
            await self.undo()
        finally:
            for run in self.afterwards:
                run()


class Undone(Exception):
    """What ends a transaction that is not kept. It stays in here."""


def unit_of(connection: ASGIConnection) -> Unit:
    return connection.scope["unit"]  # type: ignore[typeddict-item]


def one_transaction(app: ASGIApp) -> ASGIApp:
    """Middleware."""

    async def in_transaction(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        writes = get_declared(scope["route_handler"]).work is not Work.QUESTION  # type: ignore[arg-type]
        unit = Unit(scope["litestar_app"].state.database, writes)
        scope["unit"] = unit  # type: ignore[typeddict-unknown-key]
        try:
            await (answer_after_keeping if writes else answer_after_reading)(unit, app, scope, receive, send)
        finally:
            await unit.close()

    return in_transaction


async def answer_after_keeping(unit: Unit, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    held: list[Message] = []

    async def hold(message: Message) -> None:
        held.append(message)

    await app(scope, receive, hold)
    sent = Sent.of(held)
    try:
        if sent.status < 400:
            await unit.keep(sent)
        else:
            await unit.undo()
    except Exception:
        # The framework saw an answer begin and would say nothing more. But it was only held here, and is dropped now.
        ScopeState.from_scope(scope).response_started = False
        raise
    for message in held:
        await send(message)


async def answer_after_reading(unit: Unit, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """The transaction ends before the answer goes out, which may take its time or never end."""

    async def pass_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            with suppress(SQLAlchemyError):  # a connection that breaks now takes nothing from the answer
                await unit.undo()
        await send(message)

    await app(scope, receive, pass_on)
