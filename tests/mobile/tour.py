"""Every screen of the app, opened as a person would come to it, in a state worth looking at."""
from datetime import timedelta

from mobile.asking import Spot, When, WhenKind

STATION = Spot("Main Station", 55.4897, 3.5036)
UNIVERSITY = Spot("University of Quenama", 55.5066, 3.4845)
HOSPITAL = Spot("Hospital", 55.509508, 3.529199)


async def home(person):
    person.app.router.choose("plan")
    await person.until(lambda: person.page.state.phase == "ready", "departures")


async def search(person):
    person.app.router.choose("plan")
    person.app.router.go("search", field="destination")
    person.page.ids.field.entry.text = "station"
    await person.until(lambda: person.page.state.phase == "found", "places")


async def nothing_found(person):
    person.app.router.choose("plan")
    person.app.router.go("search", field="home")
    person.page.ids.field.entry.text = "xqzvkw"
    await person.until(lambda: person.page.state.phase == "none", "nothing")


async def pick(person):
    person.app.router.choose("plan")
    person.app.router.go("pick", field="here", on_pick=lambda spot: None)
    await person.until(lambda: person.page.ready, "the name of the middle")


async def results(person):
    person.app.router.choose("plan")
    morning = person.session.now().replace(hour=8, minute=5, second=0, microsecond=0) + timedelta(days=1)
    person.session.set_ask(origin=UNIVERSITY, destination=HOSPITAL, when=When(WhenKind.DEPART, morning))
    person.app.router.go("results")
    await person.until(lambda: person.page.state.phase == "ready", "ways")


async def when(person):
    await results(person)
    person.page.open_when()


async def sort(person):
    await results(person)
    person.page.open_sort()


async def itinerary(person):
    await results(person)
    longest = max(person.page.state.results, key=lambda result: len(result.itinerary.legs))
    person.page.open_result(longest)
    await person.frames(3)
    first = next(widget for widget in person.page.ids.sheet.content.children[::-1] if hasattr(widget, "opened"))
    first.opened = True


async def stop(person):
    person.app.router.choose("around")
    await person.until(lambda: person.page.state.phase == "ready", "stops")
    person.page.router.go("stop", stop_id=person.page.state.stops[0].stop_id)
    await person.until(lambda: person.page.state.phase == "ready", "departures of the stop")


async def around(person):
    person.app.router.choose("around")
    person.app.router.choose("around")
    await person.until(lambda: person.page.state.phase == "ready", "stops")


async def saved(person):
    person.app.router.choose("saved")


async def me(person):
    person.app.router.choose("me")
    person.app.router.choose("me")


def under_me(name: str):
    async def opened(person):
        await me(person)
        person.app.router.go(name)

    return opened


SCREENS = {
    "home": home, "search": search, "nothing found": nothing_found, "pick": pick, "results": results, "when": when, "sort": sort,
    "itinerary": itinerary, "around": around, "stop": stop, "saved": saved, "me": me,
    **{name: under_me(name) for name in ("needs", "signs", "privacy", "licences", "backend")},
}  # fmt: skip


async def open_screen(person, name: str) -> None:
    """The screen, drawn and at rest."""
    await SCREENS[name](person)
    await person.frames(6)
    await person.until(lambda: not person.session.tiles.busy(), "tiles")
    await person.frames(4)


async def close_screen(person) -> None:
    """Back to the first page of the first tab."""
    router = person.app.router
    while router.sheet():
        router.sheet().close()
    for key in router.stacks:
        for page in router.stacks[key][1:]:
            page.leave()
        del router.stacks[key][1:]
    router.tab = ""
    router.choose("plan")
