"""Late trains: whoever comes to a van with one is expected when they will really be there. The van waits where all other promises hold.

Who cannot come as they booked it, because a train does not run or a change is missed, is told so: the van comes all the same, as there may be another
way to it, and giving it back costs nothing from then on.

When that is follows from the trip as it was bought and what is live of it, whether an app listens or not.
"""
import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.offered import Quote
from backend.contract.bookings import NoticeCode
from backend.contract.following import BreakCode, FollowedLeg, FollowRequest
from backend.contract.quotes import QuoteRequest
from backend.contract.rides import RideState
from backend.database.base import now
from backend.database.database import Database
from backend.following.assess import Assessment, Fault, assess
from backend.following.reading import Reader
from backend.live.view import LiveView
from backend.outbox.entries import enqueue
from backend.rides.consequences import TOLD
from backend.rides.happenings import Happenings
from backend.rides.models import Ride
from backend.service.errors import ServiceError

AHEAD = timedelta(hours=2)
# Trains are told of by the second; nobody is moved for less.
LEAST = timedelta(seconds=60)
CUTS = (BreakCode.TRIP_CANCELLED, BreakCode.STOP_SKIPPED, BreakCode.CHANGE_MISSED)


@dataclass(frozen=True)
class Connections:
    """reader: of the city. view: as it is known now."""

    database: Database
    happenings: Happenings
    reader: Reader
    view: Callable[[], LiveView]
    clock: Callable[[], datetime] = now

    async def look(self) -> int:
        """At all rides to come soon that somebody goes to by a line; how many are expected later now, or not at all."""
        told = 0
        for ride_id, expected_at, legs in await self.list_waiting():
            coming = await asyncio.to_thread(self.assessed, legs)
            if coming is None:
                continue
            if cut := next((fault for fault in coming.faults if fault.code in CUTS), None):
                told += await self.tell_cut_off(ride_id, cut)
            elif not coming.faults and coming.arrive_at >= expected_at + LEAST:
                async with self.database.writing() as session:
                    await self.happenings.late(session, ride_id, coming.arrive_at, self.clock())
                told += 1
        return told

    async def tell_cut_off(self, ride_id: UUID, cut: Fault) -> bool:
        """Once for what happened; whether it was new."""
        code = NoticeCode.RIDE_CUT_OFF
        async with self.database.writing() as session:
            return await enqueue(session, TOLD, {"rideId": str(ride_id), "code": code.value}, f"{ride_id}:{code}:{cut.subject}", self.clock())

    async def list_waiting(self) -> list[tuple[UUID, datetime, tuple[FollowedLeg, ...]]]:
        """Ride, from when on its rider is expected at the pickup, the legs before it."""
        at = self.clock()
        waiting = (
            select(Ride.id, Ride.pickup_from, Ride.ready_at, BookingLeg.covers, Quote.asked)
            .join(BookingLeg, BookingLeg.id == Ride.leg_id)
            .join(Booking, Booking.id == BookingLeg.booking_id)
            .join(Quote, Quote.id == Booking.quote_id)
            .where(Ride.state == RideState.BOOKED, Ride.pickup_from <= at + AHEAD, Ride.pickup_to >= at - AHEAD)
            .order_by(Ride.pickup_from)
        )
        async with self.database.reading() as session:
            found = (await session.execute(waiting)).all()
        told = [(row.id, row.ready_at or row.pickup_from, legs_before(row.asked, row.covers)) for row in found]
        return [one for one in told if any(leg.trip_id is not None for leg in one[2])]

    def assessed(self, legs: tuple[FollowedLeg, ...]) -> Assessment | None:
        """The way to the pickup as it stands now; None where it is in no timetable of today."""
        view, at = self.view(), self.clock()
        try:
            trip = self.reader.trip(FollowRequest(legs), view.snapshot)
        except ServiceError:  # bought on another timetable
            return None
        return assess(self.reader.placed(trip, view.snapshot, at), view, at)


def legs_before(asked: object, covers: list[int]) -> tuple[FollowedLeg, ...]:
    try:
        legs = msgspec.convert(asked, QuoteRequest).legs
    except msgspec.ValidationError:  # emptied
        return ()
    return legs[: min(covers, default=0)]
