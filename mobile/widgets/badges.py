"""Badges of modes, tags with facts, and the strip that draws a trip on a time axis. None is a node: what they stand on speaks for them."""

from kivy.graphics import Color, Line, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from mobile import tokens
from mobile.theme import theme
from mobile.widgets.box import NOTHING, Surface, bounded, lay
from mobile.widgets.text import Icon, Text

TONES = {  # ground, edge, ink
    "ok": ("ok_container", "", "ok"), "warn": ("warn_container", "", "warn"), "error": ("error_container", "", "error"),
    "info": ("info_container", "", "info"), "quiet": ("s2", "", "on"), "yellow": ("yellow", "", "on_yellow"),
}  # fmt: skip
LEAST_RATIO = 4.5


def luminance(colour) -> float:
    """Of WCAG 2.2, of [r, g, b] from 0 to 1."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other) -> float:
    """Ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mode_colours(mode: str, colour: str | None = None, text_colour: str | None = None):
    """Fill and ink of a mode; those of the route where its words reach 4.5:1 on it."""
    fill, ink = tokens.MODES[mode][:2]
    if colour and text_colour:
        own, on = get_color_from_hex(colour), get_color_from_hex(text_colour)
        if contrast(own, on) >= LEAST_RATIO:
            return own, on
    return get_color_from_hex(fill), get_color_from_hex(ink)


class ModeBadge(Surface, BoxLayout):
    """Icon and line on the colour of the mode; without a line its letter. `tall` in dp."""

    mode = StringProperty("BUS")
    line = StringProperty("")
    colours = ObjectProperty((None, None))
    tall = NumericProperty(36)
    least = NumericProperty(56)
    lettered = ObjectProperty(True)

    def __init__(self, **options):
        options.setdefault("size_hint", (None, None))
        options.setdefault("a11y_hidden", True)
        super().__init__(spacing=dp(3), corners=[tokens.RADIUS["badge"]], **options)
        self._icon = Icon(dp_size=22, pos_hint={"center_y": 0.5})
        self._label = Text(type_role="title_medium", weight=800, fit="width", pos_hint={"center_y": 0.5})
        self.add_widget(self._icon)
        self.add_widget(self._label)
        for name in ("mode", "line", "colours", "tall", "least", "pos", "size"):
            self.fbind(name, self.show)
        theme.follow(self.show)
        self.show()

    def show(self, *_):
        _, ink = mode_colours(self.mode, *self.colours)
        icon, letter = tokens.MODES[self.mode][2:]
        self._icon.dp_size, self._icon.icon = self.tall * 0.6, icon
        self._label.type_role = "title_medium" if self.tall > 30 else "label_large"
        self._label.text = self.line or (letter if self.lettered else "")
        self._icon.tint = self._label.tint = ink
        self.height = theme.scaled(self.tall)
        words = self._label.width + self.spacing if self._label.text else 0
        self.width = max(theme.scaled(self.least), self._icon.width + words + dp(14))
        spare = max(0, (self.width - self._icon.width - words) / 2)
        self.padding = [spare, 0, spare, 0]
        self.paint()

    def paint(self, *_):
        """On the colour of the mode, which is of no theme; a ring keeps a dark one apart from a dark ground."""
        if self._fill_shape is None:
            self.lay_ground()
        fill, _ = mode_colours(self.mode, *self.colours)
        wide, white = {"light": (0, 0.0), "dark": (1, 0.45), "hc": (2, 1.0)}[theme.name]
        ring, radius = dp(wide), dp(self.corners[0])
        self._edge_color.rgba, self._fill_color.rgba = (1, 1, 1, white), fill
        lay(self._edge_shape, self.pos, self.size if wide else NOTHING, [radius] * 4)
        inner = (max(0, self.width - 2 * ring), max(0, self.height - 2 * ring))
        lay(self._fill_shape, (self.x + ring, self.y + ring), inner, [max(0, radius - ring)] * 4)


class Tag(Surface, BoxLayout):
    """A fact in a few words, with an icon: never by colour alone."""

    text = StringProperty("")
    struck = StringProperty("")  # stands before the text, crossed out
    icon = StringProperty("")
    tone = StringProperty("quiet")

    def __init__(self, **options):
        options.setdefault("size_hint", (None, None))
        super().__init__(padding=[dp(8), 0, dp(8), 0], spacing=dp(5), corners=[tokens.RADIUS["tag"]], **options)
        if self.struck:
            self._struck = Text(type_role="label_medium", fit="width", strikethrough=True, pos_hint={"center_y": 0.5}, a11y_hidden=True)
            self._struck.text = self.struck
            self.add_widget(self._struck)
        self._icon = Icon(dp_size=16, pos_hint={"center_y": 0.5})
        self._label = Text(type_role="label_medium", weight=600, fit="width", pos_hint={"center_y": 0.5}, a11y_hidden=True)
        self.add_widget(self._label)
        for name in ("text", "icon", "tone"):
            self.fbind(name, self.show)
        theme.follow(self.show)
        self.show()

    def show(self, *_):
        self.fill, self.edge, ink = TONES[self.tone]
        if theme.name == "hc" and self.tone != "yellow":
            self.edge = ink
        self._label.text, self._label.ink, self._icon.ink = self.text, ink, ink
        if self.icon:
            self._icon.icon = self.icon
            if not self._icon.parent:
                self.add_widget(self._icon, index=len(self.children))
        elif self._icon.parent:
            self.remove_widget(self._icon)
        self.width = dp(16) + self._label.width + (self._icon.width + dp(5) if self.icon else 0)
        if self.struck:
            self._struck.ink = ink
            self.width += self._struck.width + dp(5)
        self.height = max(theme.scaled(24), self._label.height + dp(4))


