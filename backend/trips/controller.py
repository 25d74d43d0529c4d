"""`/v1/plan`."""
from typing import Annotated

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import Body

from backend.contract.trips import PlanRequest, PlanResponse
from backend.service.lane import Lane
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.trips.service import TripPlanner

MAX_BODY = 16 * 1024
EXAMPLE = Example(
    summary="Leaving at a quarter past eight",
    value={
        "origin": {"lat": 49.4036, "lon": 8.6754, "name": "Main station"},
        "destination": {"lat": 49.4108, "lon": 8.7064},
        "departAt": "2026-11-24T08:15:00+01:00",
        "modes": ["WALK", "TRANSIT"],
        "maxTransfers": 3,
    },
)


class TripsController(Controller):
    tags = ["Trips"]

    @post(
        "/v1/plan", status_code=200, dto=strict_body(PlanRequest), return_dto=None, request_max_body_size=MAX_BODY, opt=public(RateClass.PLAN),
        responses=problems(408, 413, 415, 422, 503), operation_id="planTrip", summary="Itineraries from door to door",
    )  # fmt: skip
    async def plan(
        self, data: Annotated[PlanRequest, Body(examples=[EXAMPLE])], planner: NamedDependency[TripPlanner], lane: NamedDependency[Lane]
    ) -> Response[PlanResponse]:
        return Response(await lane.run(planner.plan_json, data), media_type="application/json")
