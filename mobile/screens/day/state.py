"""My day: what is asked, the states of the question, and the answer as lines from top to bottom. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backend.contract.city import CityResponse
from backend.contract.days import DayRequest, DayResponse, Errand, Opening, Visit
from backend.contract.limits import Limits
from backend.contract.trips import Itinerary, Place, TripMode
from mobile.asking import Ask, Spot, rounded
from mobile.client import Client, ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.screens.day.words import left_out_words, slack_words, way_words, when_words
from mobile.store.day import DayWish, ErrandWish, KeptSpot
from mobile.store.needs import Needs, limits_of
from mobile.words import drawn_mode

# What would leave a vehicle of one's own behind, or take one along, is chosen for the whole day or not at all.
NOT_BY_NEEDS = (TripMode.BIKE, TripMode.CAR, TripMode.PARK_RIDE, TripMode.BIKE_RIDE, TripMode.KISS_RIDE, TripMode.CAR_PARK)


@dataclass(frozen=True)
class DayState:
    """`phase`: asking, looking, ready, offline or trouble (`sentence` says what to do)."""

    phase: str = "asking"
    answer: DayResponse | None = None
    sentence: str = ""


@dataclass(frozen=True)
class PlaceLine:
    """Where one is, from when on. `number` is that of the errand, None at both ends."""

    time: str
    name: str
    detail: str
    tone: str
    spoken: str
    number: int | None = None


@dataclass(frozen=True)
class WayLine:
    """How one goes on."""

    mode: str
    colours: tuple[str | None, str | None]
    text: str
    times: str
    spoken: str
    itinerary: Itinerary
    ask: Ask


@dataclass(frozen=True)
class LeftOutLine:
    name: str
    why: str
    spoken: str


def date_of(wish: DayWish, now: datetime) -> date:
    """A day that has passed is today."""
    try:
        kept = date.fromisoformat(wish.date)
    except ValueError:
        return now.date()
    return max(kept, now.date())


def at_minute(day: date, minute: int, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=now.tzinfo)


def bounds_of(wish: DayWish, now: datetime) -> tuple[datetime, datetime]:
    """From when until when; over midnight where the end is no later than the begin."""
    day = date_of(wish, now)
    leave = at_minute(day, wish.leave, now)
    if wish.back > wish.leave:
        return leave, at_minute(day, wish.back, now)
    return leave, at_minute(day + timedelta(days=1), wish.back, now)


def request_of(wish: DayWish, needs: Needs, now: datetime) -> DayRequest:
    """The bare question: neither the name of a place nor the reason of a limit leaves the phone. Nobody leaves before now."""
    leave, back = bounds_of(wish, now)
    return DayRequest(
        start=place_of(wish.start),
        leave_at=max(leave, rounded(now, 1)),
        end_by=back,
        errands=tuple(errand_of(errand, wish, now) for errand in wish.errands),
        modes=modes_of(wish, needs),
        max_transfers=needs.max_transfers,
        max_walk_m=needs.max_walk_m,
        limits=limits_of(needs),
        end=None if wish.end is None else place_of(wish.end),
        guidance=True,
    )


def modes_of(wish: DayWish, needs: Needs) -> tuple[TripMode, ...]:
    if wish.around != "needs":
        return (TripMode(wish.around),)
    return tuple(mode for mode in needs.modes if mode not in NOT_BY_NEEDS) or (TripMode.WALK, TripMode.TRANSIT)


def place_of(spot: KeptSpot) -> Place:
    return Place(spot.lat, spot.lon)


def errand_of(errand: ErrandWish, wish: DayWish, now: datetime) -> Errand:
    openings, begin_at = (), None
    if errand.at is not None:
        begin_at = on_day(errand.at, wish, now)
    elif errand.opens is not None and errand.closes is not None:
        closes = on_day(errand.closes, wish, now)
        opens = at_minute(closes.date() - timedelta(days=1) if errand.opens >= errand.closes else closes.date(), errand.opens, now)
        openings = (Opening(opens, closes),)
    return Errand(place_of(errand.spot), errand.minutes, openings, begin_at, errand.optional, after=errand.after)


def on_day(minute: int, wish: DayWish, now: datetime) -> datetime:
    """A clock of the day; of a day that goes over midnight what lies before its begin is after midnight."""
    day, over = date_of(wish, now), wish.back <= wish.leave
    return at_minute(day + timedelta(days=1) if over and minute < wish.leave else day, minute, now)


async def look(
    state: DayState, wish: DayWish, needs: Needs, client: Client, now: datetime, city: CityResponse | None = None
) -> AsyncIterator[DayState]:
    """The states from the question to the answer; what was answered stays until then. The clocks of a day are those of the city."""
    yield replace(state, phase="looking", sentence="")
    try:
        now = now.astimezone(ZoneInfo((city or await client.city()).timezone))
        if bounds_of(wish, now)[1] <= now:
            yield DayState("trouble", None, tr("This day is over. Choose a later end, or another day."))
            return
        answer = await client.day(request_of(wish, needs, now))
    except ClientError as trouble:
        yield replace(state, phase="offline" if trouble.code == "unreachable" else "trouble", sentence=trouble.sentence)
        return
    yield DayState("ready", answer)


def still_holds(state: DayState, limits: Limits | None, needs: Needs, now: datetime) -> bool:
    """An answer to somebody with other limits, or to a day that is over, leads nobody any longer."""
    answer = state.answer
    return answer is None or (limits == limits_of(needs) and (answer.end_at is None or answer.end_at > now))


def lines_of(answer: DayResponse, wish: DayWish, moves: str) -> tuple[PlaceLine | WayLine, ...]:
    """From leaving to being back; nothing where not even that can be done."""
    if answer.leave_at is None or answer.end_at is None:
        return ()
    at, lines = wish.start, []
    lines.append(end_line(answer.leave_at, at.name, tr("Leave {place} at {time}", place=at.name, time=say.clock(answer.leave_at))))
    for visit in answer.visits:
        spot = wish.errands[visit.errand].spot
        lines += way_lines(visit.itinerary, at, spot, moves)
        lines.append(visit_line(visit, spot.name))
        at = spot
    end = wish.end or wish.start
    lines += way_lines(answer.last, at, end, moves)
    lines.append(end_line(answer.end_at, end.name, tr("Back at {place} at {time}", place=end.name, time=say.clock(answer.end_at))))
    return tuple(lines)


def end_line(moment: datetime, name: str, spoken: str) -> PlaceLine:
    return PlaceLine(write.clock(moment), name, "", "", spoken)


def visit_line(visit: Visit, name: str) -> PlaceLine:
    until = tr("until {time}", time=write.clock(visit.leave_at)) if visit.leave_at > visit.begin_at else ""
    detail = " · ".join(filter(None, (until, slack_words(visit))))
    spoken = tr("{time}, {place}", time=say.clock(visit.begin_at), place=name)
    until_spoken = tr("until {time}", time=say.clock(visit.leave_at)) if until else ""
    return PlaceLine(
        write.clock(visit.begin_at), name, detail, "warn" if visit.tight else "",
        ", ".join(filter(None, (spoken, until_spoken, slack_words(visit, spoken=True)))), visit.errand,
    )  # fmt: skip


def way_lines(itinerary: Itinerary | None, origin: KeptSpot, goal: KeptSpot, moves: str) -> list[WayLine]:
    if itinerary is None:
        return []
    ridden = next((leg for leg in itinerary.legs if leg.route), max(itinerary.legs, key=lambda leg: leg.distance_m))
    colours = (ridden.route.colour, ridden.route.text_colour) if ridden.route else (None, None)
    times = tr("{start} to {end}", start=say.clock(itinerary.depart_at), end=say.clock(itinerary.arrive_at))
    spoken = tr("{way}, {times}, to {place}", way=way_words(itinerary, moves, spoken=True), times=times, place=goal.name)
    ask = Ask(Spot(origin.name, origin.lat, origin.lon), Spot(goal.name, goal.lat, goal.lon))
    span = write.span(itinerary.depart_at, itinerary.arrive_at)
    return [WayLine(drawn_mode(ridden, moves), colours, way_words(itinerary, moves), span, spoken, itinerary, ask)]


def rest_of(wish: DayWish, answer: DayResponse, here: Spot, now: datetime) -> DayWish:
    """What is still to be done of a day that has begun, from where one is; it ends where it was to end."""
    done = sorted((visit.errand for visit in answer.visits if visit.leave_at <= now), reverse=True)
    end = wish.end or wish.start
    for number in done:
        wish = wish.without(number)
    return replace(wish, start=KeptSpot(here.name, here.lat, here.lon), end=end)


def begun(answer: DayResponse, now: datetime) -> bool:
    return answer.leave_at is not None and answer.leave_at <= now


def left_out_of(answer: DayResponse, wish: DayWish) -> tuple[LeftOutLine, ...]:
    lines = []
    for left in answer.left_out:
        name = wish.errands[left.errand].spot.name
        heard = tr("Not done: {place}. {why}", place=name, why=left_out_words(left, wish, spoken=True))
        lines.append(LeftOutLine(name, left_out_words(left, wish), heard))
    return tuple(lines)


def without_words(answer: DayResponse, wish: DayWish, spoken: bool = False) -> str:
    """What leaving an optional errand out would save; "" where it is not worth saying."""
    if answer.without is None:
        return ""
    saved = (say if spoken else write).duration(answer.without.saved_s)
    return tr("Without {place} you are back {duration} earlier.", place=wish.errands[answer.without.errand].spot.name, duration=saved)


def heading_of(answer: DayResponse) -> str:
    if answer.end_at is None:
        return tr("This day cannot be done")
    return trn("{n} errand done", "{n} errands done", len(answer.visits))


def describe(state: DayState, wish: DayWish, moves: str) -> list[str]:
    """What can be heard of it, in reading order."""
    answer = state.answer
    if state.phase != "ready" or answer is None:
        return [*(f"{errand.spot.name}, {when_words(errand, spoken=True)}" for errand in wish.errands), *filter(None, (state.sentence,))]
    told = [heading_of(answer), *(line.spoken for line in lines_of(answer, wish, moves)), *(line.spoken for line in left_out_of(answer, wish))]
    return [*told, *filter(None, (without_words(answer, wish, spoken=True),))]
