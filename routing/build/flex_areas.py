"""Where service on demand picks up and sets down, of one feed: locations.geojson, groups of stops, and stops themselves."""
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_table import find_table
from routing.build.problems import Problems
from routing.flex.model import Area

LOCATIONS = "locations.geojson"
MOST_POINTS = 2_000_000
# Members of groups, in the words of GTFS and in older ones: file, group, member.
GROUPS = (
    ("location_group_stops.txt", "location_group_id", "stop_id"), ("location_groups.txt", "location_group_id", "location_id"),
    ("stop_areas.txt", "area_id", "stop_id"),
)  # fmt: skip
NAMED = (("location_groups.txt", "location_group_id", "location_group_name"), ("areas.txt", "area_id", "area_name"))


@dataclass
class Areas:
    """Those of one feed by their ids. stop_row: of an id of a stop, None where there is no such stop; found: those that rides use, in order."""

    stop_row: Callable[[str], int | None]
    stop_name: Callable[[int], str]
    shapes: dict[str, tuple[str, BaseGeometry]]
    members: dict[str, list[str]]
    names: dict[str, str]
    found: list[Area] = field(default_factory=list)
    _row: dict[str, int] = field(default_factory=dict)

    def row_of(self, location: str, group: str, stop: str) -> int:
        """Row of the area that a row of stop_times.txt names; -1 where there is none. Older feeds name every kind of area as a stop."""
        wanted = location or group or stop
        key = f"{'l' if location else 'g' if group else 's'}{wanted}"
        if key not in self._row:
            area = self.area_of(wanted, as_stop=not location and not group)
            self._row[key] = -1 if area is None else len(self.found)
            self.found += [] if area is None else [area]
        return self._row[key]

    def area_of(self, wanted: str, as_stop: bool) -> Area | None:
        row = self.stop_row(wanted) if as_stop else None
        if row is not None:
            return Area(wanted, self.stop_name(row), stops=(row,))
        if wanted in self.shapes:
            name, own = self.shapes[wanted]
            return Area(wanted, name or self.names.get(wanted, ""), own)
        return self.group_of(wanted) if wanted in self.members else None

    def group_of(self, wanted: str) -> Area | None:
        """A group of shapes is one shape; one of stops and shapes is both."""
        shapes = [self.shapes[member][1] for member in self.members[wanted] if member in self.shapes]
        rows = [row for member in self.members[wanted] if member not in self.shapes and (row := self.stop_row(member)) is not None]
        name = self.names.get(wanted, "")
        if shapes:
            return Area(wanted, name, unary_union(shapes), tuple(rows))
        return Area(wanted, name, stops=tuple(rows)) if rows else None


def read_areas(
    files: FeedFiles, stop_row: Callable[[str], int | None], stop_name: Callable[[int], str], problems: Problems
) -> Areas:  # fmt: skip
    shapes = read_shapes(files, problems)
    members: dict[str, list[str]] = defaultdict(list)
    for name, group, member in GROUPS:
        table = find_table(files, name, problems, (), (group, member))
        if table is None:
            continue
        table = table.keep(table.has(group) & table.has(member))
        known = np.array([one in shapes or stop_row(one) is not None for one in table.text(member)], bool)
        table = table.without("unknown_group_member", ~known, f"there is no stop or location {{{member}}}; it is left out of {{{group}}}")
        for one, of in zip(table.text(member), table.text(group)):
            members[of].append(one)
    names: dict[str, str] = {}
    for name, group, text in NAMED:
        table = find_table(files, name, problems, (), (group, text))
        if table is not None:
            names |= {one: told for one, told in zip(table.text(group), table.text(text)) if told}
    return Areas(stop_row, stop_name, shapes, dict(members), names)


def read_shapes(files: FeedFiles, problems: Problems) -> dict[str, tuple[str, BaseGeometry]]:
    """Id → name and shape."""
    where, data = files.where(LOCATIONS), files.find_bytes(LOCATIONS)
    if data is None or not data.strip():
        return {}
    try:
        told = json.loads(data)
        features = told["features"] if isinstance(told, dict) and told else []
        if not isinstance(features, list):
            raise ValueError("features is no list")
    except (ValueError, KeyError, RecursionError) as error:
        problems.add("unreadable_geojson", f"no GeoJSON with features ({type(error).__name__}); no location of it is used", where)
        return {}
    found: dict[str, tuple[str, BaseGeometry]] = {}
    for number, feature in enumerate(features, 1):
        own, why = read_feature(feature)
        if own is None:
            problems.add("unreadable_location", f"feature {number}: {why}; it is left out", where)
        elif own[0] in found:
            problems.add("duplicate_id", f"feature {number}: the id stands twice; the first one counts", where)
        else:
            found[own[0]] = own[1:]
            if why:
                problems.add("repaired_location", f"feature {number}: {why}", where)
    return found


def read_feature(feature) -> tuple[tuple[str, str, BaseGeometry] | None, str]:
    """Id, name and shape, or None; and what is wrong with it."""
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        return None, "it has no geometry"
    own_id, told = feature.get("id"), feature.get("properties")
    if not isinstance(own_id, str | int) or own_id == "":
        return None, "it has no id"
    try:
        own = shape(feature["geometry"])
        if own.geom_type not in ("Polygon", "MultiPolygon") or own.is_empty:
            return None, "its geometry is no polygon"
        if shapely.get_num_coordinates(own) > MOST_POINTS or not np.isfinite(shapely.get_coordinates(own)).all():
            return None, "its points cannot be used"
        west, south, east, north = own.bounds
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None, "its geometry cannot be read"
    if west < -180 or east > 180 or south < -90 or north > 90:
        return None, "it lies outside the world"
    name = told.get("stop_name") or told.get("name") or "" if isinstance(told, dict) else ""
    if own.is_valid:
        return (str(own_id), str(name), own), ""
    mended = shapely.make_valid(own)
    polygons = unary_union([part for part in shapely.get_parts(mended) if part.geom_type in ("Polygon", "MultiPolygon")])
    if polygons.is_empty:
        return None, "its outline encloses nothing"
    return (str(own_id), str(name), polygons), "its outline crosses itself; mended"
