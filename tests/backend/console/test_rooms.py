"""The rooms that settle what other parts of the service know: obstacles, closures, answers, deliveries, feeds, the map."""
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import shapely

from backend.console.drawing import HEIGHT, WIDTH, draw
from backend.console.overlays import Overlay
from backend.contract.accounts import Role
from backend.contract.obstacles import NewObstacle, ObstacleKind
from backend.database.base import now
from backend.identity import devices
from backend.outbox.models import OutboxEntry
from tests.backend.console.people import worker
from tests.worlds.town import at

CLOSED = {
    "title": "Market",
    "points": "{}, {}\n{}, {}".format(*at(100, 0), *at(400, 0)), "modes": "FOOT", "kind": "MARKET", "description": "Every Saturday.",
}  # fmt: skip


@pytest.fixture(scope="module")
def kim(client):
    return worker(client)


def report(client, note: str = "A van on the kerb.") -> str:
    lat, lon = at(1200, 0)

    async def send(state):
        async with state.database.writing() as session:
            sender = await devices.find(session, (await devices.issue(session)).token)
            assert sender
            new = NewObstacle(ObstacleKind.BLOCKED, lat, lon, note=note)
            return str((await state.obstacles.report(session, sender.actor, None, f"console-{uuid4()}", new)).obstacle.id)

    return client.blocking_portal.call(send, client.app.state)


def test_an_obstacle_is_looked_at_with_a_reason_and_settled(client, kim):
    obstacle = report(client)
    at_it = f"/console/obstacles/{obstacle}"
    assert obstacle in kim.get("/console/obstacles").text
    assert "A van on the kerb." not in kim.get(at_it).text
    assert 'id="why-wrong"' in kim.post(f"{at_it}/looks", {"why": "x"}).text
    assert "A van on the kerb." in kim.post(f"{at_it}/looks", {"why": "to decide"}).text
    refused = kim.post(f"{at_it}/settlements", {"decision": "CONFIRM", "reason": "seen", "until": "2020-01-01T10:00"})
    assert refused.status_code == 422
    assert 'id="until-wrong"' in refused.text
    assert "seen" in refused.text
    unmerged = kim.post(f"{at_it}/settlements", {"decision": "MERGE", "reason": "the same", "into": obstacle})
    assert 'id="into-wrong"' in unmerged.text
    assert 'id="decision-wrong"' in kim.post(f"{at_it}/settlements", {"reason": "gone"}).text
    done = kim.post(f"{at_it}/settlements", {"decision": "CLOSE", "reason": "It is gone."})
    assert (done.status_code, done.headers["location"]) == (303, "/console/obstacles?told=settled")
    assert "It is gone." in kim.get(at_it).text
    assert obstacle in kim.get("/console/obstacles?ended=true").text
    log = kim.get("/console/audit").text
    assert "to decide" in log
    assert "<td data-head=\"Act\">ended</td>" in log


def test_a_photo_of_a_report_needs_a_reason(client, kim):
    answer = kim.post(f"/console/obstacles/{report(client)}/reports/{uuid4()}/photo", {"why": ""})
    assert (answer.status_code, answer.headers["x-problem-code"]) == (422, "reason_required")
    assert kim.post(f"/console/obstacles/{uuid4()}/reports/{uuid4()}/photo", {"why": "to decide"}).status_code == 404


def test_a_street_is_closed_and_opened_again(client, kim):
    answer = kim.post("/console/closures", CLOSED)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/closures?told=closed")
    page = kim.get("/console/closures?told=closed").text
    assert "Market" in page
    assert "Every Saturday." in page
    found = re.search(r"/console/closures/([0-9a-f-]{36})/reopen", page)
    assert found
    assert kim.post(f"/console/closures/{found[1]}/reopen").status_code == 303
    assert kim.post(f"/console/closures/{found[1]}/reopen").status_code == 404


def test_who_would_be_cut_off_is_said_before_a_street_is_closed(client, kim):
    corner = CLOSED | {"title": "Corner", "points": "\n".join("{}, {}".format(*at(x, y)) for x, y in ((500, 0), (0, 0), (0, 300)))}
    asked = kim.post("/console/closures", corner)
    assert asked.status_code == 422
    assert "Stops: West" in asked.text
    assert "Corner" not in kim.get("/console/closures").text
    assert kim.post("/console/closures", corner | {"modes": "CAR", "title": "Cars"}).status_code == 303, "who drives is cut off nowhere"
    mark = re.search(r'name="anyway" value="(\w+)"', asked.text)
    assert mark
    until = corner | {"anyway": mark[1], "until": "2040-01-01T10:00"}
    again = kim.post("/console/closures", until)
    assert again.status_code == 422, "another time than one was warned of"
    mark = re.search(r'name="anyway" value="(\w+)"', again.text)
    assert mark
    assert kim.post("/console/closures", until | {"anyway": mark[1]}).status_code == 303
    page = kim.get("/console/closures").text
    number = page[: page.index("Corner<br>")].count('<span class="chip error numbers">')
    assert f"<title>{number}: Corner, until 1 Jan 2040, 10:00</title>" in page
    lat, lon = at(0, 0)
    near = kim.get(f"/console/closures/map?lat={lat}&lon={lon}&across=900").text
    assert re.search(rf'<text class="label[^>]*>{number} · until 1 Jan 2040, 10:00</text>', near)
    for closure in re.findall(r"/console/closures/([0-9a-f-]{36})/reopen", page):
        assert kim.post(f"/console/closures/{closure}/reopen").status_code == 303


