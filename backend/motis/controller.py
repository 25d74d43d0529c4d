"""`/api/v5` and `/api/v6`, and what MOTIS has kept under `/api/v1`, for clients written for MOTIS."""
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from backend.motis.board import STOP_TIMES
from backend.motis.errors import MOTIS_HANDLERS
from backend.motis.geocoding import GEOCODE, REVERSE
from backend.motis.messages import MotisMatch, MotisPlan, MotisStopTimes
from backend.motis.parameters import asked_of, operation
from backend.motis.rentals import RENTALS
from backend.motis.service import Motis
from backend.motis.shared_messages import MotisRentals
from backend.motis.wishes import PLAN
from backend.service.lane import Lane
from backend.service.policies import RateClass, public
from backend.service.problems import problems


def give_motis(state: State) -> Motis:
    """Made when it is first asked for; in the loop, so once."""
    if "motis" not in state:
        services = state.services
        state.motis = Motis.of(services.planner, services.timetables, services.places, services.live)
    return state.motis


def operation_id(handler: Any, method: Any, path: list[Any]) -> str:
    """The same handler answers in several versions."""
    return f"motis{handler.handler_name.title().replace('_', '')}{str(path[1]).title()}"


class MotisPlaces(Controller):
    """What is the same in all versions."""

    path = "/api/v1"
    tags: ClassVar = ["MOTIS"]
    version: ClassVar = 1
    dependencies: ClassVar = {"motis": Provide(give_motis, sync_to_thread=False)}
    exception_handlers: ClassVar = MOTIS_HANDLERS

    @get(
        "/geocode", opt=public(RateClass.SEARCH), responses=problems(422), sync_to_thread=True,
        operation_class=operation(GEOCODE), operation_id=operation_id, summary="Places by what somebody types",
    )  # fmt: skip
    def geocode(self, request: Request, motis: NamedDependency[Motis]) -> tuple[MotisMatch, ...]:
        return motis.geocode(asked_of(request.query_params, GEOCODE), self.version)

    @get(
        "/reverse-geocode", opt=public(RateClass.SEARCH), responses=problems(422), sync_to_thread=True,
        operation_class=operation(REVERSE), operation_id=operation_id, summary="The place at a point and the stops around it",
    )  # fmt: skip
    def reverse_geocode(self, request: Request, motis: NamedDependency[Motis]) -> tuple[MotisMatch, ...]:
        return motis.reverse_geocode(asked_of(request.query_params, REVERSE), self.version)

    @get(
        "/rentals", opt=public(RateClass.READ), responses=problems(404, 422), sync_to_thread=True,
        operation_class=operation(RENTALS), operation_id=operation_id, summary="Shared systems, their stations, vehicles and zones",
    )  # fmt: skip
    def rentals(self, request: Request, motis: NamedDependency[Motis]) -> MotisRentals:
        return motis.rentals(asked_of(request.query_params, RENTALS), self.version)


class MotisV5(MotisPlaces):
    path = "/api/v5"
    version = 5

    @get(
        "/plan", opt=public(RateClass.PLAN), responses=problems(404, 422, 503),
        operation_class=operation(PLAN), operation_id=operation_id, summary="Itineraries from door to door, page by page",
    )  # fmt: skip
    async def plan(self, request: Request, motis: NamedDependency[Motis], lane: NamedDependency[Lane]) -> Response[MotisPlan]:
        return Response(await lane.run(motis.plan_json, asked_of(request.query_params, PLAN), self.version), media_type="application/json")

    @get(
        "/stoptimes", opt=public(RateClass.READ), responses=problems(404, 422), sync_to_thread=True,
        operation_class=operation(STOP_TIMES), operation_id=operation_id, summary="What leaves a stop or comes to it, page by page",
    )  # fmt: skip
    def stoptimes(self, request: Request, motis: NamedDependency[Motis]) -> MotisStopTimes:
        return motis.stop_times(asked_of(request.query_params, STOP_TIMES), self.version)


class MotisV6(MotisV5):
    path = "/api/v6"
    version = 6


MOTIS_CONTROLLERS = (MotisPlaces, MotisV5, MotisV6)
