"""The run sheet of a shift: what the plan says, with what a driver has to know of each ride and nothing else."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.issued import Ticket
from backend.contract.driving import Aboard, DrivenRide, DrivenShift, DrivenStop, DrivingKind, Need, RunSheet, ShiftState, StopKind
from backend.contract.rides import RideLoad, RidePlace, RideState
from backend.rides.board import Board
from backend.rides.models import DrivenEvent, Ride, RideShift, RideZone
from backend.rides.service import Rides
from backend.rides.terms import ZoneTerms
from backend.tickets.models import TicketIssue
from routing.dispatch.rides.schedule import find_schedule

NEEDS = {"wheelchairs": Need.RAMP, "child_seats": Need.CHILD_SEAT, "guide_dogs": Need.GUIDE_DOG}


@dataclass(frozen=True)
class Known:
    """Beside the plan: rides by their id, the ids in the codes of their tickets, and since when each break of the shift is taken."""

    rides: Mapping[UUID, Ride]
    tickets: Mapping[UUID, tuple[UUID, ...]]
    breaks: Mapping[int, datetime]
    terms: ZoneTerms


async def read_sheet(session: AsyncSession, rides: Rides, told: DrivenShift, shift: RideShift, at: datetime) -> RunSheet:
    zone = await session.get_one(RideZone, shift.zone_id)
    known = await know(session, shift, msgspec.convert(zone.terms, ZoneTerms))
    aboard = load_of(ride for ride in known.rides.values() if ride.state == RideState.ABOARD)
    stops: tuple[DrivenStop, ...] = ()
    if shift.state in (ShiftState.PLANNED, ShiftState.BEGUN):
        _, board = await rides.days.get(session, shift.zone_id, shift.day, lock=False)
        stops = stops_of(board, shift, known)
    plain = RunSheet(at, "", told, stops, aboard, known.terms.grace_s, shift.seen_at)
    return msgspec.structs.replace(plain, version=version_of(plain))


def version_of(sheet: RunSheet) -> str:
    """As the clock and the last place of the van are left out, the same twice is the same."""
    still = msgspec.structs.replace(sheet, as_of=sheet.shift.starts_at, seen_at=None)
    return sha256(msgspec.json.encode(still)).hexdigest()[:32]


async def know(session: AsyncSession, shift: RideShift, terms: ZoneTerms) -> Known:
    rows = await session.scalars(select(Ride).where(Ride.shift_id == shift.id).execution_options(populate_existing=True))
    rides = {ride.id: ride for ride in rows}
    legs = {ride.leg_id: ride.id for ride in rides.values() if ride.leg_id and ride.state == RideState.BOOKED}
    issues = await session.execute(
        select(Ticket.leg_id, TicketIssue.id).join(TicketIssue, TicketIssue.ticket_id == Ticket.id)
        .where(Ticket.leg_id.in_(legs), TicketIssue.ended_at.is_(None)).order_by(TicketIssue.id)
    )  # fmt: skip
    tickets: dict[UUID, tuple[UUID, ...]] = {}
    for leg_id, issue_id in issues:
        tickets[legs[leg_id]] = (*tickets.get(legs[leg_id], ()), issue_id)
    begun = DrivenEvent.shift_id == shift.id, DrivenEvent.kind == DrivingKind.BREAK_BEGUN, DrivenEvent.refusal.is_(None)
    breaks = {row.proof["breakNo"]: row.at for row in await session.scalars(select(DrivenEvent).where(*begun).order_by(DrivenEvent.at.desc()))}
    return Known(rides, tickets, breaks, terms)


def stops_of(board: Board, shift: RideShift, known: Known) -> tuple[DrivenStop, ...]:
    """In the order of the plan; none where its times do not hold at all, which the plan never is kept with."""
    if shift.id not in board.shift_ids:
        return ()
    vehicle = board.shift_ids.index(shift.id)
    route, schedule = board.dispatch.plan.route(vehicle).tolist(), find_schedule(board.dispatch, vehicle)
    if schedule is None:
        return ()
    fixed, found = int(board.dispatch.plan.fixed[vehicle]), list[DrivenStop]()
    for number, (stop, begins) in enumerate(zip(route, schedule.begin.tolist())):
        told = break_stop(board, shift, -1 - stop, known) if stop < 0 else ride_stop(board, stop, known)
        if told is not None:
            found.append(msgspec.structs.replace(told, at=board.moment(begins), fixed=number < fixed))
    return tuple(found)


def break_stop(board: Board, shift: RideShift, row: int, known: Known) -> DrivenStop:
    """row: of the breaks of the fleet, which stand there by vehicle."""
    fleet = board.dispatch.fleet
    number = row - int((fleet.break_vehicle < fleet.break_vehicle[row]).sum())
    pause = shift.breaks[number]
    earliest, latest = (datetime.fromisoformat(pause[name]) for name in ("from", "to"))
    return DrivenStop(
        StopKind.BREAK, RidePlace("", pause["lat"], pause["lon"]), earliest, latest, earliest, break_no=number, break_s=int(pause["lengthS"]),
        begun_at=known.breaks.get(number),
    )  # fmt: skip


def ride_stop(board: Board, stop: int, known: Known) -> DrivenStop | None:
    """None for a ride that is only held: nobody is to be fetched who has not paid."""
    ride = known.rides.get(board.ride_ids[stop // 2])
    if ride is None or ride.state not in (RideState.BOOKED, RideState.ABOARD):
        return None
    is_pickup = stop % 2 == 0
    told = DrivenRide(
        ride.id, ride.code, RideLoad(*ride.load), needs_of(RideLoad(*ride.load)), known.tickets.get(ride.id, ()) if is_pickup else (),
        ride.arrived_at if is_pickup else None, known.terms.leaves_without(ride) if is_pickup else None,
    )  # fmt: skip
    if is_pickup:
        place = RidePlace(ride.from_name, ride.from_lat, ride.from_lon)
        return DrivenStop(StopKind.PICKUP, place, ride.pickup_from, ride.pickup_to, ride.pickup_from, ride=told)
    return DrivenStop(StopKind.DROPOFF, RidePlace(ride.to_name, ride.to_lat, ride.to_lon), ride.arrive_by, ride.arrive_by, ride=told)


def needs_of(load: RideLoad) -> tuple[Need, ...]:
    return tuple(need for name, need in NEEDS.items() if getattr(load, name))


def load_of(rides: Iterable[Ride]) -> Aboard:
    loads: Sequence[Sequence[int]] = [ride.load for ride in rides]
    return Aboard(*(sum(load[kind] for load in loads) for kind in range(len(Aboard.__struct_fields__))))
