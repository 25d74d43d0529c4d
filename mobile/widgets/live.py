"""What says by itself how old it is: badges that count on while they are shown."""

from weakref import WeakSet

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty

from mobile.live import live_words
from mobile.widgets.badges import Sign
from mobile.widgets.box import Row
from mobile.widgets.text import Icon, Text

TICK_S = 1


class Ticking:
    """One clock for all that counts; it rests while nothing that counts is in a window."""

    def __init__(self):
        self._shown: WeakSet = WeakSet()
        self._event = None

    def follow(self, widget) -> None:
        """Call the `tick()` of a widget every second, as long as it stands in a window."""
        self._shown.add(widget)
        if self._event is None:
            self._event = Clock.schedule_interval(self.tick, TICK_S)

    def tick(self, *_) -> bool:
        for widget in list(self._shown):
            if widget.get_root_window() is None:
                self._shown.discard(widget)
            else:
                widget.tick()
        if not self._shown:
            self._event = None
            return False
        return True


ticking = Ticking()


class LiveBadge(Sign):
    """Live, old or by timetable, and since when. `live` is a Liveness, `now` tells the time. With a role it is heard by itself."""

    live = ObjectProperty(None, allownone=True)
    now = ObjectProperty(None)
    short = BooleanProperty(False)

    def __init__(self, **options):
        super().__init__(a11y_quiet=True, **options)
        self.fbind("live", self.show)
        self.fbind("parent", self.follow_parent)

    def follow_parent(self, _, parent):
        if parent and self.live and self.live.seen_at:
            Clock.schedule_once(lambda _: ticking.follow(self), 0)

    def tick(self):
        if live_words(self.live, self.now(), self.short).text != self.text:
            self.show()

    def show(self, *_):
        words = live_words(self.live, self.now(), self.short) if self.live and self.now else None
        if words:
            self.icon, self.text = words.icon, words.text
            if self.a11y_role:
                self.a11y_name = words.spoken
        super().show()
        if words:
            self._label.ink = self._icon.ink = words.ink
        self.height = max(self.height, dp(20))


def signed(words: str, type_role: str, tone: str, weight: int = 0, unit: str = "") -> Row:
    """A number of minutes or a time, as wide as it is. With a tone it is live: it has the sign for that, and the colour of its delay."""
    row = Row(size_hint_x=None, spacing=dp(3))
    ink = tone or "on"
    if tone:
        row.add_widget(Icon(icon="access-point", ink=ink, dp_size=16))
    row.add_widget(Text(text=words, type_role=type_role, weight=weight, ink=ink, fit="width"))
    if unit:
        row.add_widget(Text(text=unit, type_role="label_large", ink=ink, fit="width"))
    row.fbind("minimum_width", row.setter("width"))
    row.width = sum(part.width for part in row.children) + row.spacing * (len(row.children) - 1)  # what stands around it measures it at once
    return row
