"""What a client of MOTIS wishes of a trip. What cannot be done is refused where doing without it would mislead, and passed over where it is a hint.

Refused: bikes or cars taken on board, stops to go through, longer changes, slower people, single kinds of public transport, plans
without live facts. Passed over: the language, time-outs, fares, luggage, the way to search, and what only other modes than ours heed.
"""
from dataclasses import dataclass
from datetime import datetime

from litestar.openapi.spec.enums import OpenAPIType

from backend.contract.trips import TripMode
from backend.motis import modes
from backend.motis.parameters import Asked, Cursor, Parameter, degrees
from backend.motis.stops import NOWHERE, Stops
from backend.service.errors import NotFound, Unprocessable
from routing.snapshot import DEFAULT_WALK_MPS

INTEGER, NUMBER, BOOLEAN = OpenAPIType.INTEGER, OpenAPIType.NUMBER, OpenAPIType.BOOLEAN
MOST_TRANSFERS, MOST_ITINERARIES, LONGEST_WINDOW_S, LONGEST_S, LONGEST_TRIP_MIN = 6, 50, 24 * 3600, 24 * 3600, 7 * 24 * 60
DEFAULT_ITINERARIES, DEFAULT_WINDOW_S, DEFAULT_DIRECT_S = 5, 900, 1800
FORMS = tuple(modes.FORM_FACTORS)
PARTS = ("direct", "preTransit", "postTransit")
PLACE = "`latitude,longitude[,level]` in degrees, or a stop id."

PLAN = (
    Parameter("fromPlace", PLACE, required=True),
    Parameter("toPlace", PLACE, required=True),
    Parameter("time", "ISO 8601 with an offset; now when left out."),
    Parameter("arriveBy", "Whether `time` is when to arrive.", BOOLEAN),
    Parameter("transitModes", "All there are, or none; single ones only where the city has no others.", words=modes.TRANSIT_WORDS, listed=True),
    Parameter("directModes", "Ways without rides; WALK when left out.", words=modes.DIRECT_MODES, listed=True),
    Parameter("preTransitModes", "Ways to the first stop; WALK when left out. CAR is left at a car park.", words=modes.BEFORE_MODES, listed=True),
    Parameter("postTransitModes", "Ways on from the last stop; WALK when left out.", words=modes.AFTER_MODES, listed=True),
    *(Parameter(f"{part}RentalFormFactors", "Kinds of shared vehicles; all when left out.", words=FORMS, listed=True) for part in PARTS),
    *(Parameter(f"{part}RentalProviders", "Ids of shared systems; all when left out.", listed=True) for part in PARTS),
    *(Parameter(f"{part}RentalProviderGroups", "The same: each system is a group of its own.", listed=True) for part in PARTS),
    Parameter("maxTransfers", f"At most {MOST_TRANSFERS} count.", INTEGER, least=0, most=100),
    Parameter("maxTravelTime", "Minutes.", INTEGER, least=1, most=LONGEST_TRIP_MIN),
    Parameter("maxDirectTime", "Seconds of a way without rides.", INTEGER, least=0, most=LONGEST_S),
    Parameter("maxPreTransitTime", "Seconds to the first stop; no limit when left out.", INTEGER, least=0, most=LONGEST_S),
    Parameter("maxPostTransitTime", "Seconds on from the last stop; no limit when left out.", INTEGER, least=0, most=LONGEST_S),
    Parameter("timetableView", "All that leave (arrive) within the window, or the best from `time` on.", BOOLEAN),
    Parameter("searchWindow", "Seconds.", INTEGER, least=0, most=LONGEST_WINDOW_S),
    Parameter("numItineraries", "So many are looked for, even beyond the window.", INTEGER, least=1, most=MOST_ITINERARIES),
    Parameter("maxItineraries", "Looks for no more than so many in the window.", INTEGER, least=1, most=MOST_ITINERARIES),
    Parameter("pageCursor", "A cursor of an answer to the same request."),
    Parameter("joinInterlinedLegs", "Whether rides in which one stays seated are told as one.", BOOLEAN),
    Parameter("detailedLegs", "Whether legs have lines and steps.", BOOLEAN),
    Parameter("detailedTransfers", "Whether changes have lines and steps; as detailedLegs when left out.", BOOLEAN),
    Parameter("pedestrianProfile", "WHEELCHAIR: within the limits of one moved by hand.", words=("FOOT", "WHEELCHAIR")),
    Parameter("realtimeMode", "REALTIME alone is supported.", words=("REALTIME",)),
)  # fmt: skip


