"""`python -m benchmarks.markers`: how far, how oblique and in what light markers and codes of the sheets are read, per family; where each fails.

Every photograph is made up (`camera.py`): 1080p, focal length 1440 px, distance uniform in 0.5–10 m, turned uniform in 0–60 degrees, anywhere in the
picture, on a wall of clutter, conditions in equal shares. One photograph, one try; a phone takes ten a second. Read is the right id, once; any
other id is wrong.
"""
import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from benchmarks.camera import BEYOND, BLACK, CONDITIONS, FOCAL_PX, SCENES, WHITE, Condition, photograph, pose, scene
from mobile.scan.detect import Lens, find_markers
from mobile.scan.family import DICTIONARIES, OPEN_FAMILY, QUIET, Family, open_family

NEAR_M, FAR_M, MOST_TURNED_DEG = 0.5, 10.0, 60.0
ENOUGH = 0.95
DOTS_PER_CELL = 40
LENS = Lens(FOCAL_PX)
READERS = ("ours", "OpenCV")


@dataclass(frozen=True)
class Try:
    """One photograph and what a reader made of it. distance_error: share; NaN where nothing was read."""

    family: str
    side_mm: int
    reader: str
    condition: str
    distance_m: float
    turned_deg: float
    read: bool
    wrong: int
    seconds: float
    distance_error: float = math.nan
    bearing_error_deg: float = math.nan


def tries(family: str, side_mm: int, count: int, seed: int, conditions: tuple[Condition, ...], readers: tuple[str, ...] = READERS) -> Iterator[Try]:
    known = open_family(family)
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        slot, condition = int(rng.integers(0, known.slots)), conditions[number % len(conditions)]
        distance_m, turned_deg = float(rng.uniform(NEAR_M, FAR_M)), float(rng.uniform(0, MOST_TURNED_DEG))
        print_, whole = printed_marker(known, slot), side_mm / 1000 * (known.side + 2 * QUIET) / known.side
        picture = None
        while picture is None:
            stands = pose(rng, distance_m, turned_deg)
            picture = photograph(rng, print_, whole, stands, scene(number % SCENES), condition)
        for reader in readers:
            begun = time.process_time()
            seen = read_with(reader, picture, family, side_mm)
            seconds = time.process_time() - begun
            right = [marker for marker in seen if marker[0] == slot]
            found = len(right) == 1
            errors = (abs(right[0][1] / distance_m - 1), abs(right[0][2] - stands.bearing_deg)) if found else (math.nan, math.nan)
            yield Try(family, side_mm, reader, condition.name, distance_m, turned_deg, found, len(seen) - found, seconds, *errors)


def printed_marker(family: Family, slot: int) -> np.ndarray:
    """float32, reflected light, the white around it included."""
    white = np.pad(family.cells[slot], QUIET, constant_values=True)
    return np.kron(np.where(white, WHITE, BLACK), np.ones((DOTS_PER_CELL, DOTS_PER_CELL))).astype(np.float32)


def read_with(reader: str, picture: np.ndarray, family: str, side_mm: int) -> list[tuple[int, float, float]]:
    """slot, metres, degrees; the latter NaN for OpenCV as it comes."""
    if reader == "ours":
        known = open_family(family)
        seen = find_markers(picture, LENS, dict.fromkeys(range(known.slots), side_mm), family)
        return [(marker.slot, marker.distance_m, marker.bearing_deg) for marker in seen]
    _, slots, _ = opencv_detector(family).detectMarkers(picture)
    return [] if slots is None else [(int(slot), math.nan, math.nan) for slot in slots.ravel()]


@cache
def opencv_detector(family: str) -> cv2.aruco.ArucoDetector:
    return cv2.aruco.ArucoDetector(open_family(family).dictionary)


def without_ours(count: int, seed: int, family: str = OPEN_FAMILY) -> int:
    """Ids read in photographs that hold a marker of another family or none: each is wrong."""
    wrong, strangers = 0, [name for name in DICTIONARIES if name != family]
    for number in range(count):
        rng = np.random.default_rng([seed, number, 1])
        stranger = open_family(strangers[number % len(strangers)])
        print_ = printed_marker(stranger, int(rng.integers(0, stranger.slots)))
        conditions = (*CONDITIONS, *BEYOND)
        stands = pose(rng, float(rng.uniform(1.5, FAR_M)), float(rng.uniform(0, MOST_TURNED_DEG)))
        picture = photograph(rng, print_, 0.2, stands, scene(SCENES + number % 60), conditions[number % len(conditions)])
        wrong += 0 if picture is None else len(find_markers(picture, LENS, family=family))
    return wrong


