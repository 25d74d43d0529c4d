"""The next turn of somebody seen on a way on streets: what to do, and how far on. Without Kivy."""

from dataclasses import dataclass

from backend.contract.trips import Leg
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.underway.along import THERE_M, Along, turn_ahead
from mobile.turns import ICONS, turn_words


@dataclass(frozen=True)
class Turn:
    """`number` is that of the step it begins; `near`: it comes now."""

    number: int
    near: bool
    icon: str
    words: str
    spoken: str

    @property
    def key(self) -> tuple[int, bool]:
        return self.number, self.near


def turn_of(leg: Leg, along: Along, units: str) -> Turn | None:
    """None on the last stretch."""
    found = turn_ahead(leg, along.gone_m)
    if found is None:
        return None
    number, step, metres = found
    words, icon = turn_words(step), ICONS.get(step.manoeuvre, "arrow-up")
    if metres <= THERE_M:
        return Turn(number, True, icon, words, words)
    fars = (write.distance(metres, units), say.distance(metres, units))
    return Turn(number, False, icon, *(tr("In {distance}: {action}", distance=far, action=words) for far in fars))
