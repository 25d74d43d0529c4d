"""Text and icons: a role of type, a colour by token, never cut off."""

from functools import lru_cache

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from kivymd.font_definitions import fonts
from kivymd.icon_definitions import md_icons

from mobile import tokens
from mobile.theme import font, theme
from mobile.voice.semantics import Semantic

# The room above and below the letters is part of the line: line_height alone would put all of it below.
Builder.load_string("""
<-Text>:
    canvas:
        Color:
            rgba: 1, 1, 1, 1
        Rectangle:
            texture: self.texture
            size: self.texture_size
            pos: int(self.text_left), int(self.center_y - self.texture_size[1] / 2. - self.drop)
""")
LEAST_SHRINK = 0.7  # of letters, rather than a word broken in two
MOST_KNOWN = 4096  # words of a font whose size is known
NATURAL_LINE = 1.193  # of the font: its own distance between lines, in sizes
ICON_FILE = next(entry["fn_regular"] for entry in fonts if entry["name"] == "Icons")


class Words(CoreLabel):
    """Kivy's own, but a word is measured once in each font: pages are built of the same words again and again."""

    known: dict[str, dict[str, tuple[int, int]]] = {}

    def get_cached_extents(self):
        known = self.known.setdefault(self._get_font_id(), {})
        if len(known) > MOST_KNOWN:
            known.clear()

        def extents(text: str) -> tuple[int, int]:
            if text not in known:
                known[text] = self.get_extents(text)
            return known[text]

        return extents


class Text(Semantic, Label):
    """Wraps into the width it is given, smaller where a word alone would not fit; with `fit` "width" it is as wide as its words.

    `type_role` names a role of type, `ink` a colour of the theme. It is a node of its own when it is given the role
    text or heading; without, what it stands in speaks for it.
    """

    type_role = StringProperty("body_large")
    ink = StringProperty("on")
    fit = StringProperty("height")
    weight = NumericProperty(0)
    tint = ObjectProperty(None, allownone=True)  # a colour that is not of the theme: that of a line
    fixed = BooleanProperty(False)  # does not grow with the text size of the person, as in a drawing to scale
    shrink = NumericProperty(1)  # of the letters: words beside each other are of one size
    natural = NumericProperty(0)  # how wide the words are in one line
    drop = NumericProperty(0)
    text_left = NumericProperty(0)

    def __init__(self, **options):
        options.setdefault("halign", "left")
        super().__init__(**options)
        self.size_hint_y = None
        if self.fit == "width":
            self.size_hint_x = None
        theme.follow(self.restyle)
        for name in ("type_role", "ink", "tint", "weight", "fit"):
            self.fbind(name, self.restyle)
        self.restyle()
        for name in ("text", "width", "halign", "shrink"):
            self.fbind(name, self.arrange)
        self.fbind("x", self.settle)
        self.fbind("text", self.name_itself)
        self.fbind("a11y_role", self.name_itself)
        self.name_itself()

    def _create_label(self):
        options = {name: getattr(self, name) for name in self._font_properties}
        self._label = Words(**{**options, "color": self.disabled_color if self.disabled else self.color}, usersize=self.text_size)

    def name_itself(self, *_):
        if self.a11y_role in ("text", "heading"):
            self.a11y_name = self.text

    def restyle(self, *_):
        size, line, weight = tokens.TYPE[self.type_role]
        self.font_name = font(int(self.weight) or weight)
        grown = 1 if self.fixed else theme.text_scale
        self._wanted = dp(size) * grown
        self._line = dp(line) * grown
        self.line_height = line / size / NATURAL_LINE
        self.color = self.disabled_color = self.tint or theme.ui[self.ink]  # Kivy would fade words of what cannot be done now
        self.drop = (self._line - self._wanted * NATURAL_LINE) / 2
        self.arrange()

    def arrange(self, *_):
        self.natural = measured(self.text, self.font_name, self._wanted)
        self.font_size = self._wanted * self.shrink
        if self.fit == "width":
            self.text_size = (None, None)
            self.texture_update()
            self.width = max(self.texture_size[0], self.natural)
        else:
            if self.natural > self.width:
                self.font_size = self._wanted * min(self.shrink, self.share())
            self.text_size = (max(self.width, dp(1)), None)
            self.texture_update()
        self._trigger_texture.cancel()  # of Kivy, which would draw the same words once more before the next frame
        self.height = max(self.texture_size[1], self._line) if self.text else 0
        self.settle()

    def share(self) -> float:
        """Of the size of the letters, at which the longest word fits."""
        longest = max((measured(word, self.font_name, self._wanted) for word in self.text.split()), default=0)
        return max(LEAST_SHRINK, min(1, (self.width - 1) / longest)) if longest else 1

    def settle(self, *_):
        spare = self.width - self.texture_size[0]
        self.text_left = self.x + (spare if self.halign == "right" else spare / 2 if self.halign == "center" else 0)


@lru_cache(4096)
def measured(text: str, font_name: str, font_size: float) -> float:
    """Pixels from the left to the right of the longest line of a text, and one to spare: the letters are placed at whole pixels."""
    label = CoreLabel(text="", font_name=font_name, font_size=font_size)
    return max((label.get_extents(line)[0] for line in text.split("\n")), default=0) + 1 if text else 0


class Icon(Widget):
    """One of the Material Design Icons. It is never spoken: what it stands on has a name.

    It is drawn without a Label of Kivy, which weighs more than anything else a page is built of, and a page has a hundred icons.
    """

    icon = StringProperty("")
    ink = StringProperty("on")
    dp_size = NumericProperty(24)
    grows = BooleanProperty(True)
    tint = ObjectProperty(None, allownone=True)
    a11y_hidden = True

    def __init__(self, **options):
        options.setdefault("size_hint", (None, None))
        super().__init__(**options)
        with self.canvas:
            self._color, self._shape = Color(), Rectangle()
        theme.follow(self.restyle)
        for name in ("icon", "ink", "tint", "dp_size", "grows"):
            self.fbind(name, self.restyle)
        for name in ("pos", "size"):
            self.fbind(name, self.place)
        self.restyle()

    @property
    def text(self) -> str:
        """Its glyph, "" for none."""
        return md_icons[self.icon] if self.icon else ""

    def restyle(self, *_):
        side = theme.scaled(self.dp_size) if self.grows else dp(self.dp_size)
        self.size = (side, side)
        self._color.rgba = self.tint or theme.ui[self.ink]
        self._shape.texture = glyph(self.text, side).texture if self.icon else None
        self.place()

    def place(self, *_):
        wide, high = self._shape.size = self._shape.texture.size if self.icon else (0, 0)
        self._shape.pos = int(self.x + (self.width - wide) / 2), int(self.y + (self.height - high) / 2)


@lru_cache(1024)
def glyph(letter: str, side: float) -> CoreLabel:
    """An icon in white, as high as `side` pixels: each is drawn once, and gets its colour where it stands."""
    drawn = CoreLabel(text=letter, font_name=ICON_FILE, font_size=side, color=(1, 1, 1, 1))
    drawn.refresh()
    return drawn
