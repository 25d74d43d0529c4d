"""What time brings about for booked spaces: when the grace is over, a space is used, whether anybody came or not, and its price is due."""
import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.desk import Desk
from backend.database.database import Database
from backend.reservations.models import ParkingReservation
from payments.events import Used
from payments.states import BookingState, Cause, LegState, Refused

EVERY_S = 5.0
AT_ONCE = 100
log = structlog.get_logger("allways.reservations")


@dataclass(frozen=True)
class ReservationTimers:
    desk: Desk
    database: Database

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled. Several processes may do so: who comes second finds nothing left to do."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("reservations_not_swept", error=type(error).__name__)
            await asyncio.sleep(every_s * random.uniform(0.75, 1.25))

    async def sweep(self) -> int:
        """How many ended. Each has a transaction of its own."""
        async with self.database.reading() as session:
            due = (await session.execute(over(self.desk.clock()).limit(AT_ONCE))).all()
        for booking_id, leg_no, entered_at in due:
            try:
                async with self.database.writing() as session:
                    await self.desk.apply(session, booking_id, Used(leg_no, shown=entered_at is not None, by=Cause.TIMER))
            except Refused:
                continue  # it moved on meanwhile
        return len(due)


def over(at: datetime) -> Select[tuple]:
    return (
        select(Booking.id, BookingLeg.leg_no, ParkingReservation.entered_at)
        .join(BookingLeg, BookingLeg.booking_id == Booking.id)
        .join(ParkingReservation, ParkingReservation.leg_id == BookingLeg.id)
        .where(ParkingReservation.over_at <= at, BookingLeg.state == LegState.CONFIRMED, Booking.state == BookingState.CONFIRMED)
        .order_by(ParkingReservation.over_at)
    )


@asynccontextmanager
async def ending(desk: Desk, database: Database) -> AsyncIterator[None]:
    """For as long as the service lives."""
    time = asyncio.create_task(ReservationTimers(desk, database).run(), name="reservations")
    try:
        yield
    finally:
        time.cancel()
        await asyncio.gather(time, return_exceptions=True)
