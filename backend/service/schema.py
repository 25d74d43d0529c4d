"""The description of the API as data: routes as the framework sees them, messages as msgspec reads and writes them."""
import json
from inspect import cleandoc
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.enums import OpenAPIMediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import OpenAPIRenderPlugin

from backend.contract.accounts import (
    AccountProof,
    AccountProofResponse,
    AccountResponse,
    AddressChangeAsked,
    AddressChangeConfirmation,
    AddressChanged,
    DeletionResponse,
    ExportResponse,
    ExportsResponse,
    NewAddress,
    NewPasskey,
    PasskeyName,
    PasskeyOptions,
    PasskeyRegistration,
    PasskeySecret,
    PasskeysResponse,
    PasskeyTicket,
    RoleGranted,
    RoleRequest,
    RolesResponse,
    SessionsResponse,
)
from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.contract.auth import (
    DeviceCodeApproval,
    DeviceCodeRedemption,
    DeviceCodeRequest,
    DeviceCodeResponse,
    EmailLinkRequest,
    EmailLinkResponse,
    LinkAsked,
    LinkLook,
    LinkRedemption,
    SessionRefresh,
    SessionResponse,
    ShownCode,
)
from backend.contract.bookings import (
    AlreadyBookedProblem,
    BookingRequest,
    BookingResponse,
    BookingsResponse,
    QuoteChangedProblem,
)
from backend.contract.cancellations import (
    CancellationChangedProblem,
    CancellationQuoteRequest,
    CancellationQuoteResponse,
    CancellationRequest,
)
from backend.contract.city import CityResponse, Health
from backend.contract.closings import ClosingResponse, ClosingsResponse, SiteClosing
from backend.contract.closures import ClosuresResponse, NewClosure, StreetClosure
from backend.contract.codes import CodeRing
from backend.contract.consents import ConsentChange, ConsentReceiptsResponse, ConsentsResponse
from backend.contract.debts import (
    BookedClaim,
    ClaimDecision,
    ClaimRequest,
    DebtSettlementAnswer,
    DebtSettlementRequest,
    DebtsResponse,
    PaidOtherwiseAnswer,
    PaidOtherwiseRequest,
)
from backend.contract.devices import DeviceResponse, NewDeviceResponse
from backend.contract.earnings import EarningsResponse
from backend.contract.fares import FaresResponse
from backend.contract.feeds import FeedsResponse
from backend.contract.following import FollowRequest, FollowResponse, TripBreak, TripEnded, TripMended, TripNow, TripUpdate
from backend.contract.listings import (
    BlockedResponse,
    Listing,
    ListingCalendar,
    ListingChange,
    ListingsResponse,
    NewBlock,
    NewListing,
    PhotoDecision,
    WaitingPhotosResponse,
)
from backend.contract.obstacles import (
    Look,
    NewObstacle,
    Obstacle,
    ObstaclesResponse,
    ObstacleVote,
    ReportedObstacle,
    SeenObstacle,
    Settlement,
    StaffObstaclesResponse,
)
from backend.contract.operators import OperatorEvent, OperatorEventTaken
from backend.contract.outbox import OutboxResponse
from backend.contract.parking import ParkingSearch, ParkingSpace, ParkingSpacesResponse
from backend.contract.payments import PayConfirmation, PayLinkLook, PayLinkOpening, PaymentCards, PaymentStarted, PayPage, PayStood
from backend.contract.places import PlacesResponse, ReverseResponse
from backend.contract.problems import Problem
from backend.contract.quotes import LegNotSellableProblem, QuoteRequest, QuoteResponse
from backend.contract.receipts import ReceiptResponse, StatementResponse
from backend.contract.reservation_care import (
    DepartureQuote,
    DepartureRequest,
    DepartureResponse,
    ExtensionRequest,
    Incident,
    IncidentDecision,
    LaterArrival,
    LaterArrivalResponse,
    NextBookingProblem,
    SpaceTakenRequest,
    StaffIncident,
    StaffIncidentsResponse,
)
from backend.contract.reservations import (
    GateAnswer,
    GateEvents,
    GateEventsResponse,
    GateKey,
    GateQuestion,
    ParkingWish,
    Reservation,
    ReservationsResponse,
    SpaceRequest,
    SpaceRequestAnswer,
    SpaceRequestsResponse,
    SpaceTakenProblem,
    VehicleChange,
    VehicleDoesNotFitProblem,
)
from backend.contract.stops import DeparturesResponse, NearbyDeparturesResponse, NearbyStopsResponse
from backend.contract.tickets import (
    FoundTicket,
    HeldTicket,
    HolderChange,
    InspectionsResponse,
    InspectionsUpload,
    NumberLookup,
    TicketKeysResponse,
    TicketsResponse,
)
from backend.contract.trips import PlanRequest, PlanResponse
from backend.motis.messages import MotisMatch, MotisPlan, MotisStopTimes
from backend.motis.shared_messages import MotisRentals
from backend.service.policies import Policy, Work, get_declared, is_automatic
from backend.service.problems import MEDIA_TYPE, WORDS

