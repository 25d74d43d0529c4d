"""What a car park asks for at its gate, when it is open, and what may not drive in, as feeds tell it."""
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from backend.feeds.entries import Entry
from backend.feeds.parking.facts import GatePrices, Ladder

DAY_MIN = 24 * 60
MOST_RUNGS, LONGEST_MIN = 200, 62 * DAY_MIN
MOST_AMOUNT = Decimal(1_000_000)
# What feeds call kinds of vehicles, as a space calls what it forbids. What is not here forbids none that parks in car parks.
FORBIDDEN = {
    "caravan": "camper", "motorhome": "camper", "car with trailer": "trailer", "trailer": "trailer", "motorcycle": "motorcycle",
    "gas driven vehicles": "gas", "van": "van",
}  # fmt: skip
DAY, NIGHT = "day", "night"


def read_prices(entry: Entry) -> GatePrices | None:
    """None: nobody says. Rungs come in any order; one that cannot be is counted, and then nothing of the prices is believed."""
    listed = entry.find("prices")
    if not isinstance(listed, list) or not listed:
        return None
    ladders: dict[str, list[tuple[int, Decimal]]] = {DAY: [], NIGHT: []}
    for told in listed[: MOST_RUNGS + 1]:
        rung = rung_of(told)
        if rung is None or len(listed) > MOST_RUNGS:
            entry.bad("prices")
            return None
        ladders[rung[0]].append(rung[1:])
    day, night = (ladder_of(ladders[name]) for name in (DAY, NIGHT))
    if day is None or night is None:
        entry.log.add("prices_fall", entry.name)
        return None
    return GatePrices(day, night, minute_of(entry, "day_starts_at") or 0, minute_of(entry, "day_ends_at") or 0, bool(entry.truth("price_capped")))


def rung_of(told: Any) -> tuple[str, int, Decimal] | None:
    if not isinstance(told, dict):
        return None
    minutes, name = told.get("minutes"), str(told.get("tarif", DAY)).lower()
    try:
        amount = Decimal(str(told.get("price")))
    except InvalidOperation:
        return None
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 < minutes <= LONGEST_MIN or name not in (DAY, NIGHT):
        return None
    return (name, minutes, amount) if amount.is_finite() and 0 <= amount <= MOST_AMOUNT else None


def ladder_of(rungs: list[tuple[int, Decimal]]) -> Ladder | None:
    """By rising minutes. None: two prices for the same time, or staying longer costs less."""
    ladder = tuple(sorted(set(rungs)))
    falls = any(after[0] == before[0] or after[1] < before[1] for before, after in pairwise(ladder))
    return None if falls else ladder


def opening_of(entry: Entry) -> tuple[int, int] | None:
    """Minutes of each day, equal: always. None: not told."""
    if entry.find("opening_hours") == "24/7":
        return 0, 0
    opens, closes = minute_of(entry, "opens_at"), minute_of(entry, "closes_at")
    return None if opens is None or closes is None else (opens, closes)


def minute_of(entry: Entry, key: str) -> int | None:
    """Of a text such as 06:30."""
    told = entry.text(key)
    if not told:
        return None
    hours, _, minutes = told.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(told) <= 5 and int(hours) <= 24 and int(minutes) < 60):
        entry.bad(key)
        return None
    return (int(hours) * 60 + int(minutes)) % DAY_MIN


def forbids_of(entry: Entry) -> tuple[str, ...]:
    """As a space names what it forbids. Lorries are larger than any van: who keeps them out says nothing of vans."""
    listed = entry.find("forbidden")
    words = [str(word).lower() for word in listed] if isinstance(listed, list) else []
    return tuple(sorted({FORBIDDEN[word] for word in words if word in FORBIDDEN}))