@dataclass(frozen=True)
class End:
    """Where a trip begins or ends. stop: a row of the timetable, None for a point."""

    lat: float
    lon: float
    stop: int | None


@dataclass(frozen=True)
class Shared:
    """Which shared vehicles are wanted: form factors and ids of systems, None: any."""

    forms: frozenset[str] | None
    systems: frozenset[str] | None


@dataclass(frozen=True)
class TripWishes:
    """at: None now. before, after: modes to the first stop and on from the last; None where any will do. max_*_s, max_duration_s: None no limit.

    rides: kinds of trips with rides to ask for; none where there are to be none
    """

    origin: End
    destination: End
    at: datetime | None
    arrive_by: bool
    rides: frozenset[TripMode]
    direct: tuple[str, ...]
    before: frozenset[str] | None
    after: frozenset[str] | None
    shared_direct: Shared
    shared_before: Shared
    shared_after: Shared
    max_transfers: int
    max_duration_s: int | None
    max_direct_s: int
    max_before_s: int | None
    max_after_s: int | None
    timetable_view: bool
    window_s: int
    enough: int
    most: int | None
    cursor: Cursor | None
    join: bool
    detailed_legs: bool
    detailed_transfers: bool
    wheelchair: bool


def read_wishes(asked: Asked, stops: Stops) -> TripWishes:
    """Raises BadRequest, NotFound, Unprocessable."""
    refuse_unsupported(asked)
    origin, destination = read_end(asked, "fromPlace", stops), read_end(asked, "toPlace", stops)
    before = asked.words("preTransitModes", (modes.WALK,))
    after = asked.words("postTransitModes", (modes.WALK,))
    # At a stop there is no way to it.
    before = before if origin.stop is None else (modes.WALK,)
    after = after if destination.stop is None else (modes.WALK,)
    shared_before, shared_after = read_shared(asked, "preTransit"), read_shared(asked, "postTransit")
    minutes, detailed = asked.whole("maxTravelTime"), asked.truth("detailedLegs", True)
    transfers = asked.whole("maxTransfers")
    max_direct_s, window_s = asked.whole("maxDirectTime"), asked.whole("searchWindow")
    return TripWishes(
        origin=origin,
        destination=destination,
        at=asked.moment("time"),
        arrive_by=asked.truth("arriveBy"),
        rides=rides_wanted(before, after, shared_before, shared_after) if transit_wanted(asked, stops) else frozenset(),
        direct=asked.words("directModes", (modes.WALK,)),
        before=frozenset(before) if origin.stop is None else None,
        after=frozenset(after) if destination.stop is None else None,
        shared_direct=read_shared(asked, "direct"),
        shared_before=shared_before,
        shared_after=shared_after,
        max_transfers=MOST_TRANSFERS if transfers is None else min(transfers, MOST_TRANSFERS),
        max_duration_s=None if minutes is None else minutes * 60,
        max_direct_s=DEFAULT_DIRECT_S if max_direct_s is None else max_direct_s,
        max_before_s=asked.whole("maxPreTransitTime"),
        max_after_s=asked.whole("maxPostTransitTime"),
        timetable_view=asked.truth("timetableView", True),
        window_s=DEFAULT_WINDOW_S if window_s is None else window_s,
        enough=asked.whole("numItineraries") or DEFAULT_ITINERARIES,
        most=asked.whole("maxItineraries"),
        cursor=asked.cursor(),
        join=asked.truth("joinInterlinedLegs", True),
        detailed_legs=detailed,
        detailed_transfers=asked.truth("detailedTransfers", detailed),
        wheelchair="WHEELCHAIR" in asked.words("pedestrianProfile"),
    )


