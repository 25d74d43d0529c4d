"""Tiles of a city, cut when first asked for and kept while there is room."""
import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from backend.map.rules import MAX_ZOOM, MIN_ZOOM
from backend.map.shapes import Shapes
from backend.map.tiles import encode_tile
from routing.atlas import Features
from routing.store import load

CACHE_BYTES = 32 * 1024 * 1024


class NoSuchTile(ValueError):
    """The zoom is not served, or the column or row is outside the world."""


@dataclass(frozen=True)
class Tile:
    """`bytes` is gzip of msgpack; `etag` is quoted, ready for the header."""

    bytes: bytes
    etag: str


class MapTiles:
    """Opened over the features of a city; may be asked from many threads."""

    def __init__(self, features: Features, cache_bytes: int = CACHE_BYTES):
        self.shapes = Shapes.of(features)
        self.cache_bytes = cache_bytes
        self.used_bytes = 0
        self._kept: OrderedDict[tuple[int, int, int], Tile] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def open(cls, city_folder: Path) -> "MapTiles":
        """Raises StoreError when the city's features cannot be read."""
        return cls(load(Features, city_folder / "features"))

    def tile(self, zoom: int, x: int, y: int) -> Tile:
        """A tile; empty outside the city. Raises NoSuchTile."""
        if not MIN_ZOOM <= zoom <= MAX_ZOOM or not (0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            raise NoSuchTile(f"There is no tile {zoom}/{x}/{y}: zoom {MIN_ZOOM} to {MAX_ZOOM}, x and y from 0 to 2^zoom - 1.")
        key = (zoom, x, y)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        raw = encode_tile(self.shapes, zoom, x, y)
        made = Tile(gzip.compress(raw, 6, mtime=0), f'"{hashlib.sha256(raw).hexdigest()[:20]}"')
        self._keep(key, made)
        return made

    def _keep(self, key: tuple[int, int, int], tile: Tile) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = tile
            self.used_bytes += len(tile.bytes)
            while self.used_bytes > self.cache_bytes and self._kept:
                _, dropped = self._kept.popitem(last=False)
                self.used_bytes -= len(dropped.bytes)
