"""Every screen of the app, opened as a person would come to it, in a state worth looking at."""
from dataclasses import replace
from datetime import timedelta

import msgspec

from backend.contract.trips import HindranceCode
from mobile.asking import Spot, When, WhenKind
from mobile.screens.results.left_out import bar_of
from mobile.screens.results.state import arranged
from mobile.screens.results.why_sheet import WhySheet
from tests.mobile.lively import a_break, alerts, left_out, lively, moved

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


async def results_live(person):
    await results(person)
    page, now = person.page, person.session.now()
    trips = [lively(result.itinerary, now) for result in page.state.results]
    bar = bar_of((left_out(trips[0], HindranceCode.CLOSED, HindranceCode.CANCELLED),))
    state = replace(page.state, alerts=alerts(now), sort="best", left_out=bar)
    page.state = arranged(state, trips, person.session.needs, person.session.settings.units, now)
    page.redraw()


async def why(person):
    await results_live(person)
    person.app.router.open(WhySheet(person.page.state.left_out))


async def itinerary_live(person):
    await results_live(person)
    longest = max(person.page.state.results, key=lambda result: len(result.itinerary.legs))
    person.page.open_result(longest)


def soon(trip, now):
    """The trip as if its first ride left in some minutes."""
    ride = next(leg for leg in trip.legs if leg.route)
    by = now + timedelta(minutes=3) - ride.depart_at
    legs = tuple(moved(leg, by) for leg in trip.legs)
    return msgspec.structs.replace(trip, legs=legs, depart_at=trip.depart_at + by, arrive_at=trip.arrive_at + by)


async def underway(person):
    await results(person)
    now, session = person.session.now(), person.session
    trip = max((result.itinerary for result in person.page.state.results), key=lambda trip: len(trip.legs))
    session.underway.start(lively(soon(trip, now), now), session.ask)
    person.app.router.go("underway")


async def underway_broken(person):
    await underway(person)
    trip = person.session.underway.trip.itinerary
    person.session.underway.take(a_break(trip, other=trip))


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
    "itinerary": itinerary, "results live": results_live, "why": why, "itinerary live": itinerary_live,
    "underway": underway, "underway broken": underway_broken,
    "around": around, "stop": stop, "saved": saved, "me": me,
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
    if person.session.underway.trip:
        person.session.underway.end()
    while router.sheet():
        router.sheet().close()
    for key in router.stacks:
        for page in router.stacks[key][1:]:
            page.leave()
        del router.stacks[key][1:]
    router.tab = ""
    router.choose("plan")
