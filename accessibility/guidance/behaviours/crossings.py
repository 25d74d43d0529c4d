"""Crossings: described, never decided. The app says what is known of the road, then is silent until the far side."""
from collections.abc import Iterator
from typing import Any

from accessibility.guidance.behaviours.indoors import stairs_words
from accessibility.guidance.behaviours.turns import TOGETHER_M, act, crossing_behind, side_of, subject, turn_slots
from accessibility.guidance.distances import kerb_m, near_m, passed_m, prep_m
from accessibility.guidance.features import Crossing, CycleTrack, Stairs, Tracks, Turn
from accessibility.guidance.geometry import turned
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import STILL_NEAR_M, Scene, named, road_of
from accessibility.guidance.words.values import Count, Say, Several

KERB_CUE = {"signals": "cross_near", "zebra": "cross_near", "none": "cross_plain", None: "cross_unknown"}
KNOWN = {True: "yes", False: "no", None: "unknown"}
FREE_M = 3.0  # words end so far before the kerb
PAST_WITHIN_M = 40.0
BETWEEN_M = 12.0
MOST_WORDS_M = 30.0  # nobody goes further while a turn is told
FIX_S = 2.0  # how late the end of the silence may be noticed


def control_of(crossing: Crossing) -> Say:
    if crossing.control == "signals":
        felt = "" if crossing.vibration is None else f".felt_{KNOWN[crossing.vibration]}"
        return Say(f"control.signals.{KNOWN[crossing.sound]}{felt}")
    return Say(f"control.{crossing.control or 'unknown'}")


def kerb_of(crossing: Crossing) -> Several:
    tactile = {True: Say("tactile.yes"), False: Say("tactile.no"), None: None}[crossing.tactile]
    return Several((Say(f"kerb.{crossing.kerb or 'unknown'}"), tactile))


def facts_of(crossing: Crossing) -> dict[str, Any]:
    return {
        "street": road_of(crossing), "control": control_of(crossing), "kerb": kerb_of(crossing),
        "lanes": Count(crossing.lanes, "lane") if crossing.lanes else Say("lanes.unknown"), "island": Say("island") if crossing.island else None,
        "traffic": Say(f"traffic.{crossing.traffic or 'unknown'}"), "button": Say(f"button.{crossing.button}") if crossing.button else None,
        "angle": Say(f"angle.{crossing.angle}") if crossing.angle else None,
        "vibration": Say(f"vibration.{KNOWN[crossing.vibration]}") if crossing.control == "signals" else None,
    }  # fmt: skip


def crossings(scene: Scene) -> Iterator[Item]:
    if not scene.on_foot or not scene.progress.known:
        return
    for idx, crossing in scene.features(Crossing):
        if crossing.s_m > scene.goes_to_m:
            break
        d = crossing.s_m - scene.s_m
        if d > 0:
            yield from _lost_before(scene, idx, crossing, d) if scene.band == "D" else _before(scene, idx, crossing, d)
            break
        if _is_past(scene, crossing.far_s_m):
            yield Item("cross_past", f"x:{idx}", of(_past, crossing), measures=True)
    yield from _tracks(scene)
    yield from _cycle_tracks(scene)


def _before(scene: Scene, idx: int, crossing: Crossing, d: float) -> Iterator[Item]:
    if scene.progress.off or scene.progress.wrong:
        return
    prep, about = prep_m(scene.pace_mps, scene.cycling), f"x:{idx}"
    cue = _cue(scene, idx, crossing)
    if scene.band == "C":
        if d <= prep + scene.a_m:
            yield from _cues(scene, cue, crossing)
        return
    turn = _turn_before(scene, crossing)
    nearest = _reach(scene, crossing, turn)
    if turn is not None:
        nearest += crossing.s_m - turn[1].s_m
    follower = _follower(scene, crossing)
    if follower is not None:
        nearest += scene.pace_mps * scene.say_s(_brief(_words(scene, follower[1], None)))
    nearest += scene.pace_mps * sum(scene.say_s(stairs_words(scene, stairs)) for _, stairs in _stairs_in(scene, crossing))
    if d <= nearest:
        yield from _cues(scene, cue, crossing)
    elif d <= prep:
        yield Item("cross_ahead", about, lambda s: _ahead(s, crossing), point_m=crossing.s_m, measures=True, feature=idx)


def _stairs_in(scene: Scene, crossing: Crossing) -> Iterator[tuple[int, Stairs]]:
    """Stairs on the road, or so close behind it that the silence covers them: told before the kerb, or nobody hears of them."""
    within = crossing.s_m - FREE_M, crossing.far_s_m + passed_m(scene.a_m) + FREE_M
    return ((i, s) for i, s in scene.features(Stairs) if within[0] <= s.s_m <= within[1] and not s.off_line_m)


def _flights(scene: Scene, crossing: Crossing) -> Iterator[Item]:
    for idx, stairs in _stairs_in(scene, crossing):
        yield Item("stairs_near", f"stairs:{idx}", of(_flight, (crossing, stairs)), point_m=crossing.s_m, feature=idx)


