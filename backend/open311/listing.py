"""Which requests everybody may read, in the order they were filed, the last one first."""
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import RequestState
from backend.open311.parameters import CLOSED, OPEN, Asked
from backend.requests.models import Request, RequestEvent
from backend.requests.seeing import public

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
    paged = found.order_by(Request.submitted_at.desc(), Request.id.desc()).offset((asked.page - 1) * asked.page_size).limit(asked.page_size)
    return list(await session.scalars(paged))


async def find_readable(session: AsyncSession, code: str) -> Request | None:
    return (await session.scalars(select(Request).where(public(), Request.code == code))).one_or_none()


async def last_notes(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What was last told to everybody about each of them."""
    told = select(RequestEvent.request_id, RequestEvent.note_public).where(RequestEvent.request_id.in_(ids), RequestEvent.note_public != "")
    return {row.request_id: row.note_public for row in await session.execute(told.order_by(RequestEvent.no))}
