"""Elmstead with whatever is told of it, and answers about parts of it."""
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from backend.around.area import Area
from backend.around.service import LiveArea
from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.contract.feeds import FeedKind
from backend.feeds.gtfs_rt.facts import TransitFacts, VehiclePosition
from backend.feeds.problems import Problems
from backend.live.service import LiveCity
from backend.stops.service import Timetables
from routing.city import City
from routing.snapshot import Snapshot
from routing.transit.live import TripUpdates
from tests.backend.live.messages import feed
from tests.worlds.town import TIMEZONE, at, open_town

ZONE = ZoneInfo(TIMEZONE)
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, 2, tzinfo=ZONE).astimezone(UTC)
CITY = open_town().live.snapshot.city
TIMETABLES = open_town().timetables
WHOLE_TOWN = (-300, -300, 4500, 800)


def box(west: float, south: float, east: float, north: float) -> Area:
    """In metres from the corner of the town."""
    (south_lat, west_lon), (north_lat, east_lon) = at(west, south), at(east, north)
    return Area(south_lat, west_lon, north_lat, east_lon)


class World:
    """What LiveCity does with messages, at a moment that stands still until it is moved."""

    def __init__(self, city: City = CITY, timetables: Timetables = TIMETABLES, now: datetime = NOW):
        self.moment = now
        self.live = LiveCity(Snapshot.of(city), now=lambda: self.moment)
        self.area = LiveArea(self.live, timetables)

    def show(self, **facts) -> None:
        """facts: fields of LiveView by feed; whoever tells them was heard of just now."""
        told = {feed: self.moment for of_feeds in facts.values() for feed in of_feeds}
        self.live.swap(replace(self.live.view, told={**self.live.view.told, **told}, **facts))

    def change(self, change: Callable[[Snapshot], Snapshot]) -> None:
        self.live.swap(replace(self.live.view, snapshot=change(self.live.snapshot)))

    async def hear(self, id: str, kind: FeedKind, parts: dict[str, bytes]) -> None:
        """A message goes the way of all messages."""
        await self.live.apply(feed(id, kind), parts, self.moment)

    def wait(self, span: timedelta) -> None:
        self.moment += span

    def ask(self, *layers: LiveLayer, within: tuple[float, float, float, float] = WHOLE_TOWN) -> LiveAreaResponse:
        return self.area.answer(box(*within), layers or tuple(LiveLayer))


def vehicle(name: str, x: float, **more) -> VehiclePosition:
    """On Main Street, seen now, on no trip unless it says so."""
    lat, lon = at(x, 5)
    plain = VehiclePosition(name, "", None, None, None, lat, lon, None, None, None, "", "", NOW)
    return replace(plain, **more)


def trip_of(trip_id: str) -> dict:
    """What a vehicle tells that is on this trip today."""
    transit = CITY.transit
    row = list(transit.trip_id).index(trip_id)
    return {"trip": row, "day": DAY.toordinal(), "route": int(transit.trip_route[row])}


def seen(*vehicles: VehiclePosition) -> TransitFacts:
    none = np.zeros(0, np.int32)
    nothing = TripUpdates(none, none, none.astype(bool), np.zeros(1, np.int64), none, none.astype(np.uint8), none, none)
    return TransitFacts(NOW, nothing, (), vehicles, (), len(vehicles), Problems())
