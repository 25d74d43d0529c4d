"""Trip in progress: one thing to do next, how long until then, and how the rest stands. Written and spoken."""

import math
from dataclasses import dataclass, replace
from datetime import datetime

from backend.contract.following import BreakCode, TripBreak, TripMended, TripNow
from backend.contract.trips import Itinerary, Leg
from mobile.following import Heard
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Expected, Liveness, expected, liveness
from mobile.screens.itinerary.notices import NoticeCard
from mobile.screens.report.passing import Passing, new_on_trip, notice_of_way
from mobile.screens.underway.along import Along
from mobile.screens.underway.breaks import BreakCard, break_card
from mobile.screens.underway.progress import (
    ALIGHT,
    ARRIVED,
    BOARD,
    GO,
    LEAVE,
    STAY,
    Stand,
    live_ahead,
    next_ride,
    planned_arrival,
    share_done,
    spare,
    true_at,
)
from mobile.screens.underway.trip import Trip
from mobile.screens.underway.turn import Turn, turn_of
from mobile.tokens import MODES
from mobile.words import drawn_mode, foot_mode, line_of, line_word, mode_word

DISTANCE = "map-marker-distance"
SOON_S = 60  # before getting off it is said once more


@dataclass(frozen=True)
class Saying:
    """To be said once. What is `urgent` cuts in; what has to be seen with the screen off is a `notice` of the device as well: title and text.
    What guidance says in its own time is `guided`."""

    spoken: str
    title: str
    text: str = ""
    urgent: bool = False
    notice: bool = False
    guided: bool = False


@dataclass(frozen=True)
class RideLine:
    """The ride one is on or goes to."""

    mode: str
    line: str
    colours: tuple[str | None, str | None]
    title: str
    at: Expected
    detail: str
    live: Liveness
    spoken: str


@dataclass(frozen=True)
class UnderwayState:
    """`key` names the thing to do: what is announced is a change of it, or of the `turn`. `countdown`, `left` and `share` change with the clock,
    the words of `hints` with each step."""

    key: tuple
    icon: str
    countdown: str
    action: str
    hints: tuple[tuple[str, str], ...]  # icon, words
    ride: RideLine | None
    broken: BreakCard | None
    live: Liveness | None
    left: str
    arrive: Expected
    arrive_spoken: str
    share: float
    spoken: str
    turn: Turn | None = None
    passing: Passing | None = None
    warned: NoticeCard | None = None

    def still(self) -> "UnderwayState":
        """Without what changes with the clock and with each step."""
        signs = tuple((icon, "") for icon, _ in self.hints)
        passing = self.passing and replace(self.passing, detail="", spoken="")
        return replace(self, countdown="", left="", share=0, spoken="", arrive_spoken="", hints=signs, turn=None, passing=passing)


def hear(trip: Trip, heard: Heard) -> tuple[Trip, Saying | None]:
    """The trip after the city has said something, and what the traveller has to be told."""
    if isinstance(heard, TripNow):
        told = replace(trip, told=heard, broken=heard.broken)
        return tell_break(told) if heard.broken else (told, warn(trip, heard))
    if isinstance(heard, TripBreak):
        return tell_break(replace(trip, broken=heard))
    if isinstance(heard, TripMended) and trip.broken is not None and trip.broken.id == heard.id:
        words = tr("Your trip holds again as planned.")
        return replace(trip, broken=None), Saying(words, words, notice=True)
    return trip, None


def warn(trip: Trip, heard: TripNow) -> Saying | None:
    """Of what others report ahead and nobody is led around. It is said where one is not led: guidance warns by itself."""
    card = notice_of_way(new_on_trip(trip.itinerary, trip.told, heard), (), heard.as_of)
    return Saying(card.spoken, card.header, card.detail, notice=True, guided=True) if card else None


def tell_break(trip: Trip) -> tuple[Trip, Saying | None]:
    """A break is told once, and again when the advice is another: the city repeats it after each loss of the network."""
    broken = trip.broken
    if trip.said == (broken.id, broken.advice):
        return trip, None
    card = break_card(broken, trip.itinerary)
    spoken = f"{card.spoken} {tr('Button: {words}', words=card.action)}" if card.action else card.spoken
    return replace(trip, said=(broken.id, broken.advice)), Saying(spoken, card.title, card.detail, urgent=True, notice=True)


