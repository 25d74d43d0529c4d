"""Led through the demonstration city: planned, begun, walked, heard; off the way and on a new one; by tram; without network; by ear and by keys."""
import math
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from accessibility.guidance import Guide
from accessibility.profiles import ProfileId
from mobile.asking import Spot, When
from mobile.guiding.led import Led
from mobile.guiding.rehearsal import rehearse
from mobile.guiding.wishes import profile_of, settings_of
from mobile.store.needs import Needs
from tests.accessibility.guidance import linter
from tests.mobile.driver import using
from tests.mobile.tour import UNIVERSITY, results, soon
from tests.mobile.walked import Walker

STATION = (55.4897, 3.5036)
NEAR = Spot("Corner", 55.4921, 3.5036)


@pytest.fixture
def noted(monkeypatch):
    """Every event that guidance was given, in order."""
    events, take = [], Led._take
    monkeypatch.setattr(Led, "_take", lambda self, event: (events.append(event), take(self, event))[1])
    return events


async def ways(person, destination=NEAR):
    """The ways of now from the station, asked of the city."""
    session = person.session
    session.set_ask(origin=Spot("Station", *STATION), destination=destination, when=When())
    person.app.router.choose("plan")
    person.app.router.go("results")
    await person.until(lambda: person.page.state.phase == "ready", "ways")
    return [result.itinerary for result in person.page.state.results]


async def set_out_on_foot(person) -> Walker:
    """The walk from the results, opened and begun by finger."""
    found = await ways(person)
    trip = next(itinerary for itinerary in found if not any(leg.route for leg in itinerary.legs))
    walker = Walker(person)
    walker.stand_at_start_of(trip)
    person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
    await person.tap("Start guidance")
    await person.until(lambda: person.page.title == "Guidance", "guidance")
    return walker


async def set_out_by_tram(person) -> Walker:
    """A trip with a ride that leaves in some minutes."""
    await results(person)
    session = person.session
    trip = next(result.itinerary for result in person.page.state.results if any(leg.route for leg in result.itinerary.legs))
    trip = soon(trip, session.now())
    walker = Walker(person)
    walker.stand_at_start_of(trip)
    person.app.router.go("itinerary", itinerary=trip, ask=session.ask)
    person.page.start_guidance()
    session.underway.leave_city()  # these times are made up, and the city would say so
    await person.until(lambda: person.page.title == "Guidance", "guidance")
    return walker


async def test_a_whole_walk_is_heard_as_it_was_rehearsed(tmp_path, backend, noted):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        led, session = walker.led, person.session
        route = led.scene.route
        profile, wishes = profile_of(session.needs, led.itinerary), settings_of(session.settings)
        await walker.walk(walker.way())
        heard = walker.told
        assert "trip_start" in [name for name, _ in heard[:2]]  # a door at once is told of first
        assert dict(heard)["trip_start"].startswith("To Corner: ")
        assert heard[-1] == ("arrived", "Guidance ends. Corner should be within 10 metres.")
        turned = [text for name, text in heard if name in ("turn_near", "turn_pair") or "then" in text or "After it" in text]
        assert turned, heard
        assert [said.words for said in led.kept if said.words] == [text for text in person.transcript if text in {said.words for said in led.kept}]
        assert not any(letter.isdigit() for said in led.kept for letter in said.words)
        assert len(noted) > 300
        again = Guide(route, profile, "en", wishes)
        moments = linter.follow(again, noted)
        linter.check(moments)
        assert [moment.u.shown for moment in moments if moment.u.shown][-len(heard) :] == [text for _, text in heard]
        rehearsed = [step.text for step in rehearse(route, profile, "en", wishes) if step]
        turns = [text for text in rehearsed if text.startswith(("Turn", "Slightly", "Keep"))]
        assert [text for _, text in heard if text.startswith(("Turn", "Slightly", "Keep"))] == turns
        await person.see("Done")
        await person.tap("Done")
        await person.until(lambda: session.underway.trip is None and not session.leading.on, "all over")


