"""Reports: kept once, merged where they are the same, refused by name where they cannot be taken."""
import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from backend.contract.obstacles import HowLong, NewObstacle, ObstacleKind
from backend.idempotency.models import IdempotencyRecord
from backend.identity.models import Device
from backend.obstacles.kinds import MEANINGS
from backend.obstacles.models import Obstacle, ObstacleReport, ObstacleVote
from backend.obstacles.reporting import life_of, same_m
from tests.backend.obstacles.people import ago, listed, person, reported, seen, served
from tests.worlds.town import at

BERLIN = ZoneInfo("Europe/Berlin")


async def counted(client, table) -> int:
    async with client.app.state.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_report_says_what_came_of_it(client):
    answer = await (await person(client)).report("BINS", side="NORTH", level="0", howLong="HOURS", note="three of them")
    body = answer.json()
    obstacle = body["obstacle"]
    assert (answer.status_code, answer.headers["location"], body["merged"]) == (201, f"/v1/obstacles/{obstacle['id']}", False)
    assert {name: obstacle[name] for name in ("kind", "state", "blocks", "affects", "onStreet", "reports", "denials", "side", "level")} == {
        "kind": "BINS", "state": "REPORTED", "blocks": False, "affects": ["WIDTH", "WHEELCHAIR"], "onStreet": True, "reports": 1, "denials": 0,
        "side": "NORTH", "level": "0",
    }  # fmt: skip
    assert datetime.fromisoformat(obstacle["until"]) - datetime.fromisoformat(obstacle["firstSeen"]) == timedelta(hours=4)
    assert await seen(client, obstacle["id"]) == obstacle == (await listed(client))[0]


async def test_notes_are_told_to_nobody(client):
    obstacle = await reported(await person(client), note="CANARY ask for Erika at number 7")
    for answer in (await seen(client, obstacle["id"]), await listed(client), obstacle):
        assert "CANARY" not in str(answer)


