"""An operator that speaks TOMP-API 1.6: an order is a booking whose id is our reference, so that whatever is asked twice is about the same one.

Every attempt looks first. An answer that is not clear is none: it raises OperatorSilent, and the next attempt looks again.
"""
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import quote

import msgspec

from backend.operators.operator import OperatorSilent, Order, SoldPlace, Standing
from backend.operators.tomp_messages import (
    Agreed,
    Booking,
    BookingOperation,
    BookingRequest,
    BookingState,
    Coordinates,
    Operation,
    Place,
    Planning,
    PlanningRequest,
    Ride,
)
from backend.operators.wire import Reply, Wire

API_VERSION = "1.6.1"
WHOLE_S = 25.0  # of all calls for one answer; a worker of the outbox waits thirty seconds for it
FOUND, MADE, UNHEARD, CONFLICT, GONE = 200, 201, 404, 409, 410
HOLDS = frozenset({BookingState.CONFIRMED, BookingState.STARTED, BookingState.FINISHED})
# An offer that nobody took holds nothing: NEW is as good as never heard of.
OFFERED = frozenset({None, BookingState.NEW})
ENDED = frozenset({BookingState.CANCELLED, BookingState.RELEASED, BookingState.EXPIRED})
WAITS = frozenset({BookingState.PENDING, BookingState.CONDITIONAL_CONFIRMED})
# What says no to the thing asked. Others say that we may not ask (401, 403), too much or not now (429, 5xx): no answer to the question.
NO_OFFER = frozenset({400, UNHEARD, 406, CONFLICT, GONE, 422, 428})
NO_BOOKING = frozenset({400, UNHEARD, CONFLICT, GONE, 422, 428})
ILLEGAL_NOW = frozenset({403, CONFLICT})
T = TypeVar("T")


def headers_of(operator_id: str, maas_id: str) -> dict[str, str]:
    """English, whatever the traveller speaks: their language is none of the operator's business."""
    return {"Accept-Language": "en", "Api": "TOMP", "Api-Version": API_VERSION, "maas-id": maas_id, "addressed-to": operator_id}


class TompOperator:
    """promise_s: within which it decides, as declared. See `Operator`."""

    def __init__(self, operator_id: str, wire: Wire, tombstones: bool, promise_s: int, whole_s: float = WHOLE_S):
        self.operator_id, self.tombstones, self.promise_s = operator_id, tombstones, promise_s
        self._wire, self._whole_s = wire, whole_s

    async def confirm(self, order: Order) -> Standing:
        """CONFIRMED or REFUSED."""
        async with in_time(self._whole_s):
            state = await self._look(order.ref)
            if state in OFFERED:
                state = await self._begin(order, state)
            if state is BookingState.PENDING:
                state = await self._operate(order.ref, Operation.COMMIT)
        return Standing.CONFIRMED if decided(state) in HOLDS else Standing.REFUSED

    async def release(self, ref: str) -> Standing:
        """RELEASED; CONFIRMED where it has begun and cannot be taken back."""
        async with in_time(self._whole_s):
            state = await self._operate(ref, Operation.CANCEL)
        if state is BookingState.CONFIRMED:
            raise OperatorSilent("operator_undecided")
        return Standing.CONFIRMED if decided(state) in HOLDS else Standing.RELEASED

    async def status(self, ref: str) -> Standing:
        """Any of the four."""
        async with in_time(self._whole_s):
            state = decided(await self._look(ref))
        if state in HOLDS:
            return Standing.CONFIRMED
        if state is BookingState.REJECTED:
            return Standing.REFUSED
        return Standing.RELEASED if state in ENDED else Standing.UNKNOWN

    async def _look(self, ref: str) -> BookingState | None:
        """None: never heard of."""
        reply = await self._wire.send("GET", path_of(ref))
        return read_state(reply, ref) if reply.status == FOUND else missing(reply)

    async def _begin(self, order: Order, state: BookingState | None) -> BookingState | None:
        """From nothing, or an offer, to a pending booking. After a refusal it looks: whoever asked at the same time may have been first."""
        if state is None and not await self._is_offered(order):
            return await self._look(order.ref)
        reply = await self._wire.send("POST", "/bookings", msgspec.json.encode(BookingRequest(order.ref)))
        if reply.status in (FOUND, MADE):
            return read_state(reply, order.ref)
        if reply.status not in NO_BOOKING:
            raise unclear(reply)
        return await self._look(order.ref)

    async def _is_offered(self, order: Order) -> bool:
        reply = await self._wire.send("POST", "/planning/offers", msgspec.json.encode(asked_for(order)))
        if reply.status in NO_OFFER:
            return False
        if reply.status not in (FOUND, MADE):
            raise unclear(reply)
        options = read(reply, Planning).options
        if options and order.ref not in {option.id for option in options}:
            raise OperatorSilent("operator_other_reference")
        return bool(options)

    async def _operate(self, ref: str, operation: Operation) -> BookingState | None:
        reply = await self._wire.send("POST", f"{path_of(ref)}/events", msgspec.json.encode(BookingOperation(operation, "MP")))
        if reply.status == FOUND:
            return read_state(reply, ref)
        # Not in the state it is in: which is that?
        return await self._look(ref) if reply.status in ILLEGAL_NOW else missing(reply)


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise OperatorSilent("operator_timeout") from None


def asked_for(order: Order) -> PlanningRequest:
    facts = order.facts
    rides = tuple(Ride(ride.trip_id, ride.service_day, ride.from_stop_id, ride.to_stop_id) for ride in facts.rides)
    return PlanningRequest(
        place_of(facts.origin), place_of(facts.destination), order.starts_at, order.ends_at,
        Agreed(order.ref, order.kind, order.price_minor, order.currency, rides, facts.system_id or ""), 1,
        (facts.vehicle_type_id,) if facts.vehicle_type_id else (),
    )  # fmt: skip


def place_of(place: SoldPlace) -> Place:
    return Place(Coordinates(place.lat, place.lon), place.name, place.station_id or "")


def path_of(ref: str) -> str:
    return f"/bookings/{quote(ref, safe='')}"


def decided(state: BookingState | None) -> BookingState | None:
    """Raises OperatorSilent while the operator has not decided."""
    if state in WAITS:
        raise OperatorSilent("operator_undecided")
    return state


def missing(reply: Reply) -> BookingState | None:
    """What an answer says that shows no booking. Raises OperatorSilent where it says nothing."""
    if reply.status == GONE:
        return BookingState.RELEASED
    if reply.status == UNHEARD:
        return None
    raise unclear(reply)


def unclear(reply: Reply) -> OperatorSilent:
    return OperatorSilent(f"operator_status_{reply.status}" if 100 <= reply.status <= 599 else "operator_unreadable")


def read_state(reply: Reply, ref: str) -> BookingState:
    """Raises OperatorSilent, also for another booking than the one asked for."""
    booking = read(reply, Booking)
    if booking.id != ref:
        raise OperatorSilent("operator_other_reference")
    return booking.state


def read(reply: Reply, kind: type[T]) -> T:
    """Raises OperatorSilent."""
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise OperatorSilent("operator_unreadable") from None
