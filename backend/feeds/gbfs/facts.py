"""A shared system (bikes, scooters, cars) as one value, the same for every version of GBFS."""
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from backend.feeds.closures.geojson import Geometry
from backend.feeds.problems import Problems

PLAIN_BICYCLE = ""  # id of the type of vehicles that have none


@dataclass(frozen=True)
class RentalLinks:
    """Where a vehicle is rented: addresses to open on request, "" where there is none."""

    web: str = ""
    android: str = ""
    ios: str = ""


@dataclass(frozen=True)
class VehicleType:
    """form_factor, propulsion, return_constraint: as GBFS names them. wheels: None unknown. plans: ids; default_plan "" none."""

    id: str
    name: str
    form_factor: str
    propulsion: str
    max_range_m: float | None = None
    max_speed_mps: float | None = None
    wheels: int | None = None
    return_constraint: str = ""
    default_plan: str = ""
    plans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Station:
    """vehicles_by_type: (type, available); where a system tells no types, all under PLAIN_BICYCLE. docks_by_type: (types, free docks).

    vehicles_available, docks_available: None where not told; a virtual station without a number of docks takes any number.
    is_installed, is_renting, is_returning: False too where nobody says so. area: where vehicles of a virtual station may stand.
    """

    id: str
    name: str
    lat: float
    lon: float
    capacity: int | None
    is_virtual: bool
    region: str
    area: Geometry | None
    links: RentalLinks
    vehicles_available: int | None = None
    vehicles_by_type: tuple[tuple[str, int], ...] = ()
    docks_available: int | None = None
    docks_by_type: tuple[tuple[tuple[str, ...], int], ...] = ()
    is_installed: bool = False
    is_renting: bool = False
    is_returning: bool = False
    last_reported: datetime | None = None


@dataclass(frozen=True)
class Vehicle:
    """station_id: "" where it stands on its own. One at a station is counted there too. fuel_share: 0 to 1."""

    id: str
    lat: float
    lon: float
    type: str
    station_id: str
    is_reserved: bool
    is_disabled: bool
    current_range_m: float | None
    fuel_share: float | None
    available_until: datetime | None
    plan: str
    links: RentalLinks


@dataclass(frozen=True)
class PriceStep:
    """rate_minor is charged from `start` (minutes or kilometres) on, again after each `interval`, and no more from `end` on.

    end: None, to the end of the ride. An interval of 0 charges once. Rates below 0 are discounts.
    """

    start: Decimal
    rate_minor: Decimal
    interval: Decimal
    end: Decimal | None


@dataclass(frozen=True)
class PricingPlan:
    """Amounts in minor units of the currency, ISO 4217. taxed: tax is added to it. Where surge_pricing holds, more may be asked."""

    id: str
    name: str
    description: str
    currency: str
    price_minor: Decimal
    per_min: tuple[PriceStep, ...] = ()
    per_km: tuple[PriceStep, ...] = ()
    taxed: bool = False
    surge_pricing: bool = False


@dataclass(frozen=True)
class ZoneRule:
    """vehicle_types: () all. May a ride start, end, pass here? station_parking: it must end at a station."""

    vehicle_types: tuple[str, ...]
    ride_start_allowed: bool
    ride_end_allowed: bool
    ride_through_allowed: bool
    max_speed_mps: float | None
    station_parking: bool


@dataclass(frozen=True, eq=False)
class Zone:
    """Of its rules the first that fits a vehicle type holds; where zones overlap, the earlier one."""

    name: str
    area: Geometry
    rules: tuple[ZoneRule, ...]
    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class SystemAlert:
    id: str
    kind: str
    summary: str
    description: str
    url: str
    periods: tuple[tuple[datetime | None, datetime | None], ...]
    stations: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SharedSystem:
    """observed: last_updated of the oldest file that tells a state. ttl_s: how long the quickest of them holds. entities: stations and vehicles told.

    global_rules hold outside of all zones
    """

    id: str
    name: str
    operator: str
    languages: tuple[str, ...]
    timezone: str
    url: str
    apps: RentalLinks
    vehicle_types: tuple[VehicleType, ...]
    stations: tuple[Station, ...]
    vehicles: tuple[Vehicle, ...]
    plans: tuple[PricingPlan, ...]
    zones: tuple[Zone, ...]
    global_rules: tuple[ZoneRule, ...]
    regions: tuple[tuple[str, str], ...]
    alerts: tuple[SystemAlert, ...]
    observed: datetime | None
    ttl_s: int
    entities: int
    problems: Problems = field(repr=False)
