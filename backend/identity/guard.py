"""Who asks is found out before anything else happens; routes for devices and for staff refuse everybody else."""
import hmac
from hashlib import sha256

import structlog
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy.exc import SQLAlchemyError

from backend.database.database import Database
from backend.identity import devices
from backend.identity.actor import GUEST, STAFF, Actor, ActorKind
from backend.service.errors import NotSignedIn, RoleRefused
from backend.service.policies import Policy, get_declared

SCHEME = "bearer "
NOBODY = "Send the header `Authorization: Bearer ...` with the pass of this device. POST /v1/devices gives one."
BROKEN = "The token is not known or has run out. POST /v1/devices gives a new pass."
WANTED = {Policy.DEVICE: ActorKind.DEVICE, Policy.STAFF: ActorKind.STAFF}
log = structlog.get_logger("allways.identity")


class Doorkeeper:
    """A guard over all routes. On public ones the token is not read here; a handler that asks for the actor has it read then."""

    def __init__(self, staff_token: str):
        self._staff = sha256(staff_token.encode()).digest() if staff_token else None

    async def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        wanted = WANTED.get(get_declared(handler).policy)
        if wanted is None:
            return
        actor = await self.identify(connection)
        if actor is GUEST:
            raise NotSignedIn(NOBODY)
        if actor.kind is not wanted:
            raise RoleRefused("This is not for the kind of token that was sent.")

    async def identify(self, connection: ASGIConnection) -> Actor:
        """GUEST without a token. Raises NotSignedIn for one that is no good."""
        known = connection.scope.get("actor")
        if known is None:
            known = await self.read(connection.headers.get("authorization", ""), connection.app.state.database)
            connection.scope["actor"] = known
        return known

    async def read(self, header: str, database: Database) -> Actor:
        if not header:
            return GUEST
        token = header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""
        if self._staff and hmac.compare_digest(sha256(token.encode()).digest(), self._staff):
            return STAFF
        async with database.reading() as session:
            found = await devices.find(session, token)
        if found is None:
            raise NotSignedIn(BROKEN)
        if found.stale:
            await renew(database, found.actor)
        return found.actor


async def renew(database: Database, actor: Actor) -> None:
    """A pass that is not renewed today is renewed tomorrow: no reason to refuse what was asked."""
    try:
        async with database.writing() as session:
            await devices.renew(session, actor)
    except SQLAlchemyError as error:
        log.warning("not_renewed", error=type(error).__name__)
