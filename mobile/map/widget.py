"""The map: tiles, names, ways, pins and where the person is, moved by finger, wheel, keys or code."""

import math

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import Color, MatrixInstruction, PopMatrix, PushMatrix, Rectangle
from kivy.graphics.transformation import Matrix
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.stencilview import StencilView

from mobile.map.live_layer import LiveMark
from mobile.map.marks import Marks
from mobile.map.mercator import to_degrees, to_world
from mobile.map.overlay import MapPin, RouteLine
from mobile.map.tiling import Tiling
from mobile.map.touch import Touching
from mobile.map.view import STREET_DP, View
from mobile.theme import theme
from mobile.voice.semantics import Semantic

__all__ = ["MapPin", "RouteLine", "VectorMap"]
KEY_PAN_DP = 90
PIN_ROOM_DP = 54  # as high as a pin stands above its foot
KEYS = {"left": (1, 0), "right": (-1, 0), "up": (0, -1), "down": (0, 1)}


class VectorMap(Semantic, StencilView):
    """`padding` is what sheets cover, in pixels: left, top, right, bottom; the middle of the rest is `lat`, `lon`."""

    lat = NumericProperty(0)
    lon = NumericProperty(0)
    zoom = NumericProperty(15)
    travel = NumericProperty(1)  # how far along a move that is animated
    padding = ListProperty([0, 0, 0, 0])
    source = ObjectProperty(None, allownone=True)
    taken = BooleanProperty(False)  # by the person, who has moved it since it was moved by code

    def __init__(self, **options):
        for event in ("on_map_tap", "on_pin", "on_mark", "on_view", "on_listen"):
            self.register_event_type(event)
        options.setdefault("a11y_role", "map")
        super().__init__(**options)
        self.view, self.touching = View(dp(1)), Touching(self)
        self._ask_tiles = Clock.create_trigger(self.request_tiles, 0.05)
        self._ask_marks = Clock.create_trigger(self.redraw_marks, 0)
        self.tiling, self.marks = Tiling(self.view, self._ask_marks), Marks(self.view)
        self._settle = Clock.create_trigger(lambda _: self.dispatch("on_view"), 0.12)
        self._wish: tuple | None = None  # points, margin and room for pins that have to stay in sight until the person moves the map
        self._journey: tuple | None = None
        self._chosen_pin = -1
        with self.canvas:
            self._land_colour = Color()
            self._land = Rectangle()
            PushMatrix()
            self._ground_matrix = MatrixInstruction()
            self.canvas.add(self.tiling.ground.group)
            PopMatrix()
            self.canvas.add(self.marks.group)
        for name in ("pos", "size", "padding"):
            self.fbind(name, self.resized)
        self.fbind("source", self.attach)
        theme.follow(self.recolour)
        self.recolour()

    # What is shown

    def attach(self, *_):
        self.tiling.source = self.source
        if self.source:
            self.source.listen(self, self.show_tile)
            self.resized()

    def on_parent(self, _, parent):
        """Made, or taken apart with its page."""
        if parent and self.source:
            self.attach()

    def rest(self):
        """The page is hidden: ask for nothing until it is shown again."""
        self.touching.stop()
        if self.source:
            self.source.leave(self)

    def wake(self):
        """The page is shown again."""
        self.attach()

    def resized(self, *_):
        view = self.view
        view.width, view.height, view.padding = self.width, self.height, tuple(self.padding)
        self._land.pos, self._land.size = self.pos, self.size
        if self._wish:
            view.move_to(*view.fitted(*self._wish)[:2])
            view.zoom_to(view.fitted(*self._wish)[2])
        self.moved()
        self._ask_marks()

    def recolour(self, *_):
        self._land_colour.rgba = theme.map["land"]
        self.tiling.ground.repaint()
        self.marks.live.restyle()
        self._ask_marks()

    def moved(self):
        """The view has changed: one matrix moves all tiles; names and ways follow, anew when the zoom is another."""
        view, anchor = self.view, self.tiling.anchor()
        scale = view.scale
        x = self.x + view.middle[0] - (view.x - anchor[0]) * STREET_DP * scale
        y = self.y + view.middle[1] + (view.y - anchor[1]) * STREET_DP * scale
        self._ground_matrix.matrix = Matrix().translate(x, y, 0).multiply(Matrix().scale(scale, scale, 1))
        self.lat, self.lon = to_degrees(view.x, view.y)
        self.zoom = view.zoom
        if not self.marks.follow(self.x, self.y):
            self._ask_marks()
        self._ask_tiles()

    def request_tiles(self, *_):
        if self.get_parent_window() is not None and self.width >= 2:
            self.tiling.ask(self)

    def show_tile(self, tile, drawn):
        """The source has a tile that was asked for."""
        if self.tiling.show(tile, drawn):
            self._ask_tiles()

    def redraw_marks(self, *_):
        self.marks.draw(self.x, self.y, self.tiling)

    @property
    def segments(self) -> int:
        """Pieces of lines that are drawn now."""
        return sum(self.tiling.ground.segments.values())

    @property
    def pins(self) -> list[MapPin]:
        return self.marks.pins

    def set_routes(self, routes: list[RouteLine]):
        self.marks.routes = routes
        self._ask_marks()

    def set_pins(self, pins: list[MapPin]):
        self.marks.pins, self._chosen_pin = pins, -1
        self._ask_marks()

    def set_live(self, marks: tuple[LiveMark, ...]):
        """What is live, in the order in which it gets room; `on_mark` tells which one was pressed."""
        if marks != self.marks.live.marks:
            self.marks.live.show(marks)
            self._ask_marks()

    def set_position(self, lat: float | None, lon: float = 0, accuracy_m: float = 0, heading: float | None = None):
        """Where the person is; None takes it off the map."""
        self.marks.position = None if lat is None else (lat, lon, accuracy_m, heading)
        self._ask_marks()

    # Moving

    def to_coordinates(self, x: float, y: float) -> tuple[float, float]:
        """(lat, lon) under a point of the window."""
        return self.view.to_coordinates(x - self.x, y - self.y)

    def to_window_xy(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = self.view.to_pixels(lat, lon)
        return self.x + x, self.y + y

    def centre_on(self, lat: float, lon: float, zoom: float | None = None, animate: bool = True):
        x, y = to_world(lat, lon)
        self.go(x, y, zoom if zoom is not None else self.view.zoom, animate)

    def fit(self, points: list[tuple[float, float]], margin_dp: float = 40, animate: bool = True, pin_dp: float = 0):
        """All points in the part that is free, with a margin; also when that part changes, until the person moves the map."""
        if points:
            self.go(*self.view.fitted(points, dp(margin_dp), dp(pin_dp)), animate)
            self._wish = (points, dp(margin_dp), dp(pin_dp))

    def go(self, x: float, y: float, zoom: float, animate: bool):
        Animation.cancel_all(self, "travel")
        self._wish, self.taken = None, False
        start = (self.view.x, self.view.y, self.view.zoom)
        far = math.hypot(x - start[0], y - start[1]) * self.view.world_px > 3 * max(self.width, self.height)
        if not animate or theme.less_motion or far or self.get_parent_window() is None:
            self.jump(x, y, zoom)
            return
        self._journey = (start, (x, y, zoom))
        self.travel = 0
        Animation(travel=1, duration=0.4, t="out_cubic").start(self)

    def on_travel(self, _, share):
        if self._journey:
            start, end = self._journey
            self.jump(*(a + (b - a) * share for a, b in zip(start, end)))

    def jump(self, x: float, y: float, zoom: float):
        self.view.move_to(x, y)
        self.view.zoom_to(zoom)
        self.moved()
        self._settle()

    def pan_by(self, dx: float, dy: float):
        """Pixels to the right and up, as a finger would drag."""
        self.view_moved(dx, dy)
        self._settle()

    def zoom_by(self, steps: float, anchor: tuple[float, float] | None = None):
        self.take_over()
        self.view.zoom_to(self.view.zoom + steps, anchor and (anchor[0] - self.x, anchor[1] - self.y))
        self.moved()
        self._settle()

    def take_over(self):
        """The person moves the map now."""
        Animation.cancel_all(self, "travel")
        self._wish, self.taken = None, True

    # What fingers do

    def view_moved(self, dx: float, dy: float):
        self.take_over()
        self.view.move_to(self.view.x - dx / self.view.world_px, self.view.y + dy / self.view.world_px)
        self.moved()

    def view_zoomed(self, steps: float, anchor):
        self.zoom_by(steps, anchor)

    def view_settled(self):
        self._settle()

    def view_tapped(self, x: float, y: float):
        at = x - self.x, y - self.y
        if pin := self.marks.pin_at(*at):
            self.dispatch("on_pin", pin.key)
        elif mark := self.marks.live.mark_at(*at):
            self.dispatch("on_mark", mark)
        else:
            self.dispatch("on_map_tap", *self.to_coordinates(x, y))

    def on_touch_down(self, touch):
        if not self.collide_point(*touch.pos) or self.disabled:
            return False
        if touch.is_mouse_scrolling:
            self.touching.wheel(touch)
            return True
        touch.grab(self)
        self.touching.down(touch)
        return True

    def on_touch_move(self, touch):
        if touch.grab_current is self:
            self.touching.move(touch)
            return True
        return False

    def on_touch_up(self, touch):
        if touch.grab_current is self:
            touch.ungrab(self)
            self.touching.up(touch)
            return True
        return False

    def handle_key(self, key: str) -> bool:
        """Arrows move, + and − zoom, Enter goes from pin to pin."""
        if key in KEYS:
            self.pan_by(KEYS[key][0] * dp(KEY_PAN_DP), KEYS[key][1] * dp(KEY_PAN_DP))
        elif key in ("+", "=", "numpadadd"):
            self.zoom_by(1)
        elif key in ("-", "numpadsubstract"):
            self.zoom_by(-1)
        elif key == "enter" and self.pins:
            self._chosen_pin = (self._chosen_pin + 1) % len(self.pins)
            self.dispatch("on_pin", self.pins[self._chosen_pin].key)
        else:
            return False
        return True

    def a11y_activate(self):
        self.dispatch("on_listen")

    def on_map_tap(self, lat, lon):
        pass

    def on_pin(self, key):
        pass

    def on_mark(self, mark):
        pass

    def on_view(self):
        if self.marks.live.stretched:
            self.marks.live.restyle()
            self._ask_marks()

    def on_listen(self):
        pass
