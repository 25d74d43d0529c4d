"""One space that is let: its days to close and open, what it costs, a pause, and its end."""

from functools import partial

from kivy.metrics import dp

from backend.contract.listings import Listing, ListingChange, ListingState, NewBlock
from mobile.client import ClientError, Refused
from mobile.i18n import tr
from mobile.screens.hosting import calls
from mobile.screens.hosting.calendar import DayRow, block_words, blocked_words, rows_of, span_of
from mobile.screens.hosting.loading import Asked, ask
from mobile.screens.hosting.state import STATES, address_words, hours_words, photo_words, price_line
from mobile.screens.page.screen import ListPage
from mobile.screens.parking.times_sheet import TimesSheet
from mobile.screens.people.sheets import below
from mobile.screens.space.parts import tone_line
from mobile.widgets.box import Column, Gap
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.sheet import Sheet
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text

BOOKED = "booked"


class ListingPage(ListPage):
    """Its calendar is asked for whenever it is opened or changed."""

    of_account = True

    def __init__(self, listing: Listing, **options):
        self.listing, self.state = listing, Asked()
        super().__init__(**options)

    def name(self) -> str:
        return address_words(self.listing)

    def shown(self):
        super().shown()
        self.ask()

    def ask(self):
        start, end = span_of(self.session.now())
        question = lambda client, token: calls.calendar(client, self.listing.id, start, end, token)  # noqa: E731
        self.start("ask", self.follow(ask(self.state, question, self.session.account, self.session.now().tzinfo)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw_list()

    def fill(self, content):
        listing = self.listing
        content.spacing = dp(8)
        tone, words = STATES[listing.state]
        content.add_widget(tone_line("check-circle" if tone == "ok" else "pause-circle-outline", tone, words()))
        for line in (price_line(listing.price, listing.currency.upper()), hours_words(listing.week), *photo_words(listing)):
            content.add_widget(Text(text=line, type_role="body_large", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))
        if listing.state is not ListingState.ENDED:
            content.add_widget(self.buttons())
        self.heading(content, tr("The next two weeks"))
        if self.state.answer is None:
            content.add_widget(Skeleton(rows=4, row_height=56) if self.state.phase == "loading" else self.trouble())
        else:
            self.fill_days(content)
        content.add_widget(Gap(12))

    def trouble(self):
        return TroubleCard(title=tr("The calendar could not be asked for"), detail=self.state.sentence, actions=((tr("Ask again"), self.ask),))

    def buttons(self) -> Column:
        holder = Column(spacing=dp(8), padding=[0, dp(6), 0, 0])
        words, icon, state = tr("Pause"), "pause-circle-outline", ListingState.PAUSED
        if self.listing.state is ListingState.PAUSED:
            words, icon, state = tr("Let it again"), "play-circle-outline", ListingState.ACTIVE
        for said, sign, act in ((tr("Close a time"), "calendar-remove", self.open_times), (words, icon, lambda: self.change(state=state))):
            button = WordButton(text=said, a11y_name=said, icon=sign, look="outlined", least_height=48)
            button.bind(on_act=lambda _, act=act: act())
            holder.add_widget(button)
        return holder

    def fill_days(self, content):
        card, now = Card(), self.session.now()
        rows = rows_of(self.state.answer, now)
        for number, row in enumerate(rows, 1):
            icon = "calendar-check" if row.booked else "calendar-blank-outline" if row.open else "calendar-remove"
            entry = self.row(icon, row.title, row.detail, partial(self.open_day, row), a11y_name=row.spoken, a11y_position=(number, len(rows)))
            card.add_row(entry)
        content.add_widget(card)

    def open_day(self, row: DayRow):
        self.router.open(DaySheet(row, self.session.now(), lambda: self.block(row.start, row.end), self.unblock))

    def open_times(self):
        now = self.session.now()
        _, end = span_of(now)
        first = now.replace(minute=0, second=0, microsecond=0)
        self.router.open(TimesSheet(tr("Close a time"), first, min(end, first.replace(hour=23, minute=45)), now, self.block, done=tr("Close it")))

    def block(self, start, end):
        self.start("act", self.send_block(start, end))

    async def send_block(self, start, end):
        """What is booked is never broken: the rest of the time is closed, and it is said what stands."""
        account, listing = self.session.account, self.listing
        try:
            told = await account.ask(lambda client, token: calls.block(client, listing.id, NewBlock(start, end, False, True), token))
        except ClientError as trouble:
            self.say(tr("All of this time is booked. It stands.") if isinstance(trouble, Refused) and trouble.code == BOOKED else trouble.sentence)
            return
        self.say(blocked_words(told.booked, self.session.now().date()))
        self.ask()

    def unblock(self, block):
        self.start("act", self.send_unblock(block))

    async def send_unblock(self, block):
        try:
            await self.session.account.ask(lambda client, token: calls.unblock(client, self.listing.id, block.id, token))
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.say(tr("As the week says again."))
        self.ask()

    def change(self, **values):
        self.start("act", self.send_change(ListingChange(**values)))

    async def send_change(self, change: ListingChange):
        try:
            self.listing = await self.session.account.ask(lambda client, token: calls.change(client, self.listing.id, change, token))
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.session.tell("listings")
        self.redraw()
        self.say(STATES[self.listing.state][1]())

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words)


class DaySheet(Sheet):
    """One day: what stands, close all of it, or take a closing away. `on_open(block)` hears which."""

    def __init__(self, row: DayRow, now, on_close_day, on_open, **options):
        super().__init__(title=row.title, bottom=below((tr("Close this day"), "filled", lambda: self.do(on_close_day))), **options)
        holder = Column(padding=[dp(20), dp(4)], spacing=dp(8))
        holder.add_widget(Text(text=row.detail, type_role="body_large", a11y_role="text"))
        holder.add_widget(Text(text=tr("What is booked stands in any case."), type_role="body_medium", ink="on2", a11y_role="text"))
        for block in row.blocks:
            words = tr("Take away: {what}", what=block_words(block, now.date()))
            button = WordButton(text=words, a11y_name=words, look="outlined", least_height=48)
            button.bind(on_act=lambda _, block=block: self.do(lambda: on_open(block)))
            holder.add_widget(button)
        self.content.add_widget(holder)

    def do(self, act):
        self.close()
        act()
