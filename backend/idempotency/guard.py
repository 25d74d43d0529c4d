"""Writes that must happen once. The caller names each with an Idempotency-Key; asked again, it gets the answer it got."""
import re
from functools import partial

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.idempotency.in_flight import InFlight, RequestInFlight
from backend.idempotency.records import Asked, Given, begin, finish, hash_request
from backend.service.errors import BadRequest
from backend.service.policies import Work, get_declared
from backend.service.unit import Sent, Unit, unit_of

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}\Z")
WAITED_TOO_LONG = "57014"  # PostgreSQL: the statement was ended by its timeout


class KeyMissing(BadRequest):
    code = "idempotency_key_missing"


class KeyInvalid(BadRequest):
    code = "idempotency_key_invalid"


class Replayed(Exception):
    """Ends a request that was answered before."""

    def __init__(self, given: Given):
        self.given = given


class Once:
    """A guard over all routes, after who asks is known and counted: neither is saved by a key."""

    def __init__(self) -> None:
        self.in_flight = InFlight()

    async def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        if get_declared(handler).work is not Work.KEYED or not isinstance(connection, Request):
            return
        asked = await read(connection)
        unit, place = unit_of(connection), (asked.actor, asked.key)
        await self.in_flight.enter(place)
        unit.afterwards.append(partial(self.in_flight.leave, place))
        given = await begin_or_wait(await unit.session(), asked)
        if given:
            raise Replayed(given)
        record(unit, asked)


def record(unit: Unit, asked: Asked) -> None:
    async def beside(session: AsyncSession, sent: Sent) -> None:
        await finish(session, asked, Given(sent.status, sent.headers, sent.body))

    unit.beside.append(beside)


async def read(request: Request) -> Asked:
    """Raises KeyMissing, KeyInvalid."""
    key = request.headers.get(HEADER)
    if key is None:
        raise KeyMissing(f"Send the header {HEADER} with a new random text for each thing you want done, and the same one when you ask again.")
    if not KEY.match(key):
        raise KeyInvalid(f"The header {HEADER} is 1 to 255 letters, digits and signs of ASCII, without spaces. A random UUID does well.")
    body = await request.body()
    return Asked(request.scope["actor"].name, key, hash_request(request.method, request.url.path, request.scope["query_string"], body))


async def begin_or_wait(session: AsyncSession, asked: Asked) -> Given | None:
    try:
        return await begin(session, asked)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == WAITED_TOO_LONG:
            raise RequestInFlight from error
        raise


def replay(request: Request, replayed: Replayed) -> Response:
    given = replayed.given
    return Response(given.body or b"", status_code=given.status, headers={**given.headers, REPLAYED: "true"})