class Sign(Tag):
    """A state without a ground: an icon and a word, as "Timetable" or "Live"."""

    def show(self, *_):
        super().show()
        self.fill = self.edge = ""
        self.padding = [0, 0, 0, 0]
        self.width -= dp(16)


class ModeStrip(Widget):
    """The parts of a trip on one time axis. `parts`: (start_s, end_s, mode, line, colour, text_colour); `span_s` is the whole axis."""

    parts = ObjectProperty(())
    from_s = NumericProperty(0)
    span_s = NumericProperty(3600)
    ticks = ObjectProperty(())

    def __init__(self, **options):
        super().__init__(size_hint_y=None, height=dp(26), **options)
        for name in ("parts", "from_s", "span_s", "pos", "size", "ticks"):
            self.fbind(name, self.lay_out)
        theme.follow(self.lay_out)

    a11y_hidden = True

    def places(self) -> list[tuple[float, float]]:
        """Left and width of each part: to scale, but at least wide enough for its icon, pushing the later ones and never over the edge."""
        least, gap = dp(24), dp(2)
        scale = self.width / max(1, self.span_s)
        found, edge = [], 0.0
        for start, end, *_ in self.parts:
            left = max((start - self.from_s) * scale, edge)
            width = max(least, (end - self.from_s) * scale - left - gap)
            found.append([left, width])
            edge = left + width + gap
        over = edge - gap - self.width
        for spot in reversed(found):  # what stands over the edge moves left, into the slack of those before
            if over <= 0:
                break
            give = max(0.0, spot[1] - least)
            cut = min(give, over)
            spot[1] -= cut
            over -= cut
            for later in found[found.index(spot) + 1 :]:
                later[0] -= cut
        return [tuple(spot) for spot in found]

    def lay_out(self, *_):
        self.canvas.before.clear()
        self.clear_widgets()
        with self.canvas.before:
            Color(*theme.ui["line"])
            for tick in self.ticks:
                x = self.x + (tick - self.from_s) / max(1, self.span_s) * self.width
                Line(points=[x, self.y - dp(6), x, (self.y + self.height) + dp(6)], width=dp(0.5))
        for (left, width), (_, _, mode, line, colour, text_colour) in zip(self.places(), self.parts):
            self.draw_part(left, width, mode, line, (colour, text_colour))

    def draw_part(self, left, width, mode, line, colours):
        fill, ink = mode_colours(mode, *colours)
        on_foot = mode in ("WALK", "WHEELCHAIR")
        pos, size, radius = (self.x + left, self.y), (width, self.height), bounded([dp(7)] * 4, (width, self.height))
        with self.canvas.before:
            if on_foot or theme.name != "light":
                Color(*(theme.ui["outline"] if on_foot else (1, 1, 1, 0.45 if theme.name == "dark" else 1)))
                SmoothRoundedRectangle(pos=pos, size=size, radius=radius)
                ring = dp(2 if theme.name == "hc" else 1)
                pos, size = (pos[0] + ring, pos[1] + ring), (size[0] - 2 * ring, size[1] - 2 * ring)
            Color(*(theme.ui["surface"] if on_foot else fill))
            SmoothRoundedRectangle(pos=pos, size=size, radius=bounded([dp(6)] * 4, size))
        icon = Icon(icon=tokens.MODES[mode][2], dp_size=16, grows=False)
        icon.tint = theme.ui["on"] if on_foot else ink
        label = Text(text=line, type_role="label_small", weight=700, fit="width", fixed=True)
        label.tint = icon.tint
        named = bool(line) and not on_foot and width >= icon.width + label.width + dp(9)
        wide = icon.width + (label.width + dp(3) if named else 0)
        x = self.x + left + (width - wide) / 2
        icon.pos = (x, (self.y + self.height / 2) - icon.height / 2)
        self.add_widget(icon)
        if named:
            label.pos = (x + icon.width + dp(3), (self.y + self.height / 2) - label.height / 2)
            self.add_widget(label)
