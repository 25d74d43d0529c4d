"""Finding the stop, and waiting: the pole first, then only what changes. What is not live says so."""
from collections.abc import Iterator

from accessibility.guidance.events import TripCancelled, VehicleAt
from accessibility.guidance.features import Platform
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.news import AT_STOP_AGE_S, Due
from accessibility.guidance.route import Ride
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.values import Clock, Count, LineName, Minutes, Say

MARKS_S = (600, 300, 120)
ARRIVING_S, ARRIVING_M = 40.0, 200.0
NEAR_STOP_M = 60.0
PLATFORM_M = 30.0


def waiting(scene: Scene) -> Iterator[Item]:
    ride = scene.boarding.ride
    yield from _cancelled(scene)
    if ride is None or scene.boarding.phase == "aboard":
        return
    yield from _find_stop(scene, ride)
    due = scene.news.due.get(ride.trip_id)
    if due is not None and ride.trip_id not in scene.news.cancelled:
        yield from _due(scene, ride, due)
    yield from _arriving(scene, ride, due)
    yield from _others(scene, ride)


def line_of(ride: Ride) -> LineName:
    return LineName(ride.line, ride.kind)


def _at_stop(scene: Scene, ride: Ride) -> bool:
    if scene.boarding.phase == "waiting":
        return True
    return scene.progress.known and abs(ride.board.s_m - scene.s_m) <= NEAR_STOP_M


def _find_stop(scene: Scene, ride: Ride) -> Iterator[Item]:
    d = ride.board.s_m - scene.s_m
    if not ride.pole and not ride.shelter and any(abs(p.s_m - ride.board.s_m) <= PLATFORM_M for _, p in scene.features(Platform)):
        return  # the platform says where one is
    if scene.located and scene.on_foot and not scene.progress.off and 0 <= d <= max(15.0, scene.a_m + 10):
        yield Item("stop_near", f"stop:{scene.boarding.idx}", lambda s: stop_words(s, ride), measures=True)


def stop_words(scene: Scene, ride: Ride) -> Words | None:
    if scene.boarding.phase == "aboard":
        return None
    shelter = Say("shelter.yes") if ride.shelter else None
    return "stop_near", {"name": ride.board.name, "dist": scene.dist(ride.board.s_m - scene.s_m), "pole": ride.pole, "shelter": shelter}


def _due(scene: Scene, ride: Ride, due: Due) -> Iterator[Item]:
    left, about = due.seen.due_s - scene.now_s, f"due:{ride.trip_id}"
    if left > 0:
        mark = next((m for m in reversed(MARKS_S) if left <= m < due.first_left_s), None)
        changed = f"change:{due.changes}" if due.changes else ""
        if mark is not None and left > mark - 60:
            yield Item("due_in", about, lambda s: due_words(s, ride), once=f"{ride.trip_id}:{mark}")
        elif changed and not due.late:
            yield Item("due_in", about, lambda s: due_words(s, ride), once=f"{ride.trip_id}:{changed}")
    if due.late and due.live(scene.now_s):
        yield Item("due_late", about, lambda s: _late(s, ride), once=f"{ride.trip_id}:{due.late}")
    if due.platform_changes:
        yield Item("platform_changed", f"platform:{ride.trip_id}", lambda s: _platform(s, ride), once=f"{ride.trip_id}:{due.platform_changes}")


def by_timetable(live: bool) -> Say | None:
    return None if live else Say("by.timetable")


def due_words(scene: Scene, ride: Ride) -> Words | None:
    due = scene.news.due[ride.trip_id]
    left = due.seen.due_s - scene.now_s
    if left <= 0 or scene.boarding.phase == "aboard" or ride.trip_id in scene.news.cancelled:
        return None
    return "due_in", {"line": line_of(ride), "headsign": ride.headsign, "min": Minutes(left), "by": by_timetable(due.live(scene.now_s))}


def _late(scene: Scene, ride: Ride) -> Words | None:
    due = scene.news.due[ride.trip_id]
    if not due.live(scene.now_s) or scene.boarding.phase == "aboard" or not due.seen.delay_s or due.seen.delay_s < 60:
        return None
    return "due_late", {"line": line_of(ride), "min": Minutes(due.seen.delay_s), "time": Clock(due.seen.due_at) if due.seen.due_at else None}


