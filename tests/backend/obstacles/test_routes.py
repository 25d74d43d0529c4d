"""What is confirmed changes the routes of those it affects, in every process and from its start; what is over does not."""
import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from backend.contract.obstacles import ObstacleKind
from backend.database.base import now
from backend.database.database import Database
from backend.live.service import LiveCity
from backend.obstacles.models import Obstacle
from backend.obstacles.obeying import SOURCE, Walls, obeying
from backend.obstacles.places import edges_at
from backend.obstacles.standing import E7
from routing.limits import Attribute
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from tests.backend.obstacles.people import CITY, comes, listed, person, reported, served, settle, way
from tests.worlds.town import at


def walls(live: LiveCity):
    return live.snapshot.closures.get(SOURCE, ())


def live_of(client) -> LiveCity:
    return client.app.state.services.live


async def test_one_report_warns_and_a_second_leads_people_around(client):
    open_way = await way(client)
    obstacle = await reported(await person(client))
    assert (obstacle["state"], obstacle["blocks"], obstacle["affects"]) == ("REPORTED", False, ["EVERYBODY"])
    assert [one["id"] for one in await listed(client)] == [obstacle["id"]]
    assert await way(client) == open_way
    answer = (await (await person(client)).vote(obstacle["id"], True)).json()
    assert (answer["state"], answer["blocks"], answer["reports"]) == ("CONFIRMED", True, 2)

    async def led_around():
        return await way(client) != open_way

    await comes(led_around)
    for other in (await person(client), await person(client)):
        await other.vote(obstacle["id"], False)

    async def open_again():
        return await way(client) == open_way

    await comes(open_again)
    assert await listed(client) == []


async def test_it_is_in_the_way_of_those_it_affects_and_of_nobody_else(town):
    everybody, narrow, level = await way(town), await way(town, minWidthM=0.9), await way(town, maxKerbM=0.03)
    obstacle = await reported(await person(town), "BINS")
    assert (await (await person(town)).vote(obstacle["id"], True)).json()["affects"] == ["WIDTH", "WHEELCHAIR"]

    async def led_around():
        return await way(town, minWidthM=0.9) != narrow

    await comes(led_around)
    assert (await way(town), await way(town, maxKerbM=0.03)) == (everybody, level)


async def test_another_process_hears_of_it(postgresql_url):
    other, live = Database.open(postgresql_url), LiveCity(Snapshot.of(CITY))
    try:
        async with served(postgresql_url) as client, obeying(Walls(other, live)):
            obstacle = await reported(await person(client))
            await (await person(client)).vote(obstacle["id"], True)

            async def heard():
                return walls(live)

            await comes(heard)
            assert [wall.id for wall in walls(live)] == [obstacle["id"]]
    finally:
        live.close()
        await other.close()


async def test_it_is_obeyed_from_the_start_of_a_process(sqlite_url):
    async with served(sqlite_url) as client:
        open_way = await way(client)
        obstacle = await reported(await person(client))
        await settle(client, obstacle["id"], "CONFIRM")
    async with served(sqlite_url) as client:
        assert await way(client) != open_way


def row(x: float = 1250, y: float = 0, kind: str = "BLOCKED", until: timedelta = timedelta(hours=1), **more) -> Obstacle:
    lat, lon = at(x, y)
    facts = {"accuracy_m": 0, "by_staff": True, "first_seen": now(), "last_seen": now(), "until": now() + until} | more
    return Obstacle(kind=kind, lat_e7=round(lat * E7), lon_e7=round(lon * E7), **facts)


async def obeyed(database, *rows: Obstacle, later: timedelta = timedelta(0)) -> LiveCity:
    live = LiveCity(Snapshot.of(CITY))
    async with database.writing() as session:
        session.add_all(rows)
    await Walls(database, live, lambda: now() + later).look()
    live.close()
    return live


