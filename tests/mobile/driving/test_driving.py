"""What a driver says goes out in its order and once, whatever the network does; places of riders are gone with whoever drove."""
import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec

from backend.contract.driving import DrivingKind, EventRefusal
from mobile.device.fake import fake_device
from mobile.device.protocols import Fix
from mobile.driving.kept import EventQueue
from mobile.session import Session
from tests.mobile.driving.depot import AT, Depot
from tests.mobile.driving.told import ELM, ROLLING, SHIFT
from tests.mobile.payments.shop import problem, selling
from tests.mobile.payments.travellers import admit

PATIENCE_S = 60


@asynccontextmanager
async def at_the_wheel(folder):
    depot = Depot(datetime.now(UTC).replace(microsecond=0))
    with selling(depot) as address:
        session = Session(folder, fake_device("nowhere"), address)
        admit(session)
        session.account._held = msgspec.structs.replace(session.account._held, roles=("driver",))
        await session.driving.begin(SHIFT)
        yield session, depot
        await session.close()


async def until(holds):
    end = asyncio.get_running_loop().time() + PATIENCE_S
    while not holds():
        assert asyncio.get_running_loop().time() < end, "never happened"
        await asyncio.sleep(0.01)


async def test_all_is_kept_without_a_network_and_told_in_order_with_one(tmp_path):
    async with at_the_wheel(tmp_path) as (session, depot):
        driving = session.driving
        depot.refusals[f"{AT}/events"] = [None]  # the answer is lost: it is sent again, under the same ids
        first = driving.say(DrivingKind.ARRIVED, ride=ROLLING)
        second = driving.say(DrivingKind.BOARDED, ride=ROLLING, code="4711")
        assert (driving.waits(), driving.sheet.aboard.wheelchairs) == (2, 1), "as it will be, at once"
        assert EventQueue(session.store, session.settings.backend).of_shift(SHIFT) == (first, second), "also after the app was closed"
        await until(lambda: driving.waits() == 0)
        assert [event.id for event in depot.said] == [first.id, second.id]
        assert driving.sheet == depot.sheet, "what the city says is what counts"


async def test_what_is_refused_is_told_and_holds_nothing_up(tmp_path):
    async with at_the_wheel(tmp_path) as (session, depot):
        depot.refused = {DrivingKind.NO_SHOW: EventRefusal.TOO_FAR}
        session.driving.say(DrivingKind.NO_SHOW, ride=ROLLING)
        session.driving.say(DrivingKind.DELAYED, seconds=300)
        await until(lambda: session.driving.waits() == 0)
        ((event, taken),) = session.driving.refused
        assert (event.kind, taken.refusal) == (DrivingKind.NO_SHOW, EventRefusal.TOO_FAR)
        session.driving.seen()
        assert session.driving.refused == ()
        depot.refusals[f"{AT}/events"] = [problem("not_found", 404)]
        session.driving.say(DrivingKind.DELAYED, seconds=300)
        await until(lambda: session.driving.waits() == 0)
        assert session.driving.trouble, "a shift that is another's now"


async def test_the_place_is_told_now_and_then_and_only_the_last_one_waits(tmp_path):
    async with at_the_wheel(tmp_path) as (session, depot):
        clock = [0.0]
        session.driving.clock = lambda: clock[0]
        depot.refusals[f"{AT}/events"] = [None, None]
        for number in range(4):
            session.take_fix(Fix(ELM.lat + number / 1000, ELM.lon, 5.0, None, datetime.now(UTC)))
            clock[0] += 8
        waiting = session.driving.queue.of_shift(SHIFT)
        assert [event.kind for event in waiting] == [DrivingKind.POSITION]
        assert waiting[0].lat == round(ELM.lat + 2 / 1000, 5)
        await until(lambda: not session.driving.queue.list_all())
        depot.sheet = msgspec.structs.replace(depot.sheet, shift=msgspec.structs.replace(depot.sheet.shift, state="over"))
        await session.driving.end(SHIFT)
        clock[0] += 60
        session.take_fix(Fix(ELM.lat, ELM.lon, 5.0, None, datetime.now(UTC)))
        assert not session.driving.queue.list_all(), "nobody is watched after work"


async def test_no_place_of_a_rider_stays_with_a_phone_whose_driver_is_gone(tmp_path):
    async with at_the_wheel(tmp_path) as (session, _):
        assert session.driving.sheet.stops
        session.account._held = None
        session.tell("account")
        assert (session.driving.sheet, session.driving.shifts) == (None, ())
        assert b"Elm" not in b"".join(row for row in kept(session))


def kept(session) -> list[bytes]:
    with session.store._lock:
        return [bytes(row[0]) for row in session.store._database.execute("SELECT value FROM kept")]
