"""A trip tapped together from an empty start, kept, shared and found again."""
from tests.mobile.driver import choose_morning, using

STATION = (55.4897, 3.5036)


async def test_a_trip_from_an_empty_start(tmp_path, backend):
    async with using(tmp_path, backend.address) as person:
        await person.see("Choose a place to see what leaves near it")
        await person.tap("Where to? Search")
        await person.until(lambda: person.page.ids.field.entry.focus, "the keyboard opens by itself")
        await person.type("university")
        await person.tap("University", "button")
        await person.see("Where from?", "heading")
        await person.until(lambda: person.page.ids.field.entry.focus, "the keyboard opens by itself")
        await person.type("main station")
        await person.tap("Main Station", "button")
        await person.see("From Main Station")
        await person.see("To University")
        await choose_morning(person)
        results = person.page.state.results
        assert 2 <= len(results) <= 5
        assert results[0].best
        await person.tap("1 of ")
        await person.see("Step 1 of")
        ride = next(line for line in person.page.state.lines if getattr(line, "toggle", ("",))[0] == "Show the stops between")
        await person.tap(ride.spoken)
        assert person.find(ride.inner_spoken[0])
        await person.tap("Save the trip")
        await person.hear("Trip saved")
        await person.tap("Share")
        await person.tap("As calendar file")
        assert person.session.device.share.calls[-1][0] == "file"
        await person.tap("Back", "button")
        await person.tap("Back", "button")
        await person.tap("Saved", "tab")
        await person.tap("Main Station to University")
        await person.see("Remove from saved trips")


async def test_sorting_and_swapping(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await person.tap("Where to? Search")
        await person.until(lambda: person.page.ids.field.entry.focus, "the keyboard opens by itself")
        await person.type("university")
        await person.tap("University", "button")
        await person.see("From My location")
        await choose_morning(person)
        await person.tap("Sorted by: Best for you")
        await person.tap("Least walking")
        walks = [result.itinerary.walk_m for result in person.page.state.results]
        assert walks == sorted(walks)
        await person.tap("Swap")
        await person.see("From University")
        await person.see("To My location")


async def test_the_map_says_what_stands_where_it_is_tapped(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        drawn = person.page.ids.map
        await person.until(lambda: drawn.segments > 0, "tiles")
        await person.tap_at(drawn.center_x, drawn.top - 250)
        await person.see("Go here")
        (tapped,) = drawn.pins
        assert tapped.name in person.transcript
        assert person.find(tapped.name)
        await person.tap("Go here")
        await person.see("From My location")
        assert await person.see(f"To {tapped.name}")


async def test_what_leaves_near_opens_its_stop(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await person.until(lambda: person.page.state.phase == "ready", "departures")
        home, first = person.page, person.page.state.rows[0]  # it does not leave from the nearest stop at all hours
        await person.tap(first.spoken)
        await person.until(lambda: person.page is not home and person.page.state.phase == "ready", "the page of the stop")
        assert person.page.title
        assert first.where.startswith(person.page.title)
        assert any(row.line == first.line for row in person.page.state.rows)


async def test_a_point_is_picked_near_the_person_though_the_page_was_open_before_the_city_had_answered(tmp_path, backend):
    async with using(tmp_path, backend.address) as person:
        session = person.session
        await person.until(lambda: session.city, "the city")
        city, session.city, session.view = session.city, None, None
        person.app.router.go("pick", field="here", on_pick=lambda spot: None)
        await person.frames(3)
        assert not person.page.ready
        session.city = city
        session.tell("city")
        await person.until(lambda: person.page.ready, "the name of the middle")
        assert (round(person.page.state.spot.lat, 3), round(person.page.state.spot.lon, 3)) == (round(city.centre.lat, 3), round(city.centre.lon, 3))
