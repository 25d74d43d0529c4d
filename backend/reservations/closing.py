"""A car park is shut for a while: all who have booked there are given other spaces, looked at together."""
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import rows as bookings
from backend.bookings import substituting
from backend.bookings.booked import BookingLeg
from backend.bookings.effects import notice
from backend.bookings.linked import touch
from backend.contract.closings import ClosingResponse, MovedStay, SiteClosing, WaysOut
from backend.contract.parking import FitVerdict, ParkingSpace
from backend.contract.reservations import ParkingWish
from backend.parking import closings
from backend.parking.search import MINUTE_MINOR
from backend.parking.spaces import Site
from backend.reservations import elsewhere, stays
from backend.reservations.models import ParkingReservation
from backend.reservations.rows import Reserved, chosen, list_reserved
from backend.reservations.stays import Stay
from backend.reservations.taken import Replacing, vehicle_of
from backend.service.errors import Conflict, NotFound, Unprocessable
from payments import events
from payments.states import BookingState, LegState
from payments.substituting import most_minor
from routing.dispatch.assignment import MOST_COST, Assigned, Pairs, assign, greedy

MOST_PLANNED, MOST_AT_ONCE, MOST_OPTIONS = 300, 50, 20
WALK_MPS = 1.25
# A space that may not fit is as far away as one five minutes further on.
UNSURE_S = 300


class TooManyStays(Conflict):
    code = "too_many_stays"

    def __init__(self) -> None:
        super().__init__(f"More than {MOST_PLANNED} have booked in that time. Close the site in shorter parts, the first one first.")


class ClosingTurned(Unprocessable):
    code = "times_turned"


@dataclass(frozen=True)
class Moving:
    """A stay that has to move, and where to: all spaces that suit it, the nearest first."""

    stay: Stay
    starts_at: datetime
    options: Sequence[ParkingSpace]

    @property
    def first(self) -> Reserved:
        return self.stay.first


@dataclass(frozen=True)
class Plan:
    """moving: in the order in which they were booked. to: of each the space it is given, None for none."""

    moving: Sequence[Moving]
    inside: int
    to: Sequence[ParkingSpace | None]
    at_once: WaysOut
    in_turn: WaysOut


@dataclass(frozen=True)
class Closing:
    replacing: Replacing

    async def close(self, session: AsyncSession, site_id: UUID, asked: SiteClosing) -> ClosingResponse:
        """Raises NotFound, ClosingTurned, TooManyStays."""
        at = self.replacing.desk.clock()
        if not asked.starts_at < asked.ends_at or asked.ends_at <= at:
            raise ClosingTurned("A closing ends after it begins, and not in the past. Give another end.", "endsAt")
        site = await self.replacing.parking.find_site(session, site_id, at)
        if site is None or site.hosted is not None:
            raise NotFound("There is no such car park. GET /v1/parking/spaces lists those that are let; a private space is closed by its host.")
        closing_id = await closings.close(session, site_id, asked) if asked.carry_out else None
        if closing_id is not None:
            await self.let_go_unpaid(session, site_id, asked)
        plan = await self.plan(session, site, asked, at)
        moving = plan.moving[:MOST_AT_ONCE] if asked.carry_out else plan.moving
        moved = []
        for one, to in zip(moving, plan.to):
            moved.append(moved_of(one, await self.move(session, one, to, at) if asked.carry_out else to))
        return ClosingResponse(closing_id, site.currency, tuple(moved), plan.at_once, plan.in_turn, plan.inside, len(plan.moving) - len(moved))

    async def plan(self, session: AsyncSession, site: Site, asked: SiteClosing, at: datetime) -> Plan:
        there = await self.booked(session, site.id, asked, (LegState.CONFIRMED,))
        found: dict[UUID, Stay] = {}
        for part in there:
            stay = await stays.find(session, part)
            found.setdefault(stay.first.leg.id, stay)
        inside = [stay for stay in found.values() if stay.entered_at is not None]
        outside = sorted((stay for stay in found.values() if stay.entered_at is None), key=lambda stay: stay.first.leg.id)
        if len(outside) > MOST_PLANNED:
            raise TooManyStays
        own = {site.id, *(spot.id for spot in site.spots)}
        seen: dict[tuple, Sequence[ParkingSpace]] = {}
        moving = [await self.options(session, stay, own, seen, at) for stay in outside]
        pairs, spaces = pairs_of(moving)
        together, turn = await asyncio.to_thread(assign, pairs), greedy(pairs)
        to = [None if site_no < 0 else spaces[site_no] for site_no in together.site.tolist()]
        return Plan(moving, len(inside), to, ways_out(moving, together, spaces), ways_out(moving, turn, spaces))

    async def options(self, session: AsyncSession, stay: Stay, own: set[UUID], seen: dict[tuple, Sequence[ParkingSpace]], at: datetime) -> Moving:
        part, start = stay.first, max(at, stay.starts_at).replace(second=0, microsecond=0)
        same = (start, stay.ends_at, msgspec.json.encode(part.row.vehicle), bool(part.spot and part.spot.badge_only))
        if same not in seen:
            found = await elsewhere.around(session, self.replacing.parking, part, start, stay.ends_at, at)
            seen[same] = [one for one in found if one.space_id not in own and one.price.total_minor is not None][:MOST_OPTIONS]
        return Moving(stay, start, seen[same])

    async def booked(self, session: AsyncSession, site_id: UUID, asked: SiteClosing, states: tuple[LegState, ...]) -> Sequence[Reserved]:
        over = (BookingLeg.starts_at < asked.ends_at) & (BookingLeg.ends_at > asked.starts_at) & BookingLeg.state.in_(states)
        return await list_reserved(session, chosen().where(ParkingReservation.site_id == site_id, over))

    async def let_go_unpaid(self, session: AsyncSession, site_id: UUID, asked: SiteClosing) -> None:
        """Nobody pays for what is shut."""
        for part in await self.booked(session, site_id, asked, (LegState.HELD,)):
            if part.booking.state == BookingState.HELD:
                await self.replacing.desk.try_to(session, part.booking.id, events.Abandoned(why="operator_refused"))

    async def move(self, session: AsyncSession, moving: Moving, to: ParkingSpace | None, at: datetime) -> ParkingSpace | None:
        """The space that was got: where somebody was quicker than the plan, the nearest that is left."""
        part, desk = moving.first, self.replacing.desk
        await self.replacing.give_back(session, moving.stay)
        found = await bookings.load(session, part.booking.id)
        ends_at = moving.stay.ends_at
        most = most_minor(await substituting.worth_minor(session, found, [part.leg.leg_no]))
        for other in ([] if to is None else [to, *(one for one in moving.options if one is not to)]):
            wish = ParkingWish(other.space_id, moving.starts_at, ends_at, vehicle_of(part))
            if await self.replacing.book_instead(session, found, part, wish, most, at) is not None:
                return other
        await notice(session, part.booking.id, "space_refunded", part.leg.leg_no, desk.clock())
        await touch(session, part.booking.id, at)
        return None