def _platform(scene: Scene, ride: Ride) -> Words | None:
    platform = scene.news.due[ride.trip_id].platform
    return ("platform_changed", {"line": line_of(ride), "p": platform}) if platform and scene.boarding.phase != "aboard" else None


def _comes(scene: Scene, ride: Ride, due: Due | None) -> bool:
    """The booked vehicle is close, by word that is at most 30 s old."""
    seen = scene.boarding.vehicle
    fresh = seen is not None and scene.boarding.vehicle_age_s(scene.tracker) <= AT_STOP_AGE_S
    if fresh and seen is not None:
        if seen.stop_id == ride.board.stop_id:
            return True
        if seen.lat is not None and seen.lon is not None:
            x, y = scene.plane.xy(seen.lat, seen.lon)
            px, py = scene.line.at(ride.board.s_m)
            if (x - px) ** 2 + (y - py) ** 2 <= ARRIVING_M**2:
                return True
    if due is None or not due.seen.live or scene.now_s - due.seen.t_s + due.seen.age_s > AT_STOP_AGE_S:
        return False
    return 0 < due.seen.due_s - scene.now_s <= ARRIVING_S


def _arriving(scene: Scene, ride: Ride, due: Due | None) -> Iterator[Item]:
    if ride.trip_id in scene.news.cancelled or not _at_stop(scene, ride):
        return
    if _comes(scene, ride, due):
        yield Item("arriving", f"arriving:{ride.trip_id}", lambda s: _arrives(s, ride))
        said = scene.said_at.get("arriving")
        if ride.door and said is not None and scene.now_s - said >= 1:
            yield Item("board_here", f"board:{ride.trip_id}", lambda s: _board(s, ride))


def _arrives(scene: Scene, ride: Ride) -> Words | None:
    if scene.boarding.phase == "aboard" or not _comes(scene, ride, scene.news.due.get(ride.trip_id)):
        return None
    seen = scene.boarding.vehicle
    place = {"k": Count(seen.position[0], "th"), "n": Count(seen.position[1], "vehicle")} if seen and seen.position and min(seen.position) > 0 else {}
    return "arriving", {"line": line_of(ride)} | place


def _board(scene: Scene, ride: Ride) -> Words | None:
    ramp = {True: Say("ramp.yes"), False: Say("ramp.no"), None: None}[ride.ramp] if scene.profile.wheels else None
    return ("board_here", {"door": Say(f"door.{ride.door}"), "ramp": ramp}) if scene.boarding.phase != "aboard" else None


def _others(scene: Scene, ride: Ride) -> Iterator[Item]:
    for seen in scene.news.at_stop.values():
        age_s = scene.now_s - seen.t_s + seen.age_s
        if seen.trip_id != ride.trip_id and seen.stop_id == ride.board.stop_id and seen.line and age_s <= AT_STOP_AGE_S and _at_stop(scene, ride):
            yield Item("other_vehicle", f"other:{seen.trip_id}", of(_other, (ride, seen)))


def _other(scene: Scene, pair: tuple[Ride, VehicleAt]) -> Words | None:
    ride, seen = pair
    if scene.now_s - seen.t_s + seen.age_s > AT_STOP_AGE_S or scene.boarding.phase == "aboard":
        return None
    due = scene.news.due.get(ride.trip_id)
    left = due.seen.due_s - scene.now_s if due else 0.0
    yours = {"min": Minutes(left), "by": by_timetable(due.live(scene.now_s))} if due and left > 0 else {}
    return "other_vehicle", {"line": LineName(seen.line, seen.kind)} | yours


def _cancelled(scene: Scene) -> Iterator[Item]:
    ride = scene.boarding.ride
    later = {one.trip_id for one in scene.route.rides[scene.boarding.idx :]}
    for gone in scene.news.cancelled.values():
        aboard_it = ride is not None and ride.trip_id == gone.trip_id and scene.boarding.phase == "aboard"
        if gone.trip_id in later and not aboard_it:
            yield Item("cancelled", f"due:{gone.trip_id}", of(gone_words, gone))


def gone_words(scene: Scene, gone: TripCancelled) -> Words:
    next_line = LineName(gone.next_line, gone.kind) if gone.next_line else None
    return "cancelled", {
        "line": LineName(gone.line, gone.kind), "time": Clock(gone.at) if gone.at else None, "line2": next_line,
        "time2": Clock(gone.next_at) if gone.next_at else None,
    }  # fmt: skip
