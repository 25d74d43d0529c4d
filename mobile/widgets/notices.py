"""What an operator or the app has to tell: a card with an icon, a heading, and what can be done about it."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.widgets.badges import TONES
from mobile.widgets.box import Column, Row
from mobile.widgets.press import WordButton
from mobile.widgets.text import Icon, Text


def notice_card(notice, open_page) -> Column:
    """`notice` is a NoticeCard. Its page opens only when it is pressed for."""
    card = told(notice.icon, notice.tone, notice.header, notice.detail, notice.spoken)
    if notice.url:
        words = tr("More about it, in the browser")
        button = WordButton(text=words, a11y_name=words, look="outlined", icon="open-in-new", least_height=48)
        button.bind(on_act=lambda _: open_page(notice.url))
        card.add_widget(button)
    return card


def told(icon: str, tone: str, header: str, detail: str, spoken: str) -> Column:
    """On the ground of its tone; heard as a notice, in one sentence."""
    ground, _, ink = TONES[tone]
    card = Column(fill=ground, edge=ink, corners=[16], padding=dp(12), spacing=dp(8))
    head = Row(spacing=dp(10), a11y_role="alert", a11y_name=spoken)
    head.add_widget(Icon(icon=icon, ink=ink, dp_size=24))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=header, type_role="title_small", ink=ink))
    if detail:
        words.add_widget(Text(text=detail, type_role="label_medium", ink="on"))
    head.add_widget(words)
    card.add_widget(head)
    return card