async def test_sent_again_it_stands_once(client):
    who = await person(client)
    answers = await asyncio.gather(*(who.report(key="from-the-tunnel") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert (await counted(client, Obstacle), await counted(client, ObstacleReport), await counted(client, ObstacleVote)) == (1, 1, 1)


async def test_sent_again_days_later_it_stands_once_even_where_the_first_has_ended(client):
    who, then = await person(client), ago(days=2)
    first = (await who.report(key="kept-on-the-phone", observedAt=then)).json()
    await who.vote(first["obstacle"]["id"], False)
    async with client.database.writing() as session:
        await session.execute(delete(IdempotencyRecord))
    again = (await who.report(key="kept-on-the-phone", observedAt=then)).json()
    assert (again["obstacle"]["id"], again["obstacle"]["state"]) == (first["obstacle"]["id"], "ENDED")
    assert await counted(client, ObstacleReport) == 1


async def test_a_key_that_could_be_guessed_is_of_one_device(client):
    one, other = await person(client), await person(client)
    assert (await one.report(key="same")).json()["merged"] is False
    assert (await other.report(key="same")).json()["merged"] is True
    assert await counted(client, ObstacleReport) == 2


async def test_the_same_thing_reported_by_others_is_one_obstacle(client):
    first = await reported(await person(client), "BINS", 1250)
    second = (await (await person(client)).report("SCOOTER_BIKE", 1270)).json()
    assert second["merged"] is True
    assert (second["obstacle"]["id"], second["obstacle"]["kind"], second["obstacle"]["reports"]) == (first["id"], "BINS", 2)
    assert second["obstacle"]["state"] == "CONFIRMED"
    assert len(await listed(client)) == 1


async def test_two_at_the_same_moment_are_one_obstacle(client):
    people = [await person(client) for _ in range(4)]
    answers = await asyncio.gather(*(who.report("ICE") for who in people))
    assert len({answer.json()["obstacle"]["id"] for answer in answers}) == 1
    assert sorted(answer.json()["merged"] for answer in answers) == [False, True, True, True]
    assert (await listed(client))[0]["reports"] == 4


@pytest.mark.parametrize(("more", "merged"), [
    ({"x": 1274}, True), ({"x": 1280}, False), ({"x": 1290, "accuracyM": 45}, True), ({"x": 1310, "accuracyM": 900}, False),
    ({"kind": "ICE"}, False), ({"kind": "VEGETATION"}, True), ({"level": "-1"}, False), ({"level": "0"}, True),
])  # fmt: skip
async def test_what_is_the_same(town, more, merged):
    await reported(await person(town), "BINS", level="0")
    answer = await (await person(town)).report(**{"kind": "BINS", "x": 1250} | more)
    assert answer.json()["merged"] is merged


async def test_to_say_it_again_confirms_nothing(client):
    who = await person(client)
    first = await reported(who)
    again = await reported(who)
    voted = (await who.vote(first["id"], True)).json()
    assert (again["id"], again["reports"], voted["state"], voted["reports"]) == (first["id"], 1, "REPORTED", 1)
    assert voted["until"] == first["until"], "nor does it make it last"


async def test_a_better_place_is_taken_over_once(town):
    vague = await reported(await person(town), "BINS", 1250, accuracyM=45)
    exact = await reported(await person(town), "BINS", 1285, accuracyM=5)
    pushed = await reported(await person(town), "BINS", 1300, accuracyM=1)
    assert exact["id"] == pushed["id"] == vague["id"]
    assert (exact["lon"], pushed["lon"]) == (round(at(1285, 0)[1], 5), round(at(1285, 0)[1], 5))


async def test_of_one_home_all_are_one_voice(client):
    first, second = [await person(client, "203.0.113.7") for _ in range(2)]
    obstacle = await reported(first)
    voted = (await second.vote(obstacle["id"], True)).json()
    assert (voted["state"], voted["reports"]) == ("REPORTED", 1)


async def test_programs_on_this_machine_speak_for_whoever_they_serve(town):
    first, second = [await person(town, "127.0.0.1") for _ in range(2)]
    obstacle = await reported(first)
    assert (await second.vote(obstacle["id"], True)).json()["state"] == "CONFIRMED"


async def test_a_voice_that_is_older_than_what_was_said_changes_nothing(client):
    obstacle, other = await reported(await person(client)), await person(client)
    await other.vote(obstacle["id"], True)
    late = (await other.vote(obstacle["id"], False, observedAt=ago(hours=1))).json()
    assert (late["reports"], late["denials"], late["state"]) == (2, 0, "CONFIRMED")
    changed = (await other.vote(obstacle["id"], False)).json()
    assert (changed["reports"], changed["denials"], changed["state"]) == (1, 1, "REPORTED")


async def test_whoever_reported_it_alone_takes_it_back(client):
    who = await person(client)
    obstacle = await reported(who)
    gone = (await who.vote(obstacle["id"], False)).json()
    assert (gone["state"], gone["endedBy"]) == ("ENDED", "DENIED")
    over = await who.vote(obstacle["id"], True)
    assert (over.status_code, over.json()["code"]) == (409, "obstacle_over")


async def test_what_was_seen_offline_counts_from_then(client):
    obstacle = await reported(await person(client), "PARKED_VEHICLE", observedAt=ago(hours=4))
    assert datetime.fromisoformat(obstacle["until"]) - datetime.now(UTC) < timedelta(hours=2)
    over = await reported(await person(client), "PARKED_VEHICLE", 2250, observedAt=ago(days=1))
    assert (over["state"], over["endedBy"]) == ("ENDED", "EXPIRED"), "it is kept, and thanked for"


async def test_a_voice_of_a_device_that_is_gone_stays_and_is_nobodys(client):
    who = await person(client)
    obstacle = await reported(who, note="mine")
    await client.delete("/v1/devices/current", headers=who.headers)
    assert (await seen(client, obstacle["id"]))["reports"] == 1
    assert (await counted(client, ObstacleReport), await counted(client, Device)) == (0, 0)
    async with client.app.state.database.reading() as session:
        assert (await session.scalars(select(ObstacleVote.device_id))).all() == [None]


@pytest.mark.parametrize(("more", "status", "code", "field"), [
    ({"kind": "DRAGON"}, 400, "malformed", "kind"), ({"kind": "bins"}, 400, "malformed", "kind"), ({"lat": 91}, 422, "outside_limits", "lat"),
    ({"lat": 10.0}, 422, "outside_city", "lat"), ({"lat": "49"}, 400, "malformed", "lat"), ({"accuracyM": -1}, 422, "outside_limits", "accuracyM"),
    ({"accuracyM": 1e6}, 422, "outside_limits", "accuracyM"), ({"note": "x" * 501}, 422, "outside_limits", "note"),
    ({"note": "a\0b"}, 400, "invalid_value", None), ({"level": ""}, 422, "outside_limits", "level"),
    ({"howLong": "EVER"}, 400, "malformed", "howLong"), ({"side": "UP"}, 400, "malformed", "side"),
    ({"colour": "red"}, 400, "unknown_field", "colour"), ({"observedAt": "2026-11-24T08:00:00"}, 422, "offset_missing", "observedAt"),
    ({"observedAt": ago(days=8)}, 422, "observed_long_ago", "observedAt"),
    ({"observedAt": ago(hours=-1)}, 422, "observed_in_the_future", "observedAt"), ({"reports": 9}, 400, "unknown_field", "reports"),
])  # fmt: skip
async def test_what_cannot_be_taken_is_refused_by_name(town, more, status, code, field):
    who = await person(town)
    answer = await who.report(**more)
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (status, code, field)
    assert await listed(town) == []
    assert await counted(town, ObstacleReport) == 0


async def test_half_of_a_character_is_refused(town):
    lat, lon = at(1250, 0)
    body = b'{"kind":"BINS","lat":%f,"lon":%f,"note":"\\ud800"}' % (lat, lon)
    headers = (await person(town)).headers | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    assert (await town.post("/v1/obstacles", content=body, headers=headers)).status_code == 400


@pytest.mark.parametrize("note", [
    "'; DROP TABLE obstacle; --", "<script>alert(1)</script>", "={cmd}", "\u202eevil", "é" * 500, "\r\nSet-Cookie: a=b",
])  # fmt: skip
async def test_any_words_are_kept_as_they_are(client, note):
    obstacle = await reported(await person(client), note=note)
    async with client.app.state.database.reading() as session:
        assert (await session.scalars(select(ObstacleReport.note))).all() == [note]
    assert obstacle["reports"] == 1


@pytest.mark.parametrize(("box", "status", "field"), [
    ((49.4, 8.6, 49.3, 8.7), 422, "north"), ((49.4, 8.7, 49.5, 8.6), 422, "east"), ((40, 8.6, 49, 8.7), 422, "north"),
    ((0, -179, 0.1, 179), 422, "east"),
    ((91, 8.6, 92, 8.7), 422, "south"), (("nan", 8.6, 49.5, 8.7), 422, "south"), ((49.4, 8.6, 49.5, 8.7), 200, None),
])  # fmt: skip
async def test_a_part_of_the_map_is_of_a_size_that_can_be_answered(town, box, status, field):
    answer = await town.get("/v1/obstacles", params=dict(zip(("south", "west", "north", "east"), box)))
    assert (answer.status_code, answer.json().get("field")) == (status, field)


async def test_only_what_lies_in_the_part_is_listed(client):
    inside, _ = await reported(await person(client), "BINS", 500), await reported(await person(client), "BINS", 3000)
    (south, west), (north, east) = at(0, -100), at(1000, 100)
    answer = (await client.get("/v1/obstacles", params={"south": south, "west": west, "north": north, "east": east})).json()
    assert ([one["id"] for one in answer["obstacles"]], answer["omitted"]) == ([inside["id"]], 0)


async def test_too_many_of_one_device_are_kept_for_later(client):
    who, other = await person(client), await person(client)
    answers = [await who.report("ICE", 100 + 200 * number) for number in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert (answers[-1].json()["code"], int(answers[-1].headers["retry-after"]) > 0) == ("rate_limited", True)
    assert (await who.report("ICE", 100, key="again")).status_code == 429
    assert (await other.report("ICE", 2500)).status_code == 201, "others are not affected"


async def test_too_many_of_one_network_are_kept_for_later(town):
    async with town.database.writing() as session:
        marks = town.app.state.obstacles.marks
        crowd = Obstacle(id=uuid4(), kind="ICE", lat_e7=0, lon_e7=0, accuracy_m=0, first_seen=datetime.now(UTC), last_seen=datetime.now(UTC),
                         until=datetime.now(UTC) + timedelta(hours=1))  # fmt: skip
        session.add(crowd)
        await session.flush()
        voice = {"obstacle_id": crowd.id, "network": marks.of("203.0.113.9"), "there": True, "at": datetime.now(UTC)}
        session.add_all(ObstacleVote(**voice) for _ in range(100))
    who, other = await person(town, "203.0.113.9"), await person(town)
    assert (await who.report("BINS")).status_code == 429
    assert (await who.vote(str(crowd.id), True)).status_code == 429
    assert (await other.report("BINS")).status_code == 201


async def test_limits_of_an_address_come_first(sqlite_url):
    from backend.service.settings import PER_MINUTE, RateClass

    async with served(sqlite_url, per_minute=PER_MINUTE | {RateClass.REPORT: 3}) as client:
        who = await person(client)
        statuses = [(await who.vote(str(uuid4()), True)).status_code for _ in range(3)]
    assert statuses == [404, 429, 429]


async def test_nobody_reports_without_a_pass(town):
    body = {"kind": "BINS", **dict(zip(("lat", "lon"), at(1250, 0)))}
    assert (await town.post("/v1/obstacles", json=body, headers={"Idempotency-Key": "a"})).status_code == 401
    assert (await town.post("/v1/obstacles", json=body, headers=(await person(town)).headers)).json()["code"] == "idempotency_key_missing"


def told(kind: ObstacleKind = ObstacleKind.BINS, how_long: HowLong = HowLong.UNKNOWN) -> NewObstacle:
    return NewObstacle(kind, 49.4, 8.6, how_long=how_long)


def test_how_long_things_stand():
    evening = datetime(2026, 11, 24, 22, 30, tzinfo=BERLIN)
    assert life_of(told(how_long=HowLong.TODAY), evening, BERLIN) == timedelta(hours=2)
    assert life_of(told(how_long=HowLong.TODAY), evening - timedelta(hours=12), BERLIN) == timedelta(hours=13, minutes=30)
    assert life_of(told(how_long=HowLong.DAYS), evening, BERLIN) == timedelta(days=3)
    assert life_of(told(ObstacleKind.STEPS), evening, BERLIN) == MEANINGS[ObstacleKind.STEPS].life


def test_kinds_that_may_be_merged_are_walls_for_the_same_people():
    assert set(MEANINGS) == set(ObstacleKind)
    walls = {}
    for meaning in MEANINGS.values():
        assert walls.setdefault(meaning.family, meaning.attributes) == meaning.attributes
        assert timedelta(hours=1) <= meaning.half_life < meaning.life


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_places_that_are_poorly_known_are_the_same_farther_apart_and_never_far(one, other):
    assert 25 <= same_m(one, other) <= 50
    assert same_m(one, other) == same_m(other, one)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20)), min_size=1, max_size=8))
async def test_reports_of_the_same_are_one_obstacle_in_whatever_order_and_however_often(tmp_path_factory, sqlite_template, order):
    import shutil

    path = tmp_path_factory.mktemp("merging") / "allways.sqlite"
    shutil.copyfile(sqlite_template, path)
    async with served(f"sqlite+aiosqlite:///{path}") as client:
        people = [await person(client) for _ in range(3)]
        for who, off_m in order:
            assert (await people[who].report("BINS", 1250 + off_m, key=f"{who}-{off_m}")).status_code == 201
        assert await counted(client, Obstacle) == 1
        assert await counted(client, ObstacleReport) == len(set(order))
        assert (await listed(client))[0]["reports"] == len({who for who, _ in order})
