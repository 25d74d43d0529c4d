"""The street network while it is being built: tables of columns that can be cut, joined and extended, frozen into Streets at the end."""
from dataclasses import dataclass, field

import numpy as np

from routing.build.measure import step_lengths_m
from routing.streets.model import UNKNOWN_I16

Columns = dict[str, tuple[type, int]]  # name without prefix: type, value of a row made by the build

VERTEX_COLUMNS: Columns = {
    "lat_e7": (np.int32, 0), "lon_e7": (np.int32, 0), "osm": (np.int64, 0), "elevation_dm": (np.int16, UNKNOWN_I16),
    "kerb": (np.uint8, 0), "kerb_height_cm": (np.int16, UNKNOWN_I16), "barrier": (np.uint8, 0), "barrier_width_cm": (np.int16, UNKNOWN_I16),
    "crossing": (np.uint8, 0), "signal_sound": (np.uint8, 0), "signal_vibration": (np.uint8, 0), "tactile": (np.uint8, 0), "signals": (np.uint8, 0),
    "island": (np.uint8, 0), "elevator": (np.uint8, 0), "entrance": (np.uint8, 0), "wheelchair": (np.uint8, 0),
}  # fmt: skip

EDGE_COLUMNS: Columns = {
    "tail": (np.int32, 0), "head": (np.int32, 0), "way": (np.int64, 0), "access": (np.uint8, 0), "part": (np.uint8, 0), "kind": (np.uint8, 0),
    "length_cm": (np.int32, 1), "time_s": (np.int16, -1), "speed_kmh": (np.uint8, 0), "name": (np.int32, -1), "ref": (np.int32, -1),
    "layer": (np.int8, 0), "bridge": (np.uint8, 0), "roundabout": (np.uint8, 0), "incline_permille": (np.int16, UNKNOWN_I16),
    "incline_source": (np.uint8, 0), "climb_dm": (np.int16, 0), "drop_dm": (np.int16, 0), "step_count": (np.int16, UNKNOWN_I16),
    "surface": (np.uint8, 0), "smoothness": (np.uint8, 0), "width_cm": (np.int16, UNKNOWN_I16), "wheelchair": (np.uint8, 0),
    "tactile": (np.uint8, 0), "lit": (np.uint8, 0), "crossing": (np.uint8, 0), "signal_sound": (np.uint8, 0), "signal_vibration": (np.uint8, 0),
    "island": (np.uint8, 0), "handrail": (np.uint8, 0), "ramp": (np.uint8, 0), "sidewalk": (np.uint8, 0), "cycleway": (np.uint8, 0),
}  # fmt: skip

# Known to the build only.
BUILD_COLUMNS: Columns = {
    "level": (np.int16, UNKNOWN_I16),  # floor; UNKNOWN_I16 where neither level nor layer is tagged
    "area": (np.uint8, 0),  # 1: outline of an area
    "rise": (np.int8, 0),  # 1: tagged as going up towards the head, -1: down, whatever the number
}


@dataclass(frozen=True)
class Table:
    """Columns of equal length."""

    columns: dict[str, np.ndarray]

    @classmethod
    def of(cls, kinds: Columns, count: int, **values) -> "Table":
        """Rows with the given columns; all others hold what a row made by the build holds."""
        unknown = values.keys() - kinds.keys()
        if unknown:
            raise KeyError(f"no such columns: {sorted(unknown)}")
        return cls({name: np.full(count, values.get(name, default), kind) for name, (kind, default) in kinds.items()})

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def take(self, rows: np.ndarray) -> "Table":
        return Table({name: column[rows] for name, column in self.columns.items()})

    def joined(self, other: "Table") -> "Table":
        return Table({name: np.concatenate([column, other[name]]) for name, column in self.columns.items()})


@dataclass(frozen=True)
class Lines:
    """Geometry of edges, both ends included."""

    first: np.ndarray  # int64[m + 1]
    lat_e7: np.ndarray  # int32[g]
    lon_e7: np.ndarray  # int32[g]

    def __len__(self) -> int:
        return len(self.first) - 1

    @classmethod
    def between(cls, lat_e7: np.ndarray, lon_e7: np.ndarray, tail: np.ndarray, head: np.ndarray) -> "Lines":
        """Straight lines between vertices."""
        ends = np.stack([tail, head], axis=1).ravel()
        return cls(np.arange(0, 2 * len(tail) + 1, 2, dtype=np.int64), lat_e7[ends], lon_e7[ends])

    def take(self, rows: np.ndarray) -> "Lines":
        counts = np.diff(self.first)[rows]
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        which = np.arange(first[-1]) + np.repeat(self.first[:-1][rows] - first[:-1], counts)
        return Lines(first, self.lat_e7[which], self.lon_e7[which])

    def joined(self, other: "Lines") -> "Lines":
        first = np.concatenate([self.first, other.first[1:] + self.first[-1]])
        return Lines(first, np.concatenate([self.lat_e7, other.lat_e7]), np.concatenate([self.lon_e7, other.lon_e7]))

    def lengths_cm(self) -> np.ndarray:
        """int32[m], along each line, at least 1."""
        steps = np.append(step_lengths_m(self.lat_e7, self.lon_e7), 0.0)
        steps[self.first[1:] - 1] = 0.0  # from the end of one line to the beginning of the next
        walked = np.concatenate([[0.0], np.cumsum(steps)])
        return np.maximum(1, np.rint((walked[self.first[1:]] - walked[self.first[:-1]]) * 100)).astype(np.int32)


@dataclass
class Names:
    """Texts, each kept once."""

    texts: list[str] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def add(self, text: str | None) -> int:
        """Its index; -1 for none."""
        if not text:
            return -1
        if text not in self.index:
            self.index[text] = len(self.texts)
            self.texts.append(text)
        return self.index[text]


@dataclass
class Draft:
    vertices: Table
    edges: Table
    lines: Lines
    names: Names

    def add_vertices(self, rows: Table) -> np.ndarray:
        """Their indices."""
        before = len(self.vertices)
        self.vertices = self.vertices.joined(rows)
        return np.arange(before, len(self.vertices), dtype=np.int32)

    def add_edges(self, rows: Table, lines: Lines | None = None) -> np.ndarray:
        """Their indices. Without lines: straight from tail to head. The length is measured here."""
        before = len(self.edges)
        if lines is None:
            lines = Lines.between(self.vertices["lat_e7"], self.vertices["lon_e7"], rows["tail"], rows["head"])
        rows.columns["length_cm"] = lines.lengths_cm()
        self.edges, self.lines = self.edges.joined(rows), self.lines.joined(lines)
        return np.arange(before, len(self.edges), dtype=np.int32)

    def keep_edges(self, keep: np.ndarray) -> None:
        rows = np.flatnonzero(keep)
        self.edges, self.lines = self.edges.take(rows), self.lines.take(rows)


def edge_rows(count: int, **values) -> Table:
    return Table.of(EDGE_COLUMNS | BUILD_COLUMNS, count, **values)


def vertex_rows(count: int, **values) -> Table:
    return Table.of(VERTEX_COLUMNS, count, **values)
