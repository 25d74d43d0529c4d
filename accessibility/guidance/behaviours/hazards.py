"""What could hurt: told early by all of what is not known about the position, never left out."""
from collections.abc import Iterator
from typing import NamedTuple

from accessibility.guidance.distances import hazard_m
from accessibility.guidance.events import LimitBroken
from accessibility.guidance.features import Obstacle
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import STILL_NEAR_M, Scene
from accessibility.guidance.words.values import Say

KINDS = ("hole", "works", "scaffold", "barrier", "parked", "branch", "ice", "flood", "bin")
REPORTED_EXTRA_M = 10.0
BLOCKS = ("stairs", "kerb", "slope", "width", "lift", "closed")
OPTIONS = ("other_way", "wait", "staff", "call")


class Danger(NamedTuple):
    key: str
    kind: str
    s_m: float
    side: str | None
    confirmed: bool


def option_of(option: str | None) -> Say:
    """A question to the person, never an order."""
    return Say(f"option.{option if option in OPTIONS else 'other_way'}")


def hazards(scene: Scene) -> Iterator[Item]:
    if not scene.on_foot or not scene.progress.known:
        return
    for danger in _dangers(scene):
        d = danger.s_m - scene.s_m
        if danger.s_m > scene.goes_to_m or d <= 0:
            continue
        reach = STILL_NEAR_M if scene.band == "D" else hazard_m(scene.pace_mps, scene.a_m) + (0 if danger.confirmed else REPORTED_EXTRA_M)
        if d <= reach:
            name = "hazard_ahead" if danger.confirmed else "hazard_maybe"
            yield Item(name, f"hazard:{danger.key}", of(_words, danger), point_m=danger.s_m, measures=scene.band in "AB")
    yield from _blocks(scene)


def _dangers(scene: Scene) -> Iterator[Danger]:
    known = scene.news.hazards
    for idx, f in scene.features(Obstacle):
        if f.hazard_id not in known:
            yield Danger(f.hazard_id or str(idx), f.kind, f.s_m, f.side, f.confirmed and f.source.confirmed)
    for seen in known.values():
        if not seen.gone:
            yield Danger(seen.hazard_id, seen.kind, seen.s_m, seen.side, seen.confirmed)


def _words(scene: Scene, danger: Danger) -> Words | None:
    taken_back = danger.key in scene.news.hazards and scene.news.hazards[danger.key].gone
    if danger.s_m <= scene.s_m or taken_back:
        return None
    kind = Say(f"hazard.{danger.kind if danger.kind in KINDS else 'other'}")
    side = scene.side(danger.side) if scene.band in "AB" else None
    name = "hazard_ahead" if danger.confirmed else "hazard_maybe"
    return name, {"kind": kind, "where": scene.where(danger.s_m - scene.s_m), "side": side}


def _blocks(scene: Scene) -> Iterator[Item]:
    for block in scene.news.blocks.values():
        if scene.s_m < block.s_m <= scene.line.length_m:
            yield Item("limit_block", f"block:{block.block_id}", of(_block, block))


def _block(scene: Scene, block: LimitBroken) -> Words | None:
    if block.s_m <= scene.s_m:
        return None
    reason = Say(f"block.{block.reason if block.reason in BLOCKS else 'other'}")
    return "limit_block", {"reason": reason, "option": option_of(block.option)}
