"""What each kind of obstacle means: for whom it is a wall, how long it stands, how fast word of it grows old. In words: docs/OBSTACLES.md."""
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from backend.contract.obstacles import Affected, ObstacleKind
from routing.limits import Attribute

EVERYBODY = 0
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NARROW = Attribute.WIDTH | Attribute.WHEELCHAIR
ROUGH = Attribute.SURFACE | Attribute.SMOOTHNESS | Attribute.WHEELCHAIR
STEEP = Attribute.INCLINE_UP | Attribute.INCLINE_DOWN


class Family(StrEnum):
    """Kinds that may be the same thing in other eyes; all of a family are a wall for the same people."""

    BLOCKED = "blocked"
    WORKS = "works"
    NARROWED = "narrowed"
    GROUND = "ground"
    KERB = "kerb"
    STEPS = "steps"
    WATER = "water"
    ICE = "ice"
    SIGNAL = "signal"
    LIFT = "lift"
    OTHER = "other"


@dataclass(frozen=True)
class Meaning:
    """attributes: of routing.limits.Attribute, those whose limits ask for one of them do not pass; 0 nobody passes; None it is only warned of.

    life: until it ends where nobody says for how long · half_life: after which a voice counts half · words: for people, as a reason
    """

    family: Family
    attributes: int | None
    life: timedelta
    half_life: timedelta
    words: str


MEANINGS = {
    ObstacleKind.BLOCKED: Meaning(Family.BLOCKED, EVERYBODY, 2 * DAY, DAY, "the way is blocked"),
    ObstacleKind.WORKS: Meaning(Family.WORKS, NARROW | ROUGH, 14 * DAY, 7 * DAY, "works on the way"),
    ObstacleKind.PARKED_VEHICLE: Meaning(Family.NARROWED, NARROW, 6 * HOUR, 3 * HOUR, "a parked vehicle in the way"),
    ObstacleKind.BINS: Meaning(Family.NARROWED, NARROW, 12 * HOUR, 6 * HOUR, "bins in the way"),
    ObstacleKind.SCOOTER_BIKE: Meaning(Family.NARROWED, NARROW, 12 * HOUR, 6 * HOUR, "a scooter or bike in the way"),
    ObstacleKind.VEGETATION: Meaning(Family.NARROWED, NARROW, 30 * DAY, 14 * DAY, "branches or bushes in the way"),
    ObstacleKind.HOLE_OR_DAMAGE: Meaning(Family.GROUND, ROUGH, 30 * DAY, 14 * DAY, "a hole or damage in the ground"),
    ObstacleKind.SURFACE_BAD: Meaning(Family.GROUND, ROUGH, 30 * DAY, 14 * DAY, "bad ground"),
    ObstacleKind.KERB_RAMP_BLOCKED: Meaning(Family.KERB, Attribute.KERB | Attribute.WHEELCHAIR, 6 * HOUR, 3 * HOUR, "a blocked kerb ramp"),
    ObstacleKind.STEPS: Meaning(
        Family.STEPS, Attribute.STEPS | Attribute.KERB | Attribute.WHEELCHAIR, 60 * DAY, 30 * DAY, "steps that the map does not know"
    ),
    ObstacleKind.FLOODING: Meaning(Family.WATER, EVERYBODY, 12 * HOUR, 6 * HOUR, "water over the way"),
    ObstacleKind.ICE: Meaning(Family.ICE, ROUGH | STEEP, 12 * HOUR, 6 * HOUR, "ice on the way"),
    # Limits ask how a street is crossed, not whether its signal can be heard: people who rely on it are warned.
    ObstacleKind.CROSSING_SIGNAL_SILENT: Meaning(Family.SIGNAL, None, 14 * DAY, 7 * DAY, "a signal that cannot be heard"),
    ObstacleKind.LIFT_BROKEN: Meaning(Family.LIFT, EVERYBODY, 2 * DAY, DAY, "a lift out of order"),
    ObstacleKind.OTHER: Meaning(Family.OTHER, None, 2 * DAY, DAY, "something in the way"),
}


def affected_by(kind: ObstacleKind) -> tuple[Affected, ...]:
    attributes = MEANINGS[kind].attributes
    if attributes is None:
        return ()
    if attributes == EVERYBODY:
        return (Affected.EVERYBODY,)
    return tuple(affected for affected in Affected if affected is not Affected.EVERYBODY and attributes & Attribute[affected.name])


def kinds_of(family: Family) -> list[str]:
    return [kind.value for kind, meaning in MEANINGS.items() if meaning.family is family]
