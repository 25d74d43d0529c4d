"""A trip in progress in the real window: closed and opened again it waits on the first page, and its map goes with the traveller."""
from itertools import pairwise

import msgspec
import pytest

from mobile.earth import flat_distance_m
from mobile.polyline import decode
from tests.mobile.driver import using
from tests.mobile.flows.test_trip_in_progress import STATION, set_out
from tests.mobile.tour import open_screen, results, soon

HOSPITAL = "On the way to Hospital"


def near(person, lat: float, lon: float) -> bool:
    """Whether a place is in what is free of the map, and not at its very edge."""
    drawn = person.page.ids.map
    x, y = drawn.view.to_pixels(lat, lon)
    left, top, right, bottom = drawn.padding
    return left + 6 < x < drawn.width - right - 6 and bottom + 6 < y < drawn.height - top - 6


def place_of(shape: list[tuple[float, float]], share: float) -> tuple[float, float]:
    """The place so far along a way."""
    lengths = [flat_distance_m(*ends) for ends in pairwise(shape)]
    rest = share * sum(lengths)
    for (one, other), length in zip(pairwise(shape), lengths):
        if rest <= length:
            return one[0] + (other[0] - one[0]) * rest / length, one[1] + (other[1] - one[1]) * rest / length
        rest -= length
    return shape[-1]


async def on_foot(person, share: float):
    """The phone is so far along the first way on foot; where that is."""
    leg = person.session.underway.trip.itinerary.legs[0]
    place = place_of(decode(leg.geometry), share)
    person.session.device.location.move(*place)
    person.session.underway.tick()
    await person.frames(4)
    return place, (leg.to.lat, leg.to.lon)


async def test_after_the_app_was_closed_it_waits_on_the_first_page(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        trip = await set_out(person)
    async with using(tmp_path, backend.address, STATION) as person:
        assert person.page.title == "Plan"
        assert person.session.underway.trip.itinerary == trip
        assert person.transcript == []
        await person.until(lambda: person.page.state.phase == "ready", "departures, after which nothing moves any more")
        await person.tap(HOSPITAL)
        await person.see("In ", "heading")
        await person.tap("End the trip")
        await person.tap("End the trip", "radio")
        await person.until(lambda: person.page.title == "Plan", "back")
    async with using(tmp_path, backend.address, STATION) as person:
        await person.frames(4)
        assert person.find("On the way to") is None


@pytest.mark.parametrize("percent", [100, 200])
async def test_the_map_goes_with_the_traveller_until_it_is_moved(tmp_path, backend, percent):
    async with using(tmp_path, backend.address, STATION, text_percent=percent) as person:
        await set_out(person)
        drawn = person.page.ids.map
        for share in (0.2, 0.9):
            here, goal = await on_foot(person, share)
            assert near(person, *here)
            assert near(person, *goal)
            assert drawn.zoom > 14
        free = drawn.height - (drawn.padding[1] + drawn.padding[3])
        middle = drawn.padding[3] + free / 2
        await person.drag((200, middle + 30), (120, middle - 30))
        moved = drawn.lat, drawn.lon
        assert drawn.taken
        await on_foot(person, 0.3)
        assert (drawn.lat, drawn.lon) == moved
        await person.tap("Show where I am")
        here, goal = await on_foot(person, 0.1)
        assert not drawn.taken
        assert near(person, *here)
        assert near(person, *goal)


async def test_without_a_position_the_button_says_why_and_shows_the_way(tmp_path, backend):
    async with using(tmp_path, backend.address) as person:
        await set_out(person)
        drawn, trip = person.page.ids.map, person.session.underway.trip.itinerary
        drawn.pan_by(900, 0)
        await person.tap("Show where I am")
        await person.hear("This computer does not know where it is.")
        for leg in trip.legs:
            for point in decode(leg.geometry):
                assert near(person, *point)


@pytest.mark.parametrize("screen", ["itinerary", "underway"])
@pytest.mark.parametrize("percent", [100, 200])
async def test_the_map_shows_the_way_and_not_the_rim_of_the_city(tmp_path, backend, percent, screen):
    """The way takes most of what is free of the map in one direction at least."""
    async with using(tmp_path, backend.address, text_percent=percent) as person:
        await open_screen(person, screen)
        page = person.page
        trip = page.itinerary if screen == "itinerary" else person.session.underway.trip.itinerary
        drawn = page.ids.map
        points = [drawn.view.to_pixels(*point) for leg in trip.legs for point in decode(leg.geometry)]
        left, top, right, bottom = drawn.padding
        wide = max(x for x, _ in points) - min(x for x, _ in points)
        high = max(y for _, y in points) - min(y for _, y in points)
        assert all(near(person, *point) for leg in trip.legs for point in decode(leg.geometry))
        assert max(wide / (drawn.width - left - right), high / (drawn.height - top - bottom)) > 0.6
        highest = max(y for _, y in points)
        assert highest + 48 <= drawn.height  # the pin at the end is whole


async def test_the_place_is_told_to_the_city_only_once_it_is_switched_on(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await set_out(person)
        following = person.session.underway._following
        assert (person.session.settings.share_position, following.whereabouts.shares) == (False, False)
        person.app.router.choose("me")
        await person.tap("Privacy")
        switch = await person.see("Tell the city where I am", "switch")
        assert (switch.value, "forgets it with the trip" in switch.name) == ("off", True)
        await person.tap("Tell the city where I am")
        await person.until(lambda: person.session.settings.share_position, "switched on")
        assert (await person.see("Tell the city where I am", "switch")).value == "on"
        await person.tap("Tell the city where I am")
        await person.until(lambda: not person.session.settings.share_position, "switched off")


async def test_a_turn_is_shown_and_said_where_the_phone_is(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True) as person:
        await results(person)
        underway = person.session.underway
        trip = soon(max((result.itinerary for result in person.page.state.results), key=lambda trip: len(trip.legs)), person.session.now())
        leg = trip.legs[0]
        step = msgspec.structs.replace(leg.steps[0], distance_m=leg.distance_m / 2)
        turn = msgspec.structs.replace(leg.steps[0], manoeuvre="left", name="Quay Road", distance_m=leg.distance_m / 2)
        legs = (msgspec.structs.replace(leg, steps=(step, turn)), *trip.legs[1:])
        underway.start(msgspec.structs.replace(trip, legs=legs), person.session.ask)
        person.app.router.go("underway")
        await on_foot(person, 0.27)
        panel = person.page.panel
        before = [line.text for line in panel.hints]
        await on_foot(person, 0.28)
        assert person.page.panel is panel
        assert [line.text for line in panel.hints] != before
        assert panel.hints[0].text.endswith("Left into Quay Road")
        await on_foot(person, 0.4)
        await person.hear("Left into Quay Road")
