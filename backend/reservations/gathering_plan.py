"""One round of an event: who would get which space, beside what first come, first served would give."""
import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.gatherings import GatheringPlan, PlanFigures, PlannedSpace, PlannedWish, WhyNot, WishHelp
from backend.parking.service import Parking
from backend.parking.spaces import Space
from backend.reservations.gathering_looking import Option, Scene, Wish, look_at, minutes_since, why_not
from backend.reservations.gathering_models import GatheringWish, ParkingGathering, WishRow
from payments.money import decimals
from routing.dispatch.assignment import Pairs
from routing.dispatch.stays import Places, Stays, assign_stays, in_turn

# The first of those that wait: the others come in the next round.
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Given:
    """What becomes of one wish. to: the space it is given, None for none; why, help: then. options: that suit it, the cheapest first."""

    wish: Wish
    to: Option | None
    turn: Option | None
    why: WhyNot | None
    help: WishHelp
    options: Sequence[Option]


@dataclass(frozen=True)
class Round:
    given: Sequence[Given]
    currency: str


async def plan(session: AsyncSession, parking: Parking, fees: Mapping[str, int], gathering: ParkingGathering, at: datetime) -> Round:
    """Nothing is written. fees: of a booking, by currency in capitals."""
    rows = list(await session.scalars(waiting(gathering.id, at).limit(MOST_AT_ONCE)))
    scene = await look_at(session, parking, fees, gathering, rows, at)
    given = await asyncio.to_thread(give_out, scene, gathering.starts_at)
    currency = scene.around[0].space.site.currency if scene.around else parking.declared.currency
    return Round(given, currency)


def waiting(gathering_id: UUID, at: datetime):
    mine = (GatheringWish.gathering_id == gathering_id) & (GatheringWish.state == WishRow.WAITING) & (GatheringWish.ends_at > at)
    return select(GatheringWish).where(mine).order_by(GatheringWish.id)


def give_out(scene: Scene, beginning: datetime) -> list[Given]:
    stays = stays_of(scene, beginning)
    at_once, turn = assign_stays(stays), in_turn(stays)
    left = Places.of(stays)
    for driver, site in enumerate(at_once.site.tolist()):
        if site >= 0:
            left.take(site, int(stays.start[driver]), int(stays.end[driver]))
    number = {one.space.id: row for row, one in enumerate(scene.around)}
    found = []
    for driver, (wish, options) in enumerate(zip(scene.wishes, scene.options)):
        to, other = (options[row] if row >= 0 else None for row in (int(at_once.site[driver]), int(turn.site[driver])))
        span = int(stays.start[driver]), int(stays.end[driver])
        why, help = (None, WishHelp()) if to else why_not(options, lambda one, span=span: left.free(number[one.at.space.id], *span) > 0)
        suiting = sorted((one for one in options if one.suits), key=lambda one: (one.cost, one.at.space.id))
        found.append(Given(wish, to, other, why, help, suiting))
    return found


def stays_of(scene: Scene, beginning: datetime) -> Stays:
    """Sites of the question are spaces here: a bay, or all slots of a car park together."""
    triples = [
        (driver, row, option.cost) for driver, options in enumerate(scene.options) for row, option in enumerate(options) if option.suits
    ]  # fmt: skip
    driver, site, cost = np.array(triples, np.int32).reshape(-1, 3).T
    room = np.array([len(one.space.spots) for one in scene.around], np.int32)
    pairs = Pairs(len(scene.wishes), driver, site, cost, room)
    start = np.array([minutes_since(beginning, wish.starts_at) for wish in scene.wishes], np.int64)
    end = np.array([minutes_since(beginning, wish.ends_at, up=True) for wish in scene.wishes], np.int64)
    return Stays(pairs, start, end, [held_spans(scene, one.space, beginning) for one in scene.around])


def held_spans(scene: Scene, space: Space, beginning: datetime) -> list[tuple[int, int]]:
    held = [span for spot in space.spots for span in scene.held.get(str(spot.id), ())]
    return [(minutes_since(beginning, since), minutes_since(beginning, until, up=True)) for since, until in held]


def plan_answer(gathering_id: UUID, found: Round) -> GatheringPlan:
    given, currency = found.given, found.currency
    differ = tuple(planned(one) for one in given if space_of(one.to) != space_of(one.turn))
    without = Counter(one.why for one in given if one.why is not None)
    return GatheringPlan(
        gathering_id, currency.upper(), decimals(currency.lower()), len(given), figures([one.to for one in given]),
        figures([one.turn for one in given]), differ, dict(sorted(without.items())),
    )  # fmt: skip


def space_of(option: Option | None) -> UUID | None:
    return option.at.space.id if option else None


def planned(one: Given) -> PlannedWish:
    return PlannedWish(one.wish.number, one.wish.starts_at, one.wish.ends_at, shown(one.to), shown(one.turn), one.why)


def shown(option: Option | None) -> PlannedSpace | None:
    return None if option is None else PlannedSpace(option.at.space.id, name_of(option.at.space), option.at.walk_m, option.price_minor or 0)


def name_of(space: Space) -> str:
    label = space.spots[0].label if len(space.spots) == 1 else None
    return f"{space.site.name} {label}".strip() if label else space.site.name


def figures(options: Sequence[Option | None]) -> PlanFigures:
    served = [one for one in options if one is not None]
    walks = sorted(one.at.walk_m for one in served)
    if not walks:
        return PlanFigures(0, 0, 0, 0, ())
    worst = walks[min(len(walks) - 1, int(0.9 * len(walks)))]
    return PlanFigures(len(walks), round(sum(walks) / len(walks)), worst, sum(one.price_minor or 0 for one in served), tuple(walks))
