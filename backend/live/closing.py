"""For whom a street is closed, as the engine obeys it."""
from collections.abc import Iterable

from routing.limits import Attribute
from routing.streets.graph import Mode

MODES = {"foot": Mode.FOOT, "bike": Mode.BIKE, "car": Mode.CAR}
WHEELCHAIR = "wheelchair"
# Modes, and the attributes of routing.closures.Closure.
Closed = tuple[frozenset[Mode], int]


def closed_for(told: Iterable[str]) -> tuple[Closed, ...]:
    """told: some of foot, bike, car, wheelchair. Closed on foot is closed to wheelchairs too; to wheelchairs alone, others walk there."""
    names = set(told)
    modes = frozenset(mode for name, mode in MODES.items() if name in names)
    alone = WHEELCHAIR in names and Mode.FOOT not in modes
    return (((modes, 0),) if modes else ()) + (((frozenset({Mode.FOOT}), int(Attribute.WHEELCHAIR)),) if alone else ())
