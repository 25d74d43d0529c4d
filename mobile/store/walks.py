"""Ways walked to their end while one was led, on this phone alone: by them somebody is asked once whether fewer words would do."""

from dataclasses import asdict
from math import isfinite

import msgspec

from accessibility.guidance.familiar import KNOWN_AFTER, Walked, same
from mobile.store.database import Store

NAME = "walks"
MOST = 200


class Walks:
    """The newest of them; of one way no more than are needed to know that it was asked about."""

    def __init__(self, store: Store):
        self.store = store

    def list_walks(self) -> list[Walked]:
        """Oldest first. One that makes no sense is left out."""
        raw = self.store.find_kept(NAME)
        try:
            kept = msgspec.json.decode(raw, type=list[msgspec.Raw]) if raw else []
        except msgspec.MsgspecError:
            return []
        return [walk for each in kept if (walk := read(each))]

    def add(self, walk: Walked) -> list[Walked]:
        """Answers all that are kept now."""
        kept = self.list_walks()
        if sum(same(one, walk) for one in kept) <= KNOWN_AFTER:
            kept = [*kept, walk][-MOST:]
            self.store.keep(NAME, msgspec.json.encode([asdict(one) for one in kept]))
        return kept

    def forget(self) -> None:
        self.store.keep(NAME, b"[]")


def read(raw: msgspec.Raw) -> Walked | None:
    try:
        walk = msgspec.json.decode(raw, type=Walked)
    except msgspec.MsgspecError:
        return None
    return walk if all(map(isfinite, (*walk.start, *walk.end))) else None
