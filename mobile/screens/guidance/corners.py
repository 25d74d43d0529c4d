"""Guidance without sight: what was said, and four corners that never move and never change what they mean."""

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from mobile.i18n import tr
from mobile.screens.guidance.guided import Guided
from mobile.theme import theme
from mobile.voice.semantics import Semantic
from mobile.widgets.box import Column, Row, Surface
from mobile.widgets.press import Pressable
from mobile.widgets.scroll import Scroll
from mobile.widgets.text import Icon, Text

CORNER_DP, LARGE_CORNER_DP = 140, 160
MOST_PARTS = 12
ROUND = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}


class Parts(Widget):
    """How much of this walk is behind, in as many parts as it has; the words beside it say so too."""

    done = NumericProperty(0)
    many = NumericProperty(1)
    a11y_hidden = True

    def __init__(self, **options):
        super().__init__(size_hint_y=None, height=dp(10), **options)
        for name in ("done", "many", "pos", "size"):
            self.fbind(name, self.paint)
        theme.follow(self.paint)

    def paint(self, *_):
        many = int(min(self.many, MOST_PARTS))
        done = self.done / max(1, self.many) * many
        gap = dp(10 if many <= 5 else 5)
        wide = (self.width - gap * (many - 1)) / many
        self.canvas.clear()
        if wide <= 0:
            return
        with self.canvas:
            for number in range(many):
                Color(*theme.ui["yellow" if number <= done and number < many else "s3"])
                if theme.name == "light" and number <= done:
                    Color(*theme.ui["primary"])
                if theme.name == "hc" and number > done:
                    Color(*theme.ui["outline"])
                SmoothRoundedRectangle(pos=(self.x + number * (wide + gap), self.y), size=(wide, self.height), radius=[dp(4.5)] * 4)


class Corner(Pressable, BoxLayout):
    """A quarter of the bottom, found without looking."""

    def __init__(self, icon: str, words: str, act, **options):
        inset = dp(10) if theme.large else dp(16)
        super().__init__(orientation="vertical", padding=[dp(16), inset, dp(12), inset], fill="s2", corners=[28], a11y_name=words, **options)
        if theme.name == "hc":
            self.edge = "outline"
        self.add_widget(Icon(icon=icon, ink="yellow" if theme.name != "light" else "primary", dp_size=28 if theme.large else 34, grows=False))
        self.add_widget(Widget())
        self.add_widget(Text(text=words, type_role="title_medium" if theme.large else "title_large", a11y_hidden=True))
        self.small = Text(type_role="label_large", ink="on2", a11y_hidden=True)
        if not theme.large:
            self.add_widget(self.small)
        self.bind(on_act=lambda _: act())
        self._words = words

    def tell(self, detail: str, spoken: str = ""):
        self.small.text = detail
        self.a11y_name = f"{self._words}, {spoken or detail}" if detail else self._words


class SpokenCard(Semantic, BoxLayout):
    """What was told last, large, for a helper's glance and for low vision. Pressed, it says more."""

    def __init__(self, act, **options):
        super().__init__(orientation="vertical", a11y_role="button", a11y_quiet=True, a11y_hint=tr("More about it"), **options)
        self.act = act

    def a11y_activate(self):
        self.act()


