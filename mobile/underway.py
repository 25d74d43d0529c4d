"""The trip somebody is on: it goes on while other pages are looked at, until the person or the arrival ends it. Without Kivy."""

import asyncio
from datetime import timedelta

from backend.contract.trips import Itinerary
from mobile.asking import Ask, Spot
from mobile.following import Following, Heard, request_to_follow
from mobile.screens.underway.progress import ARRIVED, where_next
from mobile.screens.underway.progress import stand as stand_of
from mobile.screens.underway.state import Saying, Trip, UnderwayState, hear, state_of, turn_saying

TICK_S, LOOK_S = 1, 60
GONE_AFTER = timedelta(minutes=15)  # of the arrival


class Underway:
    """One trip at most. `state` is as of the last second; the session tells "underway" and "progress" when it changes."""

    def __init__(self, session):
        self.session = session
        self.trip: Trip | None = None
        self.state: UnderwayState | None = None
        self._following: Following | None = None

    def start(self, itinerary: Itinerary, ask: Ask) -> None:
        """Set out; a trip that was under way is given up for it."""
        session = self.session
        self._let_go()
        self.trip, self.state = Trip(itinerary, ask), None
        if request := request_to_follow(itinerary, ask, session.needs):
            self._following = Following(session.client, session.passes, request)
            session.tasks.start(self, "follow", self._listen(self._following))
            session.tasks.start(self, "look", self._look(self._following))
        session.tasks.start(self, "count", self._count())
        self.tick()
        session.tell("underway")

    def take(self, heard: Heard) -> None:
        """What the city has to tell about the trip."""
        self.trip, saying = hear(self.trip, heard)
        self._say(saying)
        self.tick()

    def take_other(self) -> None:
        """The way that the city has ready becomes the trip."""
        broken = self.trip and self.trip.broken
        if broken and broken.alternative:
            first = broken.alternative.legs[0].from_
            ask = Ask(Spot(first.name, first.lat, first.lon), self.trip.ask.destination, self.trip.ask.when)
            self.start(broken.alternative, ask)

    def end(self) -> None:
        self._let_go()
        self.trip = self.state = None
        self.session.tell("underway")

    def other_start(self) -> tuple[Spot, object]:
        """From where and when other ways begin: where the phone is, aboard the next stop, else the beginning of the leg one is on."""
        session, itinerary, now = self.session, self.trip.now, self.session.now()
        at = stand_of(itinerary, now, self.trip.told)
        spot, moment = where_next(itinerary, at, now)
        return (session.here, now) if session.fix and session.here and not at.aboard else (spot, moment)

    def tick(self) -> None:
        """A second has passed, or the city has said something."""
        session = self.session
        before, now = self.state, session.now()
        self.state = state_of(self.trip, session.needs.moves, session.settings.units, now)
        self._say(turn_saying(before, self.state))
        if self.state.key[0] == ARRIVED and now - self.trip.now.arrive_at > GONE_AFTER:
            self.end()
            return
        session.tell("progress")

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.tick()

    async def _listen(self, following: Following) -> None:
        async for heard in following.listen():
            if self._following is not following:  # it has ended with what was heard last, and more had come along with it
                return
            self.take(heard)

    async def _look(self, following: Following) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if heard := await following.look():
                self.take(heard)

    def _say(self, saying: Saying | None) -> None:
        if saying:
            self.session.announce(saying.spoken, assertive=saying.urgent)
            if saying.notice:
                self.session.notify(saying.title, saying.text)

    def _let_go(self) -> None:
        tasks, following = self.session.tasks, self._following
        tasks.stop(self)
        self._following = None
        if following:
            tasks.start(following, "forget", following.forget())
