"""The screens of parking and of letting a space, in states worth looking at."""
from datetime import timedelta

from mobile.asking import Spot
from mobile.screens.hosting.loading import Asked
from mobile.screens.parking.state import ParkingState
from mobile.screens.space.state import SpaceState
from mobile.store.vehicles import Vehicles
from tests.mobile.parking.hosts import a_calendar, a_listing
from tests.mobile.parking.told import BOOKING_ID, STATION, VAN, a_driveway, a_reservation, a_search, an_answer
from tests.mobile.tour_bought import signed_in, still


async def parking(person):
    session = person.session
    session.parking.change_vehicles(Vehicles((VAN,), VAN.key))
    start = session.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    session.parking.change_wish(spot=Spot("St Anna Hospital", *STATION), starts_at=start, ends_at=start + timedelta(hours=3))
    person.app.router.choose("parking")
    person.page.ids.sheet.go_to(2)
    await still(person)
    session.tasks.stop(session.parking)
    person.page.state = ParkingState("ready", an_answer(session.now(), start))
    person.page.redraw()


async def space(person):
    """That is not all known, and whose host is asked."""
    await parking(person)
    start = person.session.parking.wish.starts_at
    person.app.router.go("space", space=a_driveway(), asked=a_search(start))
    await still(person)
    person.page.state = SpaceState("ready", a_driveway(), a_search(start))
    person.page.redraw()


async def my_parking(person):
    await signed_in(person)
    session = person.session
    session.parking.keep((a_reservation(session.now()),))
    person.app.router.choose("parking")
    person.app.router.go("my_parking", booking_id=BOOKING_ID)
    await still(person)


async def vehicle(person):
    person.session.parking.change_vehicles(Vehicles((VAN,), VAN.key))
    person.app.router.choose("me")
    person.app.router.go("vehicles")
    person.app.router.go("vehicle", key=VAN.key)


async def listing(person):
    await signed_in(person)
    person.app.router.go("listing", listing=a_listing())
    await still(person)
    person.page.state = Asked("ready", a_calendar(person.session.now()))
    person.page.redraw_list()


PARKING = {"parking": parking, "space": space, "vehicle": vehicle, "my parking": my_parking, "listing": listing}
