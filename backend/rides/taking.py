"""A promise takes its place in the plan of its day: the one way in which a ride comes into it, whoever booked it and however."""
import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.rides import RideState
from backend.pricing.driven import RideForSale
from backend.rides.board import Board, set_off
from backend.rides.days import Days, Decided
from backend.rides.models import CODE_CHARS, DecisionKind, Ride
from backend.rides.offers import NoOffer, promised_ride
from backend.rides.settling import settle
from backend.rides.streets import Streets
from routing.dispatch.rides.insertion import cheapest_insertion, inserted
from routing.dispatch.rides.verifier import verify

HALF_DAY = timedelta(hours=12)


class NoPlace(Exception):
    """No van can keep that promise any more without breaking another one."""


@dataclass(frozen=True)
class Rider:
    """Whose ride it is. leg_id: of its booking; caller: sealed, of who booked by phone; instead_of: the ride that it replaces."""

    account_id: UUID | None = None
    leg_id: UUID | None = None
    caller: bytes | None = None
    instead_of: UUID | None = None


async def take(
    session: AsyncSession, days: Days, zone_id: UUID, sale: RideForSale, ride_id: UUID, rider: Rider, state: RideState, at: datetime
) -> Ride:
    """With exactly what was promised, by whichever van. Raises NoPlace."""
    day = service_day(sale, days.streets)
    row, before = await days.get(session, zone_id, day)
    made = await asyncio.to_thread(with_promise, before, sale, days.streets, at)
    if made is None:
        raise NoPlace
    after, vehicle = made
    wish = sale.wish
    ride = Ride(
        id=ride_id, zone_id=zone_id, day=day, row=len(before.ride_ids), leg_id=rider.leg_id, account_id=rider.account_id, state=state,
        load=list(after.dispatch.rides.load[-1].tolist()), from_name=wish.start.name, from_lat=wish.start.lat, from_lon=wish.start.lon,
        to_name=wish.end.name, to_lat=wish.end.lat, to_lon=wish.end.lon, pickup_from=sale.pickup_from, pickup_to=sale.pickup_to,
        arrive_by=sale.arrive_by, caller=rider.caller, instead_of=rider.instead_of, code=await new_code(session, zone_id, day), changes=[],
    )  # fmt: skip
    session.add(ride)
    await session.flush()
    facts = {"rideId": str(ride_id), "vehicle": vehicle, "offered": {"vehicle": sale.vehicle, "version": sale.plan_version}}
    kept = await days.keep(session, row, before, replace(after, ride_ids=(*before.ride_ids, ride_id)), Decided(DecisionKind.COMMITTED, facts))
    await settle(session, days, row, before, kept, at)
    return ride


def service_day(sale: RideForSale, streets: Streets) -> date:
    return (sale.service_day_start + HALF_DAY).astimezone(streets.zone).date()


def with_promise(board: Board, sale: RideForSale, streets: Streets, at: datetime) -> tuple[Board, int] | None:
    """The board with one ride more, and its vehicle; None where nobody can keep the promise, or the verifier finds that something is broken by it."""
    try:
        board, ride = promised_ride(board, sale, streets)
    except NoOffer:
        return None
    dispatch, terms = set_off(board.dispatch, board.tick_after(at)), board.terms.engine
    row = len(dispatch.rides)
    added = replace(dispatch, rides=dispatch.rides.with_ride(ride))
    place = cheapest_insertion(added, row, terms.driving, terms.riding)
    if place is None:
        return None
    made = replace(added, plan=inserted(added.plan, row, place))
    # What was broken before, as by a street that was closed a moment ago, is being mended; nothing more may be.
    if len(verify(made)) > len(verify(dispatch)):
        return None
    return board.with_dispatch(made), place.vehicle


async def new_code(session: AsyncSession, zone_id: UUID, day: date) -> str:
    """One that nobody else has that day, as long as there is one."""
    taken = set(await session.scalars(select(Ride.code).where(Ride.zone_id == zone_id, Ride.day == day)))
    most = 10**CODE_CHARS
    free = [code for number in range(most) if (code := f"{number:0{CODE_CHARS}}") not in taken]
    return secrets.choice(free) if free else f"{secrets.randbelow(most):0{CODE_CHARS}}"
