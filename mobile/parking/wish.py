"""What is looked for: where one wants to be, from when until when the vehicle stands, and what the space has to have. Without Kivy."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.contract.limits import Limits
from backend.contract.parking import ParkingSearch, Plug, SpaceFilter, Vehicle, VehicleKind
from mobile.asking import Spot, rounded
from mobile.store.vehicles import OwnVehicle

STEP = timedelta(minutes=15)
USUAL_STAY, LONGEST_STAY = timedelta(hours=2), timedelta(days=28)
# What may be switched on above the list. `fits` hides what may not fit, `charging` asks for a plug; the others are those of the question itself.
ASKED = ("badge_bay", "covered", "step_free", "bookable")
FILTERS = ("badge_bay", "fits", "charging", "covered", "step_free", "bookable")


@dataclass(frozen=True)
class Wish:
    """Times are None until somebody looks; `filters` are words of FILTERS."""

    spot: Spot | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    filters: frozenset[str] = frozenset()

    def current(self, now: datetime) -> "Wish":
        """With times: a beginning that has passed begins anew at the next quarter, as long as before."""
        if self.starts_at is None or self.ends_at is None:
            start = rounded(now, 15)
            return replace(self, starts_at=start, ends_at=start + USUAL_STAY)
        if self.starts_at >= now - STEP:
            return self
        start = rounded(now, 15)
        return replace(self, starts_at=start, ends_at=start + max(STEP, self.ends_at - self.starts_at))

    def toggled(self, word: str) -> "Wish":
        return replace(self, filters=self.filters ^ {word})


def stepped(start: datetime, end: datetime, which: str, by: timedelta, now: datetime) -> tuple[datetime, datetime]:
    """(start, end) after one step of `which`, start or end. The start takes the end along; neither lies in the past, nor the end before the start."""
    if which == "start":
        moved = max(start + by, rounded(now, 15))
        return moved, end + (moved - start)
    return start, min(max(end + by, start + STEP), start + LONGEST_STAY)


def quarter_before(at: datetime) -> datetime:
    """Whoever comes at seven past parks from the full hour on."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)


def facts_of(vehicle: OwnVehicle | None, charging: bool = False) -> Vehicle:
    """The bare facts that leave the phone: neither its name nor how many there are. `charging`: asked for this time."""
    if vehicle is None:
        return Vehicle()
    return Vehicle(
        VehicleKind(vehicle.kind), vehicle.height_mm, vehicle.width_mm, vehicle.length_mm, vehicle.weight_kg,
        Plug(vehicle.plug) if vehicle.plug else None, bool(vehicle.plug) and (vehicle.wants_charging or charging), vehicle.badge, vehicle.trailer,
        vehicle.gas,
    )  # fmt: skip


def search_of(wish: Wish, vehicle: OwnVehicle | None, limits: Limits | None, max_walk_m: int | None) -> ParkingSearch:
    filters = SpaceFilter(**{word: word in wish.filters for word in ASKED})
    walk_m = min(5000, max(50, max_walk_m)) if max_walk_m is not None else 1000
    return ParkingSearch(
        wish.spot.lat, wish.spot.lon, wish.starts_at, wish.ends_at, facts_of(vehicle, "charging" in wish.filters), filters, limits, walk_m
    )
