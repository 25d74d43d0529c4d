"""The faster way that is not offered, admitted with everything that stands against it. Without Kivy."""

from dataclasses import dataclass

from backend.contract.trips import Hindrance, HindranceCode, Itinerary, LeftOut
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.words import drawn_mode, line_of, line_word, mode_word

ICONS = {
    HindranceCode.CLOSED: "road-variant",
    HindranceCode.OBSTACLE: "traffic-cone",
    HindranceCode.CANCELLED: "bus-alert",
    HindranceCode.STOP_SKIPPED: "bus-stop",
    HindranceCode.NO_VEHICLE: "bicycle-basket",
    HindranceCode.NO_DOCK: "parking",
    HindranceCode.CAR_PARK_FULL: "parking",
    HindranceCode.RIDES_FULL: "bus-alert",
}


@dataclass(frozen=True)
class LeftOutBar:
    """`text` admits it in one line; `way` and `reasons` (icon, words) are for those who ask why, `gain` is what it would save."""

    icon: str
    text: str
    spoken: str
    way: str
    reasons: tuple[tuple[str, str], ...]
    gain: str
    gain_spoken: str


def bar_of(left_out: tuple[LeftOut, ...]) -> LeftOutBar | None:
    """None where nothing faster is left out."""
    if not left_out or not left_out[0].reasons:
        return None
    way = left_out[0]
    itinerary, first = way.itinerary, way.reasons[0]
    short = short_reason(first, itinerary)
    written, spoken = (form.duration(itinerary.duration_s) for form in (write, say))
    return LeftOutBar(
        icon=ICONS[first.code],
        text=tr("A way of {duration} is left out: {reason}", duration=written, reason=short),
        spoken=tr("A way of {duration} is left out: {reason}", duration=spoken, reason=short),
        way=", ".join([write.span(itinerary.depart_at, itinerary.arrive_at), *(leg_name(itinerary, leg) for leg in range(len(itinerary.legs)))]),
        reasons=tuple((ICONS[reason.code], full_reason(reason, itinerary)) for reason in way.reasons),
        gain=tr("Without this it would save {duration}.", duration=write.duration(way.gain_s)),
        gain_spoken=tr("Without this it would save {duration}.", duration=say.duration(way.gain_s)),
    )


def leg_name(itinerary: Itinerary, number: int) -> str:
    if not 0 <= number < len(itinerary.legs):
        return ""
    leg = itinerary.legs[number]
    return line_word(leg.mode, line_of(leg)) if leg.route else mode_word(drawn_mode(leg, "walk"))


def short_reason(reason: Hindrance, itinerary: Itinerary) -> str:
    """As the end of a sentence."""
    return {
        HindranceCode.CLOSED: lambda: tr("street closed"),
        HindranceCode.OBSTACLE: lambda: tr("something is in the way"),
        HindranceCode.CANCELLED: lambda: tr("{line} cancelled", line=leg_name(itinerary, reason.leg)),
        HindranceCode.STOP_SKIPPED: lambda: tr("{line} does not stop", line=leg_name(itinerary, reason.leg)),
        HindranceCode.NO_VEHICLE: lambda: tr("nothing to take"),
        HindranceCode.NO_DOCK: lambda: tr("no free place"),
        HindranceCode.CAR_PARK_FULL: lambda: tr("car park full"),
        HindranceCode.RIDES_FULL: lambda: tr("No van comes then"),
    }[reason.code]()


def full_reason(reason: Hindrance, itinerary: Itinerary) -> str:
    """As a sentence of its own; one about nothing that has a name is told as the service tells it."""
    if reason.code is HindranceCode.RIDES_FULL:
        return tr("No van can take you then without breaking its word to somebody else. Try half an hour later.")
    if not reason.about:
        return reason.text
    line = leg_name(itinerary, reason.leg)
    return {
        HindranceCode.CLOSED: lambda: tr("Closed: {what}", what=reason.about),
        HindranceCode.OBSTACLE: lambda: tr("People report that something is in the way, and others confirm it."),
        HindranceCode.CANCELLED: lambda: tr("{line} is cancelled.", line=line),
        HindranceCode.STOP_SKIPPED: lambda: tr("{line} does not stop at {place}.", line=line, place=reason.about),
        HindranceCode.NO_VEHICLE: lambda: tr("Nothing is left to take at {place}.", place=reason.about),
        HindranceCode.NO_DOCK: lambda: tr("No place is free at {place}.", place=reason.about),
        HindranceCode.CAR_PARK_FULL: lambda: tr("The car park {place} is full or closed.", place=reason.about),
    }[reason.code]()
