"""Every screen of the app, opened as a person would come to it, in a state worth looking at."""
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import msgspec

from accessibility.profiles import ProfileId
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.trips import HindranceCode, ObstacleOnWay
from mobile.asking import Spot, When, WhenKind
from mobile.screens.results.left_out import bar_of
from mobile.screens.results.state import arranged
from mobile.screens.results.why_sheet import WhySheet
from mobile.screens.wizard.state import tick
from mobile.store.draft import drop_draft
from mobile.store.needs import Needs
from tests.mobile.lively import a_break, alerts, left_out, lively, moved
from tests.mobile.screens.inspect.shown import INSPECTED
from tests.mobile.screens.scan.shown import SCANNED
from tests.mobile.tour_account import me
from tests.mobile.tour_bought import BOUGHT
from tests.mobile.tour_day import DAYS
from tests.mobile.tour_driving import DRIVING
from tests.mobile.tour_parking import PARKING
from tests.mobile.tour_reports import REPORTS
from tests.mobile.tour_requests import REQUESTS
from tests.mobile.tour_rides import RIDES
from tests.mobile.walked import Walker

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


async def no_way(person):
    """For somebody who goes neither up nor down; the city names whom to call."""
    person.session.change_needs(Needs(ProfileId.CUSTOM, {"max_incline_up_pct": 0, "max_incline_down_pct": 0, "steps": False}))
    person.app.router.choose("plan")
    morning = person.session.now().replace(hour=8, minute=5, second=0, microsecond=0) + timedelta(days=1)
    person.session.set_ask(origin=STATION, destination=UNIVERSITY, when=When(WhenKind.DEPART, morning))
    person.app.router.go("results")
    await person.until(lambda: person.page.state.phase == "none", "no way")


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


async def guided(person, page: str = "guidance", to_m: float = 40):
    """Led along a trip that begins soon, up to so many metres."""
    await results(person)
    session = person.session
    trip = soon(max((result.itinerary for result in person.page.state.results), key=lambda trip: len(trip.legs)), session.now())
    walker = Walker(person)
    walker.stand_at_start_of(trip)
    session.underway.start(trip, session.ask)
    session.underway.leave_city()
    assert not session.leading.begin()
    person.app.router.go(page)
    await walker.walk(walker.way(), until=lambda: walker.led.scene.s_m >= to_m)
    return walker


async def corners(person):
    await guided(person, "corners")


async def position_lost(person):
    walker = await guided(person)
    await walker.stand(20)


async def guidance_over(person):
    walker = await guided(person)
    walker.led.ask("end")
    person.session.tell("guidance")


async def preview(person):
    await itinerary(person)
    person.page.preview()
    await person.until(lambda: person.page.ready, "all steps")
    person.page.step(1)


async def problem(person):
    await guided(person)
    person.page.open_problem()


async def say_less(person):
    """On a way walked for the third time, after its last words."""
    await guided(person)
    person.session.leading.offers_brief = True
    person.session.tell("guidance")


async def underway_warned(person):
    """Before something that others report."""
    await underway(person)
    session, now = person.session, person.session.now()
    session.underway.leave_city()
    trip = session.underway.trip
    start = trip.itinerary.legs[0].from_
    kinds = (ObstacleKind.PARKED_VEHICLE, ObstacleState.REPORTED), (ObstacleKind.HOLE_OR_DAMAGE, ObstacleState.CONFIRMED)
    found = tuple(ObstacleOnWay(uuid4(), kind, start.lat, start.lon, state, now - timedelta(minutes=20), 0, 0.0) for kind, state in kinds)
    session.underway.trip = replace(trip, itinerary=msgspec.structs.replace(trip.itinerary, obstacles=found), told=None)
    session.device.location.move(start.lat, start.lon)
    session.underway.tick()
    await person.frames(3)
    person.page.ids.sheet.go_to(1)


async def stop(person):
    await around(person)
    person.page.router.go("stop", stop_id=person.page.state.stops[0].stop_id)
    await person.until(lambda: person.page.state.phase == "ready", "departures of the stop")


async def around(person):
    person.app.router.choose("plan")
    person.app.router.go("around")
    await person.until(lambda: person.page.state.phase == "ready", "stops")


async def saved(person):
    person.app.router.choose("saved")


def under_me(name: str):
    async def opened(person):
        await me(person)
        person.app.router.go(name)

    return opened


def wizard(step: int):
    """With a hand wheelchair and a pram chosen in the second step."""

    async def opened(person):
        await me(person)
        drop_draft(person.session.store)
        person.app.router.go("wizard")
        page = person.page
        page.draft = tick(tick(page.draft, "wheels"), "pram") if step > 1 else page.draft
        for following in range(2, step + 1):
            page.go_to(following)
        if step == 4:
            await person.until(lambda: page.tried.phase != "loading", "a way to try")

    return opened


async def people(person):
    await me(person)
    session = person.session
    if len(session.people.everyone) == 1:
        with_mother = session.people.added("with my mother")
        session.change_people(with_mother.changed(with_mother.everyone[-1].key, needs=Needs(ProfileId.MANUAL_CHAIR, max_walk_m=800)))
    person.app.router.go("people")


async def needs_of_another(person):
    await people(person)
    person.app.router.go("needs", key=person.session.people.everyone[-1].key)


async def who(person):
    await people(person)
    await results(person)
    person.page.open_needs()


SCREENS = {
    "home": home, "search": search, "nothing found": nothing_found, "pick": pick, "results": results, "when": when, "sort": sort,
    "itinerary": itinerary, "results live": results_live, "why": why, "itinerary live": itinerary_live,
    "underway": underway, "underway broken": underway_broken, "underway warned": underway_warned, "guidance": guided, "corners": corners,
    "position lost": position_lost, "guidance over": guidance_over, "say less": say_less, "problem": problem, "preview": preview, **REPORTS,
    **REQUESTS, **SCANNED, **INSPECTED, **DRIVING, **PARKING, **RIDES, **BOUGHT, "around": around, "stop": stop, "saved": saved, **DAYS, "me": me,
    **{name: under_me(name) for name in ("needs", "guiding", "signs", "privacy", "licences", "backend")},
    **{f"wizard {step}": wizard(step) for step in (1, 2, 3, 4)}, "people": people, "needs of another": needs_of_another, "who": who,
    "no way": no_way,  # the last, since who asks has other needs from then on
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
