"""Streets closed by the staff: over HTTP, in the database, and in every plan that follows."""
import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from backend.closures.controller import ClosuresController
from backend.closures.models import StaffClosure
from backend.closures.obeying import SOURCE, StaffClosures, obeying
from backend.database.database import Database
from backend.feeds.closures.decode import decode
from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.places.service import PlaceSearch
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from backend.trips.controller import TripsController
from routing.snapshot import Snapshot
from tests.serving import Client
from tests.worlds.town import at, open_town

STAFF = "staff-of-elmstead-0123456789abcdef"
SIGNED = {"Authorization": f"Bearer {STAFF}"}
CITY = open_town().live.snapshot.city
PATIENCE_S, LOOK_S = 90.0, 0.02


def town() -> Services:
    """Elmstead with live facts of its own."""
    return Services.of(CITY, PlaceSearch.open(CITY.folder / "search"))


@asynccontextmanager
async def served(address: str):
    """A client of the service, which obeys closures."""
    settings = Settings(log_requests=False, per_minute=None, database_url=address, staff_token=STAFF)
    app = create_app(town, settings, controllers=[ClosuresController, TripsController])
    async with Client(app) as client:
        yield client


@pytest.fixture
async def client(database_url):
    async with served(database_url) as client:
        yield client


def position(x: float, y: float) -> list[float]:
    lat, lon = at(x, y)
    return [lon, lat]


def closure(*places, **more) -> dict:
    """Along places in metres."""
    return {"geometry": {"type": "LineString", "coordinates": [position(*place) for place in places]}, "title": "Water main", **more}


MAIN_STREET = closure((1000, 0), (1500, 0))


async def close(client, told: dict):
    return await client.post("/v1/closures", json=told, headers=SIGNED | {"Idempotency-Key": str(uuid4())})


async def way(client, mode: str) -> str:
    """The line of the quickest way along Main Street, over the closed piece where it is open."""
    ends = {name: dict(zip(("lat", "lon"), at(x, 0))) for name, x in (("origin", 700), ("destination", 1800))}
    answer = (await client.post("/v1/plan", json={**ends, "modes": [mode]})).json()
    return answer["itineraries"][0]["legs"][0]["geometry"]


