"""Who asks is found out before anything else happens; whoever a route is not for is refused."""
import hmac
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Protocol

import structlog
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy.exc import SQLAlchemyError

from backend.contract.accounts import Role
from backend.database.base import now
from backend.database.database import Database
from backend.identity import devices
from backend.identity.actor import GUEST, STAFF, Actor, ActorKind
from backend.service.errors import NotSignedIn, RoleRefused
from backend.service.policies import Declared, Policy, get_declared

SCHEME = "bearer "
NOBODY = "Send the header `Authorization: Bearer ...` with the pass of this device. POST /v1/devices gives one."
BROKEN = "The token is not known or has run out. POST /v1/devices gives a new pass."
SIGNED_OUT = "Sign in first: POST /v1/auth/email-links. Then send the header `Authorization: Bearer ...` with the access token."
NOT_YOURS = "This is not for the kind of token that was sent."
NARROW = "This phone does one kind of work and nothing else of the account. Sign in on it anew for the rest."
STALE = "Prove that it is still you: POST /v1/account/proof, then ask again."
# Besides whoever is signed in and has the role, on all but those of devices.
WANTED = {
    Policy.DEVICE: ActorKind.DEVICE, Policy.STAFF: ActorKind.STAFF, Policy.ACCOUNT: ActorKind.ACCOUNT, Policy.PERSON: ActorKind.DEVICE,
}  # fmt: skip
# Who works for others signs in by a passkey: a mail can be read by somebody else.
BY_PASSKEY = frozenset({Role.OPERATOR, Role.STAFF, Role.ADMINISTRATOR})
ACTING_AS = "acting-as"
FRESH = timedelta(minutes=5)
log = structlog.get_logger("allways.identity")


class StepUpRequired(NotSignedIn):
    code = "step_up_required"


class PasskeyRequired(RoleRefused):
    code = "passkey_required"


class RoleUnclear(RoleRefused):
    code = "role_unclear"


class TokenReader(Protocol):
    async def read(self, token: str, database: Database, again: bool = False) -> Actor:
        """again: as it is now, whatever was known a moment ago. Raises NotSignedIn."""


class Doorkeeper:
    """A guard over all routes. On public ones the token is not read here; a handler that asks for the actor has it read then."""

    def __init__(self, staff_token: str, signed_in: TokenReader | None = None, prefix: str = ""):
        """signed_in: knows the tokens that begin with `prefix`."""
        self._staff = sha256(staff_token.encode()).digest() if staff_token else None
        self._signed_in, self._prefix = signed_in, prefix

    async def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        declared = get_declared(handler)
        wanted = WANTED.get(declared.policy)
        if wanted is None:
            return
        actor = await self.identify(connection)
        if actor is GUEST:
            raise NotSignedIn(SIGNED_OUT if wanted is ActorKind.ACCOUNT else NOBODY)
        if actor.kind is ActorKind.ACCOUNT and declared.policy is not Policy.DEVICE:
            connection.scope["actor"] = await self.admit(connection, actor, declared)
        elif actor.kind is not wanted:
            raise RoleRefused(NOT_YOURS)

    async def admit(self, connection: ASGIConnection, actor: Actor, declared: Declared) -> Actor:
        """Whoever is signed in, as what they act. What was known a moment ago refuses nobody: it is looked up again first."""
        chosen = connection.headers.get(ACTING_AS, "")
        try:
            return acting(actor, declared, chosen)
        except (RoleRefused, StepUpRequired):
            fresh = await self.read(connection.headers.get("authorization", ""), connection.app.state.database, again=True)
            return acting(fresh, declared, chosen)

    async def identify(self, connection: ASGIConnection) -> Actor:
        """GUEST without a token. Raises NotSignedIn for one that is no good."""
        known = connection.scope.get("actor")
        if known is None:
            known = await self.read(connection.headers.get("authorization", ""), connection.app.state.database)
            connection.scope["actor"] = known
        return known

    async def read(self, header: str, database: Database, again: bool = False) -> Actor:
        if not header:
            return GUEST
        token = header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""
        if self._staff and hmac.compare_digest(sha256(token.encode()).digest(), self._staff):
            return STAFF
        if self._signed_in and token.startswith(self._prefix):
            return await self._signed_in.read(token, database, again)
        async with database.reading() as session:
            found = await devices.find(session, token)
        if found is None:
            raise NotSignedIn(BROKEN)
        if found.stale:
            await renew(database, found.actor)
        return found.actor


def acting(actor: Actor, declared: Declared, chosen: str) -> Actor:
    """chosen: the role somebody says they act as, needed where more than one would do. Roles never add up.

    Raises RoleRefused, RoleUnclear, PasskeyRequired, StepUpRequired.
    """
    if actor.only and actor.only not in declared.roles and not declared.narrow:
        raise RoleRefused(NARROW)
    if declared.roles:
        fitting = sorted(declared.roles & (actor.roles | {Role.CITIZEN}))
        if chosen:
            fitting = [role for role in fitting if role == chosen]
        if not fitting:
            raise RoleRefused(NOT_YOURS)
        if len(fitting) > 1:
            raise RoleUnclear(f"You could do this as {' or as '.join(fitting)}. Say as what: send the header Acting-As.")
        if fitting[0] in BY_PASSKEY and not actor.by_passkey:
            raise PasskeyRequired("This needs a sign-in with a passkey. Sign in with one, or prove who you are with one: POST /v1/account/proof.")
        actor = replace(actor, role=fitting[0])
    if declared.fresh and (actor.proved_at is None or now() - actor.proved_at > FRESH):
        raise StepUpRequired(STALE)
    return actor


async def renew(database: Database, actor: Actor) -> None:
    """A pass that is not renewed today is renewed tomorrow: no reason to refuse what was asked."""
    try:
        async with database.writing() as session:
            await devices.renew(session, actor)
    except SQLAlchemyError as error:
        log.warning("not_renewed", error=type(error).__name__)
