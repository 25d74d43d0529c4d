"""Walks for tests: traces in local metres (x east, y north), one fix a second, linear between knots; and what a guide says on them."""
import itertools
import math
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import route as r
from accessibility.guidance.events import DeviceSeen, Event, HeadingSeen, PositionSeen, Tick
from accessibility.guidance.features import Crossing, Feature, Turn
from accessibility.guidance.geometry import EARTH_M

TRACES = Path(__file__).parent / "traces"
LAT, LON = 49.4, 8.7
ORDER = (Tick, PositionSeen, HeadingSeen)
YES = {True: True, False: False, "yes": True, "no": False, "unknown": None}


class Heard(NamedTuple):
    t_s: float
    id: str
    shown: str


def at(x: float, y: float) -> tuple[float, float]:
    """(lat, lon) of local metres."""
    return LAT + math.degrees(y / EARTH_M), LON + math.degrees(x / (EARTH_M * math.cos(math.radians(LAT))))


def fixes(knots, turned_deg: float = 0.0, worse_m: float = 0.0) -> list[PositionSeen]:
    """`knots` of [t_s, x_m, y_m, accuracy_m]; the accuracy holds to the next knot, None is no fix. The world may be turned."""
    out = []
    for (t0, x0, y0, a), (t1, x1, y1, _) in itertools.pairwise(knots):
        speed = math.hypot(x1 - x0, y1 - y0) / (t1 - t0)
        course = (math.degrees(math.atan2(x1 - x0, y1 - y0)) + turned_deg) % 360 if speed > 0.3 else None
        for t in range(t0, t1) if a is not None else ():
            f = (t - t0) / (t1 - t0)
            lat, lon = at(*turn(x0 + f * (x1 - x0), y0 + f * (y1 - y0), turned_deg))
            out.append(PositionSeen(t, lat, lon, a + worse_m, speed, course))
    return out


def turn(x: float, y: float, degrees: float) -> tuple[float, float]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return x * c + y * s, y * c - x * s


def headings(knots, end_s: int, turned_deg: float = 0.0) -> list[HeadingSeen]:
    held = dict(knots)
    out, now = [], None
    for t in range(end_s):
        now = held.get(t, now)
        if now is not None:
            out.append(HeadingSeen(t, (now + turned_deg) % 360))
    return out


def in_order(*streams) -> list[Event]:
    events = [event for stream in streams for event in stream]
    end = int(max(event.t_s for event in events)) + 1
    events += [Tick(t) for t in range(end)]
    return sorted(events, key=lambda event: (event.t_s, ORDER.index(type(event)) if type(event) in ORDER else len(ORDER)))


def walk(guide: Guide, events) -> list:
    return [utterance for event in events for utterance in guide.take(event)]


def heard(utterances) -> list[Heard]:
    return [Heard(u.t_s, u.id, u.shown) for u in utterances]


def trace(name: str) -> dict:
    return yaml.safe_load((TRACES / f"{name}.yaml").read_text(encoding="utf-8"))


def route_of(told: dict, turned_deg: float = 0.0) -> r.Route:
    world = told["world"]
    points = [tuple(p) for p in world["route"]]
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    stretches = tuple(r.Stretch(s, name) for s, name in zip(starts, world["legs"]))
    place = world["place"]
    entrance = place["entrance"] if place["entrance"] != "unknown" else None
    side = place["side"] if place["side"] in ("left", "right") else None
    return r.Route(
        tuple(at(*turn(*p, turned_deg)) for p in points), stretches, r.Place(place["name"], side, entrance), tuple(map(_feature, told["facts"])),
    )  # fmt: skip


def _feature(fact: dict) -> Feature:
    if fact["kind"] == "turn":
        return Turn(fact["s_m"], street=fact["to"], clue=fact.get("clue"))
    return Crossing(
        fact["s_m"], fact["far_s_m"], fact["street"], fact["control"], YES[fact["sound"]], fact["kerb"], YES[fact["tactile"]], fact["lanes"],
        YES[fact["island"]],
    )  # fmt: skip


def events_of(told: dict, turned_deg: float = 0.0, worse_m: float = 0.0) -> list[Event]:
    """All that is seen on a trace."""
    online = [] if told["user"].get("online", True) else [DeviceSeen(0, online=False)]
    seen = fixes(told["fixes"], turned_deg, worse_m)
    return in_order(seen, headings(told["headings"], told["fixes"][-1][0], turned_deg), online)


def replay(told: dict, language: str = "en", turned_deg: float = 0.0, worse_m: float = 0.0, shift_s: float = 0.0, **settings) -> list:
    """What is said on a trace."""
    user = told["user"]
    wanted = Settings(**{"detail": user["detail"], "units": user["units"], "pace_mps": user["pace_mps"]} | settings)
    guide = Guide(route_of(told, turned_deg), Profile(aid=user["aid"]), language, wanted)
    return walk(guide, [replace(event, t_s=event.t_s + shift_s) for event in events_of(told, turned_deg, worse_m)])
