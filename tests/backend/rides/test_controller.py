"""`/v1/rides` as riders meet it: what was promised, where the van is and when nobody may know, being late, giving up, being left without a van."""
import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import msgspec
from litestar import Litestar
from litestar.di import Provide
from sqlalchemy import update

from backend.contract.rides import RideResponse, RidesResponse, RideState
from backend.rides.controller import RidesController
from backend.rides.models import Ride, RideShift
from backend.service.problems import HANDLERS
from payments.states import LegState
from tests.worlds.town import at

MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def asking(town, actor):
    """A client that `actor` asks with."""

    async def give_session():
        async with town.database.writing() as session:
            yield session

    given = {
        "session": Provide(give_session), "actor": Provide(lambda: actor, sync_to_thread=False),
        "database": Provide(lambda: town.database, sync_to_thread=False),
    }  # fmt: skip
    app = Litestar([RidesController], dependencies=given, exception_handlers=HANDLERS, openapi_config=None, logging_config=None)
    app.state.rides = town.rides
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def change(town, table, row_id, **values):
    async with town.database.writing() as session:
        await session.execute(update(table).where(table.id == row_id).values(**values))


async def seen(town, ride_id, actor) -> RideResponse:
    async with asking(town, actor) as client:
        return msgspec.json.decode((await client.get(f"/v1/rides/{ride_id}")).content, type=RideResponse)


async def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_ride_is_told_to_its_rider_and_to_nobody_else(town):
    ann, ben = await town.person(), await town.person()
    sale = await town.for_sale(town.wish())
    ride_id = await town.book(sale, ann)
    async with asking(town, ann) as client:
        held = msgspec.json.decode((await client.get(f"/v1/rides/{ride_id}")).content, type=RideResponse)
        assert (held.state, held.code, held.van, held.can_cancel) == (RideState.HELD, "", None, False)
        await town.leg_becomes(ride_id, LegState.CONFIRMED)
        (listed,) = msgspec.json.decode((await client.get("/v1/rides")).content, type=RidesResponse).rides
    assert (listed.state, listed.zone, listed.leg, listed.can_cancel) == (RideState.BOOKED, "elm", 1, True)
    assert (listed.promised.pickup_from, listed.promised.arrive_by) == (sale.pickup_from, sale.arrive_by)
    assert (listed.from_.name, len(listed.code), listed.van.plate, listed.van.wheelchair) == ("Oak Lane", 4, "EL M 1", True)
    assert listed.promised.pickup_from <= listed.pickup_at <= listed.promised.pickup_to
    async with asking(town, ben) as client:
        assert (await client.get("/v1/rides")).json()["rides"] == []
        for answer in (
            await client.get(f"/v1/rides/{ride_id}"), await client.delete(f"/v1/rides/{ride_id}"),
            await client.post(f"/v1/rides/{ride_id}/late", json={"readyAt": sale.pickup_to.isoformat()}),
        ):  # fmt: skip
            assert await code_of(answer) == (404, "not_found")


async def test_where_the_van_is_is_told_around_the_ride_only(town):
    ann, (lat, lon) = await town.person(), at(1000, 0)
    ride_id = await town.ride(person=ann)
    pickup_at = (await town.row(ride_id)).pickup_at
    await change(town, RideShift, town.shifts[0], lat=lat, lon=lon, seen_at=town.clock.now)
    early = await seen(town, ride_id, ann)
    assert (early.van.lat, early.comes_in_s, early.waits_until) == (None, None, None)
    town.clock.now = pickup_at - 5 * MINUTE
    await change(town, RideShift, town.shifts[0], begun_at=town.clock.now, state="begun")
    coming = await seen(town, ride_id, ann)
    assert (coming.van.lat, coming.comes_in_s) == (lat, 300)
    async with town.database.writing() as session:
        await town.rides.happenings.arrived(session, ride_id, town.clock.now)
    there = await seen(town, ride_id, ann)
    assert there.comes_in_s is None
    assert there.waits_until == max(town.clock.now, there.promised.pickup_from) + timedelta(seconds=180)
    async with town.database.writing() as session:
        await town.rides.happenings.served(session, ride_id, pickup_at)
    aboard = await seen(town, ride_id, ann)
    assert (aboard.state, aboard.pickup_at, aboard.van.lat) == (RideState.ABOARD, None, lat)
    async with town.database.writing() as session:
        await town.rides.happenings.served(session, ride_id, aboard.dropoff_at)
    brought = await seen(town, ride_id, ann)
    assert (brought.state, brought.van, brought.code, brought.can_cancel) == (RideState.BROUGHT, None, "", False)


