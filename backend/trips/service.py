"""Planning for a client: checks what only the city can check, asks the engine, makes the answer."""

import msgspec

from backend.city.service import CityBox
from backend.contract.trips import Place, PlanRequest, PlanResponse
from backend.live.service import LiveCity
from backend.pricing.driven import RideOffers
from backend.pricing.fares import NO_FARES, CityFares
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment
from backend.stops.names import Names
from backend.trips.guidance_around import Surroundings
from backend.trips.limits import limits_of
from backend.trips.mapping import to_response
from backend.trips.own_rides import NO_OFFERS, RidesAsked, load_of, with_promises
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot


class BothTimes(Unprocessable):
    code = "both_times"


class TripPlanner:
    """Over a live city; may be asked from many threads. An answer keeps the view it began with.

    rides: who drives services on demand of ours; whoever opens them puts it there
    """

    def __init__(self, live: LiveCity, fares: CityFares = NO_FARES, rides: RideOffers = NO_OFFERS):
        self.live, self.fares, self.rides = live, fares, rides
        city = live.snapshot.city
        self.names = Names(city.transit)
        self.around = Surroundings(city)
        self.box = CityBox(city.manifest)

    @property
    def snapshot(self) -> Snapshot:
        return self.live.snapshot

    def plan(self, request: PlanRequest) -> PlanResponse:
        """Raises BothTimes, Unprocessable, OffsetMissing, TimeOutOfRange, OutsideCity."""
        query = self.query(request)
        view, now = self.live.view, self.live.now()
        around = self.around if request.guidance else None
        found = plan(view.snapshot, query)
        asked = RidesAsked(self.rides, self.fares.prices, load_of(request), now)
        found, rides = with_promises(view.snapshot.city, found, query, asked)
        return to_response(view, found, self.names, now, around, self.fares, rides)

    def plan_json(self, request: PlanRequest) -> bytes:
        """The answer ready to send, so that the thread that planned also writes it."""
        return msgspec.json.encode(self.plan(request))

    def query(self, request: PlanRequest) -> Query:
        if request.depart_at is not None and request.arrive_by is not None:
            raise BothTimes("Give departAt or arriveBy, not both.", "arriveBy")
        arrive_by, limits = checked_moment(request.arrive_by, "arriveBy"), request.limits
        return Query(
            origin=self.point(request.origin, "origin"),
            destination=self.point(request.destination, "destination"),
            at=arrive_by or checked_moment(request.depart_at, "departAt") or self.live.now().replace(microsecond=0),
            arrive_by=arrive_by is not None,
            window_s=request.window_min * 60,
            modes=frozenset(TripMode(mode) for mode in request.modes),
            max_rides=request.max_transfers + 1,
            max_walk_m=least(request.max_walk_m, limits.max_walk_m if limits else None),
            walk_speed_mps=limits.speed_m_s if limits else DEFAULT_WALK_MPS,
            limits=limits_of(limits),
            asked_at=self.live.now(),
        )

    def point(self, place: Place, field: str) -> Point:
        self.box.check(place.lat, place.lon, field)
        return Point(place.lat, place.lon, place.name)


def least(one: float | None, other: float | None) -> float | None:
    return min((value for value in (one, other) if value is not None), default=None)
