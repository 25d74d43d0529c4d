"""How long what people wrote is kept: three years after the end, and thirty days where nobody is known any more who wrote it. Numbers stay."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import RequestState, Visibility
from backend.database.base import now
from backend.requests.models import Request, RequestDispute, RequestEvent

NETWORKS_KEPT, ORPHANS_KEPT, KEPT = timedelta(days=2), timedelta(days=30), timedelta(days=3 * 365)
PURGED_AT_ONCE = 200
OVER = tuple(
    state.value for state in (RequestState.CONFIRMED, RequestState.CLOSED, RequestState.REJECTED, RequestState.WITHDRAWN, RequestState.MERGED)
)
ORPHANED = Request.account_id.is_(None) & Request.device_id.is_(None)
NAMED = Request.name.is_not(None) | (Request.visibility == Visibility.PUBLIC_NAME.value) | (Request.words != Request.words_public)
WRITTEN = or_(
    Request.words != "", Request.words_public != "", Request.address != "", Request.name.is_not(None), Request.context.is_not(None),
    Request.attributes.is_not(None), Request.account_id.is_not(None), Request.device_id.is_not(None), Request.sent_name.is_not(None),
)  # fmt: skip


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was."""
    moment = now()
    marked = select(Request.id).where(Request.network.is_not(None), Request.submitted_at < moment - NETWORKS_KEPT).limit(PURGED_AT_ONCE)
    gone = (await session.execute(update(Request).where(Request.id.in_(marked)).values(network=None))).rowcount
    return gone + await purge_names(session) + await purge_words(session, moment)


async def purge_names(session: AsyncSession) -> int:
    """Whoever sent it is gone: the case goes on with what everybody may read of it."""
    nameless = select(Request.id).where(ORPHANED, NAMED, Request.state.not_in(OVER)).limit(PURGED_AT_ONCE)
    ids = list(await session.scalars(nameless))
    mine = Request.id.in_(ids)
    await session.execute(update(Request).where(mine).values(name=None, words=Request.words_public))
    named = mine & (Request.visibility == Visibility.PUBLIC_NAME.value)
    await session.execute(update(Request).where(named).values(visibility=Visibility.PUBLIC.value))
    return len(ids)


async def purge_words(session: AsyncSession, moment: datetime) -> int:
    old = or_(Request.state_since < moment - KEPT, ORPHANED & (Request.state_since < moment - ORPHANS_KEPT))
    ids = list(await session.scalars(select(Request.id).where(Request.state.in_(OVER), old, WRITTEN).limit(PURGED_AT_ONCE)))
    await empty(session, ids)
    return len(ids)


async def empty(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """What was written, by whom, and under which name it was sent. What happened and when stays."""
    bare = {"words": "", "words_public": "", "address": "", "name": None, "context": None, "attributes": None}
    marks = {"sent_name": None, "sent_content": None, "network": None, "account_id": None, "device_id": None}
    await session.execute(update(Request).where(Request.id.in_(ids)).values(bare | marks))
    await session.execute(update(RequestEvent).where(RequestEvent.request_id.in_(ids)).values(note_public="", note_internal=""))
    await session.execute(update(RequestDispute).where(RequestDispute.request_id.in_(ids)).values(words=""))
