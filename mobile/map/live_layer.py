"""What is live, as marks: which are shown at which zoom, what stands on them, what stands together. Decides alone, without Kivy."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from backend.contract.around import (
    CarParkNow,
    ClosedStretch,
    LiftNow,
    LiveAreaResponse,
    LiveLayer,
    ObstacleNow,
    RentalStation,
    RentalVehicle,
    TransitVehicle,
)
from backend.contract.obstacles import ObstacleState
from mobile import tokens
from mobile.earth import flat_distance_m
from mobile.live import GONE_S, OLD_S
from mobile.map.mercator import TILE, to_world
from mobile.polyline import decode

Thing = RentalStation | RentalVehicle | TransitVehicle | CarParkNow | ClosedStretch | LiftNow | ObstacleNow
Point = tuple[float, float]  # lat, lon


class Zooms(NamedTuple):
    """From `small` on there is a dot, from `full` on what is written on it too."""

    small: float
    full: float


# What changes a whole trip is seen from afar, what one walks to only where one could walk.
ZOOMS = {
    LiveLayer.CLOSURES: Zooms(12.5, 14.0),
    LiveLayer.VEHICLES: Zooms(13.0, 14.5),
    LiveLayer.CAR_PARKS: Zooms(13.0, 14.5),
    LiveLayer.RENTALS: Zooms(14.0, 15.3),
    LiveLayer.LIFTS: Zooms(14.5, 15.5),
    LiveLayer.OBSTACLES: Zooms(14.5, 15.5),
}
SINGLE_ZOOM = 15.3  # single vehicles are many: those of a whole district would hide its streets
# A tram is a stop further after three minutes: a mark where it was would send people to the wrong place.
LASTS_S = {LiveLayer.VEHICLES: 180}
UNTIL_ENDED = frozenset({LiveLayer.CLOSURES, LiveLayer.OBSTACLES})  # holds until its end, however long ago somebody said so
MOST = 300  # marks of a layer
TOGETHER_DP = 44  # single vehicles closer than that are one mark
# Which has room first where not all can be written out.
RANKED = (LiveLayer.LIFTS, LiveLayer.CLOSURES, LiveLayer.OBSTACLES, LiveLayer.VEHICLES, LiveLayer.RENTALS, LiveLayer.CAR_PARKS)
RANKS = {layer: rank for rank, layer in enumerate(RANKED)}
# GBFS form factor: as what it is drawn.
FORMS = {
    "bicycle": "SHARED_BIKE", "cargo_bicycle": "SHARED_BIKE", "scooter": "SCOOTER", "scooter_standing": "SCOOTER", "scooter_seated": "SCOOTER",
    "moped": "SCOOTER", "car": "SHARED_CAR",
}  # fmt: skip
UNKNOWN_FORM, UNKNOWN_MODE = "SHARED_BIKE", "BUS"
# Signs beside those of `tokens.MODES`: fill, what stands on it, icon. Something that is not as it should be is red, what one alone says is yellow.
WRONG = {
    "CLOSURE": ("#AE0F2A", "#FFFFFF", "minus-circle"), "LIFT": ("#AE0F2A", "#FFFFFF", "elevator-passenger-off"),
    "ESCALATOR": ("#AE0F2A", "#FFFFFF", "escalator"), "OBSTACLE": ("#AE0F2A", "#FFFFFF", "traffic-cone"),
    "REPORTED": ("#FFC72E", "#11182B", "traffic-cone"),
}  # fmt: skip
LONGEST_LINE = 5  # letters of the name of a line on a mark; a longer one stands in its sheet


@dataclass(frozen=True)
class LiveMark:
    """One mark. `sign` is a mode of `tokens.MODES`, PARKING or one of WRONG; `things` are what it stands for, more than one where they stand close
    together; `empty`: nothing can be taken or parked; `lines` are the streets of a closure. `key` stays from answer to answer."""

    key: str
    layer: LiveLayer
    lat: float
    lon: float
    sign: str
    things: tuple[Thing, ...]
    text: str = ""
    colours: tuple[str | None, str | None] = (None, None)
    bearing_deg: float | None = None
    full: bool = True
    empty: bool = False
    seen_at: datetime | None = None
    old: bool = False
    lines: tuple[tuple[Point, ...], ...] = ()


def icon_of(sign: str) -> str:
    return (WRONG.get(sign) or tokens.MODES[sign])[2]


def layers_at(zoom: float, chosen: Collection[LiveLayer]) -> tuple[LiveLayer, ...]:
    """What there is to ask for at a zoom."""
    return tuple(layer for layer in LiveLayer if layer in chosen and zoom >= ZOOMS[layer].small)


def marks_of(answer: LiveAreaResponse, chosen: Collection[LiveLayer], zoom: float, now: datetime, middle: Point) -> tuple[LiveMark, ...]:
    """The marks of an answer at a zoom; of more than MOST in a layer those nearest to `middle`. What is too old is not among them."""
    found: list[LiveMark] = []
    for layer in layers_at(zoom, chosen):
        full = zoom >= ZOOMS[layer].full
        marks = (replace(mark, full=full) for mark in MARKS[layer](answer, zoom))
        found += nearest([aged for mark in marks if (aged := at_age(mark, answer.as_of, now))], middle)
    return tuple(sorted(found, key=lambda mark: (RANKS[mark.layer], mark.empty)))


def at_age(mark: LiveMark, as_of: datetime, now: datetime) -> LiveMark | None:
    """The mark as old as it is now, None once that is too old."""
    if mark.layer in UNTIL_ENDED:
        ends = [end for thing in mark.things if (end := thing.until if isinstance(thing, ObstacleNow) else thing.ends_at)]
        return None if (now - as_of).total_seconds() >= GONE_S or any(end <= now for end in ends) else mark
    age_s = (now - mark.seen_at).total_seconds()
    return None if age_s >= LASTS_S.get(mark.layer, GONE_S) else replace(mark, old=age_s >= OLD_S)


def nearest(marks: list[LiveMark], middle: Point) -> list[LiveMark]:
    return marks if len(marks) <= MOST else sorted(marks, key=lambda mark: flat_distance_m((mark.lat, mark.lon), middle))[:MOST]


def rental_marks(answer: LiveAreaResponse, zoom: float) -> Iterator[LiveMark]:
    usual = usual_forms(answer)
    for station in answer.stations:
        count = sum(kind.count for kind in station.vehicles) if station.renting else 0
        form = max(station.vehicles, key=lambda kind: kind.count).vehicle if station.vehicles else usual.get(station.system_id, "")
        key = f"station/{station.system_id}/{station.station_id}"
        yield LiveMark(key, LiveLayer.RENTALS, station.lat, station.lon, sign_of_form(form), (station,), str(count), empty=not count,
                       seen_at=station.source.observed_at)  # fmt: skip
    if zoom >= SINGLE_ZOOM:
        for together in stand_together(answer.rental_vehicles, zoom):
            first, (form, _) = together[0], Counter(vehicle.vehicle for vehicle in together).most_common(1)[0]
            seen_at = min(vehicle.source.observed_at for vehicle in together)
            yield LiveMark(f"single/{first.system_id}/{first.vehicle_id}", LiveLayer.RENTALS, first.lat, first.lon, sign_of_form(form), together,
                           str(len(together)) if len(together) > 1 else "", seen_at=seen_at)  # fmt: skip


def usual_forms(answer: LiveAreaResponse) -> dict[str, str]:
    """What a system mostly has: an empty station does not say what stands there at other times."""
    counts: dict[str, Counter] = {}
    for station in answer.stations:
        for kind in station.vehicles:
            counts.setdefault(station.system_id, Counter())[kind.vehicle] += kind.count
    return {system: count.most_common(1)[0][0] for system, count in counts.items()}


def sign_of_form(form: str) -> str:
    return FORMS.get(form, UNKNOWN_FORM)


def stand_together(vehicles: Iterable[RentalVehicle], zoom: float) -> list[tuple[RentalVehicle, ...]]:
    """Vehicles in groups, each around its first: a mark stands where one of them really is, and no two marks closer than TOGETHER_DP."""
    apart = TOGETHER_DP / (TILE * 2.0 ** (math.floor(zoom * 2) / 2))  # of the world; by half zooms, so that groups last while fingers pinch
    groups: dict[tuple[int, int], list[tuple[float, float, list[RentalVehicle]]]] = {}
    for vehicle in sorted(vehicles, key=lambda vehicle: (vehicle.system_id, vehicle.vehicle_id)):
        x, y = to_world(vehicle.lat, vehicle.lon)
        column, row = int(x / apart), int(y / apart)
        around = (group for dx in (0, -1, 1) for dy in (0, -1, 1) for group in groups.get((column + dx, row + dy), ()))
        group = next((group for group in around if math.hypot(group[0] - x, group[1] - y) < apart), None)
        if group:
            group[2].append(vehicle)
        else:
            groups.setdefault((column, row), []).append((x, y, [vehicle]))
    return [tuple(group[2]) for cell in groups.values() for group in cell]


def vehicle_marks(answer: LiveAreaResponse, zoom: float) -> Iterator[LiveMark]:
    for vehicle in answer.vehicles:
        line = (vehicle.route.short_name or vehicle.route.long_name) if vehicle.route else ""
        colours = (vehicle.route.colour, vehicle.route.text_colour) if vehicle.route else (None, None)
        yield LiveMark(f"vehicle/{vehicle.source.feed}/{vehicle.vehicle_id}", LiveLayer.VEHICLES, vehicle.lat, vehicle.lon,
                       str(vehicle.mode or UNKNOWN_MODE), (vehicle,), line if len(line) <= LONGEST_LINE else "", colours, vehicle.bearing_deg,
                       seen_at=vehicle.source.observed_at)  # fmt: skip


def park_marks(answer: LiveAreaResponse, zoom: float) -> Iterator[LiveMark]:
    for park in answer.car_parks:
        words = "" if park.free is None or park.open is False else str(park.free)
        yield LiveMark(f"park/{park.lat:.6f}/{park.lon:.6f}/{park.name}", LiveLayer.CAR_PARKS, park.lat, park.lon, "PARKING", (park,), words,
                       empty=park.free == 0 or park.open is False, seen_at=park.source.observed_at)  # fmt: skip


def closure_marks(answer: LiveAreaResponse, zoom: float) -> Iterator[LiveMark]:
    """On the middle of the longest of its streets; without a street that can be read there is no place to put it."""
    for closed in answer.closures:
        lines = tuple(line for line in map(readable, closed.lines) if len(line) > 1)
        if lines:
            lat, lon = middle_of(max(lines, key=length_m))
            seen_at = closed.source.observed_at if closed.source else None
            yield LiveMark(f"closure/{closed.id}", LiveLayer.CLOSURES, lat, lon, "CLOSURE", (closed,), seen_at=seen_at, lines=lines)


def readable(line: str) -> tuple[Point, ...]:
    try:
        return tuple(decode(line))
    except ValueError:
        return ()


def length_m(line: tuple[Point, ...]) -> float:
    return sum(flat_distance_m(one, other) for one, other in pairwise(line))


def middle_of(line: tuple[Point, ...]) -> Point:
    """The point half way along."""
    rest = length_m(line) / 2
    for one, other in pairwise(line):
        length = flat_distance_m(one, other)
        if rest <= length and length:
            share = rest / length
            return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
        rest -= length
    return line[-1]


def lift_marks(answer: LiveAreaResponse, zoom: float) -> Iterator[LiveMark]:
    """Only those that are out: that all others work is what everybody takes for granted."""
    for lift in answer.lifts:
        if not lift.working:
            yield LiveMark(f"lift/{lift.lat:.6f}/{lift.lon:.6f}/{lift.name}", LiveLayer.LIFTS, lift.lat, lift.lon,
                           "ESCALATOR" if lift.escalator else "LIFT", (lift,), seen_at=lift.source.observed_at)  # fmt: skip


def obstacle_marks(answer: LiveAreaResponse, zoom: float) -> Iterator[LiveMark]:
    """What nobody has confirmed has a question mark: colour alone would not tell everybody."""
    for one in answer.obstacles:
        sure = one.state is ObstacleState.CONFIRMED
        yield LiveMark(f"obstacle/{one.id}", LiveLayer.OBSTACLES, one.lat, one.lon, "OBSTACLE" if sure else "REPORTED", (one,), "" if sure else "?",
                       seen_at=one.last_seen)  # fmt: skip


MARKS: dict[LiveLayer, Callable[[LiveAreaResponse, float], Iterator[LiveMark]]] = {
    LiveLayer.RENTALS: rental_marks, LiveLayer.VEHICLES: vehicle_marks, LiveLayer.CAR_PARKS: park_marks, LiveLayer.CLOSURES: closure_marks,
    LiveLayer.LIFTS: lift_marks, LiveLayer.OBSTACLES: obstacle_marks,
}  # fmt: skip
