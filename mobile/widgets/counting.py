"""A card that says one thing in large letters and counts on by itself: how long a stay still lasts, when a van comes."""
from kivy.metrics import dp
from kivy.properties import ObjectProperty

from mobile.theme import theme
from mobile.widgets.badges import TONES
from mobile.widgets.box import Column, Row
from mobile.widgets.live import ticking
from mobile.widgets.text import Icon, Text


class CountingCard(Column):
    """of: what it tells of; telling: what that says at a moment, with tone, icon, big, detail and spoken; key: of its place in the reading order.

    Counted on while it is shown; heard when one comes to it, not each second.
    """

    of = ObjectProperty(None)
    now = ObjectProperty(None)
    telling = ObjectProperty(None)
    key = ObjectProperty("head")

    def __init__(self, **options):
        super().__init__(corners=[20], padding=dp(16), **options)
        self.head = Row(spacing=dp(14), a11y_role="heading", a11y_quiet=True, a11y_key=self.key)
        self.icon, self.big, self.detail = Icon(dp_size=32), Text(type_role="headline_medium"), Text(type_role="body_medium")
        words = Column(spacing=dp(2))
        words.add_widget(self.big)
        words.add_widget(self.detail)
        self.head.add_widget(self.icon)
        self.head.add_widget(words)
        self.add_widget(self.head)
        self.fbind("parent", lambda _, parent: parent and ticking.follow(self))
        self.tick()

    def tick(self):
        told = self.telling(self.of, self.now())
        ground, _, ink = TONES[told.tone]
        self.fill, self.edge = ground, ink if theme.name == "hc" else ""
        self.icon.icon, self.icon.ink, self.big.ink = told.icon, ink, ink
        self.big.text, self.detail.text, self.head.a11y_name = told.big, told.detail, told.spoken
