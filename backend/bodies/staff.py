"""What the staff does with bodies, rules and areas, and who is on duty."""
import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account, RoleGrant
from backend.bodies import taking
from backend.bodies.answers import areas_told, rules_told
from backend.bodies.areas import Areas
from backend.bodies.deciding import list_untested
from backend.bodies.models import AreasTable, Body, Duty, RulesTable
from backend.bodies.reading import read_table
from backend.bodies.refusals import NoBody
from backend.bodies.service import Bodies
from backend.bodies.taking import Author
from backend.bodies.words import TableSource
from backend.contract.accounts import Role
from backend.contract.bodies import (
    BodiesResponse,
    BodyChannel,
    OnDuty,
    OnDutyChange,
    RequestAreas,
    RequestAreasChange,
    RoutingRules,
    RoutingRulesChange,
    StaffBody,
)
from backend.identity.actor import Actor
from backend.service.errors import NotFound, Unprocessable

SHOWN = 50


class NotStaff(Unprocessable):
    code = "not_staff"


async def list_bodies(session: AsyncSession) -> BodiesResponse:
    counts = select(Duty.body_id, func.count().label("most")).group_by(Duty.body_id).subquery()
    listed = select(Body, counts.c.most).outerjoin(counts, counts.c.body_id == Body.id).where(Body.ended_at.is_(None))
    rows = (await session.execute(listed.order_by(Body.name, Body.id))).all()
    return BodiesResponse(tuple(
        StaffBody(row.id, row.code, row.name, row.triage, BodyChannel(row.channel), row.silent_since, on_duty or 0) for row, on_duty in rows
    ))  # fmt: skip


async def rules(session: AsyncSession, bodies: Bodies, number: int | None = None) -> RoutingRules:
    """number None: the version that counts. Raises NotFound."""
    wanted = select(RulesTable).order_by(RulesTable.number.desc()).limit(1)
    row = await session.scalar(wanted if number is None else wanted.where(RulesTable.number == number))
    if row is None:
        raise NotFound("There is no such version. GET /v1/staff/routing-rules lists the last ones.")
    areas = (await bodies.tables(session)).areas
    untested = await asyncio.to_thread(untested_rules, bodies, row.text, areas)
    return rules_told(row, untested, await taking.versions_of(session, RulesTable, SHOWN))


def untested_rules(bodies: Bodies, text: str, areas: Areas) -> list[str]:
    return list_untested(read_table(text, bodies.standing.zone), areas, bodies.ground)


async def change_rules(session: AsyncSession, bodies: Bodies, actor: Actor, change: RoutingRulesChange, at: datetime) -> RoutingRules:
    """Raises TableRefused, TableMoved."""
    areas = (await bodies.tables(session)).areas
    author = Author(TableSource.STAFF, actor.account_id)
    await taking.take_rules(session, change.text, areas, bodies.ground, bodies.standing.zone, author, change.after, at)
    return await rules(session, bodies)


async def areas(session: AsyncSession) -> RequestAreas:
    return areas_told(await taking.last_of(session, AreasTable), await taking.versions_of(session, AreasTable, SHOWN))


async def change_areas(session: AsyncSession, bodies: Bodies, actor: Actor, change: RequestAreasChange) -> RequestAreas:
    """Raises TableRefused, TableMoved."""
    standing: Any = await taking.last_of(session, RulesTable)
    author = Author(TableSource.STAFF, actor.account_id)
    await taking.take_areas(session, change.areas, standing and standing.text, bodies.ground, bodies.standing.zone, author, change.after)
    return await areas(session)


async def duty(session: AsyncSession, body_id: UUID) -> OnDuty:
    """Raises NoBody."""
    await check_body(session, body_id)
    return OnDuty(tuple(await session.scalars(select(Duty.account_id).where(Duty.body_id == body_id).order_by(Duty.rank))))


async def change_duty(session: AsyncSession, body_id: UUID, change: OnDutyChange) -> OnDuty:
    """Raises NoBody, NotStaff."""
    await check_body(session, body_id)
    wanted = list(dict.fromkeys(change.officers))
    working = RoleGrant.role.in_((Role.STAFF.value, Role.OPERATOR.value)) & RoleGrant.ended_at.is_(None)
    known = set(await session.scalars(select(Account.id).join(RoleGrant, RoleGrant.account_id == Account.id).where(working, Account.id.in_(wanted))))
    if len(known) < len(wanted):
        raise NotStaff("Only accounts with the role of staff or operator can be on duty. GET /v1/admin/roles lists them.", "officers")
    await session.execute(delete(Duty).where(Duty.body_id == body_id))
    session.add_all(Duty(body_id=body_id, rank=rank, account_id=account_id) for rank, account_id in enumerate(wanted, 1))
    await session.flush()
    return OnDuty(tuple(wanted))


async def check_body(session: AsyncSession, body_id: UUID) -> None:
    body = await session.get(Body, body_id)
    if body is None or body.ended_at is not None:
        raise NoBody
