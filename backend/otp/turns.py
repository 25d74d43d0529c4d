"""The turn list of a leg on streets."""
from dataclasses import dataclass

from backend.contract.trips import Step as Turn
from backend.otp.placed import Placed

COMPASS = ("NORTH", "NORTHEAST", "EAST", "SOUTHEAST", "SOUTH", "SOUTHWEST", "WEST", "NORTHWEST")
MANOEUVRES = {
    "depart": "DEPART", "continue": "CONTINUE", "slight_left": "SLIGHTLY_LEFT", "left": "LEFT", "sharp_left": "HARD_LEFT",
    "slight_right": "SLIGHTLY_RIGHT", "right": "RIGHT", "sharp_right": "HARD_RIGHT", "u_turn": "UTURN_LEFT",
    "roundabout": "CIRCLE_COUNTERCLOCKWISE", "elevator": "ELEVATOR",
}  # fmt: skip
STAIRS = {"steps": "UNKNOWN", "steps_up": "UP", "steps_down": "DOWN"}
UNNAMED = {"footway": "path", "cycleway": "bike path", "steps": "steps", "elevator": "elevator", "escalator": "escalator"}


@dataclass(frozen=True)
class Use:
    """Of stairs, an escalator or a lift."""

    typename: str
    vertical_direction: str
    from_ = to = None


@dataclass(frozen=True)
class Step(Placed):
    told: Turn

    walking_bike = False
    elevation_profile = alerts = ()

    @property
    def distance(self) -> float:
        return self.told.distance_m

    @property
    def street_name(self) -> str:
        return self.told.name or UNNAMED.get(self.told.kind, self.told.kind.replace("_", " "))

    @property
    def bogus_name(self) -> bool:
        return not self.told.name

    @property
    def stay_on(self) -> bool:
        return self.told.manoeuvre == "continue"

    @property
    def area(self) -> bool:
        return self.told.manoeuvre == "enter_square"

    @property
    def exit(self) -> str | None:
        return str(self.told.exit) if self.told.exit else None

    @property
    def relative_direction(self) -> str:
        return MANOEUVRES.get(self.told.manoeuvre, "CONTINUE")

    @property
    def absolute_direction(self) -> str:
        return COMPASS[round(self.told.bearing_deg / 45) % len(COMPASS)]

    @property
    def feature(self) -> Use | None:
        if self.told.manoeuvre in STAIRS:
            return Use("StairsUse", STAIRS[self.told.manoeuvre])
        kinds = {"elevator": "ElevatorUse", "escalator": "EscalatorUse"}
        return Use(kinds[self.told.manoeuvre], "UNKNOWN") if self.told.manoeuvre in kinds else None
