"""Why each way is there, and in numbers what it is beside the first one. Without Kivy."""

from backend.contract.trips import Comparison, Itinerary, Label, LegMode
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.words import drawn_mode, mode_word

# Seconds that a minute on foot and a change weigh beside a minute of travelling, for "best for you".
WALK_WEIGHT, CHANGE_S = 0.8, 240
WALK_MPS = 1.2
LEAST_S, LEAST_M, LEAST_LONGER_M = 60, 50, 10  # less than this nobody notices
MOST_DIFFERENCES = 3

# In this order where one way has several: what it is called for.
LABELS = {
    Label.RECOMMENDED: ("best", lambda: tr("Best for you")),
    Label.SAFEST: ("safest", lambda: tr("Safest")),
    Label.SHORTEST: ("shortest", lambda: tr("Shortest")),
    Label.FASTEST: ("fastest", lambda: tr("Fastest")),
    Label.CHEAPEST: ("cheapest", lambda: tr("Cheapest")),
    Label.LEAST_WALKING: ("walking", lambda: tr("Least walking")),
    Label.FEWEST_TRANSFERS: ("changes", lambda: tr("Fewest changes")),
}
SORTS = {
    "best": (lambda it: (Label.RECOMMENDED not in it.labels, effort(it)), lambda: tr("Best for you")),
    "fastest": (lambda it: it.duration_s, lambda: tr("Fastest")),
    "cheapest": (lambda it: (Label.CHEAPEST not in it.labels, *cost(it)), lambda: tr("Cheapest")),
    "shortest": (lambda it: (Label.SHORTEST not in it.labels, sum(leg.distance_m for leg in it.legs)), lambda: tr("Shortest")),
    "safest": (lambda it: (Label.SAFEST not in it.labels, effort(it)), lambda: tr("Safest")),
    "walking": (lambda it: it.walk_m, lambda: tr("Least walking")),
    "changes": (lambda it: (it.transfers, it.duration_s), lambda: tr("Fewest changes")),
    "co2": (lambda it: it.co2_g, lambda: tr("Least CO₂")),
}
# Only where a way is told to be so: on foot, or of those whose price is known.
WHERE_TOLD = {"shortest": Label.SHORTEST, "safest": Label.SAFEST, "cheapest": Label.CHEAPEST}


def effort(itinerary: Itinerary) -> float:
    return itinerary.duration_s + itinerary.walk_m / WALK_MPS * WALK_WEIGHT + itinerary.transfers * CHANGE_S


def cost(itinerary: Itinerary) -> tuple[bool, int]:
    """Those of which nothing is known come last; a way that costs nothing has no price and is found without this order."""
    price = itinerary.price
    return (price is None, 0 if price is None else price.amount_minor)


def sorts_for(itineraries, chosen: str) -> tuple[str, ...]:
    """The orders that make sense for these ways, and the one chosen."""
    told = {label for itinerary in itineraries for label in itinerary.labels}
    return tuple(name for name in SORTS if name == chosen or name not in WHERE_TOLD or WHERE_TOLD[name] in told)


def reasons_of(ordered: list[Itinerary], sort: str) -> list[str]:
    """Why each one is there, each reason once: the first for the order chosen, the others for what they are best at."""
    given, reasons = {sort}, []
    for number, itinerary in enumerate(ordered):
        names = [name for label, (name, _) in LABELS.items() if label in itinerary.labels and name not in given]
        if number == 0:
            names = [sort]
        elif not names:
            names = [name for name in ("fastest", "walking", "changes", "co2") if name not in given and alone_best(itinerary, ordered, name)][:1]
        given.update(names[:1])
        reasons.append(SORTS[names[0]][1]() if names else kind_of(itinerary))
    return reasons


def joined(words: list[str]) -> str:
    """Best for you, shortest."""
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def alone_best(itinerary: Itinerary, ordered: list[Itinerary], name: str) -> bool:
    key = SORTS[name][0]
    return all(key(itinerary) < key(other) for other in ordered if other is not itinerary)


