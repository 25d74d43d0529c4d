"""The day that somebody is putting together, and the last answer to it: kept on the phone, and nowhere else."""

from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
from msgspec import Meta

from backend.contract.days import DayResponse
from backend.contract.limits import Limits
from mobile.store.database import Store

NAME = "day"
MOST_ERRANDS = 8
DAY_MIN = 24 * 60
Minute = Annotated[int, Meta(ge=0, lt=DAY_MIN)]  # of the day, as a clock shows it
# How one gets around: as the needs say, on foot, or with a vehicle of one's own that goes along all day.
AROUND = ("needs", "WALK", "BIKE", "CAR")


@dataclass(frozen=True, repr=False)
class KeptSpot:
    name: str
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


@dataclass(frozen=True, repr=False)
class ErrandWish:
    """`opens`, `closes`: open then; `at`: it begins then. None: at any time. `after` are numbers of errands that come before it."""

    spot: KeptSpot
    minutes: Annotated[int, Meta(ge=0, le=720)] = 10
    opens: Minute | None = None
    closes: Minute | None = None
    at: Minute | None = None
    optional: bool = False
    after: tuple[int, ...] = ()


@dataclass(frozen=True, repr=False)
class DayWish:
    """`date` is an ISO date, "" today. `leave` and `back` are the earliest begin and the latest end; an end before the begin is on the next day.

    end: where one is then; None: back at the start
    """

    date: str = ""
    leave: Minute = 9 * 60
    back: Minute = 18 * 60
    start: KeptSpot | None = None
    around: str = "needs"
    errands: tuple[ErrandWish, ...] = ()
    end: KeptSpot | None = None

    @property
    def complete(self) -> bool:
        return self.start is not None and bool(self.errands)

    def with_errand(self, errand: ErrandWish, number: int | None = None) -> "DayWish":
        """One more, or another in place of that one. More than eight are none more."""
        if number is None:
            return replace(self, errands=(*self.errands, errand)[:MOST_ERRANDS])
        return replace(self, errands=(*self.errands[:number], errand, *self.errands[number + 1 :]))

    def without(self, number: int) -> "DayWish":
        """The others keep what comes before what."""
        kept = [errand for other, errand in enumerate(self.errands) if other != number]
        return replace(self, errands=tuple(replace(one, after=tuple(a - (a > number) for a in one.after if a != number)) for one in kept))


@dataclass(frozen=True, repr=False)
class KeptDay:
    """`answer` belongs to `wish` and to somebody with these `limits`, and goes when either changes."""

    wish: DayWish = DayWish()
    answer: DayResponse | None = None
    limits: Limits | None = None


def load_day(store: Store) -> KeptDay:
    """What was kept; nothing where it makes no sense."""
    raw = store.find_kept(NAME)
    try:
        kept = msgspec.json.decode(raw, type=KeptDay) if raw else KeptDay()
    except msgspec.MsgspecError:
        return KeptDay()
    count = len(kept.wish.errands)
    told = {number for one in kept.wish.errands for number in one.after}
    if kept.wish.around not in AROUND or count > MOST_ERRANDS or any(not 0 <= number < count for number in told):
        return KeptDay()
    visits = () if kept.answer is None else kept.answer.visits
    return KeptDay(kept.wish) if any(not 0 <= visit.errand < count for visit in visits) else kept


def save_day(store: Store, kept: KeptDay) -> None:
    store.keep(NAME, msgspec.json.encode(kept))