async def test_whoever_is_late_is_waited_for_within_reason(town):
    ann = await town.person()
    ride_id = await town.book(await town.for_sale(town.wish()), ann)
    path = f"/v1/rides/{ride_id}/late"
    async with asking(town, ann) as client:
        promised = (await seen(town, ride_id, ann)).promised
        soon = {"readyAt": (promised.pickup_to + 5 * MINUTE).isoformat()}
        assert await code_of(await client.post(path, json=soon)) == (409, "ride_not_coming")
        await town.leg_becomes(ride_id, LegState.CONFIRMED)
        far = await client.post(path, json={"readyAt": (promised.pickup_to + timedelta(hours=2)).isoformat()})
        assert (*await code_of(far), far.json()["field"]) == (422, "too_late_for_van", "readyAt")
        assert (await client.post(path, json={"readyAt": "soon"})).status_code == 400
        told = msgspec.json.decode((await client.post(path, json=soon)).content, type=RideResponse)
    assert told.state == RideState.BOOKED
    assert told.promised.pickup_from >= promised.pickup_to + 5 * MINUTE
    assert (told.changes[-1].was, told.changes[-1].reason) == (promised, "connection")
    await town.whole_board()


async def test_what_was_bought_is_given_back_with_its_booking_and_what_was_not_by_itself(town):
    ann = await town.person()
    ride_id = await town.ride(person=ann)
    async with asking(town, ann) as client:
        assert await code_of(await client.delete(f"/v1/rides/{ride_id}")) == (409, "ride_bought")
        await change(town, Ride, ride_id, leg_id=None)
        told = msgspec.json.decode((await client.delete(f"/v1/rides/{ride_id}")).content, type=RideResponse)
        assert (told.state, told.booking_id, told.can_cancel) == (RideState.CANCELLED, None, False)
        assert await code_of(await client.delete(f"/v1/rides/{ride_id}")) == (409, "ride_not_coming")
    assert (await town.whole_board()).dispatch.plan.stop.tolist() == []


async def test_news_are_waited_for_and_what_is_known_is_not_sent_again(town):
    ann = await town.person()
    ride_id = await town.ride(person=ann)
    async with asking(town, ann) as client:
        path = f"/v1/rides/{ride_id}"
        etag = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"if-none-match": etag})).status_code == 304
        asked = asyncio.create_task(client.get(f"{path}?wait=20", headers={"if-none-match": etag}))
        await asyncio.sleep(0.1)
        town.clock.now = (await town.row(ride_id)).pickup_from
        async with town.database.writing() as session:
            await town.rides.happenings.arrived(session, ride_id, town.clock.now)
            await town.rides.days.tell(session, town.zone_id, (await session.get_one(Ride, ride_id)).day)
        answer = await asyncio.wait_for(asked, 60)
    assert (answer.status_code, answer.json()["waitsUntil"] is not None) == (200, True)
    assert answer.headers["etag"] != etag


async def test_whoever_is_left_without_a_van_sees_by_when_somebody_has_seen_to_it(town):
    ann = await town.person()
    ride_id = await town.ride(person=ann)
    town.clock.now = (await town.row(ride_id)).pickup_at
    async with town.database.writing() as session:
        await town.rides.happenings.broken_down(session, town.shifts[0], *at(1000, 0), town.clock.now)
    told = await seen(town, ride_id, ann)
    assert (told.state, told.van, told.code) == (RideState.STRANDED, None, "")
    assert town.clock.now < told.task_due_at <= town.clock.now + 2 * MINUTE
