"""Spaces near a place: looked at in memory, then compared with what is held in one question to the database."""
from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.live import Likely
from backend.contract.parking import (
    FitAbout,
    FitVerdict,
    ParkingSearch,
    ParkingSpace,
    ParkingSpacesResponse,
    PriceState,
    SpaceFilter,
    SpaceKind,
    SpaceLive,
    SpacePrice,
    SpaceRefusal,
    SpaceWalk,
)
from backend.feeds.parking.facts import OpeningStatus
from backend.parking.known import AllKnown, Known
from backend.parking.selling import Looked, free_spots, look
from backend.parking.sources import LiveSources
from backend.parking.spaces import Space
from backend.parking.walks import Walked, WalksTo
from payments.money import decimals

MOST_LOOKED_AT = 100
MOST_UNFIT = 5
# Of somebody who could walk a minute less for it, to put spaces in order; nobody is asked for it.
MINUTE_MINOR = 20
ROUNDED_WALK_M = 50
OF_VEHICLE = frozenset({SpaceRefusal.VEHICLE, SpaceRefusal.ASK})
OPEN = {OpeningStatus.OPEN: True, OpeningStatus.CLOSED: False}
Chances = Callable[[Known], Likely | None]


@dataclass(frozen=True)
class Found:
    """A space that was looked at."""

    known: Known
    looked: Looked
    walked: Walked


@dataclass(frozen=True)
class Near:
    """omitted: within reach and not looked at, or not to be had at all."""

    found: tuple[Found, ...]
    omitted: int

    @property
    def spaces(self) -> list[Space]:
        """That somebody may have: only those that can be booked but for that."""
        return [one.known.space for one in self.found if not one.looked.refusals]


def look_around(every: AllKnown, asked: ParkingSearch, at: datetime, walks: WalksTo) -> Near:
    near, omitted = every.near(asked.lat, asked.lon, asked.max_walk_m, MOST_LOOKED_AT)
    looked = [(known, look(known.space, asked.starts_at, asked.ends_at, asked.vehicle, at)) for known in near]
    wanted = [(known, one) for known, one in looked if is_wanted(known, one, asked.filters)]
    walked = walks.find([(known.space.site.lat, known.space.site.lon) for known, _ in wanted])
    within_ms = asked.max_walk_m / walks.speed_mps * 1000
    found = [Found(known, one, way) for (known, one), way in zip(wanted, walked) if way is not None and way.ms <= within_ms]
    had = [one for one in found if can_be_had(one)]
    return Near(tuple(had), omitted + len(found) - len(had))


def can_be_had(one: Found) -> bool:
    """A driveway that is not let then is nobody's business."""
    gone = {SpaceRefusal.CLOSED, SpaceRefusal.PAUSED, SpaceRefusal.NOT_SOLD, SpaceRefusal.NO_PRICE}
    return one.known.space.site.kind is not SpaceKind.PRIVATE or not gone.intersection(one.looked.refusals)


def is_wanted(known: Known, looked: Looked, filters: SpaceFilter) -> bool:
    facts = known.space.facts
    if filters.badge_bay and not (facts.badge_only or facts.badge_bays or (known.told and known.told.capacity_disabled)):
        return False
    if (filters.covered and not facts.covered) or (filters.step_free and not facts.step_free):
        return False
    if filters.min_door_mm is not None and (facts.door_mm or 0) < filters.min_door_mm:
        return False
    if filters.max_price_minor is not None and (looked.price_minor is None or looked.price_minor > filters.max_price_minor):
        return False
    return not (filters.bookable and (looked.refusals or not known.space.spots))


