"""Limits, and what stands against them, in words. Without Kivy."""

from backend.contract.limits import FactName, Wall
from mobile.i18n import tr, trn
from mobile.i18n import written as write

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
