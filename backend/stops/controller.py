"""`/v1/stops`."""
from datetime import datetime
from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter

from backend.contract.stops import DeparturesResponse
from backend.service.moments import checked_moment
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.stops.service import Timetables

AT = "ISO 8601 with an offset; now when left out."


class StopsController(Controller):
    path = "/v1/stops"
    tags = ["Stops"]

    @get(
        "/{stop_id:str}/departures", opt=public(RateClass.READ), responses=problems(404, 422), sync_to_thread=True,
        operation_id="listDepartures", summary="The next departures of a stop or a whole station",
    )  # fmt: skip
    def departures(
        self,
        timetables: NamedDependency[Timetables],
        stop_id: Annotated[str, PathParameter(description="As `stopId` in other answers.", max_length=400, examples=[Example(value="1001")])],
        at: Annotated[datetime | None, QueryParameter(description=AT, examples=[Example(value="2026-11-24T08:30:00+01:00")])] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    ) -> DeparturesResponse:
        return timetables.departures(stop_id, checked_moment(at, "at"), limit)
