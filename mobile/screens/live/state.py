"""What is live in the part of the map that is looked at: when to ask for which part, what came, what is shown of it now."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from backend.contract.around import LiveAreaResponse, LiveLayer
from mobile.client import Client, ClientError, Unreachable
from mobile.earth import METRES_PER_DEGREE, flat_distance_m
from mobile.map.live_layer import LiveMark, Point, marks_of
from mobile.store.settings import Settings

REFRESH_S = 15
REFUSED_S = 60  # after an answer that was none: a city without live facts is not asked for them all the time
BEYOND = 0.25  # of what is seen, on each side: a short pan shows what is there at once
STEP_M = 30
WIDEST_M = 55_000  # the city answers for sixty kilometres, of which the grid takes some
DECIMALS = 3  # of degrees, some hundred metres: no closer does the city hear where somebody looks

# Each layer and the setting that keeps whether it is shown. At first all are: at the zooms at which people walk and wait a few vehicles are in
# sight, and that a map shows the tram that is late is best learnt from seeing it. Who wants a quiet map is two taps away from it.
SETTINGS = {
    LiveLayer.RENTALS: "live_rentals",
    LiveLayer.VEHICLES: "live_vehicles",
    LiveLayer.CAR_PARKS: "live_car_parks",
    LiveLayer.CLOSURES: "live_closures",
    LiveLayer.LIFTS: "live_lifts",
    LiveLayer.OBSTACLES: "live_obstacles",
}


class Area(NamedTuple):
    """Degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, other: "Area") -> bool:
        return self.south <= other.south and self.west <= other.west and self.north >= other.north and self.east >= other.east

    def has(self, point: Point) -> bool:
        return self.south <= point[0] <= self.north and self.west <= point[1] <= self.east

    @property
    def middle(self) -> Point:
        return (self.south + self.north) / 2, (self.west + self.east) / 2


@dataclass(frozen=True)
class LiveState:
    """`answer` is the newest, of `area` and `layers`, heard at `asked_at`; `refused_at` is when the city last said that it has none."""

    answer: LiveAreaResponse | None = None
    area: Area | None = None
    layers: tuple[LiveLayer, ...] = ()
    asked_at: datetime | None = None
    refused_at: datetime | None = None


def chosen_layers(settings: Settings) -> tuple[LiveLayer, ...]:
    return tuple(layer for layer, name in SETTINGS.items() if getattr(settings, name))


def area_to_ask(seen: Area) -> Area:
    """What is seen and a little around it, on a grid so coarse that it tells little of who looks; of a very large map its middle."""
    (lat, lon), grid = seen.middle, 10**DECIMALS
    most = WIDEST_M / 2 / METRES_PER_DEGREE
    high = min((seen.north - seen.south) * (0.5 + BEYOND), most)
    wide = min((seen.east - seen.west) * (0.5 + BEYOND), most / math.cos(math.radians(lat)))
    return Area(
        max(-90.0, math.floor((lat - high) * grid) / grid), max(-180.0, math.floor((lon - wide) * grid) / grid),
        min(90.0, math.ceil((lat + high) * grid) / grid), min(180.0, math.ceil((lon + wide) * grid) / grid),
    )  # fmt: skip


def wait_s(state: LiveState, seen: Area, layers: tuple[LiveLayer, ...], now: datetime) -> float:
    """Seconds until the next question: none where what is seen was not asked for yet."""
    if state.refused_at and (rest := REFUSED_S - (now - state.refused_at).total_seconds()) > 0:
        return rest
    if state.answer is None or not state.area.holds(seen) or not set(layers) <= set(state.layers) or state.answer.omitted:
        return 0
    return max(0.0, REFRESH_S - (now - state.asked_at).total_seconds())


async def watch_live(
    state: LiveState, seen: Area, layers: tuple[LiveLayer, ...], client: Client, now: Callable[[], datetime], reached: Callable[[], bool]
) -> AsyncIterator[LiveState]:
    """The newest of what is live, again every REFRESH_S; the same as before where it is not asked for, so that what is too old goes.

    `reached` tells whether there is a network: without one nothing is asked.
    """
    if layers:
        await asyncio.sleep(wait_s(state, seen, layers, now()))
    while True:
        if layers and reached():
            state = await ask_live(state, seen, layers, client, now())
        yield state
        await asyncio.sleep(max(REFRESH_S, wait_s(state, seen, layers, now())) if layers else REFRESH_S)


async def ask_live(state: LiveState, seen: Area, layers: tuple[LiveLayer, ...], client: Client, now: datetime) -> LiveState:
    """Ask once. Without an answer what was heard before stays, as long as it lasts."""
    area = area_to_ask(seen)
    try:
        answer = await client.live(*area, layers)
    except Unreachable:
        return state
    except ClientError:
        return replace(state, refused_at=now)
    return LiveState(answer, area, layers, now)


def shown_marks(state: LiveState, settings: Settings, zoom: float, middle: Point, now: datetime) -> tuple[LiveMark, ...]:
    """What the map shows of it now."""
    return marks_of(state.answer, chosen_layers(settings), zoom, now, middle) if state.answer else ()


def marks_in_sight(marks: tuple[LiveMark, ...], free: Area, point: Point) -> tuple[tuple[float, LiveMark], ...]:
    """Marks in the part that no sheet lies over, with their metres from a point, nearest first. Of a closure its nearest part counts."""
    found = []
    for mark in marks:
        points = [(mark.lat, mark.lon), *(part for line in mark.lines for part in along(line))]
        if seen := [part for part in points if free.has(part)]:
            found.append((min(flat_distance_m(part, point) for part in seen), mark))
    return tuple(sorted(found, key=lambda entry: (entry[0], entry[1].key)))


def along(line: tuple[Point, ...]) -> Iterator[Point]:
    """Points of a street every STEP_M or less."""
    for one, other in pairwise(line):
        steps = max(1, math.ceil(flat_distance_m(one, other) / STEP_M))
        yield from ((one[0] + (other[0] - one[0]) * step / steps, one[1] + (other[1] - one[1]) * step / steps) for step in range(steps))
    yield line[-1]
