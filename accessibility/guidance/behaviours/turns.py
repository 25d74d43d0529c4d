"""Turns: prepared, told, confirmed; and what becomes of them when the position is poor. A slight turn is the hard one, so it gets its landmark."""
from collections.abc import Iterator

from accessibility.guidance.distances import near_m, passed_m, prep_m
from accessibility.guidance.features import Crossing, Turn
from accessibility.guidance.geometry import apart, turned
from accessibility.guidance.item import Item, Words
from accessibility.guidance.scene import STILL_NEAR_M, Scene, named
from accessibility.guidance.words.values import Say

NONE_DEG, SLIGHT_DEG, PLAIN_DEG, SHARP_DEG = 20, 60, 120, 160
TOGETHER_M = 15.0
DONE_WITHIN_M = 60.0
LEAPT_M, AS_BEFORE_DEG = 8.0, 45.0


def angle(scene: Scene, turn: Turn) -> float | None:
    """From the way the person really comes to the next leg; above zero to the right."""
    approach = scene.approach_deg(turn.s_m)
    return None if approach is None else turned(approach, scene.line.bearing_at(turn.s_m))


def act(degrees: float, fork: bool = False) -> str | None:
    """The word for a turn; None where one goes on as one went."""
    side, size = ("right" if degrees > 0 else "left"), abs(degrees)
    if size < NONE_DEG:
        return None if not fork else "straight" if size < 5 else f"keep_{side}"
    if size <= SLIGHT_DEG:
        return f"slight_{side}"
    return side if size <= PLAIN_DEG else f"sharp_{side}" if size <= SHARP_DEG else "around"


def side_of(degrees: float) -> str:
    return "right" if degrees > 0 else "left"


def turn_slots(scene: Scene, turn: Turn) -> dict | None:
    degrees = angle(scene, turn)
    word = None if degrees is None else act(degrees, turn.fork)
    if word is None:
        return None
    onto = None if word == "around" else named(turn)
    return {"turn": Say(f"act.{word}"), "street": onto, "landmark": turn.landmark, "_word": word}


def turns(scene: Scene) -> Iterator[Item]:
    if not scene.on_foot or not scene.progress.known:
        return
    passed = [(idx, turn) for idx, turn in scene.features(Turn) if turn.s_m <= scene.s_m][-1:]
    for idx, turn in scene.features(Turn):
        if turn.s_m > scene.goes_to_m:
            break
        d = scene.progress.to_m(turn.s_m, scene.tracker)
        if not scene.located or scene.band == "D":
            if 0 < d <= STILL_NEAR_M:
                yield from _unsure(scene, idx, turn)
                return
        elif d > 0:
            yield from _before(scene, idx, turn, d)
            return
        elif (idx, turn) in passed:
            yield from _late(scene, idx, turn, -d)
            yield from _behind(scene, idx, turn)


def subject(scene: Scene, idx: int) -> str:
    return f"turn:{idx}:{scene.progress.passing}"


def _before(scene: Scene, idx: int, turn: Turn, d: float) -> Iterator[Item]:
    coming_back = scene.progress.coming_back(turn.s_m, scene.tracker)
    if ((scene.progress.off or scene.progress.wrong) and not coming_back) or (scene.progress.unsure(scene.a_m) and not coming_back):
        return
    slots = turn_slots(scene, turn)
    if slots is None:
        return
    about, side = subject(scene, idx), slots["_word"].rsplit("_", 1)[-1]
    prep = prep_m(scene.pace_mps, scene.cycling)
    if scene.band == "C":
        if d <= prep + scene.a_m:
            yield Item("turn_zone", about, lambda s: _zone(s, turn), point_m=turn.s_m, side=side)
        return
    if scene.cycling:
        if d <= near_m(scene.pace_mps, 0.0, scene.settings.reaction_s, scene.a_m) and scene.moving:
            yield Item("cycle_near", about, lambda s: ("cycle_near", {}) if _plain(s, turn) else None, point_m=turn.s_m, side=side)
        elif d <= prep:
            yield Item("cycle_turn", about, lambda s: _cycle(s, turn), point_m=turn.s_m, side=side, measures=True)
        return
    near, words = _near(scene, idx, turn)
    nearest = near_m(scene.pace_mps, scene.say_s(words), scene.settings.reaction_s, scene.a_m)
    early = max(0.0, scene.a_m - 10) / 2
    if nearest < d <= prep + early:
        yield Item("turn_prep", about, lambda s: _prep(s, turn), point_m=turn.s_m, side=side, measures=True)
    elif d <= nearest and scene.moving and near:
        yield near


def _late(scene: Scene, idx: int, turn: Turn, past_m: float) -> Iterator[Item]:
    """The position leapt over the turn before it could be told, and the person still goes straight on: told all the same."""
    about, course = subject(scene, idx), scene.tracker.course
    known = any((name, about) in scene.told for name in ("turn_near", "turn_pair", "turn_zone"))
    if known or course is None or not scene.moving or scene.cycling or past_m > max(LEAPT_M, scene.a_m + 2) or scene.progress.off:
        return
    if abs(turned(scene.line.bearing_into(turn.s_m), course)) <= AS_BEFORE_DEG and not scene.keeps_straight(turn):
        side = side_of(angle(scene, turn) or 0.0)
        yield Item("turn_near", about, lambda s: ("turn_near", turn_slots(s, turn) or {}) if s.band in "AB" and s.located else None, side=side)


