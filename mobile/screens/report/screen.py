"""Report: what it is, where it is, send. What was begun is kept when one leaves."""

import asyncio
import sqlite3
from dataclasses import replace

from kivy.metrics import dp

from backend.contract.obstacles import HowLong, Obstacle, ObstacleKind
from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.earth import box_around
from mobile.i18n import tr, trn
from mobile.kv import load
from mobile.navigation import Page
from mobile.screens.report.parts import effect_line, kind_chips, photo_view, same_card, seen_by, thanks_card
from mobile.screens.report.saying import Saying
from mobile.screens.report.state import ASKED_M, body_of, missing, same_near, thanks_for
from mobile.screens.report.where import Where
from mobile.screens.report.words import LASTING
from mobile.store.photos import PhotoUnreadable
from mobile.store.reports import Draft
from mobile.theme import theme
from mobile.widgets.bars import TopBar
from mobile.widgets.box import Column, Gap
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.states import buttons
from mobile.widgets.text import Icon, Text

load(__file__)


class ReportPage(Where, Saying, Page):
    """The draft, or, once it is sent, what has become of it."""

    def __init__(self, **options):
        super().__init__(**options)
        self.foot = Column(spacing=dp(8))
        self.reporting = self.session.reporting
        self.draft: Draft = self.reporting.reports.draft()
        self.sent = ""  # the key of the report that was just sent
        self.all_kinds = False
        self.known: tuple[Obstacle, ...] = ()
        self._thanked = ""

    def shown(self):
        self.draft = self.reporting.reports.draft()
        self.full = self.pushed()
        super().shown()
        self.follow_place()

    def hide(self):
        super().hide()
        self.sent = ""

    def heard(self, what: str):
        super().heard(what)
        if what == "here":
            self.follow_place()
        elif what == "reach":
            self.redraw_foot()
            self.follow_place()
        elif what == "reports" and self.sent:
            self.follow_sent()

    def pushed(self) -> bool:
        """Opened from a page, as on the way, and not as a place of the app."""
        return bool(self.router and self.router.stacks[self.router.tab][0] is not self)

    # What

    def change(self, **changes):
        """Kept at once, as somebody may be called away in the middle."""
        self.draft = replace(self.draft, **changes)
        self.reporting.reports.keep_draft(self.draft)
        self.redraw()

    def choose_kind(self, kind: ObstacleKind):
        self.change(kind=kind)
        self.look_near()

    def show_all(self):
        self.all_kinds = True
        self.redraw()

    def choose_lasting(self):
        choices = tuple((value.value, words(), "") for value, words in LASTING.items())
        sheet = ChoiceSheet(title=tr("How long will it be there?"), choices=choices, chosen=self.draft.how_long.value)
        sheet.taken = lambda value: self.change(how_long=HowLong(value))
        self.router.open(sheet)

    def add_photo(self):
        self.start("photo", self.choose_photo())

    async def choose_photo(self):
        try:
            path = await self.session.device.pictures.choose()
            name = await asyncio.to_thread(self.reporting.photos.take_in, path) if path else ""
        except (Unavailable, PhotoUnreadable) as trouble:
            self.say(str(trouble))
        except OSError:
            self.say(tr("The photo could not be kept. Free some space, then choose it again."))
        else:
            if name:
                self.remove_photo(instead=name)
                self.session.announce(tr("Photo added. Where and when it was taken is not in it any more."))

    def remove_photo(self, instead: str = ""):
        before = self.draft.photo
        self.change(photo=instead)
        self.reporting.photos.delete(before)

    # What is known nearby

    def look_near(self):
        if self.draft.kind and self.place():
            self.start("near", self.ask_near())

    async def ask_near(self):
        place = self.place()
        try:
            answer = await self.session.client.obstacles(*box_around(place.lat, place.lon, ASKED_M))
        except ClientError:  # it is reported without knowing; the city finds out what is the same
            return
        self.known = answer.obstacles
        if not self.sent and (same := self.same()):
            self.redraw()
            self.session.announce(same.spoken)

    def same(self):
        place, session = self.place(), self.session
        return place and same_near(self.draft, place, self.known, self.reporting.own(), session.now(), session.settings.units)

    def join(self, same):
        """It is the one that is known: one more voice for it."""
        self.reporting.say(same.obstacle_id, True, self.session.now())
        self.remove_photo()
        self.known = ()
        self.change(kind=None, note="")
        self.say(tr("Thank you. Yours is one more voice for it."))

    # Sending

    def send(self):
        place = self.place()
        if why := missing(self.draft, place):
            self.say(why)
            return
        try:
            report = self.reporting.add(place.name, body_of(self.draft, place, self.session.now()), self.draft.photo)
        except sqlite3.Error:
            self.say(tr("It could not be kept on this phone. Free some space, then send it again."))
            return
        self.draft, self.known, self.sent = Draft(), (), report.key
        self.ids.list.scroll_y = 1
        self.follow_sent()

    def follow_sent(self):
        self.redraw()
        if report := self.reporting.reports.find(self.sent):
            words = thanks_for(report, self.session.reached is not False).spoken
            if words != self._thanked:
                self._thanked = words
                self.session.announce(words)

    def take_back(self, report):
        """Before it is sent it is deleted; afterwards whoever alone reported it says that it is gone."""
        if report.obstacle:
            self.reporting.say(report.obstacle.id, False, self.session.now())
        else:
            self.reporting.delete(report)
        self.another()
        self.say(tr("Taken back"))

    def another(self):
        self.sent = ""
        self.redraw()

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words, assertive=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "enter" and modifiers == {"ctrl"} and not self.sent:
            self.send()
            return True
        return False

    # Drawing

    def redraw(self, *_):
        self.title = tr("Report a problem")
        ids = self.ids
        place, scroll = self.place(), ids.list.scroll_y
        for holder in (ids.head, ids.list.content, self.where, self.foot, ids.foot):
            holder.clear_widgets()
        ids.head.add_widget(self.bar())
        content = ids.list.content
        content.spacing = dp(12)
        report = self.reporting.reports.find(self.sent) if self.sent else None
        if report:
            self.fill_sent(content, report)
        else:
            self.fill(content, place)
            (content if theme.large else ids.foot).add_widget(self.foot)
            self.redraw_foot()
        ids.list.scroll_y = scroll

    def bar(self):
        bar = TopBar(title=self.title, back=self.router.back if self.pushed() else None)
        if self.draft != Draft() and not theme.large:
            bar.add_widget(Icon(icon="check", ink="ok", dp_size=18))
            bar.add_widget(Text(text=tr("Draft kept"), type_role="label_large", ink="ok", fit="width", a11y_role="text"))
        return bar

    def fill(self, content, place):
        draft = self.draft
        if draft.photo:
            content.add_widget(photo_view(self.reporting.photos.path(draft.photo), self.remove_photo))
        content.add_widget(Text(text=tr("What is it?"), type_role="title_small", ink="on2", a11y_role="heading"))
        content.add_widget(kind_chips(draft.kind, self.all_kinds, self.choose_kind, self.show_all))
        content.add_widget(self.where)
        self.redraw_where(place)
        if same := self.same():
            content.add_widget(same_card(same, lambda: self.join(same)))
        content.add_widget(self.more(draft))
        content.add_widget(self.words_lines())
        content.add_widget(seen_by())
        content.add_widget(self.mine())

    def more(self, draft):
        card = Card()
        lasting = ListRow(icon="timer-sand", title=tr("How long will it be there?"), detail=LASTING[draft.how_long]())
        lasting.bind(on_act=lambda _: self.choose_lasting())
        words = tr("Another photo") if draft.photo else tr("Add a photo")
        photo = ListRow(icon="camera-outline", title=words, detail=tr("Helps the staff of the city"))
        photo.bind(on_act=lambda _: self.add_photo())
        card.add_row(lasting)
        card.add_row(photo)
        return card

    def mine(self):
        card = Card()
        waits = self.reporting.waits()
        detail = trn("{n} is not sent yet", "{n} are not sent yet", waits) if waits else ""
        row = ListRow(icon="format-list-bulleted", title=tr("My reports"), detail=detail)
        row.bind(on_act=lambda _: self.router.go("reports"))
        card.add_row(row)
        return card

    def redraw_foot(self):
        self.foot.clear_widgets()
        if self.draft.kind:
            self.foot.add_widget(effect_line(self.draft.kind))
        words = tr("Send when online") if self.session.reached is False else tr("Send")
        button = WordButton(text=words, a11y_name=words, icon="send", a11y_hint=missing(self.draft, self.place()))
        button.bind(on_act=lambda _: self.send())
        self.foot.add_widget(button)

    def fill_sent(self, content, report):
        thanks = thanks_for(report, self.session.reached is not False)
        content.add_widget(Gap(8))
        content.add_widget(thanks_card(thanks, report))
        actions = [(tr("Report something else"), self.another)]
        if thanks.takes_back:
            actions.append((thanks.takes_back, lambda: self.take_back(report)))
        content.add_widget(buttons(actions))
        content.add_widget(self.mine())
