"""A ride on its page, by touch and by ear: late, given back, looked for anew; and who rides is changed before it is booked."""
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec

from backend.contract.bookings import BookingState
from backend.contract.rides import RideLoad
from backend.contract.trips import ItineraryPrice
from mobile.asking import Ask, Spot
from tests.mobile.driver import using
from tests.mobile.payments.shop import selling
from tests.mobile.payments.told import BOOKING_ID, a_booking
from tests.mobile.payments.travellers import admit
from tests.mobile.rides.told import HOSPITAL, MINUTE, RIDE_ID, STATION, left_behind, own_way, put_off
from tests.mobile.rides.vans import AT, Vans

PATIENCE_S = 60
TO_HOSPITAL = Ask(Spot("Main Station", *STATION), Spot("St Anna Hospital", *HOSPITAL))


@asynccontextmanager
async def in_town(folder, backend, **settings):
    """Somebody who is signed in, at the station."""
    vans = Vans(datetime.now(UTC), backend.address)
    with selling(vans) as address:
        async with using(folder, address, STATION, **settings) as person:
            admit(person.session)
            yield person, vans


def asked(vans, method: str, path: str) -> list[dict]:
    return [body for one, at, body, _ in vans.asked if (one, at) == (method, path)]


async def test_by_touch_late_then_looked_at_on_the_map_then_stranded_with_what_happens_now(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, vans):
        session = person.session
        session.rides.keep((vans.ride,))
        await person.see("All stops near you")  # what comes with them makes the sheet higher
        node = await person.see("Van to St Anna Hospital, Your van is on its way to you.", "button")
        left, bottom, right, top = node.rect
        session.tell("rides")  # news build the first page anew just when a finger comes
        await person.tap_at((left + right) / 2, (bottom + top) / 2)
        await person.see("Your van is on its way to you.", "heading")
        await person.see("Code for the driver: 4 8 2 1")
        (mark,) = person.page.ids.map.marks.live.marks
        assert mark.text.endswith(" min")
        await person.tap("I am late", "button")
        await person.tap("I am there at", "radio")
        await person.hear("Your van waits for you. Everything stays as promised.")
        assert datetime.fromisoformat(asked(vans, "POST", f"{AT}/late")[0]["readyAt"]) == vans.ride.promised.pickup_from + 5 * MINUTE
        vans.ride = left_behind(vans.now)
        session.rides.refresh()
        await person.hear("Your van cannot come. A person of the city finds another way for you by")
        await person.see("Call + 3 2 2 5 5 5 0 1 0 0")
        await person.tap("Look for the way again", "button")
        await person.until(lambda: person.page.answers, "results")
        assert session.ask.riding == RideLoad(0, 1)
        assert session.ask.origin.name == "Main Station"


async def test_by_ear_put_off_heard_and_given_back_with_what_comes_back_told_first(tmp_path, backend):
    async with in_town(tmp_path, backend, voice=True) as (person, vans):
        session = person.session
        vans.booking = a_booking(vans.now, BookingState.CONFIRMED)
        session.purchases.keep_booking(vans.booking)
        vans.ride = put_off(vans.now)
        session.rides.keep((vans.ride,))
        await person.hear("The van is held up. The van comes between")
        person.app.router.go("ride", ride_id=RIDE_ID)
        await person.press("h")
        await person.hear("Van to St Anna Hospital. Today, between")
        await person.flick_to("Give back")
        await person.double_tap()
        await person.hear("You get back 2 euros 30")
        assert not asked(vans, "POST", f"/v1/bookings/{BOOKING_ID}/cancellations")
        await person.press("escape")


async def test_who_rides_is_changed_before_it_is_booked_and_the_price_is_asked_for_them(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, vans):
        way = msgspec.structs.replace(own_way(vans.now + 20 * MINUTE), price=ItineraryPrice(320, "EUR", False))
        person.app.router.go("itinerary", itinerary=way, ask=TO_HOSPITAL)
        await person.see("The van comes between")
        await person.tap("Who rides: 1 seat, change", "button")
        person.app.router.sheet().step("child_seats", 1)
        other = msgspec.structs.replace(way.legs[1].on_demand.offer, load=RideLoad(1, 0, 1), price_minor=480)
        ride = msgspec.structs.replace(way.legs[1].on_demand, offer=other)
        again = msgspec.structs.replace(way, legs=(way.legs[0], msgspec.structs.replace(way.legs[1], on_demand=ride)))
        plans = []

        async def planned(request):
            plans.append(request)
            return msgspec.structs.replace(await type(person.session.client).plan(person.session.client, request), itineraries=(again,))

        person.session.client.plan = planned
        await person.tap("Ask again for them", "button")
        await person.see("Who rides: 1 seat, 1 child seat, change", "button")
        assert plans[0].riding == RideLoad(1, 0, 1)
        await person.tap("Book for", "button")
        await person.see("Pay 8 euros 30", "button")
        (leg,) = asked(vans, "POST", "/v1/quotes")[-1]["legs"]
        assert leg["ride"] == {"zone": "D1", "load": {"seats": 1, "wheelchairs": 0, "childSeats": 1, "guideDogs": 0}}