def answer(near: Near, asked: ParkingSearch, taken: Set[UUID], sources: LiveSources, walks: WalksTo, chances: Chances) -> ParkingSpacesResponse:
    groups: dict[FitVerdict, list[Found]] = {verdict: [] for verdict in FitVerdict}
    for one in sorted(near.found, key=lambda one: rank(one, taken, sources)):
        groups[one.looked.fit.verdict].append(one)
    unsure = sorted(groups[FitVerdict.UNSURE] + groups[FitVerdict.ASK], key=lambda one: rank(one, taken, sources))
    unfit = sorted(groups[FitVerdict.NO], key=lambda one: one.walked.ms)[:MOST_UNFIT]
    fits = groups[FitVerdict.FITS][: asked.limit]
    unsure = unsure[: max(0, asked.limit - len(fits))]
    shown = [tuple(told(one, taken, sources, walks, chances) for one in group) for group in (fits, unsure, unfit)]
    return ParkingSpacesResponse(
        sources.now.replace(microsecond=0), asked.starts_at, asked.ends_at, *shown, missing_of(near.found),
        near.omitted + len(near.found) - sum(map(len, shown)),
    )  # fmt: skip


def missing_of(found: Collection[Found]) -> tuple[FitAbout, ...]:
    notes = {note.about for one in found for note in one.looked.fit.notes if note.verdict is FitVerdict.ASK}
    return tuple(about for about in FitAbout if about in notes)


def rank(one: Found, taken: Set[UUID], sources: LiveSources) -> tuple[bool, bool, float]:
    """What can be had first, prices that nobody knows last, then by price and walk together."""
    minor = one.looked.price_minor
    live = live_of(one.known, sources)
    full = live is not None and (live.free == 0 or live.open is False)
    bookable = not one.looked.refusals and bool(free_spots(one.known.space, taken))
    had = bookable or (one.looked.state in (PriceState.GATE, PriceState.FREE, PriceState.UNKNOWN) and not full)
    return not had, minor is None, (minor or 0) + one.walked.ms / 60_000 * MINUTE_MINOR


def told(one: Found, taken: Set[UUID], sources: LiveSources, walks: WalksTo, chances: Chances) -> ParkingSpace:
    """Of a private space the way is as rounded as its place."""
    metres, ms = walks.metres(one.walked), one.walked.ms
    walk = SpaceWalk(round(metres), ms // 1000)
    if one.known.space.site.kind is SpaceKind.PRIVATE:
        walk = SpaceWalk(round(metres / ROUNDED_WALK_M) * ROUNDED_WALK_M, round(ms / 60_000) * 60, rounded=True)
    return shown(one.known, one.looked, taken, sources, chances, walk)


def shown(known: Known, looked: Looked, taken: Set[UUID], sources: LiveSources, chances: Chances, walk: SpaceWalk | None) -> ParkingSpace:
    """As everybody may see it: of a private space the street and no more."""
    space, site = known.space, known.space.site
    free, facts, refusals = free_spots(space, taken), space.facts, looked.refusals
    for_sale = OF_VEHICLE.issuperset(refusals)
    if for_sale and not free:
        refusals = (*refusals, SpaceRefusal.TAKEN)
    if known.told is not None and facts.badge_bays is None:
        facts = msgspec.structs.replace(facts, badge_bays=known.told.capacity_disabled)
    return ParkingSpace(
        space_id=space.id, kind=site.kind, name=site.hosted.street if site.hosted else site.name, lat=site.lat, lon=site.lon,
        exact=site.hosted is None, walk=walk,
        price=SpacePrice(looked.state, looked.price_minor, site.currency, decimals(site.currency.lower())), fit=looked.fit, facts=facts,
        live=live_of(known, sources), likely=chances(known), free=len(free) if for_sale else 0, refusals=refusals,
        terms=site.terms if space.spots else None, photos=site.hosted.photos if site.hosted else (), operator=site.operator_name,
        park_and_ride=site.park_and_ride or bool(known.told and known.told.park_and_ride),
    )  # fmt: skip


def live_of(known: Known, sources: LiveSources) -> SpaceLive | None:
    """Where the counting stopped long ago nothing is live."""
    if known.told is None or known.feed is None or known.feed not in sources.view.told:
        return None
    told = known.told
    source = sources.of(known.feed) if told.observed is None else sources.seen(known.feed, told.observed)
    fresh_s = sources.fresh_s.get(known.feed)
    if fresh_s is not None and source.age_s > fresh_s:
        return None
    return SpaceLive(told.free, told.capacity, OPEN.get(told.opening_status), told.free_disabled, source)
