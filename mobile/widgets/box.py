"""Boxes: columns, lines and flows as high as their content, and the surfaces they stand on.

Whoever draws when `pos` or `size` change works out edges from x, y, width and height: `right`, `top` and the centre are worked out by Kivy later.
"""

from kivy.graphics import Color, InstructionGroup, Line, RoundedRectangle, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from mobile.theme import theme
from mobile.voice.semantics import Semantic

NOTHING = (0, 0)
SHADOW = ((5, 0.03), (3, 0.04), (1.5, 0.06))  # dp beyond the edge, darkness: soft enough to look like one shadow


class Surface(Semantic, Widget):
    """A filled, rounded ground. `fill` and `edge` are tokens, "" for none; `corners` in dp, as top left, top right, bottom right, bottom left."""

    fill = StringProperty("")
    edge = StringProperty("")
    edge_width = NumericProperty(1)
    corners = ListProperty([16])
    floats = NumericProperty(0)

    def __init__(self, **options):
        super().__init__(**options)
        with self.canvas.before:
            self._ground = InstructionGroup()
        self._fill_shape = None
        for name in ("pos", "size", "fill", "edge", "edge_width", "corners", "floats"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)
        self.paint()

    def lay_ground(self):
        """Shadows, edge and fill, once there is something of them: most boxes only hold others."""
        self._shadows = [(Color(0, 0, 0, 0), RoundedRectangle()) for _ in SHADOW] if self.floats else []
        self._edge_color, self._edge_shape = Color(0, 0, 0, 0), SmoothRoundedRectangle()
        self._fill_color, self._fill_shape = Color(0, 0, 0, 0), SmoothRoundedRectangle()
        self._ground.clear()
        grounds = *self._shadows, (self._edge_color, self._edge_shape), (self._fill_color, self._fill_shape)
        for instruction in (part for ground in grounds for part in ground):
            self._ground.add(instruction)

    def paint(self, *_):
        if self._fill_shape is None and not (self.fill or self.edge or self.floats):
            return
        if self._fill_shape is None or (self.floats and not self._shadows):
            self.lay_ground()
        ui, edge, wide = theme.ui, self.edge, dp(self.edge_width)
        if self.floats and theme.name != "light":
            edge, wide = "float_line", dp(2 if theme.name == "hc" else 1)
        elif edge and theme.name == "hc":
            wide = max(wide, dp(2))
        self._edge_color.rgba = ui[edge] if edge else (0, 0, 0, 0)
        self._fill_color.rgba = ui[self.fill] if self.fill else (0, 0, 0, 0)
        radii = [dp(corner) for corner in (self.corners if len(self.corners) == 4 else self.corners * 4)]
        inset = wide if edge else 0
        lay(self._edge_shape, self.pos, self.size if edge else NOTHING, radii)
        inner = (max(0, self.width - 2 * inset), max(0, self.height - 2 * inset)) if self.fill else NOTHING
        lay(self._fill_shape, (self.x + inset, self.y + inset), inner, [max(0, radius - inset) for radius in radii])
        shaded = bool(self.floats) and theme.name == "light"
        for (colour, shape), (beyond, dark) in zip(self._shadows, SHADOW):
            colour.rgba = (0.07, 0.09, 0.17, dark)
            size = (self.width + dp(2 * beyond), self.height + dp(2 * beyond)) if shaded else NOTHING
            lay(shape, (self.x - dp(beyond), self.y - dp(beyond + 2)), size, [radius + dp(beyond) for radius in radii])


def lay(shape, pos, size, radii: list[float]) -> None:
    """Place a rounded rectangle. One of no size costs nothing, while a transparent one would be painted like any other."""
    shape.pos, shape.size, shape.radius = pos, size, bounded(radii, size) if size is not NOTHING else [0] * 4


def bounded(radii: list[float], size) -> list[float]:
    """Radii no larger than half the shorter side: larger ones would draw a bow tie."""
    most = min(size) / 2
    return [min(radius, most) for radius in radii]


class Column(Surface, BoxLayout):
    """Children below each other, as high as they are together."""

    def __init__(self, **options):
        options.setdefault("orientation", "vertical")
        options.setdefault("size_hint_y", None)
        super().__init__(**options)
        self.fbind("minimum_height", self.setter("height"))
        self.height = self.minimum_height


class Row(Surface, BoxLayout):
    """Children beside each other, as high as the highest, in the middle of it."""

    least_height = NumericProperty(0)

    def __init__(self, **options):
        options.setdefault("size_hint_y", None)
        super().__init__(**options)
        self.fbind("minimum_height", self.grow)
        self.fbind("least_height", self.grow)
        self.grow()

    def add_widget(self, widget, *args, **options):
        if widget.size_hint_y is None and not widget.pos_hint:
            widget.pos_hint = {"center_y": 0.5}
        super().add_widget(widget, *args, **options)

    def grow(self, *_):
        self.height = max(self.minimum_height, self.least_height)


class Flow(Surface, StackLayout):
    """Children in lines that wrap."""

    def __init__(self, **options):
        options.setdefault("size_hint_y", None)
        super().__init__(**options)
        self.fbind("minimum_height", self.setter("height"))


class Rule(Widget):
    """A dividing line; never the only sign of anything."""

    inset = NumericProperty(0)

    def __init__(self, **options):
        super().__init__(size_hint_y=None, height=dp(1), **options)
        with self.canvas:
            self._color = Color()
            self._line = Line(width=dp(0.5))
        self.fbind("pos", self.paint)
        self.fbind("size", self.paint)
        theme.follow(self.paint)
        self.paint()

    def paint(self, *_):
        self._color.rgba = theme.ui["line"]
        self._line.points = [self.x + dp(self.inset), (self.y + self.height / 2), (self.x + self.width), (self.y + self.height / 2)]


class Gap(Widget):
    """Room between groups, in dp."""

    def __init__(self, size: float = 8, **options):
        super().__init__(**{"size_hint": (None, None), "size": (dp(size), dp(size)), **options})
