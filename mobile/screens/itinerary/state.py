"""Itinerary: the trip as a list of places and legs, written and spoken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.contract.live import Alert
from backend.contract.trips import Itinerary, Leg, LegMode, Step
from mobile.asking import Ask
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Expected, Fact, Liveness, expected, live_words, liveness, liveness_of, offer_of, still_true
from mobile.screens.itinerary.notices import NoticeCard, notices_of
from mobile.screens.itinerary.on_demand import back_fact, on_demand_facts, on_demand_link, whose_words
from mobile.screens.itinerary.rental import book_link, rental_facts, vehicle_words
from mobile.screens.itinerary.taxi import offer_facts, taxi_link
from mobile.screens.report.passing import notice_of_way
from mobile.screens.results.access import access_facts, known, not_known
from mobile.screens.results.price import price_facts
from mobile.screens.results.reasons import why_words
from mobile.turns import turn_spoken, turn_written
from mobile.words import STREET_MODES, drawn_mode, line_of, line_word, mode_word


@dataclass(frozen=True)
class PlaceLine:
    """Where one is at a time."""

    at: Expected
    name: str
    spoken: str


@dataclass(frozen=True)
class LegLine:
    """How one goes on. `inner` are turns or stops: (icon, words, value). `status` says how it runs: words and tone; `link`: words and address."""

    mode: str
    line: str
    colours: tuple[str | None, str | None]
    title: str
    detail: str
    inner: tuple[tuple[str, str, str], ...]
    inner_spoken: tuple[str, ...]
    toggle: tuple[str, str]  # words to open and to close
    spoken: str
    status: tuple[str, str] = ("", "")
    facts: tuple[Fact, ...] = ()
    live: Liveness | None = None  # of the facts
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class ItineraryState:
    total: str
    span: str
    head_spoken: str
    live: Liveness | None
    notices: tuple[NoticeCard, ...]
    tags: tuple[tuple[str, str, str], ...]  # icon, words, tone
    lines: tuple[PlaceLine | LegLine, ...]


def state_of(
    itinerary: Itinerary, ask_names: tuple[str, str], moves: str, units: str, now: datetime, alerts: tuple[Alert, ...] = (),
    own: Collection[UUID] = (),
) -> ItineraryState:  # fmt: skip
    """`ask_names` are the names of origin and destination as the person chose them, `own` obstacles that were reported here."""
    itinerary = still_true(itinerary, now)
    lines: list[PlaceLine | LegLine] = []
    legs = itinerary.legs
    for number, leg in enumerate(legs):
        if number == 0:
            lines.append(start_line(leg, ask_names[0]))
        elif not leg.stay_seated:
            lines.append(place_line(legs[number - 1], leg))
        lines.append(leg_line(leg, number + 1, len(legs), moves, units, now))
    if legs:
        lines.append(end_line(itinerary, ask_names[1]))
    span_spoken = tr("{start} to {end}", start=say.clock(itinerary.depart_at), end=say.clock(itinerary.arrive_at))
    card = notice_of_way(itinerary.obstacles, own, now)
    return ItineraryState(
        total=write.duration(itinerary.duration_s),
        span=write.span(itinerary.depart_at, itinerary.arrive_at),
        head_spoken=f"{say.duration(itinerary.duration_s)}, {span_spoken}",
        live=liveness_of(itinerary),
        notices=(*notices_of(itinerary, alerts), *([card] if card else [])),
        tags=(*back_tags(itinerary, now), *tags_of(itinerary, moves, units)),
        lines=tuple(lines),
    )


def back_tags(itinerary: Itinerary, now: datetime) -> tuple[tuple[str, str, str], ...]:
    told = itinerary.no_way_back
    return () if told is None else (((fact := back_fact(told, now)).icon, fact.text, fact.tone),)


def tags_of(itinerary: Itinerary, moves: str, units: str) -> tuple[tuple[str, str, str], ...]:
    foot = write.distance(itinerary.walk_m, units)
    tags = [("star-outline" if number == 0 else "scale-balance", words, "quiet") for number, words in enumerate(why_words(itinerary, units))]
    if any(leg.route for leg in itinerary.legs):
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
    tags += [(fact.icon, fact.text, fact.tone) for fact in (*access_facts(itinerary.accessibility, units), *price_facts(itinerary))]
    tags.append(("leaf", write.co2(itinerary.co2_g), "quiet"))
    return tuple(tags)


def departs(leg: Leg) -> Expected:
    return expected(leg.depart_at, leg.scheduled_depart_at, leg.live is not None, leg.added)


def arrives(leg: Leg) -> Expected:
    return expected(leg.arrive_at, leg.scheduled_arrive_at, leg.live is not None, leg.added)


def start_line(leg: Leg, name: str) -> PlaceLine:
    name = name or leg.from_.name
    return PlaceLine(departs(leg), name, sentence(tr("Start {time}, {place}", time=say.clock(leg.depart_at), place=name), departs(leg)))


def end_line(itinerary: Itinerary, name: str) -> PlaceLine:
    last = itinerary.legs[-1]
    name = name or last.to.name
    return PlaceLine(arrives(last), name, sentence(tr("Arrive {time}, {place}", time=say.clock(itinerary.arrive_at), place=name), arrives(last)))


def place_line(before: Leg, leg: Leg) -> PlaceLine:
    """Between two legs: where one changes. Boarding shows the departure, everything else the arrival."""
    boards = leg.route is not None
    moment = leg.depart_at if boards else before.arrive_at
    at = departs(leg) if boards else arrives(before)
    name = leg.from_.name or before.to.name
    if boards or before.mode in STREET_MODES:
        word = tr("{time} at {place}", time=say.clock(moment), place=name)
    else:
        word = tr("Get off at {place}, {time}", time=say.clock(moment), place=name)
    return PlaceLine(at, name, sentence(word, at))


def sentence(words: str, at: Expected) -> str:
    """With what the time was to be, where it is another."""
    return f"{words}, {at.spoken}" if at.struck else words


def leg_line(leg: Leg, number: int, many: int, moves: str, units: str, now: datetime) -> LegLine:
    return ride_line(leg, number, many) if leg.route else street_line(leg, number, many, moves, units, now)


def ride_line(leg: Leg, number: int, many: int) -> LegLine:
    line = line_of(leg)
    name = line_word(leg.mode, line)
    stops = len(leg.intermediate_stops) + 1
    seconds = (leg.arrive_at - leg.depart_at).total_seconds()
    title = tr("{line} to {place}", line=name, place=leg.headsign) if leg.headsign else name
    stops_words = trn("{n} stop", "{n} stops", stops)
    inner = tuple(("circle-small", stop.name, write.clock(stop.arrive_at)) for stop in leg.intermediate_stops)
    head = tr("Step {number} of {many}.", number=number, many=many)
    seated = tr("Stay seated.") + " " if leg.stay_seated else ""
    status, said = status_of(leg)
    return LegLine(
        mode=str(leg.mode),
        line=line if len(line) <= 5 else "",
        colours=(leg.route.colour, leg.route.text_colour),
        title=(tr("Stay seated: {line}", line=title) if leg.stay_seated else title),
        detail=" · ".join([write.duration(seconds), stops_words]),
        inner=inner,
        inner_spoken=tuple(f"{stop.name}, {say.clock(stop.arrive_at)}" for stop in leg.intermediate_stops),
        toggle=(tr("Show the stops between"), tr("Hide the stops between")),
        spoken=f"{head} {seated}{title}, {stops_words}, {say.duration(seconds)}. {said}",
        status=status,
    )


def status_of(leg: Leg) -> tuple[tuple[str, str], str]:
    """How a ride runs, written with its tone, and spoken."""
    if leg.live is None:
        return (tr("Timetable, not live"), "quiet"), tr("Timetable, not live")
    at = departs(leg)
    if not at.words:  # by frequency: there is no time of the timetable to be late against
        return (tr("Live"), "ok"), tr("Live")
    return (at.words, at.tone), at.spoken


def street_line(leg: Leg, number: int, many: int, moves: str, units: str, now: datetime) -> LegLine:
    mode, rental, offered = drawn_mode(leg, moves), leg.rental, offer_of(leg)
    seconds = max(60, (leg.arrive_at - leg.depart_at).total_seconds())
    head = tr("Step {number} of {many}.", number=number, many=many)
    whose = vehicle_words(rental) if rental else leg.taxi.operator if leg.taxi else whose_words(leg.on_demand) if leg.on_demand else ""
    # Whoever is driven needs no turns.
    steps = () if leg.mode in (LegMode.TAXI, LegMode.ON_DEMAND) else leg.steps
    return LegLine(
        mode=mode,
        line="",
        colours=(None, None),
        title=f"{mode_word(mode)} {write.distance(leg.distance_m, units)} · {write.duration(seconds)}",
        detail=whose,
        inner=tuple(line for step in steps for line in turn_lines(step, units)),
        inner_spoken=tuple(
            words for step in steps for words in (turn_spoken(step, units), known(step.facts, units, spoken=True), not_known(step.facts)) if words
        ),
        toggle=(tr("Show each turn"), tr("Hide the turns")),
        spoken=f"{head} {mode_word(mode)} {say.distance(leg.distance_m, units)}, {say.duration(seconds)}{f', {whose}' if whose else ''}",
        facts=rental_facts(leg) if rental else (*offer_facts(leg), *on_demand_facts(leg, now)),
        live=liveness([offered.source]) if offered else None,
        link=book_link(rental) if rental else taxi_link(leg.taxi) if leg.taxi else on_demand_link(leg.on_demand) if leg.on_demand else None,
    )


def turn_lines(step: Step, units: str) -> list[tuple[str, str, str]]:
    """A turn, and under it what the way after it is like and what of it is not known."""
    told = (("check", known(step.facts, units), ""), ("help-circle-outline", not_known(step.facts), ""))
    return [turn_written(step, units), *(line for line in told if line[1])]


def names_of(ask: Ask) -> tuple[str, str]:
    return (ask.origin.name if ask.origin else "", ask.destination.name if ask.destination else "")


def describe(state: ItineraryState, now: datetime) -> list[str]:
    """What can be heard of it, in reading order."""
    told = [state.head_spoken]
    if state.live:
        told.append(live_words(state.live, now).spoken)
    told += [notice.spoken for notice in state.notices] + [words for _, words, _ in state.tags]
    for line in state.lines:
        told.append(line.spoken)
        if isinstance(line, LegLine):
            told += [fact.spoken for fact in line.facts]
    return told
