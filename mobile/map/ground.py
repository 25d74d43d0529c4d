"""The drawn tiles as meshes on a canvas: one group for each layer of the whole map, so that no tile's casing lies over its neighbour's street."""

from kivy.graphics import Color, InstructionGroup, Mesh

from mobile.map.decode import DrawnTile
from mobile.theme import theme

VERTEX = [(b"vPosition", 2, "float")]
Tile = tuple[int, int, int]


def colour_of(name: str) -> list[float]:
    """By token; a path is seen on land, on squares and in parks."""
    if name == "path":
        return [a + (b - a) * 0.35 for a, b in zip(theme.map["road_small_casing"], theme.map["rail"])]
    return theme.map[name]


class Ground:
    """`group` goes onto the canvas under one transformation. Adding a tile makes its meshes once; a change of theme only changes colours."""

    def __init__(self):
        self.group = InstructionGroup()
        self._orders: list[tuple[int, str]] = []
        self._layers: dict[tuple[int, str], tuple[InstructionGroup, Color]] = {}
        self._tiles: dict[Tile, list[tuple[InstructionGroup, Mesh]]] = {}
        self.segments: dict[Tile, int] = {}

    def __contains__(self, tile: Tile) -> bool:
        return tile in self._tiles

    def tiles(self) -> list[Tile]:
        return list(self._tiles)

    def add(self, tile: Tile, drawn: DrawnTile) -> None:
        self.remove(tile)
        made = []
        for piece in drawn.pieces:
            if not len(piece.indices):
                continue
            layer = self._layer(piece.order, piece.colour)
            mesh = Mesh(vertices=piece.vertices, indices=piece.indices, fmt=VERTEX, mode="triangles")
            layer.add(mesh)
            made.append((layer, mesh))
        self._tiles[tile] = made
        self.segments[tile] = drawn.segments

    def remove(self, tile: Tile) -> None:
        for layer, mesh in self._tiles.pop(tile, ()):
            layer.remove(mesh)
        self.segments.pop(tile, None)

    def clear(self) -> None:
        for tile in self.tiles():
            self.remove(tile)

    def repaint(self) -> None:
        for (_, name), (_, colour) in self._layers.items():
            colour.rgba = colour_of(name)

    def _layer(self, order: int, name: str) -> InstructionGroup:
        key = (order, name)
        if key not in self._layers:
            group, colour = InstructionGroup(), Color(*colour_of(name))
            group.add(colour)
            self._layers[key] = (group, colour)
            self._orders = sorted([*self._orders, key])
            self.group.insert(self._orders.index(key), group)
        return self._layers[key][0]
