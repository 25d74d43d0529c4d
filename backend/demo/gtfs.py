"""The timetable as a GTFS zip, valid for a year from the day given."""
import csv
import io
import json
import zipfile
from datetime import timedelta

import numpy as np

from .ground import to_lonlat
from .plan import CENTRE
from .transit import SPEED_MS

TYPE = {"tram": 0, "metro": 1, "rail": 2, "bus": 3, "ferry": 4}
COLOUR = {"tram": "C0392B", "metro": "1F4E9E", "rail": "4A4A4A", "bus": "D4691C", "ferry": "0E7C86"}
# mode -> (from hour, to hour, headway in minutes); the service factor stretches it at weekends
HEADWAYS = {
    "tram": [(5, 6.5, 15), (6.5, 9, 7.5), (9, 15.5, 10), (15.5, 19, 7.5), (19, 24.5, 15)], "bus": [(5, 6.5, 20), (6.5, 9, 10), (9, 15.5, 15), (15.5, 19, 10), (19, 24, 30)],
    "rail": [(5, 23.5, 30)], "ferry": [(7, 20, 20)],
}
METRO_BANDS = [("05:00:00", "06:30:00", 600), ("06:30:00", "09:00:00", 240), ("09:00:00", "15:30:00", 360), ("15:30:00", "19:00:00", 240), ("19:00:00", "24:30:00", 600)]
SERVICES = {"weekday": (1, 1, 1, 1, 1, 0, 0), "saturday": (0, 0, 0, 0, 0, 1, 0), "sunday": (0, 0, 0, 0, 0, 0, 1), "night": (0, 0, 0, 0, 1, 1, 0)}
STRETCH = {"weekday": 1.0, "saturday": 1.5, "sunday": 2.0}
FLEX = ["location_id", "start_pickup_drop_off_window", "end_pickup_drop_off_window", "pickup_booking_rule_id", "drop_off_booking_rule_id"]
STOP_TIME = ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type", "shape_dist_traveled", "timepoint", *FLEX]
DRT_ZONE = [(-3950, 700), (-3350, 700), (-3100, 2000), (-2500, 2600), (-1500, 3050), (-1400, 3950), (-3950, 3950), (-3950, 700)]


