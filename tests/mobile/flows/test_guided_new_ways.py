"""Led through the demonstration city: off the way and on a new one; a longer one is asked about; without network the old one goes on."""
import math
from dataclasses import replace
from datetime import timedelta

import msgspec

from tests.mobile.driver import using
from tests.mobile.flows.setting_out import STATION, set_out_on_foot


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
