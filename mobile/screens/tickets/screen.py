"""Tickets: a valid one is shown within a second, also without network."""

from functools import partial

from kivy.metrics import dp

from backend.contract.tickets import HeldTicket
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.payments.refusals import sentence_of
from mobile.screens.page.screen import ListPage
from mobile.screens.tickets.card import LargeCode, ticket_card
from mobile.screens.tickets.state import Segment, TicketView, code_of, none_words, segment_words, sorted_out, view_of
from mobile.widgets.box import Flow
from mobile.widgets.live import ticking
from mobile.widgets.press import Chip
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text


class TicketsPage(ListPage):
    """Begins with what is valid now, else with what comes next. The first of them is open; another opens when it is pressed."""

    def __init__(self, **options):
        self.segment: Segment | None = None
        self.opened: str = ""
        self._drawn = None
        super().__init__(**options)

    def name(self) -> str:
        return tr("Tickets")

    def shown(self):
        super().shown()
        ticking.follow(self)
        if self.session.account.on:
            self.start("ask", self.ask())

    def tick(self):
        """One begins to count, or is over."""
        if self._drawn != sorted_out(self.session.purchases.tickets(), self.session.now()):
            self.redraw_list()

    def heard(self, what: str):
        super().heard(what)
        if what in ("tickets", "account"):
            self.redraw_list()

    async def ask(self):
        """What is kept is shown at once; the city is asked beside it."""
        purchases = self.session.purchases
        await purchases.find_key()
        self.redraw_list()
        try:
            await purchases.refresh_tickets()
        except ClientError:  # the bar at the top says so; what is here works without
            return

    def fill(self, content):
        now, purchases = self.session.now(), self.session.purchases
        found = self._drawn = sorted_out(purchases.tickets(), now)
        shown = self.segment or (Segment.LATER if found[Segment.LATER] and not found[Segment.NOW] else Segment.NOW)
        content.spacing = dp(10)
        content.add_widget(self.segments(found, shown))
        views = [view_of(ticket, purchases.is_shown_here(ticket), now) for ticket in found[shown]]
        if not views:
            self.add_none(content, shown)
        else:
            self.add_tickets(content, views)
        if shown is Segment.NOW and found[Segment.LATER]:
            later = [view_of(ticket, purchases.is_shown_here(ticket), now) for ticket in found[Segment.LATER]]
            self.add_rows(content, tr("Next"), later, Segment.LATER)
        card = Card()
        card.add_row(self.row("receipt-text-outline", tr("Bookings and receipts"), "", lambda: self.router.go("receipts")))
        content.add_widget(card)

    def segments(self, found, shown: Segment) -> Flow:
        flow = Flow(spacing=[dp(8), dp(8)], padding=[0, dp(6), 0, dp(4)], a11y_role="group")
        for number, segment in enumerate(Segment, 1):
            words = segment_words(segment, len(found[segment]))
            chip = Chip(text=words, chosen=segment is shown, icon="check" if segment is shown else "", a11y_role="tab", a11y_name=words)
            chip.a11y_position, chip.a11y_key = (number, len(Segment)), str(segment)
            chip.bind(on_act=lambda _, segment=segment: self.choose(segment))
            flow.add_widget(chip)
        return flow

    def add_none(self, content, shown: Segment):
        if self.session.account.on:
            title, detail = none_words(shown)
            content.add_widget(EmptyCard(title=title, detail=detail, obstacle="ticket-confirmation-outline"))
            return
        actions = ((tr("Sign in"), lambda: self.router.go("sign_in")),)
        detail = tr("Tickets you buy are kept here, also without network.")
        content.add_widget(EmptyCard(title=tr("Sign in to see your tickets"), detail=detail, obstacle="ticket-confirmation-outline", actions=actions))

    def add_tickets(self, content, views: list[TicketView]):
        first = next((view for view in views if str(view.ticket.id) == self.opened), views[0])
        content.add_widget(self.card_of(first))
        others = [view for view in views if view is not first]
        if others:
            self.add_rows(content, "", others, None)

    def add_rows(self, content, heading: str, views: list[TicketView], segment: Segment | None):
        if heading:
            content.add_widget(Text(text=heading, type_role="title_medium", a11y_role="heading", padding=[dp(4), dp(4), 0, 0]))
        card = Card()
        for number, view in enumerate(views, 1):
            act = partial(self.open, view, segment)
            row = self.row("ticket-confirmation-outline", view.title, f"{view.validity} · {view.detail}", act, a11y_name=view.spoken)
            row.a11y_position, row.a11y_key = (number, len(views)), str(view.ticket.id)
            card.add_row(row)
        content.add_widget(card)

    def card_of(self, view: TicketView):
        return ticket_card(
            view, partial(self.code, view.ticket), self.session.now, partial(self.enlarge, view), lambda: self.start("move", self.move(view.ticket))
        )

    def code(self, ticket: HeldTicket, now) -> str:
        return code_of(ticket, self.session.purchases.key, now)

    def enlarge(self, view: TicketView):
        self.router.open(LargeCode(view, partial(self.code, view.ticket), self.session.now))

    def choose(self, segment: Segment):
        self.segment, self.opened = segment, ""
        self.redraw_list()

    def open(self, view: TicketView, segment: Segment | None):
        self.segment, self.opened = segment or self.segment, str(view.ticket.id)
        self.redraw_list()
        self.ids.list.scroll_y = 1

    async def move(self, ticket: HeldTicket):
        try:
            await self.session.purchases.move_here(ticket)
            words = tr("This phone shows the ticket now.")
        except ClientError as trouble:
            words = sentence_of(trouble)
        self.router.say_done(words)
        self.session.announce(words)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "r" and not modifiers:
            self.router.go("receipts")
            return True
        return False