def pairs_of(moving: Sequence[Moving]) -> tuple[Pairs, list[ParkingSpace]]:
    """Costs are seconds of walking, with what a space costs more than the cheapest of all as seconds too. Of a space as many can be had as are free
    for whoever finds fewest there: their times differ."""
    spaces: dict[UUID, ParkingSpace] = {}
    room: dict[UUID, int] = {}
    for one in moving:
        for option in one.options:
            spaces.setdefault(option.space_id, option)
            room[option.space_id] = min(room.get(option.space_id, option.free), option.free)
    rows = {space_id: row for row, space_id in enumerate(spaces)}
    triples = [(driver, rows[option.space_id], cost_of(option)) for driver, one in enumerate(moving) for option in one.options]
    driver, site, cost = np.array(triples, np.int32).reshape(-1, 3).T
    return Pairs(len(moving), driver, site, cost, np.array(list(room.values()), np.int32)), list(spaces.values())


def cost_of(option: ParkingSpace) -> int:
    walk_s = option.walk.duration_s if option.walk else 0
    price_s = (option.price.total_minor or 0) * 60 // MINUTE_MINOR
    return min(MOST_COST, walk_s + price_s + (0 if option.fit.verdict is FitVerdict.FITS else UNSURE_S))


def ways_out(moving: Sequence[Moving], found: Assigned, spaces: Sequence[ParkingSpace]) -> WaysOut:
    given = [
        next(option for option in one.options if option.space_id == spaces[row].space_id)
        for one, row in zip(moving, found.site.tolist()) if row >= 0
    ]  # fmt: skip
    walked = [option.walk.distance_m if option.walk else 0 for option in given]
    return WaysOut(len(given), round(sum(walked) / len(walked)) if walked else 0, sum(option.price.total_minor or 0 for option in given))


def moved_of(one: Moving, to: ParkingSpace | None) -> MovedStay:
    stay = one.stay
    if to is None:
        return MovedStay(stay.first.leg.id, one.starts_at, stay.ends_at, None, None, None, None)
    walk_m = to.walk.distance_m if to.walk else None
    return MovedStay(stay.first.leg.id, one.starts_at, stay.ends_at, to.space_id, to.name, walk_m, to.price.total_minor)
