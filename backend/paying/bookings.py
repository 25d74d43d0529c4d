"""What paying needs to know of bookings, and how it tells them what was seen. `backend/bookings` gives both."""
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.paying.seen import ObjectSeen
from payments.states import BookingState, PaymentState


class PayLine(NamedTuple):
    """payee: the name a traveller knows, such as that of an operator; kind as in `quote_line`, such as `fare` or `booking_fee`."""

    payee: str
    kind: str
    shown_minor: int


@dataclass(frozen=True)
class PayingBooking:
    """A booking as its page of payment shows it. intent_id: None until the payment service has it."""

    booking_id: UUID
    account_id: UUID
    state: BookingState
    payment_state: PaymentState
    currency: str
    shown_minor: int
    lines: tuple[PayLine, ...]
    hold_until: datetime | None = None
    intent_id: str | None = None


class OpenThings(NamedTuple):
    """Ids at the payment service of what is not final here yet: payments, refunds and transfers."""

    intents: Sequence[str] = ()
    refunds: Sequence[str] = ()
    transfers: Sequence[str] = ()


class Quarantined(Exception):
    """What was seen contradicts what was ordered, such as in its currency. Nothing of it is believed; a person is told."""


class PayingBookings(Protocol):
    async def find(self, session: AsyncSession, booking_id: UUID) -> PayingBooking | None: ...

    async def list_open(self, session: AsyncSession) -> OpenThings: ...


# Merges what was seen into the rows, in the transaction of the session; True when it changed something. Called any number of times, in any order.
OnSeen = Callable[[AsyncSession, ObjectSeen], Awaitable[bool]]


@dataclass(frozen=True)
class Booked:
    """Both together: what `Paying.obey` takes."""

    bookings: PayingBookings
    on_seen: OnSeen