def _near(scene: Scene, idx: int, turn: Turn) -> tuple[Item | None, Words]:
    """The cue at the turn; with a second turn close behind, both in one. None where a crossing close behind says the turn as well."""
    slots = turn_slots(scene, turn) or {}
    about, side = subject(scene, idx), slots.get("_word", "").rsplit("_", 1)[-1]
    if crossing_behind(scene, turn):
        return None, ("turn_near", slots)
    second = _second(scene, turn)
    if second is None:
        return Item("turn_near", about, lambda s: _told(s, turn), point_m=turn.s_m, side=side), ("turn_near", slots)
    second_idx, other = second
    also = tuple((name, subject(scene, which)) for name, which in (("turn_near", idx), ("turn_near", second_idx), ("turn_prep", second_idx)))
    words = _pair(scene, turn, other)
    if words is None:
        return None, ("turn_near", slots)
    return Item("turn_pair", about, lambda s: _pair(s, turn, other), point_m=turn.s_m, side=side, also=also, measures=True), words


def _second(scene: Scene, turn: Turn) -> tuple[int, Turn] | None:
    within = max(TOGETHER_M, 12 * scene.pace_mps)
    return next(((i, t) for i, t in scene.features(Turn) if 0 < t.s_m - turn.s_m <= within and t.s_m <= scene.goes_to_m), None)


def crossing_behind(scene: Scene, turn: Turn) -> tuple[int, Crossing] | None:
    return next(((i, c) for i, c in scene.features(Crossing) if 0 <= c.s_m - turn.s_m <= TOGETHER_M and c.s_m <= scene.goes_to_m), None)


def _ahead(scene: Scene, turn: Turn) -> bool:
    return scene.located and scene.progress.to_m(turn.s_m, scene.tracker) > 0


def _plain(scene: Scene, turn: Turn) -> dict | None:
    """No plain turn word above 20 m of accuracy, and none while the position is lost."""
    return turn_slots(scene, turn) if _ahead(scene, turn) and scene.band in "AB" and scene.a_m <= 20 else None


def _prep(scene: Scene, turn: Turn) -> Words | None:
    slots = _plain(scene, turn)
    if slots is None:
        return None
    slight = "slight" in slots["_word"]
    distance = scene.dist(scene.progress.to_m(turn.s_m, scene.tracker))
    if distance is not None and distance.close:
        return None  # without a distance these are the words at the turn, which come next
    return "turn_prep", slots | {"dist": distance, "landmark": slots["landmark"] if slight else None}


def _told(scene: Scene, turn: Turn) -> Words | None:
    slots = _plain(scene, turn)
    return ("turn_near", slots) if slots else None


def _cycle(scene: Scene, turn: Turn) -> Words | None:
    slots = _plain(scene, turn)
    return ("cycle_turn", slots | {"dist": scene.dist(scene.progress.to_m(turn.s_m, scene.tracker), far=True)}) if slots else None


def _pair(scene: Scene, turn: Turn, other: Turn) -> Words | None:
    slots = _plain(scene, turn)
    word = act(turned(scene.line.bearing_into(other.s_m), scene.line.bearing_at(other.s_m)), other.fork)
    if slots is None or word is None:
        return None
    return "turn_pair", slots | {"dist": scene.dist(other.s_m - turn.s_m, far=True), "turn2": Say(f"act.{word}"), "street2": named(other)}


def _zone(scene: Scene, turn: Turn) -> Words | None:
    degrees = angle(scene, turn)
    if not _ahead(scene, turn) or scene.band != "C" or degrees is None or abs(degrees) < NONE_DEG:
        return None  # which branch of a fork it is cannot be told from so far off
    span = scene.span(scene.progress.to_m(turn.s_m, scene.tracker) + scene.a_m)
    return "turn_zone", {"side": Say(f"side.{side_of(degrees)}"), "street": named(turn), "span": span, "clue": turn.clue}


def _unsure(scene: Scene, idx: int, turn: Turn) -> Iterator[Item]:
    degrees = turned(scene.line.bearing_into(turn.s_m), scene.line.bearing_at(turn.s_m))
    if act(degrees) is None or (not scene.moving and scene.facing.now(scene.tracker) is None):
        return

    def words(s: Scene) -> Words | None:
        return ("turn_unsure", {"side": Say(f"side.{side_of(degrees)}"), "street": named(turn)}) if s.band == "D" else None

    yield Item("turn_unsure", subject(scene, idx), words, side=side_of(degrees))


def _behind(scene: Scene, idx: int, turn: Turn) -> Iterator[Item]:
    course, about = scene.tracker.course, subject(scene, idx)
    if course is None or scene.tracker.xy is None or scene.progress.off:
        return
    beyond = apart(scene.tracker.xy, scene.line.at(turn.s_m))
    changed = abs(turned(scene.line.bearing_into(turn.s_m), course))
    sharp = abs(turned(scene.line.bearing_into(turn.s_m), scene.line.bearing_at(turn.s_m))) >= 45
    if scene.band == "C" and sharp and beyond > scene.a_m + 10 and changed < 45 and scene.s_m - turn.s_m <= scene.a_m:
        yield Item("turn_check", about, lambda s: ("turn_check", {"street": named(turn)}) if s.located and not s.progress.off else None)
    past = scene.s_m - turn.s_m
    if passed_m(scene.a_m) <= past <= DONE_WITHIN_M and scene.progress.aligned_s(scene.now_s) >= 3 and not scene.progress.unsure(scene.a_m):
        if act(turned(scene.line.bearing_into(turn.s_m), scene.line.bearing_at(turn.s_m)), turn.fork):
            yield Item("turn_done", about, lambda s: _done(s, turn), measures=True)


def _done(scene: Scene, turn: Turn) -> Words | None:
    if not scene.located or scene.progress.off or scene.s_m - turn.s_m > DONE_WITHIN_M or scene.band == "D":
        return None
    return "turn_done.maybe" if scene.band == "C" else "turn_done", {"street": scene.street or named(turn)} | scene.next_at
