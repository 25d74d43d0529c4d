"""A real walk: from Bismarckplatz to the university library and back, planned by the city service on the real city, led along as the app would."""
import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from accessibility.guidance import Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import features as f
from accessibility.guidance import route as r
from accessibility.guidance.geometry import Line, Plane
from accessibility.profiles import PROFILES, ProfileId
from backend.contract.limits import CrossingKind, Limits
from backend.contract.trips import Itinerary, Place, PlanRequest, TripMode
from backend.service.services import Services
from backend.trips.service import TripPlanner
from mobile.guiding.route import route_of
from tests.accessibility.guidance.walking import in_order
from tests.accessibility.guidance.walks import Walk

SQUARE = Place(49.40925, 8.69345, "Bismarckplatz")
LIBRARY = Place(49.40955, 8.70650, "Universitätsbibliothek")
LEAVING = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
PACE_MPS, AT_KERB_S, AT_START_S, AT_END_S = 1.0, 12, 5, 12
WITHIN = 1.51  # in a round cloud of positions 68 % lie within this many deviations
LASTS = 0.95  # of an error, a second later


@cache
def planned(folder: Path, there: bool = True) -> Itinerary:
    """As somebody blind asks: only marked crossings, on foot, with all that guidance needs."""
    planner = TripPlanner(Services.open(folder).live)
    ends = (SQUARE, LIBRARY) if there else (LIBRARY, SQUARE)
    limits = Limits(crossings=tuple(CrossingKind(one) for one in PROFILES[ProfileId.BLIND].crossings or ()))
    asked = PlanRequest(*ends, depart_at=LEAVING, modes=(TripMode.WALK,), limits=limits, guidance=True)
    return planner.plan(asked).itineraries[0]


def real_walk(folder: Path, accuracy_m: float, there: bool = True, seed: int = 7) -> Walk:
    route = route_of(planned(folder, there), (LIBRARY if there else SQUARE).name)
    profile, settings = Profile(aid="cane"), Settings(pace_mps=PACE_MPS)
    return Walk(route, profile, settings, in_order(walked(route, accuracy_m, random.Random(seed))))


def walked(route: r.Route, accuracy_m: float, rng: random.Random) -> Iterator[e.PositionSeen]:
    """A fix a second along the way, standing before each road; each is off by what lasts of the last error and some more."""
    plane = Plane(route.points[0])
    line = Line([plane.xy(*point) for point in route.points])
    deviation_m = accuracy_m / WITHIN
    off = [rng.gauss(0, deviation_m), rng.gauss(0, deviation_m)]
    for t, (at_m, moving) in enumerate(seconds(route, line.length_m)):
        off = [LASTS * one + math.sqrt(1 - LASTS**2) * rng.gauss(0, deviation_m) for one in off]
        x, y = line.at(at_m)
        lat = plane.lat + (y + off[1]) / plane.xy(plane.lat + 1, plane.lon)[1]
        lon = plane.lon + (x + off[0]) / plane.xy(plane.lat, plane.lon + 1)[0]
        course = (line.bearing_at(at_m) + rng.gauss(0, 5)) % 360 if moving else None
        yield e.PositionSeen(t, lat, lon, accuracy_m, PACE_MPS if moving else 0.0, course)


def seconds(route: r.Route, length_m: float) -> Iterator[tuple[float, bool]]:
    """(metres along the way, whether moving) of each second."""
    kerbs = [max(0.0, one.s_m - 1) for one in route.features if isinstance(one, f.Crossing)]
    yield from [(0.0, False)] * AT_START_S
    at_m = 0.0
    while at_m < length_m:
        yield at_m, True
        before, at_m = at_m, min(length_m, at_m + PACE_MPS)
        if any(before < kerb <= at_m for kerb in kerbs):
            yield from [(at_m, False)] * AT_KERB_S
    yield from [(length_m, False)] * AT_END_S
