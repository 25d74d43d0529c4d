"""The rooms of rules, areas and duty: nothing counts before it was tried, nothing counts while a test is red, and it is in the log."""
import html
import json
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from backend.accounts.models import Account
from backend.bodies.models import Body, Duty
from backend.console.rehearsal import KIND, Rehearsals
from backend.contract.accounts import Role
from backend.outbox.entries import Entry
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import GiveUp
from backend.requests.models import Request
from tests.backend.console.acting import acts_of, do, send_parts
from tests.backend.console.people import tell, worker
from tests.worlds.town import at

RULES, AREAS, DUTY = "/console/rules", "/console/areas", "/console/duty"
HERE = "{:.6f}, {:.6f}".format(*at(700, 0))
LAMPS = {"rule-id": "lamps", "rule-priority": "5", "rule-category": "street_light", "rule-body": "roads", "test-at": HERE,
         "test-category": "street_light"}  # fmt: skip


@pytest.fixture(scope="module")
def kim(client):
    return worker(client)


def hidden(page, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return html.unescape(found[1])


def seen(kim, path: str = f"{RULES}/rule") -> dict[str, str]:
    return {"seen": hidden(kim.get(path), "seen")}


def save(kim, page, room: str = RULES):
    return send_parts(kim, room, {"text": hidden(page, "text"), "after": hidden(page, "after")})


async def codes_of(database, body: str) -> set[str]:
    async with database.reading() as session:
        mine = select(Request.code).join(Body, Body.id == Request.body_id).where(Body.code == body)
        return set(await session.scalars(mine))


def test_a_rule_is_tried_on_the_last_requests_saved_counted_and_retired(client, kim):
    lamp, hole = tell(client, "street_light", "It is dark."), tell(client, "pothole")
    tried = kim.post(f"{RULES}/rule", LAMPS | {"old": "", "act": "try"} | seen(kim))
    assert tried.status_code == 200
    moved = re.findall(r'<tr><th scope="row"><a href="/console/requests/(\w{8})">', tried.text)
    assert (lamp in moved, hole in moved) == (True, False)
    assert set(moved) <= do(client, codes_of, "desk")
    assert "All tests are green" in tried.text
    assert "lamps" not in kim.get(RULES).text
    saved = save(kim, tried)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{RULES}?told=rules_saved")
    after = tell(client, "street_light", "Dark again.")
    assert after in do(client, codes_of, "roads")
    row = re.search(r"rule=lamps.*?</tr>", kim.get(RULES).text, re.S)
    assert row
    assert re.search(r'class="numbers">1</td>', row[0])
    red = kim.post(f"{RULES}/rule", {"old": "lamps", "act": "retire"} | seen(kim))
    assert red.status_code == 422
    assert "Tests are red" in red.text
    assert 'name="after"' not in red.text, "what is red cannot be saved"
    assert ("change", "") in do(client, acts_of, str(version_of(kim)))


def version_of(kim) -> int:
    return int(seen(kim)["seen"])


def test_what_is_red_is_refused_whoever_sends_it(kim):
    text = kim.get(f"{RULES}/file").text
    red = text.replace('want = "roads"', 'want = "desk"')
    assert red != text
    before = version_of(kim)
    answer = send_parts(kim, RULES, {"text": red, "after": str(before)})
    assert answer.status_code == 422
    assert "wanted at desk and goes to roads" in html.unescape(answer.text)
    assert version_of(kim) == before


@pytest.mark.parametrize("wrong, place", [
    ({"rule-id": ""}, "rule-id"), ({"rule-priority": "first"}, "rule-priority"), ({"rule-body": ""}, "rule-body"),
    ({"test-at": "here"}, "test-at"), ({"test-category": "", "test-at": HERE}, "test-category"), ({"seen": "0"}, "rule-id"),
])  # fmt: skip
def test_what_is_wrong_with_a_rule_is_said_beside_its_field(kim, wrong, place):
    answer = kim.post(f"{RULES}/rule", LAMPS | {"old": "", "act": "try", "rule-id": "more"} | seen(kim) | wrong)
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in answer.text
    assert 'value="street_light"' in answer.text


def test_a_table_as_a_file_is_refused_in_plain_words_with_its_line(kim):
    text = kim.get(f"{RULES}/file").text
    wrong = text.replace('category = ["pothole", "broken_paving"]', 'category = "holes"')
    answer = send_parts(kim, f"{RULES}/try", {"text": ""}, {"file": ("rules.toml", wrong.encode(), "text/plain")})
    assert answer.status_code == 422
    assert re.search(r"<li>line \d+: rules: category: .*holes", html.unescape(answer.text))
    for content, field in ((b"\xff\xfe", "file"), (b"x" * 500_000, "file"), (b"", "text")):
        sent = send_parts(kim, f"{RULES}/try", {"text": ""}, {"file": ("rules.toml", content, "text/plain")})
        assert (sent.status_code, f'id="{field}-wrong"' in sent.text) == (422, True)
    fetched = kim.get(f"{RULES}/file?version=1")
    assert fetched.headers["content-disposition"] == 'attachment; filename="rules-1.toml"'
    assert kim.get(f"{RULES}/file?version=99").status_code == 404
    again = send_parts(kim, f"{RULES}/text", {"text": "# kept"})
    assert "# kept</textarea>" in again.text


def test_who_saves_second_is_told_that_the_rules_have_moved(kim):
    text = kim.get(f"{RULES}/file").text
    before = str(version_of(kim))
    assert send_parts(kim, RULES, {"text": text + "# one\n", "after": before}).status_code == 303
    second = send_parts(kim, RULES, {"text": text + "# two\n", "after": before})
    assert second.status_code == 422
    assert "Somebody else wrote a version meanwhile" in second.text
    assert 'name="after"' not in second.text
    assert "# two" not in kim.get(f"{RULES}/file").text


SQUARE = "\n".join("{:.7f}, {:.7f}".format(*at(x, y)) for x, y in ((500, -100), (900, -100), (900, 200), (500, 200)))


def test_an_area_is_drawn_tried_saved_shown_fetched_and_brought_back(client, kim):
    form = {"old": "", "name": "Market Quarter", "code": "market", "level": "10", "points": SQUARE, "act": "try"}
    tried = kim.post(f"{AREAS}/area", form | seen(kim, AREAS))
    assert tried.status_code == 200
    assert "market: Market Quarter (10)" in tried.text
    assert save(kim, tried, AREAS).status_code == 303
    page = kim.get(f"{AREAS}?edit=market")
    assert "<title>Market Quarter (market)</title>" in page.text
    assert all(line in page.text for line in SQUARE.splitlines())
    told = kim.get(f"{AREAS}/file")
    assert [one["properties"]["code"] for one in told.json()["features"]] == ["market"]
    again = send_parts(kim, f"{AREAS}/try", {"text": ""}, {"file": ("areas.geojson", told.content, "application/geo+json")})
    assert again.status_code == 200
    assert "What is changed" not in again.text
    gone = kim.post(f"{AREAS}/area", {"old": "market", "act": "retire"} | seen(kim, AREAS))
    assert gone.status_code == 200
    assert json.loads(hidden(gone, "text"))["features"] == []
    requests = kim.get("/console/requests?area=market")
    assert requests.status_code == 200


@pytest.mark.parametrize("wrong, place", [
    ({"points": ""}, "points"), ({"points": "49.4, 8.7\n49.5, 8.7"}, "points"), ({"points": "somewhere"}, "points"), ({"level": "x"}, "level"),
    ({"code": ""}, "code"), ({"seen": "77"}, "code"),
])  # fmt: skip
def test_what_is_wrong_with_an_area_is_said_beside_its_field(kim, wrong, place):
    form = {"old": "", "name": "Elm Park", "code": "park", "level": "", "points": SQUARE, "act": "try"} | seen(kim, AREAS)
    answer = kim.post(f"{AREAS}/area", form | wrong)
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in answer.text
    assert "Elm Park" in answer.text


@pytest.mark.parametrize("sent, said", [
    (b"[", "This is no GeoJSON. (line 1)"), (b"[]", "This is no GeoJSON."), (b'{"type": "FeatureCollection", "features": [{}]}', "feature 1: write"),
    (b"[" * 100_000, "This is no GeoJSON."), (b"x" * (4 * 1024 * 1024 + 1), "This is too long."),
])  # fmt: skip
def test_a_file_that_is_no_areas_is_refused_in_plain_words(kim, sent, said):
    answer = send_parts(kim, f"{AREAS}/try", {"text": ""}, {"file": ("areas.geojson", sent, "application/json")})
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)


