"""`/v1/stops` and `/v1/departures`."""
from datetime import datetime
from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter

from backend.contract.stops import DeparturesResponse, NearbyDeparturesResponse, NearbyStopsResponse
from backend.live.service import LiveCity
from backend.service.degrees import check_degrees
from backend.service.moments import checked_moment
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.stops.near import Surroundings
from backend.stops.service import Timetables
from routing.query import Point

SET_OUT = "When one sets out, ISO 8601 with an offset; now when left out."
Lat = Annotated[float, QueryParameter(ge=-90, le=90, description="Degrees north, WGS 84.", examples=[Example(value=49.41)])]
Lon = Annotated[float, QueryParameter(ge=-180, le=180, description="Degrees east, WGS 84.", examples=[Example(value=8.69)])]
MaxWalk = Annotated[int, QueryParameter(name="maxWalkM", ge=50, le=3000, description="Metres on foot, counted as the time they take on the flat.")]
Limit = Annotated[int, QueryParameter(ge=1, le=50)]
AT = "ISO 8601 with an offset; now when left out."


class StopsController(Controller):
    path = "/v1/stops"
    tags = ["Stops"]

    @get(
        "/", opt=public(RateClass.READ), responses=problems(422), sync_to_thread=True,
        operation_id="listStopsNear", summary="Stops and stations that can be reached on foot, nearest first",
    )  # fmt: skip
    def near(
        self,
        surroundings: NamedDependency[Surroundings],
        live: NamedDependency[LiveCity],
        lat: Lat,
        lon: Lon,
        max_walk_m: MaxWalk = 800,
        limit: Limit = 20,
    ) -> NearbyStopsResponse:
        check_degrees(lat, lon, ("lat", "lon"))
        return surroundings.stops(live.view, Point(lat, lon), max_walk_m, limit)

    @get(
        "/{stop_id:str}/departures", opt=public(RateClass.READ), responses=problems(404, 422), sync_to_thread=True,
        operation_id="listDepartures", summary="The next departures of a stop or a whole station",
    )  # fmt: skip
    def departures(
        self,
        timetables: NamedDependency[Timetables],
        live: NamedDependency[LiveCity],
        stop_id: Annotated[str, PathParameter(description="As `stopId` in other answers.", max_length=400, examples=[Example(value="1001")])],
        at: Annotated[datetime | None, QueryParameter(description=AT, examples=[Example(value="2026-11-24T08:30:00+01:00")])] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    ) -> DeparturesResponse:
        return timetables.departures(live.view, stop_id, checked_moment(at, "at"), limit)


class DeparturesController(Controller):
    path = "/v1/departures"
    tags = ["Stops"]

    @get(
        "/", opt=public(RateClass.READ), responses=problems(422), sync_to_thread=True,
        operation_id="listDeparturesNear", summary="What leaves near a point and can still be reached on foot",
    )  # fmt: skip
    def near(
        self,
        surroundings: NamedDependency[Surroundings],
        live: NamedDependency[LiveCity],
        lat: Lat,
        lon: Lon,
        max_walk_m: MaxWalk = 800,
        limit: Limit = 12,
        at: Annotated[datetime | None, QueryParameter(description=SET_OUT, examples=[Example(value="2026-11-24T08:30:00+01:00")])] = None,
    ) -> NearbyDeparturesResponse:
        check_degrees(lat, lon, ("lat", "lon"))
        return surroundings.departures(live.view, Point(lat, lon), max_walk_m, limit, checked_moment(at, "at"))
