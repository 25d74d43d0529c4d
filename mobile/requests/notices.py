"""What is new of the requests one sent or follows, and of the areas one follows, as the city told of it last. Without Kivy."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.notices import AreaToFollow, FollowedArea, NamedArea, NoticeKind, NoticeNews, NoticesLeft, NoticesResponse, RequestNotice
from mobile.accounts.signed_in import SignedOut
from mobile.client import ClientError, Refused, new_key
from mobile.i18n import tr, trn
from mobile.requests import notice_calls as calls
from mobile.requests.requests import BY_PASS
from mobile.requests.ringing import Ringing

MOST_KEPT = 200


class KeptNotices(msgspec.Struct, frozen=True):
    """Newest first. `by`: whom the city told each, by its id; `left`: how many each of them has not read, `older`: the id to ask for more with.

    `mails`: whether they come by mail too, None: there is nobody to write to. `push`: whether phones may ring, for each of them.
    `muted`: codes of which nothing more is told.
    """

    notices: tuple[RequestNotice, ...] = ()
    by: dict[UUID, str] = {}
    left: dict[str, int] = {}
    older: dict[str, UUID] = {}
    mails: bool | None = None
    muted: frozenset[str] = frozenset()
    seen_at: datetime | None = None
    push: bool = False

    @property
    def unread(self) -> int:
        return sum(self.left.values())


class Notices:
    """One of a session. It tells "notices" whenever there are others, or one was read. Nothing is asked again and again: see `Listening`."""

    def __init__(self, session):
        self.session = session
        self.areas: tuple[FollowedArea, ...] | None = None  # None before the city has told
        self.here: tuple[NamedArea, ...] = ()
        self._ways: dict[UUID, str] = {}  # by whom each area is followed
        self._read: tuple[bytes, KeptNotices] = (b"{}", KeptNotices())
        self.ringing, self.in_front = Ringing(session), True

    @property
    def _name(self) -> str:
        return f"notices of {self.session.settings.backend}"

    @property
    def kept(self) -> KeptNotices:
        """Of the city that is asked now; something damaged is as if there was nothing."""
        raw = self.session.store.find_kept(self._name) or b"{}"
        if raw != self._read[0]:
            self._read = (raw, read_kept(raw))
        return self._read[1]

    def _keep(self, kept: KeptNotices) -> None:
        if kept != self.kept:
            self.session.store.keep(self._name, msgspec.json.encode(kept))
            self.session.tell("notices")

    def show(self, in_front: bool) -> None:
        """The window has come to the front, or has left it."""
        self.in_front = in_front
        if in_front:
            self.ringing.hush()
            self.session.look_for_news()

    async def meet(self) -> None:
        """The app has been opened, or has come to the front: what came meanwhile is said."""
        before = self.kept.unread
        with suppress(ClientError):
            await self.refresh()
        if self.kept.unread > before:
            new = {one.request_code for one in self.kept.notices if not one.is_read}
            self._tell(unread_words(self.kept.unread), new.pop() if len(new) == 1 else "")

    def last_of(self, by: str) -> str:
        """The id of the last notice that is known here, "" where there is none."""
        kept = self.kept
        last = max((one.id for one in kept.notices if kept.by.get(one.id) == by), default=None)
        return str(last) if last else ""

    async def take(self, by: str, heard: NoticeNews | NoticesLeft) -> None:
        """What the city has just told. A notice that is known is told to nobody again."""
        if isinstance(heard, NoticesLeft):
            if heard.unread != self.kept.left.get(by):
                with suppress(ClientError):
                    await self.refresh()
            return
        new = heard.notice.id not in self.kept.by
        self._keep(with_news(self.kept, by, heard, self.session.now()))
        just_sent = heard.notice.kind is NoticeKind.SUBMITTED and heard.notice.mine  # which was told when it was sent
        if not new or heard.notice.is_read or just_sent:
            return
        if self.in_front:
            self._tell(heard.notice.title, heard.notice.request_code)
        else:
            self.ringing.take(heard)

    def _tell(self, words: str, code: str) -> None:
        """Shown and spoken. code: of the request it is about, "" for several."""
        self.session.on_news(words, code)
        self.session.announce(words)

    async def let_ring(self, on: bool, everywhere: bool = False) -> None:
        """Whether this phone may ring; everywhere: off on all phones of the account too. Raises ClientError."""
        requests = self.session.requests
        ways = requests.ways() if on or everywhere else tuple(by for by in requests.ways() if by == BY_PASS)
        if not on:
            self.session.change(notify=False)
            self.ringing.hush()
        for by in ways:
            await requests.ask_as(by, lambda client, token: calls.let_ring(client, on, token))
        if on:
            self.session.change(notify=True)
        self._keep(msgspec.structs.replace(self.kept, push=on or (self.kept.push and not everywhere)))

    @property
    def rings(self) -> bool:
        """Whether this phone does: where the person wants it here, and did not stop it elsewhere."""
        return self.session.settings.notify and self.kept.push

    async def refresh(self) -> None:
        """Raises ClientError."""
        told = await self._ask_each(None)
        if told:
            self._keep(together(self.kept, told, self.session.now()))

    async def more(self) -> None:
        """Older ones. Raises ClientError."""
        told = await self._ask_each(self.kept.older)
        self._keep(with_older(self.kept, told))

    async def _ask_each(self, older: dict[str, UUID] | None) -> dict[str, NoticesResponse]:
        told = {}
        for by in self.session.requests.ways():
            if older is None or by in older:
                after = older[by] if older else None
                with suppress(SignedOut):
                    told[by] = await self.session.requests.ask_as(by, lambda client, token, after=after: calls.notices(client, after, token))
        return told

    async def mark_read(self) -> None:
        """All that is known here was seen. Raises ClientError."""
        kept, left = self.kept, dict(self.kept.left)
        for by, unread in kept.left.items():
            newest = next((one.id for one in kept.notices if kept.by.get(one.id) == by), None)
            if unread and newest:
                answer = await self.session.requests.ask_as(by, lambda client, token, newest=newest: calls.read(client, newest, token))
                left[by] = answer.unread
        read = tuple(msgspec.structs.replace(one, is_read=True) for one in kept.notices)
        self._keep(msgspec.structs.replace(kept, notices=read, left=left))

    async def mute(self, code: str, muted: bool) -> None:
        """One request; the others are told of as before. Raises ClientError."""
        requests = self.session.requests
        state = await requests.ask_as(requests.way_of(code), lambda client, token: calls.mute(client, code, muted, token))
        others = self.kept.muted - {code}
        self._keep(msgspec.structs.replace(self.kept, muted=others | {code} if state.muted else others))
        requests.note_muted(code, state.muted)

    # Areas

    async def ask_areas(self, lat: float | None = None, lon: float | None = None) -> None:
        """Those one follows, and the named ones at a place. Raises ClientError."""
        requests, found, here = self.session.requests, {}, {}
        for by in requests.ways():
            with suppress(SignedOut):
                answer = await requests.ask_as(by, lambda client, token: calls.areas(client, lat, lon, token))
                found |= {one.id: (one, by) for one in answer.areas}
                here |= {one.id: one for one in answer.here}
        self._ways = {name: by for name, (_, by) in found.items()}
        self.here = tuple(here.values())
        self._set_areas(tuple(sorted((one for one, _ in found.values()), key=lambda one: one.since, reverse=True)))

    async def follow_area(self, area: AreaToFollow, place: str) -> FollowedArea:
        """`place`: what the middle is called; it stays on this phone. Raises ClientError."""
        requests, key = self.session.requests, new_key()
        by = requests.me()
        followed = await requests.ask_as(by, lambda client, token: calls.follow(client, area, token, key))
        self._ways[followed.id] = by
        self.session.store.keep(self._place_name, msgspec.json.encode({**self._places(), followed.id: place}))
        self._set_areas((followed, *(one for one in self.areas or () if one.id != followed.id)))
        return followed

    async def unfollow_area(self, area_id: UUID) -> None:
        """One that is followed no longer anyway is no trouble. Raises ClientError."""
        requests = self.session.requests
        try:
            await requests.ask_as(self._ways.get(area_id, requests.me()), lambda client, token: calls.unfollow(client, area_id, token))
        except Refused as trouble:
            if trouble.status != 404:
                raise
        places = {name: place for name, place in self._places().items() if name != area_id}
        self.session.store.keep(self._place_name, msgspec.json.encode(places))
        self._set_areas(tuple(one for one in self.areas or () if one.id != area_id))

    def place_of(self, area: FollowedArea) -> str:
        """What is in its middle, "" where this phone does not know."""
        return self._places().get(area.id, "")

    def _set_areas(self, areas: tuple[FollowedArea, ...]) -> None:
        if areas != self.areas:
            self.areas = areas
            self.session.tell("notices")

    @property
    def _place_name(self) -> str:
        return f"areas of {self.session.settings.backend}"

    def _places(self) -> dict[UUID, str]:
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(self.session.store.find_kept(self._place_name) or b"{}", type=dict[UUID, str])
        return {}


def unread_words(unread: int) -> str:
    return trn("{n} new answer from the city", "{n} new answers from the city", unread) if unread else tr("No new answer from the city")


def read_kept(raw: bytes) -> KeptNotices:
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(raw, type=KeptNotices)
    return KeptNotices()


def together(kept: KeptNotices, told: dict[str, NoticesResponse], now: datetime) -> KeptNotices:
    """The newest of each as one list; what was told before is told again or is no longer there."""
    by = {one.id: way for way, answer in told.items() for one in answer.notices}
    notices = newest_first(one for answer in told.values() for one in answer.notices)
    mails = next((answer.mails for answer in told.values() if answer.mails is not None), None)
    push = bool(told) and all(answer.push for answer in told.values())
    older = {way: answer.next for way, answer in told.items() if answer.next}
    left = {way: answer.unread for way, answer in told.items()}
    return KeptNotices(notices, by, left, older, mails, muted_of(kept.muted, notices), now, push)


def with_news(kept: KeptNotices, by: str, news: NoticeNews, now: datetime) -> KeptNotices:
    """With one more, or with a known one as it is told now."""
    one = news.notice
    notices = newest_first((one, *(old for old in kept.notices if old.id != one.id)))[:MOST_KEPT]
    told = {"by": {**kept.by, one.id: by}, "left": {**kept.left, by: news.unread}, "muted": muted_of(kept.muted, notices)}
    return msgspec.structs.replace(kept, notices=notices, seen_at=now, **told)


def with_older(kept: KeptNotices, told: dict[str, NoticesResponse]) -> KeptNotices:
    more = [one for answer in told.values() for one in answer.notices if one.id not in kept.by]
    by = {**kept.by, **{one.id: way for way, answer in told.items() for one in answer.notices}}
    notices = newest_first((*kept.notices, *more))
    older = {way: after for way, after in kept.older.items() if way not in told} | {way: answer.next for way, answer in told.items() if answer.next}
    full = len(notices) >= MOST_KEPT
    muted = muted_of(kept.muted, notices)
    return msgspec.structs.replace(kept, notices=notices[:MOST_KEPT], by=by, older={} if full else older, muted=muted)


def muted_of(before: frozenset[str], notices: tuple[RequestNotice, ...]) -> frozenset[str]:
    told = {one.request_code: one.muted for one in notices}
    return frozenset(code for code in before | told.keys() if told.get(code, True))


def newest_first(notices) -> tuple[RequestNotice, ...]:
    return tuple(sorted(notices, key=lambda one: (one.at, one.id), reverse=True))
