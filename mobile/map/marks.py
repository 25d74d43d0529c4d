"""What lies over the tiles and keeps its size while they grow: ways, names, what is live, pins and the person. In pixels of the map."""

import math

from kivy.graphics import Canvas, Color, InstructionGroup, PopMatrix, PushMatrix, Rectangle, Rotate, Translate
from kivy.metrics import dp

from mobile.map.decode import STREET_DP
from mobile.map.labels import Box, Placed, place, upright
from mobile.map.line_badges import LineBadge, draw_badge, place_badges
from mobile.map.live_marks import LiveMarks
from mobile.map.mercator import metres_per_dp
from mobile.map.overlay import MapPin, RouteLine, draw_pin, draw_position, draw_route
from mobile.map.tiling import Tiling
from mobile.map.view import View

PIN_DP = 48
BEYOND_DP = 170  # drawn around the map, so that a short pan needs nothing new
STALE_DP = 160  # of a pan after which it does


class Marks:
    """`group` goes onto the canvas over the ground. Drawn anew at another zoom or far from where it was drawn; else moved."""

    def __init__(self, view: View):
        self.view = view
        self.routes: list[RouteLine] = []
        self.pins: list[MapPin] = []
        self.position: tuple[float, float, float, float | None] | None = None  # lat, lon, accuracy in metres, heading
        self.live = LiveMarks(view)
        self.group = InstructionGroup()
        self._below, self._above = Translate(0, 0), Translate(0, 0)
        self._ways, self._words, self._points = Canvas(), Canvas(), Canvas()
        below = (PushMatrix(), self._below, self._ways, self._words, PopMatrix())
        for part in (*below, self.live.group, PushMatrix(), self._above, self._points, PopMatrix()):
            self.group.add(part)
        self._drawn_at = (0.5, 0.5, 0.0)

    def follow(self, x: float, y: float) -> bool:
        """Go with the view of a map that is at x, y. False when that is not enough."""
        view, (drawn_x, drawn_y, drawn_zoom) = self.view, self._drawn_at
        if not self.live.follow(x, y):
            return False
        if drawn_zoom != view.zoom or math.hypot(drawn_x - view.x, drawn_y - view.y) * view.world_px > dp(STALE_DP):
            return False
        here, middle = view.world_to_pixels(drawn_x, drawn_y), view.middle
        self._below.xy = self._above.xy = (x + here[0] - middle[0], y + here[1] - middle[1])
        return True

    def draw(self, x: float, y: float, tiling: Tiling) -> None:
        """All anew, for a map that is at x, y."""
        view, margin = self.view, dp(BEYOND_DP)
        self._drawn_at = (view.x, view.y, view.zoom)
        self._below.xy = self._above.xy = (x, y)
        if not self.live.follow(x, y):
            self.live.draw(x, y)
        box = Box(-margin, -margin, view.width + margin, view.height + margin)
        for group in (self._ways, self._words, self._points):
            group.clear()
        ways = [(route, [part for point in route.points for part in view.to_pixels(*point)]) for route in self.routes]
        with self._ways:
            for route, xy in sorted(ways, key=lambda way: way[0].chosen):
                draw_route(xy, route, box)
        feet = (view.to_pixels(pin.lat, pin.lon) for pin in self.pins)
        taken = [Box(x - dp(20), y - dp(8), x + dp(20), y + dp(44)) for x, y in feet]
        left, top, right, bottom = view.padding
        badges = place_badges(ways, taken, Box(left, bottom, view.width - right, view.height - top))
        self._draw_names(box, tiling, taken + [badge.box() for badge in badges] + self.live.boxes())
        with self._points:
            self._draw_points(badges)

    def _draw_names(self, box: Box, tiling: Tiling, taken: list[Box]) -> None:
        view, (ax, ay) = self.view, tiling.anchor()

        def to_pixels(x, y):
            return view.world_to_pixels(ax + x / STREET_DP, ay - y / STREET_DP)

        for placed in place(tiling.names(), view.zoom, view.scale, to_pixels, box, taken):
            for part in written(placed):
                self._words.add(part)

    def _draw_points(self, badges: list[LineBadge]) -> None:
        view = self.view
        for badge in badges:
            draw_badge(badge)
        if self.position:
            lat, lon, accuracy_m, heading = self.position
            draw_position(*view.to_pixels(lat, lon), accuracy_m / metres_per_dp(lat, view.zoom) * view.density, heading)
        for pin in sorted(self.pins, key=lambda pin: pin.chosen):
            draw_pin(*view.to_pixels(pin.lat, pin.lon), pin)

    def pin_at(self, x: float, y: float) -> MapPin | None:
        """The nearest pin within the size of a finger of a point of the map."""
        near = [(math.dist((x, y), (px, py + dp(14))), pin) for pin in self.pins for px, py in [self.view.to_pixels(pin.lat, pin.lon)]]
        distance, pin = min(near, key=lambda found: found[0], default=(math.inf, None))
        return pin if distance <= dp(PIN_DP) / 2 + dp(6) else None


def written(placed: Placed) -> list:
    """A name as instructions; on whole pixels when it is level."""
    name, x, y, texture = placed
    left, bottom, angle = x - texture.width / 2, y - texture.height / 2, upright(name.angle)
    if abs(angle) < 1:
        return [Color(1, 1, 1, 1), Rectangle(texture=texture, pos=(round(left), round(bottom)), size=texture.size)]
    return [
        Color(1, 1, 1, 1),
        PushMatrix(),
        Rotate(angle=angle, origin=(x, y)),
        Rectangle(texture=texture, pos=(left, bottom), size=texture.size),
        PopMatrix(),
    ]
