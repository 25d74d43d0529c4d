"""GTFS Fares v1: fare classes and the rules that say where they hold."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class FareClass(NamedTuple):
    """transfers: boardings after the first, None: any number. transfer_s: from the first boarding to the last, None: no limit.

    concessions  amount by rider category, of the extension fare_rider_categories.txt
    """

    fare_id: str
    amount_minor: int
    currency: str
    agency_id: str
    transfers: int | None
    transfer_s: int | None
    concessions: dict[str, int]
    line: int


class Where(NamedTuple):
    """Zones in which a fare holds: "" and an empty set do not matter. `contains` are exactly the zones that are passed."""

    origin: str
    destination: str
    contains: frozenset[str]


@dataclass(frozen=True)
class RulesV1:
    """holds: by fare id where it holds and on which routes ("" in the set: on every route), with a line of fare_rules.txt. A fare without an entry
    holds everywhere."""

    classes: tuple[FareClass, ...]
    holds: dict[str, dict[Where, dict[str, int]]]

    @cached_property
    def limits(self) -> list[int]:
        """Limits of time, seconds, the shortest first."""
        return sorted({fare.transfer_s for fare in self.classes if fare.transfer_s is not None})
