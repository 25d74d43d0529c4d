"""A ticket as it is held out: where to and how long on top, the code, and what to say when the phone is empty."""

from kivy.metrics import dp
from kivy.properties import ObjectProperty

from mobile.i18n import tr
from mobile.screens.tickets.code import CodePicture, Renewed
from mobile.screens.tickets.state import TicketView, code_spoken, number_spoken, number_words, renew_words
from mobile.theme import theme
from mobile.widgets.badges import Tag
from mobile.widgets.box import Column, Flow, Row
from mobile.widgets.press import PressColumn, WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Icon, Text
from signing.showing import step_of

LARGE_MODULE_DP = 12


class CodeButton(Renewed, PressColumn):
    """The code and when it changes. Pressed, it is as large as the screen. `code(now)` makes its text."""

    code = ObjectProperty(None)

    def __init__(self, code, now, **options):
        super().__init__(padding=[0, dp(8), 0, dp(8)], spacing=dp(8), corners=[12], a11y_quiet=True, a11y_key="code", **options)
        self.code = code
        self._words = Text(type_role="label_medium", ink="on2", halign="center")
        picture = CodePicture()
        self.add_widget(picture)
        self.begin(picture, now, step_of)
        self.add_widget(self._words)

    def on_second(self, now):
        self._words.text, self.a11y_name = renew_words(now), code_spoken(now)


class LargeCode(Renewed, Sheet):
    """Nothing but the code."""

    code = ObjectProperty(None)

    def __init__(self, view: TicketView, code, now, **options):
        super().__init__(title=view.title, **options)
        self.code = code
        holder = Column(padding=[dp(4), dp(4)], fill="surface")
        picture = CodePicture(module_dp=LARGE_MODULE_DP)
        holder.add_widget(picture)
        self._words = Text(type_role="title_medium", halign="center", a11y_role="text", a11y_quiet=True)
        holder.add_widget(self._words)
        self.content.add_widget(holder)
        self.begin(picture, now, step_of)

    def on_second(self, now):
        self._words.text = renew_words(now)
        self._words.a11y_name = code_spoken(now)


def ticket_card(view: TicketView, code, now, enlarge, move) -> Column:
    """`code(now)` makes the text of the code, None where this phone does not show it; `move()` brings it here."""
    card = Column(fill="surface", edge="line", corners=[22])
    card.add_widget(head_of(view))
    body = Column(padding=[dp(14), dp(10), dp(14), dp(14)], spacing=dp(10))
    if view.can_be_shown and code:
        button = CodeButton(code, now)
        button.bind(on_act=lambda _: enlarge())
        body.add_widget(button)
    body.add_widget(Text(text=view.validity, type_role="headline_small", halign="center", a11y_role="text"))
    if view.right:
        body.add_widget(Text(text=view.right, type_role="title_small", halign="center", a11y_role="text"))
    if view.note:
        body.add_widget(Text(text=view.note, type_role="body_medium", halign="center", a11y_role="text"))
    if view.elsewhere and view.ticket.device_key:
        words = tr("Move it to this phone")
        button = WordButton(text=words, a11y_name=words, look="outlined", icon="cellphone-arrow-down", least_height=48)
        button.bind(on_act=lambda _: move())
        body.add_widget(button)
    if view.number:
        body.add_widget(empty_phone(view.number))
    card.add_widget(body)
    return card


def head_of(view: TicketView) -> Column:
    """In ink while it counts, grey else; heard as one sentence."""
    live = view.tag[2] == "yellow"
    fill, ink = ("panel", "on_panel") if live else ("s2", "on")
    head = Column(fill=fill, corners=[22, 22, 0, 0], padding=[dp(18), dp(14)], spacing=dp(8), a11y_role="heading", a11y_name=view.spoken)
    icon, words, tone = view.tag
    top = Column(spacing=dp(6)) if theme.large else Row(spacing=dp(8))
    top.add_widget(Text(text=view.title, type_role="title_large", ink=ink))
    if theme.large:
        flow = Flow()
        flow.add_widget(Tag(icon=icon, text=words, tone=tone))
        top.add_widget(flow)
    else:
        top.add_widget(Tag(icon=icon, text=words, tone=tone))
    head.add_widget(top)
    head.add_widget(Text(text=view.detail, type_role="body_medium", ink=ink))
    return head


def empty_phone(number: str) -> Row:
    box = Row(fill="s2", corners=[14], padding=[dp(12), dp(10)], spacing=dp(12), a11y_role="text", a11y_name=number_spoken(number))
    if theme.name == "hc":
        box.edge = "outline"
    box.add_widget(Icon(icon="battery-alert-variant-outline", ink="link", dp_size=26))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=tr("Phone empty? You still have a ticket."), type_role="label_large"))
    words.add_widget(Text(text=number_words(number), type_role="title_small"))
    box.add_widget(words)
    return box
