"""What the ground of a step is like, for somebody with limits, in words. Without Kivy."""

from backend.contract.limits import CrossingKind, FactName, Knowledge, Smoothness, StepFact, Surface
from mobile.i18n import tr
from mobile.screens.needs.words import FACTS, IN_THE_WAY, VALUELESS, length, length_spoken, percent

FLAT_PCT = 2  # what is gentler than this nobody calls a slope
DROPPED_M = 0.03  # the most that OpenStreetMap calls a lowered kerb
SURFACES = {
    Surface.ASPHALT: lambda: tr("asphalt"),
    Surface.CONCRETE: lambda: tr("concrete"),
    Surface.PAVING_STONES: lambda: tr("paving stones"),
    Surface.SETT: lambda: tr("setts"),
    Surface.COBBLESTONE: lambda: tr("cobblestones"),
    Surface.COMPACTED: lambda: tr("packed gravel"),
    Surface.FINE_GRAVEL: lambda: tr("fine gravel"),
    Surface.GRAVEL: lambda: tr("gravel"),
    Surface.DIRT: lambda: tr("earth"),
    Surface.GRASS: lambda: tr("grass"),
    Surface.SAND: lambda: tr("sand"),
    Surface.WOOD: lambda: tr("wood"),
    Surface.METAL: lambda: tr("metal"),
    Surface.OTHER_PAVED: lambda: tr("paved"),
    Surface.OTHER_UNPAVED: lambda: tr("not paved"),
}
EVENNESS = {
    Smoothness.EXCELLENT: lambda: tr("very even"),
    Smoothness.GOOD: lambda: tr("even"),
    Smoothness.INTERMEDIATE: lambda: tr("a little uneven"),
    Smoothness.BAD: lambda: tr("uneven"),
}
CROSSINGS = {
    CrossingKind.SIGNALS: lambda: tr("crossing with lights"),
    CrossingKind.MARKED: lambda: tr("marked crossing"),
    CrossingKind.UNMARKED: lambda: tr("crossing without marks"),
}
NAMED = {FactName.SURFACE: SURFACES, FactName.SMOOTHNESS: EVENNESS, FactName.CROSSING: CROSSINGS}


def fact_words(fact: StepFact, units: str, spoken: bool = False) -> str:
    """As part of a list; what only follows from something else says so."""
    words = plain_words(fact, units, spoken)
    return tr("probably {what}", what=words) if fact.knowledge is Knowledge.DERIVED else words


def plain_words(fact: StepFact, units: str, spoken: bool) -> str:
    name, value = fact.name, fact.value
    if name in NAMED:
        return NAMED[name].get(value, lambda: tr("very uneven") if name is FactName.SMOOTHNESS else str(value))()
    if not isinstance(value, (int, float)):
        return PRESENT[name]() if name in PRESENT else str(value)
    if name in (FactName.INCLINE_UP, FactName.INCLINE_DOWN):
        return tr("flat") if value <= FLAT_PCT else IN_THE_WAY[name](percent(value))
    size = (length_spoken if spoken else length)(value, units)
    if name is FactName.KERB:
        return tr("no kerb") if value == 0 else tr("dropped kerbs") if value <= DROPPED_M else IN_THE_WAY[name](size)
    return tr("{size} wide", size=size)


PRESENT = {**{name: FACTS[name] for name in VALUELESS}, FactName.WHEELCHAIR: lambda: tr("fit for wheelchairs")}
