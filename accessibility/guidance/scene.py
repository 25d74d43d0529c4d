"""All that behaviours may look at: the way, the person on it, and what is known now. They read it and change nothing."""
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from accessibility.guidance import distances
from accessibility.guidance import route as r
from accessibility.guidance.boarding import Boarding
from accessibility.guidance.events import UserAsked
from accessibility.guidance.facing import CLOCK_DEG, Facing, compass, hour, sector
from accessibility.guidance.features import Crossing, Feature, Lift, Stairs, Tracks, Turn
from accessibility.guidance.geometry import Line, Plane, apart, bearing, turned
from accessibility.guidance.item import Words
from accessibility.guidance.kerbs import Kerbs
from accessibility.guidance.news import News
from accessibility.guidance.progress import Progress
from accessibility.guidance.settings import Profile, Settings
from accessibility.guidance.tracking import Tracker
from accessibility.guidance.watch import Watch
from accessibility.guidance.words.tongue import Tongue
from accessibility.guidance.words.values import Count, Distance, Length, Say

F = TypeVar("F", bound=Feature)
STILL_NEAR_M = 60.0
STRAIGHT_DEG = 5.0


def named(way: r.Stretch | Turn) -> str | Say:
    """The street one goes along; one without a name is called the same wherever it is told of."""
    return way.street or Say("road" if way.road else "path")


def road_of(crossing: Crossing) -> str | Say:
    return crossing.street or Say("road")


class Next(NamedTuple):
    """What comes next: its kind and name, and where."""

    kind: str
    name: str | Say | None
    s_m: float

    def say(self, where: str) -> Say:
        """`where`: next begins a sentence, mid stands within one."""
        return Say(f"{where}.{self.kind}", {"street": self.name, "name": self.name})


