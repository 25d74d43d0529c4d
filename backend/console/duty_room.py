"""`/console/duty`: who is called for urgent requests of each body, and in which order. All of it is `backend.bodies`."""
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account
from backend.bodies import staff as service
from backend.bodies.controller import give_bodies
from backend.bodies.models import Body, Duty, Paging
from backend.bodies.service import Bodies
from backend.console import audit, officers, rehearsal
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.contract.bodies import MOST_ON_DUTY, OnDutyChange
from backend.requests.models import Request as Told
from backend.service.errors import ServiceError
from backend.service.policies import RateClass, console

PAGE = "/console/duty"
PLACES = MOST_ON_DUTY
RINGS_SHOWN = 20


class DutyRoom(RoomController):
    dependencies = {"bodies": Provide(give_bodies, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, session, bodies, told=pages.told(told))

    @post(PAGE + "/{body_id:uuid}", opt=console(RateClass.WRITE))
    async def change(
        self, request: Request, body_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
    ) -> Response:  # fmt: skip
        """From now on; the fields that are left empty count for nothing."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        chosen = tuple(one for rank in range(1, PLACES + 1) if (one := fields.uuid(f"officer-{body_id}-{rank}")))
        if fields.right:
            try:
                await service.change_duty(session, body_id, OnDutyChange(chosen))
                await audit.write(session, visitor, "change", "duty", str(body_id))
                return done(PAGE, "duty_saved")
            except ServiceError as error:
                if error.status == 404:
                    raise
                fields.refused[f"officer-{body_id}-1"] = fields.word("duty_not_staff")
        return await show(request, pages, session, bodies, fields)

    @post(PAGE + "/{body_id:uuid}/rehearsal", opt=console(RateClass.WRITE))
    async def rehearse(
        self, body_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages]
    ) -> Response:
        await service.check_body(session, body_id)
        rung = await rehearsal.ask(session, body_id, pages.clock())
        await audit.write(session, visitor, "rehearse", "duty", str(body_id))
        return done(PAGE, "rehearsed" if rung else "rehearsed_nobody")


async def list_duty(session: AsyncSession) -> dict[UUID, list[Duty]]:
    """By body, in the order in which they are called."""
    found: dict[UUID, list[Duty]] = {}
    for row in await session.scalars(select(Duty).order_by(Duty.body_id, Duty.rank)):
        found.setdefault(row.body_id, []).append(row)
    return found


async def list_rings(session: AsyncSession) -> Sequence:
    """The last ones: (when, the number of the request, the body, who, whether it is over, whether a human answered)."""
    told = select(Paging.paged_at, Told.code, Body.name, Account.email, Paging.ended_at, Paging.answered).join(Told, Told.id == Paging.request_id)
    told = told.join(Body, Body.id == Paging.body_id).outerjoin(Account, Account.id == Paging.account_id)
    rows = (await session.execute(told.order_by(Paging.paged_at.desc(), Paging.id.desc()).limit(RINGS_SHOWN))).all()
    return [(at, code, name, officers.masked(email) if email else "", ended, answered) for at, code, name, email, ended, answered in rows]


def values_of(duty: Mapping[UUID, Sequence[Duty]]) -> dict[str, str]:
    return {f"officer-{body_id}-{row.rank}": str(row.account_id) for body_id, rows in duty.items() for row in rows}


async def show(
    request: Request, pages: Pages, session: AsyncSession, bodies: Bodies, fields: Fields | None = None, told: str = ""
) -> Response[str]:
    """With what was refused, and what was chosen."""
    duty, tables = await list_duty(session), await bodies.tables(session)
    people = await officers.list_staff(session)
    listed = [row.account_id for rows in duty.values() for row in rows]
    shown = {
        "bodies": await bodies.bodies(session), "duty": duty, "alarms": {body.code: body.alarm for body in tables.table.bodies.values()},
        "people": people, "others": await officers.names(session, [one for one in listed if one not in dict(people)]),
        "rings": await list_rings(session), "places": range(1, PLACES + 1), "told": told,
        "values": fields.values if fields else values_of(duty), "refused": fields.refused if fields else {},
    }  # fmt: skip
    return pages.show(request, "duty.html", 422 if fields and fields.refused else 200, room="duty", **shown)
