"""How far somebody came with setting up their needs: leaving half-way loses nothing."""

from dataclasses import asdict, dataclass, field

import msgspec

from mobile.store.database import Store
from mobile.store.needs import Needs, read_needs
from mobile.store.people import ME

NAME = "needs draft"
STEPS = 4


@dataclass(frozen=True, repr=False)
class Draft:
    """`step` from 1; `none`: said of oneself that nothing fits, which is more than not having said anything. `key` is whose needs they are."""

    step: int = 1
    needs: Needs = field(default_factory=Needs)
    none: bool = False
    key: str = ME

    def __repr__(self) -> str:
        return "Draft(not shown)"


def load_draft(store: Store) -> Draft | None:
    """None where nothing was left half-way."""
    raw = store.find_kept(NAME)
    try:
        kept = msgspec.json.decode(raw, type=dict) if raw else {}
    except msgspec.MsgspecError:
        return None
    step, needs, key = kept.get("step"), kept.get("needs"), kept.get("key")
    if type(step) is not int or not 1 <= step <= STEPS or not isinstance(needs, dict) or not isinstance(key, str):
        return None
    return Draft(step, read_needs(needs), kept.get("none") is True, key)


def save_draft(store: Store, draft: Draft) -> None:
    store.keep(NAME, msgspec.json.encode(asdict(draft)))


def drop_draft(store: Store) -> None:
    store.keep(NAME, b"")
