"""What the city answered: news of one's requests and of what one follows, areas that are followed, and how one hears of it."""

from functools import partial
from uuid import UUID

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.screens.notices.state import AreaRow, area_rows, describe, heading_of, mails_words, notice_rows, ring_choices, ring_words
from mobile.screens.page.screen import ListPage
from mobile.screens.requests.state import age_words
from mobile.theme import theme
from mobile.widgets.badges import Tag
from mobile.widgets.box import Column, Gap, Row
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import PressRow, WordButton
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Icon, Text

CLOSE_ZOOM = 15.5


class NoticesPage(ListPage):
    """Asks whenever it is opened; without network what was known last is there. What is shown counts as read."""

    def __init__(self, **options):
        self.fresh: set[UUID] = set()
        self.trouble, self.answered = "", False
        super().__init__(**options)

    @property
    def notices(self):
        return self.session.notices

    def name(self) -> str:
        return tr("News from the city")

    def shown(self):
        self.note_fresh()
        super().shown()
        self.start("ask", self.ask())

    def heard(self, what: str):
        super().heard(what)
        if what == "notices":
            self.note_fresh()
            self.redraw_list()
        elif what == "reach":
            self.redraw_list()
            if self.session.reached:
                self.start("ask", self.ask())

    def note_fresh(self):
        self.fresh |= {one.id for one in self.notices.kept.notices if not one.is_read}

    async def ask(self):
        before = heading_of(self.rows())
        try:
            await self.notices.refresh()
            await self.notices.ask_areas()
            if self.visible:
                await self.notices.mark_read()
        except ClientError as trouble:
            self.trouble = trouble.sentence
        else:
            self.trouble = ""
        self.answered = True
        self.redraw_list()
        if self.visible and heading_of(self.rows()) != before:
            self.session.announce(heading_of(self.rows()))

    def rows(self):
        return notice_rows(self.notices.kept, self.fresh, self.session.now())

    def areas(self) -> tuple[AreaRow, ...]:
        return area_rows(self.notices.areas or (), self.notices.place_of, self.session.settings.units)

    # Drawing

    def fill(self, content):
        kept = self.notices.kept
        content.spacing = dp(10)
        if kept.seen_at is None and self.trouble:
            actions = ((tr("Ask again"), lambda: self.start("ask", self.ask())),)
            content.add_widget(TroubleCard(title=tr("The news could not be asked for"), detail=self.trouble, actions=actions))
        elif kept.seen_at is None and not self.answered and self.session.requests.ways():
            content.add_widget(Skeleton(rows=4, row_height=90))
        else:
            self.fill_news(content, kept)
        self.fill_areas(content)
        self.fill_ways(content, kept)

    def fill_news(self, content, kept):
        rows = self.rows()
        if words := age_words(kept, self.session.now(), self.session.reached is not False):
            content.add_widget(Text(text=words, type_role="label_medium", ink="on2", a11y_role="text"))
        if not rows:
            detail = tr("What becomes of your requests, and of those you follow, stands here.")
            actions = ((tr("My requests"), lambda: self.router.go("requests")),)
            content.add_widget(EmptyCard(title=tr("No news yet"), detail=detail, obstacle="bell-outline", actions=actions))
            return
        content.add_widget(Text(text=heading_of(rows), type_role="title_small", ink="on2", a11y_role="heading", padding=[dp(4), dp(6), 0, 0]))
        card = Card()
        for number, row in enumerate(rows, 1):
            card.add_row(self.notice_line(row, (number, len(rows))))
        content.add_widget(card)
        if kept.older:
            button = WordButton(text=tr("Show older news"), a11y_name=tr("Show older news"), look="outlined", icon="history", least_height=48)
            button.bind(on_act=lambda _: self.start("older", self.do(self.notices.more())))
            content.add_widget(button)

    def notice_line(self, row, position: tuple[int, int]) -> PressRow:
        line = PressRow(corners=[0], padding=[dp(16), dp(10), dp(14), dp(10)], spacing=dp(14), least_height=theme.scaled(64))
        line.a11y_name, line.a11y_key, line.a11y_position = row.spoken, str(row.id), position
        line.add_widget(Icon(icon=row.icon, ink="link", dp_size=24))
        words = Column(spacing=dp(3))
        head = Column(spacing=dp(3)) if theme.large else Row(spacing=dp(8))
        head.add_widget(Text(text=row.title, type_role="title_small", weight=700 if row.new else 0))
        if row.new:
            head.add_widget(Tag(text=tr("New"), tone="info"))
        words.add_widget(head)
        words.add_widget(Text(text=row.detail, type_role="label_medium", ink="on2"))
        line.add_widget(words)
        line.bind(on_act=lambda _: self.router.go("request", code=row.code))
        return line

    def fill_areas(self, content):
        self.heading(content, tr("Areas you follow"))
        areas = self.areas()
        if areas:
            card = Card()
            for number, area in enumerate(areas, 1):
                options = {"a11y_name": area.spoken, "a11y_key": str(area.id), "a11y_position": (number, len(areas))}
                card.add_row(self.row("map-marker-radius-outline", area.title, area.detail, partial(self.ask_area, area), **options))
            content.add_widget(card)
        else:
            words = tr("None. Look at what others reported near you, and follow what is reported there.")
            content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))
        card = Card()
        card.add_row(self.row("map-search-outline", tr("What others reported near here"), "", lambda: self.router.go("nearby")))
        content.add_widget(card)

    def fill_ways(self, content, kept):
        if self.session.requests.ways():
            self.heading(content, tr("How you hear of it"))
            card = Card()
            title = tr("Notifications on this phone")
            card.add_row(self.row("cellphone-message", title, ring_words(self.notices.rings), self.ask_rings, a11y_key="rings"))
            if kept.mails is not None and self.session.account.on:
                card.add_row(self.row("email-outline", tr("News by e-mail"), mails_words(kept.mails), lambda: self.router.go("consents")))
            content.add_widget(card)
        content.add_widget(Gap(4))

    def ask_rings(self):
        choices = ring_choices(self.notices.rings, self.session.account.on)
        self.router.open(ChoiceSheet(title=tr("Notifications on this phone"), choices=choices, taken=self.let_ring))

    def let_ring(self, choice: str):
        if choice == "on":
            try:
                self.session.device.notifications.ask()
            except Unavailable as trouble:
                self.say(str(trouble))
                return
        done = tr("This phone tells you of news.") if choice == "on" else tr("This phone stays silent. All news stands here.")
        self.start("act", self.do(self.notices.let_ring(choice == "on", choice == "everywhere"), done))

    # Areas

    def ask_area(self, area: AreaRow):
        look = (("look", tr("Show it on the map"), ""),) if area.centre else ()
        choices = (*look, ("stop", tr("Follow it no longer"), tr("You hear nothing more of what is reported there.")))
        self.router.open(ChoiceSheet(title=area.title, choices=choices, taken=partial(self.act_on_area, area)))

    def act_on_area(self, area: AreaRow, what: str):
        if what == "stop":
            self.start("act", self.do(self.notices.unfollow_area(area.id), tr("You follow it no longer.")))
            return
        self.session.view = (*area.centre, CLOSE_ZOOM)
        self.router.go("nearby", around=area.centre)

    async def do(self, work, done: str = ""):
        try:
            await work
        except ClientError as trouble:
            self.say(trouble.sentence)
        else:
            if done:
                self.say(done)

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words, assertive=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "h" and not modifiers:
            self.session.announce(". ".join(describe(self.rows(), self.areas())), aloud=True)
            return True
        return False