async def test_a_wall_says_for_whom_and_until_when(database):
    bins = row(kind="BINS")
    (wall,) = walls(await obeyed(database, bins))
    assert (wall.modes, wall.ends, wall.id, wall.reason) == (frozenset({Mode.FOOT}), bins.until, str(bins.id), "bins in the way")
    assert wall.attributes == Attribute.WIDTH | Attribute.WHEELCHAIR
    assert len(wall.edges) == 1, "the pavement on the other side is the way around"


@pytest.mark.parametrize(("facts", "why"), [
    ({"by_staff": False}, "nobody confirmed it"),
    ({"by_staff": False, "confirmed_until": datetime(2026, 1, 1, tzinfo=UTC)}, "it was confirmed long ago"),
    ({"by_staff": False, "confirmed_until": datetime(2099, 1, 1, tzinfo=UTC), "accuracy_m": 60}, "it may be on another street"),
    ({"until": -timedelta(seconds=1)}, "it is over"),
    ({"kind": "OTHER"}, "nobody knows for whom it is a wall"),
    ({"kind": "CROSSING_SIGNAL_SILENT"}, "no limit asks for it"),
    ({"kind": "LIFT_BROKEN"}, "there is no lift"),
    ({"y": 150}, "no street is there"),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
async def test_what_is_no_wall(sqlite_url, facts, why):
    database = Database.open(sqlite_url)
    try:
        assert walls(await obeyed(database, row(**facts))) == (), why
    finally:
        await database.close()


async def test_a_wall_ends_by_itself(sqlite_url):
    database, live = Database.open(sqlite_url), LiveCity(Snapshot.of(CITY))
    try:
        async with database.writing() as session:
            session.add(row(until=timedelta(seconds=1.5)))
        async with obeying(Walls(database, live)):
            (wall,) = walls(live)
            assert not wall.touches(wall.ends, wall.ends + timedelta(hours=1)), "the engine lets people pass at that very moment"

            async def gone():
                return walls(live) == ()

            await comes(gone)
    finally:
        live.close()
        await database.close()


async def test_a_wall_that_is_known_is_not_made_again(sqlite_url):
    database, live = Database.open(sqlite_url), LiveCity(Snapshot.of(CITY))
    obeyed = Walls(database, live)
    try:
        async with database.writing() as session:
            session.add(row())
        await obeyed.look()
        (first,), version = walls(live), live.snapshot.version
        await asyncio.gather(obeyed.look(), obeyed.look())
        assert live.snapshot.version == version
        async with database.writing() as session:
            session.add(row(x=2250))
        await obeyed.look()
        assert walls(live)[0] is first
        assert len(walls(live)) == 2
    finally:
        live.close()
        await database.close()


async def test_an_outage_of_the_database_takes_no_wall_away(sqlite_url):
    database, live = Database.open(sqlite_url), LiveCity(Snapshot.of(CITY))
    obeyed = Walls(database, live)
    try:
        async with database.writing() as session:
            session.add(row())
        await obeyed.look()
        async with database.writing() as session:
            await session.run_sync(lambda inner: Obstacle.__table__.drop(inner.connection()))
        assert await obeyed.looked() is False
        assert len(walls(live)) == 1
    finally:
        live.close()
        await database.close()


@pytest.mark.parametrize(("x", "y", "accuracy_m", "found"), [
    (1250, 10, 0, 1), (1250, 40, 0, 0), (1250, 40, 45, 1), (1250, 120, 1000, 0),
])  # fmt: skip
def test_the_nearest_way_on_foot_as_far_as_the_place_may_be_off(x, y, accuracy_m, found):
    assert len(edges_at(CITY, ObstacleKind.BINS, *at(x, y), accuracy_m)) == found


async def test_only_those_on_foot_are_led_around(town):
    obstacle = await reported(await person(town))
    await settle(town, obstacle["id"], "CONFIRM")

    async def stands():
        return len(walls(live_of(town))) == 1

    await comes(stands)
    snapshot = live_of(town).snapshot
    closed = snapshot.during(now(), now()).network
    assert closed is not snapshot.network
    assert walls(live_of(town))[0].modes == frozenset({Mode.FOOT})
