"""`stoptimes`: what leaves a stop, or comes to it, page by page."""
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from litestar.openapi.spec.enums import OpenAPIType

from backend.motis import modes
from backend.motis.calls import Call, Calls
from backend.motis.legs import hexadecimal
from backend.motis.messages import MotisPlace, MotisStopTime, MotisStopTimes
from backend.motis.parameters import EARLIER, LATER, Asked, Cursor, Parameter
from backend.motis.stops import ACCESS, YES, Stops, Visit
from backend.service.errors import BadRequest, NotFound
from routing.transit.live import LiveTrips

INTEGER, BOOLEAN = OpenAPIType.INTEGER, OpenAPIType.BOOLEAN
DEFAULT_N, MOST_N, LONGEST_WINDOW_S, WIDEST_M = 10, 256, 24 * 3600, 5000
SEEN_S = 24 * 3600

STOP_TIMES = (
    Parameter("stopId", "A stop, a platform or a station."),
    Parameter("center", "`latitude,longitude`, where there is no stop of this id; needs `radius`."),
    Parameter("radius", "Metres around, as the crow flies: stops there as well.", INTEGER, least=0, most=WIDEST_M),
    Parameter("exactRadius", "Whether stops of the same name around are left out; with a radius of 0 the rest of the station too.", BOOLEAN),
    Parameter("time", "ISO 8601 with an offset; now when left out."),
    Parameter("arriveBy", "Arrivals instead of departures.", BOOLEAN),
    Parameter("both", "Departures and arrivals.", BOOLEAN),
    Parameter("direction", "After `time` or before it; EARLIER for arrivals when left out.", words=(EARLIER, LATER)),
    Parameter("n", "At least so many, if there are so many within a day.", INTEGER, least=1, most=MOST_N),
    Parameter("window", f"Seconds: all within them, up to {MOST_N} or `n`.", INTEGER, least=0, most=LONGEST_WINDOW_S),
    Parameter("mode", "Kinds of public transport; all when left out.", words=modes.TRANSIT_WORDS, listed=True),
    Parameter("fetchStops", "Whether the stops on the way are told: those after a departure, those before an arrival.", BOOLEAN),
    Parameter("realtimeMode", "REALTIME alone is supported.", words=("REALTIME",)),
    Parameter("pageCursor", "A cursor of an answer to the same request."),
)  # fmt: skip


@dataclass(frozen=True)
class BoardWishes:
    """stops: rows with all platforms; of: the one that is told of. kinds: whether arriving. n: at least, window_s: all within."""

    stops: np.ndarray
    of: MotisPlace
    cursor: Cursor
    kinds: tuple[bool, ...]
    n: int
    window_s: int
    modes: frozenset[str]
    fetch_stops: bool


def read_board(asked: Asked, stops: Stops) -> BoardWishes:
    """Raises BadRequest, NotFound, Unprocessable."""
    rows, of = read_stops(asked, stops)
    arriving, at = asked.truth("arriveBy"), asked.moment("time") or datetime.now(UTC).replace(microsecond=0)
    word = asked.word("direction", EARLIER if arriving else LATER)
    n, window_s = asked.whole("n"), asked.whole("window")
    return BoardWishes(
        stops=rows,
        of=of,
        cursor=asked.cursor() or Cursor(word, at),
        kinds=(False, True) if asked.truth("both") else (arriving,),
        n=DEFAULT_N if n is None and window_s is None else n or 0,
        window_s=window_s or 0,
        modes=modes.spelt_out(asked.words("mode", (modes.TRANSIT,))),
        fetch_stops=asked.truth("fetchStops"),
    )


def read_stops(asked: Asked, stops: Stops) -> tuple[np.ndarray, MotisPlace]:
    name, centre, radius = asked.text("stopId"), asked.point("center"), asked.whole("radius")
    if name is None and centre is None:
        raise BadRequest("Give stopId, or center and radius.", "stopId")
    row, exact = stops.names.find_stop(name) if name is not None else None, asked.truth("exactRadius")
    if row is None:
        if centre is None:
            raise NotFound("There is no stop of this id. `geocode` finds stops by name.")
        if radius is None:
            raise BadRequest("Give radius as well, in metres.", "radius")
        return stops.platforms(stops.near(*centre, radius)), stops.plain("", *centre)
    spot = stops.spot(row)
    rows = [row] if exact else stops.alike(row)
    if radius and spot is not None:
        rows = [*rows, *stops.near(*spot, radius)]
    return stops.platforms(rows), stops.place(row)


