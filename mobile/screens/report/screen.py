"""Report: what it is, where it is, send. What was begun is kept when one leaves."""

import sqlite3
from dataclasses import replace

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.i18n import tr, trn
from mobile.kv import load
from mobile.navigation import Page
from mobile.requests.notices import unread_words
from mobile.screens.report.addressed import Addressed
from mobile.screens.report.asked import Asked
from mobile.screens.report.kind_sheet import KindSheet
from mobile.screens.report.likely import Likely
from mobile.screens.report.parts import about_row, effect_line, kind_choice, line, photo_view, same_card, seen_row, thanks_card, who_line
from mobile.screens.report.photo_says import PhotoSays
from mobile.screens.report.pictured import Pictured
from mobile.screens.report.saying import Saying
from mobile.screens.report.state import missing, request_of, seen_words, thanks_for, urgent_words
from mobile.screens.report.where import Where
from mobile.store.reports import Draft, ReportState
from mobile.theme import theme
from mobile.widgets.bars import TopBar
from mobile.widgets.box import Column, Gap
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.states import buttons
from mobile.widgets.text import Icon, Text

load(__file__)


class ReportPage(Where, Saying, Likely, Addressed, Pictured, Asked, Page):
    """The draft, or, once it is sent, what has become of it."""

    def __init__(self, **options):
        super().__init__(**options)
        self.foot = Column(spacing=dp(8))
        self.reporting = self.session.reporting
        self.draft: Draft = self.reporting.reports.draft()
        self.sent = ""  # the key of the report that was just sent
        self._thanked, self._drawn = "", ""

    @property
    def kind(self):
        """None before it is chosen; one that this city does not have is none."""
        return self.session.requests.kinds.find(self.draft.kind)

    def shown(self):
        self.draft = self.reporting.reports.draft()
        self.full = self.pushed()
        self.fill_in()
        super().shown()
        self.follow_place()
        self.ask_who()
        self.start("kinds", self.ask_kinds())

    def hide(self):
        super().hide()
        self.sent = ""

    async def ask_kinds(self):
        try:
            await self.session.requests.ask_kinds()
        except ClientError:  # those known already are there
            return

    def heard(self, what: str):
        super().heard(what)
        if what == "here":
            self.follow_place()
        elif what == "reach":
            self.redraw_foot()
            self.follow_place()
            self.ask_who()
        elif what in ("reports", "requests") and self.sent:
            self.follow_sent()
        elif what == "kinds" and not self.sent:
            self.redraw()
            self.ask_who()

    def pushed(self) -> bool:
        """Opened from a page, as on the way, and not as a place of the app."""
        return bool(self.router and self.router.stacks[self.router.tab][0] is not self)

    # What

    def change(self, **changes):
        """Kept at once, as somebody may be called away in the middle."""
        self.draft = replace(self.draft, **changes)
        self.reporting.reports.keep_draft(self.draft)
        self.redraw()
        self.ask_who()

    def choose_kind(self, code: str):
        self.change(kind=code)
        if danger := urgent_words(self.kind, self.session.requests.emergency_number):
            self.session.announce(danger, assertive=True)
        self.look_near()

    def show_all(self):
        kinds = self.session.requests.kinds.offered()
        self.router.open(KindSheet(kinds, self.draft.kind, self.choose_kind, self.session.announce))

    # Sending

    def send(self):
        place, kind = self.place(), self.kind
        number = self.session.requests.emergency_number
        if why := missing(self.draft, kind, place) or (urgent_words(kind, number) if kind.emergency else ""):
            self.say(why)
            return
        body = request_of(self.draft, place, self.session.now(), self.session.language)
        try:
            report = self.reporting.add(place.name, body, self.draft.photo, self.shown_offer)
        except sqlite3.Error:
            self.say(tr("It could not be kept on this phone. Free some space, then send it again."))
            return
        self.sent = report.key
        self.start_afresh()
        self.ids.list.scroll_y = 1
        self.follow_sent()

    def start_afresh(self):
        """The draft is told, or belongs to another now."""
        self.forget_offers()
        if not self.sent:
            self.remove_photo()
        self.draft, self.meant, self.says = Draft(), "", PhotoSays()
        self.reporting.reports.keep_draft(self.draft)
        self.redraw()
        self.ask_who()

    def follow_sent(self):
        self.redraw()
        if report := self.reporting.reports.find(self.sent):
            words = self.thanks(report).spoken
            if words != self._thanked:
                self._thanked = words
                self.session.announce(words)

    def thanks(self, report):
        return thanks_for(report, self.session.reached is not False, self.session.now())

    def take_back(self, report):
        """Before it is sent it is deleted; afterwards the city is asked to close it."""
        if report.filed:
            self.start("withdraw", self.withdraw(report))
            return
        self.reporting.delete(report)
        self.another()
        self.say(tr("Taken back"))

    async def withdraw(self, report):
        try:
            await self.session.requests.withdraw(report.filed.code)
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.reporting.delete(report)
        self.another()
        self.say(tr("Taken back"))

    def fill_danger(self, content, report, number: str):
        """Words were taken for somebody in danger: whoever wrote them knows better."""
        content.add_widget(self.call_card(tr("Is somebody in danger? Nothing was sent."), number))
        words = tr("Nobody is in danger, send it")
        button = WordButton(text=words, a11y_name=words, look="outlined", least_height=48)
        button.bind(on_act=lambda _: self.send_all_the_same(report))
        content.add_widget(button)

    def send_all_the_same(self, report):
        self.sent = self.reporting.send_without_danger(report).key
        self.follow_sent()

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
        place, scroll = self.place(), ids.list.scroll_y if self._drawn == self.sent else 1
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
        ids.list.scroll_y, self._drawn = scroll, self.sent

    def bar(self):
        bar = TopBar(title=self.title, back=self.router.back if self.pushed() else None)
        if self.draft != Draft() and not theme.large:
            bar.add_widget(Icon(icon="check", ink="ok", dp_size=18))
            bar.add_widget(Text(text=tr("Draft kept"), type_role="label_large", ink="ok", fit="width", a11y_role="text"))
        return bar

    def fill(self, content, place):
        draft, kind = self.draft, self.kind
        if draft.photo:
            content.add_widget(photo_view(self.reporting.photos.path(draft.photo), self.remove_photo))
        pictures = Card()
        for row in (self.photo_row(), *self.says_rows(place)):
            pictures.add_row(row)
        content.add_widget(pictures)
        content.add_widget(Text(text=tr("What is it?"), type_role="title_small", ink="on2", a11y_role="heading"))
        content.add_widget(kind_choice(self.session.requests.kinds.offered(), draft.kind, self.choose_kind, self.show_all))
        if card := self.danger():
            content.add_widget(card)
        if draft.about:
            content.add_widget(about_row(draft.about, lambda: self.change(about=None)))
        content.add_widget(self.where)
        self.redraw_where(place)
        content.add_widget(self.words_lines())
        if self.offers:
            content.add_widget(same_card(self.offers[0], self.look))
        content.add_widget(self.more(kind))
        content.add_widget(self.mine())

    def more(self, kind):
        card, draft = Card(), self.draft
        card.add_row(seen_row(*seen_words(draft), self.change_seen))
        for row in self.question_rows(kind):
            card.add_row(row)
        return card

    def mine(self):
        card = Card()
        waits, unread = self.reporting.waits(), self.session.notices.kept.unread
        news = unread_words(unread) if unread else ""
        detail = trn("{n} is not sent yet", "{n} are not sent yet", waits) if waits else news
        mine = ListRow(icon="format-list-bulleted", title=tr("My requests"), detail=detail)
        mine.bind(on_act=lambda _: self.router.go("requests"))
        near = ListRow(icon="map-search-outline", title=tr("What others reported near here"))
        near.bind(on_act=lambda _: self.router.go("nearby"))
        card.add_row(mine)
        card.add_row(near)
        return card

    def redraw_foot(self):
        self.foot.clear_widgets()
        if self.kind and not self.kind.emergency:
            self.foot.add_widget(effect_line(self.kind))
            self.foot.add_widget(who_line(*self.who_lines(), *seen_words(self.draft)[1:]))
        words = tr("Send when online") if self.session.reached is False else tr("Send")
        button = WordButton(text=words, a11y_name=words, icon="send", a11y_hint=missing(self.draft, self.kind, self.place()))
        button.bind(on_act=lambda _: self.send())
        self.foot.add_widget(button)

    def fill_sent(self, content, report):
        thanks = self.thanks(report)
        content.add_widget(Gap(8))
        content.add_widget(thanks_card(thanks, report, self.session.requests.kinds.named(report.body.category)))
        if report.state is ReportState.REFUSED and (number := self.session.requests.danger.get(report.key)):
            self.fill_danger(content, report, number)
        if report.photo:
            content.add_widget(line("image-sync-outline", tr("The photo follows. Faces and plates are hidden before others see it."), "on2"))
        actions = [(tr("Report something else"), self.another)]
        if report.filed:
            actions.insert(0, (tr("See what happens"), lambda: self.router.go("request", code=report.filed.code)))
        content.add_widget(buttons(actions))
        if thanks.takes_back:
            back = WordButton(text=thanks.takes_back, a11y_name=thanks.takes_back, look="quiet", least_height=48)
            back.bind(on_act=lambda _: self.take_back(report))
            content.add_widget(back)
        content.add_widget(self.mine())
