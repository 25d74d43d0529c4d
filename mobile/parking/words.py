"""Spaces in words: what they cost, whether one's vehicle fits, how likely they are free, what is agreed to. Each for the eye and for the ear."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from backend.contract.live import Likely, LikelyWord
from backend.contract.parking import (
    FitAbout,
    FitNote,
    FitVerdict,
    ParkingSpace,
    PriceState,
    SpaceFacts,
    SpaceKind,
    SpacePrice,
    SpaceRefusal,
    SpaceTerms,
)
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import OLD_S, Fact, age
from mobile.screens.vehicles.state import PLUG_WORDS, kind_words, metres
from mobile.store.vehicles import KINDS, OwnVehicle

LIKELY = {
    LikelyWord.VERY_LIKELY: ("info", lambda: tr("Forecast: very likely free")), LikelyWord.LIKELY: ("info", lambda: tr("Forecast: likely free")),
    LikelyWord.UNCERTAIN: ("warn", lambda: tr("Forecast: uncertain whether free")),
    LikelyWord.UNLIKELY: ("warn", lambda: tr("Forecast: unlikely to be free")),
}  # fmt: skip
REFUSED = {
    SpaceRefusal.NOT_SOLD: lambda: tr("It is not sold here. Pay at the machine there."),
    SpaceRefusal.CLOSED: lambda: tr("It is not open all of this time. Choose another time."),
    SpaceRefusal.TAKEN: lambda: tr("Somebody else has it for some of this time."),
    SpaceRefusal.NO_PRICE: lambda: tr("Nobody says what it costs then."),
    SpaceRefusal.VEHICLE: lambda: tr("Your vehicle does not fit."),
    SpaceRefusal.ASK: lambda: tr("First say how large your vehicle is."),
    SpaceRefusal.TOO_SHORT: lambda: tr("The stay is too short for this space."),
    SpaceRefusal.TOO_LONG: lambda: tr("The stay is too long for this space."),
    SpaceRefusal.TOO_SOON: lambda: tr("It has to be asked for earlier. Choose a later time."),
    SpaceRefusal.TOO_FAR_AHEAD: lambda: tr("So far ahead it cannot be reserved yet."),
    SpaceRefusal.PAUSED: lambda: tr("It is not let at the moment."),
}
SIZE_WORDS = {
    FitAbout.HEIGHT: lambda: tr("height"), FitAbout.WIDTH: lambda: tr("width"), FitAbout.LENGTH: lambda: tr("length"),
    FitAbout.WEIGHT: lambda: tr("weight"), FitAbout.PLUG: lambda: tr("plug"), FitAbout.BADGE: lambda: tr("badge"),
    FitAbout.KIND: lambda: tr("kind of vehicle"), FitAbout.TRAILER: lambda: tr("trailer"), FitAbout.GAS: lambda: tr("gas"),
}  # fmt: skip
NO_WORDS = {
    FitAbout.PLUG: lambda: tr("It has no plug for your vehicle."), FitAbout.BADGE: lambda: tr("It is for holders of a badge only."),
    FitAbout.KIND: lambda: tr("Vehicles such as yours may not stand there."), FitAbout.TRAILER: lambda: tr("No trailers may stand there."),
    FitAbout.GAS: lambda: tr("Vehicles on gas may not stand there."),
}  # fmt: skip


def name_of(space: ParkingSpace) -> str:
    return space.name or {
        SpaceKind.GARAGE: lambda: tr("Car park"), SpaceKind.STREET: lambda: tr("Street parking"), SpaceKind.PRIVATE: lambda: tr("Private space"),
    }[space.kind]()  # fmt: skip


def price_words(price: SpacePrice, form=write) -> str:
    if price.state is PriceState.FREE or (price.total_minor == 0 and price.state in (PriceState.BOOKED, PriceState.GATE)):
        return tr("Free of charge")
    if price.total_minor is None:
        return tr("Closed then") if price.state is PriceState.CLOSED else tr("Price not known")
    return form.money(price.total_minor, price.currency)


def price_detail(price: SpacePrice, start: datetime, end: datetime, form=write) -> str:
    """That it is for exactly this time, and who asks for it."""
    if price.total_minor is None or price.state is PriceState.FREE:
        return ""
    stay = form.duration((end - start).total_seconds())
    return tr("for {stay}, all fees in", stay=stay) if price.state is PriceState.BOOKED else tr("for {stay}, at the machine", stay=stay)


def times_words(start: datetime, end: datetime, today: date, form=write) -> str:
    """Today 09:00 – 12:00, with a second day where it ends on another."""
    first = f"{write.day(start.date(), today)} {form.clock(start)}"
    last = form.clock(end) if start.date() == end.date() else f"{write.day(end.date(), today)} {form.clock(end)}"
    return f"{first} – {last}" if form is write else tr("{start} to {end}", start=first, end=last)


def walk_words(space: ParkingSpace, units: str, form=write) -> str:
    if space.walk is None:
        return ""
    words = f"{form.distance(space.walk.distance_m, units)}, {form.duration(space.walk.duration_s)}"
    return tr("about {walk}", walk=words) if space.walk.rounded else words


def fit_words(space: ParkingSpace, vehicle: OwnVehicle | None, form=write) -> tuple[str, str, str]:
    """Icon, tone and sentence: whether one's own vehicle fits. What is not known is said, never hidden."""
    fit = space.fit
    if fit.verdict is FitVerdict.FITS:
        if vehicle is None or vehicle.height_mm is None:
            return "check-circle", "ok", tr("Your vehicle fits.")
        words = tr("Your vehicle, {height} high, fits.", height=metres(vehicle.height_mm, form))
        entrance = tr("Entrance {height}.", height=metres(space.facts.height_mm, form)) if space.facts.height_mm else ""
        return "check-circle", "ok", f"{words} {entrance}".strip()
    worst = [note for note in fit.notes if note.verdict is fit.verdict]
    if fit.verdict is FitVerdict.NO:
        return "close-circle", "error", " ".join(refused_words(note, form) for note in worst)
    names = ", ".join(SIZE_WORDS[note.about]() for note in worst)
    if fit.verdict is FitVerdict.ASK:
        return "help-circle", "warn", tr("Not known of your vehicle: {facts}. Say it first.", facts=names)
    return "help-circle", "warn", tr("Not known here: {facts}. Your own risk.", facts=names)


