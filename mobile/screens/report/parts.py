"""What the page of a report is put together from."""

from collections.abc import Callable
from pathlib import Path

from kivy.metrics import dp
from kivy.uix.image import Image

from backend.contract.obstacles import ObstacleKind
from mobile.i18n import tr
from mobile.screens.report.state import PlaceLine, Same, Thanks
from mobile.screens.report.words import KINDS, USUAL, effect_words, kind_words
from mobile.store.reports import Report
from mobile.theme import theme
from mobile.widgets.badges import TONES
from mobile.widgets.box import Column, Flow, Row
from mobile.widgets.press import Chip, PressRow, WordButton
from mobile.widgets.text import Icon, Text


def kind_chips(chosen: ObstacleKind | None, all_kinds: bool, choose: Callable, show_all: Callable) -> Flow:
    """One of them is it. The one that was chosen stays in sight; the rare ones stand behind "More"."""
    kinds = list(KINDS)
    shown = kinds if all_kinds else [kind for number, kind in enumerate(kinds) if number < USUAL or kind is chosen]
    flow = Flow(spacing=[dp(8), dp(12)], a11y_role="group")
    for number, kind in enumerate(shown, 1):
        icon, words = KINDS[kind][0], kind_words(kind)
        on = kind is chosen
        chip = Chip(text=words, icon="check" if on else icon, chosen=on, a11y_role="radio", a11y_name=words, a11y_position=(number, len(shown)))
        chip.bind(on_act=lambda _, kind=kind: choose(kind))
        flow.add_widget(chip)
    if len(shown) < len(kinds):
        more = Chip(text=tr("More kinds"), icon="dots-horizontal", a11y_name=tr("More kinds"))
        more.bind(on_act=lambda _: show_all())
        flow.add_widget(more)
    return flow


def place_card(place: PlaceLine | None, why_not_here: str, change: Callable) -> Column:
    holder = Column(spacing=dp(8))
    title = place.name if place else tr("Choose the place on the map")
    detail = place.detail if place else why_not_here
    spoken = tr("Place: {place}, change", place=place.spoken) if place else title
    row = PressRow(
        fill="surface", edge="line", corners=[16], padding=[dp(14), dp(10), dp(14), dp(10)], spacing=dp(12), a11y_name=spoken, a11y_key="place",
        a11y_quiet=True, least_height=theme.scaled(64),
    )  # fmt: skip
    row.add_widget(Icon(icon="map-marker", ink="error", dp_size=28))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=title, type_role="title_medium"))
    if detail:
        words.add_widget(Text(text=detail, type_role="label_medium", ink="on2"))
    row.add_widget(words)
    row.add_widget(Icon(icon="pencil-outline", ink="link", dp_size=24))
    row.bind(on_act=lambda _: change())
    holder.add_widget(row)
    if place and place.warning:
        holder.add_widget(line("crosshairs-question", place.warning, "warn"))
    return holder


def same_card(same: Same, join: Callable) -> Column:
    card = Column(fill="container", corners=[16], padding=dp(12), spacing=dp(8))
    head = Row(spacing=dp(12), a11y_role="text", a11y_name=same.spoken)
    head.add_widget(Icon(icon="account-group-outline", ink="on_container", dp_size=26))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=same.title, type_role="title_small", ink="on_container"))
    words.add_widget(Text(text=same.detail, type_role="label_medium", ink="on_container"))
    head.add_widget(words)
    card.add_widget(head)
    button = WordButton(text=tr("Yes, the same"), a11y_name=tr("Yes, the same"), look="outlined", least_height=48)
    button.bind(on_act=lambda _: join())
    card.add_widget(button)
    return card


def photo_view(path: Path, remove: Callable) -> Column:
    holder = Column(spacing=dp(8))
    frame = Column(a11y_role="image", a11y_name=tr("Your photo. Where and when it was taken is not in it."))
    frame.add_widget(Image(source=str(path), size_hint_y=None, height=dp(196), fit_mode="contain"))
    holder.add_widget(frame)
    button = WordButton(text=tr("Remove the photo"), a11y_name=tr("Remove the photo"), look="quiet", icon="image-remove-outline", least_height=48)
    button.bind(on_act=lambda _: remove())
    holder.add_widget(button)
    return holder


def seen_by() -> Row:
    """Who sees what of it."""
    return line("eye-outline", tr("Everybody sees what and where, nobody sees who. Words and photo are for the staff of the city alone."), "on2")


def effect_line(kind: ObstacleKind) -> Row:
    return line("directions-fork", effect_words(kind), "on2")


def line(icon: str, words: str, ink: str) -> Row:
    row = Row(spacing=dp(10), a11y_role="text", a11y_name=words)
    row.add_widget(Icon(icon=icon, ink=ink, dp_size=20))
    row.add_widget(Text(text=words, type_role="label_large", weight=500, ink=ink))
    return row


def thanks_card(thanks: Thanks, report: Report) -> Column:
    """What has become of it; its changes are told by the page."""
    ground, _, ink = TONES[thanks.tone]
    card = Column(fill=ground, corners=[20], padding=dp(16), spacing=dp(8))
    head = Row(spacing=dp(12), a11y_role="heading", a11y_name=thanks.spoken, a11y_quiet=True)
    head.add_widget(Icon(icon=thanks.icon, ink=ink, dp_size=28))
    words = Column(spacing=dp(4))
    words.add_widget(Text(text=thanks.title, type_role="title_large", ink=ink))
    if thanks.detail:
        words.add_widget(Text(text=thanks.detail, type_role="body_medium", ink="on"))
    head.add_widget(words)
    card.add_widget(head)
    what = f"{kind_words(report.body.kind)} · {report.place}"
    card.add_widget(Text(text=what, type_role="label_medium", ink="on", a11y_role="text"))
    return card
