"""Who is not led around an obstacle is warned of it: in answers, and on followed trips."""
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.following.trip import Fix, Heard
from backend.trips.obstacles import Reported, ReportedObstacles
from routing.limits import Limits
from tests.backend.following.test_look import look
from tests.backend.obstacles.people import comes, person, reported
from tests.backend.obstacles.test_underway import NOON, town, walk  # noqa: F401
from tests.worlds.town import at


async def warnings(client, **limits) -> list[dict]:
    return (await planned(client, **limits))["itineraries"][0]["obstacles"]


async def planned(client, **limits) -> dict:
    ends = {name: dict(zip(("lat", "lon"), at(x, 0))) for name, x in (("origin", 700), ("destination", 1800))}
    answer = await client.post("/v1/plan", json={**ends, "modes": ["WALK"], **({"limits": limits} if limits else {})})
    return answer.json()


async def test_one_voice_warns_everybody_and_two_lead_around_those_it_stops(client):
    assert await warnings(client) == []
    obstacle = await reported(await person(client), "BINS")

    async def warned():
        return bool(await warnings(client, minWidthM=0.9))

    await comes(warned)
    (told,) = await warnings(client)
    assert (told["id"], told["kind"], told["state"], told["leg"]) == (obstacle["id"], "BINS", "REPORTED", 0)
    assert 500 < told["atM"] < 600
    assert datetime.fromisoformat(told["lastSeen"]) == datetime.fromisoformat(obstacle["lastSeen"])
    await (await person(client)).vote(obstacle["id"], True)

    async def led_around():
        return not await warnings(client, minWidthM=0.9)

    await comes(led_around)
    (told,) = await warnings(client)
    assert told["state"] == "CONFIRMED", "those who can pass still know"
    for other in (await person(client), await person(client)):
        await other.vote(obstacle["id"], False)

    async def forgotten():
        return not await warnings(client)

    await comes(forgotten)


async def test_a_way_that_obstacles_close_says_so_by_a_code_of_its_own(client):
    obstacle = await reported(await person(client))
    await (await person(client)).vote(obstacle["id"], True)

    async def left_out():
        return bool((await planned(client))["leftOut"])

    await comes(left_out)
    (reason,) = (await planned(client))["leftOut"][0]["reasons"]
    assert (reason["code"], reason["about"], reason["text"]) == ("obstacle", "the way is blocked", "Something is in the way: the way is blocked.")


def stands(town, x: float, wall: int | None = None):  # noqa: F811
    one = Reported(UUID(int=7), ObstacleKind.BINS, *at(x, 0), ObstacleState.REPORTED, NOON, NOON + timedelta(hours=2), wall)
    town.live.swap(replace(town.live.view, obstacles=ReportedObstacles([one])))


def test_a_new_one_ahead_is_told_to_a_follower_and_breaks_nothing(town, walk):  # noqa: F811
    before = look(town, walk, NOON)
    assert before.state.obstacles == ()
    stands(town, 1250)
    after = look(town, walk, NOON)
    (told,) = after.state.obstacles
    assert (told.kind, told.leg, after.state.broken) == (ObstacleKind.BINS, 0, None)
    assert 600 < told.at_m < 700
    assert after.mark != before.mark, "so that it is sent"
    assert look(town, walk, NOON).mark == after.mark, "and sent once"


def test_what_lies_behind_is_told_no_longer(town, walk):  # noqa: F811
    stands(town, 1250)
    for x, ahead in ((1200, 1), (1262, 1), (1300, 0)):
        heard = Heard(Fix(*at(x, 0), NOON + timedelta(minutes=5)))
        assert len(look(town, walk, NOON + timedelta(minutes=5), heard=heard).state.obstacles) == ahead, x
    assert len(look(town, walk, NOON + timedelta(minutes=10)).state.obstacles) == 1, "by the clock alone nobody is past it"


def test_whom_it_leads_around_is_not_warned(town, walk):  # noqa: F811
    stands(town, 1250, wall=1)
    asked = replace(walk, limits=Limits(min_width_m=0.9))
    stands(town, 1250, wall=int(asked.limits.asked))
    assert look(town, asked, NOON).state.obstacles == ()
    assert len(look(town, walk, NOON).state.obstacles) == 1


async def live(client) -> list[dict]:
    (south, west), (north, east) = at(-100, -100), at(4500, 500)
    sides = {"south": south, "west": west, "north": north, "east": east}
    return (await client.get("/v1/live", params=sides | {"layers": "OBSTACLES"})).json()["obstacles"]


async def test_it_is_on_the_map_of_everybody_until_it_is_gone(client):
    assert await live(client) == []
    who = await person(client)
    obstacle = await reported(who, "BINS")

    async def shown(state: str, blocks: bool):
        return [(one["id"], one["state"], one["blocks"]) for one in await live(client)] == [(obstacle["id"], state, blocks)]

    await comes(lambda: shown("REPORTED", False))
    other = await person(client)
    await other.vote(obstacle["id"], True)
    await comes(lambda: shown("CONFIRMED", True))
    for one in (who, other):
        await one.vote(obstacle["id"], False)

    async def gone():
        return await live(client) == []

    await comes(gone)
