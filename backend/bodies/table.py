"""The plain table of a city, read: its bodies with their hours and levels, its rules, and the tests that live with them."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.bodies.categories import Categories, Names
from backend.bodies.holidays import Holidays
from backend.bodies.hours import Hours
from backend.bodies.words import Channel

TRIAGE = "triage"


@dataclass(frozen=True)
class BodyTold:
    """levels: whom it goes up to when a clock runs out, in this order; then to `escalates_to`, a body. alarm: rung when nobody on duty is known.
    mail: gets what the server of its channel does not take.

    channel_to, jurisdiction, key_env: as in `backend.bodies.models.Body`.
    """

    code: str
    name: str
    hours: Hours
    holidays: Holidays
    levels: tuple[Names, ...] = ()
    escalates_to: str | None = None
    channel: Channel = Channel.INBOX
    channel_to: str = ""
    jurisdiction: str = ""
    key_env: str = ""
    alarm: str = ""
    mail: str = ""


@dataclass(frozen=True)
class Rule:
    """What of `categories` (codes; empty: all) at such a place goes to `body`. Everything that is said has to be so.

    areas: in one of these · road_refs: on a road with one of these numbers, `*` for anything · road_kinds: OSM `highway` values
    stop_m: at most so far from a stop · contexts: what one was at: stop, vehicle, lift, bay · hours: any, or while the body is `open` or `closed`
    by_code: categories are named one by one and not as a group.
    """

    id: str
    priority: int
    body: str
    service: str
    categories: frozenset[str] = frozenset()
    by_code: bool = False
    areas: tuple[str, ...] = ()
    road_refs: tuple[str, ...] = ()
    road_kinds: tuple[str, ...] = ()
    stop_m: float | None = None
    contexts: tuple[str, ...] = ()
    hours: str = "any"
    else_body: str | None = None
    line: int = 0

    @property
    def conditions(self) -> int:
        """How much it says: the more, the more specific."""
        place = (self.areas, self.road_refs, self.road_kinds, self.stop_m, self.contexts)
        return sum(1 for said in (*place, self.hours != "any", self.categories, self.by_code) if said)


@dataclass(frozen=True)
class RuleTest:
    """want: a body, or `triage`. at: (lat, lon), None for no place. context: as in a rule. hour: when; None: while all bodies work or not."""

    at: tuple[float, float] | None
    category: str
    want: str
    hour: datetime | None = None
    contexts: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Table:
    """triage: the body with the inbox for whatever has no rule. language: of names without one."""

    bodies: Mapping[str, BodyTold]
    triage: str
    rules: tuple[Rule, ...]
    tests: tuple[RuleTest, ...]
    categories: Categories
    language: str = "en"
