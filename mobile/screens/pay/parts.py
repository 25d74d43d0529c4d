"""The parts of a price: the total with how long it holds, its lines, and what stands below them."""

from kivy.metrics import dp
from kivy.properties import ObjectProperty, StringProperty

from backend.contract.consents import Consent
from mobile.i18n import tr
from mobile.screens.pay.state import PriceLine, PriceSheet, all_or_nothing, countdown
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge, Tag
from mobile.widgets.box import Column, Row, Rule
from mobile.widgets.live import ticking
from mobile.widgets.press import PressRow, WordButton
from mobile.widgets.text import Icon, Text

BADGE_WIDTH = 64


class HoldTag(Tag):
    """How long a price holds, counted down. `words` has a place {left}; `over()` is called once when it is."""

    until = ObjectProperty(None)
    now = ObjectProperty(None)
    over = ObjectProperty(None, allownone=True)
    words = StringProperty("")

    def __init__(self, **options):
        super().__init__(icon="timer-sand", tone="info", a11y_role="text", a11y_quiet=True, **options)
        self.fbind("parent", lambda _, parent: parent and ticking.follow(self))
        self.tick()

    def tick(self):
        now = self.now()
        self.text = self.a11y_name = self.words.format(left=countdown(self.until, now))
        if now >= self.until and self.over:
            over, self.over = self.over, None
            over()


def total_row(sheet: PriceSheet, hold: HoldTag | None) -> Column:
    """The total and, beside it or below, how long it holds."""
    row = Column(spacing=dp(4)) if theme.large or hold is None else Row(spacing=dp(8))
    total = Text(text=sheet.total, type_role="display_large", a11y_role="text", fit="height" if theme.large else "width")
    total.a11y_name = sheet.total_spoken
    row.add_widget(total)
    if hold and not theme.large:
        row.add_widget(Column())  # pushes it to the right
    if hold:
        row.add_widget(hold)
    return row


def price_row(line: PriceLine) -> Row:
    """Badge, what it is, and what it costs; at large text the price stands below."""
    row = Row(spacing=dp(12), padding=[0, dp(8), 0, dp(8)], least_height=theme.scaled(56), a11y_role="text", a11y_name=line.spoken)
    ink = line.tone or "on"
    if line.badge:
        mode, name, colours = line.badge
        mark = ModeBadge(mode=mode, line=name, colours=colours, tall=32, least=44, lettered=False)
    else:
        mark = Icon(icon=line.icon, ink=line.tone or "link", dp_size=26)
    holder = Row(size_hint_x=None, width=theme.scaled(BADGE_WIDTH))
    holder.add_widget(mark)
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=line.title, type_role="title_small", ink=ink))
    if line.detail:
        words.add_widget(Text(text=line.detail, type_role="label_medium", ink="on2"))
    price = Text(text=line.price, type_role="title_small", ink=ink, fit="height" if theme.large else "width")
    if theme.large:
        words.add_widget(price)
    else:
        row.add_widget(holder)
    row.add_widget(words)
    if not theme.large:
        row.add_widget(price)
    return row


def lines_column(sheet: PriceSheet) -> Column:
    column = Column()
    for number, line in enumerate(sheet.lines):
        if number:
            column.add_widget(Rule())
        column.add_widget(price_row(line))
    column.add_widget(Rule())
    return column


def terms_row(sheet: PriceSheet, act) -> PressRow:
    """Tax and giving back in a sentence; pressed, every step of it."""
    words = f"{sheet.tax} {sheet.cancel}"
    row = PressRow(spacing=dp(8), padding=[0, dp(6), 0, dp(6)], corners=[10], a11y_name=f"{words} {tr('All terms')}", a11y_key="terms")
    row.bind(on_act=lambda _: act())
    row.add_widget(Text(text=words, type_role="label_medium", ink="on2"))
    if not theme.large:
        row.add_widget(Text(text=tr("All terms"), type_role="label_medium", weight=700, ink="link", fit="width"))
    row.add_widget(Icon(icon="chevron-right", ink="link", dp_size=20))
    return row


def sign_row(icon: str, ink: str, words: str) -> Row:
    row = Row(spacing=dp(12), padding=[0, dp(4), 0, dp(4)], a11y_role="text", a11y_name=words)
    row.add_widget(Icon(icon=icon, ink=ink, dp_size=24))
    row.add_widget(Text(text=words, type_role="body_medium"))
    return row


def consent_column(consent: Consent, rights: str) -> Column:
    """What a right to pay less needs before it is told, in the words of the city, and who sees it how long."""
    column = Column(spacing=dp(10))
    column.add_widget(Text(text=tr("To count your right: {rights}", rights=rights), type_role="title_medium", a11y_role="heading"))
    column.add_widget(Text(text=consent.text, type_role="body_large", a11y_role="text"))
    seen = tr(
        "Your right is sent as one word. The city service keeps it with the price for a day, or until 90 days after a trip that you book."
        " Operators get the price only."
    )
    column.add_widget(sign_row("eye-outline", "link", seen))
    if consent.outdated:
        column.add_widget(Text(text=tr("The words have changed since you agreed."), type_role="body_medium", ink="warn", a11y_role="text"))
    return column


def without_button(act) -> WordButton:
    """Refusing is as near as agreeing."""
    words = tr("Price without the right")
    button = WordButton(text=words, a11y_name=words, look="outlined")
    button.bind(on_act=lambda _: act())
    return button


def promise_row() -> Row:
    return sign_row("shield-check-outline", "ok", all_or_nothing())
