"""Spaces that one lets: each with how it stands, a new one in steps, and what they have earned."""

from kivy.metrics import dp

from backend.contract.reservations import SpaceRequestState
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.parking import calls as parking_calls
from mobile.payments.local import in_zone
from mobile.screens.hosting import calls
from mobile.screens.hosting.earnings import EarningsPage
from mobile.screens.hosting.listing import ListingPage
from mobile.screens.hosting.loading import Asked, ask
from mobile.screens.hosting.new import NewListingPage
from mobile.screens.hosting.state import asked_words, describe_listings, row_of, share_words
from mobile.screens.page.screen import ListPage
from mobile.theme import theme
from mobile.widgets.badges import TONES, Tag
from mobile.widgets.box import Column, Flow, Gap
from mobile.widgets.press import PressColumn, WordButton
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard, buttons
from mobile.widgets.text import Text

__all__ = ["EarningsPage", "HostingPage", "ListingPage", "NewListingPage"]


class HostingPage(ListPage):
    """Asks whenever it is opened. Whoever is not signed in is told what for first."""

    def __init__(self, **options):
        self.state, self.requests = Asked(), ()
        super().__init__(**options)

    def name(self) -> str:
        return tr("Let a space")

    def shown(self):
        super().shown()
        self.ask()

    def heard(self, what: str):
        super().heard(what)
        if what in ("account", "listings") or (what == "reach" and self.session.reached):
            self.ask()

    def ask(self):
        if self.session.account.on:
            self.start("requests", self.fetch_requests())
            self.start("ask", self.follow(ask(self.state, calls.listings, self.session.account, self.session.now().tzinfo)))
        else:
            self.redraw_list()

    async def fetch_requests(self):
        """Of drivers who wait for a yes or no."""
        try:
            found = (await self.session.account.ask(parking_calls.hosted_requests)).requests
        except ClientError:
            return
        self.requests = in_zone(tuple(one for one in found if one.state is SpaceRequestState.ASKED), self.session.now().tzinfo)
        self.redraw_list()

    def answer(self, request, agree: bool):
        self.start("answer", self.send_answer(request, agree))

    async def send_answer(self, request, agree: bool):
        try:
            await self.session.account.ask(lambda client, token: parking_calls.answer_request(client, request.id, agree, token))
            words = tr("You said yes.") if agree else tr("You said no.")
        except ClientError as trouble:
            words = trouble.sentence
        self.router.say_done(words)
        self.session.announce(words)
        self.ask()

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw_list()
        told = state.sentence or ". ".join(describe_listings(state.answer.listings))
        self.session.announce(told, assertive=bool(state.sentence))

    def fill(self, content):
        content.spacing = dp(10)
        state = self.state
        if not self.session.account.on or state.phase == "signed_out":
            detail = tr("Let your driveway or bay while you do not need it: you say when, and for how much. For that the city has to know you.")
            actions = ((tr("Sign in"), lambda: self.router.go("sign_in")),)
            content.add_widget(EmptyCard(title=tr("Let a space of yours"), detail=detail, obstacle="home-outline", actions=actions))
        elif state.phase == "loading":
            content.add_widget(Skeleton(rows=3, row_height=96))
        elif state.answer is None:
            content.add_widget(TroubleCard(title=tr("This could not be asked for"), detail=state.sentence, actions=((tr("Ask again"), self.ask),)))
        else:
            self.fill_listings(content, state.answer)

    def fill_listings(self, content, answer):
        if self.state.sentence:
            content.add_widget(Text(text=self.state.sentence, type_role="body_medium", ink="warn", a11y_role="text"))
        if not answer.listings:
            detail = f"{tr('Let your driveway or bay while you do not need it: you say when, and for how much.')} {share_words(answer.share_bp)}"
            actions = ((tr("Let a space"), self.add),)
            content.add_widget(EmptyCard(title=tr("You let no space yet"), detail=detail, obstacle="home-outline", actions=actions))
            return
        for request in self.requests:
            content.add_widget(self.request_card(request))
        for number, listing in enumerate(answer.listings, 1):
            content.add_widget(self.card_of(listing, (number, len(answer.listings))))
        words = tr("Let another space")
        more = WordButton(text=words, a11y_name=words, icon="plus", look="outlined", least_height=48)
        more.bind(on_act=lambda _: self.add())
        content.add_widget(more)
        card = Card()
        card.add_row(self.row("account-cash-outline", tr("Earnings"), share_words(answer.share_bp), lambda: self.router.go("earnings")))
        content.add_widget(card)
        content.add_widget(Gap(8))

    def card_of(self, listing, position) -> PressColumn:
        row = row_of(listing)
        card = PressColumn(fill="surface", edge="line", corners=[20], padding=dp(14), spacing=dp(6), a11y_name=row.spoken, a11y_position=position)
        card.a11y_key = str(listing.id)
        card.bind(on_act=lambda _: self.router.go("listing", listing=listing))
        card.add_widget(Text(text=row.title, type_role="title_medium"))
        card.add_widget(Text(text=row.detail, type_role="body_medium", ink="on2"))
        if theme.large:
            card.add_widget(Text(text=row.state, type_role="label_large", ink=TONES[row.tone][2]))
        else:
            tags = Flow()
            tags.add_widget(Tag(text=row.state, tone=row.tone))
            card.add_widget(tags)
        return card

    def request_card(self, request) -> Column:
        words = asked_words(request, self.session.now())
        card = Column(fill="info_container", corners=[20], padding=dp(14), spacing=dp(8), edge="outline" if theme.name == "hc" else "")
        card.add_widget(Text(text=words, type_role="title_small", ink="info", a11y_role="text"))
        actions = ((tr("Yes"), lambda: self.answer(request, True)), (tr("No"), lambda: self.answer(request, False)))
        card.add_widget(buttons(actions))
        return card

    def add(self):
        answer = self.state.answer
        known = {"currency": answer.listings[0].currency.upper()} if answer.listings else {}
        self.router.go("new_listing", terms=answer.terms, terms_version=answer.terms_version, share_bp=answer.share_bp, **known)
