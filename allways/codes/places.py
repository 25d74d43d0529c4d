"""What gets a code: stops of a built city and rows of a CSV, checked before anything is signed."""
import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from allways.errors import CommandError
from backend.stops.names import Names
from routing.city import City
from signing.codes import MOST_ID_BYTES, MOST_NAME_BYTES, CodeKind, readable

COLUMNS = ("kind", "id", "name")
MOST_ROWS, MOST_FILE_BYTES = 10_000, 5 * 1024 * 1024


@dataclass(frozen=True)
class CodedPlace:
    """name: as on the sheet, in full. detail: platform, or what a CSV says beside the name. lat, lon: None for what moves."""

    kind: CodeKind
    id: str
    name: str
    detail: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def short_name(self) -> str:
        """What fits into a code: name and detail, cut at a sign."""
        return shortened(" ".join(filter(None, (self.name, self.detail))))


def shortened(text: str) -> str:
    """As much of the printable signs as a code holds."""
    plain = "".join(sign for sign in text if sign.isprintable())
    return plain.encode()[:MOST_NAME_BYTES].decode(errors="ignore").strip()


def stops_of(city: City, wanted: list[str] | None) -> list[CodedPlace]:
    """The stops with these ids or names; None: every stop or platform where something stops. Raises CommandError for one that is not there."""
    transit, names = city.transit, Names(city.transit)
    if wanted is None:
        return [stop_place(city, names, stop) for stop in np.unique(transit.pattern_stop).tolist()]
    chosen: list[int] = []
    for text in wanted:
        own = [stop for stop in range(len(transit.stop_kind)) if text in (names.stop_id(stop), transit.stop_name[stop])]
        boarded = [stop for stop in own if transit.stop_kind[stop] == 0 or names.stop_id(stop) == text]
        if not boarded:
            raise CommandError(f"{text!r}: no stop of {city.manifest.name} has this id or name. Write names exactly as in the timetable.")
        chosen += boarded
    return [stop_place(city, names, stop) for stop in dict.fromkeys(chosen)]


def stop_place(city: City, names: Names, stop: int) -> CodedPlace:
    transit = city.transit
    lat, lon = float(transit.stop_lat[stop]), float(transit.stop_lon[stop])
    here = (lat, lon) if not math.isnan(lat) else (None, None)
    return checked(CodedPlace(CodeKind.STOP, names.stop_id(stop), transit.stop_name[stop], transit.stop_platform[stop], *here), names.stop_id(stop))


def read_places(path: Path) -> list[CodedPlace]:
    """A CSV with kind, id, name and, if wanted, detail, lat and lon. Raises CommandError with the line that is wrong."""
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise CommandError(f"{path}: larger than {MOST_FILE_BYTES // 2**20} MiB. Split it.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise CommandError(f"{path}, line 1: no column {', '.join(missing)}. It must name {','.join(COLUMNS)} and may name detail,lat,lon.")
            places = [place_of(row, f"{path}, line {reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path}: cannot be read ({error}).") from error
    if len(places) > MOST_ROWS:
        raise CommandError(f"{path}: more than {MOST_ROWS:,} rows. Split it.")
    return places


def place_of(row: dict[str, str | None], where: str) -> CodedPlace:
    text = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "detail", "lat", "lon")}
    if text["kind"] not in CodeKind.__members__.values():
        raise CommandError(f"{where}: kind is {text['kind']!r}; known are {', '.join(CodeKind)}.")
    lat, lon = degrees(text["lat"], 90, "lat", where), degrees(text["lon"], 180, "lon", where)
    if (lat is None) != (lon is None) or (lat is None and text["kind"] != CodeKind.VEHICLE):
        raise CommandError(f"{where}: give lat and lon; only a vehicle may be without.")
    return checked(CodedPlace(CodeKind(text["kind"]), text["id"], text["name"], text["detail"], lat, lon), where)


def degrees(text: str, limit: int, column: str, where: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= limit:
        raise CommandError(f"{where}: {column} is {text!r}, not a number from -{limit} to {limit}.")
    return value


def checked(place: CodedPlace, where: str) -> CodedPlace:
    if not readable(place.id, MOST_ID_BYTES):
        raise CommandError(f"{where}: an id has 1 to {MOST_ID_BYTES} bytes, all of signs that can be printed.")
    if not place.short_name:
        raise CommandError(f"{where}: there is no name to print.")
    return place
