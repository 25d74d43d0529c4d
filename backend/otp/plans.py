"""Plans: what the planner answers, in the form of `plan` and of `planConnection`."""
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from backend.city.service import OutsideCity
from backend.contract.trips import Itinerary as Planned
from backend.contract.trips import Place as Asked
from backend.contract.trips import PlanResponse
from backend.otp.asking import NoSuchPlace, Question, of_connection, of_plan
from backend.otp.legs import Leg
from backend.otp.paging import Page
from backend.otp.places import Place
from backend.otp.sight import Sight
from backend.otp.words import epoch_ms

PLAN_COST = 500
NO_LINE = "NO_TRANSIT_CONNECTION_IN_SEARCH_WINDOW"
# Codes of notices: (routing error, the field it is about).
ERRORS = {
    "origin_off_network": ("LOCATION_NOT_FOUND", "FROM"),
    "destination_off_network": ("LOCATION_NOT_FOUND", "TO"),
    "origin_closed": ("LOCATION_NOT_FOUND", "FROM"),
    "destination_closed": ("LOCATION_NOT_FOUND", "TO"),
    "no_timetable": ("NO_TRANSIT_CONNECTION", None),
    "no_service_data": ("OUTSIDE_SERVICE_PERIOD", "DATE_TIME"),
    "no_way": (NO_LINE, None),
    "no_way_within_limits": (NO_LINE, None),
}
WORDS = {
    "FROM": "The place to start from is not known here.",
    "TO": "The place to go to is not known here.",
}
NOWHERE = Asked(0.0, 0.0)


@dataclass(frozen=True)
class RoutingError:
    code: str
    description: str
    input_field: str | None = None


@dataclass(frozen=True)
class Itinerary:
    sight: Sight
    told: Planned

    elevation_lost = generalized_cost = accessibility_score = None
    arrived_at_destination_with_rented_bicycle = False
    fares = system_notices = ()

    @property
    def start(self) -> datetime:
        return self.told.depart_at

    @property
    def end(self) -> datetime:
        return self.told.arrive_at

    @property
    def start_time(self) -> int:
        return epoch_ms(self.start)

    @property
    def end_time(self) -> int:
        return epoch_ms(self.end)

    @property
    def duration(self) -> int:
        return self.told.duration_s

    @property
    def walk_time(self) -> int:
        return sum(int((leg.arrive_at - leg.depart_at).total_seconds()) for leg in self.told.legs if leg.mode == "WALK")

    @property
    def waiting_time(self) -> int:
        return self.duration - sum(int((leg.arrive_at - leg.depart_at).total_seconds()) for leg in self.told.legs)

    @property
    def walk_distance(self) -> float:
        return self.told.walk_m

    @property
    def elevation_gained(self) -> float:
        return self.told.climb_m

    @property
    def number_of_transfers(self) -> int:
        return self.told.transfers

    @property
    def emissions_per_person(self) -> dict[str, float]:
        return {"co2": self.told.co2_g}

    @cached_property
    def legs(self) -> list[Leg]:
        return [Leg(self.sight, leg, leg.live is not None and leg.route is not None) for leg in self.told.legs]


@dataclass(frozen=True)
class Plan:
    """page: None where it could not be understood from where to where."""

    sight: Sight
    start: Asked
    goal: Asked
    page: Page | None
    found: tuple[Planned, ...] = ()
    routing_errors: tuple[RoutingError, ...] = ()
    spent_ms: int = 0

    @property
    def at(self) -> datetime:
        return (self.page.at if self.page else self.sight.now).astimezone(self.sight.catalogue.timetables.zone)

    search_date_time = at

    @property
    def date(self) -> int:
        return epoch_ms(self.at)

    @property
    def from_(self) -> Place:
        return Place.asked(self.sight, self.start, self.at)

    @property
    def to(self) -> Place:
        return Place.asked(self.sight, self.goal, self.at)

    @property
    def itineraries(self) -> list[Itinerary]:
        return [Itinerary(self.sight, one) for one in self.found]

    @property
    def message_enums(self) -> list[str]:
        return [error.code for error in self.routing_errors]

    @property
    def message_strings(self) -> list[str]:
        return [error.description for error in self.routing_errors]

    @property
    def next_page_cursor(self) -> str | None:
        return self.page.text(1) if self.page else None

    @property
    def previous_page_cursor(self) -> str | None:
        return self.page.text(-1) if self.page else None

    @property
    def search_window_used(self) -> int:
        return self.page.window_min * 60 if self.page else 0

    @property
    def debug_output(self) -> dict[str, Any]:
        return {"total_time": self.spent_ms, "timed_out": False}

    @property
    def edges(self) -> list[dict[str, Any]]:
        return [{"cursor": self.page.text() if self.page else "", "node": one} for one in self.itineraries]

    @property
    def page_info(self) -> dict[str, Any]:
        more = self.page is not None
        return {
            "has_next_page": more, "has_previous_page": more, "start_cursor": self.previous_page_cursor, "end_cursor": self.next_page_cursor,
            "search_window_used": self.search_window_used,
        }  # fmt: skip


def plan(sight: Sight, given: dict[str, Any], connection: bool) -> Plan:
    """given: arguments of `planConnection` if connection, else of `plan`. Raises Unprocessable."""
    sight.budget.spend(PLAN_COST)
    try:
        question = (of_connection if connection else of_plan)(sight, given)
    except NoSuchPlace as error:
        return Plan(sight, NOWHERE, NOWHERE, None, routing_errors=(RoutingError("LOCATION_NOT_FOUND", WORDS[error.end], error.end),))
    request = question.request
    begun = time.monotonic()
    try:
        answer = sight.planner.plan(request)
    except OutsideCity as error:
        end = "FROM" if error.field == "origin" else "TO"
        outside = RoutingError("OUTSIDE_BOUNDS", error.detail, end)
        return Plan(sight, request.origin, request.destination, question.page, routing_errors=(outside,))
    taken = tuple(one for one in answer.itineraries if question.wanted.takes(sight.catalogue, one))
    spent_ms = round((time.monotonic() - begun) * 1000)
    errors = tuple(errors_of(sight, question, answer, taken))
    return Plan(sight, request.origin, request.destination, question.page, taken[: question.most], errors, spent_ms)


def errors_of(sight: Sight, question: Question, answer: PlanResponse, taken: tuple[Planned, ...]) -> list[RoutingError]:
    """What OpenTripPlanner would say of such an answer; what it has no code for is a notice."""
    found = []
    for notice in answer.notices:
        if notice.code in ERRORS:
            code, about = ERRORS[notice.code]
            found.append(RoutingError("NO_TRANSIT_CONNECTION" if code == NO_LINE and not question.with_transit else code, notice.text, about))
        else:
            sight.notice(notice.text)
    if found or not question.with_transit:
        return found
    if not taken:
        return [RoutingError(NO_LINE, "There is no way with these modes at this time.", "DATE_TIME")]
    if all(leg.mode == "WALK" for one in taken for leg in one.legs):
        return [RoutingError("WALKING_BETTER_THAN_TRANSIT", "Walking all the way is faster than any line.")]
    return []
