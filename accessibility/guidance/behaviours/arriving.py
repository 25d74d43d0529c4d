"""The last metres: a satellite ends near the door, not at it. So metres stop, and side, set-back and what can be touched take over."""
from collections.abc import Iterator
from typing import Any

from accessibility.guidance.features import Bay, Rack
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.rounding import up_to_five
from accessibility.guidance.words.values import Count, Length, Level, Minutes, Say

SOON_M, LAST_M, AT_M, STILL_S = 30.0, 10.0, 3.0, 5.0
BAY_M = 30.0
APART_S = 15.0  # between two distances to the same place


def arriving(scene: Scene) -> Iterator[Item]:
    if not scene.on_foot or not scene.located or scene.progress.off:
        return
    yield from _bays(scene)
    yield from _racks(scene)
    if scene.boarding.ride is not None or scene.band == "D":
        return
    left, a = scene.line.length_m - scene.s_m, scene.a_m
    end = scene.line.length_m
    if left <= max(AT_M, 0.5) or (left <= max(LAST_M, a) and scene.tracker.still_for(STILL_S)):
        yield Item("arrive_last", "arrive", _last, point_m=end + a + 10)
        if "arrive_last" in scene.said_at or scene.line.length_m < LAST_M:
            yield Item("arrived", "arrived", _arrived)
    elif left <= max(LAST_M, a):
        yield Item("arrive_last", "arrive", _last, point_m=end + a + 10)
    elif left <= max(SOON_M, 2 * a) and scene.now_s - scene.distance_said[0] >= APART_S:
        yield Item("arrive_soon", "arrive", _soon, point_m=end, measures=True)


def _place(scene: Scene) -> dict[str, Any]:
    return {"place": scene.route.place.name, "side": scene.side(scene.route.place.side)}


def _left(scene: Scene) -> float:
    return scene.line.length_m - scene.s_m


def _here(scene: Scene) -> bool:
    return scene.located and not scene.progress.off and scene.band != "D" and scene.boarding.ride is None


def _soon(scene: Scene) -> Words | None:
    distance = scene.dist(_left(scene))
    return ("arrive_soon", _place(scene) | {"dist": distance}) if _here(scene) and distance else None


def _last(scene: Scene) -> Words | None:
    if not _here(scene):
        return None
    slots = _place(scene) | {"entrance": scene.route.place.entrance}
    return ("arrive_last.span", slots | {"span": scene.span(_left(scene) + scene.a_m)}) if scene.band == "C" else ("arrive_last", slots)


def _arrived(scene: Scene) -> Words | None:
    radius = up_to_five(max(10.0, 1.6 * scene.a_m))
    return ("arrived", _place(scene) | {"r": Length(radius)}) if _here(scene) else None


def _bays(scene: Scene) -> Iterator[Item]:
    for idx, bay, _ in scene.ahead(Bay, BAY_M):
        yield Item("park_bay", f"bay:{idx}", of(bay_words, bay), point_m=bay.s_m, measures=True)


def bay_words(scene: Scene, bay: Bay) -> Words:
    level = Level(bay.level) if bay.level is not None else None
    return "park_bay", {"bay": bay.bay, "level": level, "dist": scene.dist(bay.s_m - scene.s_m), "side": scene.side(bay.side)}


def _racks(scene: Scene) -> Iterator[Item]:
    for idx, rack, _ in scene.ahead(Rack, BAY_M):
        yield Item("bike_rack", f"rack:{idx}", of(_rack, rack), point_m=rack.s_m, measures=True)


def _rack(scene: Scene, rack: Rack) -> Words:
    """How many places are free only with how old that is."""
    seen_s = rack.source.seen_s
    age_s = None if seen_s is None else scene.now_s - seen_s
    age = Say("age.unknown") if age_s is None else Say("age", {"min": Minutes(age_s)})
    places = Count(rack.free, "place") if rack.free is not None else None
    return "bike_rack", {"name": rack.name, "dist": scene.dist(rack.s_m - scene.s_m), "places": places, "age": age}
