"""Parking by touch and by ear: a space that fits is found, reserved and paid; longer, taken, left; and a driveway is let."""
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from backend.contract.bookings import BookingState
from backend.contract.reservation_care import IncidentState, LaterArrivalResponse, OtherSpace
from backend.contract.trips import ItineraryPrice
from mobile.asking import Ask, Spot
from mobile.live import shifted
from mobile.store.vehicles import Vehicles
from tests.mobile.driver import using
from tests.mobile.parking.test_delay import BEGIN, a_drive
from tests.mobile.parking.told import BAY, BOOKING_ID, OTHER, STATION, VAN, a_reservation, an_answer
from tests.mobile.parking.town import STAY, Town
from tests.mobile.payments.shop import problem, selling
from tests.mobile.payments.told import a_booking
from tests.mobile.payments.travellers import admit
from tests.mobile.share.trip import a_trip

HOSPITAL = Spot("St Anna Hospital", *STATION)


@asynccontextmanager
async def in_town(folder, backend, **settings):
    """Somebody with a van, signed in, who wants to park near the hospital tomorrow at nine."""
    town = Town(datetime.now(UTC), backend.address)
    with selling(town) as address:
        async with using(folder, address, STATION, **settings) as person:
            admit(person.session)
            parking, now = person.session.parking, person.session.now()
            parking.change_vehicles(Vehicles((VAN,), VAN.key))
            start = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
            parking.change_wish(spot=HOSPITAL, starts_at=start, ends_at=start + timedelta(hours=3))
            yield person, town


def asked(town, method: str, path: str) -> list[dict]:
    return [body for one, at, body, _ in town.asked if (one, at) == (method, path)]


async def test_by_touch_from_the_list_to_the_code_at_the_gate(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, town):
        await person.tap("Parking", "tab")
        await person.see("2 fit, 1 not sure", "heading")
        assert asked(town, "POST", "/v1/parking/search")[-1]["vehicle"]["heightMm"] == 1980
        await person.tap("Chapel Row 22, bay 7. 3 euros 60", "button")
        await person.see("Your vehicle, 1.98 metres high, fits. Entrance 2.10 metres.")
        await person.tap("Reserve for 3 euros 60", "button")
        await person.see("Pay 8 euros 30", "button")
        assert [wish["spaceId"] for wish in asked(town, "POST", "/v1/quotes")[-1]["parking"]] == [str(BAY)]
        taken = [{"spaceId": str(OTHER), "name": "Bay 9", "walkM": 40, "priceMinor": 360}]
        town.refusals["POST /v1/bookings"] = [problem("resource_taken", alternatives=taken)]
        await person.tap("Pay 8 euros 30", "button")
        await person.see("Bay 9, 40 metres from there, 3 euros 60", "button")
        await person.tap("Close", "button")
        await person.tap("Reserve for 3 euros 60", "button")
        await person.tap("Pay 8 euros 30", "button")
        await person.until(lambda: person.session.device.links.calls, "the page to pay on")
        town.reservations = (a_reservation(town.now),)
        town.stand(a_booking(town.now, BookingState.CONFIRMED))
        await person.tap("To my parking", "button")
        await person.see("Code at the gate: 4 8 2 1 0 6")
        await person.press("h")
        await person.hear("Chapel Row, bay 7. ")


async def test_taken_is_kept_without_network_and_another_space_is_gone_to(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, town):
        other = a_reservation(town.now, booking_id=UUID(int=77))
        town.reservations = (a_reservation(town.now), other)
        town.incident, town.replacement = IncidentState.REPLACED, UUID(int=77)
        town.spaces = msgspec.structs.replace(an_answer(town.now), fits=(), unsure=())  # from the other one there is no way for them
        town.refusals[f"{STAY}/space-taken"] = [None]
        person.session.parking.keep(town.reservations)
        person.app.router.choose("parking")
        person.app.router.go("my_parking", booking_id=BOOKING_ID)
        await person.tap("My space is taken", "button")
        await person.hear("Being told to the city. It is kept with the time")
        first = person.session.parking.taken.find(BOOKING_ID, 1)
        person.session.parking.taken.wake()
        await person.hear("Another space is yours.")
        told = asked(town, "POST", f"{STAY}/space-taken")
        assert {datetime.fromisoformat(body["tappedAt"]) for body in told} == {first.at}
        await person.hear("Not for you: no way from there keeps your limits.")
        await person.see("Look for another space", "button")
        await person.see("Money back", "button")
        await person.tap("Go to the other space", "button")
        await person.until(lambda: person.page.booking_id == str(UUID(int=77)), "the other space")


