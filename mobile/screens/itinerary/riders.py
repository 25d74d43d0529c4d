"""Who rides in a van on demand: shown with the trip, changed before anything is bought, and asked for anew. A mix-in of the page of a trip."""

from dataclasses import replace

from kivy.metrics import dp

from backend.contract.rides import RideLoad
from mobile.asking import request_of
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.rides.load import stepped
from mobile.rides.words import load_words, window_words
from mobile.screens.itinerary.on_demand import offers_of, same_way
from mobile.store.needs import limits_of
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text

COUNTED = {
    "seats": lambda: tr("Seats"), "wheelchairs": lambda: tr("Wheelchair places"), "child_seats": lambda: tr("Child seats"),
    "guide_dogs": lambda: tr("Guide dogs"),
}  # fmt: skip


class Riders:
    """The page has `itinerary`, `ask`, `session`, `router`, `draw_way` and `redraw`."""

    def riders_part(self) -> Column | None:
        """None where no van of the city's own is part of the trip."""
        offers = offers_of(self.itinerary)
        if not offers:
            return None
        words = load_words(offers[0].load)
        spoken = tr("Who rides: {who}, change", who=words)
        row = ListRow(icon="account-group-outline", title=tr("Who rides"), detail=words, a11y_name=spoken, a11y_key="riders")
        row.bind(on_act=lambda _: self.open_riders())
        card = Card(inset=16)
        card.add_row(row)
        holder = Column(padding=[dp(16), dp(8), dp(16), 0])
        holder.add_widget(card)
        return holder

    def open_riders(self):
        self.router.open(RidersSheet(offers_of(self.itinerary)[0].load, self.take_riders))

    def take_riders(self, load: RideLoad):
        if load == offers_of(self.itinerary)[0].load:
            return
        self.session.set_ask(riding=load)
        self.ask = replace(self.ask, riding=load)
        self.start("riders", self.ask_for_riders())

    async def ask_for_riders(self):
        """The same way for others, as a van could take them; where none can, all ways there are."""
        session, needs = self.session, self.session.needs
        try:
            answer = await session.client.plan(request_of(self.ask, needs.modes, needs.max_walk_m, needs.max_transfers, limits_of(needs)))
        except ClientError as trouble:
            self.say_riders(trouble.sentence)
            return
        found = same_way(answer.itineraries, self.itinerary)
        if found is None:
            session.set_ask(origin=self.ask.origin, destination=self.ask.destination, when=self.ask.when)
            self.router.go_results()
            self.say_riders(tr("No van can take all of you then. These are the ways there are."))
            return
        self.itinerary = found
        self.draw_way()
        self.redraw()
        offer = offers_of(found)[0]
        session.announce(f"{load_words(offer.load)}. {window_words(offer.promised.pickup_from, offer.promised.pickup_to, say)}")

    def say_riders(self, words: str):
        self.router.say_done(words)
        self.session.announce(words, assertive=True)


class RidersSheet(Sheet):
    """Counts places in the van, and asks nothing else of anybody. `on_done(load)` hears them."""

    def __init__(self, load: RideLoad, on_done, **options):
        self.load, self.on_done, self._steppers = load, on_done, {}
        done = WordButton(text=tr("Ask again for them"), a11y_name=tr("Ask again for them"))
        done.bind(on_act=lambda _: self.finish())
        bottom = Column(padding=[dp(20), dp(8), dp(20), dp(20)])
        bottom.add_widget(done)
        super().__init__(title=tr("Who rides?"), bottom=bottom, **options)
        for what, words in COUNTED.items():
            stepper = Stepper(label=words(), value=str(getattr(load, what)))
            stepper.bind(on_step=lambda _, by, what=what: self.step(what, by))
            self._steppers[what] = stepper
            self.content.add_widget(stepper)
        holder = Column(padding=[dp(20), dp(8), dp(20), dp(8)])
        words = tr("Whoever sits in a wheelchair or a child seat needs no seat beside it. A wheelchair costs nothing more.")
        holder.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text"))
        self.content.add_widget(holder)

    def step(self, what: str, by: int):
        self.load = stepped(self.load, what, by)
        self._steppers[what].value = str(getattr(self.load, what))

    def finish(self):
        self.close()
        self.on_done(self.load)
