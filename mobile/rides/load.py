"""Who rides when nobody has said it: those who travel now, each on a seat or in their wheelchair."""

import msgspec

from backend.contract.rides import RideLoad
from mobile.store.needs import Needs, limits_of
from mobile.store.people import People

MOST = RideLoad(seats=8, wheelchairs=4, child_seats=4, guide_dogs=2)


def load_of(people: People) -> RideLoad | None:
    """None for one person on a seat, which is what is asked for anyway."""
    needs = [person.needs for person in people.everyone if person.key in people.travelling]
    wheelchairs = sum(rolls(one) for one in needs)
    load = RideLoad(min(MOST.seats, len(needs) - wheelchairs), min(MOST.wheelchairs, wheelchairs))
    return None if load == RideLoad() else load


def rolls(needs: Needs) -> bool:
    limits = limits_of(needs)
    return bool(limits and limits.wheelchair)


def stepped(load: RideLoad, what: str, by: int) -> RideLoad:
    """One more or less of `what`, a field of it, within what a van can take; somebody always rides."""
    changed = msgspec.structs.replace(load, **{what: max(0, min(getattr(MOST, what), getattr(load, what) + by))})
    return changed if changed.seats or changed.wheelchairs or changed.child_seats else load
