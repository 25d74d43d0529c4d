"""Setting out and going along: the beginning, the line, what remains, open areas and what the path becomes."""
from collections.abc import Iterator

from accessibility.guidance.behaviours.turns import act
from accessibility.guidance.distances import passed_m, prep_m
from accessibility.guidance.geometry import turned
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.route import Area, Crossing, PathChange, Turn
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.values import Count, Length, Say

LONG_TURN_DEG, ON_LINE_DEG = 45.0, 15.0
NO_FIX_S = 5.0


def along(scene: Scene) -> Iterator[Item]:
    yield from _begin(scene)
    if scene.located and scene.on_foot and not scene.progress.off:
        yield from _line(scene)
        yield from _remaining(scene)
        yield from _areas(scene)
        yield from _path(scene)


def _begin(scene: Scene) -> Iterator[Item]:
    waited = scene.tracker.started_s is not None and scene.now_s - scene.tracker.started_s >= NO_FIX_S
    if (scene.progress.known or waited) and scene.progress.passing == 0 and scene.s_m <= max(30.0, scene.a_m):
        yield Item("trip_start", "start", _start, measures=True)


def _start(scene: Scene) -> Words:
    line, route = scene.line, scene.route
    turns = [t for t in route.features if isinstance(t, Turn) and act(turned(line.bearing_into(t.s_m), line.bearing_at(t.s_m)), t.fork)]
    crossings = [c for c in route.features if isinstance(c, Crossing)]
    street = route.stretches[0].street
    return "trip_start", {
        "place": route.place.name, "dist": None if route.rides else scene.dist(line.length_m - scene.s_m), "n_turns": Count(len(turns), "turn"),
        "n_crossings": Count(len(crossings), "crossing"), "street": street,
    }  # fmt: skip


def _line(scene: Scene) -> Iterator[Item]:
    facing = scene.facing.now(scene.tracker)
    if facing is None or scene.band == "D":
        return
    off = abs(turned(facing[0], scene.line.bearing_at(scene.s_m)))
    if scene.tracker.still_for(3) and off > LONG_TURN_DEG and scene.s_m <= max(10.0, scene.a_m):
        yield Item("face_start", "face", _face)
    asked_to = max(scene.said_at.get("turn_near", -99.0), scene.said_at.get("face_start", -99.0))
    if off <= ON_LINE_DEG and scene.now_s - asked_to <= 15 and scene.watch.held_s("on line", scene.now_s) >= 1:
        yield Item("on_line", "line", lambda s: ("on_line", {}) if "on_line" not in s.said_at else ("back_on", {}))


def _face(scene: Scene) -> Words | None:
    direction = scene.direction(scene.line.bearing_at(scene.s_m))
    return ("face_start", {"reldir": direction, "street": scene.street}) if direction and scene.located else None


def _remaining(scene: Scene) -> Iterator[Item]:
    said_s, said_m = scene.distance_said
    every_m, every_s = (25, 25) if scene.settings.detail == 3 else (50, 45)
    coming = scene.next_event(scene.s_m - passed_m(scene.a_m))  # a turn that is not surely made still is the next thing
    quiet_enough = scene.s_m - said_m >= every_m and scene.now_s - said_s >= every_s
    if quiet_enough and coming.s_m - scene.s_m > prep_m(scene.pace_mps, scene.cycling) + 20 and scene.kerbs.hush is None:
        yield Item("progress", "progress", _progress, measures=True)


def _progress(scene: Scene) -> Words | None:
    coming = scene.next_event()
    distance = scene.dist(coming.s_m - scene.s_m, far=True)
    return ("progress", {"dist": distance, "next": coming.say("mid")}) if distance and not scene.progress.off else None


def _areas(scene: Scene) -> Iterator[Item]:
    for idx, area in scene.features(Area):
        if area.s_m <= scene.s_m < area.out_s_m and scene.band != "D":
            yield Item("area_enter", f"area:{idx}", of(_area, area), measures=True)


def _area(scene: Scene, area: Area) -> Words | None:
    if not area.s_m <= scene.s_m < area.out_s_m:
        return None
    way_out = scene.direction_to(area.out_s_m, by_compass=True)
    edge = Say(f"edge.{area.edge}") if area.edge else None
    return "area_enter", {"name": area.name, "reldir": way_out, "dist": scene.dist(area.out_s_m - scene.s_m), "edge": edge}


def _path(scene: Scene) -> Iterator[Item]:
    for idx, change, _ in scene.ahead(PathChange, prep_m(scene.pace_mps, scene.cycling)):
        yield Item("path_change", f"path:{idx}", of(_change, change), point_m=change.s_m, measures=True)


def _change(scene: Scene, change: PathChange) -> Words | None:
    if change.s_m <= scene.s_m:
        return None
    length = Length(change.length_m) if change.length_m else None
    return "path_change", {"change": Say(f"change.{change.change}"), "dist": scene.dist(change.s_m - scene.s_m), "len": length}
