"""Over HTTP: the list with its read marks, silence, areas; and the link in a mail, which one POST and no GET makes count."""
from contextlib import asynccontextmanager
from secrets import token_urlsafe
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from backend.accounts import deletion, export
from backend.accounts.consents_controller import ConsentsController
from backend.accounts.models import ConsentGiven
from backend.accounts.purposes import PURPOSES
from backend.contract.consents import Purpose
from backend.database.base import Base, now
from backend.outbox.entries import Entry
from backend.requests.announcing import DELIVER, TELL
from backend.requests.models import Request, RequestEvent
from backend.requests.telling import stopping
from backend.requests.telling.controller import FollowingRequestsController, NoticesController, StopPage
from backend.requests.telling.kinds import ListenerRole, MailState
from backend.requests.telling.letters import hashed
from backend.requests.telling.models import RequestLetter, RequestNotice
from backend.requests.telling.rows import agreed
from backend.service.app import create_app
from backend.service.leaving import ELSEWHERE
from backend.service.settings import Settings
from tests.backend.requests.city import CONTROLLERS, STAFF, citizen, services, signed_in
from tests.serving import PEER, Client
from tests.worlds.town import at

HERE = dict(zip(("lat", "lon"), at(1250, 0)))
OURS = [*CONTROLLERS, NoticesController, FollowingRequestsController, StopPage, ConsentsController]


async def leave(entry: Entry) -> None:
    """Nothing is told but what a test writes."""


@asynccontextmanager
async def served(address: str):
    settings = Settings(
        log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4,
        proxies=frozenset({PEER}),
    )  # fmt: skip
    async with Client(create_app(services, settings, {TELL: leave, DELIVER: leave}, OURS)) as client:
        yield client


@pytest.fixture
async def client(database_url):
    async with served(database_url) as client:
        yield client


@pytest.fixture
async def town(sqlite_url):
    """Where the database makes no difference."""
    async with served(sqlite_url) as client:
        yield client


async def told(client, person, code: str, count: int, **columns) -> None:
    """Notices of theirs, as the outbox writes them."""
    async with client.database.writing() as session:
        row = (await session.scalars(select(Request).where(Request.code == code))).one()
        event = (await session.scalars(select(RequestEvent).where(RequestEvent.request_id == row.id))).first()
        owner = {"account_id": person.account_id} if hasattr(person, "account_id") else {"device_id": row.device_id}
        kinds = ("submitted", "delivered", "acknowledged", "started", "resolved")[:count]
        session.add_all([
            RequestNotice(request_id=row.id, event_id=event.id, kind=kind, role=ListenerRole.REPORTER, at=now(), **owner, **columns)
            for kind in kinds
        ])  # fmt: skip


async def test_notices_are_listed_page_by_page_and_read(client):
    ann, ben = await citizen(client), await citizen(client)
    code = (await ann.sent())["code"]
    await told(client, ann, code, 5)
    first = (await ann.ask("GET", "/v1/notices?limit=2")).json()
    assert (first["unread"], first["mails"], len(first["notices"])) == (5, None, 2)
    rest = (await ann.ask("GET", f"/v1/notices?limit=10&after={first['next']}")).json()
    listed = [*first["notices"], *rest["notices"]]
    assert [one["kind"] for one in listed] == ["resolved", "started", "acknowledged", "delivered", "submitted"]
    assert rest["next"] is None
    assert {one["requestCode"] for one in listed} == {code}
    assert not any(one["isRead"] for one in listed)
    left = await ann.ask("POST", "/v1/notices/read", {"upTo": listed[1]["id"]})
    assert (left.status_code, left.json()) == (200, {"unread": 1})
    again = (await ann.ask("GET", "/v1/notices")).json()
    assert [one["isRead"] for one in again["notices"]] == [False, True, True, True, True]
    assert (await ben.ask("GET", "/v1/notices")).json()["notices"] == []
    assert (await ben.ask("POST", "/v1/notices/read", {"upTo": listed[0]["id"]})).json() == {"unread": 0}
    assert (await ann.ask("GET", "/v1/notices")).json()["unread"] == 1
    korean = await client.get("/v1/notices", headers=ann.headers | {"Accept-Language": "ko"})
    assert korean.json()["notices"][0]["title"] == "도로 파임: 완료되었다고 합니다"
    for wrong in ("after=1", "limit=0", "limit=101"):
        assert (await ann.ask("GET", f"/v1/notices?{wrong}")).status_code in (400, 422)


async def test_silence_is_for_those_who_follow(town):
    ann, ben = await citizen(town), await citizen(town)
    code = (await ann.sent())["code"]
    assert (await ben.does(code, "mute")).status_code == 404
    for act, muted in (("mute", True), ("mute", True), ("unmute", False)):
        answer = await ann.does(code, act)
        assert (answer.status_code, answer.json()) == (200, {"muted": muted})
    assert (await ann.does("K7M2PX4Q", "mute")).status_code == 404