def test_a_crossed_border_is_named_and_changes_nothing(kim):
    crossed = "\n".join("{:.6f}, {:.6f}".format(*at(x, y)) for x, y in ((0, 0), (500, 500), (500, 0), (0, 500)))
    form = {"old": "", "name": "Knot", "code": "knot", "level": "", "points": crossed, "act": "try"}
    answer = kim.post(f"{AREAS}/area", form | seen(kim, AREAS))
    assert answer.status_code == 422
    assert "knot: the border is not sound" in answer.text
    assert 'name="after"' not in answer.text


def test_the_map_of_areas_goes_where_it_is_moved(kim):
    lat, lon = at(700, 50)
    assert 'class="m-area"' in kim.get(f"{AREAS}/map?lat={lat}&lon={lon}&across=900").text
    assert 'class="m-area"' not in kim.get(f"{AREAS}/map?lat={lat + 1}&lon={lon}&across=900").text
    for wrong in ("lat=x", "lat=91&lon=8&across=900", f"lat={lat}&lon={lon}&across=1"):
        assert kim.get(f"{AREAS}/map?{wrong}").status_code == 200


async def duty_of(database, body: str) -> list:
    async with database.reading() as session:
        return list(await session.scalars(select(Duty.account_id).join(Body).where(Body.code == body).order_by(Duty.rank)))


