"""Results: at most five ways, in the order the person wants, each with the reason why it is there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.contract.trips import Itinerary, Leg, LegMode
from mobile.asking import Ask, When, WhenKind, request_of
from mobile.client import Client, ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.store.needs import Needs
from mobile.words import foot_mode, line_word, mode_word

STREET_MODES = (LegMode.WALK, LegMode.BIKE, LegMode.CAR)
# Seconds that a minute on foot and a change weigh beside a minute of travelling, for "best for you".
WALK_WEIGHT, CHANGE_S = 0.8, 240
WALK_MPS = 1.2

SORTS = {
    "best": (lambda it: it.duration_s + it.walk_m / WALK_MPS * WALK_WEIGHT + it.transfers * CHANGE_S, lambda: tr("Best for you")),
    "fastest": (lambda it: it.duration_s, lambda: tr("Fastest")),
    "walking": (lambda it: it.walk_m, lambda: tr("Least walking")),
    "changes": (lambda it: (it.transfers, it.duration_s), lambda: tr("Fewest changes")),
    "co2": (lambda it: it.co2_g, lambda: tr("Least CO₂")),
}


@dataclass(frozen=True)
class Part:
    """One piece of the strip. Seconds from the beginning of the axis."""

    start_s: float
    end_s: float
    mode: str
    line: str
    colour: str | None
    text_colour: str | None


@dataclass(frozen=True)
class Result:
    """One card."""

    times: str
    minutes: str
    reason: str
    best: bool
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...]  # icon, words
    scheduled: bool
    footer: str
    spoken: str
    itinerary: Itinerary


@dataclass(frozen=True)
class ResultsState:
    """`phase`: loading, ready, none, offline, trouble. `begin` is the moment at the left edge of the axis."""

    phase: str = "loading"
    results: tuple[Result, ...] = ()
    sentence: str = ""
    notice: str = ""  # something to know beside the ways
    sort: str = "best"
    begin: datetime | None = None
    span_s: float = 3600


async def look_for_ways(state: ResultsState, ask: Ask, needs: Needs, client: Client, units: str = "metric") -> AsyncIterator[ResultsState]:
    """The states from the question to the answer."""
    state = replace(state, phase="loading", results=(), sentence="")
    yield state
    try:
        answer = await client.plan(request_of(ask, needs.modes, needs.max_walk_m, needs.max_transfers))
    except ClientError as trouble:
        yield replace(state, phase="offline" if trouble.code == "unreachable" else "trouble", sentence=trouble.sentence)
        return
    if not answer.itineraries:
        yield replace(state, phase="none", sentence=why_none(answer.notices, needs))
        return
    yield replace(arranged(state, answer.itineraries, needs, units), notice=why_none(answer.notices, needs))


def arranged(state: ResultsState, itineraries, needs: Needs, units: str = "metric") -> ResultsState:
    """The cards of these itineraries in the order of `state.sort`."""
    key = SORTS[state.sort][0]
    ordered = sorted(itineraries, key=lambda it: (key(it), it.arrive_at))
    begin = min(it.depart_at for it in ordered)
    begin -= timedelta(minutes=begin.minute % 5, seconds=begin.second)
    span_s = max((it.arrive_at - begin).total_seconds() for it in ordered)
    reasons = reasons_of(ordered, state.sort)
    results = tuple(result_of(it, number, len(ordered), begin, reason, needs, units) for number, (it, reason) in enumerate(zip(ordered, reasons)))
    return replace(state, phase="ready", results=results, begin=begin, span_s=span_s, sentence="")


def reasons_of(ordered: list[Itinerary], sort: str) -> list[str]:
    """Why each one is there, each reason once: the first for the order chosen, the others for what they are alone best at."""
    reasons = [SORTS[sort][1]()]
    given = {sort}
    for itinerary in ordered[1:]:
        found = next((name for name in ("fastest", "walking", "changes", "co2") if name not in given and alone_best(itinerary, ordered, name)), None)
        given.add(found)
        reasons.append(SORTS[found][1]() if found else kind_of(itinerary))
    return reasons


def alone_best(itinerary: Itinerary, ordered: list[Itinerary], name: str) -> bool:
    key = SORTS[name][0]
    return all(key(itinerary) < key(other) for other in ordered if other is not itinerary)


def kind_of(itinerary: Itinerary) -> str:
    rides = [leg for leg in itinerary.legs if leg.route]
    if not rides:
        mode = max(itinerary.legs, key=lambda leg: leg.distance_m).mode
        return {LegMode.WALK: tr("Only on foot"), LegMode.BIKE: tr("Own bike"), LegMode.CAR: tr("Own car")}[mode]
    return tr("One ride") if itinerary.transfers == 0 else tr("Another way")


def result_of(itinerary: Itinerary, number: int, many: int, begin: datetime, reason: str, needs: Needs, units: str) -> Result:
    minutes = write.duration(itinerary.duration_s)
    times = write.span(itinerary.depart_at, itinerary.arrive_at)
    foot = write.distance(itinerary.walk_m, units)
    rolls = needs.moves == "roll"
    facts = []
    if itinerary.legs and any(leg.route for leg in itinerary.legs):
        facts.append(("transit-transfer", trn("{n} change", "{n} changes", itinerary.transfers) if itinerary.transfers else tr("No change")))
    facts.append(
        (
            "wheelchair-accessibility" if rolls else "walk",
            tr("{distance} rolling", distance=foot) if rolls else tr("{distance} on foot", distance=foot),
        )
    )
    return Result(
        times=times,
        minutes=minutes,
        reason=reason,
        best=number == 0,
        parts=tuple(part_of(leg, begin, needs) for leg in itinerary.legs),
        facts=tuple(facts),
        scheduled=any(leg.route for leg in itinerary.legs),
        footer=footer_of(itinerary, units),
        spoken=sentence_of(itinerary, number, many, reason, needs, units),
        itinerary=itinerary,
    )


def footer_of(itinerary: Itinerary, units: str) -> str:
    parts = [write.co2(itinerary.co2_g), write.distance(sum(leg.distance_m for leg in itinerary.legs), units)]
    if itinerary.other_departures_at:
        parts.append(tr("also {times}", times=", ".join(write.clock(at) for at in itinerary.other_departures_at)))
    return " · ".join(parts)


def part_of(leg: Leg, begin: datetime, needs: Needs) -> Part:
    start, end = (leg.depart_at - begin).total_seconds(), (leg.arrive_at - begin).total_seconds()
    if leg.route:
        line = leg.route.short_name or leg.route.long_name
        return Part(start, end, str(leg.mode), line, leg.route.colour, leg.route.text_colour)
    return Part(start, end, foot_mode(needs.moves) if leg.mode is LegMode.WALK else str(leg.mode), "", None, None)


def sentence_of(itinerary: Itinerary, number: int, many: int, reason: str, needs: Needs, units: str) -> str:
    """The whole card in one sentence, as in: 1 of 5, best for you. 26 minutes, 8 47 to 9 13. Walk 5 minutes, tram 4 …"""
    first, last = say.clock(itinerary.depart_at), say.clock(itinerary.arrive_at)
    head = tr("{number} of {many}, {reason}.", number=number + 1, many=many, reason=reason)
    span = tr("{duration}, {start} to {end}.", duration=say.duration(itinerary.duration_s), start=first, end=last)
    legs = ", ".join(leg_words(leg, needs) for leg in itinerary.legs)
    distance = say.distance(itinerary.walk_m, units)
    foot = tr("{distance} rolling", distance=distance) if needs.moves == "roll" else tr("{distance} on foot", distance=distance)
    changes = trn("{n} change", "{n} changes", itinerary.transfers) if itinerary.transfers else tr("No change")
    rides = any(leg.route for leg in itinerary.legs)
    others = tr(" and ").join(say.clock(at) for at in itinerary.other_departures_at)
    also = f" {tr('Also at {times}.', times=others)}" if others else ""
    tail = f"{changes}. {foot}.{also} {tr('Timetable, not live')}" if rides else foot
    return f"{head} {span} {legs}. {tail}"


def leg_words(leg: Leg, needs: Needs) -> str:
    if leg.route:
        return line_word(leg.mode, leg.route.short_name or leg.route.long_name)
    seconds = (leg.arrive_at - leg.depart_at).total_seconds()
    word = mode_word(foot_mode(needs.moves) if leg.mode is LegMode.WALK else leg.mode)
    return f"{word} {say.duration(max(60, seconds))}"


def why_none(notices, needs: Needs) -> str:
    """The reason, and what to do, in the person's language; an unknown reason is told as the service told it."""
    known = {
        "no_way": lambda: tr("There is no way between these places at this time with these modes. Choose another time or more modes."),
        "no_way_within_limits": lambda: tr("There is no way within your limits at this time. Allow more walking or another time."),
        "origin_off_network": lambda: tr("There is no street near the start. Choose a point closer to a street."),
        "destination_off_network": lambda: tr("There is no street near the destination. Choose a point closer to a street."),
        "no_timetable": lambda: tr("This city has no timetable: ways on streets only."),
        "no_service_data": lambda: tr("The timetable does not reach this day: ways on streets only. Choose another day for rides."),
        "journey_withheld": lambda: tr("A way was left out because its times cannot be true."),
    }
    return " ".join(known[notice.code]() if notice.code in known else notice.text for notice in notices)


def when_words(when: When, today) -> str:
    """As on the chip."""
    if when.kind is WhenKind.NOW:
        return tr("Leave now")
    time = write.clock(when.at) if when.at.date() == today else f"{write.day(when.at.date(), today, inside=True)} {write.clock(when.at)}"
    return tr("Depart {time}", time=time) if when.kind is WhenKind.DEPART else tr("Arrive by {time}", time=time)


def tick_seconds(span_s: float, width_dp: float) -> int:
    """Seconds between the labels of the axis, so that they have 56 dp each."""
    for minutes in (5, 10, 15, 20, 30, 60, 120, 240, 480):
        if width_dp * minutes * 60 / span_s >= 56:
            return minutes * 60
    return 86400


def describe(state: ResultsState) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "ready":
        return [trn("{n} way", "{n} ways", len(state.results)), *(result.spoken for result in state.results)]
    return [state.sentence] if state.sentence else [tr("Looking for ways")]
