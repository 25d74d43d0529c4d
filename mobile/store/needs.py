"""What a person needs. It is kept on this phone only: requests carry bare limits, and nothing here is ever logged."""

from dataclasses import asdict, dataclass, field

import msgspec

from backend.contract.trips import TripMode
from mobile.store.database import Store

NAME = "needs"
MOST_WALK_M = 100_000


@dataclass(frozen=True, repr=False)
class Needs:
    """`moves` is walk or roll; without `max_walk_m` as far as needed."""

    moves: str = "walk"
    max_walk_m: int | None = None
    max_transfers: int = 3
    modes: tuple[TripMode, ...] = field(default=(TripMode.WALK, TripMode.TRANSIT))

    def __repr__(self) -> str:
        return "Needs(not shown)"  # so that no log and no traceback tells them


def load_needs(store: Store) -> Needs:
    """What was kept; values that make no sense are as at first."""
    raw = store.find_kept(NAME)
    try:
        kept = msgspec.json.decode(raw, type=dict) if raw else {}
    except msgspec.MsgspecError:
        kept = {}
    first = Needs()
    moves = kept.get("moves")
    walk, transfers = kept.get("max_walk_m"), kept.get("max_transfers")
    named = kept.get("modes") if isinstance(kept.get("modes"), list) else []
    modes = tuple(mode for mode in TripMode if mode.value in named)
    return Needs(
        moves=moves if moves in ("walk", "roll") else first.moves,
        max_walk_m=walk if type(walk) is int and 0 <= walk <= MOST_WALK_M else None,
        max_transfers=transfers if type(transfers) is int and 0 <= transfers <= 6 else first.max_transfers,
        modes=modes or first.modes,
    )


def save_needs(store: Store, needs: Needs) -> None:
    store.keep(NAME, msgspec.json.encode(asdict(needs)))
