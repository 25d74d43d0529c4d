"""Who may do what: roles beside that of a citizen, given and taken by two administrators, never by oneself or alone."""
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import Account, RoleGrant
from backend.contract.accounts import Role, RoleGranted, RoleRequest, RoleState
from backend.database.base import now
from backend.identity.actor import Actor
from backend.service.errors import Conflict, NotFound, ServiceError, Unprocessable

# Whoever says who may do what does not do it.
APART = {Role.ADMINISTRATOR: Role.STAFF, Role.STAFF: Role.ADMINISTRATOR}
MOST_LISTED = 1000


class SecondPersonRequired(ServiceError):
    status, code = 403, "second_person_required"


class RolesExclude(Conflict):
    code = "roles_exclude"


async def list_standing(session: AsyncSession) -> list[RoleGranted]:
    listed = select(RoleGrant, Account.email).join(Account, Account.id == RoleGrant.account_id).where(RoleGrant.ended_at.is_(None))
    rows = await session.execute(listed.order_by(RoleGrant.created_at.desc(), RoleGrant.id.desc()).limit(MOST_LISTED))
    return [told(grant, email) for grant, email in rows]


async def say(session: AsyncSession, actor: Actor, asked: RoleRequest, email_key: str) -> RoleGranted:
    """The first administrator proposes, the second grants. Raises NotFound, Unprocessable, SecondPersonRequired, RolesExclude."""
    check(asked)
    person = (await session.scalars(select(Account).where(Account.email_key == email_key).with_for_update())).first()
    if person is None:
        raise NotFound("Nobody has an account with this address. They have to sign in once first.")
    if person.id == actor.id:
        raise SecondPersonRequired("Nobody gives a role to themselves. Ask two other administrators.")
    await check_apart(session, person.id, asked.role)
    operator_id = asked.operator_id or ""
    mine = (RoleGrant.account_id == person.id, RoleGrant.role == asked.role, RoleGrant.operator_id == operator_id, RoleGrant.ended_at.is_(None))
    grant = (await session.scalars(select(RoleGrant).where(*mine))).first()
    if grant is None:
        grant = RoleGrant(
            id=uuid7(), account_id=person.id, role=asked.role, operator_id=operator_id, reason=asked.reason, asked_by=actor.id, created_at=now()
        )
        session.add(grant)
    elif grant.granted_at is None:
        if grant.asked_by == actor.id:
            raise SecondPersonRequired("You proposed this yourself. A second administrator has to say the same.")
        grant.granted_by, grant.granted_at = actor.id, now()
    await session.flush()
    return told(grant, person.email)


def check(asked: RoleRequest) -> None:
    if asked.role is Role.CITIZEN:
        raise Unprocessable("Everybody with an account is a citizen: there is nothing to give.", "role")
    if (asked.role is Role.OPERATOR) != (asked.operator_id is not None):
        raise Unprocessable("An operator has an operatorId, and nobody else has.", "operatorId")


async def check_apart(session: AsyncSession, account_id: UUID, role: Role) -> None:
    other = APART.get(role)
    if other and await session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == account_id, RoleGrant.role == other, stands())):
        raise RolesExclude(f"Whoever is {other} cannot be {role} as well. They need a second account for that.")


async def end(session: AsyncSession, actor: Actor, grant_id: UUID) -> RoleGranted:
    """The first administrator begins it, the second ends it; a proposal ends at once. Raises NotFound, SecondPersonRequired."""
    listed = select(RoleGrant, Account.email).join(Account, Account.id == RoleGrant.account_id)
    one = listed.where(RoleGrant.id == grant_id, RoleGrant.ended_at.is_(None)).with_for_update(of=RoleGrant)
    row = (await session.execute(one)).first()
    if row is None:
        raise NotFound("There is no such role to end. GET /v1/admin/roles lists those there are.")
    grant, email = row
    if grant.account_id == actor.id:
        raise SecondPersonRequired("Nobody ends a role of their own. Ask two other administrators.")
    if grant.granted_at is None:
        grant.ended_by, grant.ended_at = actor.id, now()
    elif grant.ending_by is None:
        grant.ending_by = actor.id
    elif grant.ending_by == actor.id:
        raise SecondPersonRequired("You began this yourself. A second administrator has to end it.")
    else:
        grant.ended_by, grant.ended_at = actor.id, now()
    await session.flush()
    return told(grant, email)


async def find_held(session: AsyncSession, account_id: UUID) -> tuple[frozenset[Role], frozenset[str]]:
    """(roles beside that of a citizen, operators one acts for)."""
    held = select(RoleGrant.role, RoleGrant.operator_id).where(RoleGrant.account_id == account_id, RoleGrant.granted_at.is_not(None), stands())
    rows = (await session.execute(held)).all()
    return frozenset(Role(row.role) for row in rows), frozenset(row.operator_id for row in rows if row.operator_id)


def stands():
    return RoleGrant.ended_at.is_(None)


async def install(session: AsyncSession, account_id: UUID, reason: str) -> bool:
    """An administrator made at the command line of the server. False when they are one already. Raises RolesExclude."""
    await check_apart(session, account_id, Role.ADMINISTRATOR)
    mine = (RoleGrant.account_id == account_id, RoleGrant.role == Role.ADMINISTRATOR, stands())
    grant = (await session.scalars(select(RoleGrant).where(*mine))).first()
    if grant and grant.granted_at:
        return False
    if grant is None:
        grant = RoleGrant(id=uuid7(), account_id=account_id, role=Role.ADMINISTRATOR, reason=reason, operator_id="")
        session.add(grant)
    grant.granted_at = now()
    await session.flush()
    return True


def told(grant: RoleGrant, email: str) -> RoleGranted:
    return RoleGranted(
        str(grant.id), email, Role(grant.role), grant.operator_id or None, state_of(grant), grant.reason, grant.created_at
    )  # fmt: skip


def state_of(grant: RoleGrant) -> RoleState:
    if grant.ended_at:
        return RoleState.ENDED
    if grant.granted_at is None:
        return RoleState.PROPOSED
    return RoleState.ENDING if grant.ending_by else RoleState.GRANTED
