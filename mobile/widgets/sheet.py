"""Sheets: one that asks and keeps the reader inside, and one that lies over a map."""

from kivy.animation import Animation
from kivy.core.window import Window
from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from mobile import tokens
from mobile.i18n import tr
from mobile.theme import theme
from mobile.voice.semantics import Semantic
from mobile.widgets.box import Column, Row, Surface
from mobile.widgets.press import IconButton, Pressable
from mobile.widgets.scroll import Scroll
from mobile.widgets.text import Text

TOP = [tokens.RADIUS["sheet"], tokens.RADIUS["sheet"], 0, 0]
MOST_WIDTH = 480  # dp; wider lines are hard to read, and a map beside the sheet is worth more
LEAST_SHARE = 0.3  # of the page, however much stands above a sheet
WIDE = 2 * MOST_WIDTH  # dp of a window in which a sheet leaves more than half to the map beside it


class Sheet(Semantic, FloatLayout):
    """Asks one thing over everything else. Put widgets into `content`; `on_close` comes however it is closed."""

    title = StringProperty("")
    bottom = ObjectProperty(None, allownone=True)  # a widget that stays below the content, as the main button

    def __init__(self, **options):
        self.register_event_type("on_close")
        super().__init__(a11y_role="dialog", a11y_modal=True, **options)
        self.a11y_name = self.title
        with self.canvas.before:
            self._scrim_color = Color(*theme.ui["scrim"])
            self._scrim = Rectangle()
        self.panel = Column(fill="surface", corners=TOP, edge="float_line" if theme.name != "light" else "", pos_hint={"center_x": 0.5, "y": 0})
        self.panel.size_hint_max_x = dp(MOST_WIDTH)
        head = Row(padding=[dp(20), dp(12), dp(8), dp(4)], spacing=dp(8))
        head.add_widget(Text(text=self.title, type_role="headline_small", a11y_role="heading"))
        close = IconButton(icon="close", a11y_name=tr("Close"))
        close.bind(on_act=lambda _: self.close())
        head.add_widget(close)
        self.head = head
        self.scroll = Scroll(size_hint_y=None, padding=[0, 0, 0, dp(24)])
        self.content = self.scroll.content
        self.panel.add_widget(head)
        self.panel.add_widget(self.scroll)
        if self.bottom:
            self.panel.add_widget(self.bottom)
        self.add_widget(self.panel)
        for source, name in ((self, "size"), (self.content, "height"), (head, "height")):
            source.fbind(name, self.lay_out)
        self.lay_out()

    def lay_out(self, *_):
        self._scrim.pos, self._scrim.size = self.pos, self.size
        other = self.head.height + (self.bottom.height if self.bottom else 0)
        most = self.height * (1 if theme.large else 0.9) - other
        self.scroll.height = max(dp(48), min(self.content.height, most))

    def close(self):
        if self.parent:
            self.parent.remove_widget(self)
            self.dispatch("on_close")

    def on_close(self):
        pass

    def on_touch_down(self, touch):
        if not self.panel.collide_point(*touch.pos):
            touch.grab(self)
            return True
        super().on_touch_down(touch)
        return True

    def on_touch_move(self, touch):
        super().on_touch_move(touch)
        return True

    def on_touch_up(self, touch):
        if touch.grab_current is self:
            touch.ungrab(self)
            if not self.panel.collide_point(*touch.pos):
                self.close()
            return True
        super().on_touch_up(touch)
        return True


class Handle(Pressable, FloatLayout):
    """The grip of a sheet: drag it, or press it for the next height."""

    def __init__(self, **options):
        super().__init__(size_hint_y=None, height=dp(36), corners=[12], **options)
        with self.canvas:
            self._bar_color = Color()
            self._bar = Rectangle()
        for name in ("pos", "size"):
            self.fbind(name, self.paint_bar)
        theme.follow(self.paint_bar)
        self.paint_bar()

    def paint_bar(self, *_):
        self._bar_color.rgba = theme.ui["outline"]
        self._bar.size = (dp(36), dp(4))
        self._bar.pos = (self.x + self.width / 2 - dp(18), self.y + self.height - dp(14))

    def collide_point(self, x, y):
        """48 high for the finger; a little of it stands over the map."""
        return self.x <= x <= self.right and self.y - dp(6) <= y <= self.top + dp(12)