async def test_off_the_way_a_new_one_is_found_and_led_along(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        session = person.session
        old = session.underway.trip.itinerary
        steps = walker.way()
        await walker.walk(steps, until=lambda: walker.led.scene.s_m >= 60)
        fix = session.fix
        for metres in range(1, 120):  # straight off to the west
            walker.seconds.t_s += 1
            lon = fix.lon - metres / (111_195 * math.cos(math.radians(fix.lat)))
            session.device.location.move(fix.lat, lon, 6, 270.0, 1.0)
            session.leading.tick()
            if session.leading.looks or session.underway.trip.itinerary is not old:
                break
        assert "off_route" in [name for name, _ in walker.told]
        await person.until(lambda: session.underway.trip.itinerary is not old or session.leading.offer, "a new way")
        if session.leading.offer:
            await person.tap("Take the new way")
        await person.until(lambda: session.underway.trip.itinerary is not old, "the new way is the trip")
        assert walker.led.itinerary is session.underway.trip.itinerary
        await walker.walk(walker.way())
        names = [name for name, _ in walker.told]
        assert "rerouted" in names
        assert names[-1] == "arrived"
        assert names.index("off_route") < names.index("rerouted") < names.index("arrived")


async def test_a_new_way_that_takes_much_longer_is_asked_about(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        session = person.session
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        soon_there = msgspec.structs.replace(session.underway.trip.itinerary, arrive_at=session.now() + timedelta(seconds=30))
        session.underway.leave_city()
        session.underway.trip = replace(session.underway.trip, itinerary=soon_there, told=None)
        for answer, taken in (("Keep the old way", False), ("Take the new way", True)):
            session.leading.find_new_way()
            await person.hear("There is a new way from here. It takes ")
            await person.see("There is a new way from here. It takes ", "heading")
            await person.tap(answer)
            await person.until(lambda: session.leading.offer is None, "the answer")
            assert (session.underway.trip.itinerary is not soon_there) is taken


async def test_by_tram_boarding_and_getting_off_are_heard_in_order(tmp_path, backend, noted):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_by_tram(person)
        profile, wishes = profile_of(person.session.needs, walker.led.itinerary), settings_of(person.session.settings)
        route = walker.led.scene.route
        await walker.walk(walker.way())
        first = route.rides[0]
        moments = linter.follow(Guide(route, profile, "en", wishes), noted)
        linter.check(moments)
        told = [(moment.u.id, moment.u.shown) for moment in moments if moment.u.shown]
        assert told[-len(walker.told) :] == walker.told
        heard, names = dict(reversed(told)), [name for name, _ in told]
        assert f"Off at {first.alight.name}." in heard["aboard_ok"]
        assert [text for name, text in told if name == "alight_next"] == [f"Next stop is yours: {ride.alight.name}." for ride in route.rides]
        assert heard["alight_here"] == f"{first.alight.name}. This is your stop."
        at_stop = min(names.index(name) for name in ("stop_near", "platform_on") if name in names)
        assert at_stop < names.index("aboard_ok") < names.index("alight_next") < names.index("alight_here")
        assert names[-1] == "arrived"


async def test_without_network_guidance_goes_on(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 30)
        backend.stop()
        try:
            person.session.set_reached(False)
            route = walker.led.scene.route
            await walker.walk(event for event in walker.way() if not passed(walker, event))
            assert walker.told[-1][0] == "arrived"
            assert walker.led.scene.route is route
        finally:
            backend.start()


def passed(walker, event) -> bool:
    """Whether a place lies behind where one was when the network went."""
    scene = walker.led.scene
    if not hasattr(event, "lat") or scene.s_m > 40:
        return False
    return scene.line.nearest(scene.plane.xy(event.lat, event.lon), 0, 60).s_m < 28


async def test_somebody_blind_finds_four_corners_by_flicks(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True, welcomed=True) as person:
        person.session.change_needs(replace(Needs(), profile=ProfileId.BLIND))
        found = await ways(person)
        trip = next(itinerary for itinerary in found if not any(leg.route for leg in itinerary.legs))
        walker = Walker(person)
        walker.stand_at_start_of(trip)
        person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
        await person.flick_to("Start guidance")
        await person.double_tap()
        await person.until(lambda: getattr(person.page, "corners", False), "the page of corners")
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 20)
        for name, answer in (("Repeat", "repeat"), ("Around me", "around_me"), ("My stop", "answer")):
            await person.flick_to(name)
            await person.double_tap()
            await walker.stand(2)
            assert walker.told[-1][0] == answer, walker.told
        await person.flick_to("Get help")
        await person.double_tap()
        await person.see("Share where I am", "radio")
        await person.flick_to("Share where I am")
        await person.double_tap()
        call = person.session.device.share.calls[-1]
        assert call[0] == "text"
        assert "https://www.openstreetmap.org/?mlat=55.4" in call[2]


async def test_by_keys(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True, guide_screen="corners") as person:
        found = await ways(person)
        trip = next(itinerary for itinerary in found if not any(leg.route for leg in itinerary.legs))
        walker = Walker(person)
        walker.stand_at_start_of(trip)
        person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
        await person.press("l")
        await person.until(lambda: getattr(person.page, "corners", False), "the page of corners")
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        reader = person.app.hearing.reader
        for key, name in (("right", "Repeat"), ("right", "Around me"), ("down", "Get help"), ("left", "My stop"), ("up", "Repeat")):
            await person.press(key)
            assert reader.focused.name.startswith(name)
        before = len(walker.told)
        await person.press("space")
        await walker.stand(2)
        assert "repeat" in [name for name, _ in walker.told[before:]]
        await person.press("h", "ctrl")
        assert walker.told[-1][0] == "where_am_i"
        await person.press("escape")
        await person.see("End guidance?", "heading")
        await person.press("escape")
        assert person.session.leading.on
        await person.press("escape")
        await person.tap("End guidance", "radio")
        await person.until(lambda: not person.session.leading.on, "guidance ends")
        assert person.session.underway.trip is not None
        await person.until(lambda: person.page.title == "Your trip", "the trip goes on")


async def test_things_to_come_and_the_problem_sheet_on_the_map(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        await person.press("right")
        first = walker.told[-1]
        await person.press("right")
        assert walker.told[-1][0] == first[0] == "answer"
        assert walker.told[-1][1] != first[1]
        await person.tap("Report a problem on the way")
        await person.see("Problem", "heading")
        await person.tap("Quiet until the next turn")
        assert walker.led.guide.quiet.on(walker.seconds())
        await person.tap("Report a problem on the way")
        await person.tap("Four large buttons")
        await person.until(lambda: person.page.corners, "the corners")
        assert person.session.settings.guide_screen == "corners"
        await person.tap("Get help")
        await person.tap("Show the map")
        await person.until(lambda: not person.page.corners, "the map")
        await person.tap("Report a problem on the way")
        await person.tap("Report a problem here")
        await person.until(lambda: person.page.title not in ("", "Guidance"), "the page of reports")
        person.app.router.back()
        await person.until(lambda: person.page.title == "Guidance", "back on the way")


async def test_the_way_is_rehearsed_at_home(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        await ways(person, destination=UNIVERSITY)
        trip = person.page.state.results[0].itinerary
        person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
        await person.tap("Preview of the way")
        await person.until(lambda: person.page.ready, "all steps")
        page = person.page
        assert len(page.steps) > 3
        await person.hear("Previewing.")
        await person.press("right")
        assert page.at == 1
        assert person.transcript[-1] == page.steps[1].words
        assert (await person.see("Previewing. ", "text")).name.startswith(f"Previewing. {page.steps[1].text}")
        await person.tap("Step before")
        await person.tap("Step before")
        await person.hear("Here the way begins.")
        assert not person.session.leading.on


async def test_settings_hold_at_once_on_the_way(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        walker = await set_out_on_foot(person)
        await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= 10)
        session, scene = person.session, walker.led.scene
        session.change(language="de", guide_units="feet", guide_detail=1)
        session.change_needs(replace(session.needs, profile=ProfileId.MANUAL_CHAIR))
        assert (scene.language, scene.settings.units, scene.settings.detail, scene.profile.wheels) == ("de", "ft", 1, True)
        session.leading.ask("where")
        assert walker.told[-1][1].startswith("Sie sind auf:") or "Position" in walker.told[-1][1]
        person.app.router.choose("me")
        person.app.router.go("guiding")
        await person.tap("Unterwegs sprechen", "switch")
        assert not session.settings.guide_voice
        heard = len(person.transcript)
        session.leading.ask("around")
        await walker.stand(1)
        assert not [text for text in person.transcript[heard:] if text == walker.led.last.words]


async def test_without_a_trip_nobody_is_led(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        assert person.session.leading.begin() == "There is no trip to be led along. Choose a way first."
