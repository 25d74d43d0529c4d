"""Shared vehicles and their stations, as they are now."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.feeds.gbfs.facts import PLAIN_BICYCLE, RentalLinks, SharedSystem
from backend.feeds.gbfs.facts import Station as ToldStation
from backend.feeds.gbfs.facts import Vehicle as ToldVehicle
from backend.feeds.gbfs.facts import VehicleType as ToldType
from backend.otp.placed import Placed
from backend.otp.sight import Sight
from backend.otp.words import node_id

BICYCLES = ("bicycle", "cargo_bicycle")
BICYCLE = "BICYCLE"
MOTORS = frozenset(("combustion", "combustion_diesel", "electric", "electric_assist", "human", "hybrid", "hydrogen_fuel_cell", "plug_in_hybrid"))


@dataclass(frozen=True)
class Type:
    told: ToldType

    @property
    def form_factor(self) -> str:
        return self.told.form_factor.upper() or "OTHER"

    @property
    def propulsion_type(self) -> str | None:
        return self.told.propulsion.upper() if self.told.propulsion in MOTORS else None


PLAIN = Type(ToldType(PLAIN_BICYCLE, "", "bicycle", "human"))


@dataclass(frozen=True)
class Network:
    """The id of the feed that tells of the system."""

    network_id: str
    system: SharedSystem

    @property
    def url(self) -> str | None:
        return self.system.url or None

    def type_of(self, type_id: str) -> Type:
        return next((Type(kind) for kind in self.system.vehicle_types if kind.id == type_id), PLAIN)


def uris(links: RentalLinks) -> dict[str, str | None] | None:
    told = {"web": links.web or None, "android": links.android or None, "ios": links.ios or None}
    return told if any(told.values()) else None


def counts(network: Network, by_type: list[tuple[str, int]], total: int) -> dict[str, Any]:
    return {"total": total, "by_type": [{"count": count, "vehicle_type": network.type_of(kind)} for kind, count in by_type]}


@dataclass(frozen=True)
class Station(Placed):
    sight: Sight
    rental_network: Network
    told: ToldStation

    typename = "VehicleRentalStation"
    realtime = True

    @property
    def station_id(self) -> str:
        return f"{self.network}:{self.told.id}"

    @property
    def id(self) -> str:
        return node_id(self.typename, self.station_id)

    @property
    def name(self) -> str:
        return self.told.name or self.told.id

    @property
    def network(self) -> str:
        return self.rental_network.network_id

    @property
    def networks(self) -> list[str]:
        return [self.network]

    @property
    def capacity(self) -> int | None:
        return self.told.capacity

    @property
    def vehicles_available(self) -> int | None:
        return self.told.vehicles_available

    bikes_available = vehicles_available

    @property
    def spaces_available(self) -> int | None:
        return self.told.docks_available

    @property
    def available_vehicles(self) -> dict[str, Any] | None:
        if self.vehicles_available is None:
            return None
        return counts(self.rental_network, list(self.told.vehicles_by_type), self.vehicles_available)

    @property
    def available_spaces(self) -> dict[str, Any] | None:
        if self.spaces_available is None:
            return None
        # A dock that takes several types is counted with each of them, as each of them finds it.
        by_type: dict[str, int] = {}
        for kinds, count in self.told.docks_by_type:
            for kind in kinds:
                by_type[kind] = by_type.get(kind, 0) + count
        return counts(self.rental_network, list(by_type.items()), self.spaces_available)

    @property
    def allow_pickup(self) -> bool:
        return self.told.is_renting

    @property
    def allow_pickup_now(self) -> bool:
        return self.told.is_renting and self.told.is_installed

    @property
    def allow_dropoff(self) -> bool:
        return self.told.is_returning

    @property
    def allow_dropoff_now(self) -> bool:
        return self.told.is_returning and self.told.is_installed

    @property
    def allow_overloading(self) -> bool:
        return self.told.is_virtual and self.told.docks_available is None

    @property
    def operative(self) -> bool:
        return self.told.is_installed and (self.told.is_renting or self.told.is_returning)

    @property
    def state(self) -> str:
        return "Station on" if self.operative else "Station off"

    @property
    def rental_uris(self) -> dict[str, str | None] | None:
        return uris(self.told.links)


@dataclass(frozen=True)
class BikeStation(Station):
    typename = "BikeRentalStation"


@dataclass(frozen=True)
class Vehicle(Placed):
    sight: Sight
    rental_network: Network
    told: ToldVehicle

    typename = "RentalVehicle"

    @property
    def vehicle_id(self) -> str:
        return f"{self.network}:{self.told.id}"

    @property
    def id(self) -> str:
        return node_id(self.typename, self.vehicle_id)

    @property
    def name(self) -> str:
        return self.vehicle_type.told.name or "Default vehicle type"

    @property
    def network(self) -> str:
        return self.rental_network.network_id

    @property
    def vehicle_type(self) -> Type:
        return self.rental_network.type_of(self.told.type)

    @property
    def allow_pickup_now(self) -> bool:
        return not (self.told.is_reserved or self.told.is_disabled)

    @property
    def operative(self) -> bool:
        return not self.told.is_disabled

    @property
    def available_until(self) -> datetime | None:
        return self.told.available_until

    @property
    def fuel(self) -> dict[str, Any]:
        range_m = self.told.current_range_m
        return {"percent": self.told.fuel_share, "range": None if range_m is None else round(range_m)}

    @property
    def rental_uris(self) -> dict[str, str | None] | None:
        return uris(self.told.links)


def networks(sight: Sight, wanted: list[str] | None = None) -> Iterator[Network]:
    for feed, system in sight.view.systems.items():
        if not wanted or feed in wanted:
            yield Network(feed, system)


def stations(sight: Sight, wanted: list[str] | None = None, kind: type[Station] = Station) -> Iterator[Station]:
    for network in networks(sight, wanted):
        if kind is BikeStation and not any(one.form_factor in BICYCLES for one in network.system.vehicle_types):
            continue
        yield from (kind(sight, network, told) for told in network.system.stations)


def vehicles(sight: Sight, wanted: list[str] | None = None) -> Iterator[Vehicle]:
    """Those on their own; one at a station is counted there."""
    for network in networks(sight, wanted):
        yield from (Vehicle(sight, network, told) for told in network.system.vehicles if not told.station_id)
