"""Where the vehicles of lines are."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.feeds.gtfs_rt.facts import VehiclePosition as Told
from backend.otp.placed import Placed
from backend.otp.sight import Sight
from backend.otp.stops import Stop
from backend.otp.trips import Trip


@dataclass(frozen=True)
class VehiclePosition(Placed):
    sight: Sight
    told: Told
    row: int

    @property
    def vehicle_id(self) -> str:
        return self.told.vehicle_id

    @property
    def label(self) -> str | None:
        return self.told.label or None

    @property
    def heading(self) -> float | None:
        return self.told.bearing_deg

    @property
    def speed(self) -> float | None:
        return self.told.speed_mps

    @property
    def last_update(self) -> datetime | None:
        return self.told.observed

    @property
    def last_updated(self) -> int | None:
        return int(self.told.observed.timestamp()) if self.told.observed else None

    @property
    def trip(self) -> Trip:
        return Trip(self.sight, self.row)

    @property
    def stop_relationship(self) -> dict[str, Any] | None:
        if self.told.stop is None or self.told.status not in ("INCOMING_AT", "IN_TRANSIT_TO", "STOPPED_AT"):
            return None
        return {"status": self.told.status, "stop": Stop(self.sight, self.told.stop)}


def positions(sight: Sight) -> dict[int, list[VehiclePosition]]:
    """By pattern; those that are on no trip that is known have none."""

    def make() -> dict[int, list[VehiclePosition]]:
        found: dict[int, list[VehiclePosition]] = {}
        for facts in sight.view.transit.values():
            for told in facts.vehicles:
                row, _ = sight.view.run_of(told)
                if row is not None:
                    found.setdefault(int(sight.catalogue.transit.trip_pattern[row]), []).append(VehiclePosition(sight, told, row))
        return found

    return sight.keep("positions", None, make)
