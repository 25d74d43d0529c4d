"""What the app asks for: what is new, up to where it was read, and silence about one request. One's own, by pass or account; nobody else's."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies
from backend.contract.notices import MuteState, NoticeKind, NoticeNews, NoticesLeft, NoticesResponse, NoticeWaysNow
from backend.contract.notices import RequestNotice as NoticeTold
from backend.database.changes import announce
from backend.database.counting import count_changed
from backend.identity.actor import Actor, scope
from backend.requests import seeing
from backend.requests.answers import to_second
from backend.requests.models import Follower, Request
from backend.requests.refusals import NoRequest
from backend.requests.telling import listeners, ringing, rows, stopping
from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.models import RequestNotice
from backend.requests.telling.people import of_actor
from backend.requests.telling.saying import say
from backend.requests.telling.words import of_language

MOST_NEWS = 30

@dataclass(frozen=True)
class News:
    """unread: in all. no: up to which it goes. more: there is more after it."""

    notices: tuple[NoticeNews, ...]
    unread: int
    no: int
    more: bool


@dataclass(frozen=True)
class Noticing:
    """zone: of the city."""

    bodies: Bodies
    zone: ZoneInfo

    async def list_of(self, session: AsyncSession, actor: Actor, after: UUID | None, most: int, language: str) -> NoticesResponse:
        """Newest first, after that one. What has become private or is gone is not told, as if it had never been."""
        newest = select(RequestNotice).join(Request, Request.id == RequestNotice.request_id).where(theirs(actor), seeing.visible(actor))
        newest = newest if after is None else newest.where(RequestNotice.id < after)
        found = list(await session.scalars(newest.order_by(RequestNotice.id.desc()).limit(most + 1)))
        shown = found[:most]
        mails = None if actor.account_id is None else actor.account_id in await rows.agreed(session, [actor.account_id])
        left = found[most - 1].id if len(found) > most else None
        listener = await listeners.find(session, actor)
        push = listener is not None and listener.push
        return NoticesResponse(await self.told(session, actor, shown, language), await count_unread(session, actor), left, mails, push)

    async def since(self, session: AsyncSession, actor: Actor, no: int, language: str, at: datetime) -> News:
        """What came after the `no`-th notice of theirs, the oldest first. What has become private or is gone is not told."""
        written = select(RequestNotice).where(theirs(actor), RequestNotice.no > no).order_by(RequestNotice.no).limit(MOST_NEWS)
        come = list(await session.scalars(written))
        shown = select(Request.id).where(Request.id.in_({one.request_id for one in come}), seeing.visible(actor))
        seen = set(await session.scalars(shown)) if come else set()
        new = [one for one in come if one.request_id in seen]
        unread, ring = await count_unread(session, actor), await ringing.still_ring(session, actor, new, at)
        told = await self.told(session, actor, new, language) if new else ()
        news = tuple(
            NoticeNews(notice, unread, to_second(one.push_at) if one.push_at and one.id in ring else None) for one, notice in zip(new, told)
        )
        return News(news, unread, max((one.no for one in come if one.no), default=no), len(come) == MOST_NEWS)

    async def let_ring(self, session: AsyncSession, actor: Actor, push: bool, at: datetime) -> NoticeWaysNow:
        """Whether phones may ring for what is told from now on."""
        await listeners.let_ring(session, of_actor(actor), push, at)
        return NoticeWaysNow(push)

    async def told(self, session: AsyncSession, actor: Actor, shown: list[RequestNotice], language: str) -> tuple[NoticeTold, ...]:
        read = await rows.read(session, shown, await self.bodies.categories(session), of_language(language))
        muted = set(await session.scalars(select(Follower.request_id).where(scope(actor, Follower), Follower.muted.is_(True))))
        said = [(one, row, say(told, of_language(language), self.zone)) for one, (told, row) in zip(shown, read)]
        return tuple(
            NoticeTold(
                id=one.id, at=to_second(one.at), request_code=row.code, kind=NoticeKind(one.kind), title=words.title, text=words.text,
                is_read=one.read_at is not None, mine=one.role == ListenerRole.REPORTER, muted=row.id in muted,
            )
            for one, row, words in said
        )  # fmt: skip

    async def mark_read(self, session: AsyncSession, actor: Actor, up_to: UUID, at: datetime) -> NoticesLeft:
        unread = theirs(actor) & RequestNotice.read_at.is_(None) & (RequestNotice.id <= up_to)
        read = update(RequestNotice).where(unread).values(read_at=at).execution_options(synchronize_session=False)
        if await count_changed(session, read):
            await announce(session, listeners.TOPIC, of_actor(actor).id.hex)
        return NoticesLeft(await count_unread(session, actor))

    async def mute(self, session: AsyncSession, actor: Actor, code: str, muted: bool) -> MuteState:
        """Nothing more is told of it, in no way, or all again. Raises NoRequest where they do not follow it."""
        asked = select(Follower).join(Request, Request.id == Follower.request_id).where(Request.code == code, scope(actor, Follower))
        follower = (await session.scalars(asked.with_for_update(of=Follower))).one_or_none()
        if follower is None:
            raise NoRequest
        follower.muted = muted
        if not muted and actor.account_id is not None:
            await stopping.go_on(session, actor.account_id, follower.request_id)
        return MuteState(muted)


def theirs(actor: Actor) -> ColumnElement[bool]:
    return scope(actor, RequestNotice)


async def count_unread(session: AsyncSession, actor: Actor) -> int:
    unread = theirs(actor) & RequestNotice.read_at.is_(None) & seeing.visible(actor)
    counted = select(func.count(RequestNotice.id)).join(Request, Request.id == RequestNotice.request_id).where(unread)
    return await session.scalar(counted) or 0
