"""Rides of a session: kept, followed while they are soon or looked at, told of once, late, given back, and gone with whoever had them."""
import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from backend.contract.rides import RideState
from mobile.device.fake import fake_device
from mobile.session import Session
from tests.mobile.payments.shop import problem, selling
from tests.mobile.payments.travellers import admit
from tests.mobile.rides.told import MINUTE, RIDE_ID, a_ride, there
from tests.mobile.rides.vans import AT, Vans

PATIENCE_S = 60


@asynccontextmanager
async def at_home(folder):
    vans = Vans(datetime.now(UTC))
    with selling(vans) as address:
        session = Session(folder, fake_device(), address)
        admit(session)
        yield session, vans
        await session.close()


async def until(holds):
    end = asyncio.get_running_loop().time() + PATIENCE_S
    while not holds():
        assert asyncio.get_running_loop().time() < end, "never happened"
        await asyncio.sleep(0.01)


def asked(vans, method: str, path: str) -> list[dict]:
    return [body for one, at, body, _ in vans.asked if (one, at) == (method, path)]


async def test_a_ride_that_is_soon_is_followed_told_of_once_kept_and_gone_with_whoever_had_it(tmp_path):
    async with at_home(tmp_path) as (session, vans):
        shown = session.device.notifications.calls
        session.rides.refresh()
        await until(lambda: len(asked(vans, "GET", AT)) > 1)
        assert not shown
        vans.ride = there(vans.now)
        await until(lambda: session.rides.find_ride(RIDE_ID).waits_until)
        await until(lambda: shown)
        session.rides.keep((vans.ride,))
        assert len(shown) == 1
        assert "Your van is there" in str(shown[0])
        session.account._held = None
        session.tell("account")
        assert not session.rides.rides()
        await until(lambda: not session.tasks.runs(session.rides, f"ride {RIDE_ID}"))


async def test_one_that_is_far_away_is_asked_for_only_while_it_is_looked_at_and_one_that_is_unknown_is_dropped(tmp_path):
    async with at_home(tmp_path) as (session, vans):
        vans.ride = a_ride(vans.now + timedelta(hours=5), van=None, comes_in_s=None)
        session.rides.keep((vans.ride,))
        await asyncio.sleep(0.05)
        assert not asked(vans, "GET", AT)
        session.rides.show(RIDE_ID)
        await until(lambda: asked(vans, "GET", AT))
        vans.refusals[AT] = [problem("not_found", 404)]
        await until(lambda: not session.rides.rides())


async def test_whoever_is_late_is_told_what_came_of_it_though_the_first_answer_gets_lost(tmp_path):
    async with at_home(tmp_path) as (session, vans):
        session.rides.keep((vans.ride,))
        one, ready_at = session.rides.find_ride(RIDE_ID), vans.now + 30 * MINUTE
        vans.refusals[f"POST {AT}/late"] = [None]
        told = await session.rides.come_late(one, ready_at)
        assert told.promised.pickup_from == ready_at
        assert session.rides.find_ride(RIDE_ID).promised == told.promised
        assert len(set(vans.keys(f"{AT}/late"))) == 1


async def test_one_that_nothing_was_paid_for_is_given_back_by_itself(tmp_path):
    async with at_home(tmp_path) as (session, vans):
        vans.ride = a_ride(vans.now, booking_id=None, leg=None)
        session.rides.keep((vans.ride,))
        await session.rides.cancel(session.rides.find_ride(RIDE_ID))
        assert session.rides.find_ride(RIDE_ID).state is RideState.CANCELLED
        assert not session.rides.current()
