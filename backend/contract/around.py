"""`GET /v1/live`: what is live in a part of the map, for drawing it and for telling what is near."""
from datetime import date
from enum import StrEnum
from uuid import UUID

from backend.contract.base import Answer, Moment
from backend.contract.live import Source
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.transit import Route
from backend.contract.trips import LegMode


class LiveLayer(StrEnum):
    """What may be asked for. RENTALS are stations and single vehicles to be shared, VEHICLES those of the timetable, OBSTACLES what people report."""

    RENTALS = "RENTALS"
    VEHICLES = "VEHICLES"
    CAR_PARKS = "CAR_PARKS"
    CLOSURES = "CLOSURES"
    LIFTS = "LIFTS"
    OBSTACLES = "OBSTACLES"


class VehicleCount(Answer, frozen=True):
    """So many of a kind can be taken. `vehicle` is the GBFS form factor."""

    vehicle: str
    electric: bool
    count: int


class RentalStation(Answer, frozen=True):
    """`vehicles` holds no kind of which there is none; `docks` null where untold. Not `renting`: nothing can be taken; not `returning`: nor left."""

    system_id: str
    system: str
    station_id: str
    name: str
    lat: float
    lon: float
    vehicles: tuple[VehicleCount, ...]
    docks: int | None
    renting: bool
    returning: bool
    source: Source


class RentalVehicle(Answer, frozen=True):
    """One that stands on the street, free to take. `vehicleId` changes after every ride; `rangeM` is null where untold."""

    system_id: str
    system: str
    vehicle_id: str
    vehicle: str
    vehicle_name: str
    electric: bool
    range_m: float | None
    lat: float
    lon: float
    source: Source


class TransitVehicle(Answer, frozen=True):
    """A vehicle on its way. `delayS` is null where nothing is known of its times, `occupancy` as in GTFS Realtime, "" where untold.

    `tripId` and `serviceDay` are null for one that is on no trip of the timetable; `mode` and `route` then come from what it says of itself.
    """

    vehicle_id: str
    label: str
    mode: LegMode | None
    route: Route | None
    headsign: str
    trip_id: str | None
    service_day: date | None
    lat: float
    lon: float
    bearing_deg: float | None
    delay_s: int | None
    occupancy: str
    source: Source


class CarParkNow(Answer, frozen=True):
    """`free` and `capacity` are null where untold; `open` is null where nobody says."""

    name: str
    lat: float
    lon: float
    free: int | None
    capacity: int | None
    open: bool | None
    source: Source


class ClosedStretch(Answer, frozen=True):
    """A closure that holds now. `lines` are encoded polylines with six decimals, along the streets that are closed; `modes` are foot, bike, car."""

    id: str
    title: str
    modes: tuple[str, ...]
    begins_at: Moment | None
    ends_at: Moment | None
    lines: tuple[str, ...]
    source: Source | None


class LiftNow(Answer, frozen=True):
    """A lift or an escalator of which it is known whether it works."""

    name: str
    escalator: bool
    working: bool
    lat: float
    lon: float
    source: Source


class ObstacleNow(Answer, frozen=True):
    """What people report in the way. `blocks`: routes of those it affects lead around it. `until`: then it is over unless somebody sees it again.

    `GET /v1/obstacles/{id}` says more of it, `POST /v1/obstacles/{id}/votes` says that it is still there or gone.
    """

    id: UUID
    kind: ObstacleKind
    lat: float
    lon: float
    state: ObstacleState
    blocks: bool
    last_seen: Moment
    until: Moment


class LiveAreaResponse(Answer, frozen=True):
    """`omitted` counts what lies in the area beyond the most that one answer holds of each layer: look closer to see it."""

    as_of: Moment
    omitted: int
    stations: tuple[RentalStation, ...] = ()
    rental_vehicles: tuple[RentalVehicle, ...] = ()
    vehicles: tuple[TransitVehicle, ...] = ()
    car_parks: tuple[CarParkNow, ...] = ()
    closures: tuple[ClosedStretch, ...] = ()
    lifts: tuple[LiftNow, ...] = ()
    obstacles: tuple[ObstacleNow, ...] = ()
