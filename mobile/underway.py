"""The trip somebody is on: it goes on while other pages are looked at, and after the app was closed, until the person or the arrival ends it.

Without Kivy.
"""

import asyncio
import logging
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.contract.rides import RideResponse
from backend.contract.trips import Itinerary
from mobile.asking import Ask, Spot
from mobile.device.protocols import Fix
from mobile.following import Following, Heard, request_to_follow
from mobile.rides.along import rides_along
from mobile.screens.report.passing import ask_about, notice_of_way, on_trip
from mobile.screens.underway.along import Along, Path, Point, locate, paths_of
from mobile.screens.underway.progress import ARRIVED, street_leg, true_at, where_next
from mobile.screens.underway.sight import in_sight
from mobile.screens.underway.state import Saying, UnderwayState, hear, state_of, turn_saying
from mobile.screens.underway.trip import Trip
from mobile.store.underway import KeptTrip, Progress, Thread, TripUnderway
from mobile.whereabouts import FRESH

TICK_S, LOOK_S = 1, 60
GONE_AFTER = timedelta(minutes=15)  # of the arrival
LONGEST_AFTER = timedelta(hours=2)  # of somebody still seen on the way; the city forgets it then
NOTE_M = 30  # on the way between two times that it is written down
log = logging.getLogger("allways")


