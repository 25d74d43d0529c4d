"""Rides of whoever is signed in, with all that is told of them."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import BookingLeg
from backend.bookings.substituting import STANDS, list_substitutes
from backend.contract.rides import RideState
from backend.identity.actor import Actor, scope
from backend.rides.models import Ride, RideShift, RideTask, RideVehicle, RideZone, TaskKind
from backend.service.errors import NotFound

LISTED_AFTER = timedelta(days=1)  # of when one should have been there
MOST_LISTED = 50
OPEN = (RideState.HELD, RideState.BOOKED, RideState.ABOARD, RideState.STRANDED)


class NoSuchRide(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such ride of yours. GET /v1/rides lists them.")


@dataclass(frozen=True)
class OwnRide:
    """is_next: the van drives to its pickup now. task_due_at: by when a person sees to it, None where nobody has to.

    instead, booked_instead: the ride that replaces it, and the booking in the place of its leg, which may be another way
    """

    row: Ride
    zone: RideZone
    leg: BookingLeg | None
    shift: RideShift | None
    vehicle: RideVehicle | None
    is_next: bool
    task_due_at: datetime | None
    instead: UUID | None
    booked_instead: UUID | None


def chosen(actor: Actor) -> Select[tuple[Ride, RideZone, BookingLeg, RideShift, RideVehicle]]:
    return (
        select(Ride, RideZone, BookingLeg, RideShift, RideVehicle)
        .join(RideZone, RideZone.id == Ride.zone_id)
        .outerjoin(BookingLeg, BookingLeg.id == Ride.leg_id)
        .outerjoin(RideShift, RideShift.id == Ride.shift_id)
        .outerjoin(RideVehicle, RideVehicle.id == RideShift.vehicle_id)
        .where(scope(actor, Ride))
        .execution_options(populate_existing=True)
    )


async def get_own(session: AsyncSession, actor: Actor, ride_id: UUID) -> OwnRide:
    """Raises NotFound, also for one of somebody else."""
    found = await _whole(session, chosen(actor).where(Ride.id == ride_id))
    if not found:
        raise NoSuchRide
    return found[0]


async def list_own(session: AsyncSession, actor: Actor, at: datetime) -> Sequence[OwnRide]:
    """Those to come, the soonest first, then those of the last day, the latest first. Not those that were never paid."""
    coming = and_(Ride.state.in_(OPEN), Ride.arrive_by >= at - LISTED_AFTER)
    over = and_(Ride.state.not_in((*OPEN, RideState.RELEASED)), Ride.arrive_by >= at - LISTED_AFTER)
    found = await _whole(session, chosen(actor).where(or_(coming, over)).order_by(Ride.arrive_by.desc(), Ride.id).limit(MOST_LISTED))
    is_open = [one for one in found if one.row.state in OPEN]
    return [*reversed(is_open), *(one for one in found if one.row.state not in OPEN)]


async def _whole(session: AsyncSession, query: Select[tuple[Ride, RideZone, BookingLeg, RideShift, RideVehicle]]) -> list[OwnRide]:
    found = (await session.execute(query)).all()
    ids = [ride.id for ride, *_ in found]
    nexts = await _next_pickups(session, {shift.id for _, _, _, shift, _ in found if shift})
    due, instead = await _tasks(session, ids), await _instead(session, ids)
    booked = {ride.id: await _booked_instead(session, leg) for ride, _, leg, _, _ in found if leg and ride.state == RideState.STRANDED}
    comes = set(nexts.values())
    return [
        OwnRide(ride, zone, leg, shift, vehicle, ride.id in comes, due.get(ride.id), instead.get(ride.id), booked.get(ride.id))
        for ride, zone, leg, shift, vehicle in found
    ]


async def _next_pickups(session: AsyncSession, shift_ids: set[UUID]) -> Mapping[UUID, UUID]:
    """By shift the ride whose pickup is the next stop; shifts that have not begun, or drive to a drop-off, have none."""
    begun = RideShift.begun_at.is_not(None), RideShift.over_at.is_(None)
    goes_on = Ride.shift_id.in_(shift_ids), Ride.state.in_((RideState.BOOKED, RideState.ABOARD))
    driven = select(Ride).join(RideShift, RideShift.id == Ride.shift_id).where(*goes_on, *begun)
    firsts: dict[UUID, tuple[datetime, Ride]] = {}
    for ride in await session.scalars(driven):
        stop_at = ride.pickup_at if ride.state == RideState.BOOKED else ride.dropoff_at
        if ride.shift_id and stop_at and (ride.shift_id not in firsts or stop_at < firsts[ride.shift_id][0]):
            firsts[ride.shift_id] = (stop_at, ride)
    return {shift_id: ride.id for shift_id, (_, ride) in firsts.items() if ride.state == RideState.BOOKED}


async def _tasks(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    wanted = RideTask.ride_id.in_(ids), RideTask.kind == TaskKind.STRANDED, RideTask.done_at.is_(None)
    found = await session.execute(select(RideTask.ride_id, func.min(RideTask.due_at)).where(*wanted).group_by(RideTask.ride_id))
    return {ride_id: due_at for ride_id, due_at in found if ride_id}


async def _instead(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    found = await session.execute(select(Ride.instead_of, Ride.id).where(Ride.instead_of.in_(ids)).order_by(Ride.id))
    return {replaced: ride_id for replaced, ride_id in found if replaced}


async def _booked_instead(session: AsyncSession, leg: BookingLeg) -> UUID | None:
    """The newest that stands."""
    standing = [one.id for one in await list_substitutes(session, leg.booking_id, leg.leg_no) if one.state in STANDS]
    return standing[-1] if standing else None
