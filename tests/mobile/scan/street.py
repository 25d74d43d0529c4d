"""A street of a city with signs in it, as a camera sees them."""
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from allways.codes.layout import Coded, sheet_of
from allways.codes.places import CodedPlace
from allways.codes.words import words_in
from backend.codes.published import MARKERS, RING
from benchmarks.camera import CONDITIONS, Pose, photograph, scene
from benchmarks.codes import printed
from benchmarks.markers import printed_marker
from mobile.scan.family import open_family
from signing.codes import CodeKind, write_code
from signing.keys import KeyUse, Ring, RingKey, SigningKey
from signing.tables import MarkerPlace, write_table

SIDE_MM, SHEET_M = 160, 0.21
NOW = datetime.now(UTC)
MARKET = CodedPlace(CodeKind.STOP, "market:b", "Market Square", "B", 49.41, 8.69)


def ring_key(key: SigningKey, until: date | None = None) -> RingKey:
    today = NOW.date()
    return RingKey(key.public, KeyUse.CODE, today - timedelta(days=400), until or today + timedelta(days=300), until or today + timedelta(days=900))


@dataclass
class Street:
    """Who prints for the city. slot: of the first place; the others follow."""

    city: str = "littletown"
    host: str = "codes.littletown.example"
    places: tuple[CodedPlace, ...] = (MARKET,)
    slot: int = 42
    key: SigningKey = field(default_factory=SigningKey.new)

    def __post_init__(self):
        self.ring = Ring(self.city, self.host, (ring_key(self.key),))

    def text(self, place: CodedPlace | None = None, at: datetime = NOW) -> str:
        place = place or self.places[0]
        return write_code(place.kind, place.id, place.short_name, self.ring, self.key, at)

    def table(self, until_days: int = 300, at: datetime = NOW) -> bytes:
        rows = [MarkerPlace(self.slot + n, one.kind, one.id, one.short_name, SIDE_MM, one.lat, one.lon) for n, one in enumerate(self.places)]
        return write_table(tuple(rows), "36h11", at.date() + timedelta(days=until_days), self.ring, self.key, at)

    def publish(self, folder: Path) -> None:
        (folder / RING).write_text(self.ring.to_json(), encoding="utf-8")
        (folder / MARKERS).write_bytes(self.table())

    def sheet(self, right_m: float = 0.0, ahead_m: float = 0.45, text: str = "") -> np.ndarray:
        """The sheet of the first place: uint8[1080, 1920]."""
        coded = Coded(self.places[0], text or self.text(), self.slot, self.places[0].id)
        return sheet_picture(coded, right_m, ahead_m)


def sheet_picture(coded: Coded, right_m: float, ahead_m: float) -> np.ndarray:
    sheet = sheet_of(coded, "a4", SIDE_MM, open_family(), words_in("en"), lambda text, size, bold: len(text) * size * 0.6)
    return seen(printed(sheet), SHEET_M, right_m, ahead_m)


@cache
def marker(slot: int = 42, right_m: float = 0.0, ahead_m: float = 4.0) -> np.ndarray:
    """A marker alone: uint8[1080, 1920]."""
    family = open_family()
    return seen(printed_marker(family, slot), SIDE_MM / 1000 * (family.side + 2) / family.side, right_m, ahead_m)


def seen(print_: np.ndarray, width_m: float, right_m: float, ahead_m: float) -> np.ndarray:
    stands = Pose(cv2.Rodrigues(np.zeros(3))[0], np.array([right_m, 0.0, ahead_m]))
    picture = photograph(np.random.default_rng(1), print_, width_m, stands, scene(3), CONDITIONS[0])
    assert picture is not None, "it is not wholly in the picture"
    return picture


def wall() -> np.ndarray:
    return np.full((720, 1280), 128, np.uint8)


def framed_nothing(x: int, y: int, side: int = 160) -> np.ndarray:
    """The border of a marker around what is none, its middle at x, y."""
    picture, half, cell = wall(), side // 2, side // 8
    picture[y - half - cell : y + half + cell, x - half - cell : x + half + cell] = 230
    picture[y - half : y + half, x - half : x + half] = 20
    checks = np.indices((6, 6)).sum(axis=0) % 2 * 200 + 20
    inner = np.kron(checks, np.ones((cell, cell))).astype(np.uint8)
    low_y, low_x = y - half + cell, x - half + cell
    picture[low_y : low_y + len(inner), low_x : low_x + len(inner)] = inner
    return picture


def in_colour(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[:, :, None], 3, axis=2)
