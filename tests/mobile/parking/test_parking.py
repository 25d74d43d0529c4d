"""Parking of a session: what is due is said aloud, stays are asked for anew and are gone with whoever had them; a tap and a delay are told once, and
who asks to be told of a space that is free is told."""
import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec

from backend.contract.parking import SpaceRefusal
from backend.contract.reservation_care import IncidentState
from mobile.asking import Ask, Spot
from mobile.device.fake import fake_device
from mobile.parking import lookout
from mobile.parking.wish import Wish
from mobile.session import Session
from tests.mobile.parking.test_delay import a_drive
from tests.mobile.parking.told import BAY, BOOKING_ID, STATION, a_reservation, a_space, an_answer
from tests.mobile.parking.town import STAY, Town
from tests.mobile.payments.shop import problem, selling
from tests.mobile.payments.travellers import admit

PATIENCE_S = 90


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


async def test_a_tap_that_got_lost_is_told_again_though_the_network_is_back_in_the_very_next_moment(tmp_path):
    async with at_home(tmp_path) as (session, town):
        town.refusals[f"{STAY}/space-taken"] = [None]
        town.refusals["GET /v1/bookings"] = [problem("busy", 503)] * 9  # news of bookings would wake it by chance
        town.incident = IncidentState.REFUNDED
        session.listen(lambda what: session.reached is False and asyncio.get_running_loop().call_soon(session.set_reached, True))
        session.parking.taken.tap(BOOKING_ID, 1)
        await until(lambda: session.parking.taken.find(BOOKING_ID, 1).incident)
        assert len(town.keys(f"{STAY}/space-taken")) == 2
        assert len(set(town.keys(f"{STAY}/space-taken"))) == 1


HOSPITAL = Spot("Hospital", *STATION)
ASK = Ask(None, HOSPITAL)
LATER = f"{STAY}/later-arrival"


def sets_out_late(session, town) -> None:
    """In twenty minutes at a space that has been kept free for five."""
    stay = a_reservation(town.now, starts_at=town.now - timedelta(minutes=5))
    town.reservations = (stay,)
    session.parking.keep(town.reservations)
    session.underway.start(a_drive(town.now), ASK)


async def test_a_delay_is_told_once_though_the_first_answer_gets_lost_and_the_person_hears_what_came_of_it(tmp_path):
    async with at_home(tmp_path) as (session, town):
        town.refusals[LATER] = [None]
        town.later = msgspec.structs.replace(town.later, ends_at=town.now + timedelta(hours=2, minutes=26), moved_min=26)
        sets_out_late(session, town)
        later = session.parking.later
        await until(lambda: later.find(BOOKING_ID, 1) and later.find(BOOKING_ID, 1).answer)
        session.underway.tick()
        await until(lambda: not session.tasks.runs(later, "tell"))
        assert len(town.keys(LATER)) == 2
        assert len(set(town.keys(LATER))) == 1
        assert "at no price" in str(session.device.notifications.calls)
        assert later.stay_ahead() == session.parking.current()[0]
        session.underway.end()
        assert later.stay_ahead() is None


async def test_without_network_it_waits_and_a_trip_that_was_given_up_tells_nothing(tmp_path):
    async with at_home(tmp_path) as (session, town):
        town.refusals[LATER] = [None] * 50
        sets_out_late(session, town)
        later = session.parking.later
        await until(lambda: later.all())
        assert "as soon as there is a connection" in later.view(session.parking.current()[0]).detail
        session.underway.end()
        await until(lambda: later.wake() or not later.all())
        town.refusals.clear()
        later.wake()
        assert not session.tasks.runs(later, "tell")


def searches(town) -> list[dict]:
    return [body for _, path, body, _ in town.asked if path == "/v1/parking/search"]


def nothing(town):
    """All that fits is taken."""
    return an_answer(town.now, fits=(a_space(town.now, refusals=(SpaceRefusal.TAKEN,), free=0),), unsure=())


async def test_who_asks_to_be_told_is_told_once_something_can_be_had(tmp_path, monkeypatch):
    monkeypatch.setattr(lookout, "EVERY_S", 0.02)
    async with at_home(tmp_path) as (session, town):
        town.spaces = nothing(town)
        wish = Wish(HOSPITAL, town.now + timedelta(hours=1), town.now + timedelta(hours=2), frozenset({"covered"}))
        session.parking.lookout.begin(wish)
        await until(lambda: len(searches(town)) >= 2)
        assert session.parking.lookout.find() == wish
        assert searches(town)[0]["filters"]["covered"]
        town.spaces = None
        await until(lambda: session.parking.lookout.found)
        assert session.parking.lookout.found.space.space_id == BAY
        assert session.parking.lookout.find() is None
        assert "Free now: Chapel Row 22, bay 7, €3.60" in str(session.device.notifications.calls)
        session.parking.lookout.look_at()
        assert session.parking.wish == wish


async def test_it_is_asked_for_no_longer_once_the_time_has_passed_or_the_person_stops_it(tmp_path, monkeypatch):
    monkeypatch.setattr(lookout, "EVERY_S", 0.02)
    async with at_home(tmp_path) as (session, town):
        town.spaces = nothing(town)
        past = Wish(HOSPITAL, town.now - timedelta(hours=1), town.now + timedelta(hours=1))
        session.parking.lookout.begin(past)
        await until(lambda: session.parking.lookout.find() is None)
        assert "No space that fits was free until" in str(session.device.notifications.calls)
        session.parking.lookout.begin(Wish(HOSPITAL, town.now + timedelta(hours=1), town.now + timedelta(hours=2)))
        session.parking.lookout.end()
        await until(lambda: not session.tasks.runs(session.parking.lookout, "watch"))
        assert session.parking.lookout.find() is None
        session.store.keep(session.parking.lookout.name, b"[7]")
        assert session.parking.lookout.find() is None


def test_what_nobody_knows_is_not_told_as_free():
    told = an_answer()
    assert lookout.first_free(told).space_id == BAY
    garage = told.fits[1]
    seen = [garage, msgspec.structs.replace(garage, live=None), msgspec.structs.replace(garage, live=msgspec.structs.replace(garage.live, free=0)),
            msgspec.structs.replace(garage, live=msgspec.structs.replace(garage.live, open=False)), a_space(free=0), told.unfit[0]]  # fmt: skip
    assert [lookout.is_free(space) for space in seen] == [True, False, False, False, False, False]