async def comes(wanted):
    """Waits until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not await wanted():
            await asyncio.sleep(LOOK_S)


@pytest.mark.parametrize("mode", ["WALK", "BIKE", "CAR"])
async def test_no_route_crosses_a_closure_until_it_is_taken_back(client, mode):
    open_way = await way(client, mode)
    made = await close(client, MAIN_STREET)
    assert made.status_code == 201

    async def closed():
        return await way(client, mode) != open_way

    await comes(closed)
    gone = await client.delete(f"/v1/closures/{made.json()['id']}", headers=SIGNED)
    assert gone.status_code == 204

    async def opened():
        return await way(client, mode) == open_way

    await comes(opened)


async def test_a_closure_for_cars_leaves_everybody_else_on_their_way(client):
    before = {mode: await way(client, mode) for mode in ("WALK", "BIKE", "CAR")}
    await close(client, MAIN_STREET | {"modes": ["CAR"]})

    async def closed():
        return await way(client, "CAR") != before["CAR"]

    await comes(closed)
    assert [await way(client, mode) == before[mode] for mode in ("WALK", "BIKE")] == [True, True]


async def test_a_closure_for_wheelchairs_alone_turns_only_them_away(client):
    async def rolled() -> str:
        ends = {name: dict(zip(("lat", "lon"), at(x, 0))) for name, x in (("origin", 700), ("destination", 1800))}
        answer = (await client.post("/v1/plan", json={**ends, "modes": ["WALK"], "limits": {"wheelchair": True}})).json()
        return answer["itineraries"][0]["legs"][0]["geometry"] if answer["itineraries"] else "none"

    before, on_foot = await rolled(), await way(client, "WALK")
    assert before != "none"
    await close(client, MAIN_STREET | {"modes": ["WHEELCHAIR"]})

    async def closed():
        return await rolled() != before

    await comes(closed)
    assert await way(client, "WALK") == on_foot


async def test_a_coming_closure_is_listed_and_does_not_hold_yet(client):
    before, tomorrow = await way(client, "CAR"), datetime.now(UTC) + timedelta(days=1)
    made = await close(client, MAIN_STREET | {"from": tomorrow.isoformat(), "until": (tomorrow + timedelta(days=1)).isoformat(), "kind": "EVENT"})
    answer = (await client.get("/v1/closures")).json()
    assert answer["closures"] == [made.json()]
    assert (answer["total"], made.json()["kind"], made.json()["source"]) == (1, "EVENT", None)
    assert datetime.fromisoformat(made.json()["from"]) == tomorrow
    assert made.json()["modes"] == ["FOOT", "BIKE", "CAR", "WHEELCHAIR"]
    assert await way(client, "CAR") == before


async def test_closures_are_obeyed_from_the_start_of_a_process(sqlite_url):
    async with served(sqlite_url) as client:
        before = await way(client, "CAR")
        await close(client, MAIN_STREET)
    async with served(sqlite_url) as client:
        assert await way(client, "CAR") != before


async def test_another_process_hears_of_it(postgresql_url):
    other = Database.open(postgresql_url)
    live = LiveCity(Snapshot.of(CITY))
    try:
        async with served(postgresql_url) as client, obeying(other, live):
            made = await close(client, MAIN_STREET)

            async def heard():
                return live.snapshot.closures.get(SOURCE)

            await comes(heard)
            (closure,) = live.snapshot.closures[SOURCE]
            assert closure.id == made.json()["id"]
    finally:
        live.close()
        await other.close()


async def test_a_key_closes_once_and_only_the_staff_closes(client, database):
    headers = SIGNED | {"Idempotency-Key": "once"}
    answers = [await client.post("/v1/closures", json=MAIN_STREET, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (await client.post("/v1/closures", json=MAIN_STREET, headers={"Idempotency-Key": "other"})).status_code == 401
    assert (await client.post("/v1/closures", json=MAIN_STREET, headers=SIGNED)).json()["code"] == "idempotency_key_missing"
    assert (await client.delete(f"/v1/closures/{answers[0].json()['id']}")).status_code == 401
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(StaffClosure)) == 1


async def test_what_is_not_there_cannot_be_taken_back(client):
    assert (await client.delete(f"/v1/closures/{uuid4()}", headers=SIGNED)).status_code == 404


HOUR = timedelta(hours=1)
NOW = datetime.now(UTC)


async def test_what_cannot_be_closed_is_refused_by_name(sqlite_url):
    async with served(sqlite_url) as client:
        for told, status, code, field in (
            (closure((1000, 150), (1400, 150)), 422, "no_street", "geometry"),
            (closure((1250, -20), (1250, 20)), 422, "no_street", "geometry"),  # across, not along
            (MAIN_STREET | {"geometry": {"type": "LineString", "coordinates": [[8.6, 49.4]]}}, 422, "bad_geometry", "geometry"),
            (MAIN_STREET | {"geometry": {"type": "Point", "coordinates": [8.6, 99]}}, 422, "bad_geometry", "geometry"),
            (MAIN_STREET | {"geometry": {"type": "Point", "coordinates": ["x", {}]}}, 422, "bad_geometry", "geometry"),
            (MAIN_STREET | {"geometry": {"type": "LineString", "coordinates": [[8.6, 49.4]] * 2001}}, 422, "bad_geometry", "geometry"),
            (MAIN_STREET | {"geometry": {"type": "Circle", "coordinates": [8.6, 49.4]}}, 400, "malformed", "geometry.type"),
            (MAIN_STREET | {"modes": []}, 422, "outside_limits", "modes"),
            (MAIN_STREET | {"modes": ["HORSE"]}, 400, "malformed", "modes[0]"),
            (MAIN_STREET | {"title": ""}, 422, "outside_limits", "title"),
            (MAIN_STREET | {"until": (NOW - HOUR).isoformat()}, 422, "until_in_the_past", "until"),
            (MAIN_STREET | {"from": (NOW + 2 * HOUR).isoformat(), "until": (NOW + HOUR).isoformat()}, 422, "until_before_from", "until"),
            (MAIN_STREET | {"from": "2026-11-24T08:00:00"}, 422, "offset_missing", "from"),
            (MAIN_STREET | {"from": "1970-01-01T00:00:00Z"}, 422, "time_out_of_range", "from"),
            (MAIN_STREET | {"colour": "red"}, 400, "unknown_field", "colour"),
        ):  # fmt: skip
            answer = await close(client, told)
            assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (status, code, field)
        assert (await client.get("/v1/closures")).json()["total"] == 0


async def test_every_shape_comes_back_as_it_was_drawn(sqlite_url):
    async with served(sqlite_url) as client:
        for kind, coordinates in (
            ("Point", position(1250, 0)), ("MultiPoint", [position(1250, 0), position(1750, 0)]),
            ("MultiLineString", [[position(1000, 0), position(1500, 0)], [position(1500, 0), position(2000, 0)]]),
            ("Polygon", [[position(1000, -9), position(1500, -9), position(1500, 9), position(1000, 9), position(1000, -9)]]),
            ("MultiPolygon", [
                [[position(x, -9), position(x + 90, -9), position(x + 90, 9), position(x, 9), position(x, -9)],
                 [position(x + 10, -5), position(x + 20, -5), position(x + 20, -2), position(x + 10, -2), position(x + 10, -5)]] for x in (1100, 1300)
            ]),
        ):  # fmt: skip
            made = (await close(client, MAIN_STREET | {"geometry": {"type": kind, "coordinates": coordinates}})).json()
            assert made["geometry"] == {"type": kind, "coordinates": coordinates}
            assert (await client.get("/v1/closures")).json()["closures"] == [made]
            assert (await client.delete(f"/v1/closures/{made['id']}", headers=SIGNED)).status_code == 204


async def test_those_of_feeds_stand_beside_those_of_the_staff(sqlite_url):
    now = datetime.now(UTC)
    feature = {"type": "Feature", "geometry": MAIN_STREET["geometry"]}
    told = [
        {"id": "old", "until": (now - HOUR).isoformat()}, {"id": "works-1", "modes": ["car"], "kind": "works", "title": "Gas pipe"},
        {"id": "later", "from": (now + HOUR).isoformat(), "kind": "festival"},
    ]  # fmt: skip
    body = {"type": "FeatureCollection", "features": [feature | {"properties": properties} for properties in told]}
    async with served(sqlite_url) as client:
        await close(client, MAIN_STREET | {"from": now.isoformat()})
        live = client.app.state.services.live
        facts = decode(json.dumps(body).encode())
        live.fresh_s["road-works"] = 3600  # or the next sweep lets them go
        live.swap(LiveView(live.snapshot, told={"road-works": now}, closures={"road-works": facts, "silent": facts}))
        answer = (await client.get("/v1/closures")).json()
        assert [(one["id"], one["kind"]) for one in answer["closures"] if one["source"]] == [("works-1", "WORKS"), ("later", "OTHER")]
        assert [one["source"] and one["source"]["feed"] for one in answer["closures"]] == ["road-works", None, "road-works"]
        short = (await client.get("/v1/closures", params={"limit": 1})).json()
        assert (len(short["closures"]), short["total"]) == (1, 3)


async def test_a_closure_that_is_known_is_not_made_again(database):
    live = LiveCity(Snapshot.of(CITY))
    closures = StaffClosures(database, live)
    try:
        async with database.writing() as session:
            session.add(row(ends_at=datetime.now(UTC) + HOUR))
            session.add(row(ends_at=datetime.now(UTC) - HOUR))
        await closures.look()
        (first,) = live.snapshot.closures[SOURCE]
        version = live.snapshot.version
        await closures.look()
        assert live.snapshot.version == version
        async with database.writing() as session:
            session.add(row(ends_at=None))
        await closures.look()
        assert live.snapshot.closures[SOURCE][0] is first
        assert len(live.snapshot.closures[SOURCE]) == 2
    finally:
        live.close()


async def test_an_outage_of_the_database_opens_no_street(sqlite_url):
    database = Database.open(sqlite_url)
    live = LiveCity(Snapshot.of(CITY))
    closures = StaffClosures(database, live)
    try:
        async with database.writing() as session:
            session.add(row(ends_at=None))
        await closures.look()
        async with database.writing() as session:
            await session.run_sync(lambda inner: StaffClosure.__table__.drop(inner.connection()))
        assert await closures.looked() is False
        assert len(live.snapshot.closures[SOURCE]) == 1
    finally:
        live.close()
        await database.close()


def row(**times) -> StaffClosure:
    return StaffClosure(geometry=MAIN_STREET["geometry"], modes=["CAR"], kind="WORKS", title="Works", description="", **times)