class Pane(Surface, BoxLayout):
    """The ground of a sheet that is as high as it is told."""


class MapSheet(Semantic, FloatLayout):
    """Lies over a map at one of its `rests`, the parts of the height of the page that it takes. `content` scrolls.

    `cover` is what is then hidden of the map, as its padding: all below the sheet, or in a wide window all left of its right edge.
    At its lowest rest it leaves `room` free between itself and the bar at the top.
    """

    rests = ListProperty([0.45, 0.7, 1.0])
    rest = NumericProperty(0)
    above = NumericProperty(0)  # pixels that a bar covers at the top
    over = NumericProperty(0)  # pixels that stand on the sheet, as who the map is by
    room = NumericProperty(0)  # pixels for what can be pressed above it
    cover = ListProperty([0, 0, 0, 0])

    def __init__(self, **options):
        super().__init__(**options)
        self.size_hint_y, self.size_hint_max_x = None, dp(MOST_WIDTH)
        self.panel = Pane(orientation="vertical", fill="surface", corners=TOP, floats=1, pos_hint={"x": 0, "y": 0})
        self.handle = Handle()
        self.handle.bind(on_act=lambda _: self.next_rest(), on_touch_move=self.drag, on_touch_up=self.drop)
        self.scroll = Scroll()
        self.content = self.scroll.content
        self.panel.add_widget(self.handle)
        self.panel.add_widget(self.scroll)
        super().add_widget(self.panel)
        self.fbind("rest", self.name_handle)
        self.fbind("parent", self.follow_parent)
        for name in ("size", "above", "over"):
            self.fbind(name, self.measure_cover)
        for name in ("above", "room"):
            self.fbind(name, self.make_room)
        theme.follow(self.place)
        self.name_handle()

    def follow_parent(self, _, parent):
        if parent:
            parent.bind(size=self.place)
            parent.bind(size=self.measure_cover)
            self.place()

    def height_at(self, rest: int) -> float:
        share = 1.0 if theme.large and rest else max(self.rests[rest], 0.6) if theme.large else self.rests[rest]
        whole = self.parent.height if self.parent else Window.height
        if rest or not self.room:
            return whole * share
        return min(whole * share, max(whole * LEAST_SHARE, whole - self.above - self.room))

    def make_room(self, *_):
        if self.room and not self.rest:
            self.place()

    def place(self, *_):
        Animation.cancel_all(self, "height")
        self.height = self.height_at(int(self.rest))

    def measure_cover(self, *_):
        wide = self.parent and self.parent.width >= dp(WIDE)
        self.cover = [self.x + self.width, 0, 0, 0] if wide else [0, self.above, 0, self.height + self.over]

    def next_rest(self):
        self.go_to((int(self.rest) + 1) % len(self.rests))

    def go_to(self, rest: int):
        self.rest = rest
        Animation.cancel_all(self, "height")
        Animation(height=self.height_at(rest), duration=0 if theme.less_motion else 0.22, t="out_cubic").start(self)

    def name_handle(self, *_):
        self.handle.a11y_name = tr("Show the map") if self.rest == len(self.rests) - 1 else tr("Show more")

    def drag(self, handle, touch):
        if touch.grab_current is handle:
            Animation.cancel_all(self, "height")
            self.height = max(self.height_at(0) * 0.6, min(self.parent.height, self.height + touch.dy))
            if abs(touch.y - touch.oy) > dp(12):
                touch.ud["dragged"] = True

    def drop(self, handle, touch):
        if touch.grab_current is handle and touch.ud.get("dragged"):
            touch.ungrab(handle)
            handle.state = "normal"
            self.go_to(min(range(len(self.rests)), key=lambda rest: abs(self.height_at(rest) - self.height)))
            return True
        return False
