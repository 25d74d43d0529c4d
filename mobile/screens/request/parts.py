"""What the page of a request is put together from: words that were written, photos with what is hidden on them."""

from collections.abc import Callable
from pathlib import Path

from kivy.metrics import dp
from kivy.uix.image import Image

from backend.contract.request_photos import RequestPhoto
from backend.contract.requests import ServiceRequest
from mobile.i18n import tr
from mobile.screens.request.state import can_hide_more, photo_words
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.text import Text


def words_card(request: ServiceRequest) -> Column:
    card = Column(fill="surface", edge="line", corners=[16], padding=dp(14), spacing=dp(4))
    who = tr("{name} wrote", name=request.author) if request.author else tr("You wrote") if request.mine else tr("Somebody wrote")
    card.add_widget(Text(text=who, type_role="label_medium", ink="on2", a11y_role="text"))
    card.add_widget(Text(text=request.words, type_role="body_medium", a11y_role="text"))
    return card


def photo_card(photo: RequestPhoto, number: int, path: Path | None, hide: Callable) -> Column:
    """`hide` opens the page on which whoever sent it hides more."""
    words = photo_words(photo)
    card = Column(spacing=dp(8))
    frame = Column(a11y_role="image", a11y_name=tr("Photo {n}. {words}", n=number, words=words), spacing=dp(4))
    if path:
        frame.add_widget(Image(source=str(path), size_hint_y=None, height=dp(196), fit_mode="contain", nocache=True))
    frame.add_widget(Text(text=words, type_role="label_medium", ink="on2"))
    card.add_widget(frame)
    if path and can_hide_more(photo):
        button = WordButton(text=tr("Hide more on it"), look="outlined", icon="eye-off-outline", least_height=48)
        button.a11y_name = tr("Hide more on photo {n}", n=number)
        button.bind(on_act=lambda _: hide())
        card.add_widget(button)
    return card
