"""Small ways for guidance: legs in local metres, x east and y north of one corner, as a server would tell them."""
import math
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from backend.contract.following import LegNow, LegState, TripNow
from backend.contract.live import Source
from backend.contract.transit import Route, TransitMode
from backend.contract.trips import IntermediateStop, Itinerary, Leg, LegMode, LegPlace, Step
from tests.mobile.polylines import encode

START = datetime(2026, 11, 27, 8, 47, tzinfo=ZoneInfo("Europe/Berlin"))
LAT, LON, DEGREE_M = 49.4, 8.7, 111_194.93


def at(x: float, y: float) -> tuple[float, float]:
    return LAT + y / DEGREE_M, LON + x / (DEGREE_M * math.cos(math.radians(LAT)))


def place(x: float, y: float, name: str = "", stop_id: str | None = None, platform: str | None = None) -> LegPlace:
    return LegPlace(name, *at(x, y), stop_id, platform)


def step(name: str, x: float, y: float, metres: float, manoeuvre: str, **more) -> Step:
    return Step(name, "residential", metres, round(metres), manoeuvre, 0, 0, *at(x, y), (1,), **more)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


def on_foot(points, steps, begin=0.0, end=5.0, ends=("", ""), **more) -> Leg:
    length = sum(math.dist(a, b) for a, b in pairwise(points))
    return Leg(
        mode=more.pop("mode", LegMode.WALK), from_=place(*points[0], ends[0]), to=place(*points[-1], ends[1]), depart_at=minutes(begin),
        arrive_at=minutes(end), distance_m=length, geometry=encode([at(*point) for point in points]), steps=steps, **more,
    )  # fmt: skip


TRAM = Route("r4", "4", "", "#B51F1F", "#FFFFFF", 0, TransitMode.TRAM, "City Trams")


def ride(stops, begin=7.0, end=12.0, **more) -> Leg:
    """`stops`: (x, y, name) from boarding to alighting, in a straight line each."""
    (x, y, first), *between, (x2, y2, last) = stops
    times = [minutes(begin + 1 + n) for n in range(len(between))]
    inner = tuple(IntermediateStop(name, *at(px, py), name.lower(), time, time) for time, (px, py, name) in zip(times, between))
    more = {"trip_id": "t1", "headsign": "Depot", "mode": LegMode.TRAM} | more
    length = sum(math.dist(a[:2], b[:2]) for a, b in pairwise(stops))
    return Leg(
        from_=place(x, y, first, first.lower(), more.pop("platform", None)), to=place(x2, y2, last, last.lower()), depart_at=minutes(begin),
        arrive_at=minutes(end), distance_m=length, geometry=encode([at(*stop[:2]) for stop in stops]), route=TRAM, intermediate_stops=inner, **more,
    )  # fmt: skip


def trip(*legs: Leg, **more) -> Itinerary:
    begin, end = legs[0].depart_at, legs[-1].arrive_at
    return Itinerary(
        depart_at=begin, arrive_at=end, duration_s=int((end - begin).total_seconds()), transfers=0, walk_m=300, climb_m=0, co2_g=0, legs=legs, **more
    )


CORNER = on_foot(
    [(0, 0), (0, 80), (140, 80)],
    (step("Station Street", 0, 0, 80, "depart"), step("Mill Road", 0, 80, 140, "right")),
    ends=("Home", "The library"),
)
"""80 m north along Station Street, then 140 m east along Mill Road."""


def tram_trip() -> Itinerary:
    """Round a corner to the tram, two stops on, and 100 m on foot."""
    walk = on_foot(
        [(0, 0), (0, 80), (60, 80)], (step("Station Street", 0, 0, 80, "depart"), step("Mill Road", 0, 80, 60, "right")), ends=("Home", "Market")
    )
    tram = ride([(60, 80, "Market"), (560, 80, "Old Town"), (1060, 80, "Bridge")], next_stop=place(1560, 80, "Port", "port"), platform="B")
    end = on_foot([(1060, 80), (1060, 180)], (step("Quay", 1060, 80, 100, "depart"),), begin=12, end=14, ends=("Bridge", "Office"))
    return trip(walk, tram, end)


def told(state: LegState = LegState.ON_TIME, by_min: float = 0, live: bool = True, **more) -> TripNow:
    itinerary = tram_trip()
    late = timedelta(minutes=by_min)
    source = Source("trams", START - timedelta(seconds=20), 20) if live else None
    legs = tuple(
        LegNow(number, state if leg.route else LegState.ON_TIME, leg.depart_at + (late if leg.route else timedelta()), leg.arrive_at + late,
               live=source if leg.route else None, spare_s=more.get("spare_s") if leg.route else None)
        for number, leg in enumerate(itinerary.legs)
    )  # fmt: skip
    return TripNow("t", START, minutes(200), 0, False, False, False, itinerary.arrive_at, legs, None, None, more.get("obstacles", ()))
