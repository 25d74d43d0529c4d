"""An event as those who come see it: each space of the car parks that take part, its walk, its price and fit for each wish; and why none suits."""
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import HoldState, ResourceHold
from backend.contract.gatherings import WhyNot, WishHelp
from backend.contract.parking import FitVerdict, SpaceFit, SpaceRefusal, Vehicle
from backend.parking.rows import load_sites
from backend.parking.search import MINUTE_MINOR
from backend.parking.selling import Looked, look
from backend.parking.service import Parking
from backend.parking.spaces import Site, Space, spaces_of
from backend.reservations.gathering_models import GatheringSite, GatheringWish, ParkingGathering
from routing.dispatch.assignment import MOST_COST
from routing.query import Point

MOST_SPACES = 400
# A space that may not fit is as far away as one five minutes further on; one that charges, or is kept for badges, is left to those who need it.
UNSURE_S, SPARED_S = 300, 60
OF_VEHICLE = frozenset({SpaceRefusal.VEHICLE, SpaceRefusal.ASK})
ONLY_DEAR = WhyNot.TOO_DEAR, WhyNot.TOO_FAR


@dataclass(frozen=True)
class Wish:
    """One that waits. number: from 1, in the order in which they came."""

    id: UUID
    account_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    vehicle: Vehicle
    max_walk_m: int
    max_price_minor: int | None


@dataclass(frozen=True)
class Walkable:
    space: Space
    walk_m: int
    walk_s: int