class Underway:
    """One trip at most. `state` is as of the last second; the session tells "underway" and "progress" when it changes."""

    def __init__(self, session):
        self.session = session
        self.kept = TripUnderway(session.store)
        self.trip: Trip | None = None
        self.state: UnderwayState | None = None
        self._paths: tuple[Path | None, ...] = ()
        self._seen: Along | None = None  # where the phone was last on the way
        self._noted_m = 0.0  # of it what was kept
        self._following: Following | None = None
        self._answered: set[UUID] = set()

    def start(self, itinerary: Itinerary, ask: Ask) -> None:
        """Set out; a trip that was under way is given up for it."""
        self._let_go()
        self.kept.forget()
        self._begin(KeptTrip(self.session.settings.backend, itinerary, ask, Progress()))

    def restore(self) -> None:
        """The trip that was under way when the app was closed goes on; one that is over by now is forgotten."""
        kept = self.kept.find()
        if kept is None:
            return
        trip = trip_of(kept)
        if self.session.now() - trip.now.arrive_at <= GONE_AFTER:
            self._begin(kept)
            return
        self.kept.forget()
        if kept.progress.thread.trip_id and (following := self._follow(kept)):
            self.session.tasks.start(following, "forget", following.forget())

    def _begin(self, kept: KeptTrip) -> None:
        session, progress = self.session, kept.progress
        self.trip, self.state, self._paths = trip_of(kept), None, paths_of(kept.itinerary)
        self._answered = set()
        self._seen = Along(progress.leg, progress.gone_m, 0.0) if progress.gone_m else None
        self._following = following = self._follow(kept)
        self._write(lambda: self.kept.keep(replace(kept, progress=self._progress())))
        if following:
            session.tasks.start(self, "follow", self._listen(following))
            session.tasks.start(self, "look", self._look(following))
        session.tasks.start(self, "count", self._count())
        self.tick()
        session.tell("underway")

    def _follow(self, kept: KeptTrip) -> Following | None:
        """None for a trip of another city, and for one too long to be followed."""
        session, thread = self.session, kept.progress.thread
        request = request_to_follow(kept.itinerary, kept.ask, session.needs)
        if request is None or kept.city != session.settings.backend:
            return None
        return Following(session.client, session.passes, request, thread if thread.key else None, self._keep)

    def take(self, heard: Heard) -> None:
        """What the city has to tell about the trip."""
        self.trip, saying = hear(self.trip, heard)
        self._keep()
        self._say(saying, counted=bool(saying and saying.guided))
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
        self.kept.forget()
        self.trip = self.state = self._seen = None
        self.session.tell("underway")

    def leave_city(self) -> Following | None:
        """The app asks another city now: the trip goes on by the clock. The following that the old city has to forget, if there is one."""
        following, self._following = self._following, None
        for name in ("follow", "look", "tell"):
            self.session.tasks.stop(self, name)
        if following:
            self._keep()
        return following

    def other_start(self) -> tuple[Spot, datetime]:
        """From where and when other ways begin: where the phone is, aboard the next stop, else the beginning of the leg one is on."""
        session, now = self.session, self.session.now()
        itinerary, at = true_at(self.trip.now, now, self.trip.told, self.trip.along)
        spot, moment = where_next(itinerary, at, now)
        return (session.here, now) if session.fix and session.here and not at.aboard else (spot, moment)

    def in_sight(self) -> list[Point]:
        """What the map has to show, as (lat, lon)."""
        kind, number, _ = self.state.key
        return in_sight(self.trip, kind, number, self._paths, self.session.fix)

    def ride_ahead(self) -> RideResponse | None:
        """The ride in a van of the city's own that one is on, or that comes next on this trip."""
        if self.trip is None or self.state is None:
            return None
        return next((one for number, one in self.trip.rides if number >= self.state.key[1]), None)

    def tick(self) -> None:
        """A second has passed, or the city has said something."""
        session = self.session
        before, now = self.state, session.now()
        self.trip = replace(self.trip, rides=rides_along(self.trip.itinerary, session.rides.rides()))
        self._locate(now)
        self.state = self._warned(state_of(self.trip, session.needs.moves, session.settings.units, now), now)
        self._say(turn_saying(before, self.state), counted=True)
        over = now - self.trip.now.arrive_at
        if over > (GONE_AFTER if self.state.key[0] == ARRIVED else LONGEST_AFTER):
            self.end()
            return
        self.tell_city()
        session.tell("progress")

    def tell_city(self) -> None:
        """Where the phone is, if the person agrees to it."""
        session, following = self.session, self._following
        if following is None or not following.trip_id:
            return
        agrees, now, whereabouts = session.settings.share_position, datetime.now(UTC), following.whereabouts
        if update := whereabouts.due(agrees, session.fix, now, session.ahead):
            whereabouts.begin(update, now)
            self._keep()
            session.tasks.start(self, "tell", following.tell(update))

    def answer(self, obstacle_id: UUID, there: bool) -> None:
        """Somebody has looked whether it is still there."""
        self._answered.add(obstacle_id)
        self.session.reporting.say(obstacle_id, there, self.session.now())
        self.tick()

    def _warned(self, state: UnderwayState, now: datetime) -> UnderwayState:
        """With what others report on the way."""
        obstacles = on_trip(self.trip.itinerary, self.trip.told)
        if not obstacles:
            return state
        own = self.session.reporting.own()
        passing = ask_about(obstacles, self._fresh_fix(), own | self._answered, self.session.settings.units, now)
        return replace(state, passing=passing, warned=notice_of_way(obstacles, own, now))

    def _locate(self, now: datetime) -> None:
        """Where the phone is on the way that the clock would have it on, or that should be behind it by then."""
        fix, along = self._fresh_fix(), None
        itinerary, at = true_at(self.trip.now, now, self.trip.told)
        number = street_leg(itinerary, at)
        if fix and number is not None:
            along = locate(self._paths, itinerary.legs, number, fix, self._seen)
        self.trip = replace(self.trip, along=along)
        if along:
            far = self._seen is None or self._seen.leg != along.leg or abs(self._noted_m - along.gone_m) > NOTE_M
            self._seen = along
            if far:
                self._noted_m = along.gone_m
                self._keep()

    def _fresh_fix(self) -> Fix | None:
        fix = self.session.fix
        return fix if fix and datetime.now(UTC) - fix.at <= FRESH else None

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

    def _progress(self) -> Progress:
        trip, seen = self.trip, self._seen
        thread = self._following.thread if self._following else Thread()
        return Progress(thread, trip.told, trip.broken, trip.said, seen.leg if seen else 0, seen.gone_m if seen else 0.0)

    def _keep(self) -> None:
        if self.trip:
            self._write(lambda: self.kept.keep_progress(self._progress()))

    def _write(self, write) -> None:
        """A trip that cannot be kept, as on a full disk, still goes on."""
        try:
            write()
        except sqlite3.Error as error:
            log.warning("the trip in progress is not kept: %s", type(error).__name__)

    def _say(self, saying: Saying | None, counted: bool = False) -> None:
        """`counted`: by the clock and by where the phone is, and not from the city. Whoever is led hears that from guidance."""
        if saying:
            if not self.session.leading.tells(saying.spoken, self.trip.broken, counted):
                self.session.announce(saying.spoken, assertive=saying.urgent)
            if saying.notice:
                self.session.notify(saying.title, saying.text)

    def _let_go(self) -> None:
        tasks, following = self.session.tasks, self._following
        tasks.stop(self)
        self._following = None
        if following:
            tasks.start(following, "forget", following.forget())


def trip_of(kept: KeptTrip) -> Trip:
    progress = kept.progress
    return Trip(kept.itinerary, kept.ask, progress.told, progress.broken, progress.said)
