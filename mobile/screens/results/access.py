"""What is known of a way for somebody with limits, and why there is none. Without Kivy."""

from backend.contract.limits import Accessibility, Blocked, Knowledge, StepFact
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact
from mobile.screens.needs.words import FACTS, wall_words
from mobile.screens.results.ground import PRESENT, fact_words

MOST_WALLS = 3
NO_WAY = {
    "no_way_with_limits": lambda: tr("There is no way within your limits. Change a limit, or choose a place nearby."),
    "origin_beyond_limits": lambda: tr("The start cannot be left within your limits. Choose a point nearby."),
    "destination_beyond_limits": lambda: tr("The destination cannot be reached within your limits. Choose a point nearby."),
}


def access_facts(known: Accessibility | None, units: str) -> tuple[Fact, ...]:
    """Nothing for whoever has no limits."""
    if known is None:
        return ()
    facts = []
    if known.step_free:
        facts.append(plain("check-circle-outline", tr("Step-free all the way"), "ok"))
    if known.lifts:
        facts.append(plain("elevator-passenger", trn("{n} lift", "{n} lifts", known.lifts)))
    if known.unknown_crossings:
        words = trn("{n} crossing not known", "{n} crossings not known", known.unknown_crossings)
        facts.append(plain("help-circle-outline", words, "warn"))
    if known.unknown_stops:
        words = trn("{n} stop or vehicle not known", "{n} stops or vehicles not known", known.unknown_stops)
        facts.append(plain("help-circle-outline", words, "warn"))
    if known.unknown_m:
        written, spoken = (tr("{distance} not known", distance=form.distance(known.unknown_m, units)) for form in (write, say))
        facts.append(Fact("help-circle-outline", written, "warn", "", spoken))
    return tuple(facts)


def plain(icon: str, words: str, tone: str = "quiet") -> Fact:
    return Fact(icon, words, tone, "", words)


def blocked_words(blocked: Blocked | None, units: str, spoken: bool = False) -> str:
    """How near one comes, and what stands in the way from there."""
    if blocked is None:
        return ""
    near = (say if spoken else write).distance(blocked.distance_m, units)
    first = tr("You get as far as {distance} from there.", distance=near) if blocked.lat is not None else tr("You cannot set out within your limits.")
    walls = dict.fromkeys((wall.street, wall_words(wall, units, spoken)) for wall in blocked.walls)
    return " ".join([first, *(wall_sentence(*wall) for wall in list(walls)[:MOST_WALLS])])


def help_words(number: str, spoken: bool = False) -> str:
    """Whom the city names to call; heard digit by digit. "" where that is nobody."""
    return tr("Call {number}", number=say.digits(number) if spoken else number) if number else ""


def wall_sentence(street: str, what: str) -> str:
    return tr("In the way, {street}: {what}.", street=street, what=what) if street else tr("In the way: {what}.", what=what)


def known(facts: tuple[StepFact, ...], units: str, spoken: bool = False) -> str:
    """What is known of a part of the way, "" where that is nothing: Flat, dropped kerbs, crossing with lights."""
    told = (fact for fact in facts if fact.knowledge is not Knowledge.UNKNOWN and (fact.value is not None or fact.name in PRESENT))
    words = ", ".join(dict.fromkeys(fact_words(fact, units, spoken) for fact in told))
    return words[:1].upper() + words[1:]


def not_known(facts: tuple[StepFact, ...]) -> str:
    """What of a part of the way nobody has mapped, "" where all is known."""
    names = [FACTS[fact.name]() for fact in facts if fact.knowledge is Knowledge.UNKNOWN]
    return tr("Not known: {what}", what=", ".join(names)) if names else ""