class Board:
    def __init__(self, stops: Stops, calls: Calls, live: LiveTrips | None):
        self.stops, self.calls, self.live, self.transit = stops, calls, live, stops.transit

    def answer(self, wishes: BoardWishes) -> MotisStopTimes:
        at, later = int(wishes.cursor.at.timestamp()), wishes.cursor.word == LATER
        begin, end = (at, at + SEEN_S) if later else (at - SEEN_S, at)
        found = [call for arriving in wishes.kinds for call in self.calls.between(wishes.stops, begin, end, arriving, self.live)]
        found = [call for call in found if self.mode_of(call) in wishes.modes]
        found.sort(key=lambda call: (call.expected, call.trip, call.arriving))
        shown = first_ones(found, at, wishes) if later else first_ones(found[::-1], at, wishes)[::-1]
        before = shown[0].expected if shown and not later else begin
        after = shown[-1].expected + 1 if shown and later else end
        return MotisStopTimes(
            stop_times=tuple(self.stop_time(call, wishes.fetch_stops) for call in shown),
            place=wishes.of,
            previous_page_cursor=str(Cursor(EARLIER, moment(before))),
            next_page_cursor=str(Cursor(LATER, moment(after))),
        )

    def mode_of(self, call: Call) -> str:
        return modes.transit_mode(int(self.transit.route_type[self.transit.trip_route[call.trip]]))

    def stop_time(self, call: Call, fetch_stops: bool) -> MotisStopTime:
        names, facts = self.stops.names, self.stops.facts(call.trip)
        route = names.route(int(self.transit.trip_route[call.trip]))
        around = tuple(self.along(call)) if fetch_stops else None
        return MotisStopTime(
            place=self.stops.place(self.stop_of(call, call.position), self.visit(call)),
            mode=self.mode_of(call),
            real_time=call.live,
            headsign=names.headsign(call.trip, call.position),
            trip_from=self.stops.place(facts.first),
            trip_to=self.stops.place(facts.last),
            agency_id=facts.agency_id,
            agency_name=facts.agency_name,
            agency_url=facts.agency_url,
            route_id=route.id,
            direction_id=facts.direction,
            trip_id=names.trip_id(call.trip),
            route_short_name=route.short_name,
            route_long_name=route.long_name,
            trip_short_name=facts.short_name,
            display_name=route.short_name or route.long_name,
            pickup_dropoff_type="NOT_ALLOWED" if call.cancelled else "NORMAL",
            cancelled=call.cancelled,
            trip_cancelled=call.trip_cancelled,
            bikes_allowed=facts.bikes == YES,
            wheelchair_accessible=ACCESS[YES] if facts.wheelchair == YES else "NOT_ACCESSIBLE",  # what nobody knows is not promised
            reservation="NONE",
            source=facts.source,
            route_color=hexadecimal(route.colour),
            route_text_color=hexadecimal(route.text_colour),
            route_type=route.type,
            previous_stops=around if call.arriving else None,
            next_stops=None if call.arriving else around,
        )

    def visit(self, call: Call) -> Visit:
        expected, planned = moment(call.expected), moment(call.planned)
        if call.arriving:
            return Visit(arrival=expected, planned_arrival=planned, cancelled=call.cancelled, alights=not call.cancelled)
        return Visit(departure=expected, planned_departure=planned, cancelled=call.cancelled, boards=not call.cancelled)

    def stop_of(self, call: Call, position: int) -> int:
        return int(self.transit.pattern_stop[self.transit.pattern_first[self.transit.trip_pattern[call.trip]] + position])

    def along(self, call: Call) -> list[MotisPlace]:
        """The stops after a departure, or before an arrival, with their times."""
        pattern = int(self.transit.trip_pattern[call.trip])
        count = int(self.transit.pattern_first[pattern + 1] - self.transit.pattern_first[pattern])
        positions = range(call.position) if call.arriving else range(call.position + 1, count)
        return [self.stops.place(self.stop_of(call, position), self.passing(call, position, count)) for position in positions]

    def passing(self, call: Call, position: int, count: int) -> Visit:
        comes = self.calls.at_position(call, position, True, self.live) if position > 0 else None
        goes = self.calls.at_position(call, position, False, self.live) if position < count - 1 else None
        cancelled = any(one.cancelled for one in (comes, goes) if one is not None)
        return Visit(
            arrival=comes and moment(comes.expected),
            departure=goes and moment(goes.expected),
            planned_arrival=comes and moment(comes.planned),
            planned_departure=goes and moment(goes.planned),
            cancelled=cancelled,
        )


def first_ones(calls: list[Call], at: int, wishes: BoardWishes) -> list[Call]:
    """`n` of them or all within the window, whichever are more; those of one second stay together, or a page would lose some."""
    within = min(sum(abs(call.expected - at) <= wishes.window_s for call in calls) if wishes.window_s else 0, MOST_N)
    count = max(wishes.n, within)
    while 0 < count < len(calls) and calls[count].expected == calls[count - 1].expected:
        count += 1
    return calls[:count]


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