def refuse_unsupported(asked: Asked) -> None:
    """Of what changes the answer: limits are walls, and a slower walk or a longer change must not be dropped in silence."""
    for name in ("requireBikeTransport", "requireCarTransport"):
        if asked.truth(name):
            asked.refuse(name, "Leave it out: nobody knows here what may be taken on board.")
    if asked.words("via"):
        asked.refuse("via", "Plan a trip to each place on the way.")
    if (asked.number("pedestrianSpeed") or DEFAULT_WALK_MPS) < DEFAULT_WALK_MPS:
        asked.refuse("pedestrianSpeed", f"People are counted to walk at {DEFAULT_WALK_MPS:g} metres per second; faster ones come in time too.")
    if (asked.number("minTransferTime") or 0) > 1:
        asked.refuse("minTransferTime", "A change takes at least one minute beside the walk.")
    if (asked.number("additionalTransferTime") or 0) > 0 or (asked.number("transferTimeFactor") or 1) > 1:
        asked.refuse("additionalTransferTime", "A change takes one minute beside the walk; leave transferTimeFactor and additionalTransferTime out.")
    for part in PARTS:
        if asked.words(f"{part}RentalPropulsionTypes"):
            asked.refuse(f"{part}RentalPropulsionTypes", f"Leave it out, or use {part}RentalFormFactors.")


def read_end(asked: Asked, name: str, stops: Stops) -> End:
    text = asked.required(name)
    if degrees(text) is not None:
        lat, lon = asked.point(name) or NOWHERE
        return End(lat, lon, None)
    row = stops.names.find_stop(text)
    if row is None:
        raise NotFound("There is no stop of this id. Give one of `geocode`, or latitude and longitude with a comma between.")
    spot = stops.spot(row)
    if spot is None:
        raise Unprocessable("Nobody knows where this stop is. Give latitude and longitude.", name)
    return End(*spot, row)


def read_shared(asked: Asked, part: str) -> Shared:
    forms = asked.words(f"{part}RentalFormFactors")
    systems = (*asked.words(f"{part}RentalProviders"), *asked.words(f"{part}RentalProviderGroups"))
    return Shared(frozenset(forms) or None, frozenset(systems) or None)


def transit_wanted(asked: Asked, stops: Stops) -> bool:
    """All kinds of public transport of the city, or none of them."""
    wanted = modes.spelt_out(asked.words("transitModes", (modes.TRANSIT,)))
    if wanted & stops.modes and not stops.modes <= wanted:
        asked.refuse("transitModes", f"Trips are planned with all kinds at once: leave it out, or give {', '.join(sorted(stops.modes))}.")
    return bool(wanted & stops.modes)


def rides_wanted(before: tuple[str, ...], after: tuple[str, ...], shared_before: Shared, shared_after: Shared) -> frozenset[TripMode]:
    found = {modes.TO_STOPS[mode] for mode in before if mode in modes.TO_STOPS}
    shared = [shared for mode, shared in ((before, shared_before), (after, shared_after)) if modes.RENTAL in mode]
    if modes.WALK in before or shared:
        found.add(TripMode.TRANSIT)
    return frozenset(found.union(*(kinds_of(wanted) for wanted in shared)))


def kinds_of(shared: Shared) -> frozenset[TripMode]:
    forms = FORMS if shared.forms is None else shared.forms
    return frozenset(kind for form in forms if (kind := modes.FORM_FACTORS[form]) is not None)
