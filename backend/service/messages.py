"""All messages that routes speak, for the description of the API."""
from backend.contract import notices as news
from backend.contract import request_photos as photos
from backend.contract import request_staff as staff_side
from backend.contract import requests as city
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
from backend.contract.bodies import (
    BodiesResponse,
    CategoriesResponse,
    OnDuty,
    OnDutyChange,
    Performance,
    RequestAreas,
    RequestAreasChange,
    Responsible,
    RoutingRules,
    RoutingRulesChange,
    WhoAnswers,
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
from backend.contract.days import DayRequest, DayResponse
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
from backend.contract.driving import DrivenShiftsResponse, DrivingResponse, DrivingUpload, RunSheet
from backend.contract.earnings import EarningsResponse
from backend.contract.fares import FaresResponse
from backend.contract.feeds import FeedsResponse
from backend.contract.following import FollowRequest, FollowResponse, TripBreak, TripEnded, TripMended, TripNow, TripUpdate
from backend.contract.gatherings import (
    Gathering,
    GatheringDeclaration,
    GatheringPlan,
    GatheringsResponse,
    GatheringWish,
    GatheringWishesResponse,
    SpaceWanted,
    StaffGatheringsResponse,
)
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
from backend.contract.open311 import (
    NewOpen311Key,
    Open311KeyGiven,
    Open311KeysResponse,
    RequestDeliveriesResponse,
    RequestDeliveryRetried,
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
from backend.contract.ride_staff import (
    DeskBooking,
    DeskOffer,
    DeskRide,
    DeskWish,
    DriverNamed,
    ExtraShift,
    StaffDay,
    StaffTask,
    StaffTasksResponse,
    StaffZonesResponse,
    StandsStill,
    TaskDone,
)
from backend.contract.rides import LateRequest, RideResponse, RidesResponse
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

MESSAGES = (
    DayRequest, DayResponse,
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
    RidesResponse, RideResponse, LateRequest, DrivenShiftsResponse, RunSheet, DrivingUpload, DrivingResponse,
    StaffZonesResponse, StaffDay, ExtraShift, StandsStill, DriverNamed, StaffTasksResponse, TaskDone, StaffTask,
    DeskWish, DeskOffer, DeskBooking, DeskRide,
    ReservationsResponse, Reservation, VehicleChange, ParkingWish, SpaceRequest, SpaceRequestsResponse, SpaceRequestAnswer, SpaceTakenProblem,
    VehicleDoesNotFitProblem, GateKey, GateQuestion, GateAnswer, GateEvents, GateEventsResponse,
    ExtensionRequest, NextBookingProblem, DepartureRequest, DepartureResponse, DepartureQuote, SpaceTakenRequest, Incident, StaffIncident,
    StaffIncidentsResponse, IncidentDecision, LaterArrival, LaterArrivalResponse, SiteClosing, ClosingResponse, ClosingsResponse,
    Gathering, GatheringDeclaration, GatheringPlan, GatheringsResponse, GatheringWish, GatheringWishesResponse, SpaceWanted, StaffGatheringsResponse,
    ParkingSearch, ParkingSpacesResponse, ParkingSpace, NewListing, ListingChange, Listing, ListingsResponse, ListingCalendar, NewBlock,
    BlockedResponse, WaitingPhotosResponse, PhotoDecision,
    photos.RequestPhoto, photos.RequestPhotosResponse, photos.HideMore, photos.StaffHideMore, photos.ShowAgain, photos.PhotoReason, photos.StaffPhoto,
    photos.StaffPhotosResponse, photos.LikelySame, photos.SameOffersResponse, photos.OfferChosen,
    city.NewRequest, city.FiledRequest, city.ServiceRequest, city.RequestsResponse, city.MyRequestsResponse, city.FollowChange, city.FollowState,
    city.RequestComment, city.VisibilityChange,
    news.NoticesResponse, news.NoticesRead, news.NoticesLeft, news.NoticeNews, news.NoticeWays, news.NoticeWaysNow, news.MuteState,
    news.PushEndpointWanted, news.PushEndpointNow,
    news.AreaToFollow, news.FollowedArea, news.FollowedAreasResponse,
    WhoAnswers, Responsible,
    CategoriesResponse, Performance, BodiesResponse, OnDuty, OnDutyChange, RoutingRules, RoutingRulesChange, RequestAreas, RequestAreasChange,
    NewOpen311Key, Open311KeyGiven, Open311KeysResponse, RequestDeliveriesResponse, RequestDeliveryRetried,
    city.RequestDispute, city.EmergencyProblem, staff_side.StaffRequestsResponse, staff_side.StaffRequest, staff_side.StaffChange,
)  # fmt: skip
