"""Pieces of the page of a driver: the turn that comes, a stop with what can be done there, what the driver has to know."""

from collections.abc import Callable

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.driver.state import Act, DrivingState, StopView
from mobile.screens.underway.panel import tile
from mobile.screens.underway.turn import Turn
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.text import Icon, Text

LARGE = 72  # dp: of what is pressed at the wheel


class DrivePanel(Column):
    """Where to go: the next turn, or the stop and how far it is. The turn is told when it changes, not with each metre."""

    def __init__(self, icon: str, **options):
        super().__init__(padding=[dp(20), dp(14), dp(20), dp(14)], spacing=dp(6), a11y_role="heading", a11y_quiet=True, **options)
        head = Column(spacing=dp(8)) if theme.large else Row(spacing=dp(16))
        self._tile = tile(icon)
        head.add_widget(self._tile)
        words = Column()
        self.big = Text(type_role="headline_small", ink="on_panel")
        self.small = Text(type_role="title_medium", ink="on_panel")
        words.add_widget(self.big)
        words.add_widget(self.small)
        head.add_widget(words)
        self.add_widget(head)

    def follow(self, turn: Turn | None, title: str, far: str, spoken: str):
        self._tile.children[0].icon = turn.icon if turn else self._tile.children[0].icon
        self.big.text = turn.words if turn else title
        self.small.text = f"{title} · {far}" if turn and far else (far or title if turn else far)
        self.a11y_name = f"{turn.spoken}. {spoken}" if turn else spoken


class StopCard(Column):
    """Who gets in or out, where and when; and what is said there with one press each."""

    def __init__(self, view: StopView, act: Callable[[Act], None], **options):
        super().__init__(fill="surface", edge="line", corners=[22], padding=[dp(16), dp(16)], spacing=dp(10), **options)
        self.act = act
        head = Column(spacing=dp(6), a11y_role="heading", a11y_name=view.spoken, a11y_quiet=True)
        top = Column(spacing=dp(4)) if theme.large else Row(spacing=dp(12))
        top.add_widget(Text(text=tr("{action}: {place}", action=view.title, place=view.place), type_role="title_large"))
        if not theme.large:
            top.add_widget(Text(text=view.at, type_role="headline_small", ink="error" if view.late else "on", fit="width", halign="right"))
        head.add_widget(top)
        when = tr("{promised}, now {time}", promised=view.promised, time=view.at) if theme.large or view.late else view.promised
        head.add_widget(Text(text=tr("{when}: late", when=when) if view.late else when, type_role="body_large", ink="error" if view.late else "on2"))
        head.add_widget(self.who(view))
        self.add_widget(head)
        for icon, words in view.needs:
            self.add_widget(self.need(icon, words))
        self.buttons = {act.key: self.button(act) for act in view.acts}
        for button in self.buttons.values():
            self.add_widget(button)

    def who(self, view: StopView):
        row = Column(spacing=dp(2)) if theme.large else Row(spacing=dp(12))
        if view.code:
            row.add_widget(Text(text=tr("Code {code}", code=view.code), type_role="title_large", fit="" if theme.large else "width"))
        row.add_widget(Text(text=view.who, type_role="title_medium"))
        return row

    def need(self, icon: str, words: str):
        row = Row(spacing=dp(12), fill="warn_container", corners=[14], padding=[dp(12), dp(8)], a11y_role="text", a11y_name=words)
        row.add_widget(Icon(icon=icon, ink="warn", dp_size=26, pos_hint={"center_y": 0.5}))
        row.add_widget(Text(text=words, type_role="title_medium", ink="warn", pos_hint={"center_y": 0.5}))
        return row

    def button(self, act: Act):
        button = WordButton(
            text=act.words, a11y_name=act.words, icon=act.icon, look="filled" if act.main else "outlined", least_height=LARGE if act.main else 60,
            disabled=not act.ready, a11y_key=act.key,
        )  # fmt: skip
        button.bind(on_act=lambda _: self.act(act))
        return button

    def follow(self, view: StopView):
        """The same stop, a second later."""
        for act in view.acts:
            if (button := self.buttons.get(act.key)) and button.text != act.words:
                button.text, button.a11y_name = act.words, act.words


def notice(icon: str, tone: str, words: str) -> Row:
    row = Row(spacing=dp(12), fill=f"{tone}_container", corners=[16], padding=[dp(14), dp(10)], a11y_role="alert", a11y_name=words)
    row.add_widget(Icon(icon=icon, ink=tone, dp_size=24, pos_hint={"center_y": 0.5}))
    row.add_widget(Text(text=words, type_role="title_small", ink=tone, pos_hint={"center_y": 0.5}))
    return row


def notices(state: DrivingState, seen: Callable[[], None]) -> list:
    """What was refused stays until it was read."""
    parts = [notice("cloud-upload-outline", "info", words) for words in state.notices]
    for words in state.refused:
        parts.append(notice("alert", "error", words))
    if state.refused:
        button = WordButton(text=tr("I have read it"), a11y_name=tr("I have read it"), look="quiet", least_height=56)
        button.bind(on_act=lambda _: seen())
        parts.append(button)
    return parts


def later_card(state: DrivingState) -> Card:
    card = Card()
    for number, (title, detail) in enumerate(state.later):
        card.add_row(ListRow(title=title, detail=detail, end="", a11y_role="text", a11y_key=f"later {number}"))
    return card


