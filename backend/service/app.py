"""The Litestar application: routes, guards, errors, headers. It refuses to exist with a route that has no policy."""
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from inspect import iscoroutinefunction

from litestar import Controller, Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Tag

from backend.accounts.account_controller import AccountController
from backend.accounts.address_controller import AddressController
from backend.accounts.admin_controller import AdminController
from backend.accounts.consents_controller import ConsentsController
from backend.accounts.controller import AuthController
from backend.accounts.device_code_controller import DeviceCodesController, PasskeyTicketsController
from backend.accounts.own_controller import DeletionController, ExportsController, PasskeysController, ProofController
from backend.accounts.page_controller import SignInPage
from backend.accounts.service import Accounts
from backend.accounts.sessions import ACCESS
from backend.around.controller import AroundController
from backend.bodies.controller import CategoriesController, PerformancePage
from backend.bodies.staff_controller import StaffBodiesController
from backend.bookings.controller import BookingsController, QuotesController
from backend.bookings.debts_controller import ClaimsController, DebtsController
from backend.bookings.desk import Desk
from backend.city.controller import CityController
from backend.closures.controller import ClosuresController
from backend.codes.controller import CodePage, CodesController
from backend.codes.published import PublishedCodes
from backend.console.controllers import CONSOLE_ROOMS
from backend.console.service import Console
from backend.database.address import read_address
from backend.days.controller import DaysController
from backend.feeds.controller import FeedsController, MetricsController
from backend.following.controller import FollowingController
from backend.gbfs_out.controller import GbfsController
from backend.idempotency.guard import Once, Replayed, replay
from backend.identity.controller import DevicesController
from backend.identity.guard import Doorkeeper
from backend.ledger.controller import ReceiptsController, StatementsController
from backend.ledger.earnings_controller import EarningsController
from backend.map.controller import MapController
from backend.motis.controller import MOTIS_CONTROLLERS
from backend.obstacles.controller import ObstaclesController
from backend.obstacles.staff_controller import StaffObstaclesController
from backend.open311.controller import Open311Controller
from backend.open311.staff_controller import DeliveriesController, Open311KeysController
from backend.operators.controller import OperatorsController
from backend.operators.service import Operators
from backend.otp.controller import OtpController
from backend.outbox.controller import OutboxController
from backend.outbox.worker import Handler
from backend.parking.controller import ParkingController
from backend.parking.hosts_controller import ListingsController
from backend.parking.staff_controller import StaffParkingController
from backend.paying.controller import PayLinksController, PaymentsController
from backend.paying.page_controller import PayPageController, WebhookController
from backend.places.controller import PlacesController
from backend.pricing.controller import FaresController
from backend.requests.controller import RequestsController
from backend.requests.duplicates.controller import DuplicatesController
from backend.requests.photos.controller import RequestPhotosController
from backend.requests.photos.staff_controller import StaffPhotosController, StaffRequestPhotosController
from backend.requests.staff_controller import StaffRequestsController
from backend.requests.telling.controller import FollowingRequestsController, NoticesController, StopPage
from backend.reservations.care_controller import IncidentsController, StaysController
from backend.reservations.closing_controller import ClosingsController
from backend.reservations.controller import ReservationsController
from backend.reservations.gate_controller import GatesController
from backend.reservations.gathering_controller import GatheringsController, StaffGatheringsController
from backend.rides.controller import RidesController
from backend.rides.driving_controller import DrivingController
from backend.rides.staff_controller import PhoneDeskController, StaffRidesController
from backend.service.admission import Admission, body_deadline
from backend.service.exporting import TELLERS
from backend.service.given import GIVEN
from backend.service.headers import Outgoing
from backend.service.leaving import ELSEWHERE
from backend.service.life import live
from backend.service.logging import quiet_libraries
from backend.service.policies import RateClass, check_policies, public
from backend.service.problems import HANDLERS
from backend.service.schema import SchemaFile
from backend.service.schema_page import SchemaPage
from backend.service.services import Services
from backend.service.settings import Settings
from backend.service.shared import Service, admit, do_once, guard_console, know_who_asks, send_headers
from backend.service.unit import one_transaction
from backend.stops.controller import DeparturesController, StopsController
from backend.tickets.controller import TicketsController
from backend.tickets.inspections_controller import InspectionsController
from backend.tickets.keys import open_keys
from backend.tickets.reporting import telling
from backend.tickets.service import Tickets
from backend.trips.controller import TripsController

