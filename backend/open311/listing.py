"""Which requests everybody may read, in the order they were filed, the last one first."""
import math
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Float, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import RequestState
from backend.open311.parameters import CLOSED, OPEN, Around, Asked
from backend.requests.changes import Role
from backend.requests.listing import e7
from backend.requests.models import Request, RequestEvent
from backend.requests.places import E7
from backend.requests.seeing import public
from routing.earth import METRES_PER_DEGREE

OVER = (
    RequestState.RESOLVED, RequestState.CONFIRMED, RequestState.REJECTED, RequestState.MERGED, RequestState.WITHDRAWN, RequestState.CLOSED,
)  # fmt: skip


def status_of(row: Request) -> str:
    """The standard knows two."""
    return CLOSED if row.state in OVER else OPEN


async def list_readable(session: AsyncSession, asked: Asked) -> list[Request]:
    found = select(Request).where(public())
    if asked.ids:
        return list(await session.scalars(found.where(Request.code.in_(asked.ids)).order_by(Request.submitted_at.desc(), Request.id.desc())))
    if asked.codes:
        found = found.where(Request.category.in_(asked.codes))
    if len(set(asked.statuses)) == 1:
        found = found.where(Request.state.in_(OVER) if asked.statuses[0] == CLOSED else Request.state.not_in(OVER))
    for column, since, until in ((Request.submitted_at, asked.since, asked.until), (Request.changed_at, asked.changed_since, asked.changed_until)):
        found = found if since is None else found.where(column >= since)
        found = found if until is None else found.where(column <= until)
    if asked.around is not None:
        found = found.where(within(asked.around))
    paged = found.order_by(Request.submitted_at.desc(), Request.id.desc()).offset((asked.page - 1) * asked.page_size).limit(asked.page_size)
    return list(await session.scalars(paged))


def within(around: Around) -> ColumnElement[bool]:
    """As the crow flies, on the plane that touches the place: the box by the index, the circle by the rest."""
    shrink = max(0.01, math.cos(math.radians(around.lat)))
    up = around.radius_m / METRES_PER_DEGREE
    north, east = cast(Request.lat_e7, Float) - e7(around.lat), (cast(Request.lon_e7, Float) - e7(around.lon)) * shrink
    south, top = max(-90.0, around.lat - up), min(90.0, around.lat + up)
    west, right = max(-180.0, around.lon - up / shrink), min(180.0, around.lon + up / shrink)
    box = Request.lat_e7.between(e7(south), e7(top)) & Request.lon_e7.between(e7(west), e7(right))
    return box & (north * north + east * east <= (up * E7) ** 2)


async def find_readable(session: AsyncSession, code: str) -> Request | None:
    return (await session.scalars(select(Request).where(public(), Request.code == code))).one_or_none()


async def last_notes(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What those who answer last told everybody about each of them. What its sender adds is for them, and for nobody else."""
    of_theirs = RequestEvent.request_id.in_(ids) & RequestEvent.role.not_in((Role.REPORTER.value, Role.FOLLOWER.value))
    told = select(RequestEvent.request_id, RequestEvent.note_public).where(of_theirs, RequestEvent.note_public != "")
    return {row.request_id: row.note_public for row in await session.execute(told.order_by(RequestEvent.no))}
