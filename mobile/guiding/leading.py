"""Guidance on the trip in progress: it listens to phone, city and person until it is ended, also while other pages are looked at. Without Kivy."""

import asyncio
import time
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime

from accessibility.guidance.familiar import offers_brief, walked
from accessibility.guidance.route import RouteUnusable
from backend.contract.around import LiveLayer
from backend.contract.following import BreakCode, TripBreak, TripNow
from mobile import i18n
from mobile.client import ClientError
from mobile.device.protocols import Heading, Unavailable
from mobile.earth import box_around
from mobile.guiding.led import Led
from mobile.guiding.new_ways import NewWay, NewWays
from mobile.guiding.player import Player
from mobile.guiding.route import route_of
from mobile.guiding.wishes import profile_of, settings_of
from mobile.i18n import tr
from mobile.store.walks import Walks
from mobile.voice.earcons import Earcons, Pulses

TICK_S = 1
DEVICE_EVERY = 10  # ticks
VEHICLES_EVERY, NEAR_STOP_M = 10, 300.0  # ticks; how far from the stop one begins to look
VEHICLES_M = 1000.0  # to each side of it
OLD_S = 1.0  # a fix younger than that is of now
GUIDED = (BreakCode.TRIP_CANCELLED, BreakCode.CHANGE_MISSED, BreakCode.STREET_CLOSED, BreakCode.LIFT_OUT, BreakCode.OBSTACLE)  # has words for it
MOST_LATER = 5
SIDE_M = 50.0  # from the way, up to which somebody who sets out later is put onto it


