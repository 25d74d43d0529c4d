"""A trip as plain text, for a message."""

from backend.contract.trips import Itinerary, Leg
from mobile.i18n import tr, written
from mobile.words import drawn_mode, line_of, line_word, mode_word


def as_text(itinerary: Itinerary, origin: str, destination: str, units: str = "metric") -> str:
    """A title, then one line for each leg."""
    title = tr("{origin} to {destination}", origin=origin, destination=destination)
    head = f"{title}\n{written.span(itinerary.depart_at, itinerary.arrive_at)}, {written.duration(itinerary.duration_s)}"
    return "\n".join([head, *leg_sentences(itinerary, origin, destination, units)])


def leg_sentences(itinerary: Itinerary, origin: str, destination: str, units: str = "metric") -> list[str]:
    """What to do from when, and at last the arrival."""
    last = len(itinerary.legs) - 1
    sentences = [
        leg_sentence(leg, origin if number == 0 else leg.from_.name, destination if number == last else leg.to.name, units)
        for number, leg in enumerate(itinerary.legs)
    ]
    return [*sentences, f"{written.clock(itinerary.arrive_at)} {destination}"]


def leg_sentence(leg: Leg, start: str, end: str, units: str) -> str:
    time = written.clock(leg.depart_at)
    if leg.route:
        line = line_word(leg.mode, line_of(leg))
        towards = tr("{line} to {place}", line=line, place=leg.headsign) if leg.headsign else line
        return tr(
            "{time} {start}: {line}, get off at {stop}, {arrive}", time=time, start=start, line=towards, stop=end, arrive=written.clock(leg.arrive_at)
        )
    duration = written.duration((leg.arrive_at - leg.depart_at).total_seconds())
    return tr(
        "{time} {start}: {mode} {distance}, {duration}",
        time=time,
        start=start,
        mode=mode_word(drawn_mode(leg, "walk")),
        distance=written.distance(leg.distance_m, units),
        duration=duration,
    )