CONTROLLERS = (
    TripsController, DaysController,
    PlacesController, StopsController, DeparturesController, MapController, CityController, DevicesController, OutboxController,
    FeedsController, MetricsController, ClosuresController, FollowingController, GbfsController, OtpController, *MOTIS_CONTROLLERS,
    AroundController, ObstaclesController, StaffObstaclesController, CodesController, CodePage,
    AuthController, AccountController, AddressController, SignInPage, DeviceCodesController, PasskeyTicketsController, ProofController,
    PasskeysController, ConsentsController, ExportsController, DeletionController, AdminController,
    TicketsController, InspectionsController, ReceiptsController, StatementsController, EarningsController,
    FaresController, QuotesController, BookingsController, ClaimsController, DebtsController,
    PaymentsController, PayLinksController, PayPageController, WebhookController,
    OperatorsController,
    ParkingController, ListingsController, StaffParkingController, ReservationsController, GatesController, StaysController, IncidentsController,
    ClosingsController, GatheringsController, StaffGatheringsController, RidesController, DrivingController,
    StaffRidesController, PhoneDeskController,
    RequestPhotosController, StaffRequestPhotosController, StaffPhotosController, DuplicatesController,
    NoticesController, FollowingRequestsController, StopPage,
    RequestsController, StaffRequestsController, CategoriesController, PerformancePage, StaffBodiesController,
    Open311Controller, DeliveriesController, Open311KeysController,
    *CONSOLE_ROOMS,
)  # fmt: skip
MAX_BODY = 64 * 1024
DESCRIPTION = (
    "All ways through one city: trips from door to door, departures, places, the map. "
    "Times carry their offset from UTC; errors are problems as in RFC 9457."
)
TAGS = [
    Tag("Trips"), Tag("Places"), Tag("Stops"), Tag("Map"), Tag("City"), Tag("Feeds"), Tag("Closures"), Tag("Obstacles"), Tag("Devices"), Tag("Staff"),
    Tag("Codes"), Tag("Accounts"), Tag("Administration"), Tag("Tickets"), Tag("Bookings"), Tag("Payments"), Tag("Operators"), Tag("MOTIS"),
    Tag("Parking"), Tag("Rides"), Tag("Requests"),
]  # fmt: skip


def create_app(
    open_services: Callable[[], Services], settings: Settings | None = None, handlers: Mapping[str, Handler] | None = None,
    controllers: Sequence[type[Controller]] = CONTROLLERS,
) -> Litestar:  # fmt: skip
    """The application over what `open_services` opens when it starts; handlers: what does the kinds of work in the outbox.

    Raises PolicyMissing, CodesUnusable for a folder of codes that cannot be served, SettingsError for keys of tickets that cannot be used, and
    DeclarationError for operators that cannot be understood.
    """
    quiet_libraries()
    settings = settings or Settings()
    app = routed(tuple(controllers)).another()
    accounts = Accounts(
        settings.public_origin, settings.smtp, settings.per_minute is not None, settings.proxies, settings.column_key, settings.erasures
    )  # fmt: skip
    accounts.elsewhere, accounts.tellers = ELSEWHERE, TELLERS
    app.state.life = live(open_services, settings, handlers or {})
    app.state.admission, app.state.once, app.state.outgoing = Admission(settings), Once(), Outgoing(settings)
    app.state.doorkeeper = Doorkeeper(settings.staff_token, accounts.signed_in, ACCESS)
    app.state.accounts, app.state.console = accounts, Console(accounts)
    app.state.codes = PublishedCodes(settings.codes)
    app.state.operators = Operators.open(settings.operators, settings.simulated_operators, settings.maas_id)
    keys = open_keys(settings.ticket_keys, read_address(settings.database_url), settings.public_origin)
    app.state.tickets = Tickets(keys, telling(Desk()))
    return app


@lru_cache(64)
def routed(controllers: tuple[type[Controller], ...]) -> Service:
    """The routes, with nothing of any service. Raises PolicyMissing."""
    app = Service(
        route_handlers=[*controllers],
        lifespan=[lambda app: app.state.life(app)],
        dependencies={name: provided(give) for name, give in GIVEN.items()},
        guards=[admit, know_who_asks, guard_console, do_once],
        middleware=[body_deadline, one_transaction],
        exception_handlers={**HANDLERS, Replayed: replay},
        before_send=[send_headers],
        request_max_body_size=MAX_BODY,
        openapi_config=described(),
        logging_config=None,
        debug=False,
    )
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
