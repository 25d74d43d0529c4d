"""Answers to what the person asked: where am I, what is around me, this crossing, my bay, more."""
from collections.abc import Iterator
from typing import Any

from accessibility.guidance.behaviours.arriving import bay_words
from accessibility.guidance.behaviours.crossings import facts_of
from accessibility.guidance.facing import compass, sector
from accessibility.guidance.features import Bay, Crossing, Feature, Turn
from accessibility.guidance.geometry import apart, bearing
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.rounding import up_to_five
from accessibility.guidance.words.values import Count, Length, Minutes, Say, Several

AROUND_M, MOST_EACH = 50.0, 2
CROSSING_M = 20.0
NEAR_STREET_M = 60.0


def answers(scene: Scene) -> Iterator[Item]:
    asked = scene.asked
    if asked is None:
        return
    once = f"{asked.what}:{asked.t_s}"
    if asked.what == "where":
        yield Item("where_am_i", "asked", _where, once=once)
    elif asked.what == "around":
        yield Item("around_me", "asked", _around, once=once)
    elif asked.what == "crossing":
        yield from _crossing(scene, once)
    elif asked.what == "bay":
        bay = next((b for _, b in scene.features(Bay)), None)
        words = (lambda s: bay_words(s, bay)) if bay else _nothing
        yield Item("park_bay" if bay else "more", "asked", words, once=once)


def _nothing(scene: Scene) -> Words:
    return "more.none", {}


def _where(scene: Scene) -> Words:
    street = scene.way
    if not scene.located or scene.band == "D":
        return "where_am_i.lost", {"street": street}
    facing = scene.facing.now(scene.tracker)
    slots = {
        "street": street, "cross": _cross_street(scene), "compass": Say(f"compass.{compass(facing[0])}") if facing else None,
        "r": Length(up_to_five(max(10.0, 1.6 * scene.a_m))),
    }  # fmt: skip
    return "where_am_i" if scene.band in "AB" else "where_am_i.maybe", slots


def _cross_street(scene: Scene) -> str | None:
    others = (f for f in scene.route.features if isinstance(f, Turn | Crossing) and f.street and f.street != scene.street)
    near = [(abs(f.s_m - scene.s_m), f.street) for f in others]
    return min(near)[1] if near and min(near)[0] <= NEAR_STREET_M else None


def _around(scene: Scene) -> Words:
    """Always ahead, right, left, behind; by the compass when nobody knows where the person faces."""
    if not scene.located or scene.band == "D" or scene.tracker.xy is None:
        return "where_am_i.lost", {"street": scene.way}
    facing = None if scene.settings.compass_words else scene.facing.now(scene.tracker)
    found: dict[str, list[str]] = {}
    for _, name, way in sorted(_things(scene)):
        place = sector(facing[0] if facing else 0.0, way)
        if len(found.setdefault(place, [])) < MOST_EACH:
            found[place].append(name)
    if not found:
        return "around_me.none", {}
    names = ("ahead", "right", "left", "behind") if facing else ("north", "east", "west", "south")
    filled = {name: Several(tuple(found[place])) for name, place in zip(names, ("ahead", "right", "left", "behind")) if place in found}
    return "around_me" if facing else "around_me.compass", filled


def _things(scene: Scene) -> Iterator[tuple[float, str, float]]:
    here = scene.tracker.xy
    for mark in scene.route.landmarks:
        there = scene.plane.xy(mark.lat, mark.lon)
        if here is not None and 1 <= (d := apart(here, there)) <= AROUND_M:
            yield round(d, 2), mark.name, bearing(here, there)


def _facts(scene: Scene, crossing: Crossing) -> Words:
    return "cross_more", facts_of(crossing)


def _crossing(scene: Scene, once: str) -> Iterator[Item]:
    reach = CROSSING_M + (scene.a_m if scene.located else 40.0)
    near = [c for _, c in scene.features(Crossing) if c.s_m - reach <= scene.s_m <= c.far_s_m + 6]
    if near:
        yield Item("cross_more", "asked", of(_facts, near[0]), once=once)
    else:
        yield Item("more", "asked", _nothing, once=once)


def ladder(scene: Scene, feature: Feature | None) -> list[Words]:
    """What more is known of the thing last told of, one rung at a time: geometry, clues, source and age."""
    rungs: list[Words] = []
    if isinstance(feature, Crossing):
        rungs.append(("cross_more", facts_of(feature)))
    if isinstance(feature, Turn):
        rungs += [("more", {"fact": Say(key, {name: text})}) for key, name, text in _clues(feature) if text]
    if feature is not None:
        rungs += [("more", {"fact": fact}) for fact in _source(scene, feature)]
    return rungs


def _clues(turn: Turn) -> tuple[tuple[str, str, str | None], ...]:
    return ("more.landmark", "landmark", turn.landmark), ("more.clue", "clue", turn.clue)


def _source(scene: Scene, feature: Feature) -> Iterator[Any]:
    source = feature.source
    if not source.confirmed:
        yield Say("more.unconfirmed", {"reports": Count(source.reports or 0, "report")})
    if source.name:
        yield Say("more.source", {"name": source.name})
    if source.seen_s is not None:
        yield Say("more.age", {"min": Minutes(scene.now_s - source.seen_s)})
