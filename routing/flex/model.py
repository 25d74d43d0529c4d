"""The services on demand of a city: what the build writes into `on_demand.json` and plans read."""
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from routing.flex.rules import BookingRule, BookingType, NoticeDays
from routing.store import StoreError
from routing.transit.model import Transit

FILE, DAYS_KEPT = "on_demand.json", 32
WHEELCHAIR_YES = 1
PAIRS = ("pickup_s", "drop_off_s", "mean", "safe")  # of a ride
# Where nobody says how long a ride takes: others are picked up and set down on the way.
MEAN, SAFE = (1.25, 300.0), (1.5, 600.0)


@dataclass(frozen=True)
class Area:
    """Where one is picked up or set down: anywhere within a shape, or at some stops (rows of Transit.stop_id). Longitude before latitude."""

    id: str
    name: str
    shape: BaseGeometry | None = None
    stops: tuple[int, ...] = ()


@dataclass(frozen=True)
class Booking:
    """How a ride is booked. rule: None where nobody says until when; notice_service: row of Transit.service_id whose days count, -1 every day."""

    rule: BookingRule | None = None
    notice_service: int = -1
    message: str = ""
    pickup_message: str = ""
    drop_off_message: str = ""
    phone: str = ""
    info_url: str = ""
    booking_url: str = ""


@dataclass(frozen=True)
class Operated:
    """Who drives, and when. Texts are empty where nobody says.

    service      row of Transit.service_id that tells the days; -1: `weekdays` do, bit 0 is Monday
    timezone     of the hours, an IANA name
    key          names the service to whoever drives it: the id of its table in `city.toml`, or its route_id
    wheelchair   Tri: 0 unknown, 1 yes, 2 no; wheelchair_places: None where they are not counted
    price        names what the service charges, for whoever works out prices
    """

    operator: str
    line: str
    timezone: str
    trip_id: str = ""
    route: int = -1
    service: int = -1
    weekdays: int = 0
    wheelchair: int = 0
    wheelchair_places: int | None = None
    phone: str = ""
    price: str = ""
    key: str = ""


@dataclass(frozen=True)
class OnDemandRide:
    """From one area to another within hours: seconds of the service day, which may pass 86,400.

    mean, safe   factor and seconds to add to the time that a car takes: what a ride takes on average, and what it hardly ever takes longer than
    """

    run: int
    pickup: int
    drop_off: int
    pickup_s: tuple[int, int]
    drop_off_s: tuple[int, int]
    pickup_booking: int = -1
    drop_off_booking: int = -1
    mean: tuple[float, float] = MEAN
    safe: tuple[float, float] = SAFE


@dataclass(frozen=True)
class OnDemand:
    """All of a city. Numbers in rides are places in the other lists."""

    areas: tuple[Area, ...] = ()
    bookings: tuple[Booking, ...] = ()
    runs: tuple[Operated, ...] = ()
    rides: tuple[OnDemandRide, ...] = ()
    _on: dict[date, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def rides_on(self, transit: Transit, day: date) -> tuple[int, ...]:
        """Places of the rides that run on a day. The last few days are remembered."""
        found = self._on.get(day)
        if found is None:
            runs = {row for row, run in enumerate(self.runs) if self.runs_on(run, transit, day)}
            found = tuple(row for row, ride in enumerate(self.rides) if ride.run in runs)
            if len(self._on) >= DAYS_KEPT:
                self._on.clear()
            self._on[day] = found
        return found

    def runs_on(self, run: Operated, transit: Transit, day: date) -> bool:
        if run.service < 0:
            return bool(run.weekdays >> day.weekday() & 1)
        return service_holds(transit, run.service, day)

    def calendar(self, booking: Booking, transit: Transit) -> NoticeDays | None:
        service = booking.notice_service
        return None if service < 0 else lambda day: service_holds(transit, service, day)

    def bookings_of(self, ride: OnDemandRide) -> tuple[Booking, ...]:
        """That of getting in, then that of getting out where it is another one."""
        rows = dict.fromkeys(row for row in (ride.pickup_booking, ride.drop_off_booking) if row >= 0)
        return tuple(self.bookings[row] for row in rows)

    @cached_property
    def shapes(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the areas that are shapes, and the shapes, ready to be asked again and again."""
        rows = [row for row, area in enumerate(self.areas) if area.shape is not None]
        shapes = np.array([self.areas[row].shape for row in rows], object)
        shapely.prepare(shapes)
        return np.array(rows, np.int64), shapes

    def holding(self, lat: float, lon: float) -> frozenset[int]:
        """Rows of the shapes that a point lies in or on the edge of."""
        rows, shapes = self.shapes
        return frozenset(rows[shapely.intersects_xy(shapes, lon, lat)].tolist()) if len(rows) else frozenset()

    def save(self, folder: Path) -> None:
        told = {name: [asdict(row) for row in getattr(self, name)] for name in ("areas", "bookings", "runs", "rides")}
        for area, row in zip(told["areas"], self.areas):
            area["shape"] = None if row.shape is None else shapely.to_wkb(row.shape, hex=True)
        (folder / FILE).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "OnDemand":
        """Empty where the city has none. Raises StoreError where the file is damaged."""
        path = folder / FILE
        if not path.exists():
            return cls()
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            areas = [Area(**{**area, "shape": shape_of(area["shape"]), "stops": tuple(area["stops"])}) for area in told["areas"]]
            bookings = [Booking(**{**booking, "rule": rule_of(booking["rule"])}) for booking in told["bookings"]]
            rides = [OnDemandRide(**{**ride, **{pair: tuple(ride[pair]) for pair in PAIRS}}) for ride in told["rides"]]
            return cls(tuple(areas), tuple(bookings), tuple(Operated(**run) for run in told["runs"]), tuple(rides))
        except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
            raise StoreError(f"{path}: cannot be opened ({error}). Build the city again with `allways city build`.") from error


def shape_of(text: str | None) -> BaseGeometry | None:
    return None if text is None else shapely.from_wkb(text)


def rule_of(told: dict | None) -> BookingRule | None:
    return None if told is None else BookingRule(**{**told, "booking_type": BookingType(told["booking_type"])})


def service_holds(transit: Transit, service: int, day: date) -> bool:
    """Whether a service (row of Transit.service_id) runs on a day."""
    column = day.toordinal() - int(transit.first_day[0])
    return 0 <= column < transit.service_days.shape[1] and bool(transit.service_days[service, column])

