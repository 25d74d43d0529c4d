"""A tiny feed as text, to be bent by each test: two stops-to-stops trips of one tram, Mondays to Fridays, in a zip."""
import zipfile
from pathlib import Path

from routing.build.gtfs import build_transit
from routing.build.pins import Pins
from routing.build.problems import Problems
from routing.transit.model import Transit

AGENCY = "agency_id,agency_name,agency_url,agency_timezone\nrnv,RNV,https://rnv.example,Europe/Berlin\n"
STOPS = """stop_id,stop_name,stop_lat,stop_lon
a,Anna,49.40,8.60
b,Bert,49.40,8.61
c,Carl,49.40,8.63
d,Dora,49.40,8.64
"""
ROUTES = "route_id,agency_id,route_short_name,route_long_name,route_type\n5,rnv,5,Line five,0\n"
CALENDAR = """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
week,1,1,1,1,1,0,0,20261123,20261129
"""
TRIPS = "route_id,service_id,trip_id\n5,week,t1\n5,week,t2\n"
STOP_TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,08:00:00,08:00:00,a,1
t1,08:05:00,08:06:00,b,2
t1,08:10:00,08:10:00,c,3
t2,09:00:00,09:00:00,a,1
t2,09:05:00,09:06:00,b,2
t2,09:10:00,09:10:00,d,3
"""
FILES = {
    "agency.txt": AGENCY, "stops.txt": STOPS, "routes.txt": ROUTES, "calendar.txt": CALENDAR, "trips.txt": TRIPS, "stop_times.txt": STOP_TIMES,
}  # fmt: skip
STATION = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding,level_id,platform_code
hbf,Central,49.40,8.60,1,,1,,
a,,49.4001,8.60,0,hbf,,up,1
b,Gleis 2,,,0,hbf,2,up,2
in,,49.4002,8.60,2,hbf,,street,
way,,,,3,hbf,,,
front,,,,4,a,,,
c,Carl,49.40,8.63,0,,,,
d,Dora,49.40,8.64,0,,,,
"""
LEVELS = "level_id,level_index\nstreet,0\nup,1.5\n"


class Built:
    """A built feed with look-ups by id."""

    def __init__(self, transit: Transit, pins: Pins, problems: Problems):
        self.transit, self.pins, self.problems = transit, pins, problems
        self.stop = transit.stop_id.index()
        self.route = transit.route_id.index()

    def trips(self, trip_id: str) -> list[int]:
        return [row for row, text in enumerate(self.transit.trip_id) if text == trip_id]

    def trip(self, trip_id: str) -> int:
        (row,) = self.trips(trip_id)
        return row

    def times(self, row: int) -> list[tuple[int, int]]:
        span = slice(self.transit.time_first[row], self.transit.time_first[row + 1])
        return list(zip(self.transit.arrival_s[span].tolist(), self.transit.departure_s[span].tolist()))

    def of_pattern(self, row: int, column: str) -> list:
        """A pattern column of the trip in this row."""
        pattern = self.transit.trip_pattern[row]
        return getattr(self.transit, column)[self.transit.pattern_first[pattern] : self.transit.pattern_first[pattern + 1]].tolist()

    def stops_of(self, row: int) -> list[str]:
        return [self.transit.stop_id[stop] for stop in self.of_pattern(row, "pattern_stop")]

    def transfers(self) -> list[tuple]:
        """(from, to, type, seconds)"""
        t = self.transit
        rows = zip(t.transfer_from.tolist(), t.transfer_to.tolist(), t.transfer_type.tolist(), t.transfer_min_s.tolist())
        return [(t.stop_id[a], t.stop_id[b], kind, least_s) for a, b, kind, least_s in rows]

    def example(self, code: str) -> tuple[str, int]:
        """File and line of the first problem of a code."""
        first = self.problems.as_manifest()[code]["examples"][0]
        return first["file"], first["line"]


def write_feed(path: Path, changes: dict[str, str | bytes | None], folder: str = "") -> Path:
    """The tiny feed with some files replaced, added, or (None) left out."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (FILES | changes).items():
            if content is not None:
                archive.writestr(folder + name, content)
    return path


def build(folder: Path, **changes: str | bytes | None) -> Built:
    """Build the tiny feed with changes, file names without ".txt": build(tmp_path, stops=STATION)."""
    path = write_feed(folder / "feed.zip", {f"{name}.txt": content for name, content in changes.items()})
    problems = Problems()
    return Built(*build_transit([path], problems, lambda step, share: None), problems)