def test_a_street_closed_for_wheelchairs_alone_is_led_around(client, kim):
    answer = kim.post("/console/closures", CLOSED | {"modes": "WHEELCHAIR", "title": "Slope"})
    assert answer.headers["location"] == "/console/closures?told=closed"
    page = kim.get(answer.headers["location"]).text
    assert "It is closed. Routes lead around it from now on." in page
    for closure in re.findall(r"/console/closures/([0-9a-f-]{36})/reopen", page):
        assert kim.post(f"/console/closures/{closure}/reopen").status_code == 303


@pytest.mark.parametrize("wrong, place", [
    ({"title": " "}, "title"), ({"points": ""}, "points"), ({"points": "here, there"}, "points"), ({"points": "91, 200"}, "points"),
    ({"points": "10.0, 10.0"}, "points"), ({"modes": "FLYING"}, "modes"), ({"kind": "x"}, "kind"), ({"until": "2020-01-01T10:00"}, "until"),
    ({"from": "2030-01-02T10:00", "until": "2030-01-01T10:00"}, "until"), ({"from": "9999-99-99"}, "from"), ({"title": "x" * 201}, "title"),
])  # fmt: skip
def test_what_is_wrong_with_a_closure_is_said_beside_its_field(client, kim, wrong, place):
    answer = kim.post("/console/closures", CLOSED | wrong)
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in answer.text
    assert "Every Saturday." in answer.text


def test_an_answer_is_kept_changed_and_not_overwritten_by_an_older_page(client, kim):
    name = f"Thanks {uuid4().hex[:8]}"
    new = {"name": name, "act": "resolve", "language": "en", "text": "Thank you."}
    assert kim.post("/console/templates", new).status_code == 303
    assert 'id="name-wrong"' in kim.post("/console/templates", new).text
    found = re.search(rf'/console/templates/([0-9a-f-]{{36}})">{name}', kim.get("/console/templates").text)
    assert found
    at_it = f"/console/templates/{found[1]}"
    assert kim.post(at_it, new | {"version": "1", "text": "Thank you. It is done."}).status_code == 303
    older = kim.post(at_it, new | {"version": "1", "text": "From an older page."})
    assert older.status_code == 422
    assert "From an older page." in older.text
    assert "It is done." in kim.get(at_it).text
    assert kim.post(f"{at_it}/remove").status_code == 303
    assert kim.get(at_it).status_code == 404


def test_work_that_was_given_up_is_tried_again(client, kim):
    async def give_up(database):
        async with database.writing() as session:
            row = OutboxEntry(
                kind="nothing.of.this", key=str(uuid4()), payload={}, next_at=now() + timedelta(days=1), attempts=9, last_error="gone", dead_at=now(),
            )
            session.add(row)
            await session.flush()
            return str(row.id)

    entry = client.blocking_portal.call(give_up, client.app.state.database)
    assert "nothing.of.this" in kim.get("/console/deliveries").text
    assert kim.post(f"/console/deliveries/work/{entry}/retry").status_code == 303
    assert kim.post(f"/console/deliveries/work/{entry}/retry").status_code == 404
    assert kim.post(f"/console/deliveries/{uuid4()}/retry").status_code == 404


def test_feeds_are_shown_to_administrators_too(client):
    assert worker(client, Role.ADMINISTRATOR).get("/console/feeds").status_code == 200


def test_a_place_is_drawn_within_its_frame_with_a_mark_in_the_middle(client, kim):
    lat, lon = at(1000, 100)
    drawing = draw(client.app.state.services.tiles.shapes, lat, lon, 800, ((lat, lon + 0.001), (lat, lon + 5)))
    assert drawing.marks[-1] == ("m-pin", WIDTH // 2, HEIGHT // 2)
    assert len(drawing.marks) == 2
    here, far = (Overlay("m-closed", shapely.Point(lon + away, lat), "1") for away in (0, 5))
    laid = draw(client.app.state.services.tiles.shapes, lat, lon, 20_000, (), (here, far), 50_000, pin=False)
    assert ([one.points for one in laid.laid], laid.marks, laid.across_m) == ([((WIDTH // 2, HEIGHT // 2),)], (), 20_000)
    page = kim.get(f"/console/map?lat={lat}&lon={lon}&across=800", **{"HX-Request": "true"})
    assert page.status_code == 200
    assert 'role="img"' in page.text
    for query in ("lat=91&lon=8", "lat=nan&lon=8", f"lat={lat}&lon={lon}&across=1", "lat=1"):
        assert kim.get(f"/console/map?{query}").status_code in (400, 422)
