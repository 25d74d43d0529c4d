"""A made-up phone: photographs of a flat print, as a pinhole camera with a lens, a shutter, a sensor and a JPEG encoder would take them.

Brightness is reflected light from 0 to 1 until the sensor; then noise of photons and of reading, gain, gamma and JPEG.
"""
import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

WIDTH, HEIGHT = 1920, 1080
FOCAL_PX = 1440.0  # 26 mm as of a 35 mm camera, the main camera of most phones, in a 1080p video frame: 67 degrees across
BLACK, WHITE = 0.05, 0.8  # of toner and paper
SCENES = 12


@dataclass(frozen=True)
class Condition:
    """motion_px: way of the picture while the shutter is open. defocus_px: radius of the disc a point becomes. lens_px: spread of a sharp point.
    electrons: of a pixel under full white light; fewer are more noise. gain: 1 is well exposed.
    """

    name: str
    motion_px: float = 0.0
    defocus_px: float = 0.0
    lens_px: float = 0.6
    electrons: float = 4000.0
    gain: float = 1.0
    jpeg: int = 85


# What is meant: 3 px is a phone in a hand that stands still, indoors (5 degrees a second, 1/40 s); 1.5 px of defocus a focus left at one metre for
# something at ten; low light a street lamp, 120 electrons and a third of the brightness.
CONDITIONS = (
    Condition("clear"),
    Condition("motion 3 px", motion_px=3),
    Condition("defocus 1.5 px", defocus_px=1.5),
    Condition("low light", electrons=120, gain=0.35, jpeg=75),
    Condition("low light, motion 2 px", motion_px=2, electrons=120, gain=0.35, jpeg=75),
)
# Walking fast indoors, and a focus that is lost: to see where it ends.
BEYOND = (Condition("motion 5 px", motion_px=5), Condition("defocus 2.5 px", defocus_px=2.5))


@dataclass(frozen=True)
class Pose:
    """Where the print is: axes of it in the camera (x right, y down, z ahead) and its middle, metres."""

    turn: np.ndarray
    middle: np.ndarray

    def homography(self) -> np.ndarray:
        """Metres on the print (x right, y down, from the middle) to pixels."""
        camera = np.array([[FOCAL_PX, 0, (WIDTH - 1) / 2], [0, FOCAL_PX, (HEIGHT - 1) / 2], [0, 0, 1]])
        return camera @ np.stack([self.turn[:, 0], self.turn[:, 1], self.middle], axis=1)

    @property
    def bearing_deg(self) -> float:
        return math.degrees(math.atan2(self.middle[0], self.middle[2]))


def pose(rng: np.random.Generator, distance_m: float, turned_deg: float, roll_deg: float = 15.0) -> Pose:
    """Anywhere in the picture, turned by so much about an upright axis in most cases, else about any."""
    spread = min(1.0, distance_m / 4)  # near things must be in the middle to be in the picture
    bearing, elevation = (math.radians(rng.uniform(-most, most) * spread) for most in (25, 14))
    ahead = np.array([math.sin(bearing) * math.cos(elevation), math.sin(elevation), math.cos(bearing) * math.cos(elevation)])
    right = np.cross([0.0, 1.0, 0.0], ahead)
    right /= np.linalg.norm(right)
    facing = np.stack([right, np.cross(ahead, right), ahead], axis=1)
    axis = rng.choice([math.pi / 2, -math.pi / 2, rng.uniform(0, 2 * math.pi)], p=[0.35, 0.35, 0.3])
    turned = cv2.Rodrigues(np.array([math.cos(axis), math.sin(axis), 0.0]) * math.radians(turned_deg))[0]
    rolled = cv2.Rodrigues(np.array([0.0, 0.0, math.radians(rng.uniform(-roll_deg, roll_deg))]))[0]
    return Pose(facing @ turned @ rolled, ahead * distance_m)


def photograph(
    rng: np.random.Generator, print_: np.ndarray, width_m: float, pose: Pose, scene: np.ndarray, condition: Condition
) -> np.ndarray | None:
    """uint8[HEIGHT, WIDTH]; None where the print is not wholly in the picture. print_: float32[h, w], reflected light. scene: what is behind it."""
    light = scene.copy()
    if not put(light, print_, width_m, pose):
        return None
    light = blurred(light, rng, condition)
    noise = sensor_noise()
    down, right = rng.integers(0, noise.shape[0] - HEIGHT), rng.integers(0, noise.shape[1] - WIDTH)
    spread = np.sqrt(np.maximum(light, 0) / condition.electrons + (3.0 / condition.electrons) ** 2)
    seen = (light + spread * noise[down : down + HEIGHT, right : right + WIDTH]) * condition.gain
    grey = (np.clip(seen, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, condition.jpeg])[1], cv2.IMREAD_GRAYSCALE)


