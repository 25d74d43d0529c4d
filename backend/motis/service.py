"""What the routes of MOTIS answer with, made once per process over the services of the city."""
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from backend.live.service import LiveCity
from backend.motis.board import Board, read_board
from backend.motis.calls import Calls
from backend.motis.geocoding import geocode, reverse_geocode
from backend.motis.messages import MotisMatch, MotisStopTimes
from backend.motis.parameters import Asked
from backend.motis.plans import make_plan
from backend.motis.rentals import read_rentals, rentals
from backend.motis.shared_messages import MotisRentals
from backend.motis.stops import Stops
from backend.motis.wishes import read_wishes
from backend.places.service import PlaceSearch
from backend.stops.service import Timetables
from backend.trips.service import TripPlanner

# Until version 5 a place has a level, whether one is known or not.
LEVELS = {1: 0.0, 5: 0.0, 6: None}


@dataclass(frozen=True)
class Motis:
    """Over one city; may be asked from many threads. `stops` by version of the API."""

    planner: TripPlanner
    places: PlaceSearch
    live: LiveCity
    stops: dict[int, Stops]
    calls: Calls

    @classmethod
    def of(cls, planner: TripPlanner, timetables: Timetables, places: PlaceSearch, live: LiveCity) -> "Motis":
        return cls(planner, places, live, {version: Stops(timetables, level) for version, level in LEVELS.items()}, Calls(timetables))

    def plan_json(self, asked: Asked, version: int) -> bytes:
        """Ready to send, so that the thread that planned also writes it. Raises BadRequest, NotFound, Unprocessable."""
        stops = self.stops[version].over(self.live.snapshot.transit)
        return msgspec.json.encode(make_plan(self.planner, stops, read_wishes(asked, stops), asked.echo()))

    def stop_times(self, asked: Asked, version: int) -> MotisStopTimes:
        """Raises BadRequest, NotFound, Unprocessable."""
        snapshot = self.live.snapshot
        stops, calls = self.stops[version].over(snapshot.transit), self.calls.over(snapshot.transit)
        return Board(stops, calls, snapshot.live).answer(read_board(asked, stops))

    def geocode(self, asked: Asked, version: int) -> tuple[MotisMatch, ...]:
        """Raises BadRequest, Unprocessable."""
        return geocode(self.places, self.stops[version], asked)

    def reverse_geocode(self, asked: Asked, version: int) -> tuple[MotisMatch, ...]:
        """Raises BadRequest, Unprocessable."""
        return reverse_geocode(self.places, self.stops[version], asked)

    def rentals(self, asked: Asked, version: int) -> MotisRentals:
        """Raises BadRequest, NotFound, Unprocessable."""
        wishes = read_rentals(asked, self.stops[version])
        return rentals(list(self.live.view.systems.values()), wishes, datetime.now(UTC))
