"""What other parts of the service have to do before an account is deleted, and when it is."""
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.deletion import Elsewhere
from backend.bookings.models import Booking
from backend.ledger import hosts
from backend.parking import keeping as parking
from backend.paying import customers
from backend.requests import parting as requests
from backend.reservations import keeping as reservations
from payments.states import BookingState

OVER = (BookingState.SETTLED, BookingState.RELEASED)


async def has_open_booking(session: AsyncSession, account_id: UUID) -> bool:
    """One that is still to be travelled, or whose money still moves."""
    mine = select(Booking.id).where(Booking.account_id == account_id, Booking.state.not_in(OVER)).limit(1)
    return await session.scalar(mine) is not None


async def nothing(session: AsyncSession, account_id: UUID) -> None:
    """The books stay."""


ELSEWHERE = (
    Elsewhere(has_open_booking, customers.forget), Elsewhere(parking.is_letting, parking.end_all), Elsewhere(hosts.is_owed, nothing),
    Elsewhere(reservations.is_looked_at, reservations.forget), Elsewhere(requests.is_waiting, requests.farewell),
)  # fmt: skip
