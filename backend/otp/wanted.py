"""Which ways of travelling are wanted: OpenTripPlanner's modes as ours, and which of the answers they leave."""
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.contract.trips import Itinerary, LegMode, TripMode
from backend.otp.catalogue import Catalogue
from backend.otp.sight import Sight

DIRECT = {
    "WALK": TripMode.WALK, "BICYCLE": TripMode.BIKE, "BICYCLE_PARKING": TripMode.BIKE, "BICYCLE_RENTAL": TripMode.SHARED_BIKE, "CAR": TripMode.CAR,
    "CAR_PARKING": TripMode.CAR_PARK, "CAR_RENTAL": TripMode.SHARED_CAR, "SCOOTER_RENTAL": TripMode.SHARED_SCOOTER,
}  # fmt: skip
ACCESS = {
    "WALK": TripMode.WALK, "BICYCLE_PARKING": TripMode.BIKE_RIDE, "BICYCLE_RENTAL": TripMode.SHARED_BIKE, "CAR_DROP_OFF": TripMode.KISS_RIDE,
    "CAR_PARKING": TripMode.PARK_RIDE, "CAR_RENTAL": TripMode.SHARED_CAR, "SCOOTER_RENTAL": TripMode.SHARED_SCOOTER,
    "CAR_PICKUP": TripMode.KISS_RIDE,
}  # fmt: skip
QUALIFIED = {
    ("WALK", None): TripMode.WALK, ("BICYCLE", None): TripMode.BIKE, ("BICYCLE", "PARK"): TripMode.BIKE_RIDE,
    ("BICYCLE", "RENT"): TripMode.SHARED_BIKE, ("CAR", None): TripMode.CAR, ("CAR", "PARK"): TripMode.PARK_RIDE, ("CAR", "RENT"): TripMode.SHARED_CAR,
    ("CAR", "HAIL"): TripMode.TAXI,
    ("CAR", "DROPOFF"): TripMode.KISS_RIDE, ("CAR", "PICKUP"): TripMode.KISS_RIDE, ("SCOOTER", "RENT"): TripMode.SHARED_SCOOTER,
}  # fmt: skip
TRANSIT_MODES = frozenset((
    "AIRPLANE", "BUS", "CABLE_CAR", "CARPOOL", "COACH", "FERRY", "FUNICULAR", "GONDOLA", "MONORAIL", "RAIL", "SUBWAY", "TAXI", "TRAM", "TROLLEYBUS",
))  # fmt: skip
STREET = {LegMode.WALK: "WALK", LegMode.BIKE: "BICYCLE", LegMode.CAR: "CAR", LegMode.SCOOTER: "SCOOTER", LegMode.TAXI: "CAR"}
# What a direct way without transit is made of, besides walking.
RIDDEN = {
    TripMode.BIKE: "BICYCLE", TripMode.SHARED_BIKE: "BICYCLE_RENTAL", TripMode.CAR: "CAR", TripMode.SHARED_CAR: "CAR_RENTAL",
    TripMode.SHARED_SCOOTER: "SCOOTER_RENTAL", TripMode.CAR_PARK: "CAR",
}  # fmt: skip
WALKED = frozenset(("WALK",))


@dataclass(frozen=True)
class Without:
    """Ids of what must not be used, or, where `only`, of all that may be."""

    routes: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    trips: frozenset[str] = frozenset()
    only: bool = False

    def refuses(self, catalogue: Catalogue, route: int, trip: str) -> bool:
        agency = int(catalogue.transit.route_agency[route])
        named = catalogue.route_id(route) in self.routes or (agency >= 0 and catalogue.agency_id(agency) in self.agencies) or trip in self.trips
        return named is not self.only


