"""“Tell me when one is free”: this phone asks the same search again every few minutes, while the app runs. Kept on the phone alone. Without Kivy."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from backend.contract.parking import ParkingSpace, ParkingSpacesResponse, SpaceRefusal
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking import calls
from mobile.parking.wish import Wish, search_of
from mobile.parking.words import name_of, price_words
from mobile.store.needs import limits_of

NAME = "space wanted in {city}"
EVERY_S = 180
PAST = timedelta(minutes=15)  # the beginning, the search is about another time


@dataclass(frozen=True)
class Found:
    wish: Wish
    space: ParkingSpace

    def words(self, form=write) -> str:
        return tr("Free now: {place}, {price}", place=name_of(self.space), price=price_words(self.space.price, form))


def is_free(space: ParkingSpace) -> bool:
    """It can be reserved, or is not sold here and was seen to have room. What nobody knows is not told as free."""
    if space.terms:
        return bool(space.free) and not space.refusals
    seen = space.live
    return set(space.refusals) <= {SpaceRefusal.NOT_SOLD} and bool(seen and seen.free and seen.open is not False)


def first_free(answer: ParkingSpacesResponse) -> ParkingSpace | None:
    """Of what surely fits, the best."""
    return next((space for space in answer.fits if is_free(space)), None)


class Lookout:
    """Part of a session's Parking, for one search at most. It tells "lookout" when it begins, ends or has found something."""

    def __init__(self, session):
        self.session = session
        self.found: Found | None = None

    @property
    def name(self) -> str:
        return NAME.format(city=self.session.client.backend)

    def find(self) -> Wish | None:
        """What is looked for."""
        raw = self.session.store.find_kept(self.name)
        try:
            wish = msgspec.json.decode(raw, type=Wish | None) if raw else None
        except msgspec.MsgspecError:
            return None
        if wish is None or wish.spot is None or wish.starts_at is None or wish.ends_at is None:
            return None
        zone = self.session.now().tzinfo
        return replace(wish, starts_at=wish.starts_at.astimezone(zone), ends_at=wish.ends_at.astimezone(zone))

    def begin(self, wish: Wish) -> None:
        self._keep(wish)
        self.session.announce(tr("You are told when a space is free."))
        self.session.tasks.start(self, "watch", self._watch())

    def end(self) -> None:
        self.session.tasks.stop(self, "watch")
        self._keep(None)

    def look_at(self) -> None:
        """What was found, as a search of now."""
        found, self.found = self.found, None
        if found:
            self.session.parking.set_wish(found.wish)
        self.session.tell("lookout")

    def wake(self) -> None:
        """After the app was closed, or the city is another one."""
        if self.session.city and self.find() and not self.session.tasks.runs(self, "watch"):
            self.session.tasks.start(self, "watch", self._watch())

    async def _watch(self) -> None:
        while wish := self.find():
            if self.session.now() > wish.starts_at + PAST:
                words = tr("No space that fits was free until {time}.", time=say.clock(wish.starts_at))
                self._end_with(None, words, words)
                return
            if space := await self._ask(wish):
                found = Found(wish, space)
                self._end_with(found, found.words(), found.words(say))
                return
            await asyncio.sleep(EVERY_S)

    async def _ask(self, wish: Wish) -> ParkingSpace | None:
        """By the vehicle and the needs of now. Without an answer it is asked again later."""
        session = self.session
        asked = search_of(wish, session.parking.vehicles.driven, limits_of(session.needs), session.needs.max_walk_m)
        try:
            return first_free(await calls.search(session.client, asked))
        except ClientError:
            return None

    def _end_with(self, found: Found | None, words: str, spoken: str) -> None:
        self.found = found
        self._keep(None)
        self.session.tell_person(words)
        self.session.notify(words, "")
        self.session.announce(spoken, assertive=True, aloud=True)

    def _keep(self, wish: Wish | None) -> None:
        if wish:
            self.found = None
        self.session.store.keep(self.name, msgspec.json.encode(wish))
        self.session.tell("lookout")
