"""Somebody who is led: what phone, city and person tell goes in, what is to be played comes out. The same in, the same out. Without Kivy.

`clock` gives seconds that only go forward; nothing here knows another time.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accessibility.guidance import Guide, Profile, Settings, Utterance
from accessibility.guidance import events as e
from accessibility.guidance.route import Route
from backend.contract.around import TransitVehicle
from backend.contract.following import TripNow
from backend.contract.trips import Itinerary
from mobile.device.protocols import Fix, Heading
from mobile.guiding.ground import degrees_of
from mobile.guiding.news import dangers, soon_of, told_of
from mobile.guiding.vehicles import Sightings

KEPT = 50
AGREE_S = 30.0  # between two tries to find a new way
NEAR_M = 80.0  # from the way, up to which one is led back to it first
BACK_S = 60.0  # and for how long


@dataclass(frozen=True)
class Said:
    """What was told, as it stands on the screen. `words` are for the ear."""

    t_s: float
    ids: tuple[str, ...]
    kind: str
    text: str
    words: str


class Led:
    """`play(utterance, on_done)` plays it. `itinerary` is what is led along now, `kept` the last fifty things told."""

    def __init__(
        self,
        itinerary: Itinerary,
        route: Route,
        profile: Profile,
        language: str,
        settings: Settings,
        clock: Callable[[], float],
        play: Callable[[Utterance, Callable[[], None]], None],
    ):
        self.itinerary, self.clock, self.play = itinerary, clock, play
        self.guide = Guide(route, profile, language, settings)
        self.kept: deque[Said] = deque(maxlen=KEPT)
        self.arrived = False
        self.over_s: float | None = None  # when the words of the arrival should be over
        self._online: bool | None = None
        self._battery: float | None = None
        self._headset: bool | None = None
        self._asked_s = -AGREE_S
        self._number = 0
        self._sightings = Sightings()

    @property
    def scene(self):
        return self.guide.scene

    @property
    def last(self) -> Said | None:
        return next((said for said in reversed(self.kept) if said.text), None)

    # What comes in

    def see(self, fix: Fix, age_s: float = 0.0) -> None:
        """`age_s`: how long ago the phone was there."""
        self._take(e.PositionSeen(self.clock() - max(0.0, age_s), fix.lat, fix.lon, fix.accuracy_m, fix.speed_mps, fix.heading_deg))

    def point(self, heading: Heading) -> None:
        self._take(e.HeadingSeen(self.clock(), heading.heading_deg, heading.error_deg, "device", heading.flat))

    def scan(self, code_id: str, distance_m: float, bearing_deg: float, trusted: bool) -> None:
        """A code in view; one that does not hang on this way changes nothing."""
        self._take(e.CodeSeen(self.clock(), code_id, distance_m, bearing_deg, trusted))

    def ask(self, what: str, value: str = "") -> None:
        self._take(e.UserAsked(self.clock(), what, value))

    def tell(self, text: str, words: str) -> None:
        """The answer to something that only the app was asked; `words` are for the ear."""
        now = self.clock()
        self._play(Utterance(now, ("answer",), "U", text, words, "", "", True, now, self.scene.language))

    def tick(self, trip: Itinerary | None = None, now: datetime | None = None) -> None:
        """A second has passed. `trip` is the itinerary as it is expected now: aboard it counts the stops where nothing better does."""
        if trip is not None and now is not None and self.scene.boarding.phase == "aboard" and (ride := self.scene.boarding.ride):
            if soon := soon_of(trip, ride, now, self.clock()):
                self._take(soon)
        self._take(e.Tick(self.clock()))

    def hear(self, told: TripNow | None, now: datetime) -> None:
        """What the city tells of the trip; without its word the timetable holds, and is called so."""
        for event in told_of(self.itinerary, self.scene.route, told, now, self.clock()):
            self._take(event)
        known = {key for key, seen in self.scene.news.hazards.items() if not seen.gone}
        for seen in dangers(self.itinerary, told, self.scene.line, self.scene.plane, known, self.clock()):
            self._take(seen)

    def see_vehicles(self, seen: tuple[TransitVehicle, ...], board: tuple[float, float]) -> None:
        """What the city tells of vehicles around the next stop, which is at `board`, or around the person who rides."""
        if ride := self.scene.boarding.ride:
            for event in self._sightings.events(seen, ride, board, self.clock()):
                self._take(event)

    def board(self) -> tuple[float, float] | None:
        """(lat, lon) of the stop where one gets on next, or got on; None once there is no ride left."""
        ride = self.scene.boarding.ride
        return degrees_of(self.scene, ride.board.s_m) if ride else None

    def device(self, online: bool | None, battery_pct: float | None, headset: bool | None) -> None:
        """How the device stands. Only a headset that was there can be missed: who set out without one chose the loudspeaker."""
        output = None
        if headset is not None and (headset or self._headset is not None) and headset != self._headset:
            self._headset, output = headset, "headset" if headset else "speaker"
        changed = (online, battery_pct) != (self._online, self._battery)
        self._online, self._battery = online, battery_pct
        if changed or output:
            self._take(e.DeviceSeen(self.clock(), battery_pct=battery_pct, output=output, online=online))

    def follow(self, itinerary: Itinerary, route: Route, reason: str) -> None:
        """From now on along this way, which the person has accepted."""
        self.itinerary = itinerary
        self._take(e.PlanChanged(self.clock(), reason, route))

    # What is wanted

    def wants_new_way(self) -> bool:
        """True when the app should ask for another way now: first one is led back to the way that is near."""
        progress, now = self.scene.progress, self.clock()
        if not self.guide.wants_new_way or self.guide.over or now - self._asked_s < AGREE_S:
            return False
        if progress.x_m <= NEAR_M and progress.off_since_s is not None and now - progress.off_since_s < BACK_S:
            return False
        self._asked_s = now
        return True

    def _take(self, event: e.Event) -> None:
        for said in self.guide.take(event):
            self._play(said)

    def _play(self, said: Utterance) -> None:
        if said.id != "stop":
            self.kept.append(Said(said.t_s, said.ids, said.kind, said.shown, said.spoken))
        if "arrived" in said.ids:
            self.arrived, self.over_s = True, said.ends_s
        self._number += 1
        number = self._number
        self.play(said, lambda: self._ended(number))

    def _ended(self, number: int) -> None:
        if number == self._number:  # the end of something that was followed by more says nothing
            self._take(e.SpeechEnded(self.clock()))
