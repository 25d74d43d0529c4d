"""What lies over the map: ways in their patterns, pins, where the person is. Drawn in pixels, so that widths stay while the map grows."""

import math
from typing import NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Ellipse, Line, Rectangle, SmoothEllipse
from kivy.metrics import dp
from kivy.utils import get_color_from_hex
from kivymd.icon_definitions import md_icons

from mobile.theme import theme
from mobile.widgets.badges import mode_colours
from mobile.widgets.text import ICON_FILE

BLUE, WHITE = get_color_from_hex("#1D4ED8"), (1, 1, 1, 1)
# mode: width, on and off in dp; a solid line has none
PATTERNS = {
    "BIKE": (7, 10, 4), "SHARED_BIKE": (7, 10, 4), "SCOOTER": (7, 4, 4), "FERRY": (7, 14, 6), "RAIL": (9, 0, 0), "SUBWAY": (9, 0, 0),
    "MONORAIL": (9, 0, 0), "ON_DEMAND": (7, 20, 5),
}  # fmt: skip
ON_FOOT = ("WALK", "WHEELCHAIR")
DOT_DP, DOT_STEP_DP = 6, 11


class RouteLine(NamedTuple):
    """`points`: (lat, lon). One that is not chosen is thin and grey. `line`: its name; `colours`: of the line and of its letters, #RRGGBB."""

    points: list[tuple[float, float]]
    mode: str
    chosen: bool = True
    line: str = ""
    colours: tuple[str | None, str | None] = (None, None)


class MapPin(NamedTuple):
    """`kind`: origin, destination, stop or point. `key` comes back when it is pressed."""

    lat: float
    lon: float
    kind: str
    name: str
    key: str
    chosen: bool = False


def draw_route(xy: list[float], route: RouteLine, view) -> None:
    """Into the canvas that is open. `xy` in pixels, `view` a Box beyond which nothing is drawn."""
    if not route.chosen:
        Color(*theme.ui["outline"])
        Line(points=xy, width=dp(2), joint="round", cap="round")
        return
    if route.mode in ON_FOOT:
        draw_dots(xy, view)
        return
    width, on, off = PATTERNS.get(route.mode, (7, 0, 0))
    fill, _ = mode_colours(route.mode, *route.colours)
    outer, ring = ("route_casing", "route_ring") if theme.name != "hc" else ("label_halo", "route_ring")
    for colour, wide in ((theme.map[outer], width / 2 + 2.75), (theme.map[ring], width / 2 + 1.5)):
        Color(*colour)
        Line(points=xy, width=dp(wide), joint="round", cap="round")
    Color(*fill)
    for part in dashes(xy, dp(on), dp(off)) if on else [xy]:
        Line(points=part, width=dp(width / 2), joint="round", cap="none" if on else "round")
    if route.mode in ("TRAM", "CABLE_TRAM"):
        Color(*WHITE)
        Line(points=xy, width=dp(0.6), joint="round")
    if route.mode == "RAIL":
        Color(*WHITE)
        for part in dashes(xy, dp(9), dp(9)):
            Line(points=part, width=dp(1.2), cap="none")


def draw_dots(xy: list[float], view) -> None:
    ring, fill = (theme.map["route_casing"], WHITE) if theme.name == "light" else (theme.map["route_casing"], theme.map["walk_dot"])
    big, small = dp(DOT_DP + 3), dp(DOT_DP)
    for x, y in along(xy, dp(DOT_STEP_DP)):
        if not (view.left <= x <= view.right and view.bottom <= y <= view.top):
            continue
        Color(*ring)
        Ellipse(pos=(x - big / 2, y - big / 2), size=(big, big), segments=16)
        Color(*fill)
        Ellipse(pos=(x - small / 2, y - small / 2), size=(small, small), segments=14)


def along(xy: list[float], step: float):
    """Points every so many pixels along a line."""
    rest = step / 2
    for at in range(0, len(xy) - 2, 2):
        x1, y1, x2, y2 = xy[at : at + 4]
        length = math.hypot(x2 - x1, y2 - y1)
        while rest <= length and length:
            share = rest / length
            yield x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            rest += step
        rest -= length


def dashes(xy: list[float], on: float, off: float) -> list[list[float]]:
    """The pieces of a line that are drawn."""
    parts, part, drawing, rest = [], [xy[0], xy[1]], True, on
    for at in range(0, len(xy) - 2, 2):
        x, y, x2, y2 = xy[at : at + 4]
        length = math.hypot(x2 - x, y2 - y)
        while length > rest:
            share = rest / length
            x, y, length = x + (x2 - x) * share, y + (y2 - y) * share, length - rest
            if drawing:
                parts.append([*part, x, y])
            part, drawing = [x, y], not drawing
            rest = on if drawing else off
        rest -= length
        if drawing:
            part += [x2, y2]
    if drawing and len(part) >= 4:
        parts.append(part)
    return parts


def draw_pin(x: float, y: float, pin: MapPin) -> None:
    """A ring where one begins, a marker with its foot on the point elsewhere."""
    if pin.kind == "origin":
        for colour, size in ((theme.map["route_casing"], 20), (WHITE, 17), (BLUE, 9)):
            Color(*colour)
            SmoothEllipse(pos=(x - dp(size / 2), y - dp(size / 2)), size=(dp(size), dp(size)))
        return
    size = 46 if pin.chosen else 38
    for colour, grown in ((theme.ui["yellow"] if pin.chosen else theme.ui["surface"], size + 8), (theme.map["route_casing"], size)):
        texture = texture_of(md_icons["map-marker"], ICON_FILE, dp(grown))
        Color(*colour)
        Rectangle(texture=texture, pos=(x - texture.width / 2, y - dp(3) * (grown > size)), size=texture.size)


def texture_of(text: str, font_name: str, size: float, colour=WHITE):
    label = CoreLabel(text=text, font_name=font_name, font_size=size, color=tuple(colour))
    label.refresh()
    return label.texture


def draw_position(x: float, y: float, accuracy: float, heading: float | None) -> None:
    """The blue disc of the person, and around it how sure that is, in pixels."""
    if accuracy > dp(14):
        Color(*BLUE[:3], 0.16)
        Ellipse(pos=(x - accuracy, y - accuracy), size=(2 * accuracy, 2 * accuracy))
    if heading is not None:
        Color(*BLUE[:3], 0.38)
        Ellipse(pos=(x - dp(34), y - dp(34)), size=(dp(68), dp(68)), angle_start=heading - 30, angle_end=heading + 30)
    for colour, size in ((theme.map["route_casing"], 24), (WHITE, 22), (BLUE, 16)):
        Color(*colour)
        SmoothEllipse(pos=(x - dp(size / 2), y - dp(size / 2)), size=(dp(size), dp(size)))
