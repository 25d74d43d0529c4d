"""Itinerary: the trip as a list of places and legs, written and spoken."""

from dataclasses import dataclass

from backend.contract.trips import Itinerary, Leg, LegMode
from mobile.asking import Ask
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.screens.results.state import STREET_MODES
from mobile.turns import turn_spoken, turn_written
from mobile.words import foot_mode, line_word, mode_word


@dataclass(frozen=True)
class PlaceLine:
    """Where one is at a time."""

    time: str
    name: str
    spoken: str


@dataclass(frozen=True)
class LegLine:
    """How one goes on. `inner` are turns or stops: (icon, words, value)."""

    mode: str
    line: str
    colours: tuple[str | None, str | None]
    title: str
    detail: str
    inner: tuple[tuple[str, str, str], ...]
    inner_spoken: tuple[str, ...]
    toggle: tuple[str, str]  # words to open and to close
    spoken: str


@dataclass(frozen=True)
class ItineraryState:
    total: str
    span: str
    head_spoken: str
    tags: tuple[tuple[str, str, str], ...]  # icon, words, tone
    lines: tuple[PlaceLine | LegLine, ...]


def state_of(itinerary: Itinerary, ask_names: tuple[str, str], moves: str, units: str) -> ItineraryState:
    """`ask_names` are the names of origin and destination as the person chose them."""
    lines: list[PlaceLine | LegLine] = []
    legs = itinerary.legs
    for number, leg in enumerate(legs):
        if number == 0:
            lines.append(start_line(leg, ask_names[0]))
        elif not leg.stay_seated:
            lines.append(place_line(legs[number - 1], leg))
        lines.append(leg_line(leg, number + 1, len(legs), moves, units))
    if legs:
        arrive = write.clock(itinerary.arrive_at)
        name = ask_names[1] or legs[-1].to.name
        lines.append(PlaceLine(arrive, name, tr("Arrive {time}, {place}", time=say.clock(itinerary.arrive_at), place=name)))
    span_spoken = tr("{start} to {end}", start=say.clock(itinerary.depart_at), end=say.clock(itinerary.arrive_at))
    return ItineraryState(
        total=write.duration(itinerary.duration_s),
        span=write.span(itinerary.depart_at, itinerary.arrive_at),
        head_spoken=f"{say.duration(itinerary.duration_s)}, {span_spoken}",
        tags=tags_of(itinerary, moves, units),
        lines=tuple(lines),
    )


def tags_of(itinerary: Itinerary, moves: str, units: str) -> tuple[tuple[str, str, str], ...]:
    foot = write.distance(itinerary.walk_m, units)
    tags = []
    if any(leg.route for leg in itinerary.legs):
        tags.append(("clock-outline", tr("Timetable, not live"), "quiet"))
        tags.append(("transit-transfer", trn("{n} change", "{n} changes", itinerary.transfers) if itinerary.transfers else tr("No change"), "quiet"))
    rolls = moves == "roll"
    tags.append(
        (
            "wheelchair-accessibility" if rolls else "walk",
            tr("{distance} rolling", distance=foot) if rolls else tr("{distance} on foot", distance=foot),
            "quiet",
        )
    )
    if itinerary.climb_m >= 1:
        tags.append(("slope-uphill", tr("{height} up", height=write.distance(itinerary.climb_m, units)), "quiet"))
    tags.append(("leaf", write.co2(itinerary.co2_g), "quiet"))
    return tuple(tags)


def start_line(leg: Leg, name: str) -> PlaceLine:
    name = name or leg.from_.name
    return PlaceLine(write.clock(leg.depart_at), name, tr("Start {time}, {place}", time=say.clock(leg.depart_at), place=name))


def place_line(before: Leg, leg: Leg) -> PlaceLine:
    """Between two legs: where one changes. Boarding shows the departure, everything else the arrival."""
    boards = leg.route is not None
    at = leg.depart_at if boards else before.arrive_at
    name = leg.from_.name or before.to.name
    word = tr("{time} at {place}", time=say.clock(at), place=name) if boards else tr("Get off at {place}, {time}", time=say.clock(at), place=name)
    if before.mode in STREET_MODES and not boards:
        word = tr("{time} at {place}", time=say.clock(at), place=name)
    return PlaceLine(write.clock(at), name, word)


def leg_line(leg: Leg, number: int, many: int, moves: str, units: str) -> LegLine:
    return ride_line(leg, number, many) if leg.route else street_line(leg, number, many, moves, units)


def ride_line(leg: Leg, number: int, many: int) -> LegLine:
    line = leg.route.short_name or leg.route.long_name
    name = line_word(leg.mode, line)
    stops = len(leg.intermediate_stops) + 1
    seconds = (leg.arrive_at - leg.depart_at).total_seconds()
    title = tr("{line} to {place}", line=name, place=leg.headsign) if leg.headsign else name
    stops_words = trn("{n} stop", "{n} stops", stops)
    inner = tuple(("circle-small", stop.name, write.clock(stop.arrive_at)) for stop in leg.intermediate_stops)
    head = tr("Step {number} of {many}.", number=number, many=many)
    seated = tr("Stay seated.") + " " if leg.stay_seated else ""
    return LegLine(
        mode=str(leg.mode),
        line=line if len(line) <= 5 else "",
        colours=(leg.route.colour, leg.route.text_colour),
        title=(tr("Stay seated: {line}", line=title) if leg.stay_seated else title),
        detail=" · ".join([write.duration(seconds), stops_words, tr("Timetable")]),
        inner=inner,
        inner_spoken=tuple(f"{stop.name}, {say.clock(stop.arrive_at)}" for stop in leg.intermediate_stops),
        toggle=(tr("Show the stops between"), tr("Hide the stops between")),
        spoken=f"{head} {seated}{title}, {stops_words}, {say.duration(seconds)}. {tr('Timetable, not live')}",
    )


def street_line(leg: Leg, number: int, many: int, moves: str, units: str) -> LegLine:
    mode = foot_mode(moves) if leg.mode is LegMode.WALK else str(leg.mode)
    seconds = max(60, (leg.arrive_at - leg.depart_at).total_seconds())
    head = tr("Step {number} of {many}.", number=number, many=many)
    return LegLine(
        mode=mode,
        line="",
        colours=(None, None),
        title=f"{mode_word(mode)} {write.distance(leg.distance_m, units)} · {write.duration(seconds)}",
        detail="",
        inner=tuple(turn_written(step, units) for step in leg.steps),
        inner_spoken=tuple(turn_spoken(step, units) for step in leg.steps),
        toggle=(tr("Show each turn"), tr("Hide the turns")),
        spoken=f"{head} {mode_word(mode)} {say.distance(leg.distance_m, units)}, {say.duration(seconds)}",
    )


def names_of(ask: Ask) -> tuple[str, str]:
    return (ask.origin.name if ask.origin else "", ask.destination.name if ask.destination else "")


def describe(state: ItineraryState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [state.head_spoken, *(words for _, words, _ in state.tags), *(line.spoken for line in state.lines)]
