"""How sure we are, said: off the route, the wrong way, a poor position, none, and back again."""
from collections.abc import Iterator
from typing import Any

from accessibility.guidance.distances import clamp
from accessibility.guidance.geometry import apart, bearing
from accessibility.guidance.item import Item, Words
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.rounding import up_to_five
from accessibility.guidance.words.values import Length, Say

TELL_WITHIN_S = 20.0
ANCHOR_TURN_M = 30.0
POOR_S = 5.0


def honesty(scene: Scene) -> Iterator[Item]:
    if scene.boarding.phase != "aboard":
        yield from _off(scene)
        yield from _position(scene)
    if scene.watch.new_way_times and scene.now_s - scene.watch.new_way_times[-1] <= TELL_WITHIN_S:
        yield Item("rerouted", "route", _rerouted, once=f"new:{scene.watch.new_ways}", measures=True)


def _off(scene: Scene) -> Iterator[Item]:
    progress = scene.progress
    if progress.off and progress.off_since_s is not None and scene.now_s - progress.off_since_s <= TELL_WITHIN_S:
        yield Item("off_route", "route", _off_words, once=f"off:{progress.passing}", measures=True)
    if progress.wrong and scene.located and scene.band != "D":
        yield Item("wrong_way", "route", _wrong, once=f"wrong:{progress.passing}")
    if scene.watch.returns and not progress.off:
        yield Item("back_on", "back", lambda s: None if s.progress.off else ("back_on", {}), once=f"back:{scene.watch.returns}")


def _off_words(scene: Scene) -> Words | None:
    """Where the route is: the turn that was missed, else the street."""
    if not scene.progress.off or scene.tracker.xy is None or not scene.located:
        return None
    coming, at_m = scene.next_event(scene.s_m - 1), scene.s_m
    anchor: Any
    if coming.kind == "turn" and coming.s_m - scene.s_m <= ANCHOR_TURN_M:
        at_m, anchor = coming.s_m, coming.say("mid")
    else:
        anchor = scene.way
    point = scene.line.at(at_m)
    direction = scene.direction(bearing(scene.tracker.xy, point)) if scene.band != "D" else None
    if direction is None:
        return "off_route.street", {"street": scene.way}
    return "off_route", {"anchor": anchor, "reldir": direction, "dist": scene.dist(apart(scene.tracker.xy, point))}


def _wrong(scene: Scene) -> Words | None:
    if not scene.progress.wrong:
        return None
    return "wrong_way", {"next": scene.next_event().say("mid")}


def _position(scene: Scene) -> Iterator[Item]:
    """A poor position is told again only when it became worse, or good in between; a lost one inside, where codes lead, once."""
    watch = scene.watch
    told_lost = scene.said_at.get("gps_lost", -1.0) >= watch.lost_s
    if scene.tracker.lost:
        once = f"lost in:{scene.stretch.s_m}" if scene.manner == "indoor" else f"lost:{watch.losses}"
        yield Item("gps_lost", "gps", _lost, once=once)
    elif watch.found_s is not None and scene.now_s - watch.found_s <= TELL_WITHIN_S and told_lost:
        yield Item("gps_back", "gps", _back, once=f"found:{watch.losses}", measures=True)
    elif scene.band in "CD" and watch.held_s("poor", scene.now_s) >= POOR_S and scene.progress.known and scene.boarding.phase == "walking":
        yield Item("gps_poor", "gps", _poor, once=f"poor:{watch.poors}:{scene.band}")


def _lost(scene: Scene) -> Words | None:
    if not scene.tracker.lost:
        return None
    sure = scene.watch.sure
    return "gps_lost", {"street": sure.street, "dist": sure.dist, "next": sure.next} if sure else {}


def _back(scene: Scene) -> Words | None:
    if not scene.located:
        return None
    coming = scene.next_event()
    street = scene.way
    if scene.progress.off:
        return "gps_back", {}
    return "gps_back", {"street": street, "dist": scene.dist(coming.s_m - scene.s_m, far=True), "next": coming.say("mid")}


def _poor(scene: Scene) -> Words | None:
    if scene.band not in "CD" or scene.tracker.lost:
        return None
    radius = clamp(scene.a_m, 20, 100)
    return "gps_poor", {"a": Length(up_to_five(radius) if scene.band == "D" else radius)}


def _rerouted(scene: Scene) -> Words:
    first = Say("first.straight", {"street": scene.street}) if scene.street else None
    return "rerouted", {"dist": scene.dist(scene.line.length_m - scene.s_m, far=True), "first_step": first}
