"""What is likely the same as what is about to be told: offered while somebody writes, never in the way of sending."""

from uuid import UUID

from kivy.metrics import dp
from kivy.uix.image import Image
from kivy.uix.widget import Widget

from backend.contract.request_photos import OfferChoice
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.report.state import Same, question_of, same_of
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text


class Likely(Widget):
    """Mix-in of the page: asks whenever kind, place or words are others."""

    def __init__(self, **options):
        self.offers: tuple[Same, ...] = ()
        self.offer_id: UUID | None = None
        self._photos: dict[str, UUID] = {}
        super().__init__(**options)

    def look_near(self):
        if self.draft.kind and self.place():
            self.start("near", self.ask_near())

    async def ask_near(self):
        session, kinds = self.session, self.session.requests.kinds
        try:
            answer = await session.requests.likely(question_of(self.draft, self.place()))
        except ClientError:  # it is told without knowing; the staff finds out what is the same
            return
        before = self.offers
        own = {one.code for one in session.requests.kept.sent}
        offers = [offer for offer in answer.offers if offer.code not in own]
        self.offers = tuple(same_of(offer, kinds.named(offer.category), session.now(), session.settings.units) for offer in offers)
        self.offer_id, self._photos = answer.offer_id, {offer.code: offer.photo_id for offer in offers if offer.photo_id}
        if self.sent or self.offers == before:
            return
        self.redraw()
        if self.offers:
            session.announce(self.offers[0].spoken)

    @property
    def shown_offer(self) -> str:
        """By which it is told later that none of those in sight was it, "" where none was."""
        return str(self.offer_id) if self.offers and self.offer_id else ""

    def forget_offers(self):
        self.offers, self.offer_id, self._photos = (), None, {}

    def look(self):
        self.router.open(SameSheet(self.session, self.offers, self._photos, self.join))

    def join(self, same: Same):
        """It is the one that is known: follow it, and be one more voice for what is in the way."""
        self.start("join", self.follow(same))

    async def follow(self, same: Same):
        session, offer_id = self.session, self.offer_id
        try:
            request = await session.requests.follow(same.code, True)
            if offer_id:
                await session.requests.choose(offer_id, OfferChoice.FOLLOWED, same.code)
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        if request.obstacle_id:
            self.reporting.say(request.obstacle_id, True, session.now())
        self.start_afresh()
        self.say(tr("You follow no. {code} now and get its news.", code=same.code))


class SameSheet(Sheet):
    """One below the other, with its photo where everybody may see it. `join(same)` hears which it is."""

    def __init__(self, session, offers: tuple[Same, ...], photos: dict[str, UUID], join, **options):
        super().__init__(title=tr("Is it one of these?"), **options)
        self.session, self.photos, self.frames = session, photos, {}
        holder = Column(padding=[dp(16), dp(4)], spacing=dp(12))
        for same in offers:
            holder.add_widget(self.card(same, join))
        other = WordButton(text=tr("No, mine is another"), a11y_name=tr("No, mine is another"), look="quiet")
        other.bind(on_act=lambda _: self.close())
        holder.add_widget(other)
        self.content.add_widget(holder)
        session.tasks.start(self, "photos", self.show_photos())

    def card(self, same: Same, join) -> Column:
        card = Column(fill="surface", edge="line", corners=[16], padding=dp(14), spacing=dp(8))
        self.frames[same.code] = frame = Column()
        card.add_widget(frame)
        told = Column(spacing=dp(2), a11y_role="text", a11y_name=same.spoken)
        told.add_widget(Text(text=same.title, type_role="title_small"))
        told.add_widget(Text(text=same.detail, type_role="label_medium", ink="on2"))
        if same.words:
            told.add_widget(Text(text=same.words, type_role="body_medium"))
        card.add_widget(told)
        words = tr("It is this one, follow it")
        button = WordButton(text=words, a11y_name=f"{words}: {same.title}", look="outlined", icon="bell-plus-outline", least_height=48)
        button.bind(on_act=lambda _: (self.close(), join(same)))
        card.add_widget(button)
        return card

    async def show_photos(self):
        for code, photo_id in self.photos.items():
            if path := await self.session.requests.picture(code, photo_id):
                self.frames[code].add_widget(Image(source=str(path), size_hint_y=None, height=dp(140), fit_mode="contain"))

    def on_close(self):
        self.session.tasks.stop(self)
