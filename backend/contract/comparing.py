"""Why an itinerary is among those of an answer."""
from enum import StrEnum

from backend.contract.base import Answer


class Label(StrEnum):
    """What an itinerary is best at among those of its answer; one may be best at several things.

    RECOMMENDED: what we would take; exactly one. FASTEST: there first (to arrive by a time: leaves last). CHEAPEST: of those that cost something,
    where the price of each is known, or enough of it. FEWEST_TRANSFERS, LEAST_WALKING: of those with rides. Nobody has these four where all are
    equally good. SHORTEST and SAFEST speak of ways on foot all the way: fewest metres, and least of crossings, traffic, darkness and steps; of a
    single such way both are said.
    """

    RECOMMENDED = "recommended"
    FASTEST = "fastest"
    CHEAPEST = "cheapest"
    SHORTEST = "shortest"
    SAFEST = "safest"
    FEWEST_TRANSFERS = "fewest_transfers"
    LEAST_WALKING = "least_walking"


class Comparison(Answer, frozen=True):
    """A way on foot all the way, beside the shortest one of its answer. Metres are whole.

    `longerM` and `longerS`: how much more (seconds may be negative: the shortest is not always the quickest). Of this way: streets crossed with and
    without signals, metres along roads without a pavement, and metres without light, null by day. `…Avoided`: how much less than on the shortest;
    negative where it is more.
    """

    longer_m: float
    longer_s: int
    signal_crossings: int
    crossings_without_signals: int
    crossings_without_signals_avoided: int
    no_pavement_m: float
    no_pavement_m_avoided: float
    unlit_m: float | None = None
    unlit_m_avoided: float | None = None
