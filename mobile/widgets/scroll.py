"""Scrolling: content as high as it is, a quiet bar, and no sideways surprise."""

from kivy.metrics import dp
from kivy.properties import ListProperty
from kivy.uix.scrollview import ScrollView

from mobile.theme import theme
from mobile.widgets.box import Column, Row


class Scroll(ScrollView):
    """Scrolls one column, its `content`."""

    padding = ListProperty([0, 0, 0, 0])
    spacing = ListProperty([0, 0])

    def __init__(self, **options):
        super().__init__(do_scroll_x=False, bar_width=dp(3), scroll_distance=dp(12), scroll_timeout=160, **options)
        self.content = Column()
        super().add_widget(self.content)
        self.fbind("padding", self.lay_out)
        theme.follow(self.lay_out)
        self.lay_out()

    def convert_distance_to_scroll(self, dx, dy):
        """Kivy brings what can be seen whole to the lower end, and under the next finger it jumps back: that finger then presses nothing."""
        x, y = super().convert_distance_to_scroll(dx, dy)
        return x, y if self.content.height > self.height else 0

    def lay_out(self, *_):
        self.content.padding = self.padding
        self.bar_color = theme.ui["outline"]
        self.bar_inactive_color = [*theme.ui["outline"][:3], 0.3]

    def add_widget(self, widget, *args, **options):
        self.content.add_widget(widget, *args, **options)


class Shelf(ScrollView):
    """Scrolls one row sideways, as chips."""

    def __init__(self, spacing=8, padding=12, **options):
        super().__init__(do_scroll_y=False, bar_width=0, size_hint_y=None, scroll_distance=dp(12), scroll_timeout=160, **options)
        self.content = Row(size_hint_x=None, spacing=dp(spacing), padding=[dp(padding), dp(6), dp(padding), dp(6)], least_height=dp(48))
        self.content.fbind("minimum_width", self.content.setter("width"))
        self.content.fbind("height", self.setter("height"))
        super().add_widget(self.content)
        self.height = self.content.height

    def add_widget(self, widget, *args, **options):
        self.content.add_widget(widget, *args, **options)
