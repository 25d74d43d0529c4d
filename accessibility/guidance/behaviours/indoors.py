"""Stairs, lifts, doors, gates, stations, platforms and markers. Inside, a place is a level and a landmark, not metres."""
from collections.abc import Iterator

from accessibility.guidance.behaviours.hazards import option_of
from accessibility.guidance.distances import near_m, prep_m
from accessibility.guidance.features import Lift, Platform, Stairs, Station
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import STILL_NEAR_M, Scene
from accessibility.guidance.words.values import Clock, Count, Length, Level, LineName, Say

WARN_WHEELS_M = 20.0
AT_M = 5.0
CODE_S = 10.0
AGAIN_S = 60.0


def indoors(scene: Scene) -> Iterator[Item]:
    yield from _lifts_out(scene)
    yield from _code(scene)
    if scene.progress.known and scene.on_foot and not scene.progress.off:
        yield from _stairs(scene)
        yield from _lifts(scene)
        yield from _stations(scene)
        yield from _platforms(scene)


def _stairs(scene: Scene) -> Iterator[Item]:
    for idx, stairs in scene.features(Stairs):
        d = stairs.s_m - scene.s_m
        if not d >= -1 or stairs.s_m > scene.goes_to_m or stairs.off_line_m > WARN_WHEELS_M:
            continue
        beside, about = stairs.off_line_m > 0, f"stairs:{idx}"
        near = near_m(scene.pace_mps, scene.say_s(stairs_words(scene, stairs)), scene.settings.reaction_s, scene.a_m)
        reach = near if scene.located and scene.band != "D" else STILL_NEAR_M if scene.manner != "indoor" else near
        if d <= reach:
            yield Item("stairs_near", about, of(_told, stairs), point_m=stairs.s_m)
        elif d <= prep_m(scene.pace_mps, scene.cycling) and scene.located and not scene.profile.wheels and not beside:
            yield Item("stairs_ahead", about, of(_ahead, stairs), point_m=stairs.s_m, measures=True)
        break


def _told(scene: Scene, stairs: Stairs) -> Words | None:
    return stairs_words(scene, stairs) if stairs.s_m >= scene.s_m - 1 else None


def stairs_words(scene: Scene, stairs: Stairs) -> Words:
    where = Say("where.ahead") if scene.band in "AB" or scene.manner == "indoor" else scene.where(stairs.s_m - scene.s_m)
    slots = {"stairs": Say(f"stairs.{stairs.way or 'unknown'}"), "where": where}
    if scene.profile.wheels or scene.now_s - scene.said_at.get("stairs_ahead", -AGAIN_S) < AGAIN_S:
        return "stairs_near", slots
    return "stairs_near", slots | {"n": Count(stairs.steps, "stair") if stairs.steps else None, "rail": _rail(stairs)}  # nobody told them before


def _rail(stairs: Stairs) -> Say | None:
    return Say(f"rail.{stairs.rail}") if stairs.rail else None


def _ahead(scene: Scene, stairs: Stairs) -> Words | None:
    if stairs.s_m <= scene.s_m:
        return None
    count = Count(stairs.steps, "stair") if stairs.steps else Say("stairs.count_unknown")
    slots = {"stairs": Say(f"stairs.{stairs.way or 'unknown'}"), "dist": scene.dist(stairs.s_m - scene.s_m)}
    return "stairs_ahead", slots | {"n": count, "rail": _rail(stairs)}


def _lifts(scene: Scene) -> Iterator[Item]:
    """A lift that is out of order is no way, so it is not told of as one."""
    for idx, lift, _ in scene.ahead(Lift, prep_m(scene.pace_mps, scene.cycling)):
        if scene.news.lift_works(lift.lift_id, scene.now_s) is not False and not (scene.profile.wheels and lift.kind == "escalator"):
            yield Item("lift_ahead", f"lift:{idx}", of(_lift, lift), point_m=lift.s_m, measures=True)