async def body_id(database, code: str) -> str:
    async with database.reading() as session:
        return str(await session.scalar(select(Body.id).where(Body.code == code)))


async def rehearsals(database) -> list[Entry]:
    async with database.reading() as session:
        rows = await session.scalars(select(OutboxEntry).where(OutboxEntry.kind == KIND).order_by(OutboxEntry.id))
        return [Entry(row.id, row.id, row.kind, row.key, row.payload, 1) for row in rows]


def test_who_is_called_first_and_second_and_a_test_that_reaches_them(client, kim):
    desk, lee = do(client, body_id, "desk"), worker(client)
    nobody = kim.post(f"{DUTY}/{desk}/rehearsal")
    assert nobody.headers["location"] == f"{DUTY}?told=rehearsed_nobody"
    chosen = {f"officer-{desk}-1": str(lee.account_id), f"officer-{desk}-2": str(kim.account_id), f"officer-{desk}-3": ""}
    assert kim.post(f"{DUTY}/{desk}", chosen).headers["location"] == f"{DUTY}?told=duty_saved"
    assert do(client, duty_of, "desk") == [lee.account_id, kim.account_id]
    page = kim.get(DUTY)
    assert re.search(rf'<option value="{lee.account_id}" selected>', page.text)
    assert "In this order since" in page.text
    assert kim.post(f"{DUTY}/{desk}/rehearsal").headers["location"] == f"{DUTY}?told=rehearsed"
    asked = do(client, rehearsals)
    assert [(one.payload["accountId"], one.payload["rank"]) for one in asked] == [(str(lee.account_id), 1), (str(kim.account_id), 2)]
    assert ("rehearse", "") in do(client, acts_of, desk)
    citizen = worker(client, Role.ADMINISTRATOR)
    refused = kim.post(f"{DUTY}/{desk}", {f"officer-{desk}-1": str(citizen.account_id)})
    assert (refused.status_code, f'id="officer-{desk}-1-wrong"' in refused.text) == (422, True)
    assert do(client, duty_of, "desk") == [lee.account_id, kim.account_id]
    assert kim.post(f"{DUTY}/{uuid4()}", {}).status_code == 404
    assert kim.post(f"{DUTY}/{uuid4()}/rehearsal").status_code == 404


class Way:
    def __init__(self):
        self.sent = []

    async def send(self, mail) -> None:
        self.sent.append(mail)


def test_the_mail_of_a_test_says_that_it_is_one(client, kim):
    async def deliver(database) -> list:
        way = Way()
        async with database.writing() as session:
            (await session.get_one(Account, kim.account_id)).locale = "de"
        for entry in await rehearsals(database):
            await Rehearsals(database, way).send(entry)
        with pytest.raises(GiveUp):
            await Rehearsals(database, None).send((await rehearsals(database))[0])
        return way.sent

    sent = do(client, deliver)
    assert [mail.subject for mail in sent] == ["TEST: you are on duty for City service desk", "PROBE: Bereitschaft für City service desk"]
    assert "nothing has happened" in sent[0].text
    assert len({mail.name for mail in sent}) == 2
