"""While loading, when there is nothing, when it failed: each says what is and what to do next."""

from kivy.animation import Animation
from kivy.graphics import Color, Line, RoundedRectangle, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.press import WordButton
from mobile.widgets.text import Icon, Text


class Skeleton(Widget):
    """Quiet bars where rows will be, as high as they; they breathe unless less motion is asked for."""

    rows = NumericProperty(4)
    row_height = NumericProperty(68)
    a11y_hidden = True
    strength = NumericProperty(1)

    def __init__(self, **options):
        super().__init__(size_hint_y=None, **options)
        self.height = theme.scaled(self.row_height) * self.rows
        for name in ("pos", "size", "strength"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)
        if not theme.less_motion:
            self._breath = Animation(strength=0.45, duration=0.7, t="in_out_sine") + Animation(strength=1, duration=0.7, t="in_out_sine")
            self._breath.repeat = True
            self._breath.start(self)
        self.fbind("parent", self.leave)
        self.paint()

    def leave(self, _, parent):
        if parent is None:
            Animation.cancel_all(self)

    def paint(self, *_):
        self.canvas.clear()
        tall = theme.scaled(self.row_height)
        with self.canvas:
            Color(*theme.ui["s3"][:3], self.strength)
            for row in range(int(self.rows)):
                y = (self.y + self.height) - (row + 1) * tall
                RoundedRectangle(pos=(self.x + dp(16), y + tall / 2 - dp(18)), size=(dp(56), dp(36)), radius=[dp(9)])
                RoundedRectangle(pos=(self.x + dp(84), y + tall / 2 + dp(2)), size=(self.width * 0.42, dp(14)), radius=[dp(5)])
                RoundedRectangle(pos=(self.x + dp(84), y + tall / 2 - dp(16)), size=(self.width * 0.3, dp(10)), radius=[dp(5)])


class TroubleCard(Column):
    """What did not happen, why, and what to do. `actions`: (words, callable), at most two."""

    title = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("alert-circle-outline")
    tone = StringProperty("error")
    actions = ObjectProperty(())

    def __init__(self, **options):
        super().__init__(fill="surface", edge="line", corners=[20], padding=dp(16), spacing=dp(10), **options)
        head = Row(spacing=dp(12))
        head.add_widget(Icon(icon=self.icon, ink=self.tone, dp_size=26))
        head.add_widget(Text(text=self.title, type_role="title_medium", a11y_role="heading"))
        self.add_widget(head)
        if self.detail:
            self.add_widget(Text(text=self.detail, type_role="body_medium", ink="on2", a11y_role="text"))
        if self.actions:
            self.add_widget(buttons(self.actions))


def buttons(actions):
    """Buttons beside each other, or below each other for large text; the first is the main one."""
    row = Column(spacing=dp(10)) if theme.large or sum(len(words) for words, _ in actions) > 30 else Row(spacing=dp(10))
    for number, (words, act) in enumerate(actions):
        button = WordButton(text=words, a11y_name=words, look="outlined" if number else "filled", least_height=48)
        button.bind(on_act=lambda _, act=act: act())
        row.add_widget(button)
    return row


class Drawing(Widget):
    """The line drawing of an empty state: the ground, the yellow way, who travels, what is in the way."""

    traveller = StringProperty("walk")
    obstacle = StringProperty("")
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint=(None, None), size=(dp(216), dp(66)), pos_hint={"center_x": 0.5}, **options)
        self._icons = [Icon(icon=self.traveller, dp_size=34, grows=False)] + (
            [Icon(icon=self.obstacle, dp_size=30, grows=False)] if self.obstacle else []
        )
        for icon in self._icons:
            self.add_widget(icon)
        self.fbind("pos", self.paint)
        theme.follow(self.paint)
        self.paint()

    def paint(self, *_):
        self.canvas.before.clear()
        ground = self.y + dp(10)
        with self.canvas.before:
            Color(*theme.ui["outline"])
            Line(points=[self.x, ground, (self.x + self.width), ground], width=dp(1))
            Color(*theme.ui["on"])
            SmoothRoundedRectangle(pos=(self.x + dp(11), ground + dp(3)), size=(dp(112), dp(10)), radius=[dp(5)] * 4)
            Color(*theme.ui["yellow"])
            SmoothRoundedRectangle(pos=(self.x + dp(12), ground + dp(4)), size=(dp(110), dp(8)), radius=[dp(4)] * 4)
        self._icons[0].pos = (self.x + dp(30), ground + dp(16))
        if self.obstacle:
            self._icons[1].pos = (self.x + dp(142), ground + dp(6))


class EmptyCard(Column):
    """Nothing here: a drawing, the reason in one sentence, the next step as a button."""

    title = StringProperty("")
    detail = StringProperty("")
    traveller = StringProperty("walk")
    obstacle = StringProperty("")
    actions = ObjectProperty(())

    def __init__(self, **options):
        options.setdefault("padding", [dp(20), dp(20), dp(20), dp(20)])
        super().__init__(spacing=dp(10), **options)
        self.add_widget(Drawing(traveller=self.traveller, obstacle=self.obstacle))
        self.add_widget(Text(text=self.title, type_role="title_large", halign="center", a11y_role="heading"))
        if self.detail:
            self.add_widget(Text(text=self.detail, type_role="body_large", ink="on2", halign="center", a11y_role="text"))
        if self.actions:
            self.add_widget(buttons(self.actions))
