"""What others report on a way is told before it, on it, and to whoever stands before it; their answer counts."""
import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from backend.contract.trips import Place, PlanRequest, TripMode
from mobile.asking import Ask, Spot
from mobile.polyline import decode
from tests.mobile.driver import using
from tests.mobile.flows.telling import on_the_map, stranger

STATION = (55.4897, 3.5036)
GOAL = (55.4935, 3.5036)


async def on_foot(person):
    request = PlanRequest(Place(*STATION), Place(*GOAL), modes=(TripMode.WALK,))
    return (await person.session.client.plan(request)).itineraries[0]


async def with_obstacle(person):
    """The way once the city tells of it."""
    async with asyncio.timeout(60):
        while not (way := await on_foot(person)).obstacles:
            await asyncio.sleep(0.02)
    return way


@pytest.fixture
def ask():
    return Ask(Spot("My location", *STATION, here=True), Spot("Church", *GOAL))


def middle_of(way) -> tuple[float, float]:
    points = decode(way.legs[0].geometry)
    return points[len(points) // 2]


async def test_before_one_sets_out(tmp_path, own_backend, ask):
    async with using(tmp_path, own_backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        stranger(own_backend, "parked_in_way", *middle_of(await on_foot(person)))
        way = await with_obstacle(person)
        person.app.router.go("itinerary", itinerary=way, ask=ask)
        await person.see("1 reported obstacle on the way: Parked vehicle, just now, not confirmed", "alert")


async def test_on_the_way_and_before_it(tmp_path, own_backend, ask):
    async with using(tmp_path, own_backend.address, STATION) as person:
        session = person.session
        await person.until(lambda: session.city, "the city")
        way = await on_foot(person)
        session.underway.start(way, ask)
        person.app.router.go("underway")
        await person.until(lambda: session.underway.trip.told, "the city follows")
        stranger(own_backend, "parked_in_way", *middle_of(way))
        (known,) = on_the_map(own_backend)
        await person.hear("1 reported obstacle on the way: Parked vehicle, just now, not confirmed")
        await person.see("1 reported obstacle on the way", "alert")
        assert not person.find("Parked vehicle: still there?")
        session.device.location.move(known["lat"], known["lon"])
        await person.see("Parked vehicle: still there?", "alert")
        person.page.ids.sheet.go_to(1)
        await person.tap("No, it is gone")
        await person.hear("Thank you, the city is told.")
        await person.until(lambda: on_the_map(own_backend)[0]["denials"] == 1, "the voice is heard")
        assert not person.find("Parked vehicle: still there?"), "nobody is asked twice"
        settled_by_another(own_backend, known["id"])
        await person.until(lambda: not person.find("1 reported obstacle on the way"), "what is over is not warned of")


def settled_by_another(backend, obstacle_id: str) -> None:
    token = httpx.post(f"{backend.address}/v1/devices", headers={"Idempotency-Key": uuid4().hex}).json()["token"]
    said = {"there": False, "observedAt": datetime.now(UTC).isoformat()}
    httpx.post(f"{backend.address}/v1/obstacles/{obstacle_id}/votes", json=said, headers={"Authorization": f"Bearer {token}"}).raise_for_status()
