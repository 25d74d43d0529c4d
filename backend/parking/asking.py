"""What is asked for in an address: a time, a vehicle, what is wanted of a space. Nothing of who walks: that is sent in a body."""
from datetime import datetime
from typing import Annotated

from litestar.params import QueryParameter

from backend.contract.parking import MOST_SPACES, ParkingSearch, Plug, SpaceFilter, Vehicle, VehicleKind
from backend.service.degrees import check_degrees

Lat = Annotated[float, QueryParameter(ge=-90, le=90, description="Of where one wants to be, degrees north, WGS 84. Three decimals are enough.")]
Lon = Annotated[float, QueryParameter(ge=-180, le=180)]
From = Annotated[datetime, QueryParameter(name="from", description="When the vehicle comes, ISO 8601 with an offset from UTC.")]
To = Annotated[datetime, QueryParameter(name="to", description="When it goes.")]
Kind = Annotated[VehicleKind, QueryParameter(name="vehicle")]
HeightMm = Annotated[int | None, QueryParameter(name="heightMm", ge=100, le=30_000, description="With what is on the roof.")]
WidthMm = Annotated[int | None, QueryParameter(name="widthMm", ge=100, le=30_000, description="With mirrors.")]
LengthMm = Annotated[int | None, QueryParameter(name="lengthMm", ge=100, le=30_000)]
WeightKg = Annotated[int | None, QueryParameter(name="weightKg", ge=50, le=60_000)]
PlugWord = Annotated[Plug | None, QueryParameter(name="plug")]
WantsCharging = Annotated[bool, QueryParameter(name="wantsCharging")]
Badge = Annotated[bool, QueryParameter(name="badge")]
Trailer = Annotated[bool, QueryParameter(name="trailer")]
Gas = Annotated[bool | None, QueryParameter(name="gas")]
BadgeBay = Annotated[bool, QueryParameter(name="badgeBay")]
StepFree = Annotated[bool, QueryParameter(name="stepFree")]
MinDoorMm = Annotated[int | None, QueryParameter(name="minDoorMm", ge=100, le=30_000)]
MaxPrice = Annotated[int | None, QueryParameter(name="maxPriceMinor", ge=0, le=10**9)]
MaxWalkM = Annotated[int, QueryParameter(name="maxWalkM", ge=50, le=5000, description="Metres on foot, counted as the time they take on the flat.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_SPACES)]


def read_vehicle(
    vehicle: Kind = VehicleKind.CAR, height_mm: HeightMm = None, width_mm: WidthMm = None, length_mm: LengthMm = None, weight_kg: WeightKg = None,
    plug: PlugWord = None, wants_charging: WantsCharging = False, badge: Badge = False, trailer: Trailer = False, gas: Gas = None,
) -> Vehicle:  # fmt: skip
    return Vehicle(vehicle, height_mm, width_mm, length_mm, weight_kg, plug, wants_charging, badge, trailer, gas)


def read_filters(
    badge_bay: BadgeBay = False, covered: bool = False, step_free: StepFree = False, min_door_mm: MinDoorMm = None, max_price_minor: MaxPrice = None,
    bookable: bool = False,
) -> SpaceFilter:  # fmt: skip
    return SpaceFilter(badge_bay, covered, step_free, min_door_mm, max_price_minor, bookable)


def search_of(
    lat: float, lon: float, starts_at: datetime, ends_at: datetime, vehicle: Vehicle, filters: SpaceFilter, max_walk_m: int, limit: int
) -> ParkingSearch:
    check_degrees(lat, lon, ("lat", "lon"))
    return ParkingSearch(lat, lon, starts_at, ends_at, vehicle, filters, None, max_walk_m, limit)
