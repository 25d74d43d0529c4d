"""What must hold on any walk, whatever was heard and said. `follow` drives a guide and notes how things stood when words began."""
import re
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from accessibility.guidance import Guide, Utterance
from accessibility.guidance.callouts import CALLOUTS, KERB_CUES, MOST_LETTERS
from accessibility.guidance.distances import letters
from accessibility.guidance.events import SpeechEnded
from tests.accessibility.guidance.test_words import BANNED

TURNS = {"turn_near", "turn_prep", "turn_pair", "cycle_turn"}
HEDGES = r"about|roughly|within|next|by|for|narrow|kerb"  # a length of something needs no hedge
OLD_ROUTE = {"progress", "turn_done", "arrive_soon", "arrive_last", "arrived"}
AFTER = {"turn_near": "turn_prep", "turn_done": "turn_near", "cross_past": "cross_ahead"}


class Moment(NamedTuple):
    """One utterance, and the scene when it began."""

    u: Utterance
    a_m: float
    band: str
    lost: bool
    hushed: bool
    on_road: bool
    off: bool
    aboard: bool
    facing: bool
    moving: bool
    pace_mps: float
    s_m: float
    subject: str
    kerb_m: float


def follow(guide: Guide, events) -> list[Moment]:
    out = []
    for event in events:
        scene = guide.scene
        said = guide.take(event)
        if isinstance(event, SpeechEnded) and out:
            out[-1] = out[-1]._replace(u=replace(out[-1].u, ends_s=min(out[-1].u.ends_s, scene.now_s)))
        hush = scene.kerbs.hush
        sounding = guide.queue.sounding
        assert len(guide.queue.waiting) <= 5
        for u in said:
            out.append(Moment(
                u, scene.a_m, scene.band, scene.tracker.lost, hush is not None, bool(hush and hush.on_road), scene.progress.off,
                scene.boarding.phase == "aboard", scene.facing.now(scene.tracker) is not None, scene.moving, scene.pace_mps, scene.s_m,
                f"{sounding.entries[0].item.subject} on way {scene.watch.new_ways}" if sounding and u is said[-1] else "",
                min((w.item.point_m for w in sounding.entries if w.item.id in KERB_CUES and w.item.point_m), default=0.0) if sounding else 0.0,
            ))  # fmt: skip
    return out


def check(moments: list[Moment]) -> None:
    for moment in moments:
        _words(moment)
        _honest(moment)
        _hush(moment)
    _one_at_a_time(moments)
    _rates(moments)
    _once(moments)


def _words(m: Moment) -> None:
    u = m.u
    for text in (u.shown, u.spoken):
        assert not re.search(r"[{}\[\]]|  ", text), text
        if "area_alert" not in u.ids:
            assert not re.search(BANNED[u.language], text, re.IGNORECASE), text
    assert not re.search(r"\d", u.spoken), u.spoken
    if len(u.ids) == 1 and u.kind != "A":
        assert letters(u.shown, u.language) <= MOST_LETTERS[u.kind] + 1, u.shown
    if u.kind == "A" and u.id != "stop":
        assert u.shown
        assert u.sound
        assert u.haptic
    assert bool(u.haptic) or not u.sound or u.id in ("quieter", "stop"), u


def _honest(m: Moment) -> None:
    """No plain turn where the position is poor, no bare metres either; no left or right for somebody who faces nobody knows where."""
    ids = set(m.u.ids)
    if ids & TURNS:
        assert m.a_m <= 20, m
        assert not m.lost, m
        assert m.facing or m.moving, m
    coded = ids <= {name for name, callout in CALLOUTS.items() if callout.accuracy in "DTKH"} and not ids & {"code_seen", "where_am_i", "rerouted"}
    if coded and m.a_m > 10 and m.u.language == "en" and "gps_back" not in ids:
        for found in re.finditer(r"(\S+ \S+ )?\b\d+ (metres|kilometres)", m.u.shown):
            assert re.search(HEDGES, m.u.shown[: found.end()], re.IGNORECASE), m
    if m.off and m.u.shown:
        assert not ids & OLD_ROUTE, m
    if ids & {"arrived"}:
        assert not m.aboard, m


def _hush(m: Moment) -> None:
    ids = set(m.u.ids)
    if m.on_road:
        assert m.u.kind == "U" or not (m.u.shown or m.u.sound or m.u.haptic), m
    elif m.hushed:
        assert m.u.kind == "U" or ids <= {"limit_block", "area_alert"}, m
    if m.moving and ids & set(KERB_CUES) and m.band != "D" and m.u.spoken:
        assert m.kerb_m - m.s_m - m.pace_mps * (m.u.ends_s - m.u.t_s) >= 3 - 0.01, m


def _one_at_a_time(moments: list[Moment]) -> None:
    before = None
    for m in moments:
        if before is not None:
            assert m.u.t_s >= before.t_s
            if m.u.t_s < before.ends_s - 1e-6 and before.spoken:
                assert m.u.cuts, (before, m.u)
                assert m.u.kind in {"A": "", "U": "AU", "P": "AU", "M": "AUP"}[before.kind] or m.u.id == "stop", (before, m.u)
        before = m.u


def _rates(moments: list[Moment]) -> None:
    played = [m.u for m in moments]
    ends = [min(u.ends_s, after.t_s) if after.cuts else u.ends_s for u, after in zip(played, [*played[1:], played[-1]])] if played else []
    said = [replace(u, ends_s=end_s) for u, end_s in zip(played, ends) if u.spoken]
    ambient = [u.t_s for u in said if u.kind == "M"]
    assert all(b - a >= 20 for a, b in pairwise(ambient))
    polite = [u.t_s for u in said if u.kind == "P"]
    assert all(b - a >= 60 for a, b in zip(polite, polite[6:]))
    for u, after in pairwise(said):
        if u.shown == after.shown and "repeat" not in after.ids and after.kind != "A":
            assert after.t_s - u.t_s >= 8, after
    for u in said:
        if u.kind in "PM":
            since_s = u.ends_s - 60
            counted = [o for o in said if o.kind != "U" and since_s < o.ends_s and o.t_s <= u.t_s]
            assert sum(min(o.ends_s, u.ends_s) - max(o.t_s, since_s) for o in counted) <= 21 + 1e-6, u


def _once(moments: list[Moment]) -> None:
    ids = [name for m in moments for name in m.u.ids]
    assert ids.count("arrived") <= 1
    cut = any(m.u.cuts for m in moments)
    told = [(m.subject, m.u.id) for m in moments if m.u.id in KERB_CUES]
    if not cut:
        assert len({subject for subject, _ in told}) == len(told), told
    seen: set[tuple[str, str]] = set()
    for m in moments:
        for name in m.u.ids:
            if AFTER.get(name) and not cut:
                assert (name, m.subject) not in seen or name == "turn_near" or CALLOUTS[name].cooldown_s is not None, m
            seen.add((name, m.subject))
    for name, earlier in AFTER.items():
        later = {m.subject: m.u.t_s for m in reversed(moments) if name in m.u.ids}
        for m in moments:
            if earlier in m.u.ids and m.subject in later and m.subject.startswith(("turn", "x:")) and m.subject:
                assert m.u.t_s <= later[m.subject] or cut, (m, later)
