"""A day in words, written and spoken. Without Kivy."""

from datetime import datetime

from backend.contract.days import LeftOutErrand, LeftOutReason, Visit
from backend.contract.trips import Itinerary, LegMode
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.store.day import DayWish, ErrandWish
from mobile.words import drawn_mode, line_of, line_word, mode_word

AROUND = {
    "needs": ("bus-multiple", lambda: tr("As your needs say")),
    "WALK": ("walk", lambda: tr("Only on foot")),
    "BIKE": ("bike", lambda: tr("Own bike all day")),
    "CAR": ("car-side", lambda: tr("Own car all day")),
}


def clock_of(minute: int) -> datetime:
    """A minute of the day as a moment of no day, to be written or said."""
    return datetime(2000, 1, 1, minute // 60, minute % 60)  # noqa: DTZ001 - only its clock is shown


def when_words(errand: ErrandWish, spoken: bool = False) -> str:
    """When it can be done, and how long it takes."""
    clock, duration = (say.clock, say.duration) if spoken else (write.clock, write.duration)
    parts = [duration(errand.minutes * 60)] if errand.minutes else []
    if errand.at is not None:
        parts.insert(0, tr("at {time} sharp", time=clock(clock_of(errand.at))))
    elif errand.opens is not None and errand.closes is not None:
        parts.insert(0, tr("open {start} to {end}", start=clock(clock_of(errand.opens)), end=clock(clock_of(errand.closes))))
    else:
        parts.insert(0, tr("at any time"))
    if errand.optional:
        parts.append(tr("if there is time"))
    return ", ".join(parts) if spoken else " · ".join(parts)


def way_words(itinerary: Itinerary, moves: str, spoken: bool = False) -> str:
    """The rides of a way, or how one goes where there is none; how long it takes."""
    rides = [line_word(leg.mode, line_of(leg)) for leg in itinerary.legs if leg.route and not leg.stay_seated]
    other = [mode_word(drawn_mode(leg, moves)) for leg in itinerary.legs if not leg.route and leg.mode is not LegMode.WALK]
    names = [*rides, *other] or [mode_word(drawn_mode(itinerary.legs[0], moves))]
    duration = (say if spoken else write).duration(itinerary.duration_s)
    return f"{', '.join(dict.fromkeys(names))}, {duration}" if spoken else f"{', '.join(dict.fromkeys(names))} · {duration}"


def slack_words(visit: Visit, spoken: bool = False) -> str:
    """How much later it may be."""
    slack_s = (visit.latest_begin_at - visit.begin_at).total_seconds()
    duration = (say if spoken else write).duration(slack_s)
    if visit.tight:
        return tr("Tight: {duration} to spare", duration=duration) if slack_s else tr("Tight: not a minute to spare")
    return tr("{duration} to spare", duration=duration) if slack_s else tr("You are there early")


def left_out_words(left: LeftOutErrand, wish: DayWish, spoken: bool = False) -> str:
    """Why it cannot be done, and what would help."""
    clock = say.clock if spoken else write.clock
    errand = wish.errands[left.errand]
    others = tr(" and ").join(wish.errands[number].spot.name for number in left.others)
    reached = clock(left.reached_at) if left.reached_at else ""
    if left.reason is LeftOutReason.TOO_LATE:
        closes = errand.closes if errand.closes is not None else errand.at
        until = clock(clock_of(closes)) if closes is not None else ""
        late = tr("You are there at {time} at the earliest, it is over at {end}.", time=reached, end=until)
        return f"{late} {tr('Leave by {time} for it.', time=clock(left.leave_by))}" if left.leave_by else late
    return {
        LeftOutReason.NO_WAY: lambda: tr("There is no way there and on from there that fits you."),
        LeftOutReason.TOO_SHORT: lambda: tr("It takes longer than it is open."),
        LeftOutReason.END_TOO_LATE: lambda: tr("With it you are back at {time} at the earliest.", time=reached),
        LeftOutReason.CONFLICT: lambda: tr("It cannot be done on one day with {places}.", places=others),
        LeftOutReason.NO_ROOM: lambda: tr("There is no time left for it beside everything else."),
    }[left.reason]()
