"""Limits, and what stands against them, in words. Without Kivy."""

from accessibility.profiles import ProfileId
from backend.contract.limits import FactName, Wall
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.store.needs import Needs

INCH_M = 0.0254

FACTS = {
    FactName.STEPS: lambda: tr("steps"),
    FactName.ESCALATOR: lambda: tr("an escalator"),
    FactName.LIFT: lambda: tr("a lift"),
    FactName.INCLINE_UP: lambda: tr("slope uphill"),
    FactName.INCLINE_DOWN: lambda: tr("slope downhill"),
    FactName.KERB: lambda: tr("kerb"),
    FactName.WIDTH: lambda: tr("width"),
    FactName.SURFACE: lambda: tr("surface"),
    FactName.SMOOTHNESS: lambda: tr("evenness"),
    FactName.CROSSING: lambda: tr("kind of crossing"),
    FactName.BARRIER: lambda: tr("a barrier"),
    FactName.WHEELCHAIR: lambda: tr("fitness for wheelchairs"),
}
# What stands in the way where its value is known; those that have none are named as above.
IN_THE_WAY = {
    FactName.INCLINE_UP: lambda size: tr("a slope uphill of {size}", size=size),
    FactName.INCLINE_DOWN: lambda size: tr("a slope downhill of {size}", size=size),
    FactName.KERB: lambda size: tr("a kerb of {size}", size=size),
    FactName.WIDTH: lambda size: tr("only {size} of width", size=size),
}
UNFIT = {
    FactName.SURFACE: lambda: tr("an unfit surface"),
    FactName.SMOOTHNESS: lambda: tr("uneven ground"),
    FactName.CROSSING: lambda: tr("an unfit crossing"),
    FactName.WHEELCHAIR: lambda: tr("a stop or vehicle not fit for wheelchairs"),
}
VALUELESS = (FactName.STEPS, FactName.ESCALATOR, FactName.LIFT, FactName.BARRIER)


SHORT = {
    ProfileId.MANUAL_CHAIR: lambda: tr("hand wheelchair"),
    ProfileId.POWER_CHAIR: lambda: tr("motor wheelchair"),
    ProfileId.WALKER: lambda: tr("with a walker"),
    ProfileId.CANE: lambda: tr("walking slowly"),
    ProfileId.LOW_STAMINA: lambda: tr("short distances"),
    ProfileId.BLIND: lambda: tr("without seeing"),
    ProfileId.LOW_VISION: lambda: tr("seeing little"),
    ProfileId.PRAM: lambda: tr("with a pram or bags"),
    ProfileId.CUSTOM: lambda: tr("own limits"),
}


def needs_in_words(needs: Needs, units: str, spoken: bool = False) -> str:
    """In a few words, for a row: how one gets around, then the limits that decide most."""
    measure = length_spoken if spoken else length
    distance = (say if spoken else write).distance
    parts = [SHORT[profile]() for profile in needs.profiles if profile in SHORT] or [tr("Walk")]
    if needs.profile is not ProfileId.NONE:
        if not needs.limit("steps"):
            parts.append(tr("no steps"))
        if needs.limit("max_kerb_m") is not None:
            parts.append(tr("kerbs up to {size}", size=measure(needs.limit("max_kerb_m"), units)))
    if needs.max_walk_m is not None:
        parts.append(tr("at most {distance}", distance=distance(needs.max_walk_m, units)))
    parts.append(tr("no change") if needs.max_transfers == 0 else tr("up to {n} changes", n=needs.max_transfers))
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def exact(value: float) -> str:
    """With a decimal where it has one, so that what is over a limit is never told as the limit itself."""
    return write.number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def length(metres: float, units: str) -> str:
    """Of kerbs and widths: centimetres, or inches."""
    if units == "imperial":
        return tr("{n} in", n=write.number(metres / INCH_M, 1))
    return tr("{n} cm", n=exact(metres * 100))


def length_spoken(metres: float, units: str) -> str:
    if units == "imperial":
        return tr("{n} inches", n=write.number(metres / INCH_M, 1))
    whole = round(metres * 100)
    return trn("{n} centimetre", "{n} centimetres", whole) if exact(metres * 100) == write.number(whole) else length(metres, units)


def percent(value: float) -> str:
    return tr("{n} %", n=exact(value))


def wall_words(wall: Wall, units: str, spoken: bool = False) -> str:
    """As a part of a sentence: a kerb of 12 cm. Of what only is not known, that."""
    if wall.name in VALUELESS:
        return FACTS[wall.name]()
    if wall.value is None:
        return tr("not known: {what}", what=FACTS[wall.name]())
    if wall.name in UNFIT or not isinstance(wall.value, (int, float)):
        return UNFIT.get(wall.name, FACTS[wall.name])()
    if wall.name in (FactName.INCLINE_UP, FactName.INCLINE_DOWN):
        size = percent(wall.value)
    else:
        size = (length_spoken if spoken else length)(wall.value, units)
    return IN_THE_WAY[wall.name](size)
