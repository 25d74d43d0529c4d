"""Places to leave a car or a bike, as they are now."""
from collections.abc import Iterator
from dataclasses import dataclass

from backend.feeds.parking.facts import OpeningStatus, ParkingSiteFacts
from backend.otp.placed import Placed
from backend.otp.sight import Sight
from backend.otp.words import node_id


@dataclass(frozen=True)
class Parking(Placed):
    sight: Sight
    feed: str
    told: ParkingSiteFacts

    typename = "VehicleParking"
    details_url = image_url = note = opening_hours = None
    tags = ()

    @property
    def vehicle_parking_id(self) -> str:
        return f"{self.feed}:{self.told.uid}"

    @property
    def id(self) -> str:
        return node_id(self.typename, self.vehicle_parking_id)

    @property
    def name(self) -> str:
        return self.told.name or self.told.uid

    @property
    def realtime(self) -> bool:
        return self.told.free is not None

    @property
    def state(self) -> str | None:
        return {OpeningStatus.OPEN: "OPERATIONAL", OpeningStatus.CLOSED: "TEMPORARILY_CLOSED"}.get(self.told.opening_status)

    @property
    def bicycle_places(self) -> bool:
        return self.told.purpose.upper() == "BIKE"

    @property
    def car_places(self) -> bool:
        return not self.bicycle_places

    any_car_places = car_places

    @property
    def wheelchair_accessible_car_places(self) -> bool:
        return bool(self.told.capacity_disabled)

    @property
    def capacity(self) -> dict[str, int | None]:
        return self.spaces(self.told.capacity, self.told.capacity_disabled)

    @property
    def availability(self) -> dict[str, int | None] | None:
        return self.spaces(self.told.free, self.told.free_disabled) if self.realtime else None

    def spaces(self, count: int | None, disabled: int | None) -> dict[str, int | None]:
        bikes = count if self.bicycle_places else None
        return {"bicycle_spaces": bikes, "car_spaces": None if self.bicycle_places else count, "wheelchair_accessible_car_spaces": disabled}


def parkings(sight: Sight) -> Iterator[Parking]:
    for feed, facts in sight.view.car_parks.items():
        yield from (Parking(sight, feed, told) for told in facts.sites)