@dataclass(frozen=True)
class Option:
    """A space as one wish sees it. price_minor: with our fee. near, cheap: neither too far nor too dear for whoever wishes."""

    at: Walkable
    price_minor: int | None
    fit: SpaceFit
    refusals: tuple[SpaceRefusal, ...]
    near: bool
    cheap: bool

    @property
    def sold(self) -> bool:
        return not self.refusals

    @property
    def suits(self) -> bool:
        return self.sold and self.near and self.cheap

    @property
    def cost(self) -> int:
        """Seconds of walking, with the price as seconds too."""
        spare = SPARED_S if self.at.space.facts.badge_only or (self.at.space.facts.plug and self.fit.charging_w is None) else 0
        unsure = 0 if self.fit.verdict is FitVerdict.FITS else UNSURE_S
        return min(MOST_COST, self.at.walk_s + (self.price_minor or 0) * 60 // MINUTE_MINOR + unsure + spare)


@dataclass(frozen=True)
class Scene:
    """All that a plan is made of. held: by spot, the stays that have it; options: of each wish, in the order of `around`."""

    wishes: Sequence[Wish]
    around: Sequence[Walkable]
    options: Sequence[Sequence[Option]]
    held: Mapping[str, Sequence[tuple[datetime, datetime]]]


async def sites_of(session: AsyncSession, gathering_id: UUID, at: datetime) -> list[Site]:
    ids = set(await session.scalars(select(GatheringSite.site_id).where(GatheringSite.gathering_id == gathering_id)))
    return sorted(await load_sites(session, at, ids), key=lambda site: site.id) if ids else []


async def look_at(
    session: AsyncSession, parking: Parking, fees: Mapping[str, int], gathering: ParkingGathering, rows: Sequence[GatheringWish], at: datetime
) -> Scene:  # fmt: skip
    """rows: wishes that wait, in the order in which they came."""
    spaces = [space for site in await sites_of(session, gathering.id, at) for space in spaces_of(site)]
    wishes = [wish_of(number, row, at) for number, row in enumerate(rows, 1)]
    held = await held_of(session, spaces, gathering.starts_at, gathering.ends_at)
    place = Point(gathering.lat_e7 / 1e7, gathering.lon_e7 / 1e7, "")
    around = await parking.run(walks_to, parking, spaces, place, gathering.starts_at)
    options = await parking.run(options_of, wishes, around, fees, at)
    return Scene(wishes, around, options, held)


def wish_of(number: int, row: GatheringWish, at: datetime) -> Wish:
    """Whoever is late comes now."""
    start = max(row.starts_at, at.replace(second=0, microsecond=0))
    vehicle = msgspec.convert(row.vehicle, Vehicle)
    return Wish(row.id, row.account_id, number, start, row.ends_at, vehicle, row.max_walk_m, row.max_price_minor)


def walks_to(parking: Parking, spaces: Sequence[Space], place: Point, at: datetime) -> list[Walkable]:
    """Those from which one gets there on foot at all, the nearest first."""
    walks = parking.walks.of(parking.live.view.snapshot, at, None, place)
    found = walks.find([(space.site.lat, space.site.lon) for space in spaces])
    known = [Walkable(space, round(way.ms / 1000 * walks.speed_mps), way.ms // 1000) for space, way in zip(spaces, found) if way is not None]
    return sorted(known, key=lambda one: (one.walk_s, one.space.id))[:MOST_SPACES]


def options_of(wishes: Sequence[Wish], around: Sequence[Walkable], fees: Mapping[str, int], at: datetime) -> list[list[Option]]:
    seen: dict[tuple, list[Looked]] = {}
    found = []
    for wish in wishes:
        same = (wish.starts_at, wish.ends_at, msgspec.json.encode(wish.vehicle))
        if same not in seen:
            seen[same] = [look(one.space, wish.starts_at, wish.ends_at, wish.vehicle, at) for one in around]
        found.append([option_of(wish, one, looked, fees) for one, looked in zip(around, seen[same])])
    return found


def option_of(wish: Wish, one: Walkable, looked: Looked, fees: Mapping[str, int]) -> Option:
    minor = None if looked.price_minor is None else looked.price_minor + fees.get(one.space.site.currency, 0)
    cheap = wish.max_price_minor is None or (minor is not None and minor <= wish.max_price_minor)
    return Option(one, minor, looked.fit, looked.refusals, one.walk_m <= wish.max_walk_m, cheap)


async def held_of(session: AsyncSession, spaces: Collection[Space], start: datetime, end: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    spots = [str(spot.id) for space in spaces for spot in space.spots]
    over = (ResourceHold.starts_at < end) & (ResourceHold.ends_at > start) & (ResourceHold.state != HoldState.FREED)
    columns = select(ResourceHold.resource_id, ResourceHold.starts_at, ResourceHold.ends_at)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for spot, since, until in await session.execute(columns.where(ResourceHold.resource_id.in_(spots), over)):
        found.setdefault(spot, []).append((since, until))
    return found


def why_not(options: Sequence[Option], is_free: Callable[[Option], bool]) -> tuple[WhyNot, WishHelp]:
    """Of a wish that was given nothing. is_free: whether there is still room for it in a space.

    What would help is looked for among what is left; where nothing is left, only that somebody gives a space back does.
    """
    sold = [one for one in options if one.sold]
    if not sold:
        return unsold(options)
    suiting = [one for one in sold if one.suits]
    left = [one for one in sold if not one.suits and is_free(one)]
    known = left or ([one for one in sold if not one.suits] if not suiting else [])
    help = nearest_help(known)
    if suiting:
        return WhyNot.FULL, help
    only_dear = any(one.near for one in sold)
    return (WhyNot.TOO_DEAR if only_dear else WhyNot.TOO_FAR), help


def nearest_help(known: Sequence[Option]) -> WishHelp:
    """What the space asks for that is wanted least beyond what was said."""
    if not known:
        return WishHelp()
    one = min(known, key=lambda option: (not option.cheap and not option.near, option.cost))
    return WishHelp(None if one.near else one.at.walk_m, None if one.cheap else one.price_minor)


def unsold(options: Sequence[Option]) -> tuple[WhyNot, WishHelp]:
    """No vehicle of this kind, or nobody at this time."""
    unfit = [one for one in options if one.refusals and OF_VEHICLE.issuperset(one.refusals)]
    if not unfit:
        return WhyNot.CLOSED, WishHelp()
    nearest = min(unfit, key=lambda one: one.at.walk_s)
    return WhyNot.VEHICLE, WishHelp(notes=tuple(note for note in nearest.fit.notes if note.verdict in (FitVerdict.NO, FitVerdict.ASK)))


def minutes_since(beginning: datetime, moment: datetime, up: bool = False) -> int:
    """Whole minutes; up: what has begun counts."""
    whole, rest = divmod(moment - beginning, timedelta(minutes=1))
    return whole + bool(up and rest)
