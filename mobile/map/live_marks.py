"""What is live, over the map: badges where there is room, dots elsewhere, closed streets in stripes. Drawn once, then moved by one matrix."""

import math
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kivy.graphics import (
    Canvas,
    Color,
    InstructionGroup,
    Line,
    MatrixInstruction,
    Mesh,
    PopMatrix,
    PushMatrix,
    Rectangle,
    SmoothRoundedRectangle,
    SmoothTriangle,
)
from kivy.graphics.transformation import Matrix
from kivy.metrics import dp
from kivy.utils import get_color_from_hex
from kivymd.icon_definitions import md_icons

from backend.contract.around import LiveLayer
from mobile.map.labels import Box, Grid
from mobile.map.line_badges import GAP, PAD, RING, grown
from mobile.map.live_layer import WRONG, LiveMark, icon_of
from mobile.map.mercator import to_world
from mobile.map.overlay import WHITE, dashes, texture_of
from mobile.map.view import View
from mobile.theme import font, theme
from mobile.widgets.badges import mode_colours
from mobile.widgets.text import ICON_FILE

HIGH, ICON, LETTERS, DOT, NOSE = 24, 16, 13, 13, 8  # dp
FINGER_DP = 24  # half the side of what a finger meets
STRETCH = 0.5  # zooms by which what is drawn may be stretched while fingers pinch
STRIPE_DP = 7
STREET_DP = 14  # from a closed street to a finger that means it


class Drawn(NamedTuple):
    """A mark where it is drawn: pixels from the middle of the view at that time; half its width and height; `written`: as a badge."""

    mark: LiveMark
    x: float
    y: float
    wide: float
    high: float
    written: bool


cached_texture = lru_cache(1024)(texture_of)


def colours_of(mark: LiveMark) -> tuple:
    """Fill, ink and ring. What is empty is there, but calls nobody."""
    if mark.empty:
        return tuple(theme.ui["surface"]), tuple(theme.ui["on"]), tuple(theme.ui["outline"])
    if mark.sign in WRONG:
        fill, ink = (get_color_from_hex(code) for code in WRONG[mark.sign][:2])
    else:
        fill, ink = mode_colours(mark.sign, *mark.colours)
    return tuple(fill), tuple(ink), WHITE


def textures_of(mark: LiveMark) -> list:
    """Icon and word of a badge."""
    _, ink, _ = colours_of(mark)
    found = [cached_texture(md_icons[icon_of(mark.sign)], ICON_FILE, grown(ICON), ink)]
    return [*found, cached_texture(mark.text, font(800), grown(LETTERS), ink)] if mark.text else found


def size_of(mark: LiveMark) -> tuple[float, float]:
    textures = textures_of(mark)
    wide = sum(texture.width for texture in textures) + dp(GAP) * (len(textures) - 1) + dp(2 * PAD - 4)
    return max(wide, grown(HIGH)), grown(HIGH)


