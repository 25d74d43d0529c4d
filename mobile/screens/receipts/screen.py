"""What was bought, the newest first; each opens its booking, and from there its receipt."""

from functools import partial

from kivy.metrics import dp

from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.payments import calls
from mobile.screens.page.screen import ListPage
from mobile.screens.receipts.state import ReceiptPage, head_words, load, parts_of, rows_of
from mobile.screens.ride.rows import ride_rows
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text


class ReceiptsPage(ListPage):
    """What is kept is shown at once; the city is asked beside it."""

    def name(self) -> str:
        return tr("Bookings and receipts")

    def shown(self):
        super().shown()
        if self.session.account.on:
            self.start("ask", self.ask())

    def heard(self, what: str):
        super().heard(what)
        if what in ("bookings", "account", "rides"):
            self.redraw_list()

    async def ask(self):
        try:
            await self.session.purchases.refresh_bookings()
            self.session.rides.refresh()
        except ClientError:  # the bar at the top says so; what is here stays
            return

    def fill(self, content):
        rides = self.session.rides.current()
        if rides:
            self.heading(content, tr("Your rides"))
            content.add_widget(ride_rows(rides, self.session.now(), self.router))
            self.heading(content, tr("Bookings"))
        rows = rows_of(self.session.purchases.bookings(), self.session.now())
        if not rows:
            detail = tr("What you book is listed here, with what it cost and what came back.")
            content.add_widget(EmptyCard(title=tr("Nothing booked yet"), detail=detail, obstacle="receipt-text-outline"))
            return
        card = Card()
        for number, row in enumerate(rows, 1):
            act = partial(self.router.go, "booking", booking_id=row.booking_id)
            entry = self.row(row.icon, row.title, row.detail, act, a11y_name=row.spoken, a11y_position=(number, len(rows)))
            entry.a11y_key = row.booking_id
            card.add_row(entry)
        content.add_widget(card)


class OneReceiptPage(ListPage):
    """A receipt as text; on paper it is a PDF."""

    of_account = True

    def __init__(self, booking_id: str, **options):
        self.booking_id, self.state = booking_id, ReceiptPage()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Receipt")

    def shown(self):
        super().shown()
        self.ask()

    def heard(self, what: str):
        super().heard(what)
        if what == "reach" and self.session.reached and self.state.receipt is None:
            self.ask()

    def ask(self):
        self.start("ask", self.follow())

    async def follow(self):
        async for state in load(self.state, self.booking_id, self.session.account):
            self.state = state
            self.redraw_list()

    def fill(self, content):
        state = self.state
        content.spacing = dp(8)
        if state.phase == "loading":
            content.add_widget(Skeleton(rows=4))
            return
        if state.receipt is None:
            actions = ((tr("Ask again"), self.ask),)
            content.add_widget(TroubleCard(title=tr("The receipt could not be asked for"), detail=state.sentence, actions=actions))
            return
        number, by, stands = head_words(state.receipt)
        content.add_widget(Text(text=number, type_role="headline_small", a11y_role="heading", padding=[dp(4), dp(6), 0, 0]))
        for words in (by, stands):
            content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))
        for heading, lines in parts_of(state.receipt):
            self.heading(content, heading)
            card = Column(fill="surface", edge="line", corners=[16], padding=[dp(14), dp(6)], spacing=dp(2))
            for line in lines:
                card.add_widget(sum_row(line))
            content.add_widget(card)
        words = tr("Save as PDF")
        button = WordButton(text=words, a11y_name=words, look="outlined", icon="file-download-outline")
        button.bind(on_act=lambda _: self.start("paper", self.save()))
        content.add_widget(button)

    async def save(self):
        """Into the folder for downloads, or to whatever the phone shares files with."""
        session = self.session
        path = session.folder / "share" / f"receipt-{slug(self.state.receipt.number)}.pdf"
        try:
            paper = await session.account.ask(lambda client, token: calls.receipt_on_paper(client, self.booking_id, token))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(paper)
            words = session.device.share.file(path, "application/pdf")
        except (ClientError, Unavailable) as trouble:
            words = str(trouble)
        except OSError:
            words = tr("There is no room to save it.")
        finally:
            path.unlink(missing_ok=True)  # it names what somebody bought
        if words:
            self.router.say_done(words)
            session.announce(words)


def slug(number: str) -> str:
    """As part of the name of a file."""
    return "".join(letter if letter.isalnum() else "-" for letter in number)


def sum_row(line):
    """Words with what they are about below them, and the amount; at large text all below each other."""
    row = Column(padding=[0, dp(5)]) if theme.large else Row(spacing=dp(12), padding=[0, dp(5)])
    row.a11y_role, row.a11y_name = "text", line.spoken
    weight = 700 if line.strong else 0
    words = Column(spacing=dp(1))
    words.add_widget(Text(text=line.words, type_role="body_medium", weight=weight))
    if line.detail:
        words.add_widget(Text(text=line.detail, type_role="label_medium", ink="on2"))
    row.add_widget(words)
    row.add_widget(Text(text=line.amount, type_role="title_small", weight=weight, fit="height" if theme.large else "width"))
    return row
