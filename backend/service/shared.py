"""One table of routes for all services of a process: to work out its routes takes Litestar most of a second, and they are the same for every service.

What is a service's own is in its state: each of these asks there.
"""
import copy

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Receive, Scope, Send

from backend.service.headers import number_request


class Service(Litestar):
    """Litestar, with a number for every request before anything else happens."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            number_request(scope)
        await super().__call__(scope, receive, send)

    def another(self) -> "Service":
        """A service over the same routes, with an empty state and a life of its own."""
        new = copy.copy(self)
        new.state, new.asgi_router = State(), copy.copy(self.asgi_router)
        new.asgi_router.app, new.event_emitter = new, type(self.event_emitter)(listeners=[])
        return new


async def admit(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    connection.app.state.admission(connection, handler)


async def know_who_asks(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    await connection.app.state.doorkeeper(connection, handler)


async def guard_console(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    await connection.app.state.console.door(connection, handler)


async def do_once(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    await connection.app.state.once(connection, handler)


async def send_headers(message: Message, scope: Scope) -> None:
    await scope["litestar_app"].state.outgoing(message, scope)
