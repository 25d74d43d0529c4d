"""News as they happen: told once, in front by a banner that is spoken, behind by a notice of the system that says no more than a number."""
import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from backend.contract.notices import NoticeKind, NoticeNews, NoticesLeft
from mobile.device.fake import fake_device
from mobile.events import Event
from mobile.requests.listening import read
from mobile.requests.requests import BY_PASS
from mobile.requests.ringing import ring_words
from mobile.session import Session
from tests.mobile.requests.news import CODE, a_notice, told

CITY = "http://127.0.0.1:9"


class Streamed:
    """A city that tells news: each connection gets the next of `parts`, then is cut. `asked`: the headers each came with."""

    def __init__(self):
        self.parts: list[bytes | int] = []
        self.asked: list[httpx.Headers] = []
        self.listed, self.ways = told(), []
        self.over = asyncio.Event()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/v1/notices/events":
            self.asked.append(request.headers)
            part = self.parts.pop(0) if self.parts else b""
            if not part:
                self.over.set()
                await asyncio.Event().wait()
            if isinstance(part, int):
                return httpx.Response(part, json=PROBLEM | {"status": part, "code": CODES[part]})
            return httpx.Response(200, content=part)
        if path == "/v1/notices/ways":
            self.ways.append(msgspec.json.decode(request.content))
            return httpx.Response(200, content=request.content)
        assert path == "/v1/notices"
        return httpx.Response(200, content=msgspec.json.encode(self.listed))


CODES = {404: "not_found", 503: "busy"}
PROBLEM = {"type": "urn:x", "title": "No", "detail": "No.", "instance": "urn:y"}


def event(name: str, data, event_id: str = "") -> bytes:
    head = f"id: {event_id}\n" if event_id else ""
    return f"{head}event: {name}\ndata: {msgspec.json.encode(data).decode()}\n\n".encode()


def news(notice, unread: int = 1, ring_at=None) -> bytes:
    return event("notice", NoticeNews(notice, unread, ring_at), str(notice.id))


@pytest.fixture
async def session(tmp_path, monkeypatch):
    """With a pass, and a window that shows what it is told."""
    monkeypatch.setattr("mobile.requests.listening.RETRY_S", (0.01,))
    session = Session(tmp_path, fake_device(), CITY)
    city = Streamed()
    session.client._http = httpx.AsyncClient(base_url=CITY, transport=httpx.MockTransport(city.answer))
    session.device.secure.keep(f"pass for {CITY}", "a-pass")
    session.shown, session.spoken, session.fake_city = [], [], city
    session.on_news = lambda words, code: session.shown.append((words, code))
    session.announce = lambda words, *rest: session.spoken.append(words)
    yield session
    await session.close()


async def heard_all(session) -> None:
    """Until the city has told all of it."""
    listening = asyncio.create_task(session.listening.listen(BY_PASS))
    try:
        async with asyncio.timeout(20):
            await session.fake_city.over.wait()
    finally:
        listening.cancel()


def rung(session) -> list[tuple]:
    return [call for call in session.device.notifications.calls if call[0] == "show"]


async def test_what_is_told_is_shown_spoken_and_counted_once_through_every_cut(session):
    now, city = session.now(), session.fake_city
    first, second = (a_notice(now, id=UUID(int=number), title=f"News {number}.") for number in (1, 2))
    city.parts = [news(first), news(first) + news(second, 2), 503, news(second, 2)]
    await heard_all(session)
    assert session.shown == [("News 1.", CODE), ("News 2.", CODE)]
    assert session.spoken == ["News 1.", "News 2."]
    assert session.notices.kept.unread == 2
    assert [one.get("last-event-id") for one in city.asked] == [None, str(first.id), *[str(second.id)] * 3]
    assert {one["authorization"] for one in city.asked} == {"Bearer a-pass"}
    assert rung(session) == [], "nothing rings while it is looked at"


async def test_another_number_of_unread_is_a_reason_to_ask(session):
    session.fake_city.listed = told(a_notice(session.now()), a_notice(session.now(), 2))
    session.fake_city.parts = [event("unread", NoticesLeft(2))]
    await heard_all(session)
    assert (session.notices.kept.unread, session.shown) == (2, [])


async def test_out_of_sight_it_rings_where_that_is_wanted_and_says_a_number_only(session):
    now, city = session.now(), session.fake_city
    session.notices.show(False)
    words = {"title": "Pothole: it is done.", "text": "Main Street 5."}
    city.parts = [news(a_notice(now, id=UUID(int=1), **words), 1, now), news(a_notice(now, id=UUID(int=2), **words), 2, None)]
    await heard_all(session)
    assert rung(session) == [], "it was not asked for"
    session.change(notify=True)
    city.over.clear()
    city.parts = [news(a_notice(now, id=UUID(int=number), **words), number, at) for number, at in ((3, now), (4, None))]
    await heard_all(session)
    async with asyncio.timeout(20):
        while not rung(session):
            await asyncio.sleep(0.01)
    assert rung(session) == [("show", "Allways", f"News about your request {CODE}")]
    assert session.shown == []


async def test_what_may_ring_later_waits_and_is_hushed_by_a_look(session):
    now = session.now()
    session.change(notify=True)
    session.notices.show(False)
    for number, at in ((1, now + timedelta(seconds=0.2)), (2, now + timedelta(seconds=0.2)), (3, now + timedelta(hours=9))):
        session.notices.ringing.take(NoticeNews(a_notice(now, id=UUID(int=number)), 1, at))
    async with asyncio.timeout(20):
        while not rung(session):
            await asyncio.sleep(0.02)
    assert len(rung(session)) == 1, "what may ring at the same time rings once"
    assert len(session.notices.ringing.waiting) == 1
    session.notices.show(True)
    assert session.notices.ringing.waiting == []


def test_a_locked_screen_shows_how_many_or_which_and_nothing_else():
    now = datetime.now(UTC)
    mine, theirs = a_notice(now), a_notice(now, mine=False)
    near, other = a_notice(now, kind=NoticeKind.NEARBY, mine=False), a_notice(now, request_code="2222AAAA")
    said = [ring_words([NoticeNews(one, 1, now) for one in some]) for some in ((mine,), (theirs,), (near,), (mine, mine), (mine, other))]
    assert said == [
        f"News about your request {CODE}", f"News about a request you follow, {CODE}", "News from an area you follow",
        f"News about your request {CODE}", "News about 2 requests",
    ]  # fmt: skip


async def test_the_switch_is_told_to_the_city_and_holds_here_only_with_both(session):
    notices = session.notices
    assert not notices.rings
    await notices.let_ring(True)
    assert notices.rings
    session.fake_city.listed = told()
    await notices.refresh()
    assert not notices.rings, "it was stopped by the link in a mail"
    await notices.let_ring(True)
    await notices.let_ring(False)
    assert (notices.rings, session.settings.notify) == (False, False)
    assert session.fake_city.ways == [{"push": True}, {"push": True}, {"push": False}]


async def test_a_city_that_tells_no_news_is_left_in_peace(session):
    session.fake_city.parts = [404]
    async with asyncio.timeout(20):
        await session.listening.listen(BY_PASS)
    assert len(session.fake_city.asked) == 1


def test_what_a_newer_city_says_is_passed_over():
    assert read(Event("notice", "{}", "")) is None
    assert read(Event("weather", "{}", "")) is None
