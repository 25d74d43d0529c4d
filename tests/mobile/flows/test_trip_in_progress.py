"""A trip from the itinerary to its end: by finger, by keys and by ear; what breaks it is told at once and mended with one button."""
from datetime import timedelta

import msgspec

from backend.contract.following import TripMended
from tests.mobile.driver import using
from tests.mobile.lively import a_break, lively
from tests.mobile.tour import open_screen, results, soon

STATION = (55.4897, 3.5036)


async def set_out(person):
    """The results, and of them a trip whose first ride leaves in some minutes, opened and begun by finger."""
    await results(person)
    now, session = person.session.now(), person.session
    trip = max((result.itinerary for result in person.page.state.results), key=lambda trip: len(trip.legs))
    trip = lively(soon(trip, now), now)
    person.app.router.go("itinerary", itinerary=trip, ask=session.ask)
    await person.tap("Start the trip")
    await person.until(lambda: person.page.title == "Your trip", "the trip in progress")
    return trip


async def test_a_break_is_told_at_once_and_mended_with_one_button(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        trip = await set_out(person)
        underway, notices = person.session.underway, person.session.device.notifications.calls
        other = msgspec.structs.replace(trip, legs=trip.legs[:-1], arrive_at=trip.arrive_at + timedelta(minutes=5))
        broken = a_break(trip, other=other)
        underway.take(broken)
        title = underway.state.broken.title
        await person.hear(title)
        assert notices[-1] == ("show", title, underway.state.broken.detail)
        await person.see(underway.state.broken.spoken, "alert")
        await person.tap("Take the other way")
        assert underway.trip.itinerary == other
        assert underway.state.broken is None
        await person.hear("New way.")
        assert person.find("Take the other way") is None


async def test_a_break_that_is_over_goes_away(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        trip = await set_out(person)
        underway = person.session.underway
        underway.take(a_break(trip, other=trip))
        await person.see("Take the other way")
        underway.take(TripMended("b1", 1, ""))
        await person.hear("Your trip holds again as planned.")
        await person.until(lambda: person.find("Take the other way") is None, "the card goes")


async def test_it_goes_on_while_other_pages_are_looked_at_until_it_is_ended(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        trip = await set_out(person)
        person.app.router.choose("saved")
        person.app.router.choose("plan")
        person.app.router.choose("plan")
        await person.until(lambda: person.page.state.phase == "ready", "departures, after which nothing moves any more")
        await person.tap("On the way to Hospital")
        await person.see("In ", "heading")
        await person.tap("End the trip")
        await person.tap("Go on")
        assert person.session.underway.trip.itinerary == trip
        await person.tap("End the trip")
        await person.tap("End the trip", "radio")
        await person.hear("Trip ended")
        assert person.session.underway.trip is None
        await person.until(lambda: person.page.title == "Plan", "back where one came from")
        assert person.find("On the way to") is None


async def test_other_ways_begin_where_one_is(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await set_out(person)
        await person.tap("Other ways from here")
        await person.until(lambda: person.page.answers, "ways")
        assert person.session.ask.origin.here
        assert person.session.ask.destination.name == "Hospital"
        assert person.session.underway.trip is not None


async def test_a_trip_that_has_ended_under_another_page_leaves_no_empty_page(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await set_out(person)
        await person.tap("Other ways from here")
        await person.until(lambda: person.page.answers, "ways")
        person.app.router.go("underway")
        person.app.router.go("needs")
        person.session.underway.end()
        person.app.router.back()
        await person.until(lambda: person.page.answers, "the ways, not an empty page")


async def test_by_keys(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await open_screen(person, "itinerary")
        trip = person.page.itinerary
        assert trip.arrive_at > person.session.now()
        await person.press("g")
        await person.until(lambda: person.page.title == "Your trip", "the trip in progress")
        heard = len(person.transcript)
        await person.press("r")
        await person.until(lambda: len(person.transcript) > heard, "it is said again")
        await person.press("e")
        await person.see("End the trip?", "heading")
        await person.press("escape")
        await person.press("o")
        await person.until(lambda: person.page.answers, "ways")


async def test_by_ear_the_next_thing_to_do_comes_first(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True) as person:
        await results(person)
        now = person.session.now()
        trip = lively(soon(person.page.state.results[0].itinerary, now), now)
        person.session.underway.start(trip, person.session.ask)
        person.app.router.go("underway")
        await person.until(lambda: any(said.startswith("Your trip, In ") for said in person.transcript), "page and next thing")
        person.session.underway.take(a_break(trip, other=trip))
        await person.hear(person.session.underway.state.broken.title)
        await person.flick_to("Take the other way")
        await person.double_tap()
        await person.hear("New way.")


async def test_a_trip_of_the_past_cannot_be_begun(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await results(person)
        trip = person.page.state.results[0].itinerary
        past = msgspec.structs.replace(trip, arrive_at=person.session.now() - timedelta(minutes=1))
        person.app.router.go("itinerary", itinerary=past, ask=person.session.ask)
        await person.tap("Start the trip")
        await person.hear("The time of this trip has passed.")
        assert person.session.underway.trip is None


async def test_pages_of_others_open_only_when_they_are_pressed_for(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await open_screen(person, "itinerary live")
        links = person.session.device.links.calls
        assert links == []
        await person.tap("More about it, in the browser")
        assert links == [("open", "https://trams.example/detour")]
