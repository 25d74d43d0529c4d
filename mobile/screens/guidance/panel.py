"""The top of guidance: an arrow, how far, what to do, what one should know before; and how sure the phone is of where it is."""

from kivy.metrics import dp

from mobile.screens.guidance.state import GuidanceState, PositionTag
from mobile.screens.underway.panel import line, tile
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.text import Icon, Text


class GuidePanel(Column):
    """One sentence to whoever listens. The guide itself speaks; what changes with each step is not told again."""

    def __init__(self, state: GuidanceState, **options):
        super().__init__(padding=[dp(20), dp(16), dp(20), dp(16)], spacing=dp(8), a11y_role="heading", a11y_quiet=True, **options)
        head = Column(spacing=dp(8)) if theme.large else Row(spacing=dp(18))
        head.add_widget(tile(state.icon))
        words = Column()
        long = len(state.instruction) > 45
        self.far = Text(text=state.distance, type_role="display_medium", ink="on_panel")
        words.add_widget(self.far)
        words.add_widget(Text(text=state.instruction, type_role="title_large" if long else "headline_small", ink="on_panel"))
        head.add_widget(words)
        self.add_widget(head)
        if state.fact:
            self.add_widget(line("information-outline", state.fact, 500)[0])
        self.then, self._then_text = None, None
        if state.then:
            self.then, self._then_text = line("arrow-up", state.then, 700)
            self.add_widget(self.then)
        self.follow(state)

    def follow(self, state: GuidanceState):
        """The same thing to do, a step further on."""
        self.far.text, self.a11y_name = state.distance, state.spoken
        if self._then_text is not None and state.then:
            self._then_text.text = state.then


class PositionLabel(Row):
    """Over the map: never by colour alone."""

    def __init__(self, **options):
        super().__init__(
            size_hint_x=None, padding=[dp(10), dp(6), dp(12), dp(6)], spacing=dp(6), fill="surface", floats=1, corners=[12], a11y_role="text",
            a11y_quiet=True, **options,
        )  # fmt: skip
        self._icon = Icon(dp_size=18)
        self._text = Text(type_role="label_medium", weight=600, fit="width")
        self.add_widget(self._icon)
        self.add_widget(self._text)
        self.fbind("minimum_width", self.setter("width"))

    def follow(self, tag: PositionTag):
        self._icon.icon, self._text.text, self.a11y_name = tag.icon, tag.text, tag.spoken
        ground, ink = ("warn_container", "warn") if tag.warns else ("surface", "on2")
        self.fill, self._icon.ink, self._text.ink = ground, ink, ink
