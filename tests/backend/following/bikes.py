"""A bike share on Long Street, as its feed reports it."""
from datetime import datetime
from types import MappingProxyType

from backend.feeds.gbfs.facts import RentalLinks, SharedSystem, Station, Vehicle, VehicleType
from backend.feeds.problems import Problems
from backend.live.fleets import fleets_of
from tests.backend.following.world import World, at
from tests.routing.streets.ground import E7_PER_METRE

BIKE = VehicleType("bike", "Bike", "bicycle", "human")
NO_LINKS = RentalLinks()


def station(name: str, east_m: float, vehicles: int, docks: int) -> Station:
    return Station(
        name, f"Station {name}", 0.00001, east_m * E7_PER_METRE / 1e7, 20, False, "", None, NO_LINKS, vehicles, (("bike", vehicles),), docks, (),
        True, True, True,
    )  # fmt: skip


def alone(name: str, east_m: float) -> Vehicle:
    return Vehicle(name, 0.00001, east_m * E7_PER_METRE / 1e7, "bike", "", False, False, None, None, None, "", NO_LINKS)


def say_bikes(world: World, *stations: Station, vehicles: tuple[Vehicle, ...] = (), moment: datetime | None = None) -> None:
    moment = moment or at(7, 59)
    system = SharedSystem(
        "villagebike", "Village Bike", "", ("en",), "Europe/Berlin", "", NO_LINKS, (BIKE,), stations, vehicles, (), (), (), (), (), moment, 60,
        len(stations), Problems(),
    )  # fmt: skip
    found = fleets_of("bikes", system, moment)
    snapshot = world.live.snapshot.with_fleets([fleet for fleet, _ in found.values()], "bikes", moment)
    offered = MappingProxyType({key: one for key, (_, one) in found.items()})
    world.show(snapshot, "bikes", moment, fleets=offered, systems=MappingProxyType({"bikes": system}))