def _flight(scene: Scene, pair: tuple[Crossing, Stairs]) -> Words | None:
    return stairs_words(scene, pair[1]) if pair[0].s_m > scene.s_m else None


def _cues(scene: Scene, cue: Item, crossing: Crossing) -> Iterator[Item]:
    """All that must be told before the silence: the road, stairs on it, and another road right behind."""
    yield cue
    yield from _flights(scene, crossing)
    if (follower := _follower(scene, crossing)) is not None:
        yield _cue(scene, *follower, brief=True)


def _follower(scene: Scene, crossing: Crossing) -> tuple[int, Crossing] | None:
    """Another road so close behind that there is no time for words between the two."""
    after = ((i, c) for i, c in scene.features(Crossing) if 0 <= c.s_m - crossing.far_s_m <= passed_m(scene.a_m) + BETWEEN_M)
    return next(after, None)


def _brief(words: Words) -> Words:
    """Which road, which control, and a turn that nobody could be told of later."""
    return words[0], {**words[1], "kerb": None, "lanes": None}


def _briefest(words: Words) -> Words:
    return words[0], {**_brief(words)[1], "side2": None, "street2": None}


def _reach(scene: Scene, crossing: Crossing, turn: tuple[int, Turn] | None) -> float:
    """At which distance the cue begins: to the kerb, or to a turn right before it, with which it is one sentence."""
    say_s = scene.say_s(_words(scene, crossing, turn))
    if turn is None:
        return kerb_m(scene.pace_mps, say_s, scene.settings.reaction_s, scene.a_m)
    return near_m(scene.pace_mps, say_s, scene.settings.reaction_s, scene.a_m)


def _turn_before(scene: Scene, crossing: Crossing) -> tuple[int, Turn] | None:
    """A turn close before the kerb that is not made yet."""
    for idx, turn in scene.features(Turn):
        if 0 <= crossing.s_m - turn.s_m <= TOGETHER_M and turn.s_m > scene.s_m:
            behind = crossing_behind(scene, turn)
            return (idx, turn) if behind and behind[1] is crossing and turn_slots(scene, turn) else None
    return None


def _cue(scene: Scene, idx: int, crossing: Crossing, brief: bool = False) -> Item:
    turn = _turn_before(scene, crossing) if scene.band in "AB" else None
    also: tuple[tuple[str, str], ...] = ()
    if turn is not None:
        also = (("turn_near", subject(scene, turn[0])), ("turn_prep", subject(scene, turn[0])))
    else:
        also = _with_turn_after(scene, crossing, _told(scene, crossing, None, brief))
    return Item(
        KERB_CUE[crossing.control], f"x:{idx}", lambda s: _told(s, crossing, turn, brief), point_m=crossing.s_m, also=also, feature=idx,
        side=(turn_slots(scene, turn[1]) or {}).get("_word", "").rsplit("_", 1)[-1] if turn else "",
    )  # fmt: skip


def _turn_after(scene: Scene, road: Crossing | Tracks) -> tuple[int, Turn] | None:
    """A turn on it, or so close behind that nobody could be told of it between the end of the silence and the turn."""
    silent_m = road.far_s_m + passed_m(scene.a_m)
    turn = next(((i, t) for i, t in scene.features(Turn) if road.s_m < t.s_m <= scene.goes_to_m), None)
    if turn is None or turn[1].s_m > silent_m + MOST_WORDS_M:
        return None
    if any(road.far_s_m <= other.s_m < turn[1].s_m for kind in (Crossing, Tracks) for _, other in scene.features(kind) if other is not road):
        return None  # the other road is nearer to it
    words = "turn_near", {"turn": Say(f"act.sharp_{side_of(_bend(scene, turn[1]))}"), "street": named(turn[1])}
    heard_m = silent_m + scene.pace_mps * (scene.say_s(words) + FIX_S)
    return turn if turn[1].s_m <= heard_m else None


def _bend(scene: Scene, turn: Turn) -> float:
    return turned(scene.line.bearing_into(turn.s_m), scene.line.bearing_at(turn.s_m))


def _after(scene: Scene, road: Crossing | Tracks) -> dict[str, Any]:
    """Slots of the turn right behind it."""
    after = _turn_after(scene, road)
    if after is None or not act(_bend(scene, after[1]), after[1].fork):
        return {}
    return {"side2": Say(f"side.{side_of(_bend(scene, after[1]))}"), "street2": named(after[1])}


def _with_turn_after(scene: Scene, road: Crossing | Tracks, words: Words | None) -> tuple[tuple[str, str], ...]:
    """What these words say as well: the turn behind the road, if they name it; else it is told once the silence is over."""
    after = _turn_after(scene, road) if words and words[1].get("side2") else None
    return tuple((name, subject(scene, after[0])) for name in ("turn_near", "turn_prep")) if after else ()


