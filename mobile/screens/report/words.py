"""Kinds of obstacles in plain words, whom they lead around, how long they last. Without Kivy."""

from backend.contract.obstacles import HowLong, ObstacleKind, ObstacleState
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write

# Those that are reported most come first.
KINDS = {
    ObstacleKind.PARKED_VEHICLE: ("car-side", lambda: tr("Parked vehicle")),
    ObstacleKind.SCOOTER_BIKE: ("scooter-electric", lambda: tr("Scooter or bike")),
    ObstacleKind.BINS: ("trash-can-outline", lambda: tr("Bins")),
    ObstacleKind.WORKS: ("traffic-cone", lambda: tr("Works")),
    ObstacleKind.BLOCKED: ("boom-gate-outline", lambda: tr("Way blocked")),
    ObstacleKind.HOLE_OR_DAMAGE: ("road-variant", lambda: tr("Hole or damage")),
    ObstacleKind.LIFT_BROKEN: ("elevator-passenger-off-outline", lambda: tr("Lift broken")),
    ObstacleKind.KERB_RAMP_BLOCKED: ("slope-uphill", lambda: tr("Kerb ramp blocked")),
    ObstacleKind.SURFACE_BAD: ("texture", lambda: tr("Bad ground")),
    ObstacleKind.VEGETATION: ("tree-outline", lambda: tr("Branches or bushes")),
    ObstacleKind.STEPS: ("stairs", lambda: tr("Steps")),
    ObstacleKind.ICE: ("snowflake", lambda: tr("Ice")),
    ObstacleKind.FLOODING: ("waves", lambda: tr("Water over the way")),
    ObstacleKind.CROSSING_SIGNAL_SILENT: ("volume-off", lambda: tr("Silent signal")),
    ObstacleKind.OTHER: ("dots-horizontal", lambda: tr("Something else")),
}
DAY_S = 86_400
USUAL = 6  # of them stand there at once, the others behind "More"
STOPS_EVERYBODY = frozenset({ObstacleKind.BLOCKED, ObstacleKind.FLOODING, ObstacleKind.LIFT_BROKEN})
STOPS_NOBODY = frozenset({ObstacleKind.CROSSING_SIGNAL_SILENT, ObstacleKind.OTHER})

LASTING = {
    HowLong.UNKNOWN: lambda: tr("I do not know"),
    HowLong.HOURS: lambda: tr("Some hours"),
    HowLong.TODAY: lambda: tr("The rest of the day"),
    HowLong.DAYS: lambda: tr("Some days"),
}


def kind_words(kind: ObstacleKind) -> str:
    return KINDS[kind][1]()


def effect_words(kind: ObstacleKind) -> str:
    """What the report does, before it is sent."""
    if kind in STOPS_NOBODY:
        return tr("Everybody who passes is warned at once.")
    if kind in STOPS_EVERYBODY:
        return tr("Everybody is warned at once. When somebody else confirms it, all ways on foot avoid it.")
    return tr("Everybody is warned at once. When somebody else confirms it, ways for wheelchairs avoid it.")


def effect_of(kind) -> str:
    """Of a Kind: what happens at once."""
    if kind.emergency:
        return ""
    return effect_words(kind.obstacle) if kind.obstacle else tr("It gets a number, an office that answers, and a date at once.")


def state_words(state: ObstacleState) -> str:
    """As the end of a line."""
    return {
        ObstacleState.REPORTED: lambda: tr("not confirmed"),
        ObstacleState.CONFIRMED: lambda: tr("confirmed"),
        ObstacleState.ENDED: lambda: tr("over"),
    }[state]()


def ago(seconds: float) -> tuple[str, str]:
    """Written and spoken."""
    if seconds < 60:
        return tr("just now"), tr("just now")
    if seconds >= 2 * DAY_S:
        words = trn("{n} day ago", "{n} days ago", round(seconds / DAY_S))
        return words, words
    return tr("{duration} ago", duration=write.duration(seconds)), tr("{duration} ago", duration=say.duration(seconds))