async def test_by_ear_longer_and_left_with_the_money_told_first(tmp_path, backend):
    async with in_town(tmp_path, backend, voice=True) as (person, town):
        town.reservations = (a_reservation(town.now, due_minor=480),)
        person.session.parking.keep(town.reservations)
        person.app.router.choose("parking")
        person.app.router.go("my_parking", booking_id=BOOKING_ID)
        await person.flick_to("Make it longer")
        await person.double_tap()
        await person.flick_to("See the price")
        await person.double_tap()
        await person.see("Pay 8 euros 30", "button")
        assert datetime.fromisoformat(asked(town, "POST", f"{STAY}/extensions")[0]["until"]) > town.reservations[0].ends_at
        await person.press("escape")
        await person.flick_to("End the stay")
        await person.double_tap()
        await person.hear("You get back 1 euro 20. The stay costs 2 euros 40 then.")
        await person.flick_to("I have left")
        await person.double_tap()
        await person.hear("The stay is over. You get back 1 euro 20.")
        assert len(town.keys(f"{STAY}/departures")) == 1


async def test_whoever_is_late_sees_it_on_the_way_and_takes_another_space(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, town):
        minute, booking_id = timedelta(minutes=1), UUID(BOOKING_ID)
        town.reservations = (a_reservation(town.now, starts_at=town.now - 5 * minute, ends_at=town.now + 60 * minute),)
        other = OtherSpace(OTHER, "Bay 9", 40, town.now + 20 * minute, town.now + 85 * minute, 360)
        town.later = LaterArrivalResponse(booking_id, town.reservations[0].ends_at, 0, None, (other,))
        town.refusals["POST /v1/devices"] = [problem("not_found", 404)] * 9  # by the clock and the phone alone: this city follows no trips
        person.session.parking.keep(town.reservations)
        person.session.device.location.move(*BEGIN)
        person.session.underway.start(a_drive(town.now), Ask(HOSPITAL, HOSPITAL))
        person.app.router.go("underway")
        await person.hear("You come later to Chapel Row. Your parking ends at")
        await person.tap("To my parking", "button")
        await person.tap("Bay 9, 40 metres from there", "button")
        await person.see("Pay 8 euros 30", "button")
        (late,) = asked(town, "POST", f"{STAY}/later-arrival")
        assert datetime.fromisoformat(late["arriveAt"]) - town.now >= 20 * minute
        assert set(late) <= {"arriveAt", "leg"}, "when, and nothing of where"
        assert [wish["spaceId"] for wish in asked(town, "POST", "/v1/quotes")[-1]["parking"]] == [str(OTHER)]


async def test_a_driveway_is_let_step_by_step(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, town):
        person.app.router.choose("parking")
        person.app.router.go("hosting")
        await person.tap("Let another space", "button")
        page = person.page
        await person.tap("Next", "button")
        await person.hear("Choose the place on the map.")
        page.take_place = lambda spot: page.change(street="Mill Lane", spot=spot)
        page.take_place(Spot("Mill Lane", *STATION))
        for _ in range(6):
            await person.tap("Next", "button")
        await person.tap("Let it now", "button")
        await person.hear("Agree to the terms to let your space.")
        await person.tap("I agree to the terms", "switch")
        await person.tap("Let it now", "button")
        await person.hear("Your space is let from now on.")
        await person.see("Mill Lane 9, Is let", "button")
        (new,) = asked(town, "POST", "/v1/parking/listings")
        assert (new["address"]["street"], new["price"]["stepMinor"], len(new["week"]), new["termsVersion"]) == ("Mill Lane", 120, 7, 1)
        assert msgspec.json.encode(new).count(b"Hospital") == 0


