"""How drivers choose: what each way of choosing knows, when it chooses and what it holds. And what became of each of them."""
from dataclasses import dataclass, field
from enum import StrEnum


class Knows(StrEnum):
    """nothing: where car parks are. counts: how many spaces were free, published every three minutes. forecast: how likely one is free on arrival."""

    NOTHING = "nothing"
    COUNTS = "counts"
    FORECAST = "forecast"


class Holds(StrEnum):
    """pool: a part of every car park is kept for those who reserve, sold or not. sold: a space is kept from when it is sold, and no other."""

    NONE = "none"
    POOL = "pool"
    SOLD = "sold"


@dataclass(frozen=True)
class Way:
    """ahead_min: how long before entering the town the choice is made. pool: the part of each car park that is kept. driveways: these too.

    together_min: spaces are given out every so many minutes, to all at once who have asked since, as for an event; 0: to each when asked for.
    """

    name: str
    knows: Knows
    ahead_min: float = 0.0
    holds: Holds = Holds.NONE
    pool: float = 0.0
    driveways: bool = False
    together_min: float = 0.0

    @property
    def reserves(self) -> bool:
        return self.holds is not Holds.NONE or self.driveways


NOTHING = Way("no information: the nearest first, then the next", Knows.NOTHING)
WAYS = (
    NOTHING,
    Way("counts, chosen on entering", Knows.COUNTS),
    Way("forecast, chosen on entering", Knows.FORECAST),
    Way("counts, chosen 30 min before", Knows.COUNTS, 30),
    Way("forecast, chosen 30 min before", Knows.FORECAST, 30),
    Way("reserved: only driveways", Knows.COUNTS, 30, driveways=True),
    Way("reserved: a space is held once it is sold", Knows.COUNTS, 30, Holds.SOLD),
    Way("the same, given out together every half hour", Knows.COUNTS, 30, Holds.SOLD, together_min=30),
    Way("held once it is sold, and driveways", Knows.COUNTS, 30, Holds.SOLD, driveways=True),
    Way("reserved: 3 % of car parks kept, and driveways", Knows.COUNTS, 30, Holds.POOL, 0.03, driveways=True),
    Way("reserved: 10 % of car parks kept, and driveways", Knows.COUNTS, 30, Holds.POOL, 0.10, driveways=True),
)


@dataclass
class Driver:
    """What became of one. Minutes of the day; reserved: the site that is held for the one, -1 for none. asked: a round has looked at the wish.

    drove_s: all of the driving in town.
    """

    way: Way
    enters: float
    way_in: int
    goal: int
    stay_min: float
    reserved: int = -1
    asked: bool = False
    place: int = -1
    parked: float = -1.0
    drove_s: float = 0.0
    drove_m: float = 0.0
    tried: list[int] = field(default_factory=list)
    heading: int = -1

    def at(self, ways_in: int) -> int:
        """The row of the matrices where the driver is: a way in, or the site that was tried last."""
        return ways_in + self.tried[-1] if self.tried else self.way_in

    def arrives(self, ways_in: int, drive_s) -> float:
        """When the driver would be at the reserved site."""
        return self.enters + drive_s[self.way_in, self.reserved] / 60
