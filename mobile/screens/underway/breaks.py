"""What broke a trip, in the words of the person. Without Kivy."""

from dataclasses import dataclass

from backend.contract.following import Advice, BreakCode, TripBreak
from backend.contract.trips import Itinerary, Leg
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.words import drawn_mode, line_of, line_word, mode_word


@dataclass(frozen=True)
class BreakCard:
    """`action` are the words of the button, "" where there is nothing to take."""

    title: str
    detail: str
    action: str
    spoken: str


def break_card(broken: TripBreak, itinerary: Itinerary) -> BreakCard:
    """`itinerary` is the trip that broke: its legs have the names."""
    leg = itinerary.legs[broken.leg] if 0 <= broken.leg < len(itinerary.legs) else None
    title = what_broke(broken, leg)
    detail, said, action = what_now(broken)
    return BreakCard(title, detail, action, f"{title} {said}")


def what_broke(broken: TripBreak, leg: Leg | None) -> str:
    if leg is None:
        return broken.text
    ride = line_word(leg.mode, line_of(leg)) if leg.route else mode_word(drawn_mode(leg, "walk"))
    words = {
        BreakCode.TRIP_CANCELLED: lambda: tr("{line} is cancelled.", line=ride),
        BreakCode.STOP_SKIPPED: lambda: tr("{line} does not stop where you get on or off.", line=ride),
        BreakCode.CHANGE_MISSED: lambda: tr("You will not reach {line} at {place}.", line=ride, place=leg.from_.name),
        BreakCode.NO_VEHICLE: lambda: tr("Nothing is left to take at {place}.", place=leg.from_.name),
        BreakCode.NO_DOCK: lambda: tr("No place is free at {place}.", place=leg.to.name),
        BreakCode.STREET_CLOSED: lambda: tr("A street on your way is closed."),
        BreakCode.LIFT_OUT: lambda: tr("A lift on your way does not run."),
        BreakCode.OBSTACLE: lambda: tr("Something is in the way on your trip."),
    }
    return words[broken.code]()


def what_now(broken: TripBreak) -> tuple[str, str, str]:
    """Written, spoken, and the words of the button."""
    other = broken.alternative
    if broken.advice is Advice.TAKE and other:
        written, spoken = write.clock(other.arrive_at), say.clock(other.arrive_at)
        return tr("Another way arrives {time}.", time=written), tr("Another way arrives {time}.", time=spoken), tr("Take the other way")
    if broken.advice is Advice.WAIT and other:
        written, spoken = write.clock(other.arrive_at), say.clock(other.arrive_at)
        return tr("The next one arrives {time}.", time=written), tr("The next one arrives {time}.", time=spoken), tr("Take the next one")
    words = tr("Going on as planned is still the best way.") if broken.advice is Advice.KEEP else tr("There is no other way now. We keep looking.")
    return words, words, ""