def _lift(scene: Scene, lift: Lift) -> Words | None:
    works = scene.news.lift_works(lift.lift_id, scene.now_s)
    if lift.s_m <= scene.s_m or works is False:
        return None
    kind = f"kind.escalator.{lift.runs}" if lift.kind == "escalator" and lift.runs else f"kind.{lift.kind}"
    state = None
    if lift.kind == "lift":
        seen = scene.news.lifts.get(lift.lift_id)
        state = Say("state.working", {"time": Clock(seen.at)}) if works and seen and seen.at else Say("state.unknown")
    level = Level(lift.level) if lift.level is not None else None
    return "lift_ahead", {
        "kind": Say(kind), "dist": scene.dist(lift.s_m - scene.s_m), "reldir": scene.direction_to(lift.s_m), "level": level, "state": state,
    }  # fmt: skip


def _lifts_out(scene: Scene) -> Iterator[Item]:
    """At once, while one can still go another way, and again before it, for whoever did not answer."""
    for _, lift in scene.features(Lift):
        if lift.s_m > scene.s_m and scene.lift_is_out(lift):
            near = lift.s_m - scene.s_m <= prep_m(scene.pace_mps, scene.cycling)
            if not near or scene.now_s - scene.said_at.get("lift_out", -AGAIN_S) >= AGAIN_S:
                about = f"out:{lift.lift_id}{':near' if near else ''}"
                yield Item("lift_out", about, of(_out, lift), once=about)


def _out(scene: Scene, lift: Lift) -> Words | None:
    if not scene.lift_is_out(lift) or lift.s_m <= scene.s_m:
        return None
    seen = scene.news.lifts[lift.lift_id]
    since = Clock(seen.at) if seen.at else None
    return "lift_out", {"level": Level(lift.level) if lift.level is not None else None, "time": since, "option": option_of(seen.option)}


def _stations(scene: Scene) -> Iterator[Item]:
    for idx, station in scene.features(Station):
        if 0 <= scene.s_m - station.s_m <= 20:
            yield Item("station_enter", f"station:{idx}", of(_station, station), measures=True)


def _station(scene: Scene, station: Station) -> Words:
    gates = station.gates_s_m
    if gates is None or gates <= scene.s_m:
        return "station_enter", {"station": station.name}
    wide = Say(f"wide.{station.wide_gate}") if station.wide_gate else None
    return "station_enter", {"station": station.name, "reldir": scene.direction_to(gates), "dist": scene.dist(gates - scene.s_m), "wide": wide}


def _platforms(scene: Scene) -> Iterator[Item]:
    """The edge comes before the news about trains; that its side is not known is always said."""
    for idx, platform in scene.features(Platform):
        if -AT_M <= scene.s_m - platform.s_m <= 15:
            yield Item("platform_on", f"platform:{idx}", of(_platform, platform))


def _platform(scene: Scene, platform: Platform) -> Words:
    ride, slots = scene.boarding.ride, {"p": platform.platform, "edge": Say(f"platform_edge.{platform.edge or 'unknown'}")}
    if ride and abs(ride.board.s_m - platform.s_m) <= 300:
        slots |= {"line": LineName(ride.line, ride.kind), "headsign": ride.headsign}
    return "platform_on", slots


def _code(scene: Scene) -> Iterator[Item]:
    seen = scene.news.code
    known = next((c for c in scene.route.codes if seen and c.code_id == seen.code_id), None)
    if seen is None or known is None or scene.now_s - seen.t_s > CODE_S:
        return
    ahead = Say("dir.ahead" if abs(seen.bearing_deg) <= 45 else "dir.right" if seen.bearing_deg > 0 else "dir.left")
    far = Length(max(1.0, seen.distance_m), 0.0)
    told = "code_seen", {"name": known.name, "dist": far, "reldir": ahead}
    once = f"{seen.code_id}:{seen.t_s}"
    yield Item("code_seen", f"code:{seen.code_id}", lambda s: told if s.now_s - seen.t_s <= CODE_S else None, once=once)
