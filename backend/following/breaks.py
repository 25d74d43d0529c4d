"""What was told of a break, so that it is told once, again when the advice changes, and not back and forth."""
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from backend.contract.following import Advice, BreakCode, LegState
from backend.following.assess import Assessment, Fault
from backend.following.ways import Way

# A change that was missed is reached again only when there is this much to spare: expected times go up and down by seconds.
SURELY = timedelta(seconds=60)
# Other ways are looked for again at most this often; sooner where the one that was told cannot be begun any more.
LOOK_AGAIN = timedelta(seconds=30)
# Those after which nobody gets on by the clock alone.
HOLDS_UP = (BreakCode.NO_VEHICLE, BreakCode.CHANGE_MISSED)


@dataclass(frozen=True)
class Standing:
    """A break that was told. found_at, leg, aboard: when the way was looked for, and where the traveller was."""

    fault: Fault
    way: Way
    found_at: datetime
    leg: int
    aboard: bool

    @property
    def id(self) -> str:
        """Number of the leg, and what broke it: the same in every process."""
        subject = f"{self.fault.code}/{self.fault.leg}/{self.fault.subject}"
        return f"{self.fault.leg}-{sha256(subject.encode()).hexdigest()[:12]}"

    @property
    def advice_id(self) -> str:
        return sha256(repr((self.way.advice, self.way.shape)).encode()).hexdigest()[:8]


def blocked_leg(standing: Standing | None) -> int | None:
    return standing.fault.leg if standing is not None and standing.fault.code in HOLDS_UP else None


def cancelled_leg(standing: Standing | None) -> int | None:
    """What was told not to come is not told to have left when its time is over."""
    return standing.fault.leg if standing is not None and standing.fault.code is BreakCode.TRIP_CANCELLED else None


def settled(standing: Standing | None, found: Assessment) -> tuple[Assessment, Fault | None]:
    """The assessment and what breaks the trip, with a missed change held for missed until there is surely time."""
    if standing is None or standing.fault.code is not BreakCode.CHANGE_MISSED:
        return found, found.fault
    leg = standing.fault.leg
    outlook = found.legs[leg]
    again = outlook.spare is not None and outlook.spare < SURELY and found.here.leg <= leg
    if not again or outlook.state in (LegState.CANCELLED, LegState.MISSED) or (found.fault is not None and found.fault.leg < leg):
        return found, found.fault
    legs = (*found.legs[:leg], replace(outlook, state=LegState.MISSED), *found.legs[leg + 1 :])
    return replace(found, legs=legs), standing.fault


def same_fault(standing: Standing | None, fault: Fault) -> bool:
    return standing is not None and (standing.fault.code, standing.fault.leg, standing.fault.subject) == (fault.code, fault.leg, fault.subject)


def is_due(standing: Standing, found: Assessment, now: datetime, way_broken: bool) -> bool:
    """Whether another way has to be looked for: the one that was told does not begin here any more, or cannot be made."""
    by = standing.way.begins_by()
    moved_on = (found.here.leg, found.here.aboard) != (standing.leg, standing.aboard)
    if way_broken or moved_on or (by is not None and now > by):
        return True
    return standing.way.advice in (Advice.NONE, Advice.KEEP) and now - standing.found_at >= LOOK_AGAIN
