"""Why a plan became another one, kept so that it can be judged again: what a search began with, and what came of it.

What is asked about is made small first: only places that the plan still knows, so that it can be kept with the decision. The very same is sent to the
search, so that the digest of both is one.
"""
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from backend.database.database import Database
from backend.migrations.upgrade import prepare
from backend.rides.coding import BoardUnreadable, decode_question
from backend.rides.models import DecisionKind, RideDay, RideDecision, RideZone
from routing.dispatch.rides.model import Dispatch
from routing.dispatch.search.swap import Decision, Outcome, replayed

SEARCHES = (DecisionKind.SWAPPED, DecisionKind.KEPT)


@dataclass(frozen=True)
class Judged:
    """A decision about what a search found. wrong: what does not come out as it was recorded; empty where all does."""

    zone: str
    day: date
    at: datetime
    outcome: Outcome
    wrong: tuple[str, ...]


def compacted(dispatch: Dispatch) -> Dispatch:
    """The same question with only those places that a route, a vehicle or a break has. Rides stay in their rows."""
    rides, fleet, plan = dispatch.rides, dispatch.fleet, dispatch.plan
    open_rides = np.unique(np.concatenate((plan.stop[plan.stop >= 0] // 2, plan.aboard_ride))).astype(np.int64)
    ends = fleet.end_place[fleet.end_place >= 0]
    used = np.unique(np.concatenate((
        np.zeros(1, np.int32), rides.pickup_place[open_rides], rides.dropoff_place[open_rides], fleet.start_place, ends, fleet.break_place,
    )))  # fmt: skip
    row = np.zeros(len(dispatch.travel_ticks), np.int32)
    row[used] = np.arange(len(used), dtype=np.int32)
    places = {name: moved(row, getattr(fleet, name)) for name in ("start_place", "end_place", "break_place")}
    small = replace(rides, pickup_place=moved(row, rides.pickup_place), dropoff_place=moved(row, rides.dropoff_place))
    travel = np.ascontiguousarray(dispatch.travel_ticks[np.ix_(used, used)])
    return replace(dispatch, rides=small, fleet=replace(fleet, **places), travel_ticks=travel)


def moved(row: np.ndarray, places: np.ndarray) -> np.ndarray:
    """-1, nowhere, stays so."""
    return np.where(places >= 0, row[np.maximum(places, 0)], places).astype(np.int32)


def facts_of(decision: Decision) -> dict[str, Any]:
    """As `RideDecision.facts`; the digest has a column of its own."""
    routes = [[vehicle, version, list(stops)] for vehicle, version, stops in decision.routes]
    return {
        "seed": decision.seed, "steps": decision.steps, "seconds": decision.seconds, "routes": routes, "savedTicks": decision.saved_ticks,
        "served": decision.served, "outcome": decision.outcome.value, "words": decision.words,
    }  # fmt: skip


def decision_of(row: RideDecision) -> Decision:
    facts = row.facts
    routes = tuple((int(vehicle), int(version), tuple(int(stop) for stop in stops)) for vehicle, version, stops in facts["routes"])
    return Decision(
        row.digest, facts["seed"], facts["steps"], facts["seconds"], routes, facts["savedTicks"], facts["served"], Outcome(facts["outcome"]),
        facts["words"],
    )  # fmt: skip


def judged(row: RideDecision) -> list[str]:
    """What does not come out again; empty for a decision whose snapshot is gone or never was needed."""
    if row.snapshot is None:
        return []
    try:
        snapshot = decode_question(row.snapshot)
    except BoardUnreadable as error:
        return [f"the snapshot cannot be read: {error}"]
    return replayed(decision_of(row), snapshot)


async def replay(database: Database, zone: str | None = None, day: date | None = None) -> AsyncIterator[Judged]:
    """Judges what searches found and is still kept, the oldest first, one at a time. zone: its key."""
    query = select(RideDecision.id).join(RideDay, RideDay.id == RideDecision.day_id).join(RideZone, RideZone.id == RideDay.zone_id)
    query = query.where(RideDecision.kind.in_(SEARCHES), RideDecision.snapshot.is_not(None))
    query = query.where(*([RideZone.key == zone] if zone else []), *([RideDay.day == day] if day else []))
    async with database.reading() as session:
        ids = list(await session.scalars(query.order_by(RideDecision.id)))
    one = select(RideDecision, RideZone.key, RideDay.day).join(RideDay, RideDay.id == RideDecision.day_id)
    one = one.join(RideZone, RideZone.id == RideDay.zone_id)
    for decision_id in ids:
        async with database.reading() as session:
            found = (await session.execute(one.where(RideDecision.id == decision_id))).first()
        if found is not None:
            row, key, of_day = found
            yield Judged(key, of_day, row.created_at, Outcome(row.facts["outcome"]), tuple(judged(row)))


async def judge_all(address: str, zone: str | None = None, day: date | None = None) -> list[Judged]:
    """Of the database at an address. Raises DatabaseBehind."""
    prepare(address)
    database = Database.open(address)
    try:
        return [one async for one in replay(database, zone, day)]
    finally:
        await database.close()
