"""Parking of a session: what is due is said aloud, stays are asked for anew and are gone with whoever had them; a tap is told once."""
import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from backend.contract.reservation_care import IncidentState
from mobile.device.fake import fake_device
from mobile.session import Session
from tests.mobile.parking.told import BOOKING_ID, a_reservation
from tests.mobile.parking.town import STAY, Town
from tests.mobile.payments.shop import selling
from tests.mobile.payments.travellers import admit

PATIENCE_S = 10


@asynccontextmanager
async def at_home(folder):
    town = Town(datetime.now(UTC))
    with selling(town) as address:
        session = Session(folder, fake_device(), address)
        admit(session)
        yield session, town
        await session.close()


async def until(holds):
    end = asyncio.get_running_loop().time() + PATIENCE_S
    while not holds():
        assert asyncio.get_running_loop().time() < end, "never happened"
        await asyncio.sleep(0.01)


async def test_a_reminder_is_said_once_though_the_app_is_hidden(tmp_path):
    async with at_home(tmp_path) as (session, town):
        stay = a_reservation(town.now, ends_at=town.now + timedelta(minutes=14))
        session.parking.keep((stay,))
        shown = session.device.notifications.calls
        await until(lambda: shown)
        session.parking.remind()
        await asyncio.sleep(0.05)
        assert len(shown) == 1
        assert "ends in 15 minutes" in str(shown[0])


async def test_stays_are_asked_for_kept_for_when_there_is_no_network_and_gone_with_whoever_had_them(tmp_path):
    async with at_home(tmp_path) as (session, town):
        town.reservations = (a_reservation(town.now),)
        heard = []
        session.listen(heard.append)
        session.parking.refresh()
        await until(lambda: session.parking.current())
        assert session.parking.find_reservation(BOOKING_ID).entry.code == "482106"
        town.refusals["GET /v1/reservations"] = [None]
        session.parking.refresh()
        await until(lambda: not session.tasks.runs(session.parking, "reservations"))
        assert session.parking.current()
        assert heard.count("reservations") == 1
        session.account._held = None
        session.tell("account")
        assert not session.parking.reservations()
        assert not session.parking.taken.all()


async def test_a_tap_is_told_once_and_followed_until_it_is_settled(tmp_path):
    async with at_home(tmp_path) as (session, town):
        session.parking.taken.tap(BOOKING_ID, 1)
        first = session.parking.taken.find(BOOKING_ID, 1)
        await until(lambda: session.parking.taken.find(BOOKING_ID, 1).incident)
        town.incident = IncidentState.REFUNDED
        session.parking.taken.tap(BOOKING_ID, 1)
        await until(lambda: session.parking.taken.find(BOOKING_ID, 1).incident.state is IncidentState.REFUNDED)
        assert session.parking.taken.find(BOOKING_ID, 1).at == first.at
        assert len(set(town.keys(f"{STAY}/space-taken"))) == 1
