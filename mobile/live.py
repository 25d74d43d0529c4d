"""What is live and what is not: how old a fact is, how late a ride runs, written and spoken. Without Kivy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from backend.contract.live import CarPark, Rental, Source, TaxiOffer
from backend.contract.trips import Itinerary, Leg
from mobile.i18n import tr, trn
from mobile.i18n import written as write

OLD_S, GONE_S = 120, 600  # from when on a live fact is called old, and from when on it is not called live at all
VERY_LATE_MIN = 10


@dataclass(frozen=True)
class Fact:
    """A few words on a card: `struck` stands before `text`, crossed out; `tone` as in `widgets.badges.TONES`."""

    icon: str
    text: str
    tone: str = "quiet"
    struck: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Liveness:
    """`seen_at` is when the oldest of the live facts was seen, None where nothing is live; `whole`: nothing beside them is by timetable alone."""

    seen_at: datetime | None = None
    whole: bool = True

    def lasts(self, now: datetime) -> bool:
        return self.seen_at is not None and (now - self.seen_at).total_seconds() < GONE_S


NOT_LIVE = Liveness()


@dataclass(frozen=True)
class LiveWords:
    icon: str
    ink: str
    text: str
    spoken: str


@dataclass(frozen=True)
class Expected:
    """A time as it is expected. `struck` is that of the timetable where it is another; `tone` is ok, warn or error, "" where nothing is live."""

    time: str
    struck: str = ""
    tone: str = ""
    words: str = ""
    spoken: str = ""


def liveness(sources: Iterable[Source | None]) -> Liveness:
    """Of facts that stand together: as old as the oldest of them."""
    given = list(sources)
    seen = [source.observed_at for source in given if source]
    return Liveness(min(seen, default=None), all(given))


def liveness_of(itinerary: Itinerary) -> Liveness | None:
    """None where there is nothing that could be live: all the way on foot or with vehicles of one's own."""
    sources = [offered.source if (offered := offer_of(leg)) else leg.live for leg in itinerary.legs if leg.route or offer_of(leg)]
    return liveness(sources) if sources else None


def offer_of(leg: Leg) -> Rental | TaxiOffer | CarPark | None:
    """What is live about a way on streets."""
    return leg.rental or leg.taxi or leg.car_park


def live_words(live: Liveness, now: datetime, short: bool = False) -> LiveWords:
    """The sign for it, `short` where there is little room. What is too old to be called live is told as timetable."""
    if not live.lasts(now):
        return LiveWords("clock-outline", "on2", tr("Timetable") if short else tr("Timetable, not live"), tr("Timetable, not live"))
    age_s = max(0, int((now - live.seen_at).total_seconds()))
    written, spoken = age(age_s)
    if age_s >= OLD_S:
        return LiveWords("clock-alert-outline", "warn", tr("Live, but {age} old", age=written), tr("Live, but {age} old", age=spoken))
    if not live.whole:
        text = tr("Partly live · {age}", age=written) if short else tr("Partly live · {age} ago", age=written)
        return LiveWords("access-point", "ok", text, tr("Partly live, {age} ago", age=spoken))
    text = tr("Live · {age}", age=written) if short else tr("Live · {age} ago", age=written)
    return LiveWords("access-point", "ok", text, tr("Live, {age} ago", age=spoken))


def age(seconds: int) -> tuple[str, str]:
    """Written and spoken, in seconds below a minute, then in full minutes."""
    if seconds < 60:
        return tr("{n} s", n=seconds), trn("{n} second", "{n} seconds", seconds)
    minutes = seconds // 60
    return tr("{n} min", n=minutes), trn("{n} minute", "{n} minutes", minutes)


def live_sentence(live: Liveness, now: datetime) -> str:
    """Without the age, for what is read out as one long sentence."""
    if not live.lasts(now):
        return tr("Timetable, not live")
    return tr("Live") if live.whole else tr("Partly live")


def expected(at: datetime, scheduled: datetime | None, live: bool, added: bool = False) -> Expected:
    """Late or early by as many minutes as the two clocks show, so that nobody sees 08:52 become 08:54 and reads one minute."""
    time = write.clock(at)
    if not live:
        return Expected(time)
    if scheduled is None:
        words = tr("Extra trip") if added else ""
        return Expected(time, tone="ok", words=words, spoken=words)
    late = minute_of(at) - minute_of(scheduled)
    if late == 0:
        return Expected(time, "", "ok", tr("On time"), tr("On time"))
    struck = write.clock(scheduled)
    if late < 0:
        return Expected(time, struck, "warn", tr("{n} min early", n=-late), trn("{n} minute early", "{n} minutes early", -late))
    tone = "error" if late >= VERY_LATE_MIN else "warn"
    return Expected(time, struck, tone, tr("{n} min late", n=late), trn("{n} minute late", "{n} minutes late", late))


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def still_true(itinerary: Itinerary, now: datetime) -> Itinerary:
    """The itinerary, or, once what was live about it is too old, the same by the timetable."""
    live = liveness_of(itinerary)
    return as_planned(itinerary) if live and live.seen_at and not live.lasts(now) else itinerary


def as_planned(itinerary: Itinerary) -> Itinerary:
    """The whole trip by the timetable."""
    legs = by_timetable(itinerary.legs)
    begin, end = legs[0].depart_at, legs[-1].arrive_at
    return msgspec.structs.replace(itinerary, legs=legs, depart_at=begin, arrive_at=end, duration_s=int((end - begin).total_seconds()))


def by_timetable(legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """Rides at their scheduled times; ways on streets go along with the ride they lead to, the last ones with the ride they come from."""
    moved: list[Leg] = []
    shift = timedelta()
    for leg in reversed(legs):
        if leg.route:
            start, end = leg.scheduled_depart_at or leg.depart_at, leg.scheduled_arrive_at or leg.arrive_at
            shift = start - leg.depart_at
            leg = msgspec.structs.replace(leg, depart_at=start, arrive_at=end, live=None)
        else:
            leg = shifted(leg, shift)
        moved.insert(0, leg)
    rides = [number for number, leg in enumerate(legs) if leg.route]
    if rides:
        last = rides[-1]
        after = moved[last].arrive_at - legs[last].arrive_at
        moved[last + 1 :] = [shifted(leg, after) for leg in legs[last + 1 :]]
    return tuple(moved)


def shifted(leg: Leg, by: timedelta) -> Leg:
    """A way on streets at another time. How many vehicles and free places there were then, and how long a taxi took, says nothing of now."""
    rental, taxi, park = leg.rental, leg.taxi, leg.car_park
    if rental:
        pick_up = msgspec.structs.replace(rental.pick_up, vehicles=None, docks=None)
        drop_off = rental.drop_off and msgspec.structs.replace(rental.drop_off, vehicles=None, docks=None)
        rental = msgspec.structs.replace(rental, pick_up=pick_up, drop_off=drop_off)
    if taxi:
        taxi = msgspec.structs.replace(taxi, wait_s=None, order_at=taxi.order_at + by)
    if park:
        park = msgspec.structs.replace(park, free=None)
    at = {"depart_at": leg.depart_at + by, "arrive_at": leg.arrive_at + by}
    return msgspec.structs.replace(leg, **at, rental=rental, taxi=taxi, car_park=park)
