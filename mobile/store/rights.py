"""Which rights to pay less somebody says they have, as bare words, by the city that knows them; and the fares that a city told of last.

They are kept here and nowhere else: a plan knows nothing of them, and a word leaves the phone only with the question for a price to book by.
"""

import msgspec

from backend.contract.fares import FaresResponse
from mobile.store.database import Store

RIGHTS, FARES = "rights", "fares"
MOST_HELD = 10  # as many as a price is asked for with


class KeptFares(msgspec.Struct, frozen=True):
    """Of one city, by its address."""

    city: str
    etag: str
    fares: FaresResponse


def load_rights(store: Store, city: str) -> tuple[str, ...]:
    return all_rights(store).get(city, ())


def save_rights(store: Store, city: str, rights: tuple[str, ...]) -> None:
    others = {other: held for other, held in all_rights(store).items() if other != city}
    store.keep(RIGHTS, msgspec.json.encode(others | ({city: rights} if rights else {})))


def all_rights(store: Store) -> dict[str, tuple[str, ...]]:
    """By city; what makes no sense is as if nothing had been chosen: the ordinary price."""
    raw = store.find_kept(RIGHTS)
    try:
        found = msgspec.json.decode(raw, type=dict[str, tuple[str, ...]]) if raw else {}
    except msgspec.MsgspecError:
        return {}
    return {city: held[:MOST_HELD] for city, held in found.items()}


def find_fares(store: Store, city: str) -> KeptFares | None:
    """What this city told of last; in a shape no longer understood it is asked for anew."""
    raw = store.find_kept(FARES)
    try:
        kept = msgspec.json.decode(raw, type=KeptFares) if raw else None
    except msgspec.MsgspecError:
        return None
    return kept if kept and kept.city == city else None


def save_fares(store: Store, kept: KeptFares) -> None:
    store.keep(FARES, msgspec.json.encode(kept))
