"""What decides on wheels, told before the last place to turn off: slope, kerb, surface, width, and what is not known. And where cyclists dismount."""
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from accessibility.guidance.distances import prep_m, wheel_m
from accessibility.guidance.features import CrossFall, Dismount, Feature, Gradient, Kerb, Narrow, Surface, Turn, Unknown
from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.values import Length, Number, Say

STEEP_PCT, STEEP_DOWN_PCT, LEANS_PCT, OVER_M = 4.0, 6.0, 2.5, 3.0
KERB_CM, WIDER_CM = 2.0, 20.0
SURFACES = ("cobbles", "gravel", "grass", "sand", "unpaved")
NEAR_LIMIT = 0.9


def wheels(scene: Scene) -> Iterator[Item]:
    yield from _dismount(scene)
    if not scene.profile.wheels:
        return
    kind: type[Feature]
    for kind, tells, name, words in _KINDS:
        for idx, feature, d in scene.ahead(kind, 400.0):
            if tells(scene, feature) and d <= _reach(scene, feature):
                told = partial(_ahead, feature=feature, words=words)
                yield Item(name, f"{name}:{idx}", told, point_m=feature.s_m, measures=True)


def ground_words(scene: Scene, feature: Feature) -> Words | None:
    """What is said of it, if it decides anything for this person."""
    if not scene.profile.wheels:
        return None
    return next((words(scene, feature) for kind, tells, _, words in _KINDS if isinstance(feature, kind) and tells(scene, feature)), None)


def _ahead(scene: Scene, feature: Feature, words: Callable) -> Words | None:
    return words(scene, feature) if feature.s_m > scene.s_m else None


def _reach(scene: Scene, feature: Feature) -> float:
    """Where a limit is near, already from the last turn, while one can still go another way."""
    reach = wheel_m(scene.pace_mps, scene.a_m)
    if not _near_limit(scene, feature):
        return reach
    turns = [t.s_m for _, t in scene.features(Turn) if t.s_m < feature.s_m]
    return max(reach, feature.s_m - turns[-1] + reach / 2) if turns and turns[-1] > scene.s_m else reach


def _near_limit(scene: Scene, feature: Feature) -> bool:
    profile = scene.profile
    if isinstance(feature, Gradient) and profile.max_slope_pct:
        return abs(feature.pct) >= NEAR_LIMIT * profile.max_slope_pct
    return isinstance(feature, Kerb) and bool(profile.max_kerb_cm) and feature.height_cm >= NEAR_LIMIT * (profile.max_kerb_cm or 0)


def _steep(scene: Scene, slope: Gradient) -> bool:
    limit = scene.profile.max_slope_pct
    enough = slope.length_m >= OVER_M and abs(slope.pct) >= max(STEEP_PCT, 0.7 * limit if limit else 0.0)
    return enough and not _runs_away(scene, slope)


def _runs_away(scene: Scene, slope: Gradient) -> bool:
    """Downhill so steep that a chair gathers speed."""
    return slope.length_m >= OVER_M and slope.pct <= -STEEP_DOWN_PCT


def _leans(scene: Scene, fall: CrossFall) -> bool:
    return abs(fall.pct) >= LEANS_PCT


def _high(scene: Scene, kerb: Kerb) -> bool:
    return kerb.height_cm >= KERB_CM


def _narrow(scene: Scene, narrow: Narrow) -> bool:
    return scene.profile.width_cm is not None and narrow.width_cm < scene.profile.width_cm + WIDER_CM


def _always(scene: Scene, feature: Feature) -> bool:
    return True


def _cautious(scene: Scene, feature: Feature) -> bool:
    return scene.profile.cautious


def _grade(scene: Scene, slope: Gradient) -> Words:
    return "grade_ahead", _slope(scene, slope)


def _steep_down(scene: Scene, slope: Gradient) -> Words:
    return "steep_down", _slope(scene, slope)


def _slope(scene: Scene, slope: Gradient) -> dict[str, Any]:
    way = Say(f"{'ramp_slope' if slope.ramp else 'slope'}.{'up' if slope.pct > 0 else 'down'}")
    return {
        "slope": way, "pct": Number(abs(slope.pct), "percent"), "dist": scene.dist(slope.s_m - scene.s_m), "len": Length(slope.length_m),
    }  # fmt: skip


def _fall(scene: Scene, fall: CrossFall) -> Words:
    tilt = Say(f"tilt.{fall.towards or 'unknown'}")
    distance = scene.dist(fall.s_m - scene.s_m)
    return "crossfall_ahead", {"tilt": tilt, "pct": Number(abs(fall.pct), "percent"), "dist": distance, "len": Length(fall.length_m)}


def _kerb(scene: Scene, kerb: Kerb) -> Words:
    lowered = Say(f"lowered.{kerb.lowered}") if kerb.lowered else None
    return "kerb_ahead", {"cm": Number(kerb.height_cm, "cm"), "dist": scene.dist(kerb.s_m - scene.s_m), "lowered": lowered}


def _surface(scene: Scene, surface: Surface) -> Words:
    kind = Say(f"surface.{surface.kind if surface.kind in SURFACES else 'other'}")
    return "surface_ahead", {"surface": kind, "dist": scene.dist(surface.s_m - scene.s_m), "len": Length(surface.length_m)}


def _narrow_words(scene: Scene, narrow: Narrow) -> Words:
    return "narrow_ahead", {"cm": Number(narrow.width_cm, "cm"), "dist": scene.dist(narrow.s_m - scene.s_m)}


def _unknown(scene: Scene, unknown: Unknown) -> Words:
    return "unknown_ahead", {"attribute": Say(f"attribute.{unknown.attribute}"), "dist": scene.dist(unknown.s_m - scene.s_m)}


_KINDS: tuple[tuple[type, Callable, str, Callable], ...] = (
    (Gradient, _steep, "grade_ahead", _grade),
    (Gradient, _runs_away, "steep_down", _steep_down),
    (CrossFall, _leans, "crossfall_ahead", _fall),
    (Kerb, _high, "kerb_ahead", _kerb),
    (Surface, _always, "surface_ahead", _surface),
    (Narrow, _narrow, "narrow_ahead", _narrow_words),
    (Unknown, _cautious, "unknown_ahead", _unknown),
)


def _dismount(scene: Scene) -> Iterator[Item]:
    if scene.profile.way != "cycle":
        return
    for idx, zone, _ in scene.ahead(Dismount, prep_m(scene.pace_mps, scene.cycling)):
        yield Item("dismount", f"dismount:{idx}", of(_off, zone), point_m=zone.s_m, measures=True)


def _off(scene: Scene, zone: Dismount) -> Words | None:
    if zone.s_m <= scene.s_m:
        return None
    return "dismount", {"dist": scene.dist(zone.s_m - scene.s_m), "reason": Say(f"reason.{zone.reason}")}
