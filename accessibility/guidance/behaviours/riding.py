"""Aboard: which line it is, then silence until the stop. Getting off goes by the vehicle, then the phone, then the timetable, which is said."""
from collections.abc import Iterator

from accessibility.guidance.behaviours.hazards import option_of
from accessibility.guidance.behaviours.waiting import by_timetable, line_of
from accessibility.guidance.item import Item, Words
from accessibility.guidance.route import Ride
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.values import Count, LineName, Minutes, Say

PREP_STOPS, PREP_S, NEXT_S = 2, 180.0, 90.0
MISSED_M, WRONG_S = 150.0, 30.0
RISK_S = 60.0


def riding(scene: Scene) -> Iterator[Item]:
    yield from _change(scene)
    ride = scene.boarding.ride
    if ride is None or scene.boarding.phase != "aboard":
        return
    if scene.boarding.confirmed:
        yield Item("aboard_ok", f"aboard:{ride.trip_id}", lambda s: _aboard(s, ride))
    if scene.watch.held_s("off shape", scene.now_s) >= WRONG_S:
        yield Item("aboard_wrong", f"wrong:{ride.trip_id}", lambda s: ("aboard_wrong", {"line": line_of(ride)}))
    yield from _alight(scene, ride)


def stops_left(scene: Scene, ride: Ride) -> tuple[int | None, float | None, bool]:
    """(stops to the one to get off at, seconds to it, whether by anything better than the timetable)."""
    at = scene.boarding.at_m(scene.tracker, scene.progress)
    soon = scene.boarding.soon
    if at is not None:
        left = sum(1 for stop in ride.stops if stop.s_m > at + 10)
        eta = max(0.0, soon.eta_s - (scene.now_s - soon.t_s)) if soon and soon.source != "timetable" else None
        return left, eta, True
    if soon is not None:
        return soon.stops_left, max(0.0, soon.eta_s - (scene.now_s - soon.t_s)), soon.source != "timetable"
    return None, None, False


def _aboard(scene: Scene, ride: Ride) -> Words | None:
    left, eta, _ = stops_left(scene, ride)
    if scene.boarding.phase != "aboard" or not left:
        return None
    return "aboard_ok", {
        "line": line_of(ride), "headsign": ride.headsign, "n_stops": Count(left, "stop"), "min": Minutes(eta) if eta and eta >= 60 else None,
        "stop": ride.alight.name,
    }  # fmt: skip


def _alight(scene: Scene, ride: Ride) -> Iterator[Item]:
    left, eta, _ = stops_left(scene, ride)
    at = scene.boarding.at_m(scene.tracker, scene.progress)
    about, trip = f"alight:{ride.trip_id}", ride.trip_id
    if at is not None and at > ride.alight.s_m + MISSED_M:
        yield Item("alight_missed", about, lambda s: _missed(s, ride))
        return
    if _at_alight(scene, ride, at):
        yield Item("alight_here", about, lambda s: _here(s, ride))
        return
    if left is None or left == 0:
        return
    before = ride.stops[-2].s_m
    left_before = at is not None and at >= before + max(20.0, scene.a_m if scene.located else 0.0) and at < ride.alight.s_m
    if left_before or (left == 1 and at is None) or (eta is not None and eta <= NEXT_S):
        yield Item("alight_next", about, lambda s: _next(s, ride))
    elif left <= PREP_STOPS or (eta is not None and eta <= PREP_S) or scene.settings.detail == 3:
        once = f"{trip}:{left}" if scene.settings.detail == 3 else trip
        yield Item("alight_prep", about, lambda s: _prep(s, ride), once=once)


def _at_alight(scene: Scene, ride: Ride, at: float | None) -> bool:
    seen = scene.boarding.vehicle
    fresh = scene.boarding.vehicle_age_s(scene.tracker) <= 30
    if seen is not None and fresh and seen.stop_id == ride.alight.stop_id and seen.speed_mps < 1:
        return True
    here = at is not None and abs(at - ride.alight.s_m) <= max(40.0, scene.a_m if scene.located else 0.0)
    speed = seen.speed_mps if seen is not None and fresh else scene.tracker.speed if scene.located else 99.0
    return here and speed < 1


def _prep(scene: Scene, ride: Ride) -> Words | None:
    left, eta, known = stops_left(scene, ride)
    if scene.boarding.phase != "aboard" or not left:
        return None
    slots = {"stop": ride.alight.name, "n_stops": Count(left, "stop"), "by": by_timetable(known)}
    return ("alight_prep.minutes", slots | {"min": Minutes(eta)}) if left > PREP_STOPS and eta is not None and eta >= 60 else ("alight_prep", slots)


def _next(scene: Scene, ride: Ride) -> Words | None:
    left, _, known = stops_left(scene, ride)
    return ("alight_next", {"stop": ride.alight.name, "by": by_timetable(known)}) if scene.boarding.phase == "aboard" and left else None


def _here(scene: Scene, ride: Ride) -> Words | None:
    doors = Say(f"doors.{ride.alight_side}") if ride.alight_side else None
    return ("alight_here", {"stop": ride.alight.name, "doors": doors}) if scene.boarding.phase == "aboard" else None


def _missed(scene: Scene, ride: Ride) -> Words | None:
    after = ride.after.name if ride.after else None
    return ("alight_missed", {"stop": ride.alight.name, "stop2": after}) if scene.boarding.phase == "aboard" else None


def _change(scene: Scene) -> Iterator[Item]:
    risk = scene.news.risk
    if risk is not None and risk.slack_s < risk.needed_s + RISK_S and scene.now_s - risk.t_s <= 60:
        yield Item("change_risk", f"risk:{risk.line}", lambda s: ("change_risk", {
            "line": LineName(risk.line, risk.kind), "min": Minutes(risk.slack_s - (s.now_s - risk.t_s)), "option": option_of(risk.option),
        }))  # fmt: skip
