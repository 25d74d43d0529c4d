"""The screens of parking and of letting a space, in states worth looking at."""
from datetime import timedelta
from uuid import UUID

import msgspec

from backend.contract.quotes import LineKind
from backend.contract.reservation_care import DepartureQuote, Incident, IncidentState, LaterArrivalResponse, OtherSpace
from mobile.asking import Ask, Spot
from mobile.parking.beside import Beside
from mobile.parking.delay import ToldLater
from mobile.parking.for_me import misfit_words
from mobile.parking.taken import Told
from mobile.payments.buying import Buying
from mobile.screens.hosting.loading import Asked
from mobile.screens.my_parking.care import Leaving
from mobile.screens.my_parking.sheets import ExtensionPaySheet, LeaveSheet, TakenSheet
from mobile.screens.parking.state import ParkingState
from mobile.screens.space.state import SpaceState
from mobile.store.vehicles import Vehicles
from tests.mobile.parking.hosts import a_calendar, a_listing
from tests.mobile.parking.test_delay import a_drive
from tests.mobile.parking.told import BOOKING_ID, OTHER, STATION, VAN, a_driveway, a_reservation, a_search, a_space, an_answer
from tests.mobile.payments.told import a_quote, line
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


async def over(person, sheet, state):
    """The sheet as it stands once the city has answered."""
    person.app.router.open(sheet)
    await still(person)
    person.session.tasks.stop(sheet)
    sheet.state = state
    sheet.fill()
    return sheet


async def leaving(person):
    await my_parking(person)
    session = person.session
    told = DepartureQuote(session.now(), session.now(), "EUR", 2, 240, 120)
    await over(person, LeaveSheet(session, person.app.router, person.page.stay), Leaving("ready", told))


async def longer(person):
    await my_parking(person)
    session, stay = person.session, person.page.stay
    price = a_quote(session.now(), 120)
    price = msgspec.structs.replace(price, lines=(line(1, LineKind.FARE, 120, tax=8),), legs=price.legs[:1], tax_minor=8, saved_minor=0)
    sheet = ExtensionPaySheet(session, person.app.router, stay, stay.ends_at + timedelta(hours=1))
    await over(person, sheet, Buying("ready", price))


async def coming_later(person):
    """Not as long as before, and another space is free."""
    await my_parking(person)
    session, now = person.session, person.session.now()
    stay = a_reservation(now, starts_at=now + timedelta(minutes=5), ends_at=now + timedelta(minutes=65))
    session.parking.keep((stay,))
    other = OtherSpace(OTHER, "Bay 9", 40, now + timedelta(minutes=20), now + timedelta(minutes=80), 360)
    answer = LaterArrivalResponse(stay.booking_id, stay.ends_at, 0, None, (other,))
    session.parking.later._keep(ToldLater(BOOKING_ID, stay.leg_no, now + timedelta(minutes=20), "k", answer))
    person.page.redraw()
    session.parking.later.forget()


async def given_another(person):
    """That is none for them."""
    await my_parking(person)
    session, stay = person.session, person.page.stay
    found = Incident(UUID(int=51), stay.booking_id, 1, IncidentState.REPLACED, session.now(), False, UUID(int=77))
    session.parking.taken._keep(Told(BOOKING_ID, stay.leg_no, session.now(), "k", found))
    sheet = TakenSheet(session, person.app.router, stay)
    person.app.router.open(sheet)
    sheet.misfit = misfit_words(an_answer(session.now(), fits=(), unsure=(), unfit=()), OTHER, None)
    sheet.fill()


async def looked_out(person):
    await parking(person)
    session = person.session
    session.parking.lookout._keep(session.parking.wish)
    person.page.redraw()
    session.store.keep(session.parking.lookout.name, b"null")  # what would be found would stand over the screens that follow


async def spaces_there(person):
    """Where the car of a trip arrives."""
    person.app.router.choose("plan")
    now = person.session.now()
    there = Spot("St Anna Hospital", *STATION)
    person.app.router.go("itinerary", itinerary=a_drive(now + timedelta(hours=1)), ask=Ask(there, there))
    page = person.page
    page.open_spaces()
    await still(person)
    sheet = person.app.router.sheet()
    person.session.tasks.stop(sheet)
    sheet.state = ParkingState("ready", an_answer(now, sheet.asked.starts_at))
    sheet.fill()


async def trip_with_space(person):
    await spaces_there(person)
    sheet = person.app.router.sheet()
    sheet.take(Beside(a_space(person.session.now()), sheet.asked))


PARKING = {
    "parking": parking, "space": space, "vehicle": vehicle, "my parking": my_parking, "listing": listing, "looked out": looked_out,
    "leaving": leaving, "longer": longer, "coming later": coming_later, "given another": given_another, "spaces there": spaces_there,
    "trip with space": trip_with_space,
}  # fmt: skip
