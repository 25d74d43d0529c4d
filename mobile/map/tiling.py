"""Which tiles lie on the ground: those in sight, and until one of them is there the nearest parent that is ready."""

from mobile.map.decode import DrawnTile, Name
from mobile.map.ground import Ground, Tile
from mobile.map.mercator import covers, parent_of, tiles_between
from mobile.map.source import TileSource
from mobile.map.view import View

FALLBACKS = 3  # zooms up to which a parent stands in for a tile that is not there


class Tiling:
    """`changed()` is called when names come or go."""

    def __init__(self, view: View, changed):
        self.view, self.changed = view, changed
        self.source: TileSource | None = None
        self.ground = Ground()
        self._names: dict[Tile, tuple[Name, ...]] = {}
        self._anchored: tuple[float, float] | None = None

    def anchor(self) -> tuple[float, float]:
        """The point of the world that vertices are counted from: that of the source, or where the map first was."""
        if self.source is None:
            return self.view.x, self.view.y
        if self.source.anchor is None:
            self.source.anchor = (round(self.view.x, 4), round(self.view.y, 4))
        return self.source.anchor

    def seen(self) -> list[Tile]:
        return tiles_between(*self.view.box(), self.view.tile_zoom())

    def names(self) -> list[Name]:
        """Those of the tiles at this zoom: a parent that stands in writes nothing."""
        zoom = self.view.tile_zoom()
        return [name for tile, names in self._names.items() if tile[0] == zoom for name in names]

    def ask(self, owner: object) -> None:
        """Tell the source what is in sight, and put what it has onto the ground."""
        if self.source is None:
            return
        if self.anchor() != self._anchored:  # the map was forgotten, or is of another city
            self.ground.clear()
            self._names.clear()
            self._anchored = self.anchor()
        needed = self.seen()
        missing = [tile for tile in needed if tile not in self.ground and not self._take(tile)]
        for tile in missing:
            self._stand_in(tile)
        for tile in self.ground.tiles():
            if tile not in needed and not any(covers(tile, other) for other in missing):
                self.ground.remove(tile)
                self._names.pop(tile, None)
                self.changed()
        self.source.want(owner, needed)

    def show(self, tile: Tile, drawn: DrawnTile) -> bool:
        """The source has a tile that was asked for. False when it is no longer in sight."""
        if tile not in self.seen():
            return False
        self._add(tile, drawn)
        return True

    def _add(self, tile: Tile, drawn: DrawnTile) -> None:
        self.ground.add(tile, drawn)
        self._names[tile] = drawn.names
        self.changed()

    def _take(self, tile: Tile) -> bool:
        drawn = self.source.find(tile)
        if drawn:
            self._add(tile, drawn)
        return drawn is not None

    def _stand_in(self, tile: Tile) -> None:
        for _ in range(FALLBACKS):
            tile = parent_of(tile)
            if tile in self.ground or self._take(tile):
                return
