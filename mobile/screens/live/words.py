"""What a mark on the map says: what it is, how many there are, who says so. Without Kivy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.contract.around import CarParkNow, ClosedStretch, LiftNow, ObstacleNow, RentalStation, RentalVehicle, TransitVehicle
from backend.contract.live import Source
from backend.contract.obstacles import ObstacleState
from mobile.asking import Spot
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact, Liveness, LiveWords, live_words
from mobile.map.live_layer import LiveMark, icon_of, sign_of_form
from mobile.screens.report.words import KINDS, ago, kind_words
from mobile.words import line_word

VERY_LATE_MIN = 10
FEW = 2  # so few may be gone on arrival

# GBFS form factor: so many of them, and of those with a motor.
COUNTS = {
    "bicycle": (lambda n: trn("{n} bike", "{n} bikes", n), lambda n: trn("{n} electric bike", "{n} electric bikes", n)),
    "cargo_bicycle": (lambda n: trn("{n} cargo bike", "{n} cargo bikes", n), lambda n: trn("{n} electric cargo bike", "{n} electric cargo bikes", n)),
    "scooter": (lambda n: trn("{n} kick scooter", "{n} kick scooters", n), lambda n: trn("{n} scooter", "{n} scooters", n)),
    "moped": (lambda n: trn("{n} moped", "{n} mopeds", n), lambda n: trn("{n} electric moped", "{n} electric mopeds", n)),
    "car": (lambda n: trn("{n} car", "{n} cars", n), lambda n: trn("{n} electric car", "{n} electric cars", n)),
}
ANY = (lambda n: trn("{n} vehicle", "{n} vehicles", n), lambda n: trn("{n} electric vehicle", "{n} electric vehicles", n))

OCCUPANCY = {
    "EMPTY": lambda: tr("Almost nobody in it"),
    "MANY_SEATS_AVAILABLE": lambda: tr("Many seats free"),
    "FEW_SEATS_AVAILABLE": lambda: tr("Few seats free"),
    "STANDING_ROOM_ONLY": lambda: tr("Room to stand only"),
    "CRUSHED_STANDING_ROOM_ONLY": lambda: tr("Hardly any room"),
    "FULL": lambda: tr("Full"),
    "NOT_ACCEPTING_PASSENGERS": lambda: tr("Takes nobody in"),
    "NOT_BOARDABLE": lambda: tr("Takes nobody in"),
}
CLOSED_FOR = {"foot": lambda: tr("people on foot"), "bike": lambda: tr("bikes"), "car": lambda: tr("cars")}


Sourced = RentalStation | RentalVehicle | TransitVehicle | CarParkNow | ClosedStretch | LiftNow


@dataclass(frozen=True)
class MarkWords:
    """What its sheet shows. `spot` is where one can go, None where that makes no sense; `sources`: who says it, and when it was seen;
    `obstacle_id` where people can say whether it is still there."""

    icon: str
    title: str
    facts: tuple[Fact, ...]
    sources: tuple[tuple[str, datetime], ...]
    spot: Spot | None = None
    obstacle_id: UUID | None = None

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, *(fact.spoken or fact.text for fact in self.facts)) if part)


def words_of(mark: LiveMark, units: str, now: datetime) -> MarkWords:
    first = mark.things[0]
    if isinstance(first, RentalVehicle):
        title, facts, spot = singles(mark.things, units)
    else:
        title, facts, spot = WORDS[type(first)](first, now)
    if isinstance(first, ObstacleNow):
        return MarkWords(KINDS[first.kind][0], title, facts, (), None, first.id)
    return MarkWords(icon_of(mark.sign), title, facts, sources_of(mark.things), Spot(spot, mark.lat, mark.lon) if spot else None)


def sources_of(things: Iterable[Sourced]) -> tuple[tuple[str, datetime], ...]:
    """Each once, as old as the oldest of what it says."""
    seen: dict[str, datetime] = {}
    for thing in things:
        source: Source | None = thing.source
        if source:
            name = thing.system if isinstance(thing, (RentalStation, RentalVehicle)) else source.feed
            seen[name] = min(seen.get(name, source.observed_at), source.observed_at)
    return tuple(sorted(seen.items()))


def seen_words(seen_at: datetime, now: datetime) -> LiveWords:
    """How old it is, also where it is too old to be called live: a sheet that is still open, a closure that was announced long ago."""
    live, age_s = Liveness(seen_at), (now - seen_at).total_seconds()
    if live.lasts(now):
        return live_words(live, now)
    return LiveWords("clock-alert-outline", "warn", tr("Seen {age} ago", age=write.duration(age_s)), tr("Seen {age} ago", age=say.duration(age_s)))


def form_of(vehicle: str) -> str:
    return "scooter" if vehicle.startswith("scooter") else vehicle


def count_words(vehicle: str, electric: bool, count: int) -> str:
    return COUNTS.get(form_of(vehicle), ANY)[electric](count)


def tone_of(count: int) -> str:
    return "error" if count == 0 else "warn" if count <= FEW else "ok"


def station(of: RentalStation, now: datetime) -> tuple[str, tuple[Fact, ...], str]:
    taken = sum(kind.count for kind in of.vehicles)
    facts = []
    if not of.renting:
        facts.append(Fact("cancel", tr("Nothing can be taken here now"), "error"))
    elif not taken:
        facts.append(Fact("cancel", tr("None there now"), "error"))
    else:
        for kind in of.vehicles:
            facts.append(Fact(icon_of(sign_of_form(kind.vehicle)), count_words(kind.vehicle, kind.electric, kind.count), tone_of(taken)))
    if not of.returning:
        facts.append(Fact("cancel", tr("Nothing can be left here now"), "error"))
    elif of.docks is not None:
        facts.append(Fact("parking", trn("{n} free place", "{n} free places", of.docks), tone_of(of.docks)))
    return of.name or of.system, tuple(facts), of.name or of.system


def singles(of: tuple[RentalVehicle, ...], units: str) -> tuple[str, tuple[Fact, ...], str]:
    """One vehicle on the street, or some that stand close together, by operator and kind."""
    kinds: dict[tuple[str, str, bool], list[RentalVehicle]] = {}
    for vehicle in of:
        kinds.setdefault((vehicle.system, form_of(vehicle.vehicle), vehicle.electric), []).append(vehicle)
    facts = []
    for (system, form, electric), some in sorted(kinds.items()):
        words = count_words(form, electric, len(some)) if len(of) > 1 else some[0].vehicle_name
        if words or len(of) > 1:
            facts.append(Fact(icon_of(sign_of_form(form)), " · ".join(part for part in (words, system if len(of) > 1 else "") if part), "quiet"))
        ranges = [vehicle.range_m for vehicle in some if vehicle.range_m is not None]
        if ranges:
            far, said = write.distance(max(ranges), units), say.distance(max(ranges), units)
            many = len(some) > 1
            text, spoken = (tr("Goes up to {distance}", distance=part) if many else tr("Goes {distance}", distance=part) for part in (far, said))
            facts.append(Fact("battery-high" if electric else "map-marker-distance", text, "quiet", "", spoken))
    title = count_words(of[0].vehicle, of[0].electric, 1) if len(of) == 1 else trn("{n} shared vehicle", "{n} shared vehicles", len(of))
    return title, tuple(facts), title


def vehicle(of: TransitVehicle, now: datetime) -> tuple[str, tuple[Fact, ...], str]:
    name = (of.route.short_name or of.route.long_name) if of.route else ""
    facts = []
    if of.headsign:
        facts.append(Fact("arrow-right", tr("To {places}", places=of.headsign), "quiet"))
    if of.delay_s is not None:
        facts.append(delay_fact(round(of.delay_s / 60)))
    if of.occupancy in OCCUPANCY:
        facts.append(Fact("account-group", OCCUPANCY[of.occupancy](), "quiet"))
    if of.label and of.label != name:
        facts.append(Fact("pound", tr("Number {label}", label=of.label), "quiet"))
    return line_word(str(of.mode), name) if of.mode else name or tr("Vehicle"), tuple(facts), ""


def delay_fact(late_min: int) -> Fact:
    if late_min == 0:
        return Fact("clock-check-outline", tr("On time"), "ok")
    if late_min < 0:
        early = -late_min
        return Fact("clock-alert-outline", tr("{n} min early", n=early), "warn", "", trn("{n} minute early", "{n} minutes early", early))
    tone = "error" if late_min >= VERY_LATE_MIN else "warn"
    return Fact("clock-alert-outline", tr("{n} min late", n=late_min), tone, "", trn("{n} minute late", "{n} minutes late", late_min))


def park(of: CarParkNow, now: datetime) -> tuple[str, tuple[Fact, ...], str]:
    title = of.name or tr("Car park")
    if of.open is False:
        return title, (Fact("cancel", tr("Closed now"), "error"),), title
    facts = []
    if of.free is not None:
        words = tr("{free} of {all} free", free=of.free, all=of.capacity) if of.capacity else trn("{n} free place", "{n} free places", of.free)
        facts.append(Fact("parking", words, "error" if of.free == 0 else "ok"))
    if of.open:
        facts.append(Fact("clock-check-outline", tr("Open now"), "ok"))
    return title, tuple(facts), title


def closure(of: ClosedStretch, now: datetime) -> tuple[str, tuple[Fact, ...], str]:
    facts = []
    if ways := [CLOSED_FOR[mode]() for mode in of.modes if mode in CLOSED_FOR]:
        facts.append(Fact("cancel", tr("Closed for {modes}", modes=", ".join(ways)), "error"))
    if of.ends_at:
        ends, today = of.ends_at.astimezone(now.tzinfo), now.date()
        written, spoken = (tr("Until {day}, {time}", day=write.day(ends.date(), today, inside=True), time=form.clock(ends)) for form in (write, say))
        facts.append(Fact("calendar-end", written, "quiet", "", spoken))
    return of.title or tr("Closed street"), tuple(facts), ""


def lift(of: LiftNow, now: datetime) -> tuple[str, tuple[Fact, ...], str]:
    out = tr("Escalator out of order") if of.escalator else tr("Lift out of order")
    return out, (Fact("map-marker-outline", of.name, "quiet"),) if of.name else (), ""


def obstacle(of: ObstacleNow, now: datetime) -> tuple[str, tuple[Fact, ...], str]:
    sure = of.state is ObstacleState.CONFIRMED
    written, spoken = (tr("Last seen {ago}", ago=when) for when in ago((now - of.last_seen).total_seconds()))
    facts = [Fact("clock-outline", written, "quiet", "", spoken)]
    facts.append(Fact("check-circle-outline", tr("Confirmed"), "warn") if sure else Fact("help-circle-outline", tr("Not confirmed yet"), "quiet"))
    if of.blocks:
        facts.append(Fact("directions-fork", tr("Ways lead around it for those whom it stops"), "quiet"))
    return kind_words(of.kind), tuple(facts), ""


WORDS = {RentalStation: station, TransitVehicle: vehicle, CarParkNow: park, ClosedStretch: closure, LiftNow: lift, ObstacleNow: obstacle}

