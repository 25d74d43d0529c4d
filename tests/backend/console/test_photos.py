"""Photos of requests in the console: shown hidden, hidden more, released; the original with a reason and a passkey shown just now."""
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from backend.console.models import ConsoleSession
from backend.database.base import now
from backend.identity.actor import STAFF as MACHINE
from backend.requests.models import Request
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.working import place_of
from tests.backend.console.acting import PAGE, acts_of, do, photo
from tests.backend.console.people import Worker, served, tell, worker


@pytest.fixture(scope="module")
def client(sqlite_for_module):
    """What is kept of photos is asked by tests/backend/requests/photos of both kinds of databases."""
    with served(sqlite_for_module) as client:
        yield client


@pytest.fixture(scope="module")
def kim(client):
    return worker(client)


async def hidden_photo(database, state, code: str) -> str:
    """A photo as it stands once faces and plates are hidden on it, with a place in doubt."""
    async with database.writing() as session:
        request = (await session.scalars(select(Request).where(Request.code == code))).one()
        told = await state.request_photos.desk.add(session, MACHINE, code, photo(), uuid4().hex)
        row = await session.get_one(RequestPhoto, told.photo.photo_id)
        row.state, row.picture, row.hidden_at = "hidden", state.request_photos.darkroom.seal(photo(), place_of(row.id, "picture")), now()
        row.width, row.height, row.doubtful, row.request_id = 120, 90, 1, request.id
        return str(row.id)




@pytest.fixture
def seen(client):
    code = tell(client)
    return code, f"{PAGE}/{code}/photos/" + client.blocking_portal.call(hidden_photo, client.app.state.database, client.app.state, code)


def test_photos_in_doubt_are_listed_until_somebody_has_looked(client, kim, seen):
    code, at = seen
    assert f'href="{at}">Request {code}' in kim.get("/console/photos").text
    assert kim.post(f"{at}/release", {"release-why": "a shop sign, no plate"}).status_code == 303
    assert at not in kim.get("/console/photos").text


def test_a_photo_is_shown_hidden_more_is_hidden_and_it_is_released(client, kim, seen):
    _, at = seen
    assert kim.get(at).status_code == 200
    picture = kim.get(f"{at}/picture")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/jpeg", "private, no-store")
    assert "sandbox" in picture.headers["content-security-policy"]
    box = {"left": "10", "top": "10,5", "right": "40", "bottom": "60", "redact-why": "a face"}
    assert kim.post(f"{at}/redactions", box).status_code == 303
    assert kim.get(f"{at}/picture").content != picture.content
    assert kim.post(f"{at}/release", {"release-why": "looked at it"}).status_code == 303
    assert [name for name, _ in do(client, acts_of, at.rpartition("/")[2])] == ["redact", "release"]
    assert kim.post(f"{at}/remove", {"remove-why": "shows a child"}).status_code == 303
    assert kim.get(f"{at}/picture").status_code == 404


@pytest.mark.parametrize("box", [
    {}, {"left": "10", "top": "10", "right": "5", "bottom": "60"}, {"left": "x", "top": "1", "right": "5", "bottom": "6"},
    {"left": "nan", "top": "1", "right": "5", "bottom": "6"}, {"left": "1", "top": "1", "right": "5", "bottom": "6", "redact-why": ""},
])  # fmt: skip
def test_rectangles_that_are_none_are_refused(client, kim, seen, box):
    answer = kim.post(f"{seen[1]}/redactions", {"redact-why": "a face"} | box)
    assert answer.status_code == 422
    assert "-wrong" in answer.text


async def long_ago(database, worker: Worker) -> None:
    async with database.writing() as session:
        mine = update(ConsoleSession).where(ConsoleSession.account_id == worker.account_id)
        await session.execute(mine.values(proved_at=now() - timedelta(minutes=6)))


def test_n13_the_original_needs_a_reason_and_the_passkey_of_the_last_minutes(client, seen):
    lee, at = worker(client), seen[1]
    without = lee.post(f"{at}/original", {"original-why": " "})
    assert (without.status_code, without.headers["x-problem-code"]) == (422, "reason_required")
    assert "base64" not in without.text
    do(client, long_ago, lee)
    stale = lee.post(f"{at}/original", {"original-why": "a complaint"})
    assert (stale.status_code, stale.headers["x-problem-code"]) == (401, "step_up_required")
    assert 'action="/console/proof"' in stale.text
    assert f'name="back" value="{at}"' in stale.text
    fresh = worker(client).post(f"{at}/original", {"original-why": "a complaint"})
    assert fresh.status_code == 200
    assert "data:image/jpeg;base64," in fresh.text
    assert do(client, acts_of, at.rpartition("/")[2]) == [("look_original", "a complaint")]


def test_a_photo_of_another_request_is_not_there(client, kim, seen):
    other = tell(client)
    assert kim.get(f"{PAGE}/{other}/photos/{seen[1].rpartition('/')[2]}").status_code == 404


async def told_by(database, photo_id: str, detector: str | None) -> str:
    async with database.writing() as session:
        row = await session.get_one(RequestPhoto, UUID(photo_id))
        row.detector = detector
        return row.state


def test_a_sign_that_was_taken_for_a_plate_is_shown_again_by_a_fresh_passkey_and_released_anew(client, kim, seen):
    _, at = seen
    box = {"left": "10", "top": "10", "right": "60", "bottom": "40", "redact-why": "the street sign it is about"}
    by_hand = kim.post(f"{at}/shown", box)
    assert (by_hand.status_code, 'id="redact-why-wrong"' in by_hand.text) == (422, True), "the programs have hidden nothing on it"
    photo_id = at.rpartition("/")[2]
    assert do(client, told_by, photo_id, "programs") == "hidden"
    done = kim.post(f"{at}/shown", box)
    assert (done.status_code, done.headers["location"]) == (303, f"{at}?told=shown")
    assert do(client, told_by, photo_id, "programs") == "quarantined"
    page = kim.get(f"{at}?told=shown").text
    assert "showed again – the street sign it is about" in page
    assert "formaction" not in page
    assert ("show", "the street sign it is about") in do(client, acts_of, photo_id)


def test_a_passkey_shown_long_ago_shows_no_sign(client, seen):
    lee, (_, at) = worker(client), seen
    do(client, long_ago, lee)
    assert lee.post(f"{at}/shown", {"left": "1", "top": "1", "right": "2", "bottom": "2", "redact-why": "a sign"}).status_code == 401
