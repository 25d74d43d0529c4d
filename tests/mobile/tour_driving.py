"""The pages of whoever drives, in states worth looking at."""
from datetime import timedelta
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from backend.contract.driving import Aboard, DrivingEvent, DrivingKind, EventRefusal, EventTaken, ShiftState
from mobile.device.protocols import Frame
from mobile.driving.kept import KeptShift
from mobile.screens.driver.state import looking
from tests.mobile.driving.told import FRIENDS, HOSPITAL, MARKET, a_break, a_sheet, a_shift, dropoff, friends, pickup, rolling
from tests.mobile.scan.street import framed_nothing, in_colour
from tests.mobile.tour_account import signed_in


async def at_work(person):
    """Signed in as somebody who drives; what the city would say is on the phone."""
    await signed_in(person)
    account = person.session.account
    account._held = msgspec.structs.replace(account._held, roles=("driver",))
    person.session.driving.refused = ()


async def shifts(person):
    await at_work(person)
    now = person.session.now()
    tomorrow = a_shift(now, id=uuid4(), state=ShiftState.PLANNED, starts_at=now + timedelta(hours=20), ends_at=now + timedelta(hours=27))
    today = a_shift(now, state=ShiftState.PLANNED, starts_at=now + timedelta(minutes=20))
    person.session.driving._keep(KeptShift((today, tomorrow)))
    person.app.router.go("shifts")


async def no_shift(person):
    await at_work(person)
    person.session.driving._keep(KeptShift())
    person.app.router.go("shifts")
    person.page.asked = True
    person.page.redraw_list()


def driving(sheet_of, way: bool = False):
    async def opened(person):
        await at_work(person)
        session = person.session
        sheet = sheet_of(session.now())
        session.driving._keep(KeptShift((sheet.shift,), sheet))
        person.app.router.go("driving")
        if way:
            await person.until(lambda: session.driving.ways.way, "the way")
            session.driving.ways.see()
            await person.frames(3)

    return opened


def to_market(now):
    """From the station, where the phone is."""
    waiting = pickup(rolling(), now, MARKET), pickup(friends(), now, MARKET, 6)
    stops = (*waiting, dropoff(rolling(), now), dropoff(friends(), now, in_min=24), a_break(now))
    return a_sheet(now, stops=stops)


def all_out(now):
    stops = (dropoff(friends(), now, MARKET, -4), dropoff(rolling(), now, HOSPITAL))
    return a_sheet(now, stops=stops, aboard=Aboard(seats=3, wheelchairs=1, guide_dogs=1))


def waiting(now):
    sheet = a_sheet(now)
    there, later = now - timedelta(minutes=4), now + timedelta(seconds=134)
    first = pickup(rolling(arrived_at=there, no_show_at=later), now, in_min=1)
    return replace(sheet, stops=(first, *sheet.stops[2:]))


async def at_the_door(person):
    await driving(waiting)(person)


async def scanning(person):
    await at_the_door(person)
    page = person.page
    page.turn_to(looking(page.state))
    page.wrong = "This ticket is for another ride. Ask for the code."
    page.draw()
    colour = in_colour(framed_nothing(400, 360))
    page.viewer.show(Frame(colour.shape[1], colour.shape[0], colour.tobytes()))


async def refused(person):
    await at_the_door(person)
    session = person.session
    said = DrivingEvent(uuid4(), DrivingKind.NO_SHOW, session.now(), ride=FRIENDS)
    session.driving.refused = ((said, EventTaken(said.id, EventRefusal.TOO_SOON, session.now() + timedelta(minutes=2))),)
    session.reached = False
    person.page.look()


async def something_else(person):
    await driving(a_sheet)(person)
    person.page.open_more()


# The last one leaves no shift under way behind.
DRIVING = {
    "shifts": shifts, "no shift": no_shift, "driving": driving(to_market, way=True), "driving there": at_the_door, "driving scan": scanning,
    "driving out": driving(all_out), "driving break": driving(lambda now: a_sheet(now, stops=(a_break(now, begun_at=now),))),
    "driving free": driving(lambda now: a_sheet(now, stops=())), "driving refused": refused, "driving more": something_else,
    "driving broken": driving(lambda now: a_sheet(now, stops=(), shift=a_shift(now, state=ShiftState.BROKEN))),
}  # fmt: skip