def refused_words(note: FitNote, form=write) -> str:
    if note.about in NO_WORDS:
        return NO_WORDS[note.about]()
    if note.most is None:
        return tr("It does not fit: {fact}.", fact=SIZE_WORDS[note.about]())
    if note.about is FitAbout.WEIGHT:
        return tr("Too heavy: at most {n} kg.", n=write.number(note.most))
    most = metres(note.most, form)
    return {
        FitAbout.HEIGHT: lambda: tr("Too high: at most {size}.", size=most), FitAbout.WIDTH: lambda: tr("Too wide: at most {size}.", size=most),
        FitAbout.LENGTH: lambda: tr("Too long: at most {size}.", size=most),
    }[note.about]()  # fmt: skip


def likely_words(chance: Likely | None, form=write) -> tuple[str, str] | None:
    """Tone and words of a forecast, with the age of what it rests on and how often such words came true; None where there is none."""
    if chance is None:
        return None
    tone, words = LIKELY[chance.word]
    parts = [words()]
    if chance.age_s is None:
        parts.append(tr("usual for this time"))
    else:
        written, spoken = age(chance.age_s)
        parts.append(tr("counted {age} ago", age=written if form is write else spoken))
    if chance.hit_pct is not None:
        parts.append(tr("came true {n} of 100 times", n=chance.hit_pct))
    if chance.new_here:
        parts.append(tr("new here"))
    if chance.unusual_days:
        parts.append(tr("unusual days"))
    return tone, ", ".join(parts)