def state_of(trip: Trip, moves: str, units: str, now: datetime) -> UnderwayState:
    itinerary, at = true_at(trip.now, now, trip.told, trip.along)
    along = trip.along if trip.along and (at.kind, at.leg) == (GO, trip.along.leg) else None
    icon, action, action_spoken, hints = what_to_do(itinerary, at, trip.goal, moves, units, now)
    turn = turn_of(itinerary.legs[at.leg], along, units) if along else None
    if along:
        hints = on_the_way(along, turn, hints, units)
    seconds = (at.at - now).total_seconds()
    written, spoken = countdown(seconds)
    live = live_ahead(itinerary, at)
    there_at = max(itinerary.arrive_at, at.at) if along and at.leg == len(itinerary.legs) - 1 else itinerary.arrive_at
    arrive = expected(there_at, planned_arrival(trip.itinerary), bool(live and live.seen_at))
    left = max(0, (there_at - now).total_seconds())
    soon = at.kind == ALIGHT and seconds <= SOON_S
    told = action_spoken if at.kind == ARRIVED else tr("{time}: {action}", time=spoken, action=action_spoken)
    arrive_spoken = tr("Arrive {time}", time=say.clock(there_at)) + (f", {arrive.spoken}" if arrive.struck else "")
    return UnderwayState(
        key=(at.kind, at.leg, soon),
        icon=icon,
        countdown="" if at.kind == ARRIVED else written,
        action=action,
        hints=hints,
        ride=None if at.kind == ARRIVED else ride_line(itinerary, at, trip.broken),
        broken=break_card(trip.broken, trip.itinerary) if trip.broken else None,
        live=live,
        left=tr("{duration} left", duration=write.duration(left)),
        arrive=arrive,
        arrive_spoken=f"{tr('{duration} left', duration=say.duration(left))}, {arrive_spoken}",
        share=share_done(itinerary, now, along),
        spoken=". ".join([told, *(words for _, words in hints)]),
        turn=turn,
    )


def countdown(seconds: float) -> tuple[str, str]:
    """Written and spoken, rounded up so that nobody comes late by it; seconds only in the last minute, in tens."""
    if seconds <= 0:
        return tr("now"), tr("Now")
    if seconds < 60:
        tens = math.ceil(seconds / 10) * 10
        return tr("{n} s", n=tens), tr("In {time}", time=trn("{n} second", "{n} seconds", tens))
    minutes = math.ceil(seconds / 60) * 60
    return write.duration(minutes), tr("In {time}", time=say.duration(minutes))


def on_the_way(along: Along, turn: Turn | None, hints: tuple[tuple[str, str], ...], units: str) -> tuple[tuple[str, str], ...]:
    """The hints of a way on streets, with the metres that are left of it and the next turn."""
    rest = [(icon, words) for icon, words in hints if icon != DISTANCE]
    return (*([(turn.icon, turn.words)] if turn else []), (DISTANCE, tr("{distance} left", distance=write.distance(along.left_m, units))), *rest)


def what_to_do(itinerary: Itinerary, at: Stand, goal: str, moves: str, units: str, now: datetime):
    """Icon, words, words to be heard, and what else to know: (icon, words)."""
    legs = itinerary.legs
    leg = legs[at.leg]
    name = goal if at.leg == len(legs) - 1 else leg.to.name
    if at.kind == ARRIVED:
        return "flag-checkered", tr("You are there: {place}", place=goal), tr("You are there: {place}", place=goal), ()
    hints = then_hints(legs, at)
    if at.kind == LEAVE:
        words = tr("Leave for {place}", place=name)
        return MODES[foot_mode(moves)][2], words, words, (*hints,)
    if at.kind == BOARD:
        words = ride_words(leg)
        where = ("map-marker-outline", tr("Wait at {place}", place=leg.from_.name))
        return MODES[str(leg.mode)][2], words, words, (where, *hints)
    if at.kind in (STAY, ALIGHT):
        words = tr("Stay seated in {line}", line=ride_words(legs[at.leg + 1])) if at.kind == STAY else tr("Get off at {place}", place=leg.to.name)
        stops = sum(stop.arrive_at > now for stop in leg.intermediate_stops) + 1
        count = ("dots-horizontal", tr("The next stop") if stops == 1 else trn("In {n} stop", "In {n} stops", stops))
        return "seat-passenger" if at.kind == STAY else "exit-run", words, words, (count, *hints)
    mode = drawn_mode(leg, moves)
    words = tr("{mode} to {place}", mode=mode_word(mode), place=name)
    return MODES[mode][2], words, words, ((DISTANCE, write.distance(leg.distance_m, units)), *hints)