def share(group: list[Try]) -> float:
    return sum(one.read for one in group) / len(group) if group else math.nan


def reach_m(group: list[Try], step_m: float = 1.0) -> float:
    """The largest distance up to which every metre is read in 95 % of tries; 0 where not even the first is."""
    reach, at = 0.0, NEAR_M
    while at < FAR_M:
        end = min(at + step_m, FAR_M)
        band = [one for one in group if at <= one.distance_m < end]
        if not band or share(band) < ENOUGH:
            return reach
        reach = at = end
    return reach


def family_rows(found: list[Try]) -> list[str]:
    rows = ["| family | side, mm | read by | read | wrong ids | 95 % up to | 95 % up to, turned over 45° | CPU, ms |", "|---" * 8 + "|"]
    for key in dict.fromkeys((one.family, one.side_mm, one.reader) for one in found):
        own = [one for one in found if (one.family, one.side_mm, one.reader) == key]
        oblique = [one for one in own if one.turned_deg > 45]
        milliseconds = 1000 * sum(one.seconds for one in own) / len(own)
        numbers = f"{share(own):.1%} of {len(own):,} | {sum(one.wrong for one in own)} | {reach_m(own):.1f} m | {reach_m(oblique, 2.0):.1f} m"
        rows.append(f"| {key[0]} | {key[1]} | {key[2]} | {numbers} | {milliseconds:.0f} |")
    return rows


def condition_rows(found: list[Try]) -> list[str]:
    """Read, by condition and place, of one reader: where it fails."""
    areas = [(low, high, turned) for turned in ((0, 30), (30, 45), (45, 60)) for low, high in ((0.5, 4), (4, 7), (7, 10))]
    head = [f"{low:g}–{high:g} m, {turned[0]}–{turned[1]}°" for low, high, turned in areas]
    rows = ["| condition | all | " + " | ".join(head) + " |", "|---" * (len(head) + 2) + "|"]
    for name in dict.fromkeys(one.condition for one in found):
        own = [one for one in found if one.condition == name]
        cells = [share(within(own, *area)) for area in areas]
        rows.append(f"| {name} | {share(own):.1%} | " + " | ".join("–" if math.isnan(cell) else f"{cell:.0%}" for cell in cells) + " |")
    return rows


def within(found: list[Try], low_m: float, high_m: float, turned_deg: tuple[int, int]) -> list[Try]:
    return [one for one in found if low_m <= one.distance_m < high_m and turned_deg[0] <= one.turned_deg < turned_deg[1]]


def error_line(found: list[Try]) -> str:
    good = [one for one in found if one.read and one.reader == "ours"]
    far = np.percentile([one.distance_error for one in good], (50, 95))
    aside = np.percentile([one.bearing_error_deg for one in good], (50, 95))
    return f"Distance within {far[0]:.1%} in half, {far[1]:.1%} in 95 %; bearing within {aside[0]:.2f}° and {aside[1]:.2f}°, of {len(good):,} read."


def main() -> int:
    from benchmarks.codes import rows as code_rows

    parser = argparse.ArgumentParser(prog="python -m benchmarks.markers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="thousands of photographs instead of hundreds")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    many, few, empty = (2000, 300, 2000) if options.full else (200, 40, 100)
    families = [one for family in DICTIONARIES for one in tries(family, 160, few, options.seed, CONDITIONS)]
    print("## Families\n", *family_rows(families), sep="\n", flush=True)
    ours = [one for side in (160, 200) for one in tries(OPEN_FAMILY, side, many, options.seed + 1, CONDITIONS, ("ours",))]
    print(f"\n## {OPEN_FAMILY}\n", *family_rows(ours), "", error_line(ours), sep="\n", flush=True)
    beyond = list(tries(OPEN_FAMILY, 160, many // 5, options.seed + 2, BEYOND, ("ours",)))
    print("\n## Where it fails, side 160 mm\n", *condition_rows([one for one in ours if one.side_mm == 160] + beyond), sep="\n", flush=True)
    print(f"\nWrong ids in {empty:,} photographs of other markers: {without_ours(empty, options.seed + 3)}", flush=True)
    print("\n## QR codes\n", *code_rows(many // 4, options.seed + 4), sep="\n", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
