"""A day for a client: from the message to the question of the engine."""
from datetime import datetime, timedelta

import msgspec

from backend.contract.days import DayRequest, DayResponse
from backend.contract.days import Errand as ErrandMessage
from backend.contract.trips import PlanRequest
from backend.days.mapping import to_response
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment
from backend.trips.service import TripPlanner
from routing.tours.day import Day, Errand
from routing.tours.planned import PlannedWays, VehicleLeftBehind
from routing.tours.search import best_day

LONGEST = timedelta(hours=24)


class DayUnusable(Unprocessable):
    code = "day_unusable"


class VehicleStaysBehind(Unprocessable):
    code = "vehicle_left_behind"


class DayPlanner:
    """Over the planner of trips; may be asked from many threads. An answer keeps the view it began with."""

    def __init__(self, trips: TripPlanner):
        self.trips = trips

    def plan_json(self, request: DayRequest) -> bytes:
        """The answer ready to send, so that the thread that planned also writes it."""
        return msgspec.json.encode(self.plan(request))

    def plan(self, request: DayRequest) -> DayResponse:
        """Raises DayUnusable, VehicleStaysBehind, OffsetMissing, TimeOutOfRange, OutsideCity."""
        day, view = day_of(request), self.trips.live.view
        end = request.end or request.start
        first = PlanRequest(
            request.start, end, request.leave_at, modes=request.modes, max_transfers=request.max_transfers, max_walk_m=request.max_walk_m,
            limits=request.limits,
        )  # fmt: skip
        asked = self.trips.query(first)
        errands = [self.trips.point(errand.place, f"errands[{number}].place") for number, errand in enumerate(request.errands)]
        try:
            ways = PlannedWays(view.snapshot, [asked.origin, *errands, asked.destination], asked)
        except VehicleLeftBehind as error:
            raise VehicleStaysBehind("Ask for BIKE or CAR alone: one's own vehicle goes along all day.", "modes") from error
        return to_response(self.trips, view, request, best_day(day, ways))


def day_of(request: DayRequest) -> Day:
    start, end = moment(request.leave_at, "leaveAt"), moment(request.end_by, "endBy")
    if not start < end <= start + LONGEST:
        raise DayUnusable("Give an endBy after leaveAt, at most 24 hours later.", "endBy")
    errands = tuple(errand_of(errand, number, len(request.errands)) for number, errand in enumerate(request.errands))
    return Day(errands, second(start), second(end), request.spare_min * 60)


def errand_of(errand: ErrandMessage, number: int, count: int) -> Errand:
    """`number` is its place among the `count` of the day."""
    field = f"errands[{number}]"
    if any(other >= count or other == number for other in errand.after):
        raise DayUnusable("Name other errands of this day by their numbers, from 0.", f"{field}.after")
    duration_s = errand.duration_min * 60
    windows = windows_of(errand, field, duration_s)
    return Errand(windows, duration_s, not errand.optional, errand.worth, frozenset(errand.after))


def windows_of(errand: ErrandMessage, field: str, duration_s: int) -> tuple[tuple[int, int], ...]:
    """In order; those that touch or overlap are one."""
    if errand.begin_at is not None:
        if errand.openings:
            raise DayUnusable("Give beginAt or openings, not both.", f"{field}.beginAt")
        begins_s = second(moment(errand.begin_at, f"{field}.beginAt"))
        return ((begins_s, begins_s + duration_s),)
    joined: list[tuple[int, int]] = []
    given = [(moment(one.opens_at, f"{field}.openings"), moment(one.closes_at, f"{field}.openings")) for one in errand.openings]
    if any(closes < opens for opens, closes in given):
        raise DayUnusable("Nothing closes before it opens. Over midnight, give the next day for closesAt.", f"{field}.openings")
    for opens_s, closes_s in sorted((second(opens), second(closes)) for opens, closes in given):
        if joined and opens_s <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes_s))
        else:
            joined.append((opens_s, closes_s))
    return tuple(joined)


def moment(given: datetime, field: str) -> datetime:
    """Raises OffsetMissing, TimeOutOfRange."""
    checked_moment(given, field)
    return given


def second(given: datetime) -> int:
    return int(given.timestamp())
