"""The files of a GTFS-Flex feed as they are."""
import csv
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

from shapely.geometry import Point, shape

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class RawFeed:
    def __init__(self, path: Path):
        self.path = path
        self.trips = {row["trip_id"]: row for row in self.rows("trips.txt")}
        self.rules = {row["booking_rule_id"]: row for row in self.rows("booking_rules.txt")}
        self.stops = {row["stop_id"]: (float(row["stop_lat"]), float(row["stop_lon"])) for row in self.rows("stops.txt") if row.get("stop_lat")}
        self.zone = self.rows("agency.txt")[0]["agency_timezone"]
        self.shapes = {str(one["id"]): shape(one["geometry"]) for one in json.loads(self.text("locations.geojson"))["features"]}
        self.members: dict[str, set[str]] = {}
        for name, group, member in (("location_group_stops.txt", "location_group_id", "stop_id"), ("stop_areas.txt", "area_id", "stop_id")):
            for row in self.rows(name):
                self.members.setdefault(row[group], set()).add(row[member])
        self.calls: dict[str, list[dict]] = {}
        for row in self.rows("stop_times.txt"):
            if row.get("start_pickup_drop_off_window"):
                self.calls.setdefault(row["trip_id"], [])
        for row in self.rows("stop_times.txt"):
            if row["trip_id"] in self.calls:
                self.calls[row["trip_id"]].append(row)
        for calls in self.calls.values():
            calls.sort(key=lambda row: int(row["stop_sequence"]))
        self.week = {row["service_id"]: row for row in self.rows("calendar.txt")}
        self.exceptions = {(row["service_id"], row["date"]): row["exception_type"] for row in self.rows("calendar_dates.txt")}

    def text(self, name: str) -> str:
        if self.path.is_dir():
            file = self.path / name
            return file.read_text(encoding="utf-8-sig") if file.exists() else ""
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name).decode("utf-8-sig") if name in archive.namelist() else ""

    def rows(self, name: str) -> list[dict]:
        return [{key.strip(): (value or "").strip() for key, value in row.items() if key} for row in csv.DictReader(io.StringIO(self.text(name)))]

    def runs(self, service: str, day: date) -> bool:
        told = self.exceptions.get((service, day.strftime("%Y%m%d")))
        if told:
            return told == "1"
        week = self.week.get(service)
        if week is None:
            return False
        first, last = (datetime.strptime(week[key], "%Y%m%d").date() for key in ("start_date", "end_date"))  # noqa: DTZ007
        return first <= day <= last and week[WEEKDAYS[day.weekday()]] == "1"

    def holds(self, call: dict, lat: float, lon: float) -> bool:
        """Whether a place, or a stop at it, is where a call is."""
        wanted = call.get("location_id") or call.get("location_group_id") or call["stop_id"]
        return any(self.is_at(one, lat, lon) for one in (wanted, *self.members.get(wanted, ())))

    def is_at(self, own_id: str, lat: float, lon: float) -> bool:
        if own_id in self.shapes:
            return self.shapes[own_id].buffer(1e-9).intersects(Point(lon, lat))
        stop = self.stops.get(own_id)
        return stop is not None and abs(stop[0] - lat) < 1e-6 and abs(stop[1] - lon) < 1e-6


def seconds(text: str) -> int:
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest
