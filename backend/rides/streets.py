"""The streets on which vans drive on a day, and how long they take between the places of its plan."""
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.live.service import LiveCity
from routing.dispatch.rides.city_times import FIRST_ROOM, CityTimes, larger, spot, unknown
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.snap import Snap
from routing.transit.day import service_origin as day_start

NEAR_STREET_M = 500.0
# No shift ends later.
DAY = timedelta(hours=36)
KEPT = 64


class OffStreet(ValueError):
    """No street that a van can drive on is near."""


class Streets:
    """Of one process, for threads. Tables of travel times are kept by zone and day, since each costs a search for each of its places.

    What is closed at some time of what is left of a day counts as closed all of it: a promise then holds whenever one drives.
    """

    def __init__(self, live: LiveCity):
        self.live = live
        self._tables: OrderedDict[tuple[UUID, date], CityTimes] = OrderedDict()
        self._lock = Lock()

    @property
    def timezone(self) -> str:
        return self.live.snapshot.city.manifest.timezone

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def version(self) -> str:
        """Of the built city: a place on a street of another one has to be looked for again."""
        return self.live.snapshot.city.manifest.version

    def day_start(self, day: date) -> datetime:
        return day_start(day, self.timezone).astimezone(UTC)

    def network(self, day: date) -> StreetNetwork:
        begin, now = self.day_start(day), self.live.now()
        return self.live.snapshot.during(max(begin, now), max(begin + DAY, now)).network

    def snap(self, day: date, lat: float, lon: float, limit_m: float = NEAR_STREET_M) -> Snap:
        """Raises OffStreet."""
        found = self.network(day).find_snap(lat, lon, Mode.CAR, limit_m)
        if found is None:
            raise OffStreet(f"no street for cars within {limit_m:.0f} m")
        return found

    def metres(self, day: date, a: Snap, b: Snap) -> float:
        """How far the direct way is; 0 where none leads there."""
        path = self.network(day).route(Mode.CAR, a, b)
        return 0.0 if path is None else path.length_cm / 100

    def times(self, zone_id: UUID, day: date, snaps: Sequence[Snap]) -> CityTimes:
        """Exactly these places in this order, no two of them the same, on the streets as they are now. Raises TooManyPlaces."""
        network, key = self.network(day), (zone_id, day)
        with self._lock:
            known = self._tables.get(key)
        if known is not None and known.network is not network:
            known = known.on(network)
        found = (CityTimes.of(network) if known is None else beginning(known, snaps)).with_places(snaps)
        with self._lock:
            self._tables[key] = found
            self._tables.move_to_end(key)
            while len(self._tables) > KEPT:
                self._tables.popitem(last=False)
        return found


def beginning(times: CityTimes, snaps: Sequence[Snap]) -> CityTimes:
    """Its first places, as many as are those asked for too."""
    same = next((k for k, (had, asked) in enumerate(zip(times.snaps, snaps)) if spot(had) != spot(asked)), min(len(times.snaps), len(snaps)))
    if same == len(times.snaps):
        return times
    table = unknown(FIRST_ROOM) if same <= FIRST_ROOM else larger(unknown(FIRST_ROOM), same)
    table[:same, :same] = times.travel_ticks[:same, :same]
    return CityTimes(times.network, times.snaps[:same], table, {spot(snap): row for row, snap in enumerate(times.snaps[:same])})
