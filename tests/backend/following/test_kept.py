"""What is kept of a followed trip, for whom and how long, over real HTTP on both databases."""
import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import func, select, update

from backend.contract.following import TripNow
from backend.database.base import now
from backend.following import rows
from backend.following.models import FollowedTrip
from backend.following.reading import request_of


async def test_a_position_is_kept_with_four_decimals_and_only_the_newest(quick, world):
    trip_id = await quick.follow_quickest(world, share_position=True)
    for lon, seconds_ago in ((0.0123456, 1), (0.5, 50)):
        at = (now() - timedelta(seconds=seconds_ago)).isoformat()
        assert (await quick.tell(trip_id, position={"lat": 0.00001, "lon": lon, "at": at})).status_code == 204
    opened = quick.app.state.following
    async with opened.database.reading() as session:
        row = (await session.scalars(select(FollowedTrip))).one()
    fix = rows.opened(opened.desk, row).heard.fix
    assert (fix.lat, fix.lon) == (0.0, 0.0123)


async def test_other_devices_find_nothing(client, world):
    trip_id = await client.follow_quickest(world)
    mine = client.token
    await client.sign()
    paths = [f"/v1/trips/{trip_id}", f"/v1/trips/{trip_id}/events"]
    answers = [await client.get(path, headers=client.signed) for path in paths]
    answers += [await client.tell(trip_id, leg=1), await client.delete(paths[0], headers=client.signed)]
    absent = await client.get(f"/v1/trips/{uuid4()}", headers=client.signed)
    assert [(answer.status_code, answer.json()["code"], answer.json()["detail"]) for answer in answers] == [
        (404, "not_found", absent.json()["detail"])
    ] * 4
    client.token = mine
    assert (await client.get(paths[0], headers=client.signed)).status_code == 200


async def test_asked_twice_it_is_followed_once_and_asked_without_a_pass_not_at_all(client, world):
    request = request_of(world.planned(when=now()))
    first, again = await client.follow(request, "k1"), await client.follow(request, "k1")
    assert (first.status_code, first.json(), first.headers["location"]) == (201, again.json(), f"/v1/trips/{first.json()['id']}")
    assert again.headers["idempotency-replayed"] == "true"
    client.token = ""
    assert (await client.post("/v1/trips", json={})).status_code == 401


async def test_a_device_follows_twenty_trips(client, world):
    request = request_of(world.planned(when=now()))
    answers = await asyncio.gather(*(client.follow(request) for _ in range(rows.MOST + 3)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (rows.MOST, 3)
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"too_many_followed_trips"}


async def test_two_hours_after_its_end_nothing_is_left(client, world):
    trip_id = await client.follow_quickest(world)
    database = client.app.state.database
    async with database.writing() as session:
        await session.execute(update(FollowedTrip).values(expires_at=now() - timedelta(seconds=1)))
    assert (await client.get(f"/v1/trips/{trip_id}", headers=client.signed)).status_code == 404
    async with database.writing() as session:
        assert (await rows.purge(session), await rows.purge(session)) == (1, 0)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(FollowedTrip)) == 0


async def test_what_is_kept_until_then_is_two_hours_from_the_end(quick, world):
    planned = world.planned(when=now())
    made = (await quick.follow(request_of(planned))).json()
    state = (await quick.get(f"/v1/trips/{made['id']}", headers=quick.signed)).json()
    expires_at = msgspec.convert(state, TripNow).expires_at
    assert abs(expires_at - planned.arrive_at - timedelta(hours=2)) <= timedelta(seconds=1)


async def test_a_device_that_ends_takes_its_trips_along(client, world):
    await client.follow_quickest(world)
    await client.delete("/v1/devices/current", headers=client.signed)
    async with client.app.state.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(FollowedTrip)) == 0


@pytest.mark.parametrize("change, status, code, field", [
    ({"trip_id": "none"}, 422, "unknown_trip", "legs[1].tripId"), ({"trip_id": None}, 422, "ride_incomplete", "legs[1]"),
    ({"service_day": "2026-01-01"}, 422, "unknown_trip", "legs[1].serviceDay"),
])  # fmt: skip
async def test_a_ride_the_city_does_not_know_is_refused(quick, world, change, status, code, field):
    sent = json.loads(msgspec.json.encode(request_of(world.planned(when=now()))))
    wire = {"trip_id": "tripId", "service_day": "serviceDay"}
    sent["legs"][1] |= {wire[name]: value for name, value in change.items()}
    answer = await quick.post("/v1/trips", json=sent, headers=quick.signed | {"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (status, code, field)


async def test_a_trip_of_yesterday_or_of_next_week_is_refused(quick, world):
    request = request_of(world.planned(when=now()))
    for days, code in ((-1, "trip_over"), (4, "too_far_ahead")):
        legs = tuple(
            msgspec.structs.replace(leg, depart_at=leg.depart_at + timedelta(days=days), arrive_at=leg.arrive_at + timedelta(days=days),
                                    scheduled_depart_at=None, scheduled_arrive_at=None, trip_id=None, mode="WALK")
            for leg in request.legs
        )  # fmt: skip
        answer = await quick.follow(msgspec.structs.replace(request, legs=legs))
        assert (answer.status_code, answer.json()["code"]) == (422, code)
