"""Whether a space can be booked from one moment to another for a vehicle, at what price; and if not, why."""
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import HoldState, ResourceHold
from backend.contract.listings import ListingState
from backend.contract.parking import FitVerdict, PriceState, SpaceFit, SpaceRefusal, SpaceTerms, Vehicle
from backend.parking.fit import fit
from backend.parking.opening import is_open
from backend.parking.spaces import Site, Space, Spot
from payments.parking.tariff import Tariff, price

LATE = timedelta(minutes=10)
LONGEST, FARTHEST = timedelta(days=31), timedelta(days=180)


class NotSellable(Exception):
    """It cannot be booked. reasons: all there are, the plainest first. fit: of the vehicle, as far as the space is known."""

    def __init__(self, reasons: tuple[SpaceRefusal, ...], fit: SpaceFit | None = None):
        super().__init__(", ".join(reasons))
        self.reasons, self.fit = reasons, fit


@dataclass(frozen=True)
class Looked:
    """A space at a price for a time and a vehicle. refusals: what stands against booking it, but whether it is taken."""

    state: PriceState
    price_minor: int | None
    fit: SpaceFit
    refusals: tuple[SpaceRefusal, ...]


@dataclass(frozen=True)
class Sellable:
    """candidates: spots of the space that are free all the time, in the order in which they are taken. address: see `Parking.place`.

    share_bp, commission_tax_bp   of the price, what the host gets, and the tax within the rest; of operators nothing is kept
    tax_rate_bp                   within the price, None: as of our own fee
    """

    space: Space
    spots: tuple[Spot, ...]
    candidates: tuple[UUID, ...]
    tariff: Tariff
    tariff_id: UUID
    price_minor: int
    fit: SpaceFit
    terms: SpaceTerms
    payee: str
    share_bp: int
    commission_tax_bp: int
    tax_rate_bp: int | None

    @property
    def site(self) -> Site:
        return self.space.site


def look(space: Space, start: datetime, end: datetime, vehicle: Vehicle, at: datetime, begun: bool = False) -> Looked:
    """begun: it goes on from a stay that is booked, so it may be short, and begin before now. Of longer times than are sold nothing is worked out."""
    site, is_long = space.site, end - start > LONGEST
    opened = is_long or is_open(site, start, end)
    minor = price(site.tariff, start, end) if site.tariff is not None and opened and not is_long else None
    fits = fit(vehicle, site.kind, space.facts)
    refusals = [*of_sale(space), *([] if opened else [SpaceRefusal.CLOSED]), *of_time(site.terms, start, end, at, begun)]
    if opened and minor is None and not is_long and SpaceRefusal.NOT_SOLD not in refusals:
        refusals.append(SpaceRefusal.NO_PRICE)
    if fits.verdict in (FitVerdict.NO, FitVerdict.ASK):
        refusals.append(SpaceRefusal.VEHICLE if fits.verdict is FitVerdict.NO else SpaceRefusal.ASK)
    state = state_of(space, opened, minor)
    return Looked(state, 0 if state is PriceState.FREE else minor, fits, tuple(refusals))


def state_of(space: Space, opened: bool, minor: int | None) -> PriceState:
    if not opened:
        return PriceState.CLOSED
    if minor is None:
        return PriceState.FREE if space.site.free_of_charge else PriceState.UNKNOWN
    return PriceState.BOOKED if space.spots else PriceState.GATE


def of_sale(space: Space) -> list[SpaceRefusal]:
    site = space.site
    if site.terms is None or not space.spots or (site.hosted is None and site.operator_id is None):
        return [SpaceRefusal.NOT_SOLD]
    if site.hosted is not None and site.hosted.state is not ListingState.ACTIVE:
        return [SpaceRefusal.PAUSED]
    return []


def of_time(terms: SpaceTerms | None, start: datetime, end: datetime, at: datetime, begun: bool) -> list[SpaceRefusal]:
    found = []
    if end - start > LONGEST:
        found.append(SpaceRefusal.TOO_LONG)
    if start > at + FARTHEST:
        found.append(SpaceRefusal.TOO_FAR_AHEAD)
    if not begun and terms is not None and end - start < timedelta(minutes=terms.min_stay_min):
        found.append(SpaceRefusal.TOO_SHORT)
    if end <= at or (not begun and start < at - LATE):
        found.append(SpaceRefusal.TOO_SOON)
    return found


async def taken_of(session: AsyncSession, spaces: Iterable[Space], start: datetime, end: datetime) -> set[UUID]:
    """The spots of spaces that cannot be had for all of the time. Of those that are all the same, as many can be had as nobody holds at the busiest
    moment: who has one later can be moved to another."""
    pools = [[spot.id for spot in space.spots] for space in spaces]
    if not any(pools):
        return set()
    over = (ResourceHold.starts_at < end) & (ResourceHold.ends_at > start) & (ResourceHold.state != HoldState.FREED)
    spots = [str(spot) for pool in pools for spot in pool]
    columns = select(ResourceHold.resource_id, ResourceHold.starts_at, ResourceHold.ends_at)
    held: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for spot, since, until in await session.execute(columns.where(ResourceHold.resource_id.in_(spots), over)):
        held[UUID(spot)].append((since, until))
    taken: set[UUID] = set()
    for pool in pools:
        busy = [spot for spot in pool if spot in held]
        taken.update(busy[: busiest([one for spot in busy for one in held[spot]], start)])
    return taken


def busiest(held: Sequence[tuple[datetime, datetime]], start: datetime) -> int:
    """How many at once at most, from a moment on; all of them touch the time after it."""
    moments = {max(since, start) for since, _ in held}
    return max((sum(since <= moment < until for since, until in held) for moment in moments), default=0)


def free_spots(space: Space, taken: Set[UUID]) -> tuple[UUID, ...]:
    return tuple(spot.id for spot in space.spots if spot.id not in taken)
