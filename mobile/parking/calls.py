"""What the app asks about parking. `token` is that of whoever is signed in, `key` that of a write that happens once."""

from uuid import UUID

import msgspec

from backend.contract.parking import ParkingSearch, ParkingSpace, ParkingSpacesResponse
from backend.contract.quotes import QuoteResponse
from backend.contract.reservation_care import (
    DepartureQuote,
    DepartureRequest,
    DepartureResponse,
    ExtensionRequest,
    Incident,
    LaterArrival,
    LaterArrivalResponse,
    SpaceTakenRequest,
)
from backend.contract.reservations import (
    ParkingWish,
    Reservation,
    ReservationsResponse,
    SpaceRequest,
    SpaceRequestAnswer,
    SpaceRequestsResponse,
    VehicleChange,
)
from mobile.client import PHOTO_TIMEOUT, Client, new_key

SEARCH, SPACES, RESERVATIONS = "/v1/parking/search", "/v1/parking/spaces", "/v1/reservations"
JPEG, MOST_PHOTO_BYTES = "image/jpeg", 4 * 2**20


async def search(client: Client, asked: ParkingSearch) -> ParkingSpacesResponse:
    """In a body: who walks, and where to, stands in no address."""
    return await client.ask("POST", SEARCH, ParkingSpacesResponse, body=asked)


async def space(client: Client, space_id: UUID, asked: ParkingSearch) -> ParkingSpace:
    """One space for the time and vehicle of a search. Where somebody walks to is not asked."""
    start, end, vehicle = asked.starts_at.isoformat(), asked.ends_at.isoformat(), asked.vehicle
    known = {name: value for name, value in msgspec.to_builtins(vehicle).items() if value is not None and name != "kind"}
    words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in known.items()}
    return await client.ask("GET", f"{SPACES}/{space_id}", ParkingSpace, params={"from": start, "to": end, "vehicle": str(vehicle.kind), **words})


async def photo(client: Client, space_id: UUID, photo_id: UUID) -> bytes:
    return await client.fetch(f"{SPACES}/{space_id}/photos/{photo_id}", "", JPEG, MOST_PHOTO_BYTES)


async def reservations(client: Client, token: str) -> ReservationsResponse:
    return await client.ask("GET", RESERVATIONS, ReservationsResponse, token=token)


async def change_vehicle(client: Client, booking_id: str, change: VehicleChange, token: str) -> Reservation:
    return await client.ask("POST", f"{RESERVATIONS}/{booking_id}/vehicle", Reservation, body=change, token=token, key=new_key())


async def extend(client: Client, booking_id: str, asked: ExtensionRequest, token: str) -> QuoteResponse:
    """The price of staying longer, to be booked as any other."""
    return await client.ask("POST", f"{RESERVATIONS}/{booking_id}/extensions", QuoteResponse, body=asked, token=token, key=new_key())


async def departure(client: Client, booking_id: str, leg_no: int, token: str) -> DepartureQuote:
    """What leaving now would bring; nothing is changed by asking."""
    return await client.ask("GET", f"{RESERVATIONS}/{booking_id}/departures", DepartureQuote, token=token, params={"leg": leg_no})


async def leave(client: Client, booking_id: str, asked: DepartureRequest, token: str, key: str) -> DepartureResponse:
    return await client.ask("POST", f"{RESERVATIONS}/{booking_id}/departures", DepartureResponse, body=asked, token=token, key=key)


async def come_later(client: Client, booking_id: str, told: LaterArrival, token: str, key: str) -> LaterArrivalResponse:
    """Told again, it is as if it was told once."""
    return await client.ask("POST", f"{RESERVATIONS}/{booking_id}/later-arrival", LaterArrivalResponse, body=told, token=token, key=key)


async def tell_taken(client: Client, booking_id: str, told: SpaceTakenRequest, token: str, key: str) -> Incident:
    """However often it is told, it is the same one."""
    return await client.ask("POST", f"{RESERVATIONS}/{booking_id}/space-taken", Incident, body=told, token=token, key=key)


async def taken(client: Client, booking_id: str, leg_no: int, token: str) -> Incident:
    """How it stands now."""
    return await client.ask("GET", f"{RESERVATIONS}/{booking_id}/space-taken", Incident, token=token, params={"leg": leg_no})


async def send_taken_photo(client: Client, incident: Incident, jpeg: bytes, token: str) -> None:
    options = {"headers": {"content-type": JPEG}, "content": jpeg, "timeout": PHOTO_TIMEOUT}
    await client.ask("PUT", f"{RESERVATIONS}/{incident.booking_id}/space-taken/photo", None, token=token, key=new_key(), **options)


async def ask_host(client: Client, wish: ParkingWish, token: str) -> SpaceRequest:
    """The same wish again is the same request."""
    return await client.ask("POST", f"{RESERVATIONS}/requests", SpaceRequest, body=wish, token=token, key=new_key())


async def requests(client: Client, token: str) -> SpaceRequestsResponse:
    return await client.ask("GET", f"{RESERVATIONS}/requests", SpaceRequestsResponse, token=token)


async def hosted_requests(client: Client, token: str) -> SpaceRequestsResponse:
    """What one is asked as a host."""
    return await client.ask("GET", f"{RESERVATIONS}/hosted-requests", SpaceRequestsResponse, token=token)


async def answer_request(client: Client, request_id: UUID, agree: bool, token: str) -> SpaceRequest:
    path = f"{RESERVATIONS}/hosted-requests/{request_id}/answer"
    return await client.ask("POST", path, SpaceRequest, body=SpaceRequestAnswer(agree), token=token, key=new_key())
