"""Setting out and going along: the beginning, the line, what remains, open areas and what the path becomes."""
from collections.abc import Iterator

from accessibility.guidance.behaviours.turns import act
from accessibility.guidance.distances import passed_m, prep_m
from accessibility.guidance.features import Area, Crossing, Lift, PathChange, Turn
from accessibility.guidance.geometry import turned
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.values import Count, Length, LineName, Say

LONG_TURN_DEG, ON_LINE_DEG = 45.0, 15.0
NO_FIX_S = 5.0
START_M = 60.0
AT_LIFT_M = 10.0


def along(scene: Scene) -> Iterator[Item]:
    yield from _begin(scene)
    if scene.located and scene.on_foot and not scene.progress.off:
        yield from _line(scene)
        yield from _remaining(scene)
        yield from _areas(scene)
        yield from _path(scene)


def _begin(scene: Scene) -> Iterator[Item]:
    waited = scene.tracker.started_s is not None and scene.now_s - scene.tracker.started_s >= NO_FIX_S
    if (scene.progress.known or waited) and scene.progress.passing == 0 and scene.s_m <= max(START_M, 3 * scene.a_m):
        yield Item("trip_start", "start", _start, measures=True)


def _start(scene: Scene) -> Words:
    """Of the whole way, or of that to the first stop: what runs there is the next that one needs to know."""
    line, ride, first = scene.line, scene.boarding.ride, scene.route.stretches[0]
    changes = [t for _, t in scene.features(Turn) if not scene.keeps_straight(t)]
    turns = [t for t in changes if act(turned(line.bearing_into(t.s_m), line.bearing_at(t.s_m)), t.fork)]
    crossings = [c for _, c in scene.features(Crossing)]
    counts = [sum(one.s_m <= scene.goes_to_m for one in some) for some in (turns, crossings)]
    return "trip_start", {
        "place": scene.route.place.name, "line": LineName(ride.line, ride.kind) if ride else None, "stop": ride.board.name if ride else None,
        "dist": scene.dist(scene.goes_to_m - scene.s_m), "n_turns": Count(counts[0], "turn"), "n_crossings": Count(counts[1], "crossing"),
        "street": first.street if first.manner in ("foot", "cycle") else None,
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
    """Not towards a lift that is out, for whoever needs it."""
    if scene.profile.wheels and any(lift.s_m >= scene.s_m - AT_LIFT_M and scene.lift_is_out(lift) for _, lift in scene.features(Lift)):
        return
    said_s, said_m = scene.distance_said
    every_m, every_s = (25, 25) if scene.settings.detail == 3 else (50, 45)
    coming = scene.next_event(scene.s_m - passed_m(scene.a_m))  # a turn that is not surely made still is the next thing
    quiet_enough = scene.s_m - said_m >= every_m and scene.now_s - said_s >= every_s
    soon_m = max(prep_m(scene.pace_mps, scene.cycling), 2 * scene.a_m) + 20  # from there on it is told of anyway
    if quiet_enough and coming.s_m - scene.s_m > soon_m and scene.kerbs.hush is None:
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
        yield Item("path_change", f"path:{idx}", of(change_words, change), point_m=change.s_m, measures=True)


def change_words(scene: Scene, change: PathChange) -> Words | None:
    if change.s_m <= scene.s_m:
        return None
    length = Length(change.length_m) if change.length_m else None
    return "path_change", {"change": Say(f"change.{change.change}"), "dist": scene.dist(change.s_m - scene.s_m), "len": length}
