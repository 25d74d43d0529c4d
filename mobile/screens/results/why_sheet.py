"""Why a faster way is left out."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.results.left_out import LeftOutBar
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.press import PressRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Icon, Text


def left_out_bar(bar: LeftOutBar, act) -> PressRow:
    """One line at the end of the ways; pressed, it says why."""
    name = f"{bar.spoken}. {tr('Why?')}"
    row = PressRow(fill="s2", corners=[16], padding=[dp(14), dp(8), dp(10), dp(8)], spacing=dp(10), a11y_name=name, a11y_key="left out")
    if theme.name == "hc":
        row.edge = "outline"
    row.bind(on_act=lambda _: act())
    row.add_widget(Icon(icon=bar.icon, ink="warn", dp_size=22))
    words = Text(text=bar.text, type_role="label_large")
    if theme.large:
        column = Column()
        column.add_widget(words)
        column.add_widget(Text(text=tr("Why?"), type_role="label_large", weight=700, ink="link"))
        row.add_widget(column)
        return row
    row.add_widget(words)
    row.add_widget(Text(text=tr("Why?"), type_role="label_large", weight=700, ink="link", fit="width"))
    row.add_widget(Icon(icon="chevron-right", ink="link", dp_size=22))
    return row


class WhySheet(Sheet):
    """Everything that stands against it."""

    def __init__(self, bar: LeftOutBar, **options):
        super().__init__(title=tr("Why is it left out?"), **options)
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(12))
        holder.add_widget(Text(text=bar.way, type_role="body_large", a11y_role="text"))
        for icon, words in bar.reasons:
            line = Row(spacing=dp(12), a11y_role="text", a11y_name=words)
            line.add_widget(Icon(icon=icon, ink="warn", dp_size=24))
            line.add_widget(Text(text=words, type_role="title_small"))
            holder.add_widget(line)
        gain = Row(a11y_role="text", a11y_name=bar.gain_spoken)
        gain.add_widget(Text(text=bar.gain, type_role="body_medium", ink="on2"))
        holder.add_widget(gain)
        self.content.add_widget(holder)
