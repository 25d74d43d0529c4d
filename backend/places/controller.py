"""`/v1/places`."""
from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from backend.city.service import CityFacts
from backend.contract.places import FoundPlace, PlaceKind, PlacesResponse, ReverseResponse, Wheelchair
from backend.places import service
from backend.service.degrees import check_degrees
from backend.service.errors import BadRequest
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.stops.names import Names
from backend.stops.service import Timetables
from routing.streets import model

TYPED = "What was typed; slips and beginnings of words are understood."
NEAR = "lat,lon: nearer places come first."
KINDS = {kind: PlaceKind(kind.name) for kind in service.PlaceKind}
WHEELCHAIR = {int(value): Wheelchair(value.name) for value in model.Wheelchair}


class PlacesController(Controller):
    path = "/v1/places"
    tags = ["Places"]

    @get(
        "/", opt=public(RateClass.SEARCH), responses=problems(422), sync_to_thread=True,
        operation_id="findPlaces", summary="Places by what somebody types",
    )  # fmt: skip
    def find(
        self,
        places: NamedDependency[service.PlaceSearch],
        timetables: NamedDependency[Timetables],
        q: Annotated[str, QueryParameter(description=TYPED, max_length=200, examples=[Example(value="Main Station")])],
        near: Annotated[str | None, QueryParameter(description=NEAR, max_length=60, examples=[Example(value="49.41,8.69")])] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10,
    ) -> PlacesResponse:
        found = places.find(q, None if near is None else read_near(near), limit)
        return PlacesResponse(tuple(to_message(place, timetables.names) for place in found))

    @get(
        "/reverse", opt=public(RateClass.SEARCH), responses=problems(422), sync_to_thread=True,
        operation_id="findPlaceAt", summary="The place at a point",
    )  # fmt: skip
    def reverse(
        self,
        places: NamedDependency[service.PlaceSearch],
        timetables: NamedDependency[Timetables],
        facts: NamedDependency[CityFacts],
        lat: Annotated[float, QueryParameter(ge=-90, le=90, examples=[Example(value=49.41)])],
        lon: Annotated[float, QueryParameter(ge=-180, le=180, examples=[Example(value=8.69)])],
    ) -> ReverseResponse:
        check_degrees(lat, lon, ("lat", "lon"))
        facts.box.check(lat, lon, "lat")
        place = places.reverse(lat, lon)
        return ReverseResponse(None if place is None else to_message(place, timetables.names))


def read_near(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadRequest("Write two numbers with a comma between, such as near=49.41,8.69.", "near") from error
    check_degrees(lat, lon, ("near", "near"))
    return lat, lon


def to_message(place: service.FoundPlace, names: Names) -> FoundPlace:
    return FoundPlace(
        id=place.id,
        kind=KINDS[place.kind],
        name=place.name,
        detail=place.detail,
        lat=place.lat,
        lon=place.lon,
        stop_id=None if place.stop_idx is None else names.stop_id(place.stop_idx),
        distance_m=None if place.distance_m is None else round(place.distance_m, 1),
        category=place.category,
        asked_number=place.asked_number,
        capacity=place.capacity,
        wheelchair=WHEELCHAIR[place.wheelchair],
    )
