"""The timetable as a GTFS zip, valid from a first day for 400 days."""
import csv
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from .fares import fare_tables
from .ground import to_lonlat, to_xy
from .layout import from_centre
from .station_kit import PLATFORM, StationKit
from .timetable import METRO_BANDS, SERVICES, STRETCH, Trip, make_trips, stop_times
from .transfers import HEADER as TRANSFERS_HEADER
from .transfers import transfer_rows
from .transit import Network

TIMEZONE = "Europe/Brussels"
VALID_DAYS = 400
HOLIDAYS_AFTER_DAYS = (100, 120, 121, 250)
ROUTE_TYPE = {"tram": 0, "metro": 1, "rail": 2, "bus": 3, "ferry": 4}
COLOUR = {"tram": "C0392B", "metro": "1F4E9E", "rail": "4A4A4A", "bus": "D4691C", "ferry": "0E7C86", "demand": "5B2C83"}
AGENCIES = (("city", "City Lines"), ("river", "River Boats"))
LEVEL_NAMES = {0: "Street", -1: "Concourse", -2: "Metro platforms"}
ON_DEMAND_ZONE = [(-3950, 700), (-3350, 700), (-3100, 2000), (-2500, 2600), (-1500, 3050), (-1400, 3950), (-3950, 3950), (-3950, 700)]
TRIPS = ["route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "shape_id", "block_id", "wheelchair_accessible", "bikes_allowed"]
STOP_TIMES = [
    "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type", "shape_dist_traveled", "timepoint",
    "location_id", "start_pickup_drop_off_window", "end_pickup_drop_off_window", "pickup_booking_rule_id", "drop_off_booking_rule_id",
]
CALENDAR = ["service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "start_date", "end_date"]
SHAPES = ["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"]
BOOKING = ["booking_rule_id", "booking_type", "prior_notice_duration_min", "message", "phone_number", "booking_url"]


def table(rows, header=None) -> str:
    """CSV of tuples under a header, or of dictionaries under all their keys."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header is None:
        header = list(dict.fromkeys(key for row in rows for key in row))
        rows = [[row.get(key, "") for key in header] for row in rows]
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def day(when: date) -> str:
    return when.strftime("%Y%m%d")


class Feed:
    """Gathers the rows of every file."""

    def __init__(self, network: Network, kit: StationKit, first_day: date):
        self.network, self.first_day = network, first_day
        self.last_day = first_day + timedelta(days=VALID_DAYS - 1)
        self.kit = kit
        self.trips = make_trips(network)
        served = {stop for line in network.lines for pattern in line.patterns for stop in pattern.stops}
        every = kit.stops + street_stops(network)
        self.stops = [stop for stop in every if stop["location_type"] != PLATFORM or stop["stop_id"] in served]
        self.name_of = {stop["stop_id"]: stop["stop_name"] for stop in self.stops}

    def files(self) -> dict[str, str]:
        boarding = [stop for stop in self.stops if stop["location_type"] == PLATFORM]
        zones = [("zone_b" if from_centre(stop_xy(stop)) > 1950 else "zone_a", stop["stop_id"]) for stop in boarding]
        levels = [(f"L{level}", level, LEVEL_NAMES[level]) for level in sorted(self.kit.levels)]
        booking = [("drt_rule", 1, 30, "Tell us where and when; rides are shared.", "+32 2 555 01 00", "https://city.example.org/ride")]
        trips, times = self._trip_rows()
        return {
            "agency.txt": table(self._agencies()),
            "stops.txt": table(self.stops),
            "routes.txt": table(self._routes()),
            "trips.txt": table(trips, TRIPS),
            "stop_times.txt": table(times, STOP_TIMES),
            "calendar.txt": table([(name, *week, day(self.first_day), day(self.last_day)) for name, week in SERVICES.items()], CALENDAR),
            "calendar_dates.txt": table(self._exceptions(), ["service_id", "date", "exception_type"]),
            "shapes.txt": table(self._shapes(), SHAPES),
            "frequencies.txt": table(self._frequencies(), ["trip_id", "start_time", "end_time", "headway_secs", "exact_times"]),
            "pathways.txt": table(self.kit.pathways),
            "levels.txt": table(levels, ["level_id", "level_index", "level_name"]),
            "transfers.txt": table(transfer_rows(boarding, self.trips), TRANSFERS_HEADER),
            "feed_info.txt": table([self._feed_info()]),
            "attributions.txt": table([self._attribution()]),
            "booking_rules.txt": table(booking, BOOKING),
            "areas.txt": table([("zone_a", "Zone A"), ("zone_b", "Zone B")], ["area_id", "area_name"]),
            "stop_areas.txt": table(zones, ["area_id", "stop_id"]),
            "locations.geojson": json.dumps(on_demand_zone()),
            **{name: table(rows, header) for name, (rows, header) in fare_tables(self.network.lines).items()},
        }

    def _agencies(self) -> list[dict]:
        about = {"agency_timezone": TIMEZONE, "agency_lang": "en", "agency_phone": "+32 2 555 01 00"}
        return [{"agency_id": id_, "agency_name": name, "agency_url": f"https://{id_}.example.org", **about} for id_, name in AGENCIES]

    def _feed_info(self) -> dict:
        return {
            "feed_publisher_name": "Allways demonstration city", "feed_publisher_url": "https://city.example.org",
            "feed_lang": "en", "default_lang": "en",
            "feed_start_date": day(self.first_day), "feed_end_date": day(self.last_day), "feed_version": f"demo-{day(self.first_day)}",
            "feed_contact_email": "feed@city.example.org",
        }

    def _attribution(self) -> dict:
        organization = "Allways demonstration city, invented data"
        return {"attribution_id": "1", "organization_name": organization, "is_producer": 1, "attribution_url": "https://city.example.org"}

    def _routes(self) -> list[dict]:
        rows = []
        for line in self.network.lines:
            first, last = (self.name_of[line.patterns[0].stops[k]] for k in (0, -1))
            agency = "river" if line.mode == "ferry" else "city"
            rows.append({
                "route_id": line.id, "agency_id": agency, "route_short_name": line.id, "route_long_name": f"{first} - {last}",
                "route_type": ROUTE_TYPE[line.mode], "route_color": COLOUR[line.mode], "route_text_color": "FFFFFF",
            })
        on_demand = {"route_id": "D1", "agency_id": "city", "route_short_name": "D1", "route_long_name": "On demand North West", "route_type": 3}
        return [*rows, on_demand | {"route_color": COLOUR["demand"], "route_text_color": "FFFFFF"}]

    def _trip_rows(self) -> tuple[list[tuple], list[tuple]]:
        trips, times = [], []
        no_flex = ("",) * 5
        for n, trip in enumerate(self.trips, 1):
            line = trip.line
            high_floor = line.id == "T2" and n % 4 == 0
            headsign = self.name_of[trip.pattern.stops[-1]]
            shape = f"{line.id}-{trip.direction}"
            bikes = 2 if line.mode == "bus" else 1
            trips.append((line.id, trip.service, trip.id, headsign, trip.direction, shape, trip.block_id, 2 if high_floor else 1, bikes))
            for k, (arrival, departure, stop, at_m, timepoint) in enumerate(stop_times(trip), 1):
                times.append((trip.id, arrival, departure, stop, k, 0, 0, at_m, timepoint, *no_flex))
        trips.append(("D1", "weekday", "D1-we", "Around the North West", 0, "", "", 1, 2))
        # On demand: out of the zone and into it; 2: by arrangement, 1: not here.
        for sequence, (pickup, drop_off) in enumerate(((2, 1), (1, 2)), 1):
            window = ("drt_north_west", "06:00:00", "22:00:00", "drt_rule", "drt_rule")
            times.append(("D1-we", "", "", "", sequence, pickup, drop_off, "", 0, *window))
        return trips, times

    def _frequencies(self) -> list[tuple]:
        metro = [trip for trip in self.trips if trip.line.mode == "metro"]
        return [frequency(trip, *band) for trip in metro for band in METRO_BANDS]

    def _exceptions(self) -> list[tuple]:
        """Holidays run as on Sunday."""
        rows = []
        for after_days in HOLIDAYS_AFTER_DAYS:
            holiday = self.first_day + timedelta(days=after_days)
            if holiday.weekday() < 6:
                rows.append(("weekday" if holiday.weekday() < 5 else "saturday", day(holiday), 2))
                rows.append(("sunday", day(holiday), 1))
        return rows

    def _shapes(self) -> list[tuple]:
        rows = []
        for line in self.network.lines:
            for direction, pattern in enumerate(line.patterns):
                xy = np.array(pattern.shape)
                at_m = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
                lon, lat = to_lonlat(*xy.T)
                for k in range(len(xy)):
                    rows.append((f"{line.id}-{direction}", f"{lat[k]:.6f}", f"{lon[k]:.6f}", k, f"{at_m[k]:.1f}"))
        return rows


def frequency(trip: Trip, start: str, end: str, headway_s: int) -> tuple:
    return trip.id, start, end, round(headway_s * STRETCH[trip.service]), 0


def street_stops(network: Network) -> list[dict]:
    rows = []
    for number, place in enumerate(network.places.values(), 1):
        for side, (x, y) in place.points.items():
            lon, lat = to_lonlat(x, y)
            rows.append({
                "stop_id": f"{place.id}{side}", "stop_name": place.name, "stop_lat": f"{lat:.6f}", "stop_lon": f"{lon:.6f}",
                "location_type": PLATFORM, "wheelchair_boarding": 2 if number % 7 == 0 else 1, "platform_code": side.upper(),
            })
    return rows


def stop_xy(stop: dict) -> tuple[float, float]:
    return to_xy(float(stop["stop_lon"]), float(stop["stop_lat"]))


def on_demand_zone() -> dict:
    ring = [[round(float(value), 6) for value in to_lonlat(x, y)] for x, y in ON_DEMAND_ZONE[::-1]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    zone = {"id": "drt_north_west", "type": "Feature", "properties": {"stop_name": "North West on demand"}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [zone]}


def write_gtfs(path: Path, network: Network, kit: StationKit, first_day: date) -> int:
    """Write the zip; returns the number of trips."""
    feed = Feed(network, kit, first_day)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in feed.files().items():
            # A fixed date, or no two zips are alike.
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return len(feed.trips)
