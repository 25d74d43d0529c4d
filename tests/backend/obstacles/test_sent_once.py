"""One phone is one voice, whatever pass it has by the time it sends the same again."""
import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from backend.contract.obstacles import HowLong, NewObstacle, ObstacleKind
from backend.idempotency.models import IdempotencyRecord
from backend.obstacles.keys import LEAST_UNGUESSABLE, content_of, find_mark, mark_of, name_of
from backend.obstacles.models import Obstacle, ObstaclePhoto, ObstacleReport, ObstacleVote, SentReport
from tests.backend.obstacles.people import ago, listed, look, person, reported, seen, settle
from tests.backend.obstacles.pictures import jpeg


def new_key() -> str:
    return uuid4().hex


async def counts(client) -> tuple[int, int, int]:
    """Obstacles, reports, voices."""
    async with client.app.state.database.reading() as session:
        return tuple([await session.scalar(select(func.count()).select_from(table)) for table in (Obstacle, ObstacleReport, ObstacleVote)])


async def test_the_same_report_with_another_pass_is_answered_as_the_first_time(client):
    key, then = new_key(), ago(minutes=3)
    first = await (await person(client)).report(key=key, observedAt=then)
    again = await (await person(client)).report(key=key, observedAt=then)
    assert (again.status_code, again.json(), again.headers["location"]) == (201, first.json(), first.headers["location"])
    assert again.json()["merged"] is False
    assert await counts(client) == (1, 1, 1)
    assert (await listed(client))[0]["state"] == "REPORTED"


async def test_twenty_passes_at_once_are_one_voice(client):
    key, then = new_key(), ago(minutes=3)
    people = [await person(client) for _ in range(20)]
    answers = await asyncio.gather(*(who.report(key=key, observedAt=then) for who in people))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert await counts(client) == (1, 1, 1)


async def test_another_report_under_the_same_key_is_refused_and_changes_nothing(client):
    key = new_key()
    await (await person(client)).report("BINS", key=key)
    for change in ({"kind": "ICE"}, {"x": 1260}, {"note": "more"}, {"howLong": "DAYS"}):
        answer = await (await person(client)).report(**{"kind": "BINS", "key": key} | change)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert key not in answer.text
    assert await counts(client) == (1, 1, 1)


async def test_it_stands_once_when_pass_and_report_are_gone_and_a_day_has_passed(client):
    key, who = new_key(), await person(client)
    first = await reported(who, key=key)
    await client.delete("/v1/devices/current", headers=who.headers)
    await forget_answers(client.app.state.database)
    again = await (await person(client)).report(key=key)
    assert (again.status_code, again.json()["obstacle"]) == (201, first)
    assert await counts(client) == (1, 0, 1)


async def forget_answers(database) -> None:
    async with database.writing() as session:
        await session.execute(delete(IdempotencyRecord))


async def test_it_stands_once_where_the_first_was_merged_into_another(client):
    key, who = new_key(), await person(client)
    target, first = await reported(await person(client), "ICE", 2000), await reported(who, "BINS", 1250, key=key)
    assert (await settle(client, first["id"], "MERGE", into=target["id"])).status_code in (200, 201)
    again = (await (await person(client)).report("BINS", 1250, key=key)).json()
    assert (again["obstacle"]["id"], again["obstacle"]["reports"]) == (target["id"], 2)


async def test_what_was_taken_is_not_too_old_when_it_is_sent_again(client):
    key, then = new_key(), ago(days=6)
    first = await reported(await person(client), "STEPS", key=key, observedAt=then)
    client.app.state.obstacles.clock = lambda clock=client.app.state.obstacles.clock: clock() + timedelta(days=3)
    other = await person(client)
    assert (await other.report("STEPS", key=key, observedAt=then)).json()["obstacle"]["id"] == first["id"]
    assert (await other.report("STEPS", key=new_key(), observedAt=then)).json()["code"] == "observed_long_ago"


async def test_it_goes_with_its_obstacle(client):
    key = new_key()
    obstacle = await reported(await person(client), key=key)
    async with client.database.writing() as session:
        await session.execute(delete(Obstacle))
        assert (await session.scalars(select(SentReport.id))).all() == []
    assert (await reported(await person(client), key=key))["id"] != obstacle["id"]


# Photos


async def test_the_photo_finds_its_report_by_the_key_alone(client):
    key, who = new_key(), await person(client)
    obstacle = await reported(who, key=key)
    stranger = await person(client)
    for guess in (None, new_key(), ""):
        assert (await stranger.send_photo(obstacle["id"], jpeg(), key=guess)).status_code == 404
    for sender in (stranger, who, stranger):
        assert (await sender.send_photo(obstacle["id"], jpeg(), key=key)).status_code == 204
    assert [report["photo"] for report in (await look(client, obstacle["id"]))["reports"]] == [True]
    async with client.app.state.database.reading() as session:
        assert len((await session.scalars(select(ObstaclePhoto.id))).all()) == 1


