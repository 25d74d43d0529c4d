"""A turn list in words, written and spoken. Without Kivy."""

from backend.contract.trips import Step
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write

PLAIN = {
    "continue": lambda: tr("Straight on"),
    "slight_left": lambda: tr("Bear left"),
    "left": lambda: tr("Turn left"),
    "sharp_left": lambda: tr("Sharp left"),
    "slight_right": lambda: tr("Bear right"),
    "right": lambda: tr("Turn right"),
    "sharp_right": lambda: tr("Sharp right"),
    "u_turn": lambda: tr("Turn around"),
    "steps_up": lambda: tr("Up the steps"),
    "steps_down": lambda: tr("Down the steps"),
    "steps": lambda: tr("Take the steps"),
    "elevator": lambda: tr("Take the lift"),
    "escalator": lambda: tr("Take the escalator"),
    "moving_walkway": lambda: tr("Take the moving walkway"),
    "cross": lambda: tr("Cross the road"),
    "enter_square": lambda: tr("Cross the square"),
    "ferry": lambda: tr("Take the ferry"),
    "fare_gate": lambda: tr("Through the ticket gate"),
    "exit_gate": lambda: tr("Through the exit gate"),
}

INTO = {
    "slight_left": lambda street: tr("Bear left into {street}", street=street),
    "left": lambda street: tr("Left into {street}", street=street),
    "sharp_left": lambda street: tr("Sharp left into {street}", street=street),
    "slight_right": lambda street: tr("Bear right into {street}", street=street),
    "right": lambda street: tr("Right into {street}", street=street),
    "sharp_right": lambda street: tr("Sharp right into {street}", street=street),
    "continue": lambda street: tr("Straight on along {street}", street=street),
    "enter_square": lambda street: tr("Cross {street}", street=street),
    "cross": lambda street: tr("Cross {street}", street=street),
}

ICONS = {
    "depart": "arrow-up",
    "continue": "arrow-up",
    "slight_left": "arrow-top-left",
    "left": "arrow-left-top",
    "sharp_left": "arrow-left-bottom",
    "slight_right": "arrow-top-right",
    "right": "arrow-right-top",
    "sharp_right": "arrow-right-bottom",
    "u_turn": "arrow-u-down-left",
    "roundabout": "rotate-right",
    "steps_up": "stairs-up",
    "steps_down": "stairs-down",
    "steps": "stairs",
    "elevator": "elevator",
    "escalator": "escalator",
    "moving_walkway": "walk",
    "cross": "walk",
    "enter_square": "walk",
    "ferry": "ferry",
    "fare_gate": "gate",
    "exit_gate": "gate",
}


def turn_words(step: Step) -> str:
    """What to do where this step begins."""
    if step.manoeuvre == "depart":
        way = compass(step.bearing_deg)
        return tr("Start {direction} on {street}", direction=way, street=step.name) if step.name else tr("Start {direction}", direction=way)
    if step.manoeuvre == "roundabout":
        if step.name:
            return tr("At the roundabout take exit {number}, {street}", number=step.exit, street=step.name)
        return tr("At the roundabout take exit {number}", number=step.exit)
    if step.name and step.manoeuvre in INTO:
        return INTO[step.manoeuvre](step.name)
    return PLAIN[step.manoeuvre]() if step.manoeuvre in PLAIN else step.name


def turn_written(step: Step, units: str) -> tuple[str, str, str]:
    """Icon, words and distance."""
    return ICONS.get(step.manoeuvre, "arrow-up"), turn_words(step), write.distance(step.distance_m, units)


def turn_spoken(step: Step, units: str) -> str:
    return f"{turn_words(step)}, {say.distance(step.distance_m, units)}"


def compass(bearing_deg: float) -> str:
    """One of eight directions."""
    words = (
        lambda: tr("north"),
        lambda: tr("north-east"),
        lambda: tr("east"),
        lambda: tr("south-east"),
        lambda: tr("south"),
        lambda: tr("south-west"),
        lambda: tr("west"),
        lambda: tr("north-west"),
    )
    return words[round(bearing_deg / 45) % 8]()