def put(light: np.ndarray, print_: np.ndarray, width_m: float, pose: Pose) -> bool:
    """Draw the print into the scene. Each pixel is the mean of 4 × 4 or 2 × 2 looked up, as a sensor gathers light over its whole area."""
    height, width = print_.shape
    metre = width_m / width
    onto = pose.homography() @ np.array([[metre, 0, -width_m / 2 + metre / 2], [0, metre, -height * metre / 2 + metre / 2], [0, 0, 1]])
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64), onto)[0]
    (left, top), (right, bottom) = np.floor(corners.min(axis=0)).astype(int) - 4, np.ceil(corners.max(axis=0)).astype(int) + 4
    if left < 0 or top < 0 or right > WIDTH or bottom > HEIGHT:
        return False
    fine = 4 if max(right - left, bottom - top) < 300 else 2
    shrink = max(1, int(width / (max(corners.max(axis=0) - corners.min(axis=0)) * fine)))
    if shrink > 1:  # else single dots of the print would be met or missed by chance
        whole = print_[: height // shrink * shrink, : width // shrink * shrink]
        print_ = cv2.resize(whole, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
        onto = onto @ np.array([[shrink, 0, (shrink - 1) / 2], [0, shrink, (shrink - 1) / 2], [0, 0, 1]])
    finer = np.array([[fine, 0, (fine - 1) / 2 - fine * left], [0, fine, (fine - 1) / 2 - fine * top], [0, 0, 1]], float)
    part = np.repeat(np.repeat(light[top:bottom, left:right], fine, axis=0), fine, axis=1)
    size = (part.shape[1], part.shape[0])
    cv2.warpPerspective(print_, finer @ onto, size, dst=part, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    light[top:bottom, left:right] = cv2.resize(part, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    return True


def blurred(light: np.ndarray, rng: np.random.Generator, condition: Condition) -> np.ndarray:
    light = cv2.GaussianBlur(light, (0, 0), condition.lens_px)
    if condition.motion_px:
        way = rng.uniform(0, math.pi)
        light = cv2.filter2D(light, -1, streak(condition.motion_px, way))
    if condition.defocus_px:
        light = cv2.filter2D(light, -1, disc(condition.defocus_px))
    return light


def streak(length: float, way: float) -> np.ndarray:
    """What a point becomes on the move: a line, drawn eight times as large and gathered."""
    size = 2 * math.ceil(length / 2) + 3
    large = np.zeros((size * 8, size * 8), np.float32)
    half = np.array([math.cos(way), math.sin(way)]) * length * 4
    ends = [tuple(int(v) for v in np.round(size * 4 + sign * half)) for sign in (-1, 1)]
    cv2.line(large, *ends, 1.0, 8)
    return gathered(large, size)


def disc(radius: float) -> np.ndarray:
    size = 2 * math.ceil(radius) + 3
    large = np.zeros((size * 8, size * 8), np.float32)
    cv2.circle(large, (size * 4, size * 4), round(radius * 8), 1.0, -1)
    return gathered(large, size)


def gathered(large: np.ndarray, size: int) -> np.ndarray:
    small = cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA)
    return small / small.sum()


@cache
def sensor_noise() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((HEIGHT + 64, WIDTH + 64), dtype=np.float32)


@cache
def scene(number: int) -> np.ndarray:
    """A wall full of what hangs in a city: boards, words, lines, windows, and grids that look much like markers. float32[HEIGHT, WIDTH]"""
    rng = np.random.default_rng(number)
    light = np.full((HEIGHT, WIDTH), rng.uniform(0.2, 0.6), np.float32)
    light += (np.linspace(-1, 1, WIDTH) * rng.uniform(-0.15, 0.15)).astype(np.float32)
    light += (np.linspace(-1, 1, HEIGHT) * rng.uniform(-0.15, 0.15)).astype(np.float32)[:, None]
    for _ in range(60):
        clutter(light, rng)
    return np.clip(light, 0.02, 0.95)


def clutter(light: np.ndarray, rng: np.random.Generator) -> None:
    x, y, shade = int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT)), float(rng.uniform(0.03, 0.9))
    right, down = x + int(rng.integers(8, 400)), y + int(rng.integers(8, 300))
    kind = int(rng.integers(0, 5))
    if kind < 2:
        cv2.rectangle(light, (x, y), (right, down), shade, -1 if rng.random() < 0.7 else int(rng.integers(1, 8)))
    elif kind == 2:
        words, size, bold = f"Line {rng.integers(0, 99)} to the harbour", float(rng.uniform(0.4, 3)), int(rng.integers(1, 5))
        cv2.putText(light, words, (x, y), 0, size, shade, bold, cv2.LINE_AA)
    elif kind == 3:
        cv2.line(light, (x, y), (right, down), shade, int(rng.integers(1, 9)), cv2.LINE_AA)
    else:
        cells, side = int(rng.integers(3, 11)), int(rng.integers(4, 25))
        grid = np.kron((rng.random((cells, cells)) < 0.5) * 0.8 + 0.05, np.ones((side, side))).astype(np.float32)
        x, y = min(x, WIDTH - cells * side), min(y, HEIGHT - cells * side)
        light[y : y + cells * side, x : x + cells * side] = grid
