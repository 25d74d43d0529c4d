"""A growing OpenStreetMap extract: nodes, ways, relations; same place and level, same node."""
from pathlib import Path

import osmium
from shapely.geometry import LineString

from .ground import to_lonlat


class Extract:
    """Ids are counted from 1; `xy[id - 1]` is the place of a node."""

    def __init__(self):
        self.xy: list[tuple[float, float]] = []
        self.node_tags: dict[int, dict[str, str]] = {}
        self.ways: list[tuple[list[int], dict[str, str]]] = []
        self.relations: list[tuple[list[tuple[str, int, str]], dict[str, str]]] = []
        self._node_at: dict[tuple[float, float, int], int] = {}

    def node(self, x, y, level: int = 0, /, **tags) -> int:
        """The node at a place (to 0.1 m) on a level, made if need be; tags are added to it."""
        key = (round(float(x), 1), round(float(y), 1), level)
        if key not in self._node_at:
            self.xy.append(key[:2])
            self._node_at[key] = len(self.xy)
        node_id = self._node_at[key]
        if tags:
            self.node_tags.setdefault(node_id, {}).update(spell(tags))
        return node_id

    def place(self, node_id: int) -> tuple[float, float]:
        return self.xy[node_id - 1]

    def way(self, nodes: list[int], **tags) -> int:
        """The id of a new way, or 0 where its nodes are fewer than two."""
        kept = [node for i, node in enumerate(nodes) if i == 0 or node != nodes[i - 1]]
        if len(kept) < 2:
            return 0
        self.ways.append((kept, spell(tags)))
        return len(self.ways)

    def line(self, coords, level: int = 0, /, **tags) -> int:
        return self.way([self.node(x, y, level) for x, y in coords], **tags)

    def area(self, polygon, level: int = 0, /, **tags) -> int:
        """A closed way, or a multipolygon relation where there are holes or parts; 0 where nothing is left."""
        parts = [part for part in getattr(polygon, "geoms", [polygon]) if part.geom_type == "Polygon" and part.area > 1]
        if not parts:
            return 0
        if len(parts) == 1 and not parts[0].interiors:
            return self.line(parts[0].exterior.coords, level, **tags)
        members = []
        for part in parts:
            for role, ring in [("outer", part.exterior), *(("inner", hole) for hole in part.interiors)]:
                way = self.line(ring.coords, level)
                if way:
                    members.append(("w", way, role))
        return self.relation(members, type="multipolygon", **tags)

    def relation(self, members, **tags) -> int:
        self.relations.append((members, spell(tags)))
        return len(self.relations)

    def geometry(self, way_id: int) -> LineString:
        return LineString([self.place(node) for node in self.ways[way_id - 1][0]])

    def write(self, path: Path) -> None:
        """Write a sorted PBF with a bounding box. osmium raises RuntimeError where the file cannot be written."""
        xs, ys = zip(*self.xy)
        lon, lat = to_lonlat(xs, ys)
        lons, lats = lon.round(7).tolist(), lat.round(7).tolist()
        header = osmium.io.Header()
        header.set("generator", "allways demonstration city")
        header.set("sorting", "Type_then_ID")
        header.add_box(osmium.osm.Box(min(lons), min(lats), max(lons), max(lats)))
        untagged: dict[str, str] = {}
        mutable = osmium.osm.mutable
        with osmium.SimpleWriter(str(path), overwrite=True, header=header) as out:
            for i, location in enumerate(zip(lons, lats), 1):
                out.add_node(mutable.Node(id=i, version=1, location=location, tags=self.node_tags.get(i, untagged)))
            for i, (nodes, tags) in enumerate(self.ways, 1):
                out.add_way(mutable.Way(id=i, version=1, nodes=nodes, tags=tags))
            for i, (members, tags) in enumerate(self.relations, 1):
                out.add_relation(mutable.Relation(id=i, version=1, members=members, tags=tags))


def spell(tags: dict) -> dict[str, str]:
    """Keyword names to OSM keys: a double underscore is a colon; empty values are left out."""
    return {key.replace("__", ":"): str(value) for key, value in tags.items() if value not in ("", None)}
