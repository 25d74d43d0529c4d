"""What MOTIS answers of shared vehicles: systems, stations, vehicles, zones. Boxes are west, south, east, north."""
from typing import Literal

import msgspec

from backend.motis.messages import MotisAnswer, MotisPolyline

FormFactor = Literal["BICYCLE", "CARGO_BICYCLE", "CAR", "MOPED", "SCOOTER_STANDING", "SCOOTER_SEATED", "OTHER"]
ReturnConstraint = Literal["NONE", "ANY_STATION", "ROUNDTRIP_STATION"]
Box = tuple[float, float, float, float]
MultiPolygon = tuple[tuple[MotisPolyline, ...], ...]


class MotisZoneRule(MotisAnswer, frozen=True):
    """`vehicleTypeIdxs` are places in the list of types of the provider; none: all types."""

    vehicle_type_idxs: tuple[int, ...]
    ride_start_allowed: bool
    ride_end_allowed: bool
    ride_through_allowed: bool
    station_parking: bool | None = None


class MotisVehicleType(MotisAnswer, frozen=True):
    id: str
    form_factor: FormFactor
    propulsion_type: str
    return_constraint: ReturnConstraint
    return_constraint_guessed: bool
    name: str | None = None


class MotisProvider(MotisAnswer, frozen=True):
    id: str
    name: str
    group_id: str
    bbox: Box
    vehicle_types: tuple[MotisVehicleType, ...]
    form_factors: tuple[FormFactor, ...]
    default_restrictions: MotisZoneRule
    global_geofencing_rules: tuple[MotisZoneRule, ...]
    operator: str | None = None
    url: str | None = None


class MotisProviderGroup(MotisAnswer, frozen=True):
    id: str
    name: str
    providers: tuple[str, ...]
    form_factors: tuple[FormFactor, ...]


class MotisRentalLinks(MotisAnswer, frozen=True):
    rental_uri_android: str | None = None
    rental_uri_ios: str | None = msgspec.field(default=None, name="rentalUriIOS")
    rental_uri_web: str | None = None


class MotisStation(MotisRentalLinks, frozen=True, kw_only=True):
    id: str
    provider_id: str
    provider_group_id: str
    name: str
    lat: float
    lon: float
    is_renting: bool
    is_returning: bool
    num_vehicles_available: int
    form_factors: tuple[FormFactor, ...]
    vehicle_types_available: dict[str, int]
    vehicle_docks_available: dict[str, int]
    bbox: Box
    station_area: MultiPolygon | None = None


class MotisVehicle(MotisRentalLinks, frozen=True, kw_only=True):
    id: str
    provider_id: str
    provider_group_id: str
    type_id: str
    lat: float
    lon: float
    form_factor: FormFactor
    propulsion_type: str
    return_constraint: ReturnConstraint
    is_reserved: bool
    is_disabled: bool


class MotisZone(MotisAnswer, frozen=True):
    """Where zones overlap the one with the higher `z` holds."""

    provider_id: str
    provider_group_id: str
    z: int
    bbox: Box
    area: MultiPolygon
    rules: tuple[MotisZoneRule, ...]
    name: str | None = None


class MotisRentals(MotisAnswer, frozen=True):
    provider_groups: tuple[MotisProviderGroup, ...]
    providers: tuple[MotisProvider, ...]
    stations: tuple[MotisStation, ...]
    vehicles: tuple[MotisVehicle, ...]
    zones: tuple[MotisZone, ...]