class LiveMarks:
    """`group` goes onto the canvas of a map. `marks` in the order in which they get room."""

    def __init__(self, view: View):
        self.view = view
        self.marks: tuple[LiveMark, ...] = ()
        self.drawn: list[Drawn] = []
        self.group = InstructionGroup()
        self._matrix = MatrixInstruction()
        self._canvas = Canvas()
        for part in (PushMatrix(), self._matrix, self._canvas, PopMatrix()):
            self.group.add(part)
        self._at = (0.5, 0.5, 0.0)  # the middle of the view and its zoom when this was drawn
        self._fresh = False

    def show(self, marks: tuple[LiveMark, ...]) -> None:
        self.marks, self._fresh = marks, False

    def restyle(self) -> None:
        """Colours or sizes are others now."""
        self._fresh = False

    @property
    def stretched(self) -> bool:
        """Whether it is drawn for another zoom."""
        return self._at[2] != self.view.zoom

    @property
    def _scale(self) -> float:
        return 2.0 ** (self.view.zoom - self._at[2])

    def follow(self, x: float, y: float) -> bool:
        """Go with the view of a map that is at x, y. False when it has to be drawn anew."""
        if not self._fresh or abs(self.view.zoom - self._at[2]) > STRETCH:
            return False
        here, scale = self.view.world_to_pixels(*self._at[:2]), self._scale
        self._matrix.matrix = Matrix().translate(x + here[0], y + here[1], 0).multiply(Matrix().scale(scale, scale, 1))
        return True

    def draw(self, x: float, y: float) -> None:
        """All anew, for a map that is at x, y."""
        view = self.view
        self._at, self._fresh = (view.x, view.y, view.zoom), True
        self.drawn = self._placed()
        self._canvas.clear()
        with self._canvas:
            for mark in self.marks:
                for line in mark.lines:
                    draw_stripes([part for point in line for part in self._from_middle(*point)])
            draw_dots([drawn for drawn in self.drawn if not drawn.written])
            for drawn in reversed([drawn for drawn in self.drawn if drawn.written]):
                draw_badge(drawn)
        self.follow(x, y)

    def _from_middle(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = to_world(lat, lon)
        return (x - self._at[0]) * self.view.world_px, (self._at[1] - y) * self.view.world_px

    def _placed(self) -> list[Drawn]:
        grid, found = Grid(), []
        for mark in self.marks:
            x, y = self._from_middle(mark.lat, mark.lon)
            if mark.full:
                wide, high = (side / 2 + dp(RING) for side in size_of(mark))
                box = Box(x - wide, y - high, x + wide, y + high)
                if grid.free([box]):
                    grid.add([box])
                    found.append(Drawn(mark, x, y, wide, high, True))
                    continue
            found.append(Drawn(mark, x, y, dp(DOT / 2 + RING), dp(DOT / 2 + RING), False))
        return found

    def boxes(self) -> list[Box]:
        """What names have to keep clear of, in pixels of the map."""
        here, scale = self.view.world_to_pixels(*self._at[:2]), self._scale
        found = []
        for drawn in self.drawn:
            if drawn.written:
                x, y = here[0] + drawn.x * scale, here[1] + drawn.y * scale
                found.append(Box(x - drawn.wide, y - drawn.high, x + drawn.wide, y + drawn.high))
        return found

    def mark_at(self, x: float, y: float) -> LiveMark | None:
        """The mark that a finger at a point of the map means: the nearest badge or dot, else a street that is closed."""
        here, scale, finger = self.view.world_to_pixels(*self._at[:2]), self._scale, dp(FINGER_DP)
        x, y = (x - here[0]) / scale, (y - here[1]) / scale
        near = [
            (math.hypot(drawn.x - x, drawn.y - y), number)
            for number, drawn in enumerate(self.drawn)
            if abs(drawn.x - x) <= max(drawn.wide, finger) and abs(drawn.y - y) <= max(drawn.high, finger)
        ]
        if near:
            return self.drawn[min(near)[1]].mark
        return next((mark for mark in self.marks if any(self._touches(line, x, y) for line in mark.lines)), None)

    def _touches(self, line, x: float, y: float) -> bool:
        points = [self._from_middle(*point) for point in line]
        return any(to_segment((x, y), one, other) <= dp(STREET_DP) for one, other in pairwise(points))


def to_segment(point, one, other) -> float:
    """Distance of a point from the piece between two others."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length)) if length else 0.0
    return math.hypot(one[0] + share * dx - point[0], one[1] + share * dy - point[1])


def draw_stripes(xy: list[float]) -> None:
    """A street that is closed: red and white, as the barrier that stands there."""
    for colour, width in ((theme.map["route_casing"], STRIPE_DP + 2), (get_color_from_hex(WRONG["CLOSURE"][0]), STRIPE_DP)):
        Color(*colour)
        Line(points=xy, width=dp(width / 2), joint="round", cap="round")
    Color(*WHITE)
    for part in dashes(xy, dp(STRIPE_DP), dp(STRIPE_DP)):
        Line(points=part, width=dp(STRIPE_DP / 2 - 1), cap="none", joint="round")


def draw_dots(dots: list[Drawn]) -> None:
    """Each colour at once: hundreds of them cost as little as one."""
    spots: dict[tuple, list[tuple[float, float]]] = {}
    for dot in dots:
        fill, _, ring = colours_of(dot.mark)
        for colour, layer in ((ring, 0), (fill, 1)):
            spots.setdefault((layer, colour), []).append((dot.x, dot.y))
    for (layer, colour), places in sorted(spots.items(), key=lambda entry: entry[0][0]):
        texture = cached_texture(md_icons["circle"], ICON_FILE, dp(DOT * 1.2 + (2 * RING if not layer else 0)))
        Color(*colour)
        Mesh(vertices=quads(places, *texture.size, texture.tex_coords), indices=corners(len(places)), mode="triangles", texture=texture)


def quads(places: list[tuple[float, float]], width: float, height: float, at: tuple) -> list[float]:
    """x, y, u, v of four corners around each place."""
    found = []
    for x, y in places:
        left, bottom, right, top = x - width / 2, y - height / 2, x + width / 2, y + height / 2
        found += [left, bottom, *at[0:2], right, bottom, *at[2:4], right, top, *at[4:6], left, top, *at[6:8]]
    return found


def corners(count: int) -> list[int]:
    return [4 * number + corner for number in range(count) for corner in (0, 1, 2, 0, 2, 3)]


def draw_badge(drawn: Drawn) -> None:
    """Icon and word on their colour, with a ring that keeps it apart from any ground; a nose where a vehicle heads."""
    mark, x, y = drawn.mark, drawn.x, drawn.y
    fill, _, ring = colours_of(mark)
    for colour, beyond in ((ring, 0), (fill, dp(RING))):
        wide, high = drawn.wide - beyond, drawn.high - beyond
        Color(*colour)
        if mark.bearing_deg is not None:
            SmoothTriangle(points=nose(x, y, drawn, mark.bearing_deg, dp(RING) - beyond))
        round_ = high - 0.1 if mark.layer is LiveLayer.VEHICLES else dp(7 + RING) - beyond
        SmoothRoundedRectangle(pos=(x - wide, y - high), size=(2 * wide, 2 * high), radius=[round_] * 4)
    textures = textures_of(mark)
    left = x - (sum(texture.width for texture in textures) + dp(GAP) * (len(textures) - 1)) / 2
    Color(*WHITE)
    for texture in textures:
        Rectangle(texture=texture, pos=(round(left), round(y - texture.height / 2)), size=texture.size)
        left += texture.width + dp(GAP)
    if mark.old:
        draw_clock(x + drawn.wide - dp(4), y + drawn.high - dp(2))


def nose(x: float, y: float, drawn: Drawn, bearing_deg: float, beyond: float) -> list[float]:
    """A triangle that stands out of a badge with round ends, clockwise from north; `beyond`: so much larger, as its ring."""
    dx, dy = math.sin(math.radians(bearing_deg)), math.cos(math.radians(bearing_deg))
    straight = drawn.wide - drawn.high  # half of what is straight along the top
    start = straight * dx  # it leaves from a point that slides along with the bearing, so that it is upright to the edge on all sides
    out = drawn.high / abs(dy) if dy else math.inf
    if abs(start + out * dx) > straight:  # through a round end
        back = start - math.copysign(straight, dx)
        out = -back * dx + math.sqrt(max(0.0, drawn.high**2 - (back * dy) ** 2))
    tip, foot, half = out + dp(NOSE) + 1.5 * beyond, out - dp(5), dp(NOSE) + 1.2 * beyond
    x += start
    return [x + dx * tip, y + dy * tip, x + dx * foot - dy * half, y + dy * foot + dx * half, x + dx * foot + dy * half, y + dy * foot - dx * half]


def draw_clock(x: float, y: float) -> None:
    """On a corner of what was seen a while ago."""
    for icon, colour, size in (("circle", theme.ui["surface"], 18), ("clock-alert-outline", theme.ui["warn"], 14)):
        texture = cached_texture(md_icons[icon], ICON_FILE, dp(size))
        Color(*colour)
        Rectangle(texture=texture, pos=(x - texture.width / 2, y - texture.height / 2), size=texture.size)