class Leading(NewWays):
    """At most one. `led` is None while nobody is led; the session tells "guidance" when anything of it has changed."""

    def __init__(self, session, clock=time.monotonic):
        self.session, self.clock = session, clock
        self.led: Led | None = None
        self.offer: NewWay | None = None
        self.looks = False  # a new way is being looked for
        self.needs_person = False
        self.offers_brief = False  # whether one should be asked if fewer words would do on this way
        self.walks = Walks(session.store)
        self._known = self._walked = False
        self._player: Player | None = None
        self._told: TripNow | None = None
        self._fix = None
        self._ticks = 0
        self._later: deque[str] = deque(maxlen=MOST_LATER)  # of the city, kept for after a road

    @property
    def on(self) -> bool:
        return self.led is not None

    def begin(self) -> str:
        """Lead along the trip in progress. Answers "" or why not, as a sentence; the trip itself goes on either way."""
        session, trip = self.session, self.session.underway.trip
        if trip is None:
            return tr("There is no trip to be led along. Choose a way first.")
        self.end()
        try:
            route = route_of(trip.itinerary, trip.goal)
        except RouteUnusable:
            return tr("Guidance is not possible for this way. The trip goes on without it.")
        self._player = self._make_player()
        profile, settings = profile_of(session.needs, trip.itinerary), settings_of(session.settings, session.city)
        self.led = Led(trip.itinerary, route, profile, i18n.current(), settings, self.clock, self._player.play)
        self._told, self._fix, self._ticks, self.offer, self.needs_person = None, None, 0, None, False
        self.offers_brief = self._known = self._walked = False
        self._later.clear()
        session.listen(self.heard)
        with suppress(Unavailable):
            session.device.compass.start(self.point)
        if session.fix is None:
            session.find_me()
        self._look_at_device()
        self.led.hear(trip.told, session.now())
        self.see()
        session.tasks.start(self, "count", self._count())
        session.tell("guidance")
        return ""

    def end(self) -> None:
        if self.led is None:
            return
        session = self.session
        session.stop_listening(self.heard)
        session.tasks.stop(self)
        session.device.compass.stop()
        if not self.led.guide.over:
            self.led.ask("end")
        self._player.stop()
        self.led = self.offer = None
        self.looks = False
        session.tell("guidance")

    def _make_player(self) -> Player:
        session = self.session
        hearing = session.hearing
        earcons, pulses = Earcons(session.folder / "sounds", session.device.sound.play), Pulses(session.device.haptics)
        player = Player(hearing.speaker, earcons, pulses, session.tell_person)
        self._follow_settings(player)
        return player

    def _follow_settings(self, player: Player) -> None:
        session, hearing = self.session, self.session.hearing
        player.speaks = session.settings.guide_voice
        player.earcons.enabled, player.pulses.enabled = session.settings.earcons, session.settings.haptics
        player.speaker.rate, player.speaker.language = session.settings.voice_rate, i18n.current()
        player.others = hearing.reader.announce if hearing.bridge.listening and not session.settings.voice else None

    # What comes in

    def heard(self, what: str) -> None:
        """Of the session."""
        if self.led is None:
            return
        if what == "here":
            self.see()
        elif what == "underway":
            self._follow_trip()
        elif what == "progress":
            self._hear_city()
        elif what == "settings":
            self._follow_settings(self._player)
            scene = self.led.scene
            scene.settings, scene.language = settings_of(self.session.settings, self.session.city), i18n.current()
        elif what == "needs":
            self.led.scene.profile = profile_of(self.session.needs, self.led.itinerary)
        elif what == "reach":
            self._look_at_device()

    def see(self) -> None:
        fix = self.session.fix
        if fix is None or fix is self._fix or self.led is None:
            return
        first, self._fix = self._fix is None, fix
        if first:
            self._stand_on_way(fix)
        age_s = (datetime.now(UTC) - fix.at).total_seconds()
        self.led.see(fix, age_s if age_s > OLD_S else 0.0)
        self.session.tell("guidance")

    def _stand_on_way(self, fix) -> None:
        """Somebody who is led from the middle of the trip on is not at its beginning."""
        scene = self.led.scene
        found = scene.line.nearest(scene.plane.xy(fix.lat, fix.lon), 0.0, scene.line.length_m)
        if found.x_m <= SIDE_M and found.s_m > SIDE_M and self.session.underway.state and self.session.underway.state.key[1] > 0:
            scene.progress.place(found.s_m)
            scene.boarding.idx = sum(1 for ride in scene.route.rides if ride.alight.s_m <= found.s_m)

    def point(self, heading: Heading) -> None:
        if self.led is not None:
            self.led.point(heading)

    def tick(self) -> None:
        """A second has passed."""
        led, session = self.led, self.session
        if led is None:
            return
        self._ticks += 1
        if self._ticks % DEVICE_EVERY == 0:
            self._look_at_device()
            self._follow_settings(self._player)  # a screen reader may have come or gone
        trip = session.underway.trip
        led.tick(trip.now if trip else None, session.now())
        self._remember()
        if self._ticks % VEHICLES_EVERY == 0 and self._near_stop() and not session.tasks.runs(self, "vehicles"):
            session.tasks.start(self, "vehicles", self._look_at_vehicles())
        while self._later and led.scene.kerbs.hush is None:
            self.say(self._later.popleft())
        if led.wants_new_way() and session.fix is not None:
            self.find_new_way()
        if led.guide.wants_person and not self.needs_person:
            self.needs_person = True
            self.say(tr("New ways do not help here. You can ask a person: Get help."))
        session.tell("guidance")

    def _remember(self) -> None:
        """A way walked to its end is kept on the phone, for who wants to be asked; the question waits for the last words."""
        led = self.led
        if led.arrived and not self._walked:
            self._walked = True
            if led.scene.settings.offer_brief:
                route = led.scene.route
                self._known = offers_brief(self.walks.add(walked(route)), route, led.scene.settings)
        if self._known and self.clock() >= led.over_s:
            self._known, self.offers_brief = False, True

    def _look_at_device(self) -> None:
        condition = self.session.device.condition
        self.led.device(self.session.reached is not False, condition.battery_pct(), condition.headset())

    def _near_stop(self) -> bool:
        scene = self.led.scene
        ride = scene.boarding.ride
        return ride is not None and (scene.boarding.phase != "walking" or abs(ride.board.s_m - scene.s_m) <= NEAR_STOP_M)

    async def _look_at_vehicles(self) -> None:
        """Where the vehicle is that is waited for. Nothing of where the person is goes along before they ride: the box lies around the stop."""
        session, board = self.session, self.led.board() if self.led else None
        if board is None:
            return
        aboard = self.led.scene.boarding.phase == "aboard" and session.fix is not None
        middle = (session.fix.lat, session.fix.lon) if aboard else board
        try:
            answer = await session.client.live(*box_around(*middle, VEHICLES_M), (LiveLayer.VEHICLES,))
        except ClientError:
            return
        if self.led is not None:
            self.led.see_vehicles(answer.vehicles, board)

    def _hear_city(self) -> None:
        trip = self.session.underway.trip
        if trip is not None and trip.told is not self._told:
            self._told = trip.told
            self.led.hear(trip.told, self.session.now())

    def _follow_trip(self) -> None:
        """The trip has ended, or another way was taken."""
        trip = self.session.underway.trip
        if trip is None:
            self.end()
        elif trip.itinerary is not self.led.itinerary:
            self.offer = None
            try:
                route = route_of(trip.itinerary, trip.goal)
            except RouteUnusable:
                self.end()
                self.session.announce(tr("Guidance is not possible for this way. The trip goes on without it."), assertive=True)
                return
            self.led.follow(trip.itinerary, route, "new way")
            self.led.hear(trip.told, self.session.now())

    def tells(self, words: str, broken: TripBreak | None, counted: bool) -> bool:
        """Whether guidance itself says what the trip in progress would say; at a road everything else waits."""
        if self.led is None:
            return False
        if counted or (broken is not None and broken.code in GUIDED):
            return True
        if self.led.scene.kerbs.hush is not None:
            self._later.append(words)
            return True
        return False

    # What the person wants

    def ask(self, what: str, value: str = "") -> None:
        if self.led is not None:
            self.led.ask(what, value)
            self.session.tell("guidance")

    def say(self, words: str) -> None:
        """Something of the app beside guidance itself."""
        self.session.announce(words, aloud=self.session.settings.guide_voice)

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.tick()