@dataclass(frozen=True)
class Wanted:
    """modes: for the planner. direct: what a way without transit may be made of, None anything. transit: modes of vehicles, None all.

    networks: ids of sharing systems, None all
    """

    modes: tuple[TripMode, ...]
    direct: frozenset[str] | None = None
    transit: frozenset[str] | None = None
    without: tuple[Without, ...] = ()
    networks: frozenset[str] | None = None
    no_networks: frozenset[str] = field(default=frozenset())

    def takes(self, catalogue: Catalogue, itinerary: Itinerary) -> bool:
        rides = [leg for leg in itinerary.legs if leg.route is not None]
        rented = {leg.rental.source.feed for leg in itinerary.legs if leg.rental is not None}
        if rented & self.no_networks or (self.networks is not None and rented - self.networks):
            return False
        if not rides:
            ridden = frozenset(f"{STREET[leg.mode]}{'_RENTAL' if leg.rental else ''}" for leg in itinerary.legs) - WALKED
            return self.direct is None or (ridden or WALKED) <= self.direct
        return all(self.takes_ride(catalogue, leg) for leg in rides)

    def takes_ride(self, catalogue: Catalogue, leg: Any) -> bool:
        route = catalogue.find_route(catalogue.gtfs_id(leg.route.id))
        if route is None:
            return True
        if self.transit is not None and catalogue.mode(route) not in self.transit:
            return False
        return not any(one.refuses(catalogue, route, catalogue.gtfs_id(leg.trip_id or "")) for one in self.without)


def vehicles(sight: Sight, asked: Iterable[str]) -> frozenset[str] | None:
    """The modes of vehicles that are wanted; None where that is all that runs here."""
    wanted = frozenset(asked)
    if wanted >= sight.catalogue.modes:
        return None
    sight.notice("Ways with other vehicles than asked for are left out after planning, so there may be fewer ways than there could be.")
    return wanted


def of_qualified(sight: Sight, asked: list[dict[str, Any] | None] | None) -> tuple[tuple[TripMode, ...], frozenset[str] | None]:
    """`transportModes` of `plan`: for the planner, and which vehicles."""
    if not asked:
        return (TripMode.WALK, TripMode.TRANSIT), None
    modes: dict[TripMode, None] = {}
    transit: set[str] = set()
    for one in filter(None, asked):
        mode, qualifier = one["mode"], one.get("qualifier")
        if mode in TRANSIT_MODES or mode == "TRANSIT":
            modes[TripMode.TRANSIT] = modes[TripMode.WALK] = None
            transit |= TRANSIT_MODES if mode == "TRANSIT" else {mode}
        elif (mode, qualifier) in QUALIFIED:
            modes[QUALIFIED[mode, qualifier]] = None
        else:
            sight.notice(f"{mode}{' with ' + qualifier if qualifier else ''} is not planned with here.")
    return tuple(modes), vehicles(sight, transit) if transit else None


def of_groups(sight: Sight, asked: dict[str, Any] | None) -> tuple[tuple[TripMode, ...], frozenset[str] | None, frozenset[str] | None]:
    """`modes` of `planConnection`: for the planner, what a direct way may be made of, and which vehicles."""
    asked = asked or {}
    groups = asked.get("transit") or {}
    modes: dict[TripMode, None] = {}
    direct: set[str] = set()
    for name in [] if asked.get("transit_only") else asked.get("direct") or ["WALK"]:
        mode = known(sight, DIRECT, name, "all the way")
        if mode is not None:
            modes[mode] = None
            direct.add(RIDDEN.get(mode, "WALK"))
    if asked.get("direct_only"):
        return tuple(modes), frozenset(direct), None
    modes[TripMode.TRANSIT] = modes[TripMode.WALK] = None
    for name in dict.fromkeys([*(groups.get("access") or []), *(groups.get("egress") or [])]):
        mode = known(sight, ACCESS, name, "to and from stops")
        if mode is not None:
            modes[mode] = None
    if set(groups.get("transfer") or ["WALK"]) != {"WALK"}:
        sight.notice("Changes are made on foot here.")
    listed = [one["mode"] for one in groups.get("transit") or []]
    return tuple(modes), frozenset(direct), vehicles(sight, listed) if listed else None


def known(sight: Sight, table: dict[str, TripMode], name: str, where: str) -> TripMode | None:
    if name not in table:
        sight.notice(f"{name} is not planned with {where} here.")
    return table.get(name)
