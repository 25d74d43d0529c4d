"""The labels above strips that share one time axis."""

from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from mobile.theme import theme
from mobile.widgets.text import Text


class TimeAxis(Widget):
    """`labels`: (part of the width from 0 to 1, words). It goes at large text, where strips become badges."""

    labels = ObjectProperty(())
    padding_dp = NumericProperty(26)
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint_y=None, height=dp(18), **options)
        for name in ("labels", "pos", "size"):
            self.fbind(name, self.lay_out)
        theme.follow(self.lay_out)

    def lay_out(self, *_):
        self.clear_widgets()
        self.height = 0 if theme.large or not self.labels else dp(18)
        if not self.height:
            return
        inner = self.width - dp(2 * self.padding_dp)
        for share, words in self.labels:
            label = Text(text=words, type_role="label_small", ink="on2", fit="width", fixed=True)
            left = self.x + dp(self.padding_dp) + share * inner - (0 if share == 0 else label.width / 2)
            label.pos = (min(left, (self.x + self.width) - dp(12) - label.width), self.y)
            self.add_widget(label)