def live_fact(space: ParkingSpace, now: datetime) -> Fact | None:
    """What was seen there, and when: one that is some minutes old is no longer told as now."""
    live = space.live
    if live is None:
        return None
    if live.open is False:
        return Fact("cancel", tr("Closed now"), "error", "", tr("Closed now"))
    if live.free is None:
        return None
    seconds = max(0, int((now - live.source.observed_at).total_seconds()))
    written, spoken = age(seconds)
    count = tr("{free} of {all} free", free=live.free, all=live.capacity) if live.capacity else trn("{n} free place", "{n} free places", live.free)
    if seconds >= OLD_S:
        return Fact("clock-alert-outline", tr("{count}, seen {age} ago", count=count, age=written), "warn", "",
                    tr("{count}, seen {age} ago", count=count, age=spoken))  # fmt: skip
    return Fact("access-point", count, "ok" if live.free else "error", "", f"{count}, {tr('Live')}")


def facts_rows(facts: SpaceFacts, form=write) -> Iterator[tuple[str, str, str]]:
    """Icon, what it is, and how large or how much. Of what nobody knows only what matters is listed, as not known."""
    size = " × ".join(metres(one, form) for one in (facts.width_mm, facts.length_mm) if one)
    if facts.badge_only:
        yield "wheelchair-accessibility", tr("Disabled bay"), size or tr("badge needed")
    elif size:
        yield "arrow-expand-all", tr("Bay"), size
    height = metres(facts.height_mm, form) if facts.height_mm else tr("not known") if facts.covered else tr("No limit told")
    yield "arrow-expand-vertical", tr("Height"), height
    step_free = {True: lambda: tr("Step-free exit"), False: lambda: tr("Steps at the exit"), None: lambda: tr("Step-free exit not known")}
    yield "human-wheelchair", step_free[facts.step_free](), tr("door {size} wide", size=metres(facts.door_mm, form)) if facts.door_mm else ""
    if facts.covered is not None:
        yield ("garage", tr("Covered"), "") if facts.covered else ("weather-partly-rainy", tr("In the open"), "")
    if facts.plug:
        power = tr("{n} kW", n=write.number(facts.power_w / 1000, 0 if facts.power_w % 1000 == 0 else 1)) if facts.power_w else ""
        yield "ev-station", tr("Charger"), " ".join(part for part in (PLUG_WORDS[str(facts.plug)](), power) if part)
    if facts.badge_bays:
        yield "wheelchair-accessibility", trn("{n} disabled bay", "{n} disabled bays", facts.badge_bays), ""
    if facts.forbids:
        yield "cancel", tr("Not allowed"), ", ".join(forbidden_words(word) for word in facts.forbids)


def forbidden_words(word: str) -> str:
    return {"trailer": lambda: tr("trailer"), "gas": lambda: tr("gas")}.get(word, lambda: kind_words(word) if word in KINDS else word)()


def rules(terms: SpaceTerms, price: SpacePrice, start: datetime, today: date, form=write) -> tuple[tuple[str, str], ...]:
    """Icon and sentence of the three fears, each answered before paying: giving back, being late, a space that is taken."""
    return (("cash-refund", cancel_words(terms, start, today, form)), ("car-clock", late_words(terms, price.currency, form)),
            ("shield-check-outline", taken_words()))  # fmt: skip


def cancel_words(terms: SpaceTerms, start: datetime, today: date, form=write) -> str:
    until = start - timedelta(minutes=terms.free_until_min)
    free = tr("Give it back for nothing until {time}.", time=f"{write.day(until.date(), today, inside=True)} {form.clock(until)}")
    return f"{free} {tr('Leave early, and unused time is paid back.')}" if terms.early_leave else free


def late_words(terms: SpaceTerms, currency: str, form=write) -> str:
    grace = tr("Up to {stay} late costs nothing.", stay=form.duration(terms.grace_min * 60)) if terms.grace_min else tr("Late?")
    step = tr("Then {price} for each {stay}", price=form.money(terms.overstay_step_minor, currency), stay=form.duration(terms.overstay_step_min * 60))
    fee = tr("and {price} once", price=form.money(terms.overstay_fee_minor, currency)) if terms.overstay_fee_minor else ""
    most = tr("at most {price}.", price=form.money(terms.overstay_most_minor, currency))
    return f"{grace} {', '.join(part for part in (step, fee, most) if part)}"


def taken_words() -> str:
    return tr("Space taken? Another one at no extra cost, or your money back.")
