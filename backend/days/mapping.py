"""From the seconds of a day to its message. Ways are told as trips are; what cannot be done in a sentence."""
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from backend.contract.days import DayRequest, DayResponse, LeftOutErrand, LeftOutReason, WithoutErrand
from backend.contract.days import Visit as VisitMessage
from backend.contract.live import Alert
from backend.contract.trips import Itinerary
from backend.live.view import LiveView
from backend.trips.mapping import to_response as trips_response
from backend.trips.service import TripPlanner
from routing.tours.day import DayPlan, LeftOut, Tour, Visit, Way, Why
from routing.tours.planned import Planned

TIGHT_S = 600
TEXTS = {
    Why.NO_WAY: "There is no way there and on from there with these modes and limits.",
    Why.TOO_SHORT: "It takes longer than it is open.",
    Why.TOO_LATE: "It closes before you can be there.",
    Why.END_TOO_LATE: "With it you cannot be at the end of your day in time.",
    Why.CONFLICT: "It cannot be done on the same day as others that you want to do.",
    Why.NO_ROOM: "There is no time left for it beside everything else.",
}  # fmt: skip


class Teller:
    """Of one answer. `alerts` collects what concerns any of its ways."""

    def __init__(self, trips: TripPlanner, view: LiveView, guidance: bool):
        self.trips, self.view, self.around = trips, view, trips.around if guidance else None
        self.now, self.zone = trips.live.now(), ZoneInfo(view.snapshot.city.manifest.timezone)
        self.alerts: dict[str, Alert] = {}

    def moment(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self.zone)

    def maybe(self, seconds: int | None) -> datetime | None:
        return None if seconds is None else self.moment(seconds)

    def itinerary(self, way: Way) -> Itinerary | None:
        if not isinstance(way.journey, Planned):
            return None
        made = way.journey
        told = trips_response(
            self.view, replace(made.plan, journeys=(made.journey,), left_out=()), self.trips.names, self.now, self.around, self.trips.fares
        )
        self.alerts |= {alert.id: alert for alert in told.alerts}
        return told.itineraries[0]


def to_response(trips: TripPlanner, view: LiveView, request: DayRequest, found: DayPlan) -> DayResponse:
    teller = Teller(trips, view, request.guidance)
    tour = found.tour
    visits = () if tour is None else tuple(visit_message(teller, visit) for visit in tour.visits)
    last = None if tour is None else teller.itinerary(tour.last)
    return DayResponse(
        visits=visits,
        last=last,
        leave_at=None if tour is None else teller.moment(ways_of(tour)[0].departure_s),
        end_at=None if tour is None else teller.moment(tour.end_s),
        travel_s=0 if tour is None else tour.travel_s,
        waiting_s=0 if tour is None else waiting_s(tour),
        left_out=tuple(left_out(one, teller.maybe) for one in found.left_out),
        without=None if found.without is None else WithoutErrand(found.without.errand, found.without.saved_s),
        proven=found.proven,
        as_of=teller.now.astimezone(teller.zone).replace(microsecond=0),
        city_version=view.snapshot.city.manifest.version,
        alerts=tuple(teller.alerts.values()),
    )


def visit_message(teller: Teller, visit: Visit) -> VisitMessage:
    return VisitMessage(
        errand=visit.errand,
        itinerary=teller.itinerary(visit.way),
        begin_at=teller.moment(visit.begin_s),
        leave_at=teller.moment(visit.leave_s),
        latest_begin_at=teller.moment(visit.begin_s + visit.slack_s),
        tight=visit.begin_s + visit.slack_s - visit.way.arrival_s < TIGHT_S,
    )


def left_out(one: LeftOut, moment: Callable[[int | None], datetime | None]) -> LeftOutErrand:
    return LeftOutErrand(one.errand, LeftOutReason(one.why.value), TEXTS[one.why], one.others, moment(one.reached_s), moment(one.leave_by_s))


def ways_of(tour: Tour) -> list[Way]:
    return [*(visit.way for visit in tour.visits), tour.last]


def waiting_s(tour: Tour) -> int:
    """What is neither on the way nor an errand, from leaving to the end."""
    ways = ways_of(tour)
    done_s = sum(visit.leave_s - visit.begin_s for visit in tour.visits)
    return sum(after.departure_s - before.arrival_s for before, after in pairwise(ways)) - done_s