def kind_of(itinerary: Itinerary) -> str:
    rides = [leg for leg in itinerary.legs if leg.route]
    if not rides:
        longest = max(itinerary.legs, key=lambda leg: leg.distance_m)
        rented = next((leg for leg in itinerary.legs if leg.rental or leg.mode in (LegMode.TAXI, LegMode.ON_DEMAND)), None)
        if rented:
            return mode_word(drawn_mode(rented, "walk"))
        own = {LegMode.WALK: lambda: tr("Only on foot"), LegMode.BIKE: lambda: tr("Own bike"), LegMode.CAR: lambda: tr("Own car")}
        return own[longest.mode]() if longest.mode in own else tr("Another way")
    return tr("One ride") if itinerary.transfers == 0 else tr("Another way")


def compared(itinerary: Itinerary, first: Itinerary, moves: str, units: str, spoken: bool = False) -> str:
    """In numbers: a way on foot beside the shortest one, all others beside the first. "" where nothing differs."""
    told = beside_shortest(itinerary.comparison, units, spoken) if itinerary.comparison else ()
    if told or itinerary is first:
        return ", ".join(told[:MOST_DIFFERENCES])
    found = (
        minutes_apart(itinerary.duration_s - first.duration_s, spoken),
        metres_apart(itinerary.walk_m - first.walk_m, moves, units, spoken),
        changes_apart(itinerary.transfers - first.transfers),
    )
    return ", ".join(words for words in found if words)


def beside_shortest(told: Comparison, units: str, spoken: bool = False) -> tuple[str, ...]:
    """What a way on foot costs and spares beside the shortest one: 120 m longer than the shortest, 2 crossings without signals less."""
    form = say if spoken else write
    found = []
    if told.longer_m >= LEAST_LONGER_M:
        found.append(tr("{distance} longer than the shortest", distance=form.distance(told.longer_m, units)))
    fewer = told.crossings_without_signals_avoided
    if fewer > 0 and told.signal_crossings:
        words = trn("{n} crossing with signals", "{n} crossings with signals", told.signal_crossings)
        found.append(tr("{crossings}, {n} fewer without", crossings=words, n=fewer))
    elif fewer > 0:
        found.append(trn("{n} crossing without signals fewer", "{n} crossings without signals fewer", fewer))
    elif fewer < 0:
        found.append(trn("{n} crossing without signals more", "{n} crossings without signals more", -fewer))
    for metres, less, more in (
        (told.no_pavement_m_avoided, lambda far: tr("{distance} less without a pavement", distance=far),
         lambda far: tr("{distance} more without a pavement", distance=far)),
        (told.unlit_m_avoided or 0, lambda far: tr("{distance} less in the dark", distance=far),
         lambda far: tr("{distance} more in the dark", distance=far)),
    ):  # fmt: skip
        if abs(metres) >= LEAST_LONGER_M:
            found.append((less if metres > 0 else more)(form.distance(abs(metres), units)))
    return tuple(found)


def why_words(itinerary: Itinerary, units: str, spoken: bool = False) -> tuple[str, ...]:
    """For the page of one way: what it is best at, and in numbers why."""
    labels = joined([words() for label, (_, words) in LABELS.items() if label in itinerary.labels])
    told = beside_shortest(itinerary.comparison, units, spoken) if itinerary.comparison else ()
    return tuple(words[:1].upper() + words[1:] for words in (labels, *told) if words)


def minutes_apart(seconds: float, spoken: bool) -> str:
    if abs(seconds) < LEAST_S:
        return ""
    words = (say if spoken else write).duration(abs(seconds))
    return tr("{duration} longer", duration=words) if seconds > 0 else tr("{duration} shorter", duration=words)


def metres_apart(metres: float, moves: str, units: str, spoken: bool) -> str:
    if abs(metres) < LEAST_M:
        return ""
    words, more = (say if spoken else write).distance(abs(metres), units), metres > 0
    if moves == "roll":
        return tr("{distance} more rolling", distance=words) if more else tr("{distance} less rolling", distance=words)
    return tr("{distance} more on foot", distance=words) if more else tr("{distance} less on foot", distance=words)


def changes_apart(changes: int) -> str:
    if changes > 0:
        return trn("{n} change more", "{n} changes more", changes)
    return trn("{n} change less", "{n} changes less", -changes) if changes else ""
