"""The timetable of a city as flat arrays: what the GTFS build writes and day timetables, departures and answers read.

All feeds are joined; ids are unique per feed, so an outside id is `feed:id` where there is more than one feed. Times are int32
seconds since noon minus 12 h of the service day in the feed's time zone (GTFS), and may pass 86,400.
"""
from dataclasses import dataclass

import numpy as np

from routing.store import Texts


@dataclass(frozen=True)
class Transit:
    """f feeds, a agencies, s stops of every location type, r routes, c services, t trips, p patterns, q pattern stops, x transfers."""

    feed_name: Texts  # f, file name without folder
    feed_timezone: Texts  # f, IANA name
    agency_feed: np.ndarray  # int16[a]
    agency_name: Texts
    agency_url: Texts
    agency_timezone: Texts
    # stops
    stop_feed: np.ndarray  # int16[s]
    stop_id: Texts
    stop_code: Texts
    stop_name: Texts  # inherited from the parent where empty
    stop_platform: Texts  # platform_code
    stop_lat: np.ndarray  # float64[s], NaN where neither stop nor parent has a place
    stop_lon: np.ndarray  # float64[s]
    stop_kind: np.ndarray  # uint8[s], location_type: 0 stop or platform, 1 station, 2 entrance, 3 generic node, 4 boarding area
    stop_parent: np.ndarray  # int32[s], -1 none
    stop_wheelchair: np.ndarray  # uint8[s], Tri: 0 unknown, 1 yes, 2 no; inherited from the parent
    stop_level: np.ndarray  # float32[s], level_index; NaN unknown
    stop_change_s: np.ndarray  # int32[s], transfers.txt type 2 from a stop to itself; -1 none
    # routes
    route_feed: np.ndarray  # int16[r]
    route_agency: np.ndarray  # int32[r], -1 none
    route_id: Texts
    route_short_name: Texts
    route_long_name: Texts
    route_type: np.ndarray  # int16[r], GTFS or extended route_type
    route_colour: np.ndarray  # int32[r], 0xRRGGBB; -1 none
    route_text_colour: np.ndarray  # int32[r]
    # services
    first_day: np.ndarray  # int32[1], ordinal (date.toordinal) of column 0 of service_days
    service_feed: np.ndarray  # int16[c]
    service_id: Texts
    service_days: np.ndarray  # uint8[c, days], 1 where the service runs
    # trips: one row per trip, or per departure of a frequency-based trip
    trip_id: Texts
    trip_route: np.ndarray  # int32[t]
    trip_service: np.ndarray  # int32[t]
    trip_headsign: np.ndarray  # int32[t], into `headsigns`; -1 none
    trip_short_name: np.ndarray  # int32[t], into `headsigns`; -1 none
    trip_direction: np.ndarray  # int8[t], -1 unknown
    trip_wheelchair: np.ndarray  # uint8[t], Tri
    trip_bikes: np.ndarray  # uint8[t], Tri
    trip_block: np.ndarray  # int32[t], number of the block within its feed; -1 none
    trip_start_s: np.ndarray  # int32[t], start of a frequency-based departure; -1: an ordinary trip
    trip_exact: np.ndarray  # uint8[t], 0: frequency-based, times not exact
    trip_pattern: np.ndarray  # int32[t]
    time_first: np.ndarray  # int64[t + 1], into arrival_s and departure_s; one entry per stop of the trip's pattern
    arrival_s: np.ndarray  # int32[times]
    departure_s: np.ndarray  # int32[times]
    time_exact: np.ndarray  # uint8[times], 0: interpolated by the build or timepoint = 0
    headsigns: Texts
    # patterns: trips with the same route, stop sequence and boarding rules
    pattern_route: np.ndarray  # int32[p]
    pattern_first: np.ndarray  # int32[p + 1]
    pattern_stop: np.ndarray  # int32[q]
    pattern_pickup: np.ndarray  # uint8[q], pickup_type: 0 regular, 1 none, 2 phone, 3 driver
    pattern_drop_off: np.ndarray  # uint8[q]
    pattern_headsign: np.ndarray  # int32[q], stop_headsign into `headsigns`; -1 none
    pattern_shape: np.ndarray  # int32[p], -1 none (patterns are split where trips have another shape)
    pattern_shape_at: np.ndarray  # int32[q], index of the shape point at this stop, counted from the shape's first point; -1 none
    shape_first: np.ndarray  # int64[shapes + 1]
    shape_lat_e7: np.ndarray  # int32, the projections of the stops are points of their own
    shape_lon_e7: np.ndarray  # int32
    # transfers.txt, rows between two stops, platforms listed where the file names a station
    transfer_from: np.ndarray  # int32[x], stop
    transfer_to: np.ndarray  # int32[x], stop
    transfer_type: np.ndarray  # uint8[x], 0 to 5
    transfer_min_s: np.ndarray  # int32[x], -1 none
    transfer_from_route: np.ndarray  # int32[x], -1 any
    transfer_to_route: np.ndarray  # int32[x], -1 any
    transfer_from_trip: np.ndarray  # int32[x], first row of the trip; -1 any (types 4 and 5 always name both trips)
    transfer_to_trip: np.ndarray  # int32[x], -1 any