async def test_areas_are_followed_and_given_up(client):
    ann, ben = await citizen(client), await citizen(client)
    key, asked = str(uuid4()), {"centre": HERE, "radiusM": 400, "categories": ["pothole"]}
    made = await ann.ask("POST", "/v1/requests/areas-followed", asked, key)
    assert made.status_code == 201, made.text
    assert (await ann.ask("POST", "/v1/requests/areas-followed", asked, key)).json() == made.json()
    listed = (await ann.ask("GET", "/v1/requests/areas-followed")).json()
    assert listed == {"areas": [made.json()], "here": []}
    path = f"/v1/requests/areas-followed/{made.json()['id']}"
    assert (await ben.ask("DELETE", path)).status_code == 404
    assert (await ann.ask("DELETE", path)).status_code == 204
    assert (await ann.ask("GET", "/v1/requests/areas-followed?lat=49.4&lon=8.65")).json()["areas"] == []
    for wrong in ({"centre": HERE, "radiusM": 3001}, {"centre": HERE, "radiusM": 49}, {"areaId": "UPPER"}, {"centre": HERE}, {}):
        assert (await ann.ask("POST", "/v1/requests/areas-followed", wrong)).status_code in (400, 422), wrong
    assert (await ann.ask("GET", "/v1/requests/areas-followed?lat=49.4")).status_code == 400


async def lettered(client, person, code: str, single: bool = True) -> str:
    """The path of a link in a mail to somebody who agreed to mails."""
    token, asked = token_urlsafe(32), PURPOSES[Purpose.REQUEST_MAILS]
    async with client.database.writing() as session:
        request_id = await session.scalar(select(Request.id).where(Request.code == code))
        session.add(RequestLetter(
            account_id=person.account_id, request_id=request_id if single else None, role=ListenerRole.REPORTER, sent_at=now(),
            token_hash=hashed(token),
        ))  # fmt: skip
        session.add(ConsentGiven(
            account_id=person.account_id, principal_id=uuid4(), purpose=Purpose.REQUEST_MAILS, version=asked.version, language="en",
            text_hash=bytes(32),
        ))  # fmt: skip
    return f"/notices/stop/{token}"


async def mailed(client, person, code: str) -> tuple[bool, bool]:
    """(about this request, about any)."""
    async with client.database.reading() as session:
        row = (await session.scalars(select(Request).where(Request.code == code))).one()
        return tuple([person.account_id in await agreed(session, [person.account_id], which) for which in (row.id, None)])


@pytest.mark.parametrize("content", [
    {"data": {"List-Unsubscribe": "One-Click"}}, {"files": {"List-Unsubscribe": (None, "One-Click")}}, {},
], ids=["urlencoded", "multipart", "bare"])  # fmt: skip
async def test_one_post_ends_mails_about_one_request(town, content):
    ann = await signed_in(town, "ann")
    code = (await ann.sent())["code"]
    path = await lettered(town, ann, code)
    for _ in range(2):
        seen = await town.get(path)
        assert seen.status_code == 200
        assert code in seen.text
    assert await mailed(town, ann, code) == (True, True), "a scanner that looks ends nothing"
    for _ in range(2):
        ended = await town.post(path, **content)
        assert ended.status_code == 200
        assert "set-cookie" not in ended.headers
        assert await mailed(town, ann, code) == (False, True)
    assert (await ann.does(code, "unmute")).status_code == 200
    assert await mailed(town, ann, code) == (True, True)


async def test_one_post_ends_all_mails(client):
    ann = await signed_in(client, "ann")
    code = (await ann.sent())["code"]
    path = await lettered(client, ann, code)
    assert (await client.post(f"{path}/all", headers={"Accept-Language": "es"})).text.count("Ya no llegarán correos")
    assert await mailed(client, ann, code) == (False, False)
    assert (await ann.ask("GET", "/v1/notices")).json()["mails"] is False


async def test_the_link_of_a_digest_ends_all(town):
    ann = await signed_in(town, "ann")
    code = (await ann.sent())["code"]
    path = await lettered(town, ann, code, single=False)
    assert code not in (await town.get(path)).text
    assert (await town.post(path)).status_code == 200
    assert await mailed(town, ann, code) == (False, False)


async def test_what_is_no_link_of_ours_says_so_and_ends_nothing(town):
    ann = await signed_in(town, "ann")
    code = (await ann.sent())["code"]
    path = await lettered(town, ann, code)
    async with town.database.writing() as session:
        await session.execute(update(RequestLetter).values(sent_at=now() - stopping.VALID))
    for asked in (path, f"/notices/stop/{token_urlsafe(32)}", "/notices/stop/x", f"/notices/stop/{'x' * 2000}"):
        for answer in (await town.get(asked), await town.post(asked), await town.post(f"{asked}/all")):
            assert answer.status_code == 404
            assert "counts no longer" in answer.text
    assert (await town.post(path, json={})).status_code == 415
    assert await mailed(town, ann, code) == (True, True)


async def test_what_is_sent_is_forgotten_with_the_account(client):
    """And told in its export before."""
    ann = await signed_in(client, "ann")
    code = (await ann.sent())["code"]
    await lettered(client, ann, code)
    await told(client, ann, code, 2, mail=MailState.WAITING.value)
    await ann.ask("POST", "/v1/requests/areas-followed", {"centre": HERE, "radiusM": 400})
    tables = ("request_letter", "request_notice", "followed_request_area")
    async with client.database.writing() as session:
        rows = await export.gather(session, ann.account_id, Base.metadata)
        assert [len(rows[name]) for name in tables] == [1, 2, 1]
        assert "token_hash" not in rows["request_letter"][0]
        await deletion.erase(session, ann.account_id, ELSEWHERE)
        assert [len((await session.execute(select(Base.metadata.tables[name]))).all()) for name in tables] == [0, 0, 0]
