"""What the page of a report is put together from."""

from collections.abc import Callable
from pathlib import Path

from kivy.metrics import dp
from kivy.uix.image import Image
from kivymd.icon_definitions import md_icons

from mobile.i18n import tr, trc
from mobile.requests.kinds import Kind
from mobile.screens.report.state import PlaceLine, Same, Thanks
from mobile.screens.report.words import USUAL, effect_of
from mobile.store.reports import About, Report
from mobile.theme import theme
from mobile.widgets.badges import TONES
from mobile.widgets.box import Column, Flow, Row
from mobile.widgets.press import Chip, IconButton, PressRow, WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.text import Icon, Text
from signing.codes import CodeKind

UNKNOWN_ICON = "bullhorn-outline"
LONGEST_CHIP = 40  # letters; a longer one is wider than the page
ABOUT_ICONS = {
    CodeKind.VEHICLE: "bus", CodeKind.STOP: "bus-stop", CodeKind.BAY: "parking", CodeKind.LIFT: "elevator-passenger-outline",
    CodeKind.PLACE: "map-marker-outline",
}  # fmt: skip


def kind_choice(kinds: tuple[Kind, ...], chosen: str, choose: Callable, show_all: Callable) -> Flow | Card:
    """One of them is it. The one that was chosen stays in sight; the others stand in a list behind "More"."""
    shown = [kind for number, kind in enumerate(kinds) if number < USUAL or kind.code == chosen]
    below = theme.large or any(len(kind.name) > LONGEST_CHIP for kind in shown)
    holder = Card(a11y_role="group") if below else Flow(spacing=[dp(8), dp(12)], a11y_role="group")
    for number, kind in enumerate(shown, 1):
        one = kind_row(kind, kind.code == chosen, below)
        one.a11y_position, one.a11y_key = (number, len(shown)), kind.code
        one.bind(on_act=lambda _, code=kind.code: choose(code))
        holder.add_row(one) if below else holder.add_widget(one)
    words = tr("More kinds")
    more = ListRow(icon="dots-horizontal", title=words) if below else Chip(text=words, icon="dots-horizontal", a11y_name=words)
    more.bind(on_act=lambda _: show_all())
    holder.add_row(more) if below else holder.add_widget(more)
    return holder


def kind_row(kind: Kind, on: bool, below: bool) -> ListRow | Chip:
    """Large or long names stand below each other."""
    icon = known_icon(kind.icon)
    if below:
        return ListRow(icon=icon, title=kind.name, end="check", on=on, a11y_role="radio", a11y_name=kind.name)
    return Chip(text=kind.name, icon="check" if on else icon, chosen=on, a11y_role="radio", a11y_name=kind.name)


def known_icon(icon: str) -> str:
    """What a city names may be none of ours."""
    return icon if icon in md_icons else UNKNOWN_ICON


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


def same_card(same: Same, look: Callable) -> PressRow:
    """Something likely the same: a proposal, nothing waits for it."""
    row = PressRow(fill="container", corners=[16], padding=[dp(14), dp(8), dp(14), dp(8)], spacing=dp(12), a11y_key="same")
    row.a11y_name = f"{same.spoken}. {trc('verb', 'Look')}"
    row.add_widget(Icon(icon="account-group-outline", ink="on_container", dp_size=26))
    words = Column(spacing=dp(2))
    words.add_widget(Text(text=same.title, type_role="title_small", ink="on_container"))
    words.add_widget(Text(text=tr("Join it and get its news"), type_role="label_medium", ink="on_container"))
    row.add_widget(words)
    row.add_widget(Text(text=trc("verb", "Look"), type_role="title_small", ink="on_container", fit="width"))
    row.bind(on_act=lambda _: look())
    return row


def about_row(about: About, take_away: Callable) -> Row:
    """What one is at, as it was filled in; a button takes it away."""
    row = Row(fill="s2", corners=[16], padding=[dp(14), dp(4), dp(4), dp(4)], spacing=dp(12), least_height=theme.scaled(52))
    row.add_widget(Icon(icon=ABOUT_ICONS[about.kind], ink="link", dp_size=24))
    words = tr("About: {what}", what=about.name)
    row.add_widget(Text(text=words, type_role="title_small", a11y_role="text"))
    button = IconButton(icon="close", a11y_name=tr("Not about this"))
    button.bind(on_act=lambda _: take_away())
    row.add_widget(button)
    return row


def photo_view(path: Path, remove: Callable) -> Column:
    holder = Column(spacing=dp(8))
    spoken = tr("Your photo. Where and when it was taken is not in it. Faces and plates are hidden before others see it.")
    frame = Column(a11y_role="image", a11y_name=spoken)
    frame.add_widget(Image(source=str(path), size_hint_y=None, height=dp(196), fit_mode="contain"))
    hidden = Row(spacing=dp(10), padding=[0, dp(8), 0, 0])
    hidden.add_widget(Icon(icon="eye-off-outline", ink="on2", dp_size=20))
    hidden.add_widget(Text(text=tr("Faces and plates are hidden before others see it"), type_role="label_large", weight=500, ink="on2"))
    frame.add_widget(hidden)
    holder.add_widget(frame)
    button = WordButton(text=tr("Remove the photo"), a11y_name=tr("Remove the photo"), look="quiet", icon="image-remove-outline", least_height=48)
    button.bind(on_act=lambda _: remove())
    holder.add_widget(button)
    return holder


def seen_row(icon: str, title: str, detail: str, change: Callable) -> ListRow:
    """Who sees what of it, before it is sent."""
    row = ListRow(icon=icon, title=title, detail=detail, a11y_name=f"{title}. {detail}. {tr('Change')}", a11y_key="seen")
    row.bind(on_act=lambda _: change())
    return row


def effect_line(kind: Kind) -> Row:
    return line("directions-fork" if kind.obstacle else "ticket-confirmation-outline", effect_of(kind), "on2")


def who_line(who: str, who_spoken: str, seen: str, seen_by: str) -> Row:
    """Who gets it, and who sees it."""
    row = line("account-arrow-right-outline", " ".join(filter(None, [who, f"{seen}."])), "on")
    row.a11y_name = " ".join(filter(None, [who_spoken, f"{seen}. {seen_by}."]))
    return row


def danger_card(words: str, number: str, call: Callable | None) -> Column:
    """`call` is None where this device dials nothing; the number stands there either way."""
    card = Column(fill="error_container", edge="error" if theme.name == "hc" else "", corners=[16], padding=dp(14), spacing=dp(10))
    card.add_widget(line("phone-alert", words, "error", role="alert"))
    if call:
        said = tr("Call {number}", number=number)
        button = WordButton(text=said, a11y_name=said, icon="phone", least_height=56)
        button.bind(on_act=lambda _: call())
        card.add_widget(button)
    return card


def line(icon: str, words: str, ink: str, role: str = "text") -> Row:
    row = Row(spacing=dp(10), a11y_role=role, a11y_name=words)
    row.add_widget(Icon(icon=icon, ink=ink, dp_size=20))
    row.add_widget(Text(text=words, type_role="label_large", weight=500, ink=ink))
    return row


def thanks_card(thanks: Thanks, report: Report, kind: Kind) -> Column:
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
    what = f"{kind.name} · {report.place}"
    card.add_widget(Text(text=what, type_role="label_medium", ink="on", a11y_role="text"))
    return card
