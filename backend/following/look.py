"""One look at a followed trip: how it stands, what is told of it, and what that was marked with."""
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgspec

from backend.contract.following import EndReason, TripNow
from backend.following.assess import Assessment, Fault, assess
from backend.following.breaks import Standing, blocked_leg, cancelled_leg, is_due, same_fault, settled
from backend.following.models import Followed
from backend.following.reading import Reader, request_of
from backend.following.telling import Telling
from backend.following.ways import Way, find_way
from backend.live.view import LiveView
from backend.service.errors import ServiceError
from backend.trips.service import TripPlanner

# By the clock alone somebody may be later than it says.
GRACE = timedelta(minutes=5)
NO_BREAK = "0"
SOME_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
MARK = re.compile(r"(?P<broken>0|(?P<id>(?P<leg>\d{1,2})-[0-9a-f]{12})-[0-9a-f]{8})\.(?P<state>[0-9a-f]{16}|-)\Z")


@dataclass(frozen=True)
class Mark:
    """What a client has been told: of which break with which advice (NO_BREAK: of none), and in which state. Written as the id of an event."""

    broken: str = NO_BREAK
    state: str = "-"

    def __str__(self) -> str:
        return f"{self.broken}.{self.state}"

    @classmethod
    def read(cls, text: str) -> "Mark":
        """A text that is none was given by somebody else: then nothing has been told."""
        found = MARK.match(text)
        return cls(found["broken"], found["state"]) if found else cls()

    @property
    def break_id(self) -> str | None:
        found = MARK.match(str(self))
        return found["id"] if found else None

    @property
    def leg(self) -> int:
        return int((self.break_id or "0").partition("-")[0])


@dataclass(frozen=True)
class Look:
    state: TripNow
    standing: Standing | None
    mark: Mark
    ended: bool


class Looker:
    """Of one city. Work for the processor: it asks the planner where a trip is broken."""

    def __init__(self, planner: TripPlanner, reader: Reader):
        self.planner, self.reader = planner, reader

    def look(self, view: LiveView, followed: Followed, standing: Standing | None, now: datetime) -> Look:
        """standing: what was told at the look before."""
        followed = replace(followed, trip=self.reader.placed(followed.trip, view.snapshot, now, cancelled_leg(standing)))
        found, fault = settled(standing, assess(followed.trip, view, now, followed.heard, blocked_leg(standing)))
        after = None if fault is None else self.stands(view, followed, found, fault, standing, now)
        telling = Telling(self.planner.names, view, now)
        state = telling.state(followed, found, None if after is None else telling.broken(followed.trip, found, after))
        broken = NO_BREAK if after is None else f"{after.id}-{after.advice_id}"
        over = found.here.arrived and (found.here.located or now >= found.arrive_at + GRACE)
        return Look(state, after, Mark(broken, print_of(state)), over)

    def stands(self, view: LiveView, followed: Followed, found: Assessment, fault: Fault, standing: Standing | None, now: datetime) -> Standing:
        if standing is not None and same_fault(standing, fault) and not is_due(standing, found, now, self.is_broken(standing.way, view, now)):
            return standing
        way = find_way(self.planner, view, followed.trip, found, fault, now)
        return Standing(fault, way, now, found.here.leg, found.here.aboard)

    def is_broken(self, way: Way, view: LiveView, now: datetime) -> bool:
        """Whether the other way that was told cannot be made either."""
        if way.itinerary is None:
            return False
        try:
            return bool(assess(self.reader.trip(request_of(way.itinerary), view.snapshot), view, now).faults)
        except ServiceError:
            return True


def print_of(state: TripNow) -> str:
    """The same for states that are the same but for the moment of telling."""
    legs = tuple(msgspec.structs.replace(leg, live=leg.live and msgspec.structs.replace(leg.live, age_s=0)) for leg in state.legs)
    plain = msgspec.structs.replace(state, as_of=SOME_MOMENT, legs=legs, broken=None)
    return sha256(msgspec.json.encode(plain)).hexdigest()[:16]


def end_reason(look: Look | None) -> EndReason:
    return EndReason.ARRIVED if look is not None and look.ended else EndReason.GONE
