"""The sign of a line on its way over the map: icon and name on the colour of the line, beside nothing else that is drawn."""

import itertools
import math
from typing import NamedTuple

from kivy.graphics import Color, Rectangle, SmoothRoundedRectangle
from kivy.metrics import dp
from kivymd.icon_definitions import md_icons

from mobile import tokens
from mobile.map.labels import MOST_SCALE, Box, overlap
from mobile.map.overlay import WHITE, RouteLine, texture_of
from mobile.theme import font, theme
from mobile.widgets.badges import mode_colours
from mobile.widgets.text import ICON_FILE

SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)  # of the way, tried in turn
HIGH, ICON, LETTERS, PAD, GAP, RING = 26, 17, 14, 7, 3, 2  # dp
LONGEST = 8  # letters; a longer name stands in the list of steps


class LineBadge(NamedTuple):
    """`x`, `y`: its middle in pixels."""

    x: float
    y: float
    route: RouteLine
    icon: object
    word: object

    @property
    def width(self) -> float:
        return self.icon.width + (self.word.width + dp(GAP) if self.word else 0) + dp(2 * PAD)

    @property
    def height(self) -> float:
        return grown(HIGH)

    def box(self) -> Box:
        wide, high = self.width / 2 + dp(RING), self.height / 2 + dp(RING)
        return Box(self.x - wide, self.y - high, self.x + wide, self.y + high)


def place_badges(ways: list[tuple[RouteLine, list[float]]], taken: list[Box], view: Box) -> list[LineBadge]:
    """One for each chosen way of a line that has room: in sight, over no other and none of `taken`. `ways` with x, y, x, y … in pixels."""
    found: list[LineBadge] = []
    for route, xy in ways:
        if not (route.chosen and route.line):
            continue
        badge, others = badge_of(route), [*taken, *(other.box() for other in found)]
        for x, y in (point_along(xy, share) for share in SHARES):
            badge = badge._replace(x=x, y=y)
            box = badge.box()
            if inside(box, view) and not any(overlap(box, other) for other in others):
                found.append(badge)
                break
    return found


def badge_of(route: RouteLine) -> LineBadge:
    """Its letters and its icon, with no place yet."""
    _, ink = mode_colours(route.mode, *route.colours)
    icon = texture_of(md_icons[tokens.MODES[route.mode][2]], ICON_FILE, grown(ICON), ink)
    word = texture_of(route.line, font(800), grown(LETTERS), ink) if len(route.line) <= LONGEST else None
    return LineBadge(0, 0, route, icon, word)


def grown(size: float) -> float:
    """Pixels of something that grows with the text of the person as names on the map do."""
    return dp(size) * min(theme.text_scale, MOST_SCALE)


def inside(box: Box, view: Box) -> bool:
    return view.left <= box.left and box.right <= view.right and view.bottom <= box.bottom and box.top <= view.top


def point_along(xy: list[float], share: float) -> tuple[float, float]:
    """The point at a part of the length of a line."""
    pairs = list(zip(xy[0::2], xy[1::2]))
    lengths = [math.dist(one, other) for one, other in itertools.pairwise(pairs)]
    rest = share * sum(lengths)
    for ((x, y), (x2, y2)), length in zip(itertools.pairwise(pairs), lengths):
        if rest <= length and length:
            return x + (x2 - x) * rest / length, y + (y2 - y) * rest / length
        rest -= length
    return pairs[-1]


def draw_badge(badge: LineBadge) -> None:
    """Into the canvas that is open; a ring of white keeps it apart from the way and from any ground."""
    fill, _ = mode_colours(badge.route.mode, *badge.route.colours)
    wide, high = badge.width, badge.height
    for colour, grown in ((WHITE, dp(RING)), (fill, 0)):
        Color(*colour)
        SmoothRoundedRectangle(
            pos=(badge.x - wide / 2 - grown, badge.y - high / 2 - grown), size=(wide + 2 * grown, high + 2 * grown), radius=[dp(8) + grown]
        )
    x = badge.x - wide / 2 + dp(PAD)
    for texture in (badge.icon, badge.word):
        if texture:
            Color(1, 1, 1, 1)
            Rectangle(texture=texture, pos=(round(x), round(badge.y - texture.height / 2)), size=texture.size)
            x += texture.width + dp(GAP)
