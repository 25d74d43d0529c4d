"""Where legs begin and end, and when."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from backend.contract.trips import IntermediateStop, LegPlace
from backend.contract.trips import Place as Asked
from backend.otp.distances import away_m
from backend.otp.sharing import BikeStation, Network, Station, Vehicle
from backend.otp.sight import Sight
from backend.otp.stops import Stop
from backend.otp.words import epoch_ms

SAME_PLACE_M = 30


@dataclass(frozen=True)
class LegTime:
    scheduled_time: datetime
    estimated_time: datetime | None = None

    @property
    def estimated(self) -> dict[str, Any] | None:
        if self.estimated_time is None:
            return None
        return {"time": self.estimated_time, "delay": int((self.estimated_time - self.scheduled_time).total_seconds())}

    @property
    def best(self) -> datetime:
        return self.estimated_time or self.scheduled_time


@dataclass(frozen=True)
class Place:
    sight: Sight
    told: LegPlace | IntermediateStop
    arrival: LegTime
    departure: LegTime
    rented: "Rented | None" = None
    position: int | None = None

    vehicle_parking = via_location_type = None

    @classmethod
    def asked(cls, sight: Sight, place: Asked, at: datetime) -> "Place":
        """An end of the whole trip."""
        return cls(sight, LegPlace(place.name, place.lat, place.lon), LegTime(at), LegTime(at))

    @property
    def name(self) -> str | None:
        return self.told.name or None

    @property
    def lat(self) -> float | None:
        return self.told.lat

    @property
    def lon(self) -> float | None:
        return self.told.lon

    @property
    def arrival_time(self) -> int:
        return epoch_ms(self.arrival.best)

    @property
    def departure_time(self) -> int:
        return epoch_ms(self.departure.best)

    @property
    def stop(self) -> Stop | None:
        row = self.sight.catalogue.names.find_stop(self.told.stop_id) if self.told.stop_id else None
        return None if row is None else Stop(self.sight, row)

    @property
    def stop_position(self) -> "PositionAtStop | None":
        return None if self.position is None else PositionAtStop(self.position)

    @property
    def vehicle_rental_station(self) -> Station | None:
        return self.rented.station(Station) if self.rented else None

    @property
    def bike_rental_station(self) -> Station | None:
        return self.rented.station(BikeStation) if self.rented else None

    @property
    def rental_vehicle(self) -> Vehicle | None:
        return self.rented.vehicle() if self.rented else None

    @property
    def vertex_type(self) -> str:
        if self.told.stop_id:
            return "TRANSIT"
        return "BIKESHARE" if self.rented else "NORMAL"


@dataclass(frozen=True)
class PositionAtStop:
    position: int
    typename = "PositionAtStop"


@dataclass(frozen=True)
class Rented:
    """Where a shared vehicle is taken or left. station_id: None on the street. form: of the vehicle; "" where one is left."""

    sight: Sight
    network: Network
    station_id: str | None
    place: LegPlace
    form: str

    def station(self, kind: type[Station]) -> Station | None:
        found = next((told for told in self.network.system.stations if told.id == self.station_id), None)
        return None if found is None else kind(self.sight, self.network, found)

    def vehicle(self) -> Vehicle | None:
        """The one that stands nearest to where one is to be taken."""
        if self.station_id is not None or not self.form:
            return None
        all_of = [Vehicle(self.sight, self.network, told) for told in self.network.system.vehicles if not told.station_id]
        fitting = [one for one in all_of if one.allow_pickup_now and one.vehicle_type.told.form_factor == self.form]
        if not fitting:
            return None
        places = np.array([(one.lat, one.lon) for one in fitting])
        metres = away_m(self.place.lat, self.place.lon, places[:, 0], places[:, 1])
        nearest = int(metres.argmin())
        return fitting[nearest] if metres[nearest] <= SAME_PLACE_M else None
