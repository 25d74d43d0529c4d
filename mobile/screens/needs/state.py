"""My needs: what each row says, and what a tap or a step makes of them. They stay on this phone."""

from dataclasses import dataclass, replace

from backend.contract.trips import TripMode
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.store.needs import Needs

WALKS_M = (200, 400, 600, 800, 1000, 1500, 2000, 3000, 5000, None)
MOST_CHANGES = 6
MOVES = {
    "walk": ("walk", lambda: tr("On foot")),
    "roll": ("wheelchair-accessibility", lambda: tr("With wheels: wheelchair, walker, pram")),
}


@dataclass(frozen=True)
class NeedsState:
    """`warning` is for whoever the planner does not spare anything yet."""

    walk: str
    walk_spoken: str
    changes: str
    warning: str
    promise: str


def state_of(needs: Needs, units: str) -> NeedsState:
    far = tr("as far as needed")
    limit = needs.max_walk_m
    return NeedsState(
        walk=far if limit is None else write.distance(limit, units),
        walk_spoken=far if limit is None else say.distance(limit, units),
        changes=str(needs.max_transfers),
        warning=tr("Steps, kerbs and slopes are not avoided yet. Look at the steps of each way before you go.") if needs.moves == "roll" else "",
        promise=tr("Stays on this phone. The city service only gets limits such as 800 m or two changes, never the reason."),
    )


def step_walk(needs: Needs, way: int) -> Needs:
    """To the next shorter (-1) or longer (1) limit; a limit between two counts as the nearer one."""
    if needs.max_walk_m is None:
        at = len(WALKS_M) - 1
    else:
        at = min(range(len(WALKS_M) - 1), key=lambda place: abs(WALKS_M[place] - needs.max_walk_m))
    return replace(needs, max_walk_m=WALKS_M[min(len(WALKS_M) - 1, max(0, at + way))])


def step_changes(needs: Needs, way: int) -> Needs:
    return replace(needs, max_transfers=min(MOST_CHANGES, max(0, needs.max_transfers + way)))


def toggle(needs: Needs, mode: TripMode) -> tuple[Needs, str]:
    """The needs without or with `mode`; as they were, and why, where it was the last one: without any nothing could be found."""
    modes = tuple(m for m in TripMode if (m in needs.modes) != (m is mode))
    return (replace(needs, modes=modes), "") if modes else (needs, tr("One way has to stay on."))
