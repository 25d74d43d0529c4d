"""Results: at most five ways, in the order the person wants, each with the reason why it is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend.contract.live import Alert, AlertSeverity
from backend.contract.trips import Itinerary, Leg, PlanResponse
from mobile.asking import Ask, When, WhenKind, request_of
from mobile.client import Client, ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact, Liveness, expected, live_sentence, liveness_of, still_true
from mobile.screens.itinerary.on_demand import card_on_demand
from mobile.screens.itinerary.taxi import card_facts
from mobile.screens.results.access import NO_WAY, access_facts, blocked_words, help_words
from mobile.screens.results.left_out import LeftOutBar, bar_of
from mobile.screens.results.price import price_facts
from mobile.screens.results.reasons import SORTS, compared, reasons_of
from mobile.store.needs import Needs, limits_of
from mobile.words import drawn_mode, line_of, line_word, mode_word

REFRESH_S = 60

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
    runs: tuple[Fact, ...]  # how its rides run
    facts: tuple[Fact, ...]
    live: Liveness | None  # None where nothing about it could be live
    footer: str
    beside: str  # in numbers, what it is beside the first one
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
    alerts: tuple[Alert, ...] = ()
    blocked: tuple[str, str] = ("", "")  # why limits leave no way, written and spoken
    help_phone: str = ""  # whom to call where limits leave no way
    left_out: LeftOutBar | None = None  # a faster way that cannot be gone now


async def look_for_ways(state: ResultsState, ask: Ask, needs: Needs, client: Client, units: str, now) -> AsyncIterator[ResultsState]:
    """The states from the question to the answer. `now` tells the time."""
    state = replace(state, phase="loading", results=(), sentence="", alerts=(), left_out=None, blocked=("", ""), help_phone="")
    yield state
    try:
        answer = await client.plan(request_of(ask, needs.modes, needs.max_walk_m, needs.max_transfers, limits_of(needs)))
    except ClientError as trouble:
        yield replace(state, phase="offline" if trouble.code == "unreachable" else "trouble", sentence=trouble.sentence)
        return
    if not answer.itineraries:
        blocked = (blocked_words(answer.blocked, units), blocked_words(answer.blocked, units, spoken=True))
        phone = (answer.blocked and answer.blocked.help_phone) or ""
        sentence = why_none(answer.notices, needs)
        yield replace(state, phase="none", sentence=sentence, left_out=bar_of(answer.left_out), blocked=blocked, help_phone=phone)
        return
    state = beside(state, answer, needs)
    yield arranged(state, answer.itineraries, needs, units, now())


def beside(state: ResultsState, answer: PlanResponse, needs: Needs) -> ResultsState:
    """What the answer tells beside the ways."""
    return replace(state, alerts=answer.alerts, notice=why_none(answer.notices, needs), left_out=bar_of(answer.left_out))


async def keep_current(state: ResultsState, ask: Ask, needs: Needs, client: Client, units: str, now) -> AsyncIterator[ResultsState]:
    """Where something about the ways is live they are asked for anew, without a word; without an answer they grow old as they are."""
    if not any(result.live and result.live.seen_at for result in state.results):
        return
    while True:
        await asyncio.sleep(REFRESH_S)
        itineraries = tuple(result.itinerary for result in state.results)
        with suppress(ClientError):
            answer = await client.plan(request_of(ask, needs.modes, needs.max_walk_m, needs.max_transfers, limits_of(needs)))
            if answer.itineraries:
                itineraries = answer.itineraries
                state = beside(state, answer, needs)
        state = arranged(state, itineraries, needs, units, now())
        yield state


def arranged(state: ResultsState, itineraries, needs: Needs, units: str, now: datetime) -> ResultsState:
    """The cards of these itineraries in the order of `state.sort`."""
    itineraries = [still_true(itinerary, now) for itinerary in itineraries]
    key = SORTS[state.sort][0]
    ordered = sorted(itineraries, key=lambda it: (key(it), it.arrive_at))
    begin = min(it.depart_at for it in ordered)
    begin -= timedelta(minutes=begin.minute % 5, seconds=begin.second)
    span_s = max((it.arrive_at - begin).total_seconds() for it in ordered)
    reasons = reasons_of(ordered, state.sort)
    results = tuple(
        result_of(itinerary, ordered[0], (number, len(ordered)), begin, reason, needs, units, warned(itinerary, state.alerts), now)
        for number, (itinerary, reason) in enumerate(zip(ordered, reasons), 1)
    )
    return replace(state, phase="ready", results=results, begin=begin, span_s=span_s, sentence="")


def result_of(itinerary: Itinerary, first: Itinerary, place, begin, reason: str, needs: Needs, units: str, notices: int, now: datetime) -> Result:
    """`place`: which of how many; `first` is the one it is compared with."""
    live = liveness_of(itinerary)
    reason_heard = ": ".join(filter(None, (reason, compared(itinerary, first, needs.moves, units, spoken=True))))
    return Result(
        times=write.span(itinerary.depart_at, itinerary.arrive_at),
        minutes=write.duration(itinerary.duration_s),
        reason=reason,
        best=place[0] == 1,
        parts=tuple(part_of(leg, begin, needs) for leg in itinerary.legs),
        runs=tuple(ride_facts(itinerary)),
        facts=facts_of(itinerary, needs, units, notices, now),
        live=live,
        footer=footer_of(itinerary, units),
        beside=compared(itinerary, first, needs.moves, units),
        spoken=sentence_of(itinerary, place, reason_heard, needs, units, notices, live and live_sentence(live, now), now),
        itinerary=itinerary,
    )


def facts_of(itinerary: Itinerary, needs: Needs, units: str, notices: int, now: datetime) -> tuple[Fact, ...]:
    facts = []
    if notices:
        facts.append(Fact("alert-outline", trn("{n} notice", "{n} notices", notices), "warn"))
    if itinerary.obstacles:
        facts.append(obstacle_fact(itinerary))
    if any(leg.route for leg in itinerary.legs):
        facts.append(Fact("transit-transfer", changes_words(itinerary)))
    foot, rolls = write.distance(itinerary.walk_m, units), needs.moves == "roll"
    words = tr("{distance} rolling", distance=foot) if rolls else tr("{distance} on foot", distance=foot)
    booked = card_on_demand(itinerary, now)
    facts += [*booked, *access_facts(itinerary.accessibility, units), *card_facts(itinerary), *price_facts(itinerary)]
    return (*facts, Fact("wheelchair-accessibility" if rolls else "walk", words))


def obstacle_fact(itinerary: Itinerary) -> Fact:
    words = trn("{n} reported obstacle", "{n} reported obstacles", len(itinerary.obstacles))
    return Fact("traffic-cone", words, "warn", "", words)


def ride_facts(itinerary: Itinerary):
    """How the first ride runs, and of the others those that are not on time."""
    rides = [leg for leg in itinerary.legs if leg.route]
    for leg in rides:
        leaves = expected(leg.depart_at, leg.scheduled_depart_at, leg.live is not None, leg.added)
        if leaves.words and (leg is rides[0] or leaves.struck):
            icon = "clock-alert-outline" if leaves.struck else "clock-check-outline"
            yield Fact(icon, f"{leaves.time} · {leaves.words}", leaves.tone, leaves.struck, f"{line_word(leg.mode, line_of(leg))}: {leaves.spoken}")


def changes_words(itinerary: Itinerary) -> str:
    return trn("{n} change", "{n} changes", itinerary.transfers) if itinerary.transfers else tr("No change")


def warned(itinerary: Itinerary, alerts: tuple[Alert, ...]) -> int:
    """How many messages of operators about it are more than for information."""
    named = {alert_id for leg in itinerary.legs for alert_id in leg.alert_ids}
    return sum(alert.id in named and alert.severity in (AlertSeverity.WARNING, AlertSeverity.SEVERE) for alert in alerts)


def footer_of(itinerary: Itinerary, units: str) -> str:
    parts = [write.co2(itinerary.co2_g), write.distance(sum(leg.distance_m for leg in itinerary.legs), units)]
    if itinerary.other_departures_at:
        parts.append(tr("also {times}", times=", ".join(write.clock(at) for at in itinerary.other_departures_at)))
    return " · ".join(parts)


def part_of(leg: Leg, begin: datetime, needs: Needs) -> Part:
    start, end = (leg.depart_at - begin).total_seconds(), (leg.arrive_at - begin).total_seconds()
    if leg.route:
        return Part(start, end, str(leg.mode), line_of(leg), leg.route.colour, leg.route.text_colour)
    return Part(start, end, drawn_mode(leg, needs.moves), "", None, None)


def sentence_of(itinerary: Itinerary, place, reason: str, needs: Needs, units: str, notices: int, live: str | None, now: datetime) -> str:
    """The whole card in one sentence, as in: 1 of 5, best for you. 26 minutes, 8 47 to 9 13. Walk 5 minutes, tram 4 …"""
    first, last = say.clock(itinerary.depart_at), say.clock(itinerary.arrive_at)
    head = tr("{number} of {many}, {reason}.", number=place[0], many=place[1], reason=reason)
    span = tr("{duration}, {start} to {end}.", duration=say.duration(itinerary.duration_s), start=first, end=last)
    legs = ", ".join(leg_words(leg, needs) for leg in itinerary.legs)
    distance = say.distance(itinerary.walk_m, units)
    obstacles = [obstacle_fact(itinerary)] if itinerary.obstacles else []
    booked = card_on_demand(itinerary, now)
    parts = [legs, *(fact.spoken for fact in (*booked, *ride_facts(itinerary), *obstacles, *card_facts(itinerary), *price_facts(itinerary)))]
    parts += [fact.spoken for fact in access_facts(itinerary.accessibility, units)]
    if notices:
        parts.append(trn("{n} notice", "{n} notices", notices))
    if any(leg.route for leg in itinerary.legs):
        parts.append(changes_words(itinerary))
    parts.append(tr("{distance} rolling", distance=distance) if needs.moves == "roll" else tr("{distance} on foot", distance=distance))
    others = tr(" and ").join(say.clock(at) for at in itinerary.other_departures_at)
    if others:
        parts.append(tr("Also at {times}.", times=others))
    if live:
        parts.append(live)
    return f"{head} {span} {'. '.join(part.removesuffix('.') for part in parts)}"


def leg_words(leg: Leg, needs: Needs) -> str:
    if leg.route:
        return line_word(leg.mode, line_of(leg))
    seconds = (leg.arrive_at - leg.depart_at).total_seconds()
    return f"{mode_word(drawn_mode(leg, needs.moves))} {say.duration(max(60, seconds))}"


def why_none(notices, needs: Needs) -> str:
    """The reason, and what to do, in the person's language; an unknown reason is told as the service told it."""
    known = {
        "no_way": lambda: tr("There is no way between these places at this time with these modes. Choose another time or more modes."),
        "no_way_within_limits": lambda: tr("There is no way within your limits at this time. Allow more walking or another time."),
        "origin_off_network": lambda: tr("There is no street near the start. Choose a point closer to a street."),
        "origin_closed": lambda: tr("The streets at the start are closed at this time. Choose a point nearby, or another time."),
        "destination_closed": lambda: tr("The streets at the destination are closed at this time. Choose a point nearby, or another time."),
        "destination_off_network": lambda: tr("There is no street near the destination. Choose a point closer to a street."),
        "no_timetable": lambda: tr("This city has no timetable: ways on streets only."),
        "no_service_data": lambda: tr("The timetable does not reach this day: ways on streets only. Choose another day for rides."),
        **NO_WAY,
        "rides_full": lambda: tr("No van can take you then without breaking its word to somebody else. Try half an hour later."),
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
        left_out = [state.left_out.spoken] if state.left_out else []
        return [trn("{n} way", "{n} ways", len(state.results)), *(result.spoken for result in state.results), *left_out]
    return [words for words in (state.sentence, state.blocked[1], help_words(state.help_phone, spoken=True)) if words] or [tr("Looking for ways")]
