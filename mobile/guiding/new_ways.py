"""Another way for somebody who came off the old one: taken at once where it is about as long, else only after a yes. Without Kivy."""

from dataclasses import dataclass

from backend.contract.trips import Itinerary
from mobile.asking import Ask, Spot, When, request_of
from mobile.client import ClientError
from mobile.guiding.route import guidable
from mobile.i18n import tr, trn
from mobile.store.needs import limits_of

LONGER, LONGER_S = 1.25, 300  # a new way that takes so much longer is asked about first


@dataclass(frozen=True)
class NewWay:
    """A way that takes longer by so many minutes than going on would have, and waits for a yes."""

    itinerary: Itinerary
    ask: Ask
    more_min: int


class NewWays:
    """A part of `Leading`. `looks` while the city is asked, `offer` while the person is."""

    offer: NewWay | None = None
    looks = False

    def find_new_way(self) -> None:
        if not self.looks:
            self.session.tasks.start(self, "new way", self._find_new_way())

    async def _find_new_way(self) -> None:
        """From where the person is. One that takes much longer is asked about first; without an answer the old way stays."""
        session, trip, fix = self.session, self.session.underway.trip, self.session.fix
        if trip is None or fix is None:
            return
        self.looks = True
        end = trip.itinerary.legs[-1].to
        goal = trip.ask.destination or Spot(end.name, end.lat, end.lon)
        ask = Ask(Spot(tr("My location"), fix.lat, fix.lon, here=True), goal, When())
        needs = session.needs
        try:
            answer = await session.client.plan(request_of(ask, needs.modes, needs.max_walk_m, needs.max_transfers, limits_of(needs)))
        except ClientError:
            return
        finally:
            self.looks = False
            session.tell("guidance")
        found = next((itinerary for itinerary in answer.itineraries if guidable(itinerary)), None)
        if self.led is None or session.underway.trip is None or session.underway.trip.itinerary is not trip.itinerary:
            return
        if found is None:
            self.say(tr("There is no other way from here. The old way stays."))
            return
        now = session.now()
        left, new = (max(0.0, (one.arrive_at - now).total_seconds()) for one in (trip.now, found))
        if new > left * LONGER or new > left + LONGER_S:
            self.offer = NewWay(found, ask, max(1, round((new - left) / 60)))
            self.say(self.offer_words())
            session.tell("guidance")
        else:
            session.underway.start(found, ask)

    def offer_words(self) -> str:
        more = self.offer.more_min
        return trn("There is a new way from here. It takes {n} minute longer.", "There is a new way from here. It takes {n} minutes longer.", more)

    def take_offer(self) -> None:
        if offer := self.offer:
            self.offer = None
            self.session.underway.start(offer.itinerary, offer.ask)

    def refuse_offer(self) -> None:
        self.offer = None
        self.session.tell("guidance")