MESSAGES = (
    PlanRequest, PlanResponse, PlacesResponse, ReverseResponse, DeparturesResponse, NearbyStopsResponse, NearbyDeparturesResponse,
    CityResponse, Health, FeedsResponse, NewClosure, StreetClosure, ClosuresResponse, MotisMatch, MotisPlan, MotisStopTimes, MotisRentals,
    FollowRequest, FollowResponse, TripUpdate, TripNow, TripBreak, TripMended, TripEnded, NewDeviceResponse, DeviceResponse, OutboxResponse, Problem,
    LiveAreaResponse, LiveLayer, CodeRing,
    NewObstacle, ReportedObstacle, Obstacle, ObstaclesResponse, ObstacleVote, StaffObstaclesResponse, Look, SeenObstacle, Settlement,
    EmailLinkRequest, EmailLinkResponse, LinkLook, LinkAsked, LinkRedemption, SessionRefresh, SessionResponse, AccountResponse, SessionsResponse,
    DeviceCodeRequest, DeviceCodeResponse, DeviceCodeApproval, DeviceCodeRedemption, ShownCode, AccountProof, AccountProofResponse, NewPasskey,
    PasskeyTicket, PasskeySecret, PasskeyOptions, PasskeyRegistration, PasskeysResponse, RoleRequest, RoleGranted, RolesResponse, ConsentChange,
    ConsentsResponse, ConsentReceiptsResponse, ExportResponse, ExportsResponse, DeletionResponse,
    PasskeyName, NewAddress, AddressChangeAsked, AddressChangeConfirmation, AddressChanged,
    TicketsResponse, HolderChange, HeldTicket, TicketKeysResponse, InspectionsUpload, InspectionsResponse, NumberLookup, FoundTicket,
    ReceiptResponse, StatementResponse, EarningsResponse,
    FaresResponse, QuoteRequest, QuoteResponse, LegNotSellableProblem,
    BookingRequest, BookingResponse, BookingsResponse, CancellationQuoteRequest, CancellationQuoteResponse, CancellationRequest,
    QuoteChangedProblem, AlreadyBookedProblem, CancellationChangedProblem,
    ClaimRequest, BookedClaim, ClaimDecision, DebtsResponse, PaidOtherwiseRequest, PaidOtherwiseAnswer, DebtSettlementRequest,
    DebtSettlementAnswer,
    PaymentStarted, PaymentCards, PayLinkOpening, PayLinkLook, PayConfirmation, PayPage, PayStood,
    OperatorEvent, OperatorEventTaken,
    ReservationsResponse, Reservation, VehicleChange, ParkingWish, SpaceRequest, SpaceRequestsResponse, SpaceRequestAnswer, SpaceTakenProblem,
    VehicleDoesNotFitProblem, GateKey, GateQuestion, GateAnswer, GateEvents, GateEventsResponse,
    ExtensionRequest, NextBookingProblem, DepartureRequest, DepartureResponse, DepartureQuote, SpaceTakenRequest, Incident, StaffIncident,
    StaffIncidentsResponse, IncidentDecision, LaterArrival, LaterArrivalResponse, SiteClosing, ClosingResponse, ClosingsResponse,
    ParkingSearch, ParkingSpacesResponse, ParkingSpace, NewListing, ListingChange, Listing, ListingsResponse, ListingCalendar, NewBlock,
    BlockedResponse, WaitingPhotosResponse, PhotoDecision,
)  # fmt: skip


TOKENS = {
    Policy.DEVICE: {"type": "http", "scheme": "bearer", "description": "The pass of a device, from POST /v1/devices."},
    Policy.STAFF: {
        "type": "http", "scheme": "bearer",
        "description": "The access token of whoever has the role staff and signed in with a passkey; machines have a token of their own.",
    },
    Policy.ACCOUNT: {"type": "http", "scheme": "bearer", "description": "The access token of whoever is signed in, from POST /v1/auth/email-links."},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new random text for each thing to be done; the same one when it is asked for again, which then has no second effect.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


class SchemaFile(OpenAPIRenderPlugin):
    """Served at /schema/openapi.json."""

    def __init__(self):
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request, openapi_schema: dict[str, Any]) -> bytes:
        return json.dumps(complete(openapi_schema, request.app)).encode()


def complete(described: dict[str, Any], app: Litestar) -> dict[str, Any]:
    """The framework's description with msgspec's own schemas of the messages, limits, closed objects and all, and with what policies ask for.

    Raises KeyError where a route speaks a message that is not among MESSAGES.
    """
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
    schemas = {name: {**schemas[name], "description": cleandoc(schemas[name].get("description", name))} for name in sorted(schemas)}
    missing = described["components"]["schemas"].keys() - schemas.keys()
    if missing:
        raise KeyError(f"MESSAGES lacks {', '.join(sorted(missing))}.")
    paths = {path: {**item} for path, item in described["paths"].items()}
    for path, handler in handlers(app):
        for method in paths.get(path, {}).keys() & {name.lower() for name in handler.http_methods}:
            paths[path][method] = guarded(paths[path][method], handler)
    return {**described, "paths": paths, "components": {**described["components"], "schemas": schemas, "securitySchemes": TOKENS}}


def handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """(path as OpenAPI writes it, handler)."""
    routes = [route for route in app.routes if hasattr(route, "route_handlers")]
    return [(route.path_format, handler) for route in routes for handler in route.route_handlers if not is_automatic(handler)]


def guarded(operation: dict[str, Any], handler: HTTPRouteHandler) -> dict[str, Any]:
    """An operation with its token, its key and the refusals that come with them."""
    declared = get_declared(handler)
    if declared.policy is Policy.PUBLIC:
        return operation
    refusals, keyed = [401, 403], declared.work is Work.KEYED
    if keyed:
        refusals += [409, 422]
        operation = {**operation, "parameters": [*operation.get("parameters", []), KEY]}
    responses = {**{str(status): refusal(status) for status in refusals}, **operation["responses"]}
    return {**operation, "security": [{declared.policy: []}], "responses": dict(sorted(responses.items()))}


def refusal(status: int) -> dict[str, Any]:
    return {"description": WORDS[status], "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