async def test_of_two_reports_the_photo_is_of_the_one_with_the_key(client):
    key, who = new_key(), await person(client)
    obstacle = await reported(who, key=key, note="first")
    await reported(who, note="second")
    await who.send_photo(obstacle["id"], jpeg(), key=key)
    assert {report["note"]: report["photo"] for report in (await look(client, obstacle["id"]))["reports"]} == {"first": True, "second": False}


async def test_a_key_that_could_be_guessed_opens_no_report_of_others(client):
    obstacle = await reported(await person(client), key="1")
    assert (await (await person(client)).send_photo(obstacle["id"], jpeg(), key="1")).status_code == 404


# Voices


async def test_a_voice_with_a_name_is_one_whatever_pass_it_is_sent_with(client):
    obstacle, name = await reported(await person(client)), new_key()
    for _ in range(3):
        told = (await (await person(client)).vote(obstacle["id"], True, voice=name)).json()
        assert (told["reports"], told["denials"]) == (2, 0)
    changed = (await (await person(client)).vote(obstacle["id"], False, voice=name)).json()
    assert (changed["reports"], changed["denials"], changed["state"]) == (1, 1, "REPORTED")


async def test_twenty_passes_that_speak_at_once_with_one_name_are_one_voice(client):
    obstacle, name = await reported(await person(client)), new_key()
    people = [await person(client) for _ in range(20)]
    answers = await asyncio.gather(*(who.vote(obstacle["id"], True, voice=name) for who in people))
    assert {answer.status_code for answer in answers} == {200}
    assert (await seen(client, obstacle["id"]))["reports"] == 2


async def test_whoever_reported_it_confirms_nothing_with_another_pass_and_can_take_it_back(client):
    key = new_key()
    obstacle = await reported(await person(client), key=key)
    again = (await (await person(client)).vote(obstacle["id"], True, voice=key)).json()
    assert (again["state"], again["reports"], again["until"]) == ("REPORTED", 1, obstacle["until"])
    gone = (await (await person(client)).vote(obstacle["id"], False, voice=key)).json()
    assert (gone["state"], gone["endedBy"]) == ("ENDED", "DENIED")


async def test_a_pass_that_spoke_without_a_name_and_then_with_one_is_one_voice(client):
    obstacle, name, who = await reported(await person(client)), new_key(), await person(client)
    await (await person(client)).vote(obstacle["id"], True, voice=name)
    assert (await who.vote(obstacle["id"], True)).json()["reports"] == 3
    assert (await who.vote(obstacle["id"], True, voice=name)).json()["reports"] == 2


@pytest.mark.parametrize("voice", ["", "short", "x" * 256])
async def test_a_name_that_could_be_guessed_is_refused(town, voice):
    obstacle = await reported(await person(town))
    answer = await (await person(town)).vote(obstacle["id"], True, voice=voice)
    assert (answer.status_code, answer.json()["field"]) == (422, "voice")


async def test_two_obstacles_that_become_one_keep_one_voice_of_each_phone(client):
    name = new_key()
    one, other = await reported(await person(client), "ICE", 1250), await reported(await person(client), "BINS", 2250)
    for obstacle, there in ((one, False), (other, True)):
        await (await person(client)).vote(obstacle["id"], there, voice=name)
    assert (await settle(client, one["id"], "MERGE", into=other["id"])).status_code in (200, 201)
    told = await seen(client, other["id"])
    assert (told["reports"], told["denials"]) == (3, 0), "two reports, and the later word of one phone"


# Names and what is said under them


def test_only_a_long_key_is_of_a_phone():
    one, other = uuid4(), uuid4()
    short, long = "k" * (LEAST_UNGUESSABLE - 1), "k" * LEAST_UNGUESSABLE
    assert name_of(long, one) == name_of(long, other) == mark_of(long) == find_mark(long)
    assert name_of(short, one) != name_of(short, other)
    assert find_mark(short) is None


SAID = st.builds(
    NewObstacle, st.sampled_from(ObstacleKind), st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 1000), st.none() | st.just("-1"), st.none(),
    st.text(max_size=5), st.sampled_from(HowLong),
)  # fmt: skip


@given(SAID, SAID)
def test_the_content_is_the_same_for_the_same_words_only(one, other):
    key = "k" * 32
    assert content_of(key, one) == content_of(key, one)
    assert (content_of(key, one) == content_of(key, other)) == (one == other)
    assert content_of("l" * 32, one) != content_of(key, one), "without the key nobody can try what it says"


# What was there before this version


async def test_reports_of_an_older_version_stand_once_too(client):
    key = new_key()
    first = await reported(await person(client), key=key)
    async with client.database.writing() as session:
        await session.execute(update(SentReport).values(content=None))
    assert (await (await person(client)).report(key=key)).json()["obstacle"] == first
