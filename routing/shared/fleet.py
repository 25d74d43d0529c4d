"""Vehicles that anybody may take, as last reported: where they stand, and where they may be left."""
from dataclasses import dataclass

import numpy as np

from routing.query import TripMode
from routing.shared.zones import NO_ZONES, Zones
from routing.streets.graph import Mode

# Unlocking and adjusting a vehicle, and locking it again. Paying happens on the way to it.
TAKE_S, LEAVE_S = 60, 30
RIDES = {TripMode.SHARED_BIKE: Mode.BIKE, TripMode.SHARED_SCOOTER: Mode.BIKE, TripMode.SHARED_CAR: Mode.CAR}


@dataclass(frozen=True)
class Fleet:
    """The vehicles of one system that are alike. A *spot* is a station or a single vehicle.

    key       names it in answers, e.g. `citybike:ebike`
    lat, lon  float64[n], degrees
    vehicles  int32[n], how many can be taken
    docks     int32[n], how many can be left
    range_m   float64[n], how far the best vehicle of the spot goes; inf where nobody says
    anywhere  vehicles may be left on any street that the zones allow
    electric  the vehicle is told to be electric
    stations  so many of the first spots are stations, the others single vehicles, beside which no other is left; None: all are stations
    spot_id, spot_name   ids and names that a report gave its spots; empty where nobody asks for them
    """

    key: str
    kind: TripMode
    lat: np.ndarray
    lon: np.ndarray
    vehicles: np.ndarray
    docks: np.ndarray
    range_m: np.ndarray
    anywhere: bool = False
    electric: bool = False
    zones: Zones = NO_ZONES
    stations: int | None = None
    spot_id: tuple[str, ...] = ()
    spot_name: tuple[str, ...] = ()

    @property
    def station_count(self) -> int:
        return len(self.lat) if self.stations is None else self.stations

    def name_of(self, row: int) -> str:
        return self.spot_name[row] if self.spot_name else ""

    @property
    def mode(self) -> Mode:
        """How it moves on the streets."""
        return RIDES[self.kind]
