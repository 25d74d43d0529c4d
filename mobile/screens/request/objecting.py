"""It is not done: said in words, with a photo, or both; kept first and sent once, also where there is no network now."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from kivy.metrics import dp
from kivy.uix.image import Image

from backend.contract.request_words import EventKind
from mobile.i18n import tr
from mobile.screens.report.picking import Picking
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import buttons
from mobile.widgets.text import Text

MOST_WORDS = 2000


class Objecting(Picking):
    """Mix-in of the page of a request."""

    def __init__(self, **options):
        self.sheet: ObjectSheet | None = None
        self._objected, self._objection = False, None
        super().__init__(**options)

    def object_to(self, code: str):
        send = lambda words, photo: self.send_objection(code, words, photo)  # noqa: E731
        self.sheet = self.router.open(ObjectSheet(send, self.add_photo, self.drop_photo, decides_words(self.objections(code))))

    def objections(self, code: str) -> int:
        """How often it was objected to, as far as this phone knows."""
        request = self.session.requests.find_known(code)
        return sum(step.kind is EventKind.DISPUTED for step in request.steps) if request else 0

    async def keep_photo(self, path: Path):
        """One that was chosen after the sheet was left belongs to nothing."""
        name, sheet = await self.take_in(path), self.sheet
        if name and sheet and sheet.parent:
            self.drop_photo(sheet.photo)
            sheet.show_photo(name, self.session.reporting.photos.path(name))
            self.session.announce(tr("Photo added. Where and when it was taken is not in it any more."))
        else:
            self.drop_photo(name)

    def drop_photo(self, name: str):
        self.session.reporting.photos.delete(name)

    def send_objection(self, code: str, words: str, photo: str):
        try:
            self.session.reporting.object_to(code, words, photo)
        except sqlite3.Error:
            self.drop_photo(photo)
            self.say(tr("It could not be kept on this phone. Free some space, then send it again."))
            return
        self._objected = True
        if self.session.reached is False:
            self.say(tr("Your objection is kept on this phone. It is sent as soon as there is a connection."))
        self.follow_objection(code)

    def follow_objection(self, code: str):
        """It has been taken, refused, or waits still."""
        found = self.session.reporting.find_objection(code)
        if self._objected and (found is None or found.why):
            self._objected = False
            second = tr("The ombudsperson of the city looks at it now.")
            self.say(found.why if found else second if self.objections(code) > 1 else tr("Another officer looks at it now."))
        if found != self._objection:
            self.redraw_list()

    def objection_card(self, code: str) -> Column | None:
        """What this phone has still to send, or the city did not take."""
        reporting = self.session.reporting
        found = self._objection = reporting.find_objection(code)
        if found is None:
            return None
        waits = not found.why
        title = tr("Your objection waits to be sent") if waits else tr("The city did not take your objection")
        detail = found.why or found.words or tr("With a photo")
        card = told("clock-outline" if waits else "alert-circle-outline", "info" if waits else "error", title, detail, f"{title}. {detail}")
        drop = (tr("Do not send it") if waits else tr("Remove it"), lambda: self.drop_objection(found))
        card.add_widget(buttons((drop,) if waits else ((tr("Object anew"), lambda: self.object_to(code)), drop)))
        return card

    def drop_objection(self, objection):
        self._objected = False
        self.session.reporting.drop_objection(objection)
        self.say(tr("Removed"))


def decides_words(objections: int) -> str:
    """Who decides on the next objection, after so many."""
    if objections:
        return tr("Words, a photo, or both. You objected before: now the ombudsperson of the city decides, and there is no third time.")
    return tr("Words, a photo, or both. Another officer looks at it. After that you can object once more, and the ombudsperson decides.")


class ObjectSheet(Sheet):
    """`note`: who decides.

    `taken(words, photo)` comes after it has closed; `add()` asks for a photo, which `show_photo` takes; `drop(name)` for one that is not sent."""

    def __init__(self, taken: Callable, add: Callable, drop: Callable, note: str, **options):
        self.taken, self.add, self.drop, self.photo = taken, add, drop, ""
        button = WordButton(text=tr("Object"), a11y_name=tr("Object"))
        button.bind(on_act=lambda _: self.finish())
        bottom = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        bottom.add_widget(button)
        super().__init__(title=tr("What is not done?"), bottom=bottom, **options)
        holder = Column(padding=[dp(16), dp(4)], spacing=dp(10))
        self.field = Field(label=tr("In your words"), hint="", icon="pencil-outline")
        self.field.bind(on_enter=lambda _: self.finish())
        holder.add_widget(self.field)
        self.frame = Column(spacing=dp(8))
        holder.add_widget(self.frame)
        holder.add_widget(Text(text=note, type_role="body_medium", ink="on2", a11y_role="text"))
        self.content.add_widget(holder)
        self.show_photo("", None)

    def show_photo(self, name: str, path: Path | None):
        self.photo = name
        self.frame.clear_widgets()
        if path:
            seen = Column(a11y_role="image", a11y_name=tr("Your photo. Faces and plates are hidden before others see it."))
            seen.add_widget(Image(source=str(path), size_hint_y=None, height=dp(160), fit_mode="contain"))
            self.frame.add_widget(seen)
        words = tr("Another photo") if path else tr("Add a photo of how it looks now")
        button = WordButton(text=words, a11y_name=words, look="outlined", icon="camera-outline", least_height=48)
        button.bind(on_act=lambda _: self.add())
        self.frame.add_widget(button)

    def finish(self):
        words = self.field.text.strip()[:MOST_WORDS]
        if len(words) < 3 and not self.photo:
            self.field.trouble = tr("Write a few words, or add a photo.")
            return
        photo, self.photo = self.photo, ""
        self.close()
        self.taken(words, photo)

    def on_close(self):
        self.drop(self.photo)
