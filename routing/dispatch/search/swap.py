"""Whether a proposal is taken over, and a record of it that can be played again.

Only what breaks nothing, was made for the routes that still hold and is better becomes the plan; in every other case the old plan stays as it is.
"""
import hashlib
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np

from routing.dispatch.rides.model import Dispatch
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.reoptimise import Proposal, reoptimise

# Of each vehicle with another route: which, the version it was made for, its stops.
Routes = tuple[tuple[int, int, tuple[int, ...]], ...]


class Outcome(StrEnum):
    TAKEN = "taken"
    NOTHING_BETTER = "nothing_better"
    MOVED_ON = "moved_on"
    BROKEN = "broken"
    LATE = "late"


@dataclass(frozen=True)
class Decision:
    """snapshot: digest of what was asked about. routes: what was proposed.

    saved_ticks: travel that the proposal saves as of the moment of the decision; served: how many more it serves. words: why not, empty if taken.
    """

    snapshot: str
    seed: int
    steps: int
    seconds: float
    routes: Routes
    saved_ticks: int
    served: int
    outcome: Outcome
    words: str


def late(snapshot: Dispatch, seed: int, steps: int, seconds: float) -> Decision:
    """There was no answer in time."""
    return Decision(digest_of(snapshot), seed, steps, seconds, (), 0, 0, Outcome.LATE, "there was no answer within its time")


def swapped(now: Dispatch, snapshot: Dispatch, proposal: Proposal) -> tuple[Dispatch, Decision]:
    """What holds from now on, and why. now: what has become of the snapshot meanwhile; rides may have been added behind."""
    routes = changed_routes(snapshot, proposal)
    record = Decision(digest_of(snapshot), proposal.seed, proposal.steps, proposal.seconds, routes, 0, 0, Outcome.TAKEN, "")
    moved = [vehicle for vehicle, version, _ in routes if vehicle >= len(now.fleet) or now.plan.version[vehicle] != version]
    if moved:
        return now, replace(record, outcome=Outcome.MOVED_ON, words=f"the routes of vehicles {moved} have changed meanwhile")
    new = with_routes(now, routes)
    saved, served = gained(now, new, [vehicle for vehicle, _, _ in routes])
    record = replace(record, saved_ticks=saved, served=served)
    if (served, saved) <= (0, 0):
        return now, replace(record, outcome=Outcome.NOTHING_BETTER, words="it serves nobody more and saves no travel")
    broken = verify(new, now.plan)
    if broken:
        return now, replace(record, outcome=Outcome.BROKEN, words=broken[0].words)
    return new, record


def with_routes(dispatch: Dispatch, routes: Routes) -> Dispatch:
    plan = dispatch.plan
    for vehicle, _, stops in routes:
        plan = plan.with_route(vehicle, stops)
    return replace(dispatch, plan=plan)


def changed_routes(snapshot: Dispatch, proposal: Proposal) -> Routes:
    old, new = snapshot.plan, proposal.plan
    return tuple(
        (vehicle, int(old.version[vehicle]), tuple(new.route(vehicle).tolist()))
        for vehicle in range(len(snapshot.fleet))
        if not np.array_equal(old.route(vehicle), new.route(vehicle))
    )


def gained(now: Dispatch, new: Dispatch, vehicles: list[int]) -> tuple[int, int]:
    """(travel saved, riders more) on these vehicles."""
    saved = sum(now.driven_ticks(vehicle) - new.driven_ticks(vehicle) for vehicle in vehicles)
    served = sum(len(new.plan.route(vehicle)) - len(now.plan.route(vehicle)) for vehicle in vehicles)
    return saved, served // 2


def replayed(decision: Decision, snapshot: Dispatch, waiting: tuple[int, ...] = ()) -> list[str]:
    """What does not come out as it was recorded; empty if all does. Where OR-Tools had a share, only what came of it is looked at."""
    if digest_of(snapshot) != decision.snapshot:
        return ["the snapshot is another one"]
    if decision.outcome is Outcome.LATE:
        return []
    wrong = []
    if decision.seconds == 0:
        again = changed_routes(snapshot, reoptimise(snapshot, decision.seed, decision.steps, waiting=waiting))
        if again != decision.routes:
            wrong.append("the search finds other routes")
    if decision.outcome is Outcome.TAKEN:
        wrong += [broken.words for broken in verify(with_routes(snapshot, decision.routes), snapshot.plan)]
    return wrong


def digest_of(dispatch: Dispatch) -> str:
    """SHA-256 of all that decides: rides, fleet, travel, plan."""
    digest = hashlib.sha256()
    for part in (dispatch.rides, dispatch.fleet, dispatch.plan):
        for field in fields(part):
            column = getattr(part, field.name)
            digest.update(f"{field.name} {column.dtype} {column.shape}".encode())
            digest.update(np.ascontiguousarray(column).tobytes())
    digest.update(str(dispatch.travel_ticks.shape).encode())
    digest.update(dispatch.travel_ticks.tobytes())
    return digest.hexdigest()
