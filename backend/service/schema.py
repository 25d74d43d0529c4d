"""The description of the API as data: routes as the framework sees them, messages as msgspec reads and writes them."""
import json
from inspect import cleandoc
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import OpenAPIMediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin

from backend.contract.city import CityResponse, Health
from backend.contract.places import PlacesResponse, ReverseResponse
from backend.contract.problems import Problem
from backend.contract.stops import DeparturesResponse, NearbyDeparturesResponse, NearbyStopsResponse
from backend.contract.trips import PlanRequest, PlanResponse

MESSAGES = (
    PlanRequest, PlanResponse, PlacesResponse, ReverseResponse, DeparturesResponse, NearbyStopsResponse, NearbyDeparturesResponse,
    CityResponse, Health, Problem,
)  # fmt: skip


class SchemaFile(OpenAPIRenderPlugin):
    """Served at /schema/openapi.json."""

    def __init__(self):
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request, openapi_schema: dict[str, Any]) -> bytes:
        return json.dumps(complete(openapi_schema)).encode()


def complete(described: dict[str, Any]) -> dict[str, Any]:
    """The framework's description with msgspec's own schemas of the messages: limits, closed objects and all.

    Raises KeyError where a route speaks a message that is not among MESSAGES.
    """
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
    schemas = {name: {**schemas[name], "description": cleandoc(schemas[name].get("description", name))} for name in sorted(schemas)}
    missing = described["components"]["schemas"].keys() - schemas.keys()
    if missing:
        raise KeyError(f"MESSAGES lacks {', '.join(sorted(missing))}.")
    return {**described, "components": {**described["components"], "schemas": schemas}}
