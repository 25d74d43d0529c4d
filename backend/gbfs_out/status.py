"""Stations and vehicles as they are now. A writer takes (system, dialect) and gives the `data` of its file."""
from datetime import datetime
from typing import Any

from backend.feeds.gbfs.facts import SharedSystem, Station, Vehicle
from backend.gbfs_out.about import MUSCLE, motor, rental_uris, type_id
from backend.gbfs_out.words import Dialect, moment_text, told


def station_information(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    regions = {region_id for region_id, _ in system.regions}
    return {"stations": [place(station, system, dialect, regions) for station in system.stations]}


def place(station: Station, system: SharedSystem, dialect: Dialect, regions: set[str]) -> dict[str, Any]:
    where = {"station_id": station.id, "name": dialect.text(station.name or station.id), "lat": station.lat, "lon": station.lon}
    return where | {"is_virtual_station": station.is_virtual} | told(
        capacity=station.capacity,
        region_id=station.region if station.region in regions else None,
        station_area=dialect.area(station.area) if station.area is not None else None,
        rental_uris=rental_uris(station.links, system),
    )  # fmt: skip


def station_status(system: SharedSystem, dialect: Dialect, observed: datetime) -> dict[str, Any]:
    return {"stations": [filling(station, system, dialect, observed) for station in system.stations]}


def filling(station: Station, system: SharedSystem, dialect: Dialect, observed: datetime) -> dict[str, Any]:
    counts = dict(station.vehicles_by_type)
    status = {
        "station_id": station.id,
        f"num_{dialect.vehicles}_available": station.vehicles_available or 0,
        "is_installed": station.is_installed,
        "is_renting": station.is_renting,
        "is_returning": station.is_returning,
        "last_reported": dialect.moment(station.last_reported or observed),
        "vehicle_types_available": [{"vehicle_type_id": type_id(kind.id), "count": counts.get(kind.id, 0)} for kind in system.vehicle_types],
    }
    if station.docks_available is None and station.is_virtual:
        return status  # it takes any number
    docks = [{"vehicle_type_ids": [type_id(one) for one in kinds], "count": count} for kinds, count in station.docks_by_type]
    return status | {"num_docks_available": station.docks_available or 0} | told(vehicle_docks_available=docks)


def vehicles(system: SharedSystem, dialect: Dialect) -> dict[str, Any]:
    motorised = {kind.id for kind in system.vehicle_types if motor(kind) != MUSCLE}
    plans = {plan.id for plan in system.plans}
    return {dialect.vehicles: [standing(vehicle, system, dialect, motorised, plans) for vehicle in system.vehicles]}


def standing(vehicle: Vehicle, system: SharedSystem, dialect: Dialect, motorised: set[str], plans: set[str]) -> dict[str, Any]:
    written = {
        "vehicle_id" if dialect.is_3 else "bike_id": vehicle.id,
        "lat": vehicle.lat,
        "lon": vehicle.lon,
        "vehicle_type_id": type_id(vehicle.type),
        "is_reserved": vehicle.is_reserved,
        "is_disabled": vehicle.is_disabled,
    }
    # Nobody says how far it goes: then for this copy it goes nowhere.
    range_m = 0.0 if vehicle.current_range_m is None and vehicle.type in motorised else vehicle.current_range_m
    return written | told(
        current_range_meters=range_m,
        current_fuel_percent=vehicle.fuel_share,
        station_id=vehicle.station_id,
        available_until=vehicle.available_until and moment_text(vehicle.available_until),
        pricing_plan_id=vehicle.plan if vehicle.plan in plans else None,
        rental_uris=rental_uris(vehicle.links, system),
    )
