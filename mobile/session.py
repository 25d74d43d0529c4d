"""What all screens share: settings, needs, saved things, the backend, where one is. Without Kivy."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from zoneinfo import ZoneInfo

from backend.contract.city import CityResponse
from mobile import i18n
from mobile.accounts.signed_in import SignedIn
from mobile.asking import Ask, Spot
from mobile.client import Client, ClientError, Unreachable
from mobile.device.protocols import Device, Unavailable
from mobile.driving.driving import Driving
from mobile.following import Following
from mobile.guiding.leading import Leading
from mobile.i18n import tr
from mobile.map.cache import TileCache
from mobile.map.source import TileSource
from mobile.parking.parking import Parking
from mobile.payments.purchases import Purchases
from mobile.payments.rights import Rights
from mobile.reporting import Reporting
from mobile.requests.listening import Listening
from mobile.requests.notices import Notices
from mobile.requests.requests import Requests
from mobile.rides.load import load_of
from mobile.rides.rides import Rides
from mobile.screens.needs.words import needs_in_words
from mobile.store.database import Store
from mobile.store.needs import Needs
from mobile.store.passes import Passes
from mobile.store.people import ME, People, asks_otherwise, load_people, save_people
from mobile.store.places import Places
from mobile.store.settings import Settings, load_settings, save_settings
from mobile.store.trips import Trips
from mobile.tasks import Tasks
from mobile.underway import Underway

RETRY_S = (1, 2, 3, 5, 10)
CLOCK_S = 5  # a phone whose clock differs by more counts ages and minutes by that of the city


class Session:
    """Changes are told to listeners by a word: settings, language, needs, places, trips, ask, here, reach, city, zone (all times are others),
    underway (a trip was begun, changed or ended), progress (a second of it has passed), guidance (what one is told on the way has changed),
    reports (one was kept, sent, refused, or deleted), requests (one stands otherwise), kinds (others can be told),
    notices (there are others, one was read, or an area is followed),
    account (somebody signed in or out), bookings, tickets (there are others, or one stands otherwise),
    rights (others are held, or the city has other fares),
    vehicles (there are others, or another is driven), wish (somewhere else, or some other time, is looked for to park), reservations, rides,
    lookout (a space is asked for again and again, or was found),
    driving (the run sheet of a shift is another, or something said of it is sent or refused)."""

    def __init__(self, folder: Path, device: Device, backend: str | None = None):
        self.folder, self.device = folder, device
        self.store = Store(folder / "allways.db")
        self.settings = load_settings(self.store)
        if backend:
            self.settings = replace(self.settings, backend=backend)
        self.people: People = load_people(self.store)
        self.places, self.trips = Places(self.store), Trips(self.store)
        self.tasks = Tasks()
        self.ask = Ask(riding=load_of(self.people))
        self.city: CityResponse | None = None
        self.ahead = timedelta()  # how far the clock of the city is ahead of that of the phone
        self.reached: bool | None = None
        self.here: Spot | None = None
        self.fix = None
        self.why_not_here = ""
        self.view: tuple[float, float, float] | None = None  # what the map showed last: lat, lon, zoom
        self.passes = Passes(device.secure)
        self.underway = Underway(self)
        self.reporting, self.requests, self.notices = Reporting(self), Requests(self), Notices(self)
        self.leading = Leading(self)
        self.hearing = None  # how the app is heard; there is none before the window
        self.on_words = lambda words: None  # shows a sentence to the person
        self.on_news = lambda words, code: None  # shows news, and leads to the request of that number, "" for several
        self._listeners: list = []
        self.tile_cache = TileCache(folder / "map.db", city=self.settings.backend)
        self.client = Client(self.settings.backend, self.set_reached, self.set_clock)
        self.tiles = TileSource(self.fetch_tile, self.tile_cache)
        self.account = SignedIn(self)
        self.purchases = Purchases(self)
        self.rights = Rights(self)
        self.parking = Parking(self)
        self.driving = Driving(self)
        self.rides = Rides(self)
        self.listening = Listening(self)
        i18n.use(self.language)

    def start(self) -> None:
        """Once the loop runs: which city is it, where is the person, and are they on a trip."""
        self.tasks.start(self, "city", self.meet_city())
        self.find_me()
        self.underway.restore()
        self.reporting.start()
        self.tasks.start(self, "account", self.meet_account())

    @property
    def language(self) -> str:
        return i18n.system_language() if self.settings.language == "system" else self.settings.language

    def listen(self, listener) -> None:
        if listener not in self._listeners:
            self._listeners.append(listener)

    def stop_listening(self, listener) -> None:
        if listener in self._listeners:
            self._listeners.remove(listener)

    def tell(self, what: str) -> None:
        for listener in list(self._listeners):
            listener(what)

    def change(self, **changes) -> Settings:
        """Change settings, keep them, and tell. Answers the settings as they were, for undo."""
        before = self.settings
        self.settings = replace(self.settings, **changes)
        save_settings(self.store, self.settings)
        if self.settings.language != before.language:
            i18n.use(self.language)
            self.tell("language")
        if self.settings.backend != before.backend:
            self.use_backend()
        self.underway.tell_city()
        self.tell("settings")
        return before

    @property
    def needs(self) -> Needs:
        """What holds for those who travel now."""
        return self.people.needs

    def change_needs(self, needs: Needs, key: str = ME) -> None:
        """Of one person, that of this phone unless another is named."""
        self.change_people(self.people.changed(key, needs=needs))

    def change_people(self, people: People) -> None:
        self.people = people
        self.ask = replace(self.ask, riding=load_of(people))
        save_people(self.store, people)
        self.tell("needs")

    def needs_words(self, spoken: bool = False) -> str:
        """The needs of those who travel, in a few words."""
        return needs_in_words(self.needs, self.settings.units, spoken)

    def trips_to_ask_anew(self) -> int:
        """How many saved trips were asked for with limits that are others now."""
        return sum(asks_otherwise(trip.asked, self.people) for trip in self.trips.list_trips())

    def save_place(self, key: str, spot: Spot) -> None:
        """Keep a place of one's own: home, work, or a further one."""
        name = {"home": tr("Home"), "work": tr("Work")}.get(key, spot.name)
        self.places.save(name, spot.lat, spot.lon, key=None if key == "saved" else key)
        self.tell("places")

    def remove_place(self, place) -> None:
        self.places.remove(place.key)
        self.tell("places")

    def keep_place(self, place) -> None:
        """Take a removal back."""
        self.places.save(place.name, place.lat, place.lon, key=place.key)
        self.tell("places")

    async def fetch_tile(self, zoom: int, column: int, row: int, etag: str | None) -> tuple[int, str, bytes]:
        return await self.client.tile(zoom, column, row, etag)

    def announce(self, text: str, assertive: bool = False, aloud: bool = False) -> None:
        """Say what happened to whoever listens."""
        if self.hearing:
            self.hearing.announce(text, assertive, aloud)

    def notify(self, title: str, text: str) -> None:
        """For when the app is not in sight. A device that shows no notices is no trouble: the same is said and stands on the screen."""
        with suppress(Unavailable):
            self.device.notifications.show(title, text)

    def focus_widget(self, widget) -> bool:
        return bool(self.hearing and self.hearing.reader.focus_on(widget))

    def tell_person(self, words: str) -> None:
        self.on_words(words)

    def set_ask(self, **changes) -> None:
        self.ask = replace(self.ask, **changes)
        self.tell("ask")

    def use_backend(self) -> None:
        """Another address: what was known of the old city is gone."""
        old, self.client = self.client, Client(self.settings.backend, self.set_reached, self.set_clock)
        self.city, self.reached = None, None
        self.tile_cache.city = self.settings.backend
        self.tiles.forget()
        self.tasks.start(self, "close", self.part_with(old, self.underway.leave_city()))
        self.tasks.start(self, "city", self.meet_city())
        self.reporting.restart()
        self.tasks.start(self, "account", self.meet_account())
        self.tell("city")

    async def part_with(self, old: Client, following: Following | None) -> None:
        """The city left behind forgets the trip that it followed."""
        if following:
            await following.forget()
        await old.close()

    async def meet_account(self) -> None:
        """Who is signed in at this city; where nobody is, nothing that was bought stays, as of somebody whose key was not kept."""
        await self.account.restore()
        if not self.account.on:
            self.purchases.forget()
        self.look_for_news()

    def look_for_news(self) -> None:
        """The app was opened, or has come to the front again; what comes in between is listened to."""
        self.tasks.start(self, "notices", self.notices.meet())

    async def meet_city(self) -> None:
        """Ask the backend which city it serves; while it does not answer, again and again, less and less often."""
        for wait in chain(RETRY_S, repeat(RETRY_S[-1])):
            before = self.city
            try:
                self.city = await self.client.city()
            except Unreachable:
                await asyncio.sleep(wait)
                continue
            except ClientError as trouble:
                self.tell_person(trouble.sentence)
                return
            self.tell("city")
            if before is None or before.timezone != self.city.timezone:
                self.tell("zone")
            self.tasks.start(self, "kinds", self.meet_kinds())
            return

    async def meet_kinds(self) -> None:
        """What can be told to this city, so that it is there without network too."""
        with suppress(ClientError):
            await self.requests.ask_kinds()

    def set_reached(self, reached: bool) -> None:
        """Heard from each question. Once the network is gone it is tried until it is back."""
        if reached == self.reached:
            return
        self.reached = reached
        self.tell("reach")
        if reached:
            self.reporting.wake()
        if not reached and not self.tasks.runs(self, "city"):
            self.tasks.start(self, "city", self.meet_city())

    def find_me(self) -> None:
        """Ask the phone where it is. When it cannot say, `why_not_here` says what to do instead."""
        try:
            self.device.location.start(self.take_fix, self.lose_fix)
        except Unavailable as trouble:
            self.lose_fix(str(trouble))

    def take_fix(self, fix) -> None:
        self.fix, self.why_not_here = fix, ""
        self.stand_at(Spot(tr("My location"), fix.lat, fix.lon, here=True))

    def lose_fix(self, why: str) -> None:
        self.fix, self.why_not_here = None, why
        self.tell("here")

    def stand_at(self, spot: Spot) -> None:
        """This is where the person is, by the phone or because they said so."""
        self.here = spot
        if self.ask.origin is None or self.ask.origin.here:
            self.ask = replace(self.ask, origin=spot)
        self.tell("here")

    def now(self) -> datetime:
        """The time in the city; that of the phone until the city is known."""
        return self.ahead + (datetime.now(ZoneInfo(self.city.timezone)) if self.city else datetime.now().astimezone())

    def set_clock(self, moment: datetime) -> None:
        """Heard from each answer that says when it was given."""
        ahead = moment - datetime.now(UTC)
        self.ahead = ahead if abs(ahead.total_seconds()) > CLOCK_S else timedelta()

    async def close(self) -> None:
        self.leading.end()
        self.tasks.stop_all()
        self.device.location.stop()
        await self.client.close()
        self.tiles.close()
        self.tile_cache.close()
        self.store.close()
