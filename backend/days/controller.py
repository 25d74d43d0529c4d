"""`/v1/days`."""
from typing import Annotated

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import Body

from backend.contract.days import DayRequest, DayResponse
from backend.days.service import DayPlanner
from backend.service.lane import Lane
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.service.strict import strict_body

MAX_BODY = 16 * 1024
EXAMPLE = Example(
    summary="A letter, and a child at four sharp",
    value={
        "start": {"lat": 49.4036, "lon": 8.6754},
        "leaveAt": "2026-11-24T13:30:00+01:00",
        "endBy": "2026-11-24T19:00:00+01:00",
        "errands": [
            {
                "place": {"lat": 49.4108, "lon": 8.7064}, "durationMin": 10, "optional": True,
                "openings": [{"opensAt": "2026-11-24T08:00:00+01:00", "closesAt": "2026-11-24T18:30:00+01:00"}],
            },
            {"place": {"lat": 49.4192, "lon": 8.6767}, "beginAt": "2026-11-24T16:00:00+01:00"},
        ],
    },
)  # fmt: skip


class DaysController(Controller):
    tags = ["Trips"]

    @post(
        "/v1/days", status_code=200, dto=strict_body(DayRequest), return_dto=None, request_max_body_size=MAX_BODY, opt=public(RateClass.DAY),
        responses=problems(408, 413, 415, 422, 503), operation_id="planDay", summary="Several errands in the best order, with the ways between",
    )  # fmt: skip
    async def plan(
        self, data: Annotated[DayRequest, Body(examples=[EXAMPLE])], day_planner: NamedDependency[DayPlanner], day_lane: NamedDependency[Lane]
    ) -> Response[DayResponse]:
        return Response(await day_lane.run(day_planner.plan_json, data), media_type="application/json")
