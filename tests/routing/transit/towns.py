"""Inline towns for tests that speak of one rule: a feed, walks in seconds between its stops, and questions by the clock."""
import re
from dataclasses import replace
from datetime import date

import numpy as np

from routing.transit.day import build_day
from routing.transit.extra import ExtraTrip
from routing.transit.journeys import TransitJourney
from routing.transit.model import Transit
from routing.transit.search_api import Ends, Options, TransitSearch
from routing.transit.workspace import INF
from routing.walks import Walks
from tests.routing.transit.feeds import DAY, ZONE, Feed, Trip, make_transit
from tests.routing.transit.networks import FAR, VERTICES, make_walks

CLOCK = re.compile(r"(\d+):(\d\d)(?::(\d\d))?")


def clock(text: str) -> int:
    """Seconds of the service day: `8:10`, `25:30`, `8:10:30`."""
    hours, minutes, seconds = CLOCK.fullmatch(text).groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)


def trip(text: str, **facts) -> Trip:
    """A trip from `stop at time, ...`; `stop at arrival-departure` where it waits."""
    calls = []
    for call in text.split(","):
        stop, times = call.split(" at ")
        calls.append((int(stop), *(clock(part.strip()) for part in times.split("-"))))
    return Trip(calls, **facts)


def extra(text: str, id: str = "x", days: int = 0, route: int = 0, **facts) -> ExtraTrip:
    """A trip that no timetable has, days after DAY."""
    return as_extra(trip(text, route=route), id, days, **facts)


def as_extra(told: Trip, id: str, days: int = 0, **facts) -> ExtraTrip:
    stops, arrival_s, departure_s = (tuple(column) for column in zip(*told.times()))
    return ExtraTrip(id, told.route, DAY.toordinal() + days, stops, arrival_s, departure_s, **facts)


def footpaths(stops: int, walks_s: dict[tuple[int, int], int]) -> Walks:
    """Each stop a vertex of its own; walks in one direction."""
    arc_ms = np.full((VERTICES, VERTICES), FAR)
    for ends, seconds in walks_s.items():
        arc_ms[ends] = seconds * 1000
    return make_walks(arc_ms, np.arange(stops, dtype=np.int32))


def town(feed: Feed, walks_s: dict[tuple[int, int], int] | None = None, day: date = DAY) -> TransitSearch:
    transit = make_transit(feed)
    return TransitSearch.of_timetable(transit, footpaths(feed.stops, walks_s or {}), build_day(transit, day, ZONE))


def on_day(transit: Transit, day: date) -> Transit:
    """The same services with `day` in the place of DAY."""
    return replace(transit, first_day=transit.first_day + day.toordinal() - DAY.toordinal())


def options(**limits) -> Options:
    """Access and egress of these questions are single stops, which says nothing about what can be walked to."""
    return Options(walk_access=False, walk_egress=False, **limits)


def ask(search: TransitSearch, start: int, goal: int, at: str, direct_s: int = INF, **limits) -> list[TransitJourney]:
    return search.earliest(Ends.of([(start, 0)]), Ends.of([(goal, 0)]), clock(at), direct_s, options(**limits))


def arrival(search: TransitSearch, start: int, goal: int, at: str, **limits) -> str | None:
    """Earliest arrival by the clock, None if there is no way."""
    journeys = ask(search, start, goal, at, **limits)
    return said(min(journey.arrival_s for journey in journeys)) if journeys else None


def said(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")
