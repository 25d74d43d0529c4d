"""What is worked out of facts once, however often it is asked for."""
from collections.abc import Callable
from typing import Generic, TypeVar

Facts = TypeVar("Facts")
Made = TypeVar("Made")


class MadeOnce(Generic[Facts, Made]):
    """Of facts that are never changed, only replaced: made anew when it is asked for others than the last time.

    A view is another one with every message of any feed; its parts are the same ones until their own feeds speak, so those are what is compared.
    May be asked from many threads: at worst two make the same.
    """

    def __init__(self, make: Callable[[Facts], Made]):
        self._make = make
        self._known: tuple[Facts, Made] | None = None

    def of(self, facts: Facts) -> Made:
        known = self._known
        if known is None or known[0] is not facts:
            known = self._known = (facts, self._make(facts))
        return known[1]
