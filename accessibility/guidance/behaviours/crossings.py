"""Crossings: described, never decided. The app says what is known of the road, then is silent until the far side."""
from collections.abc import Iterator
from typing import Any

from accessibility.guidance.behaviours.indoors import stairs_words
from accessibility.guidance.behaviours.turns import TOGETHER_M, act, crossing_behind, side_of, street_of, subject, turn_slots
from accessibility.guidance.distances import kerb_m, near_m, passed_m, prep_m
from accessibility.guidance.geometry import turned
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.route import Crossing, CycleTrack, Stairs, Tracks, Turn
from accessibility.guidance.scene import STILL_NEAR_M, Scene
from accessibility.guidance.words.values import Count, Say, Several

KERB_CUE = {"signals": "cross_near", "zebra": "cross_near", "none": "cross_plain", None: "cross_unknown"}
FREE_M = 3.0  # words end so far before the kerb
PAST_WITHIN_M = 40.0
BETWEEN_M = 12.0


def name_of(crossing: Crossing) -> Any:
    return crossing.street or Say("road")


def control_of(crossing: Crossing) -> Say:
    if crossing.control == "signals":
        return Say(f"control.signals.{ {True: 'yes', False: 'no', None: 'unknown'}[crossing.sound]}")
    return Say(f"control.{crossing.control or 'unknown'}")


def kerb_of(crossing: Crossing) -> Several:
    tactile = {True: Say("tactile.yes"), False: Say("tactile.no"), None: None}[crossing.tactile]
    return Several((Say(f"kerb.{crossing.kerb or 'unknown'}"), tactile))


def facts_of(crossing: Crossing) -> dict[str, Any]:
    return {
        "street": name_of(crossing), "control": control_of(crossing), "kerb": kerb_of(crossing),
        "lanes": Count(crossing.lanes, "lane") if crossing.lanes else Say("lanes.unknown"), "island": Say("island") if crossing.island else None,
        "traffic": Say(f"traffic.{crossing.traffic or 'unknown'}"), "button": Say(f"button.{crossing.button}") if crossing.button else None,
        "angle": Say(f"angle.{crossing.angle}") if crossing.angle else None,
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
    return words[0], {**words[1], "kerb": None, "lanes": None, "side2": None}


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
    elif (after := _turn_after(scene, crossing)) is not None:
        also = (("turn_near", subject(scene, after[0])), ("turn_prep", subject(scene, after[0])))
    return Item(
        KERB_CUE[crossing.control], f"x:{idx}", lambda s: _told(s, crossing, turn, brief), point_m=crossing.s_m, also=also, feature=idx,
        side=(turn_slots(scene, turn[1]) or {}).get("_word", "").rsplit("_", 1)[-1] if turn else "",
    )  # fmt: skip


def _turn_after(scene: Scene, crossing: Crossing) -> tuple[int, Turn] | None:
    """A turn right behind the far kerb: nobody could be told of it in time."""
    close = max(6.0, scene.a_m)
    return next(((i, t) for i, t in scene.features(Turn) if 0 <= t.s_m - crossing.far_s_m <= close), None)


def _words(scene: Scene, crossing: Crossing, turn: tuple[int, Turn] | None) -> Words:
    key, slots = KERB_CUE[crossing.control], facts_of(crossing)
    if turn is not None and (turning := turn_slots(scene, turn[1])):
        return f"{key}.turn", slots | {"turn": turning["turn"]}
    if (after := _turn_after(scene, crossing)) is not None:
        degrees = turned(scene.line.bearing_into(after[1].s_m), scene.line.bearing_at(after[1].s_m))
        if act(degrees, after[1].fork):
            slots |= {"side2": Say(f"side.{side_of(degrees)}"), "street2": street_of(after[1])}
    if scene.band == "D":
        where = Say("where.stretch")
    elif scene.band == "C":
        where = Say("where.span", {"span": scene.span(crossing.s_m - scene.s_m + scene.a_m)})
    else:
        where = Say("where.ahead")
    return key, slots | {"where": where}


def _told(scene: Scene, crossing: Crossing, turn: tuple[int, Turn] | None, brief: bool) -> Words | None:
    """All facts if they end before the kerb, else only which road and which control."""
    if crossing.s_m <= scene.s_m or scene.progress.off:
        return None
    turn = turn if turn is not None and turn[1].s_m > scene.s_m and scene.band in "AB" else None
    words = _words(scene, crossing, turn)
    room_s = float("inf") if not scene.moving or scene.band == "D" else (crossing.s_m - scene.s_m - FREE_M) / scene.pace_mps
    if not brief and scene.say_s(words) <= room_s:
        return words
    short = _brief(words)
    return short if scene.say_s(short) <= room_s else None


def _ahead(scene: Scene, crossing: Crossing) -> Words | None:
    if crossing.s_m <= scene.s_m or not scene.located or scene.band not in "AB":
        return None
    control = Say(f"ahead.{crossing.control or 'unknown'}")
    return "cross_ahead", {"street": name_of(crossing), "dist": scene.dist(crossing.s_m - scene.s_m), "control": control}


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
    return "cross_past", {"street": name_of(crossing)} | scene.next_at


def _tracks(scene: Scene) -> Iterator[Item]:
    for idx, tracks in scene.features(Tracks):
        d = tracks.s_m - scene.s_m
        words = _tracks_words(scene, tracks)
        reach = kerb_m(scene.pace_mps, scene.say_s(words), scene.settings.reaction_s, scene.a_m)
        if 0 < d <= (STILL_NEAR_M if scene.band == "D" else reach) and tracks.s_m <= scene.goes_to_m and not scene.progress.off:
            yield Item("tracks_cross", f"x:{idx}", of(_tracks_ahead, tracks), point_m=tracks.s_m, feature=idx)


def _tracks_ahead(scene: Scene, tracks: Tracks) -> Words | None:
    return _tracks_words(scene, tracks) if tracks.s_m > scene.s_m else None


def _tracks_words(scene: Scene, tracks: Tracks) -> Words:
    where = Say("where.stretch") if scene.band == "D" else Say("where.ahead")
    if scene.band == "C":
        where = Say("where.span", {"span": scene.span(max(0.0, tracks.s_m - scene.s_m) + scene.a_m)})
    count = Count(tracks.tracks, "track") if tracks.tracks else Say("tracks.unknown")
    return "tracks_cross", {"tracks": count, "where": where, "control": Say(f"control.{tracks.control or 'unknown'}")}


def _cycle_tracks(scene: Scene) -> Iterator[Item]:
    for idx, track, d in scene.ahead(CycleTrack, STILL_NEAR_M):
        if d <= near_m(scene.pace_mps, scene.say_s(_cycle(scene, track)), scene.settings.reaction_s, scene.a_m):
            yield Item("cycle_cross", f"cycle:{idx}", of(_cycle, track), point_m=track.s_m, feature=idx)


def _cycle(scene: Scene, track: CycleTrack) -> Words:
    return "cycle_cross", {"what": Say(f"before.{track.before}")}
