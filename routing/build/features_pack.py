"""Map features as they are collected, and as the arrays they become."""
from dataclasses import dataclass, field

import numpy as np
import shapely

from routing.atlas import Features
from routing.store import Texts


@dataclass
class Collected:
    """Features before they are arrays, in any order; one list per column."""

    layer: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    bridge: list[int] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    geometry: list = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.layer)

    def add(self, layer: int, kind: int, bridge: int, name: str, geometry) -> None:
        """geometry: of shapely, x longitude and y latitude in degrees. A shape of several parts becomes several features."""
        self.layer.append(int(layer))
        self.kind.append(int(kind))
        self.bridge.append(bridge)
        self.name.append(name)
        self.geometry.append(geometry)


def pack(collected: Collected) -> Features:
    """All features as arrays, by layer and otherwise in the order they came; shapes without any point are left out."""
    shapes = np.empty(len(collected), object)
    shapes[:] = collected.geometry
    parts, owner = shapely.get_parts(shapes, return_index=True)
    full = ~shapely.is_empty(parts)
    layer = np.array(collected.layer, np.uint8)
    order = np.flatnonzero(full)[np.argsort(layer[owner[full]], kind="stable")]
    parts, owner = parts[order], owner[order]
    pool: dict[str, int] = {}
    numbers = np.array([pool.setdefault(name, len(pool)) if name else -1 for name in collected.name], np.int32)
    rings, feature = rings_of(parts)
    inner = np.r_[False, feature[1:] == feature[:-1]] if len(feature) else np.zeros(0, bool)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    e7 = np.rint(xy * 1e7).astype(np.int32)
    return Features(
        layer=layer[owner],
        kind=np.array(collected.kind, np.uint8)[owner],
        bridge=np.array(collected.bridge, np.uint8)[owner],
        name=np.where(named_part(parts, owner), numbers[owner], -1).astype(np.int32),
        ring_first=starts(feature, len(parts)).astype(np.int32),
        point_first=starts(ring, len(rings)),
        ring_inner=inner.astype(np.uint8),
        lat_e7=np.ascontiguousarray(e7[:, 1]),
        lon_e7=np.ascontiguousarray(e7[:, 0]),
        names=Texts.of(pool),
    )


def rings_of(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rings of areas, outer ones first, and lines and points as they are, in the order of the parts; the part of each, int64."""
    is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    area, other = np.flatnonzero(is_area), np.flatnonzero(~is_area)
    rings, which = shapely.get_rings(parts[area], return_index=True)
    feature = np.concatenate([area[which], other]).astype(np.int64)
    order = np.argsort(feature, kind="stable")
    return np.concatenate([rings, parts[other]])[order], feature[order]


def named_part(parts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """bool[parts]: of the parts of one shape only the largest bears its name."""
    size = np.where(shapely.get_dimensions(parts) == 2, shapely.area(parts), shapely.length(parts))
    order = np.lexsort((np.arange(len(parts)), -size, owner))
    named = np.zeros(len(parts), bool)
    if len(parts):
        named[order[np.r_[True, owner[order][1:] != owner[order][:-1]]]] = True
    return named


def starts(group: np.ndarray, count: int) -> np.ndarray:
    """int64[count + 1]: where each group begins in rows that are sorted by their group."""
    return np.searchsorted(group, np.arange(count + 1)).astype(np.int64)
