"""A walk from a file instead of where the computer is: a GPX track, or lines of lat,lon. For trying things out, and for showing them.

`ALLWAYS_TRACK=walk.gpx` plays it in real time from the moment that positions are asked for; at its end one stands still there.
"""

import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from mobile.device.protocols import Fix, Unavailable
from mobile.earth import flat_distance_m
from mobile.i18n import tr

TRACK = "ALLWAYS_TRACK"
MOST_BYTES, MOST_POINTS = 5_000_000, 50_000
WALKS_MPS = 1.2  # where the file has no times
ACCURACY_M = 6.0
POINT = re.compile(r"<(?:\w+:)?(?:trkpt|rtept|wpt)\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?(?:trkpt|rtept|wpt)>)", re.DOTALL)
DEGREES = {name: re.compile(rf"\b{name}\s*=\s*[\"']\s*([-+0-9.eE]+)") for name in ("lat", "lon")}
TIME = re.compile(r"<(?:\w+:)?time>\s*([^<\s]+)\s*<")


@dataclass(frozen=True)
class TrackPoint:
    """`t_s` from the beginning of the track."""

    t_s: float
    lat: float
    lon: float


def track_of(path: Path) -> tuple[TrackPoint, ...]:
    """The points of a file. Raises Unavailable with what is wrong with it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unavailable(tr("The track is too large: at most 5 MB."))
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unavailable(tr("The track could not be read. Check the path in {name}.", name=TRACK)) from error
    found = points_of(text)
    if len(found) < 2:
        raise Unavailable(tr("There is no track in the file. It needs a GPX track, or lines of lat,lon."))
    return found


def points_of(text: str) -> tuple[TrackPoint, ...]:
    """Points that are none on earth are left out; where times are missing or go back, one walks from point to point."""
    raw = [_gpx_point(*match) for match in POINT.findall(text)] or [_line_point(line) for line in text.splitlines()]
    places = [place for place in raw if place and abs(place[0]) <= 90 and abs(place[1]) <= 180][:MOST_POINTS]
    timed = all(place[2] is not None for place in places) and all(a[2] < b[2] for a, b in pairwise(places))
    points: list[TrackPoint] = []
    for place in places:
        if timed:
            t_s = (place[2] - places[0][2]).total_seconds()
        else:
            t_s = points[-1].t_s + max(0.1, flat_distance_m((points[-1].lat, points[-1].lon), place[:2]) / WALKS_MPS) if points else 0.0
        points.append(TrackPoint(t_s, place[0], place[1]))
    return tuple(points)


def _gpx_point(attributes: str, inside: str) -> tuple[float, float, datetime | None] | None:
    lat, lon = (DEGREES[name].search(attributes) for name in ("lat", "lon"))
    if lat is None or lon is None:
        return None
    time = TIME.search(inside or "")
    try:
        moment = datetime.fromisoformat(time[1]) if time else None
        return float(lat[1]), float(lon[1]), moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except ValueError:
        return None


def _line_point(line: str) -> tuple[float, float, None] | None:
    parts = line.split(",")
    try:
        return float(parts[0]), float(parts[1]), None
    except (ValueError, IndexError):
        return None


def fix_at(points: tuple[TrackPoint, ...], t_s: float) -> Fix:
    """Where one is on the track, between its points in a straight line."""
    at = max(1, min(bisect_right([point.t_s for point in points], t_s), len(points) - 1))
    one, other = points[at - 1], points[at]
    share = max(0.0, min(1.0, (t_s - one.t_s) / (other.t_s - one.t_s)))
    north, east = other.lat - one.lat, (other.lon - one.lon) * math.cos(math.radians(one.lat))
    moves = 0 <= t_s < points[-1].t_s
    speed = flat_distance_m((one.lat, one.lon), (other.lat, other.lon)) / (other.t_s - one.t_s) if moves else 0.0
    course = math.degrees(math.atan2(east, north)) % 360 if speed >= 0.3 else None
    lat, lon = one.lat + share * north, one.lon + share * (other.lon - one.lon)
    return Fix(lat, lon, ACCURACY_M, course, datetime.now(UTC), speed)


class TrackLocation:
    """Tells a fix each second. Asked for again it goes on where it is."""

    def __init__(self, points: tuple[TrackPoint, ...]):
        self.points = points
        self._began_s: float | None = None
        self._telling = None

    def start(self, on_fix, on_error) -> None:
        from kivy.clock import Clock

        self.stop()
        if self._began_s is None:
            self._began_s = Clock.get_time()
        self._telling = Clock.schedule_interval(lambda _: on_fix(fix_at(self.points, Clock.get_time() - self._began_s)), 1)
        on_fix(fix_at(self.points, Clock.get_time() - self._began_s))

    def stop(self) -> None:
        if self._telling:
            self._telling.cancel()
            self._telling = None
