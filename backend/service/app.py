"""The Litestar application: routes, guards, errors, headers. It refuses to exist with a route that has no policy."""
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from inspect import iscoroutinefunction

from litestar import Controller, Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Tag
from litestar.types import Receive, Scope, Send

from backend.around.controller import AroundController
from backend.city.controller import CityController
from backend.closures.controller import ClosuresController
from backend.codes.controller import CodePage, CodesController
from backend.codes.published import PublishedCodes
from backend.feeds.controller import FeedsController, MetricsController
from backend.following.controller import FollowingController
from backend.gbfs_out.controller import GbfsController
from backend.idempotency.guard import Once, Replayed, replay
from backend.identity.controller import DevicesController
from backend.identity.guard import Doorkeeper
from backend.map.controller import MapController
from backend.motis.controller import MOTIS_CONTROLLERS
from backend.obstacles.controller import ObstaclesController
from backend.obstacles.staff_controller import StaffObstaclesController
from backend.otp.controller import OtpController
from backend.outbox.controller import OutboxController
from backend.outbox.worker import Handler
from backend.places.controller import PlacesController
from backend.service.admission import Admission, body_deadline
from backend.service.given import GIVEN
from backend.service.headers import Outgoing, number_request
from backend.service.life import live
from backend.service.policies import RateClass, check_policies, public
from backend.service.problems import HANDLERS
from backend.service.schema import SchemaFile
from backend.service.schema_page import SchemaPage
from backend.service.services import Services
from backend.service.settings import Settings
from backend.service.unit import one_transaction
from backend.stops.controller import DeparturesController, StopsController
from backend.trips.controller import TripsController

CONTROLLERS = (
    TripsController, PlacesController, StopsController, DeparturesController, MapController, CityController, DevicesController, OutboxController,
    FeedsController, MetricsController, ClosuresController, FollowingController, GbfsController, OtpController, *MOTIS_CONTROLLERS,
    AroundController, ObstaclesController, StaffObstaclesController, CodesController, CodePage,
)  # fmt: skip
MAX_BODY = 64 * 1024
DESCRIPTION = (
    "All ways through one city: trips from door to door, departures, places, the map. "
    "Times carry their offset from UTC; errors are problems as in RFC 9457."
)
TAGS = [
    Tag("Trips"), Tag("Places"), Tag("Stops"), Tag("Map"), Tag("City"), Tag("Feeds"), Tag("Closures"), Tag("Obstacles"), Tag("Devices"), Tag("Staff"),
    Tag("Codes"), Tag("MOTIS"),
]  # fmt: skip


class Service(Litestar):
    """Litestar, with a number for every request before anything else happens."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            number_request(scope)
        await super().__call__(scope, receive, send)


def create_app(
    open_services: Callable[[], Services], settings: Settings | None = None, handlers: Mapping[str, Handler] | None = None,
    controllers: Sequence[type[Controller]] = CONTROLLERS,
) -> Litestar:  # fmt: skip
    """The application over what `open_services` opens when it starts; handlers: what does the kinds of work in the outbox.

    Raises PolicyMissing, and CodesUnusable for a folder of codes that cannot be served.
    """
    settings = settings or Settings()
    doorkeeper = Doorkeeper(settings.staff_token)
    app = Service(
        route_handlers=[*controllers],
        lifespan=[live(open_services, settings, handlers or {})],
        dependencies={name: provided(give) for name, give in GIVEN.items()},
        guards=[Admission(settings), doorkeeper, Once()],
        middleware=[body_deadline, one_transaction],
        exception_handlers={**HANDLERS, Replayed: replay},
        before_send=[Outgoing(settings)],
        request_max_body_size=MAX_BODY,
        openapi_config=described(),
        logging_config=None,
        debug=False,
    )
    app.state.doorkeeper = doorkeeper
    app.state.codes = PublishedCodes(settings.codes)
    check_policies(app)
    return app


def provided(give: Callable) -> Provide:
    return Provide(give) if iscoroutinefunction(give) else Provide(give, sync_to_thread=False)


def described() -> OpenAPIConfig:
    schema = Router("/schema", route_handlers=[], include_in_schema=False, opt=public(RateClass.READ))
    return OpenAPIConfig(
        title="Allways", version=version("allways"), description=DESCRIPTION, tags=TAGS, openapi_router=schema,
        render_plugins=[SchemaPage(), SchemaFile()], use_handler_docstrings=True,
    )  # fmt: skip
