"""How far the QR code of a sheet is read: part of `benchmarks/markers.py`, photographs of whole sheets."""
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from allways.codes.layout import Coded, Sheet, sheet_of
from allways.codes.places import CodedPlace
from allways.codes.words import words_in
from benchmarks.camera import BLACK, CONDITIONS, SCENES, WHITE, Condition, photograph, pose, scene
from mobile.scan.detect import USUAL_SIDE_MM
from mobile.scan.family import open_family
from mobile.scan.read import read_texts
from signing.codes import CodeKind, PlaceCode, read_code, write_code
from signing.keys import KeyUse, Ring, RingKey, SigningKey
from signing.refused import CodeRefused

DOTS_PER_MM = 4
NEAR_M, FAR_M, MOST_TURNED_DEG, STEP_M = 0.45, 1.35, 45.0, 0.15
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class CodeTry:
    """believed: codes that passed the check of the signature; all but the right one are wrong."""

    condition: str
    distance_m: float
    read: bool
    believed: tuple[PlaceCode, ...]


def printed(sheet: Sheet, dots_per_mm: int = DOTS_PER_MM) -> np.ndarray:
    """float32, reflected light; boxes alone, each dot as black as it is covered."""
    fine = 4
    black = np.zeros((round(sheet.height * dots_per_mm * fine), round(sheet.width * dots_per_mm * fine)), np.float32)
    for box in sheet.boxes:
        left, right = (round(edge * dots_per_mm * fine) for edge in (box.x, box.x + box.width))
        top, bottom = (round(edge * dots_per_mm * fine) for edge in (box.y, box.y + box.height))
        black[top:bottom, left:right] = 1
    covered = black.reshape(black.shape[0] // fine, fine, black.shape[1] // fine, fine).mean(axis=(1, 3))
    return (WHITE + (BLACK - WHITE) * covered).astype(np.float32)


def small_city() -> tuple[Ring, SigningKey]:
    key = SigningKey.new()
    public = RingKey(key.public, KeyUse.CODE, date(2026, 1, 1), date(2027, 1, 1), date(2031, 1, 1))
    return Ring("littletown", "codes.littletown.example", (public,)), key


def coded_stop(ring: Ring, key: SigningKey, number: int) -> Coded:
    place = CodedPlace(CodeKind.STOP, f"de:08221:{number}:1:2", f"Market Square {number}", "B", 49.41, 8.69)
    return Coded(place, write_code(place.kind, place.id, place.short_name, ring, key, NOW), number % open_family().slots, place.id)


def tries(count: int, seed: int, conditions: tuple[Condition, ...] = CONDITIONS) -> Iterator[CodeTry]:
    ring, key = small_city()
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        coded = coded_stop(ring, key, int(rng.integers(0, 10_000)))
        sheet = sheet_of(coded, "a4", USUAL_SIDE_MM, open_family(), words_in("en"), lambda text, size, bold: len(text) * size * 0.6)
        distance_m, condition = float(rng.uniform(NEAR_M, FAR_M)), conditions[number % len(conditions)]
        picture = None
        while picture is None:
            stands = pose(rng, distance_m, float(rng.uniform(0, MOST_TURNED_DEG)))
            picture = photograph(rng, printed(sheet), sheet.width / 1000, stands, scene(number % SCENES), condition)
        believed = tuple(code for text in read_texts(picture) if (code := believed_code(text, ring)))
        yield CodeTry(condition.name, distance_m, any(code.id == coded.place.id for code in believed), believed)


def believed_code(text: str, ring: Ring) -> PlaceCode | None:
    try:
        return read_code(text, ring, NOW + timedelta(days=1))
    except CodeRefused:
        return None


def rows(count: int, seed: int) -> list[str]:
    found = list(tries(count, seed))
    steps = [NEAR_M + STEP_M * step for step in range(round((FAR_M - NEAR_M) / STEP_M))]
    table = ["| condition | " + " | ".join(f"{at:.2f}–{at + STEP_M:.2f} m" for at in steps) + " |", "|---" * (len(steps) + 1) + "|"]
    for name in dict.fromkeys(one.condition for one in found):
        cells = [share([one for one in found if one.condition == name and at <= one.distance_m < at + STEP_M]) for at in steps]
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    wrong = sum(len(one.believed) - one.read for one in found)
    about = f"A code with a name on a sheet of A4, turned 0–{MOST_TURNED_DEG:g}°, {len(found):,} photographs"
    return [*table, "", f"{about}; wrong codes believed: {wrong}."]


def share(group: list[CodeTry]) -> str:
    return f"{math.fsum(one.read for one in group) / len(group):.0%}" if group else "–"
