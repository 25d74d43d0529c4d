"""Which steps of a way are turns to somebody who goes along it: what they see of the line decides, not what a server calls it."""

from accessibility.guidance.behaviours.turns import act
from accessibility.guidance.geometry import Line, turned
from backend.contract.trips import Step

MERE_M = 3.0  # a turn into a stretch shorter than that is a kink of the map
NEVER = ("steps", "steps_up", "steps_down", "elevator", "escalator", "cross", "fare_gate", "exit_gate")


def turns_at(line: Line, at_m: float, step: Step) -> bool:
    """Whether the step begins with a turn, or at a fork where one has to be told which way."""
    if step.manoeuvre in NEVER or step.distance_m < MERE_M:
        return False
    return act(turned(line.bearing_into(at_m), line.bearing_at(at_m)), step.fork) is not None
