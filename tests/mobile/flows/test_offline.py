"""The backend is gone: what was saved and seen still works, and the app says what it cannot do."""
from tests.mobile.driver import using
from tests.mobile.tour import open_screen

STATION = (55.4897, 3.5036)


async def test_saved_trips_and_seen_tiles_work_without_network(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await open_screen(person, "home")
        await open_screen(person, "itinerary")
        await person.tap("Save the trip")
        await person.hear("Trip saved")
        seen = person.page.ids.map.segments
        assert seen > 0
    backend.stop()
    try:
        async with using(tmp_path, backend.address, STATION) as person:
            await person.see("No connection. Saved trips and the map you have seen still work.", "alert")
            await person.hear("No connection.")
            await person.until(lambda: person.page.ids.map.segments > 0, "the streets that were seen")
            await person.see("No departures now", "heading")
            await person.tap("Saved", "tab")
            await person.tap("University of Quenama to Hospital")
            await person.see("Step 1 of")
            await person.until(lambda: person.page.ids.map.segments > 0, "the way on streets that were seen")
            person.app.router.choose("me")
            await person.tap("Look: ")
            await person.tap("Dark")
            assert person.session.settings.theme == "dark"
            person.app.router.choose("plan")
            await person.tap("Where to? Search")
            await person.until(lambda: person.page.ids.field.entry.focus, "the field")
            await person.type("university")
            await person.see("The search did not work", "heading")
            backend.start()
            await person.until(lambda: person.session.reached, "the network is back")
            await person.hear("Connected again.")
            await person.tap("Search again")
            await person.see("University")
    finally:
        backend.stop()
        backend.start()


async def test_an_address_that_is_no_city_is_refused_and_nothing_is_lost(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await person.until(lambda: person.session.city, "the city")
        await open_screen(person, "backend")
        await person.tap("Address", "textfield")
        person.page.field.entry.text = "http://127.0.0.1:1"
        await person.tap("Check and use")
        await person.see("Nothing answers at this address. The old one stays.")
        assert person.session.settings.backend == backend.address
        person.page.field.entry.text = "http://example.org"
        await person.tap("Check and use")
        await person.see("The address has to begin with https:// so that nobody reads along.")
        person.page.field.entry.text = backend.address.removeprefix("http://")
        await person.tap("Check and use")
        await person.hear("Connected to")
