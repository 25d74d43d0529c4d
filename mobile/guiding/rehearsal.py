"""A way gone at home: the same guide that leads on the way is led along it at a steady pace, and each sentence it says is a step. Without Kivy."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance.geometry import bearing
from accessibility.guidance.route import Route
from accessibility.guidance.settings import FIRST_PACE_MPS
from mobile.guiding.ground import degrees_of

ACCURACY_M = 5.0
RIDE_MPS = 9.0
WAITS_S, STANDS_S, LOOKS_S, ENDS_S = 14, 12, 8, 60
MOST_S = 4 * 3600
LEFT_OUT = ("progress", "on_line", "gps_poor", "gps_back", "offline", "back_on")  # what is only said because time goes by
RIDDEN = "ride"


@dataclass(frozen=True)
class RehearsedStep:
    """`s_m` and (lat, lon) are where it is said; `text` is shown, `words` are for the ear."""

    s_m: float
    lat: float
    lon: float
    ids: tuple[str, ...]
    text: str
    words: str


def rehearse(route: Route, profile: Profile, language: str, settings: Settings) -> Iterator[RehearsedStep | None]:
    """Each step as it comes, without one that only says the last again; None now and then, so that whoever waits can do something else between."""
    guide, last = Guide(route, profile, language, replace(settings, reaction_s=2.0, pace_mps=None)), ""
    for number, event in enumerate(walk_of(route, FIRST_PACE_MPS[profile.way])):
        for said in guide.take(event):
            if said.shown not in ("", last) and not set(said.ids) <= set(LEFT_OUT):
                s_m, last = guide.scene.s_m, said.shown
                yield RehearsedStep(s_m, *degrees_of(guide.scene, s_m), said.ids, said.shown, said.spoken)
        if guide.over:
            return
        if number % 50 == 0:
            yield None


def walk_of(route: Route, pace_mps: float) -> Iterator[e.Event]:
    """What the sensors of somebody would tell who goes the way as planned: a fix and a tick each second, waiting at stops, riding."""
    probe = Guide(route, Profile(), "en")
    line, t_s, s_m = probe.scene.line, 0, 0.0
    rides = list(route.rides)

    def stand(seconds: int) -> Iterator[e.Event]:
        nonlocal t_s
        for _ in range(seconds):
            yield from at(0.0)
            t_s += 1

    def at(speed: float) -> Iterator[e.Event]:
        lat, lon = degrees_of(probe.scene, s_m)
        course = bearing(line.at(s_m), line.at(s_m + 3)) if speed and s_m + 1 < line.length_m else None
        yield e.PositionSeen(t_s, lat, lon, ACCURACY_M, speed, course)
        yield e.Tick(t_s)

    yield from stand(LOOKS_S)
    while s_m < line.length_m and t_s < MOST_S:
        ride = rides[0] if rides else None
        if ride is not None and s_m >= ride.board.s_m:
            rides.pop(0)
            yield from stand(WAITS_S)
            yield e.UserAsked(t_s, "said", "aboard")
            for stop in ride.stops[1:]:
                while s_m < stop.s_m:
                    s_m = min(stop.s_m, s_m + RIDE_MPS)
                    yield from at(RIDE_MPS if s_m < stop.s_m else 0.0)
                    t_s += 1
                yield from stand(STANDS_S)
            yield e.UserAsked(t_s, "said", "off")
            yield from stand(LOOKS_S)
            continue
        goal = ride.board.s_m if ride is not None else line.length_m
        s_m = min(goal, s_m + pace_mps)
        yield from at(pace_mps)
        t_s += 1
    yield from stand(ENDS_S)