def _words(scene: Scene, crossing: Crossing, turn: tuple[int, Turn] | None) -> Words:
    key, slots = KERB_CUE[crossing.control], facts_of(crossing)
    if turn is not None and (turning := turn_slots(scene, turn[1])):
        return f"{key}.turn", slots | {"turn": turning["turn"]}
    slots |= _after(scene, crossing)
    if scene.band == "D":
        where = Say("where.stretch")
    elif scene.band == "C":
        where = Say("where.span", {"span": scene.span(crossing.s_m - scene.s_m + scene.a_m)})
    else:
        where = Say("where.ahead")
    return key, slots | {"where": where}


def _told(scene: Scene, crossing: Crossing, turn: tuple[int, Turn] | None, brief: bool) -> Words | None:
    """All facts if they end before the kerb, else fewer: at least which road and which control."""
    if crossing.s_m <= scene.s_m or scene.progress.off:
        return None
    turn = turn if turn is not None and turn[1].s_m > scene.s_m and scene.band in "AB" else None
    words = _words(scene, crossing, turn)
    return _longest(scene, crossing, ([] if brief else [words]) + [_brief(words), _briefest(words)])


def _longest(scene: Scene, road: Crossing | Tracks, choices: list[Words]) -> Words | None:
    """The first of these that ends before the kerb."""
    room_s = float("inf") if not scene.moving or scene.band == "D" else (road.s_m - scene.s_m - FREE_M) / scene.pace_mps
    return next((words for words in choices if scene.say_s(words) <= room_s), None)


def _ahead(scene: Scene, crossing: Crossing) -> Words | None:
    if crossing.s_m <= scene.s_m or not scene.located or scene.band not in "AB":
        return None
    control = Say(f"ahead.{crossing.control or 'unknown'}")
    return "cross_ahead", {"street": road_of(crossing), "dist": scene.dist(crossing.s_m - scene.s_m), "control": control}


def _lost_before(scene: Scene, idx: int, crossing: Crossing, d: float) -> Iterator[Item]:
    """Nobody knows how far; still it is told of, once, from the last sure place."""
    same = scene.stretch_at(crossing.s_m) == scene.stretch
    if d <= STILL_NEAR_M and same and not scene.progress.off:
        yield from _cues(scene, _cue(scene, idx, crossing), crossing)


def _is_past(scene: Scene, far_m: float) -> bool:
    past = scene.s_m - far_m
    return scene.located and not scene.progress.off and scene.band in "AB" and passed_m(scene.a_m) <= past <= PAST_WITHIN_M


def _past(scene: Scene, crossing: Crossing) -> Words | None:
    if not _is_past(scene, crossing.far_s_m) or ("arrive_last", "arrive") in scene.told:
        return None
    return "cross_past", {"street": road_of(crossing)} | scene.next_at


def _tracks(scene: Scene) -> Iterator[Item]:
    for idx, tracks in scene.features(Tracks):
        d = tracks.s_m - scene.s_m
        words = _tracks_words(scene, tracks)
        reach = kerb_m(scene.pace_mps, scene.say_s(words), scene.settings.reaction_s, scene.a_m)
        if 0 < d <= (STILL_NEAR_M if scene.band == "D" else reach) and tracks.s_m <= scene.goes_to_m and not scene.progress.off:
            also = _with_turn_after(scene, tracks, _tracks_ahead(scene, tracks))
            yield Item("tracks_cross", f"x:{idx}", of(_tracks_ahead, tracks), point_m=tracks.s_m, feature=idx, also=also)


def _tracks_ahead(scene: Scene, tracks: Tracks) -> Words | None:
    words = _tracks_words(scene, tracks)
    return _longest(scene, tracks, [words, _briefest(words)]) if tracks.s_m > scene.s_m else None


def _tracks_words(scene: Scene, tracks: Tracks) -> Words:
    where = Say("where.stretch") if scene.band == "D" else Say("where.ahead")
    if scene.band == "C":
        where = Say("where.span", {"span": scene.span(max(0.0, tracks.s_m - scene.s_m) + scene.a_m)})
    count = Count(tracks.tracks, "track") if tracks.tracks else Say("tracks.unknown")
    return "tracks_cross", {"tracks": count, "where": where, "control": Say(f"control.{tracks.control or 'unknown'}")} | _after(scene, tracks)


def _cycle_tracks(scene: Scene) -> Iterator[Item]:
    for idx, track, d in scene.ahead(CycleTrack, STILL_NEAR_M):
        if d <= near_m(scene.pace_mps, scene.say_s(_cycle(scene, track)), scene.settings.reaction_s, scene.a_m):
            yield Item("cycle_cross", f"cycle:{idx}", of(_cycle, track), point_m=track.s_m, feature=idx)


def _cycle(scene: Scene, track: CycleTrack) -> Words:
    return "cycle_cross", {"what": Say(f"before.{track.before}")}
