"""What is live in a part of the map, from one view of the city."""
import secrets
from collections.abc import Collection

from backend.around.area import Area
from backend.around.car_parks import CarParks
from backend.around.closures import Closures, Drawings
from backend.around.lifts import Lifts
from backend.around.made_once import MadeOnce
from backend.around.obstacles import Obstacles
from backend.around.rentals import Rentals
from backend.around.sources import Sources
from backend.around.vehicles import Vehicles
from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.stops.service import Timetables

SECRET_BYTES = 32


class LiveArea:
    """Of one city; may be asked from many threads."""

    def __init__(self, live: LiveCity, timetables: Timetables):
        self.live, self.timetables = live, timetables
        city, secret = timetables.city, secrets.token_bytes(SECRET_BYTES)
        drawings = Drawings(city)
        self._rentals = MadeOnce(lambda systems: Rentals(systems, live.now(), secret))
        self._vehicles = MadeOnce(lambda told: Vehicles(timetables, told))
        self._car_parks = MadeOnce(CarParks)
        self._lifts = MadeOnce(lambda told: Lifts(city, told))
        self._obstacles = MadeOnce(lambda reported: Obstacles(reported, timetables.zone))
        self._closures = MadeOnce(lambda by_source: Closures(drawings, by_source))

    def answer(self, area: Area, layers: Collection[LiveLayer]) -> LiveAreaResponse:
        view, now = self.live.view, self.live.now()
        found = self.lists(view, area, Sources(view, now), layers)
        return LiveAreaResponse(
            as_of=now.astimezone(self.timetables.zone).replace(microsecond=0),
            omitted=sum(omitted for _, omitted in found.values()),
            **{name: shown for name, (shown, _) in found.items()},
        )

    def lists(self, view: LiveView, area: Area, sources: Sources, layers: Collection[LiveLayer]) -> dict[str, tuple[tuple, int]]:
        """By name in the answer: what is shown, and how many more there are."""
        found, fresh_s = {}, self.live.fresh_s
        if LiveLayer.RENTALS in layers:
            rentals = self._rentals.of(view.systems)
            found["stations"], found["rental_vehicles"] = rentals.stations_in(area, sources), rentals.vehicles_in(area, sources)
        if LiveLayer.VEHICLES in layers:
            found["vehicles"] = self._vehicles.of(view.transit).within(area, sources, fresh_s)
        if LiveLayer.CAR_PARKS in layers:
            found["car_parks"] = self._car_parks.of(view.car_parks).within(area, sources, fresh_s)
        if LiveLayer.CLOSURES in layers:
            found["closures"] = self._closures.of(view.snapshot.closures).within(area, sources, view.lifts)
        if LiveLayer.LIFTS in layers:
            found["lifts"] = self._lifts.of(view.lifts).within(area, sources)
        if LiveLayer.OBSTACLES in layers:
            found["obstacles"] = self._obstacles.of(view.obstacles).within(area, sources.now)
        return found