def ride_words(leg: Leg) -> str:
    if leg.route is None:
        return tr("{line} to {place}", line=mode_word(leg.mode), place=leg.to.name)
    name = line_word(leg.mode, line_of(leg))
    return tr("{line} to {place}", line=name, place=leg.headsign) if leg.headsign else name


def then_hints(legs: tuple[Leg, ...], at: Stand) -> tuple[tuple[str, str], ...]:
    """What comes after this, so that nobody is taken by surprise."""
    number = at.leg if at.kind in (LEAVE, BOARD) else at.leg + 1
    if at.kind == BOARD:
        return (("arrow-down", tr("Then get off at {place}", place=legs[number].to.name)),)
    if at.kind == LEAVE and legs[number].route is None:
        number += 1
    if number >= len(legs):
        return ()
    leg = legs[number]
    words = ride_words(leg) if leg.route else tr("{mode} to {place}", mode=mode_word(drawn_mode(leg, "walk")), place=leg.to.name)
    return (("arrow-down", tr("Then: {what}", what=words)),)


def ride_line(itinerary: Itinerary, at: Stand, broken: TripBreak | None) -> RideLine | None:
    number = next_ride(itinerary, at)
    if number is None:
        return None
    leg = itinerary.legs[number]
    line, aboard = line_of(leg), at.aboard and number == at.leg
    name = line_word(leg.mode, line)
    if aboard:
        time = expected(leg.arrive_at, leg.scheduled_arrive_at, leg.live is not None, leg.added)
        words, moment, detail = tr("{line} to {place}", line=name, place=leg.to.name), tr("Arrives {time}", time=say.clock(leg.arrive_at)), ""
    else:
        time = expected(leg.depart_at, leg.scheduled_depart_at, leg.live is not None, leg.added)
        words, moment, detail = tr("{line}, {place}", line=name, place=leg.from_.name), tr("Leaves {time}", time=say.clock(leg.depart_at)), ""
        detail = spare_words(itinerary, number)
    if broken and broken.code is BreakCode.TRIP_CANCELLED and broken.leg == number:
        time, detail = Expected("", time.struck or time.time, "error", tr("Cancelled"), tr("cancelled")), ""
    live = liveness([leg.live])
    said = [words, moment, time.spoken, detail, tr("Live") if leg.live else tr("Timetable, not live")]
    return RideLine(
        mode=str(leg.mode),
        line=line if len(line) <= 5 else "",
        colours=(leg.route.colour, leg.route.text_colour),
        title=words,
        at=time,
        detail=detail,
        live=live,
        spoken=", ".join(part for part in said if part),
    )


def spare_words(itinerary: Itinerary, ride: int) -> str:
    """How much earlier than the ride one is at its stop."""
    between = spare(itinerary, ride)
    if between is None:
        return ""
    minutes = int(between.total_seconds() // 60)
    if minutes < 0:
        return tr("It leaves before you are there")
    return trn("You are {n} minute early", "You are {n} minutes early", minutes) if minutes else tr("You are there just in time")


def turn_saying(before: UnderwayState | None, after: UnderwayState) -> Saying | None:
    """What to say when the thing to do has changed, or the turn on the way. Getting off cannot wait."""
    if before is None:
        return None
    if before.key == after.key:
        is_new = after.turn and (before.turn is None or before.turn.key != after.turn.key)
        return Saying(after.turn.spoken, after.turn.words) if is_new else None
    kind, leg, soon = after.key
    text = ". ".join(words for _, words in after.hints)
    return Saying(after.spoken, after.action, text, urgent=soon, notice=soon or (kind == GO and leg == 0))


def describe(state: UnderwayState) -> list[str]:
    """What can be heard of it, in reading order."""
    told = [card.spoken for card in (state.broken, state.passing, state.warned) if card]
    return [*told, state.spoken, *([state.ride.spoken] if state.ride else []), state.arrive_spoken]
