"""Rows of the timetable as the outside knows them: ids, names, colours. What was made once is kept: the same few come up again and again."""
import numpy as np

from backend.contract.transit import Route, TransitMode
from backend.stops.newest import Newest
from routing.emissions import basic_route_type
from routing.transit.model import Transit

MODES = {
    0: TransitMode.TRAM,
    1: TransitMode.SUBWAY,
    2: TransitMode.RAIL,
    3: TransitMode.BUS,
    4: TransitMode.FERRY,
    5: TransitMode.CABLE_TRAM,
    6: TransitMode.AERIAL_LIFT,
    7: TransitMode.FUNICULAR,
    11: TransitMode.TROLLEYBUS,
    12: TransitMode.MONORAIL,
}
MONORAIL_EXTENDED = 405  # the one extended metro type that is a kind of its own


def transit_mode(route_type: int) -> TransitMode:
    """Of a GTFS route_type, basic or extended; an unknown one is a bus, as the engine counts it."""
    if route_type == MONORAIL_EXTENDED:
        return TransitMode.MONORAIL
    return MODES.get(basic_route_type(route_type), TransitMode.BUS)


class Names:
    """Over one timetable; may be used from many threads. built: the names of the city, where this is its timetable with added trips."""

    def __init__(self, transit: Transit, built: "Names | None" = None):
        self.transit, self._built = transit, built
        self._newest = Newest(transit, self, lambda longer: Names(longer, self))
        feeds = list(transit.feed_name)
        self._prefix = [f"{name.removesuffix('.zip')}:" for name in feeds] if len(feeds) > 1 else [""]
        if len(set(self._prefix)) < len(feeds):
            self._prefix = [f"{name}:" for name in feeds]
        # Stops and routes are the same in both.
        self._stops: dict[int, str] = {} if built is None else built._stops
        self._stop_names: dict[int, str] = {} if built is None else built._stop_names
        self._routes: dict[int, Route] = {} if built is None else built._routes
        self._headsigns: dict[int, str] = {}
        self._by_id: dict[str, int] | None = None

    def over(self, transit: Transit) -> "Names":
        """transit: that of the city, with added trips or without."""
        return self._newest.over(transit)

    def outside_id(self, feed: int, own_id: str) -> str:
        """`feed:id` where there is more than one feed. A slash would end a part of an address: ~1 stands for it, ~0 for ~ (as in RFC 6901)."""
        return self._prefix[feed] + own_id.replace("~", "~0").replace("/", "~1")

    def stop_id(self, stop: int) -> str:
        found = self._stops.get(stop)
        if found is None:
            found = self._stops[stop] = self.outside_id(int(self.transit.stop_feed[stop]), self.transit.stop_id[stop])
        return found

    def stop_name(self, stop: int) -> str:
        found = self._stop_names.get(stop)
        if found is None:
            found = self._stop_names[stop] = self.transit.stop_name[stop]
        return found

    def find_stop(self, stop_id: str) -> int | None:
        """The row of a stop by its outside id."""
        if self._built is not None:
            return self._built.find_stop(stop_id)
        if self._by_id is None:
            self._by_id = {self.stop_id(stop): stop for stop in range(len(self.transit.stop_kind))}
        return self._by_id.get(stop_id)

    def route(self, row: int) -> Route:
        found = self._routes.get(row)
        if found is None:
            found = self._routes[row] = self._make_route(row)
        return found

    def _make_route(self, row: int) -> Route:
        transit = self.transit
        agency, kind = int(transit.route_agency[row]), int(transit.route_type[row])
        return Route(
            id=self.outside_id(int(transit.route_feed[row]), transit.route_id[row]),
            short_name=transit.route_short_name[row],
            long_name=transit.route_long_name[row],
            colour=css_colour(int(transit.route_colour[row])),
            text_colour=css_colour(int(transit.route_text_colour[row])),
            type=kind,
            mode=transit_mode(kind),
            agency=transit.agency_name[agency] if agency >= 0 else "",
        )

    def trip_id(self, trip: int) -> str:
        """Departures of a trip by frequency share an id."""
        return self.outside_id(int(self.transit.route_feed[self.transit.trip_route[trip]]), self.transit.trip_id[trip])

    def headsign(self, trip: int, position: int) -> str:
        """What the vehicle shows when it leaves the stop at a position of its pattern: the stop's own sign, the trip's, or the last stop."""
        transit = self.transit
        pattern = int(transit.trip_pattern[trip])
        first, end = int(transit.pattern_first[pattern]), int(transit.pattern_first[pattern + 1])
        for sign in (int(transit.pattern_headsign[first + position]), int(transit.trip_headsign[trip])):
            if sign >= 0 and (text := self._sign(sign)):
                return text
        return self.stop_name(int(transit.pattern_stop[end - 1]))

    def _sign(self, sign: int) -> str:
        found = self._headsigns.get(sign)
        if found is None:
            found = self._headsigns[sign] = self.transit.headsigns[sign]
        return found

    def place_of(self, stop: int) -> tuple[float | None, float | None]:
        """Degrees, or None twice where the timetable names no place."""
        lat, lon = float(self.transit.stop_lat[stop]), float(self.transit.stop_lon[stop])
        return (None, None) if np.isnan(lat) or np.isnan(lon) else (lat, lon)


def css_colour(colour: int) -> str | None:
    return f"#{colour:06X}" if colour >= 0 else None