class CornersPage(Guided):
    """The design is the same in every language and state: goal, card, progress, four corners, one line of help."""

    corners = True

    def __init__(self, **options):
        super().__init__(**options)
        self.ground = Surface(fill="bg", size_hint=(1, 1))
        self.frame = BoxLayout(orientation="vertical", padding=[dp(12), dp(12), dp(12), dp(12)], spacing=dp(10))
        self.add_widget(self.ground)
        self.add_widget(self.frame)
        self.four: list[Corner] = []
        self._said = ""

    def draw(self):
        frame, state = self.frame, self.state
        frame.clear_widgets()
        self.head = Column(spacing=dp(2)) if theme.large else Row(spacing=dp(8), least_height=dp(40))
        self.head.a11y_role, self.head.a11y_quiet = "heading", True
        self.goal = Text(text=state.goal, type_role="title_medium")
        self.sure = Text(type_role="title_small", ink="on2", fit="height" if theme.large else "width")
        self.head.add_widget(self.goal)
        self.sure_icon = Icon(dp_size=20)
        sure = Row(spacing=dp(8)) if theme.large else self.head
        sure.add_widget(self.sure_icon)
        sure.add_widget(self.sure)
        if theme.large:
            self.head.add_widget(sure)
        frame.add_widget(self.head)
        frame.add_widget(self.card())
        self.parts = Parts()
        frame.add_widget(self.parts)
        frame.add_widget(self.grid())
        if not theme.large:
            hint = tr("Swipe to move, double tap to choose") if self.session.settings.voice else tr("Touch a corner")
            frame.add_widget(Text(text=hint, type_role="label_large", ink="on2", halign="center", a11y_role="text"))
        self._said = None
        self.count()

    def card(self) -> SpokenCard:
        self.spoken = SpokenCard(self.more)
        edge = Surface(fill="surface", edge="yellow" if theme.name != "light" else "primary", edge_width=4, corners=[20])
        holder = BoxLayout(orientation="vertical", padding=dp(20), spacing=dp(12))
        top = Row(spacing=dp(10))
        top.add_widget(Icon(icon="volume-high", ink="yellow" if theme.name != "light" else "primary", dp_size=22))
        self.speaking = Text(text="", type_role="title_small", weight=700, ink="link" if theme.name == "light" else "yellow")
        top.add_widget(self.speaking)
        self.count_text = Text(text="", type_role="title_small", ink="on2", fit="width")
        top.add_widget(self.count_text)
        holder.add_widget(top)
        scroll = Scroll()
        roles = ("headline_medium", "title_large") if theme.large else ("display_small", "headline_medium")
        self.first, self.others = Text(type_role=roles[0]), Text(type_role=roles[1], weight=500, ink="on2")
        scroll.content.spacing = dp(10)
        scroll.content.add_widget(self.first)
        scroll.content.add_widget(self.others)
        holder.add_widget(scroll)
        edge.bind(pos=lambda _, pos: setattr(holder, "pos", pos), size=lambda _, size: setattr(holder, "size", size))
        edge.add_widget(holder)
        self.spoken.add_widget(edge)
        return self.spoken

    def grid(self) -> Column:
        self.four = [
            Corner("repeat", tr("Repeat"), self.repeat),
            Corner("radar", tr("Around me"), self.around),
            Corner("bus-stop", tr("My stop"), self.my_stop),
            Corner("lifebuoy", tr("Get help"), self.open_help),
        ]
        grid = Column(spacing=dp(10))
        for pair in (self.four[:2], self.four[2:]):
            row = BoxLayout(spacing=dp(8), size_hint_y=None, height=dp(LARGE_CORNER_DP if theme.large else CORNER_DP))
            for corner in pair:
                row.add_widget(corner)
            grid.add_widget(row)
        return grid

    def count(self):
        state = self.state
        self.goal.text = state.goal
        self.sure.text = state.tag.short
        self.sure_icon.icon, self.sure_icon.ink = state.tag.icon, "warn" if state.tag.warns else "on2"
        self.sure.ink = "warn" if state.tag.warns else "on2"
        self.head.a11y_name = f"{state.goal}. {state.tag.spoken}"
        said = state.last or state.instruction
        if said != self._said:
            self._said = said
            first, _, others = said.partition(". ")
            self.first.text, self.others.text = (first + "." if others else first), others
            self.spoken.a11y_name = said
        speaks = self.session.hearing and self.session.hearing.speaker.speaking
        self.speaking.text = tr("Speaking") if speaks else tr("Said last")
        number = min(state.done + 1, state.many)
        self.count_text.text = tr("{number} of {total}", number=number, total=state.many)
        self.parts.done, self.parts.many = number - 1, state.many
        self.four[2].tell(state.my_stop)
        self.four[3].tell(tr("share where I am"))

    def handle_key(self, key: str, modifiers: set) -> bool:
        """Arrows go from corner to corner as they lie."""
        if key in ROUND and not modifiers:
            focused = self.session.hearing.reader.focused
            at = next((number for number, corner in enumerate(self.four) if focused and focused.widget is corner), None)
            down, right = ROUND[key]
            row, column = divmod(at, 2) if at is not None else (0, 0)
            if at is not None:
                row, column = max(0, min(1, row + down)), max(0, min(1, column + right))
            self.session.focus_widget(self.four[row * 2 + column])
            return True
        return super().handle_key(key, modifiers)