def park_and_ride(begin: datetime):
    """By car to the station, from there by tram, which is sold."""
    drive, ride = a_drive(begin), next(leg for leg in a_trip().legs if leg.route)
    later = drive.arrive_at - ride.depart_at
    return msgspec.structs.replace(drive, legs=(drive.legs[0], shifted(ride, later)), price=ItineraryPrice(280, "EUR", False))


def before_it(person, itinerary) -> None:
    person.app.router.choose("plan")
    person.app.router.go("itinerary", itinerary=itinerary, ask=Ask(HOSPITAL, HOSPITAL))


async def test_a_trip_and_the_space_of_its_car_have_one_price_and_one_booking(tmp_path, backend):
    async with in_town(tmp_path, backend) as (person, town):
        before_it(person, park_and_ride(town.now + timedelta(hours=1)))
        await person.tap("Reserve a space there", "button")
        await person.tap("Chapel Row 22, bay 7. 3 euros 60", "button")
        await person.hear("Chapel Row 22, bay 7, ")
        near = asked(town, "POST", "/v1/parking/search")[-1]
        assert (near["vehicle"]["heightMm"], near["filters"]["bookable"]) == (1980, True)
        taken = [{"spaceId": str(OTHER), "name": "Bay 9", "walkM": 40, "priceMinor": 360}]
        town.refusals["POST /v1/quotes"] = [problem("resource_taken", alternatives=taken)]
        await person.tap("Book all: trip and space", "button")
        await person.tap("Bay 9, 40 metres from there, 3 euros 60", "button")
        await person.tap("Pay 8 euros 30", "button")
        await person.until(lambda: person.session.device.links.calls, "the page to pay on")
        one, other = asked(town, "POST", "/v1/quotes")
        assert [wish["spaceId"] for body in (one, other) for wish in body["parking"]] == [str(BAY), str(OTHER)]
        assert [[leg["mode"] for leg in body["legs"]] for body in (one, other)] == [["TRAM"]] * 2
        assert (other["parking"][0]["start"], other["parking"][0]["end"]) == (near["startsAt"], near["endsAt"])
        assert len(asked(town, "POST", "/v1/bookings")) == 1


async def test_by_ear_and_keys_a_space_is_taken_to_a_drive_and_left_out_again(tmp_path, backend):
    async with in_town(tmp_path, backend, voice=True) as (person, town):
        before_it(person, a_drive(town.now + timedelta(hours=1)))
        await person.flick_to("Reserve a space there")
        await person.double_tap()
        await person.flick_to("Chapel Row 22, bay 7. 3 euros 60")
        await person.double_tap()
        await person.until(lambda: any(said.endswith("It is paid with the trip.") for said in person.transcript), "what was chosen")
        await person.press("b")
        await person.see("Pay 8 euros 30", "button")
        (body,) = asked(town, "POST", "/v1/quotes")
        assert ([wish["spaceId"] for wish in body["parking"]], body.get("legs", [])) == ([str(BAY)], [])
        await person.press("escape")
        await person.flick_to("Chapel Row 22, bay 7")
        await person.double_tap()
        await person.flick_to("Without a space")
        await person.double_tap()
        await person.hear("No space with this trip")
        assert person.find("Book the space") is None


async def test_the_demonstration_city_has_spaces_at_a_price(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        person.session.parking.change_vehicles(Vehicles((VAN,), VAN.key))
        person.app.router.choose("parking")
        await person.until(lambda: person.page.state.phase == "ready", "spaces")
        row = person.page.rows()[0]
        assert row.price
        person.page.open_space(row)
        await person.see(row.title, "heading")
