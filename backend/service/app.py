"""The Litestar application: routes, guards, errors, headers. It refuses to exist with a route that has no policy."""
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Tag
from litestar.types import Receive, Scope, Send

from backend.city.controller import CityController
from backend.map.controller import MapController
from backend.places.controller import PlacesController
from backend.service.admission import Admission, body_deadline
from backend.service.headers import Outgoing, number_request
from backend.service.lane import Lane
from backend.service.policies import RateClass, check_policies, public
from backend.service.problems import HANDLERS
from backend.service.schema import SchemaFile
from backend.service.schema_page import SchemaPage
from backend.service.services import Services
from backend.service.settings import Settings
from backend.stops.controller import DeparturesController, StopsController
from backend.trips.controller import TripsController

CONTROLLERS = (TripsController, PlacesController, StopsController, DeparturesController, MapController, CityController)
MAX_BODY = 64 * 1024
DESCRIPTION = (
    "All ways through one city: trips from door to door, departures, places, the map. "
    "Times carry their offset from UTC; errors are problems as in RFC 9457."
)
TAGS = [Tag("Trips"), Tag("Places"), Tag("Stops"), Tag("Map"), Tag("City")]


class Service(Litestar):
    """Litestar, with a number for every request before anything else happens."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            number_request(scope)
        await super().__call__(scope, receive, send)


def create_app(open_services: Callable[[], Services], settings: Settings | None = None) -> Litestar:
    """The application over what `open_services` opens when it starts. Raises PolicyMissing."""
    settings = settings or Settings()

    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        app.state.services = open_services()
        app.state.lane = Lane(settings.plans_at_once)
        try:
            yield
        finally:
            app.state.lane.close()

    app = Service(
        route_handlers=[*CONTROLLERS],
        lifespan=[opened],
        dependencies={name: Provide(give, sync_to_thread=False) for name, give in GIVEN.items()},
        guards=[Admission(settings)],
        middleware=[body_deadline],
        exception_handlers=HANDLERS,
        before_send=[Outgoing(settings)],
        request_max_body_size=MAX_BODY,
        openapi_config=described(),
        logging_config=None,
        debug=False,
    )
    check_policies(app)
    return app


def described() -> OpenAPIConfig:
    schema = Router("/schema", route_handlers=[], include_in_schema=False, opt=public(RateClass.READ))
    return OpenAPIConfig(
        title="Allways", version=version("allways"), description=DESCRIPTION, tags=TAGS, openapi_router=schema,
        render_plugins=[SchemaPage(), SchemaFile()], use_handler_docstrings=True,
    )  # fmt: skip


def give_planner(state: State):
    return state.services.planner


def give_timetables(state: State):
    return state.services.timetables


def give_surroundings(state: State):
    return state.services.surroundings


def give_places(state: State):
    return state.services.places


def give_tiles(state: State):
    return state.services.tiles


def give_facts(state: State):
    return state.services.facts


def give_lane(state: State):
    return state.lane


GIVEN = {
    "planner": give_planner, "timetables": give_timetables, "surroundings": give_surroundings, "places": give_places,
    "tiles": give_tiles, "facts": give_facts, "lane": give_lane,
}  # fmt: skip
