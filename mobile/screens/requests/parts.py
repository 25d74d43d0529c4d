"""What a request is drawn as: a short card in a list, or all of it with its steps."""

from collections.abc import Callable
from pathlib import Path

from kivy.metrics import dp
from kivy.uix.image import Image

from mobile.live import Fact
from mobile.screens.report.parts import known_icon
from mobile.screens.requests.view import CaseView
from mobile.theme import theme
from mobile.widgets.badges import TONES, Tag
from mobile.widgets.box import Column, Row
from mobile.widgets.press import PressColumn, WordButton
from mobile.widgets.steps import step_list
from mobile.widgets.text import Icon, Text

LONGEST_TAG = 34  # letters; a longer one stands in lines of its own
TILE = 56


def tile(view: CaseView, photo: Path | None = None) -> Column:
    """The photo, where there is one that may be seen; else what kind of thing it is."""
    side, (ground, _, ink) = dp(64) if photo else theme.scaled(TILE), TONES[view.tags[-1].tone]
    holder = Column(size_hint=(None, None), width=side, fill="" if photo else ground, corners=[14], pos_hint={"top": 1}, a11y_hidden=True)
    if photo:
        holder.add_widget(Image(source=str(photo), size_hint_y=None, height=side, fit_mode="cover", nocache=True))
    else:
        holder.padding = (side - theme.scaled(28)) / 2
        holder.add_widget(Icon(icon=known_icon(view.icon), ink=ink, dp_size=28))
    return holder


def head(view: CaseView, photo: Path | None = None) -> Row:
    """What, where, its number, and how it stands."""
    row = Column(spacing=dp(8)) if theme.large else Row(spacing=dp(14))
    if photo or not theme.large:
        row.add_widget(tile(view, photo))
    words = Column(spacing=dp(3))
    words.add_widget(Text(text=view.title, type_role="title_medium"))
    words.add_widget(Text(text=view.detail, type_role="label_medium", ink="on2"))
    for tag in view.tags:
        words.add_widget(tag_line(tag))
    row.add_widget(words)
    return row


def tag_line(tag: Fact):
    if not theme.large and len(tag.text) <= LONGEST_TAG:
        return Tag(icon=tag.icon, tone=tag.tone, text=tag.text)
    ground, _, ink = TONES[tag.tone]
    line = Row(spacing=dp(6), fill=ground, corners=[7], padding=[dp(8), dp(3), dp(8), dp(3)])
    line.add_widget(Icon(icon=tag.icon, ink=ink, dp_size=16))
    line.add_widget(Text(text=tag.text, type_role="label_medium", weight=600, ink=ink))
    return line


def short_card(view: CaseView, position: tuple[int, int], act: Callable) -> PressColumn:
    card = PressColumn(
        fill="surface", edge="line", corners=[20], padding=[dp(16), dp(14), dp(16), dp(14)], a11y_name=view.spoken, a11y_key=view.code,
        a11y_position=position,
    )  # fmt: skip
    card.add_widget(head(view))
    card.bind(on_act=lambda _: act())
    return card


def full_card(view: CaseView, photo: Path | None = None) -> Column:
    """With who has it, when it is due, and every step, those to come too."""
    card = Column(fill="surface", edge="line", corners=[20], padding=[dp(16), dp(16), dp(16), dp(16)], spacing=dp(14))
    top = Column(a11y_role="heading", a11y_name=view.spoken, a11y_key=view.code)
    top.add_widget(head(view, photo))
    card.add_widget(top)
    card.add_widget(due_and_who(view))
    card.add_widget(step_list(view.steps))
    return card


def due_and_who(view: CaseView) -> Column:
    box = Column(fill="s2", corners=[14], padding=[dp(14), dp(10), dp(14), dp(10)])
    line = Column(spacing=dp(8)) if theme.large else Row(spacing=dp(14))
    for label, value in (view.due, view.who):
        words = Column(spacing=dp(1), a11y_role="text", a11y_name=f"{label}: {value}", pos_hint={"top": 1})
        words.add_widget(Text(text=label, type_role="label_medium", ink="on2"))
        words.add_widget(Text(text=value, type_role="title_small"))
        line.add_widget(words)
    box.add_widget(line)
    return box


def pair_of_buttons(actions: tuple[tuple[str, str, Callable], ...]) -> Column:
    """Outlined, beside each other where the words are short enough; icon, words, what it does."""
    narrow = not theme.large and max(len(words) for _, words, _ in actions) <= 12
    holder = Row(spacing=dp(10)) if narrow and len(actions) == 2 else Column(spacing=dp(8))
    for icon, words, act in actions:
        button = WordButton(text=words, a11y_name=words, icon=icon, look="outlined", least_height=48)
        button.bind(on_act=lambda _, act=act: act())
        holder.add_widget(button)
    return holder