def clock(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def table(rows, header=None):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header is None:
        header = list(dict.fromkeys(k for row in rows for k in row))
        rows = [[row.get(k, "") for k in header] for row in rows]
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def departures(mode, factor):
    for start, end, headway in HEADWAYS[mode]:
        t, step = round(start * 3600), round(headway * factor * 60)
        while t < end * 3600:
            yield t
            t += step


def timetable(net):
    trips, times, frequencies = [], [], []
    for k, line in enumerate(net.lines):
        night, dwell = line.id.startswith("N"), {"metro": 25, "rail": 60, "ferry": 90}.get(line.mode, 18)
        for d in (0, 1):
            at = np.array(line.positions[d])
            hop = np.diff(at) / SPEED_MS[line.mode] + 8
            arrive = np.concatenate([[0], np.cumsum(hop + dwell) - dwell]).astype(int)
            for service in ["night"] if night else ["weekday", "saturday", "sunday"]:
                if night:
                    starts = range(24 * 3600 + 1800 + d * 900, 28 * 3600 + 1801, 1800)
                elif line.mode == "metro":
                    starts = [5 * 3600]
                else:
                    shift = 120 * k + (900 if line.id == "R2" else 0)
                    starts = [t + (shift + d * 240) % 900 + (900 if line.id == "R2" else 0) for t in departures(line.mode, STRETCH[service])]
                for n, t0 in enumerate(starts, 1):
                    trip = f"{line.id}-{service[:2]}-{d}-{n}"
                    low_floor = 2 if line.id == "T2" and n % 4 == 0 else 1
                    trips.append((line.id, service, trip, net.headsigns[line.stops[d][-1]], d, f"{line.id}-{d}", low_floor, 2 if line.mode == "bus" else 1))
                    for j, (stop, a, pos) in enumerate(zip(line.stops[d], arrive.tolist(), at.tolist())):
                        leave = t0 + a + (dwell if 0 < j < len(at) - 1 else 0)
                        times.append((trip, clock(t0 + a), clock(leave), stop, j + 1, 0, 0, f"{pos:.1f}", 1, "", "", "", "", ""))
                    if line.mode == "metro":
                        frequencies += [(trip, a, b, round(h * STRETCH[service]), 0) for a, b, h in METRO_BANDS]
    return trips, times, frequencies


def shapes(net):
    rows = []
    for line in net.lines:
        for d in (0, 1):
            xy = np.array(line.shape[d])
            step = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
            lon, lat = to_lonlat(*xy.T)
            rows += [(f"{line.id}-{d}", f"{b:.6f}", f"{a:.6f}", i, f"{s:.1f}") for i, (a, b, s) in enumerate(zip(lon, lat, step)) if i == 0 or s - step[i - 1] > 1.2]
    return rows


def write_gtfs(path, net, kit, first_day):
    last_day = first_day + timedelta(days=399)
    day = lambda d: d.strftime("%Y%m%d")
    stops = list(kit.stops)
    for place in net.places.values():
        for k, (side, (x, y)) in enumerate(place.points.items()):
            lon, lat = to_lonlat(x, y)
            stops.append({"stop_id": f"{place.id}{side}", "stop_name": place.name, "stop_lat": f"{lat:.6f}", "stop_lon": f"{lon:.6f}", "location_type": 0, "wheelchair_boarding": 2 if int(place.id[1:]) % 7 == 0 else 1, "platform_code": "AB"[k]})
    served = {s for line in net.lines for side in line.stops for s in side}
    stops = [s for s in stops if s["location_type"] != 0 or s["stop_id"] in served]
    names = {s["stop_id"]: s["stop_name"] for s in stops}
    net.headsigns = names
    trips, times, frequencies = timetable(net)
    trips.append(("D1", "weekday", "D1-we", "Around the North West", 0, "", 1, 2))
    for sequence, (up, down) in enumerate(((2, 1), (1, 2)), 1):
        times.append(("D1-we", "", "", "", sequence, up, down, "", 0, "drt_north_west", "06:00:00", "22:00:00", "drt_rule", "drt_rule"))
    routes = [{"route_id": l.id, "agency_id": "river" if l.mode == "ferry" else "city", "route_short_name": l.id, "route_long_name": f"{names[l.stops[0][0]]} - {names[l.stops[0][-1]]}", "route_type": TYPE[l.mode], "route_color": COLOUR[l.mode], "route_text_color": "FFFFFF"} for l in net.lines]
    routes.append({"route_id": "D1", "agency_id": "city", "route_short_name": "D1", "route_long_name": "On demand North West", "route_type": 3, "route_color": "5B2C83", "route_text_color": "FFFFFF"})
    holidays = [first_day + timedelta(days=d) for d in (30, 120, 121, 250)]
    exceptions = [(s, day(h), e) for h in holidays for s, e in ((("weekday" if h.weekday() < 5 else "saturday"), 2), ("sunday", 1)) if h.weekday() < 6]
    far = lambda s: np.hypot(*(np.array(net_xy(s)) - CENTRE)) > 1950
    zoned = [("zone_b" if far(s) else "zone_a", s["stop_id"]) for s in stops if s["location_type"] == 0]
    zone = {"type": "FeatureCollection", "features": [{"id": "drt_north_west", "type": "Feature", "properties": {"stop_name": "North West on demand"}, "geometry": {"type": "Polygon", "coordinates": [[[round(float(v), 6) for v in to_lonlat(x, y)] for x, y in DRT_ZONE[::-1]]]}}]}
    files = {
        "agency.txt": table([{"agency_id": a, "agency_name": n, "agency_url": f"https://{a}.example.org", "agency_timezone": "Europe/Brussels", "agency_lang": "en", "agency_phone": "+32 2 555 01 00"} for a, n in (("city", "City Lines"), ("river", "River Boats"))]),
        "stops.txt": table(stops), "routes.txt": table(routes),
        "trips.txt": table(trips, ["route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "shape_id", "wheelchair_accessible", "bikes_allowed"]),
        "stop_times.txt": table(times, STOP_TIME),
        "calendar.txt": table([(s, *week, day(first_day), day(last_day)) for s, week in SERVICES.items()], "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date".split()),
        "calendar_dates.txt": table(exceptions, ["service_id", "date", "exception_type"]),
        "shapes.txt": table(shapes(net), "shape_id shape_pt_lat shape_pt_lon shape_pt_sequence shape_dist_traveled".split()),
        "frequencies.txt": table(frequencies, "trip_id start_time end_time headway_secs exact_times".split()),
        "pathways.txt": table(kit.pathways),
        "levels.txt": table([(f"L{l}", l, {0: "Street", -1: "Concourse", -2: "Metro platforms"}[l]) for l in sorted(kit.levels)], ["level_id", "level_index", "level_name"]),
        "transfers.txt": table(transfers(stops), ["from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time"]),
        "feed_info.txt": table([{"feed_publisher_name": "Allways demonstration city", "feed_publisher_url": "https://city.example.org", "feed_lang": "en", "default_lang": "en", "feed_start_date": day(first_day), "feed_end_date": day(last_day), "feed_version": f"demo-{day(first_day)}", "feed_contact_email": "feed@city.example.org"}]),
        "attributions.txt": table([("1", "Allways demonstration city, invented data", 1, "https://city.example.org")], ["attribution_id", "organization_name", "is_producer", "attribution_url"]),
        "booking_rules.txt": table([("drt_rule", 1, 30, "Tell us where and when; rides are shared.", "+32 2 555 01 00", "https://city.example.org/ride")], "booking_rule_id booking_type prior_notice_duration_min message phone_number booking_url".split()),
        "areas.txt": table([("zone_a", "Zone A"), ("zone_b", "Zone B")], ["area_id", "area_name"]),
        "stop_areas.txt": table(zoned, ["area_id", "stop_id"]),
        "locations.geojson": json.dumps(zone), **fares(net),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def net_xy(stop):
    from .ground import to_xy

    return to_xy(float(stop["stop_lon"]), float(stop["stop_lat"]))


def transfers(stops):
    """Walks under 130 m between different stops, with a safe time; the pier waits for nobody."""
    boarding = [s for s in stops if s["location_type"] == 0]
    xy = np.array([net_xy(s) for s in boarding])
    rows = []
    for i, a in enumerate(boarding):
        for j in np.flatnonzero(np.hypot(*(xy - xy[i]).T) < 130):
            b = boarding[j]
            if i != j and not (a.get("parent_station") and a.get("parent_station") == b.get("parent_station")):
                rows.append((a["stop_id"], b["stop_id"], 2, 60 + round(float(np.hypot(*(xy[j] - xy[i]))) * 1.3)))
    return rows


def fares(net):
    riders = [("adult", "Adult", 1), ("child", "Child", 0), ("concession", "Concession", 0)]
    price = {"one_zone": 2.4, "two_zones": 3.6, "ferry": 3.0, "ferry_midday": 2.0, "day": 7.2, "demand": 4.0}
    share = {"adult": 1, "child": 0.5, "concession": 0.7}
    products = [(p, p.replace("_", " ").capitalize(), r, m, f"{price[p] * share[r]:.2f}", "EUR") for p in price for r, *_ in riders for m in ("app", "card")]
    legs = [("city_leg", "city", a, b, "one_zone" if a == b else "two_zones", "", 0) for a in ("zone_a", "zone_b") for b in ("zone_a", "zone_b")]
    legs += [("ferry_leg", "river", "", "", "ferry", "", 0), ("ferry_leg", "river", "", "", "ferry_midday", "midday", 1), ("demand_leg", "demand", "", "", "demand", "", 0)]
    return {
        "fare_media.txt": table([("app", "Allways app", 4), ("card", "City card", 2)], ["fare_media_id", "fare_media_name", "fare_media_type"]),
        "rider_categories.txt": table(riders, ["rider_category_id", "rider_category_name", "is_default_fare_category"]),
        "fare_products.txt": table(products, "fare_product_id fare_product_name rider_category_id fare_media_id amount currency".split()),
        "fare_leg_rules.txt": table(legs, "leg_group_id network_id from_area_id to_area_id fare_product_id from_timeframe_group_id rule_priority".split()),
        "fare_transfer_rules.txt": table([("city_leg", "city_leg", -1, 5400, 1, 0, "")], "from_leg_group_id to_leg_group_id transfer_count duration_limit duration_limit_type fare_transfer_type fare_product_id".split()),
        "timeframes.txt": table([("midday", "09:00:00", "15:00:00", s) for s in ("weekday", "saturday", "sunday")], "timeframe_group_id start_time end_time service_id".split()),
        "networks.txt": table([("city", "City"), ("river", "River"), ("demand", "On demand")], ["network_id", "network_name"]),
        "route_networks.txt": table([("river" if l.mode == "ferry" else "city", l.id) for l in net.lines] + [("demand", "D1")], ["network_id", "route_id"]),
    }
