"""Events to which many come by car: declared by the staff, wished for by drivers. `gathering_plan` says who gets what, `gathering_rounds` when."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account
from backend.bookings.booked import Booking
from backend.bookings.desk import Desk
from backend.contract.gatherings import (
    Gathering,
    GatheringDeclaration,
    GatheringPlan,
    GatheringsResponse,
    GatheringWishesResponse,
    SpaceWanted,
    StaffGathering,
    StaffGatheringsResponse,
)
from backend.contract.gatherings import GatheringWish as WishAnswer
from backend.identity.actor import Actor, scope
from backend.parking.rows import load_sites
from backend.parking.service import Parking
from backend.parking.spaces import Site, spaces_of
from backend.paying.service import NotSetUp, Paying
from backend.pricing.service import Pricing
from backend.reservations import gathering_answers as answers
from backend.reservations import gathering_plan
from backend.reservations.gathering_looking import MOST_SPACES, sites_of
from backend.reservations.gathering_models import GatheringSite, GatheringWish, ParkingGathering, WishRow
from backend.service.errors import Conflict, NotFound, RateLimited, Unprocessable
from backend.service.moments import checked_moment
from payments import events
from payments.states import BookingState

MOST_GATHERINGS, MOST_WISHES, MOST_OWN = 100, 2000, 5
LONGEST = timedelta(days=7)
GONE = (BookingState.RELEASING, BookingState.RELEASED)


class GatheringTurned(Unprocessable):
    code = "times_turned"


class SitesDiffer(Unprocessable):
    code = "sites_differ"


class TooManyGatherings(Conflict):
    code = "too_many_gatherings"

    def __init__(self) -> None:
        super().__init__(f"{MOST_GATHERINGS} events are open. Call off one of them first.")


class GatheringOver(Conflict):
    code = "gathering_over"

    def __init__(self) -> None:
        super().__init__("This event is over or was called off. GET /v1/parking/gatherings lists those that are open.")


class GatheringFull(Conflict):
    code = "gathering_full"

    def __init__(self) -> None:
        super().__init__("So many wait for a space there that no more wishes are taken. Look for a space yourself: GET /v1/parking/spaces.")


class WishStands(Conflict):
    code = "wish_stands"

    def __init__(self) -> None:
        super().__init__("You have a wish for this event already. Withdraw it to make another one.")


class WishLimit(RateLimited):
    code = "wish_limit"

    def __init__(self) -> None:
        super().__init__(f"{MOST_OWN} wishes of yours wait for a space. Withdraw one of them first.", headers={"Retry-After": "600"})


class WishTaken(Conflict):
    code = "wish_taken"

    def __init__(self) -> None:
        super().__init__("This space is paid. Give back its booking: POST /v1/bookings/{id}/cancellation-quotes.")


@dataclass(frozen=True)
class Gatherings:
    """paid None: nothing can be paid here, so nothing is given out."""

    parking: Parking
    desk: Desk
    pricing: Pricing
    paid: Paying | None

    async def declare(self, session: AsyncSession, asked: GatheringDeclaration) -> Gathering:
        """The same name and time is the same event. Raises GatheringTurned, NotFound, SitesDiffer, TooManyGatherings, NotSetUp, OutsideCity, and for
        times as `checked_moment`."""
        at = self.desk.clock()
        self.check_open()
        check_times(asked, at)
        self.parking.box.check(asked.lat, asked.lon, "lat")
        await check_sites(session, asked.site_ids, at)
        known = list(await session.scalars(still_open(at)))
        same = next((row for row in known if (row.name, row.starts_at, row.ends_at) == (asked.name, asked.starts_at, asked.ends_at)), None)
        if same is not None:
            return answers.gathering_answer(same, await sites_of(session, same.id, at), at)
        if len(known) >= MOST_GATHERINGS:
            raise TooManyGatherings
        row = ParkingGathering(
            name=asked.name, lat_e7=round(asked.lat * 1e7), lon_e7=round(asked.lon * 1e7), starts_at=asked.starts_at, ends_at=asked.ends_at,
            assign_at=asked.assign_at, round_min=asked.round_min, hold_min=asked.hold_min, next_at=asked.assign_at, rounds=0,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        session.add_all(GatheringSite(gathering_id=row.id, site_id=site_id) for site_id in sorted(set(asked.site_ids)))
        await session.flush()
        return answers.gathering_answer(row, await sites_of(session, row.id, at), at)

    async def list_open(self, session: AsyncSession) -> GatheringsResponse:
        at = self.desk.clock()
        rows = await session.scalars(still_open(at))
        return GatheringsResponse(tuple([answers.gathering_answer(row, await sites_of(session, row.id, at), at) for row in rows]))

    async def list_for_staff(self, session: AsyncSession) -> StaffGatheringsResponse:
        at = self.desk.clock()
        return StaffGatheringsResponse(tuple([await self.for_staff(session, row, at) for row in await session.scalars(still_open(at))]))

    async def for_staff(self, session: AsyncSession, row: ParkingGathering, at: datetime) -> StaffGathering:
        stands = select(GatheringWish.state, Booking.state, func.count()).outerjoin(Booking, Booking.id == GatheringWish.booking_id)
        counted = await session.execute(stands.where(GatheringWish.gathering_id == row.id).group_by(GatheringWish.state, Booking.state))
        return answers.staff_answer(answers.gathering_answer(row, await sites_of(session, row.id, at), at), row, counted.all())

    async def plan(self, session: AsyncSession, gathering_id: UUID) -> GatheringPlan:
        """Raises NotFound, GatheringOver."""
        at = self.desk.clock()
        row = await self.find(session, gathering_id, at)
        return gathering_plan.plan_answer(row.id, await gathering_plan.plan(session, self.parking, self.pricing.fares.fees, row, at))

    async def call_off(self, session: AsyncSession, gathering_id: UUID) -> None:
        """What is offered or paid stays as it is; nothing more is given out. Raises NotFound."""
        row = await session.scalar(select(ParkingGathering).where(ParkingGathering.id == gathering_id).with_for_update())
        if row is None:
            raise NotFound("There is no such event. GET /v1/staff/parking/gatherings lists them.")
        row.called_off_at = row.called_off_at or self.desk.clock()

    def check_open(self) -> None:
        """Raises NotSetUp."""
        if self.paid is None:
            raise NotSetUp

    async def find(self, session: AsyncSession, gathering_id: UUID, at: datetime) -> ParkingGathering:
        row = await session.scalar(select(ParkingGathering).where(ParkingGathering.id == gathering_id))
        if row is None:
            raise NotFound("There is no such event. GET /v1/parking/gatherings lists those that are open.")
        if row.called_off_at is not None or row.ends_at <= at:
            raise GatheringOver
        return row

    # Drivers

    async def wish(self, session: AsyncSession, actor: Actor, gathering_id: UUID, asked: SpaceWanted) -> WishAnswer:
        """Raises NotFound, GatheringOver, GatheringTurned, WishStands, WishLimit, GatheringFull, NotSetUp, and as `checked_moment`."""
        at = self.desk.clock()
        self.check_open()
        await lock_account(session, actor.id)
        gathering = await self.find(session, gathering_id, at)
        check_stay(asked, gathering, at)
        await check_room(session, actor, gathering, at)
        row = GatheringWish(
            gathering_id=gathering.id, account_id=actor.id, starts_at=asked.starts_at, ends_at=asked.ends_at,
            vehicle=msgspec.to_builtins(asked.vehicle), max_walk_m=asked.max_walk_m, max_price_minor=asked.max_price_minor, state=WishRow.WAITING,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return answers.wish_answer(row, gathering, None, None, at)

    async def list_own(self, session: AsyncSession, actor: Actor, gathering_id: UUID) -> GatheringWishesResponse:
        """None for an event that is not there."""
        mine = of_actor(actor).where(GatheringWish.gathering_id == gathering_id).order_by(GatheringWish.id.desc()).limit(MOST_OWN)
        at = self.desk.clock()
        return GatheringWishesResponse(tuple([await self.shown(session, *row, at) for row in (await session.execute(mine)).all()]))

    async def withdraw(self, session: AsyncSession, actor: Actor, wish_id: UUID) -> WishAnswer:
        """A space that is held is let go. Raises NotFound, WishTaken."""
        at = self.desk.clock()
        await lock_account(session, actor.id)
        found = of_actor(actor).where(GatheringWish.id == wish_id).with_for_update(of=GatheringWish)
        known = (await session.execute(found)).first()
        if known is None:
            raise NotFound("There is no such wish of yours.")
        row, gathering = known
        if row.booking_id is not None:
            await self.let_go(session, row.booking_id)
        row.state = WishRow.WITHDRAWN
        await session.flush()
        return await self.shown(session, row, gathering, at)

    async def let_go(self, session: AsyncSession, booking_id: UUID) -> None:
        """Raises WishTaken."""
        state = await session.scalar(select(Booking.state).where(Booking.id == booking_id))
        if state in GONE:
            return
        if state != BookingState.HELD or not await self.desk.try_to(session, booking_id, events.Abandoned()):
            raise WishTaken

    async def shown(self, session: AsyncSession, row: GatheringWish, gathering: ParkingGathering, at: datetime) -> WishAnswer:
        booking = await session.get(Booking, row.booking_id, populate_existing=True) if row.booking_id else None
        space = await self.parking.find_space(session, row.space_id, at) if row.space_id else None
        return answers.wish_answer(row, gathering, booking, space, at)


def still_open(at: datetime):
    open_ones = select(ParkingGathering).where(ParkingGathering.called_off_at.is_(None), ParkingGathering.ends_at > at)
    return open_ones.order_by(ParkingGathering.starts_at, ParkingGathering.id).limit(MOST_GATHERINGS)


def of_actor(actor: Actor):
    return select(GatheringWish, ParkingGathering).join(ParkingGathering).where(scope(actor, GatheringWish)).execution_options(populate_existing=True)


async def lock_account(session: AsyncSession, account_id: UUID | None) -> None:
    """First of all, as a booking and a deletion do."""
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())


def check_times(asked: GatheringDeclaration, at: datetime) -> None:
    for name, moment in (("startsAt", asked.starts_at), ("endsAt", asked.ends_at), ("assignAt", asked.assign_at)):
        checked_moment(moment, name)
    if not asked.starts_at < asked.ends_at <= asked.starts_at + LONGEST or asked.ends_at <= at:
        raise GatheringTurned("An event ends after it begins, within a week, and not in the past. Give another end.", "endsAt")
    if asked.assign_at >= asked.ends_at:
        raise GatheringTurned("Spaces are given out before the event ends. Give an earlier hour.", "assignAt")


async def check_sites(session: AsyncSession, site_ids: Sequence[UUID], at: datetime) -> None:
    """Raises NotFound, SitesDiffer."""
    sites: list[Site] = await load_sites(session, at, set(site_ids))
    sold = {site.id: site for site in sites if site.hosted is None and site.terms is not None and site.spots}
    missing = next((number for number, site_id in enumerate(site_ids) if site_id not in sold), None)
    if missing is not None:
        raise NotFound("One of the car parks is not sold here. GET /v1/parking/spaces lists those that are.", f"siteIds[{missing}]")
    if len({site.currency for site in sold.values()}) > 1:
        raise SitesDiffer("The car parks have prices in several currencies. Declare an event for each.", "siteIds")
    if sum(len(spaces_of(site)) for site in sold.values()) > MOST_SPACES:
        raise SitesDiffer(f"At most {MOST_SPACES} bays and car parks are given out together. Name fewer.", "siteIds")


def check_stay(asked: SpaceWanted, gathering: ParkingGathering, at: datetime) -> None:
    start, end = (checked_moment(moment, name) for moment, name in ((asked.starts_at, "startsAt"), (asked.ends_at, "endsAt")))
    if end <= start or end <= at:
        raise GatheringTurned("The stay ends before it begins, or in the past. Give a later end.", "endsAt")
    if start < gathering.starts_at or end > gathering.ends_at:
        raise GatheringTurned("The stay is not within the time of the event. `startsAt` and `endsAt` of the event say what is.", "startsAt")


async def check_room(session: AsyncSession, actor: Actor, gathering: ParkingGathering, at: datetime) -> None:
    """Raises WishStands, WishLimit, GatheringFull."""
    standing = (GatheringWish.state == WishRow.WAITING) | ((GatheringWish.state == WishRow.OFFERED) & Booking.state.not_in(GONE))
    mine = select(GatheringWish.gathering_id).outerjoin(Booking, Booking.id == GatheringWish.booking_id)
    of = list(await session.scalars(mine.where(scope(actor, GatheringWish), standing, GatheringWish.ends_at > at)))
    if gathering.id in of:
        raise WishStands
    if len(of) >= MOST_OWN:
        raise WishLimit
    waiting = select(func.count()).where(GatheringWish.gathering_id == gathering.id, GatheringWish.state == WishRow.WAITING)
    if (await session.scalar(waiting) or 0) >= MOST_WISHES:
        raise GatheringFull
