"""The map: tiles, names, ways, pins and where the person is, moved by finger, wheel, keys or code."""

import math

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import Canvas, Color, MatrixInstruction, PopMatrix, PushMatrix, Rectangle, Rotate, Translate
from kivy.graphics.transformation import Matrix
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty, ObjectProperty
from kivy.uix.stencilview import StencilView

from mobile.map.ground import Ground
from mobile.map.labels import Box, place, upright
from mobile.map.mercator import covers, metres_per_dp, parent_of, tiles_between, to_degrees, to_world
from mobile.map.overlay import MapPin, RouteLine, draw_pin, draw_position, draw_route
from mobile.map.touch import Touching
from mobile.map.view import STREET_DP, View
from mobile.theme import theme
from mobile.voice.semantics import Semantic

__all__ = ["MapPin", "RouteLine", "VectorMap"]
KEY_PAN_DP = 90
PIN_DP = 48
FALLBACKS = 3  # zooms up to which a parent stands in for a tile that is not there
KEYS = {"left": (1, 0), "right": (-1, 0), "up": (0, -1), "down": (0, 1)}


class VectorMap(Semantic, StencilView):
    """`padding` is what sheets cover, in pixels: left, top, right, bottom; the middle of the rest is `lat`, `lon`."""

    lat = NumericProperty(0)
    lon = NumericProperty(0)
    zoom = NumericProperty(15)
    padding = ListProperty([0, 0, 0, 0])
    source = ObjectProperty(None, allownone=True)

    def __init__(self, **options):
        for event in ("on_map_tap", "on_pin", "on_view", "on_listen"):
            self.register_event_type(event)
        options.setdefault("a11y_role", "map")
        super().__init__(**options)
        self.view, self.touching, self.ground = View(dp(1)), Touching(self), Ground()
        self.routes: list[RouteLine] = []
        self.pins: list[MapPin] = []
        self.position: tuple | None = None
        self._wish: tuple | None = None  # points and margin that have to stay in sight until the person moves the map
        self._drawn_at = (0.5, 0.5, 0.0)
        self._anchored: tuple[float, float] | None = None
        self._chosen_pin = -1
        self._names: dict = {}
        with self.canvas:
            self._land_colour = Color()
            self._land = Rectangle()
            PushMatrix()
            self._ground_matrix = MatrixInstruction()
            self.canvas.add(self.ground.group)
            PopMatrix()
            PushMatrix()
            self._overlay_move = Translate(0, 0)
            self._ways, self._words, self._marks = Canvas(), Canvas(), Canvas()
            for group in (self._ways, self._words, self._marks):
                self.canvas.add(group)
            PopMatrix()
        self._ask_tiles = Clock.create_trigger(self.request_tiles, 0.05)
        self._ask_overlay = Clock.create_trigger(self.redraw_overlay, 0)
        self._settle = Clock.create_trigger(self.settled, 0.12)
        for name in ("pos", "size", "padding"):
            self.fbind(name, self.resized)
        self.fbind("source", self.attach)
        theme.follow(self.recolour)
        self.recolour()

    # What is shown

    def attach(self, *_):
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
        self._ask_overlay()

    def recolour(self, *_):
        self._land_colour.rgba = theme.map["land"]
        self.ground.repaint()
        self._ask_overlay()

    def moved(self):
        """The view has changed: one matrix moves all tiles; names and ways follow, anew when the zoom is another."""
        view, anchor = self.view, self.anchor()
        scale = view.scale
        x = self.x + view.middle[0] - (view.x - anchor[0]) * STREET_DP * scale
        y = self.y + view.middle[1] + (view.y - anchor[1]) * STREET_DP * scale
        matrix = Matrix().scale(scale, scale, 1)
        self._ground_matrix.matrix = Matrix().translate(x, y, 0).multiply(matrix)
        self.lat, self.lon = to_degrees(view.x, view.y)
        self.zoom = view.zoom
        drawn_x, drawn_y, drawn_zoom = self._drawn_at
        if drawn_zoom != view.zoom or math.hypot(drawn_x - view.x, drawn_y - view.y) * view.world_px > dp(160):
            self._ask_overlay()
        else:
            here = view.world_to_pixels(drawn_x, drawn_y)
            self._overlay_move.xy = (self.x + here[0] - view.middle[0], self.y + here[1] - view.middle[1])
        self._ask_tiles()

    def anchor(self) -> tuple[float, float]:
        """The point of the world that vertices are counted from: that of the source, or where the map first was."""
        if self.source is None:
            return self.view.x, self.view.y
        if self.source.anchor is None:
            self.source.anchor = (round(self.view.x, 4), round(self.view.y, 4))
        return self.source.anchor

    def request_tiles(self, *_):
        if self.source is None or self.get_parent_window() is None or self.width < 2:
            return
        if self.anchor() != self._anchored:  # the map was forgotten, or is of another city
            self.ground.clear()
            self._names.clear()
            self._anchored = self.anchor()
        needed = tiles_between(*self.view.box(), self.view.tile_zoom())
        missing = [tile for tile in needed if tile not in self.ground and not self.take(tile)]
        for tile in missing:
            self.stand_in(tile)
        for tile in self.ground.tiles():
            if tile not in needed and not any(covers(tile, other) for other in missing):
                self.ground.remove(tile)
                self._names.pop(tile, None)
                self._ask_overlay()
        self.source.want(self, needed)

    def take(self, tile) -> bool:
        drawn = self.source.find(tile)
        if drawn:
            self.add_tile(tile, drawn)
        return drawn is not None

    def stand_in(self, tile):
        """Until a tile is there, the nearest of its parents that is ready."""
        for _ in range(FALLBACKS):
            tile = parent_of(tile)
            if tile in self.ground or self.take(tile):
                return

    def add_tile(self, tile, drawn):
        self.ground.add(tile, drawn)
        self._names[tile] = drawn.names
        self._ask_overlay()

    def show_tile(self, tile, drawn):
        """The source has a tile that was asked for."""
        if tile in tiles_between(*self.view.box(), self.view.tile_zoom()):
            self.add_tile(tile, drawn)
            self._ask_tiles()

    @property
    def segments(self) -> int:
        """Pieces of lines that are drawn now."""
        return sum(self.ground.segments.values())

    # Over the tiles

    def redraw_overlay(self, *_):
        view = self.view
        self._drawn_at = (view.x, view.y, view.zoom)
        self._overlay_move.xy = self.pos
        margin = dp(170)
        box = Box(-margin, -margin, self.width + margin, self.height + margin)
        for group in (self._ways, self._words, self._marks):
            group.clear()
        with self._ways:
            for route in sorted(self.routes, key=lambda way: way.chosen):
                draw_route(self.pixels_of(route.points), route, box)
        self.draw_names(box)
        with self._marks:
            self.draw_marks()

    def pixels_of(self, points) -> list[float]:
        found: list[float] = []
        for lat, lon in points:
            found += self.view.to_pixels(lat, lon)
        return found

    def draw_names(self, box):
        view, (ax, ay) = self.view, self.anchor()
        names = [name for tile, names in self._names.items() if tile[0] == view.tile_zoom() for name in names]
        taken = [Box(x - dp(20), y - dp(8), x + dp(20), y + dp(44)) for x, y in (view.to_pixels(pin.lat, pin.lon) for pin in self.pins)]

        def to_pixels(x, y):
            return view.world_to_pixels(ax + x / STREET_DP, ay - y / STREET_DP)

        for name, x, y, texture in place(names, view.zoom, view.scale, to_pixels, box, taken):
            left, bottom = x - texture.width / 2, y - texture.height / 2
            angle = upright(name.angle)
            self._words.add(Color(1, 1, 1, 1))
            if abs(angle) < 1:
                self._words.add(Rectangle(texture=texture, pos=(round(left), round(bottom)), size=texture.size))
                continue
            for instruction in (
                PushMatrix(),
                Rotate(angle=angle, origin=(x, y)),
                Rectangle(texture=texture, pos=(left, bottom), size=texture.size),
                PopMatrix(),
            ):
                self._words.add(instruction)

    def draw_marks(self):
        view = self.view
        if self.position:
            lat, lon, accuracy_m, heading = self.position
            draw_position(*view.to_pixels(lat, lon), accuracy_m / metres_per_dp(lat, view.zoom) * view.density, heading)
        for pin in sorted(self.pins, key=lambda pin: pin.chosen):
            draw_pin(*view.to_pixels(pin.lat, pin.lon), pin)

    def set_routes(self, routes: list[RouteLine]):
        self.routes = routes
        self._ask_overlay()

    def set_pins(self, pins: list[MapPin]):
        self.pins, self._chosen_pin = pins, -1
        self._ask_overlay()

    def set_position(self, lat: float | None, lon: float = 0, accuracy_m: float = 0, heading: float | None = None):
        """Where the person is; None takes it off the map."""
        self.position = None if lat is None else (lat, lon, accuracy_m, heading)
        self._ask_overlay()

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

    def fit(self, points: list[tuple[float, float]], margin_dp: float = 40, animate: bool = True):
        """All points in the part that is free, with a margin; also when that part changes, until the person moves the map."""
        if points:
            self.go(*self.view.fitted(points, dp(margin_dp)), animate)
            self._wish = (points, dp(margin_dp))

    def go(self, x: float, y: float, zoom: float, animate: bool):
        Animation.cancel_all(self, "travel")
        self._wish = None
        start = (self.view.x, self.view.y, self.view.zoom)
        far = math.hypot(x - start[0], y - start[1]) * self.view.world_px > 3 * max(self.width, self.height)
        if not animate or theme.less_motion or far or self.get_parent_window() is None:
            self.jump(x, y, zoom)
            return
        self._travel = (start, (x, y, zoom))
        self.travel = 0
        Animation(travel=1, duration=0.4, t="out_cubic").start(self)

    travel = NumericProperty(1)

    def on_travel(self, _, share):
        if hasattr(self, "_travel"):
            start, end = self._travel
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
        self._wish = None
        self.view.zoom_to(self.view.zoom + steps, anchor and (anchor[0] - self.x, anchor[1] - self.y))
        self.moved()
        self._settle()

    def view_moved(self, dx: float, dy: float):
        self._wish = None
        self.view.move_to(self.view.x - dx / self.view.world_px, self.view.y + dy / self.view.world_px)
        self.moved()

    def view_zoomed(self, steps: float, anchor):
        self.zoom_by(steps, anchor)

    def view_settled(self):
        self._settle()

    def settled(self, *_):
        self.dispatch("on_view")

    def view_tapped(self, x: float, y: float):
        pin = self.pin_at(x, y)
        if pin:
            self.dispatch("on_pin", pin.key)
        else:
            self.dispatch("on_map_tap", *self.to_coordinates(x, y))

    def pin_at(self, x: float, y: float) -> MapPin | None:
        """The nearest pin within the size of a finger."""
        near = [(math.dist((x, y), (px, py + dp(14))), pin) for pin in self.pins for px, py in [self.to_window_xy(pin.lat, pin.lon)]]
        distance, pin = min(near, key=lambda found: found[0], default=(math.inf, None))
        return pin if distance <= dp(PIN_DP) / 2 + dp(6) else None

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

    def on_view(self):
        pass

    def on_listen(self):
        pass