class Scene:
    def __init__(self, route: r.Route, profile: Profile, language: str, settings: Settings):
        self.profile, self.settings, self.language = profile, settings, language
        self.plane = Plane(route.points[0])
        self.tracker = Tracker(self.plane, profile.way, settings.pace_mps)
        self.facing, self.news = Facing(), News()
        self.asked: UserAsked | None = None
        self.distance_said: tuple[float, float] = (0.0, 0.0)  # when and where on the route a walking distance was last said
        self.said_at: dict[str, float] = {}  # when each callout was last said
        self.told: set[tuple[str, str]] = set()  # callouts said on this way, and of what
        self.follow(route)
        self.watch = Watch()

    def follow(self, route: r.Route) -> None:
        """From now on this way."""
        self.route = route
        self.told = set()
        self.line = Line([self.plane.xy(lat, lon) for lat, lon in route.points])
        self.progress, self.kerbs = Progress(self.line), Kerbs(route.features, self.line)
        self.boarding = Boarding(route.rides, self.line, self.plane)

    # Words and their length
    def tongue(self, language: str = "", ear: bool = False) -> Tongue:
        step_m = None if self.profile.wheels else self.settings.step_m
        return Tongue(language or self.language, ear, self.settings.units == "ft", step_m)

    def say_s(self, words: Words, language: str = "") -> float:
        text = self.tongue(language).sentence(*words)
        return distances.say_s(text, language or self.language, self.settings.speech_rate)

    # The person
    @property
    def now_s(self) -> float:
        return self.tracker.now_s

    @property
    def a_m(self) -> float:
        return self.tracker.a_m

    @property
    def band(self) -> str:
        return "D" if self.tracker.lost else self.tracker.band

    @property
    def located(self) -> bool:
        return self.progress.known and not self.tracker.lost

    @property
    def on_foot(self) -> bool:
        """Words about the street count: not waiting in a vehicle, nor just out of one."""
        return self.boarding.phase != "aboard" and not self.boarding.settling(self.tracker)

    @property
    def s_m(self) -> float:
        return self.progress.s_m

    @property
    def pace_mps(self) -> float:
        return self.tracker.pace_mps

    @property
    def moving(self) -> bool:
        return self.tracker.speed >= 0.3 and self.tracker.course is not None

    @property
    def cycling(self) -> bool:
        return self.profile.way == "cycle" and self.manner == "cycle"

    # The way
    @property
    def stretch(self) -> r.Stretch:
        return self.stretch_at(self.s_m)

    def stretch_at(self, s_m: float) -> r.Stretch:
        return next(one for one in reversed(self.route.stretches) if one.s_m <= max(0.0, s_m))

    @property
    def manner(self) -> str:
        return self.stretch.manner

    @property
    def street(self) -> str | None:
        return self.stretch.street

    @property
    def way(self) -> str | Say:
        """What one is on, in words."""
        return named(self.stretch)

    @property
    def goes_to_m(self) -> float:
        """Up to the next boarding, else the end."""
        ride = self.boarding.ride
        return ride.board.s_m if ride else self.line.length_m

    def features(self, kind: type[F]) -> Iterator[tuple[int, F]]:
        return ((i, f) for i, f in enumerate(self.route.features) if isinstance(f, kind))

    def ahead(self, kind: type[F], within_m: float) -> Iterator[tuple[int, F, float]]:
        """Features of this kind ahead on this walk, with metres to them."""
        if self.located and self.on_foot and not self.progress.off:
            for i, f in self.features(kind):
                if 0 < (d := f.s_m - self.s_m) <= within_m and f.s_m <= self.goes_to_m + 1:
                    yield i, f, d

    def approach_deg(self, s_m: float) -> float | None:
        """The direction in which the person comes to a point: that of the route when they follow it, else their own; None if unknown."""
        into = self.line.bearing_into(s_m)
        facing = self.facing.now(self.tracker)
        own = self.tracker.course if self.moving and self.tracker.course is not None else facing[0] if facing else None
        if own is None or self.progress.coming_back(s_m, self.tracker):
            return own
        on_leg = abs(turned(self.line.bearing_at(self.s_m), own)) <= 40
        return into if on_leg else own

    def keeps_straight(self, turn: Turn) -> bool:
        """Another street, or a fork, at which one goes on as one went: not a turn to count or to wait for."""
        return abs(turned(self.line.bearing_into(turn.s_m), self.line.bearing_at(turn.s_m))) < STRAIGHT_DEG

    def lift_is_out(self, lift: Lift) -> bool:
        return bool(lift.lift_id) and self.news.lift_works(lift.lift_id, self.now_s) is False

    def next_event(self, after_m: float | None = None) -> Next:
        """The next thing to be told of."""
        after_m = self.s_m + 1 if after_m is None else after_m
        found = [n for i, f in enumerate(self.route.features) if after_m < f.s_m <= self.goes_to_m and (n := self._as_next(f))]
        ride = self.boarding.ride
        end = Next("stop", ride.board.name, ride.board.s_m) if ride else Next("place", self.route.place.name, self.line.length_m)
        return min([*found, end], key=lambda n: n.s_m)

    def _as_next(self, f: Feature) -> Next | None:
        if isinstance(f, Turn):
            return None if self.keeps_straight(f) else Next("turn", named(f), f.s_m)
        if isinstance(f, Crossing):
            return Next("crossing", road_of(f), f.s_m)
        if isinstance(f, Stairs):
            return None if self.profile.wheels else Next("stairs", None, f.s_m)
        if isinstance(f, Lift):
            return None if self.lift_is_out(f) else Next(f.kind, None, f.s_m)
        return Next("tracks", None, f.s_m) if isinstance(f, Tracks) else None

    # Distances and directions, as sure as they are
    def dist(self, m: float, far: bool = False) -> Distance | None:
        """None where no metres may be said; `far`: None also where it would only be close by."""
        if not self.located or self.band == "D" or m <= 0:
            return None
        if self.manner == "indoor" and self.a_m > 10:
            return None
        distance = Distance(m, self.a_m)
        return None if far and distance.close else distance

    def span(self, m: float) -> Length:
        return Length(m, self.a_m)

    def where(self, d: float) -> Say | None:
        """For what is dangerous: never left out, whatever the position."""
        if self.band == "D" or not self.located:
            return Say("where.on", {"street": self.way})
        if self.band == "C":
            return Say("where.near", {"span": self.span(max(d, 0) + self.a_m)})
        distance = Distance(max(d, 1.0), self.a_m)
        return Say("where.close") if distance.close else Say("where.dist", {"dist": distance})

    def direction(self, bearing_deg: float, by_compass: bool = False) -> Any | None:
        """Ahead, right, behind, left; by the clock if wanted and sure enough; None, or a compass word, when facing is unknown or these are wanted."""
        if self.settings.compass_words:
            return Say(f"dir.{compass(bearing_deg)}")
        facing = self.facing.now(self.tracker)
        if facing is None:
            return Say(f"dir.{compass(bearing_deg)}") if by_compass else None
        if self.settings.clock_face and facing[1] <= CLOCK_DEG:
            return Count(hour(facing[0], bearing_deg), "oclock")
        return Say(f"dir.{sector(facing[0], bearing_deg)}")

    def direction_to(self, s_m: float, by_compass: bool = False) -> Any | None:
        if self.tracker.xy is None or not self.located or self.band == "D":
            return None
        point = self.line.at(s_m)
        return self.direction(bearing(self.tracker.xy, point), by_compass) if apart(self.tracker.xy, point) >= 1 else None

    def side(self, side: str | None, key: str = "on") -> Say | None:
        """Of a thing beside the route; only for somebody who follows it."""
        away = self.moving and self.tracker.course is not None and abs(turned(self.line.bearing_at(self.s_m), self.tracker.course)) > 60
        return Say(f"{key}.{side}") if side in ("left", "right") and not away and not self.progress.off else None

    @property
    def next_at(self) -> dict[str, Any]:
        """Slots of what comes next and how far it is; empty where that cannot be said."""
        coming = self.next_event()
        distance = self.dist(coming.s_m - self.s_m)
        return {"next": coming.say("next"), "dist": distance} if distance else {}
