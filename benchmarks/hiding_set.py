"""A labelled set of street pictures: plates of several countries drawn on cars, and faces cut from pictures of people, set into pictures of streets.

Nothing of it is kept in the project. `folder` has people/ with faces.json ({file: [[left, top, right, bottom] as shares of the picture]}),
streets/ (any pictures without people near by), and cars/ with plates.json ({file: four corners of the plate as shares, from the upper left}).
"""
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH = 1600, 1200
CONDITIONS = ("day", "day", "blur", "motion", "night", "rain", "day", "heavy JPEG")
LETTERS, DIGITS = "ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789"
BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
NARROW = "/usr/share/fonts/truetype/dejavu/DejaVuSansCondensed-Bold.ttf"
WHITE, YELLOW, DARK, BLUE = (244, 244, 240), (250, 204, 30), (18, 18, 26), (0, 51, 153)
# Country: (width, height), pattern (L a letter, D a digit, | a new line), ground, letters, blue band
PLATES = {
    "DE": ((520, 110), "LL LL DDD", WHITE, DARK, "D"), "FR": ((520, 110), "LL-DDD-LL", WHITE, DARK, "F"),
    "IT": ((520, 110), "LL DDDLL", WHITE, DARK, "I"), "ES": ((520, 110), "DDDD LLL", WHITE, DARK, "E"),
    "PL": ((520, 114), "LL DDDDD", WHITE, DARK, "PL"),
    "UK front": ((520, 111), "LLDD LLL", WHITE, DARK, ""), "UK rear": ((520, 111), "LLDD LLL", YELLOW, DARK, ""),
    "NL": ((520, 110), "DD-LLL-D", (250, 198, 0), DARK, "NL"), "KR": ((520, 110), "DDDL DDDD", WHITE, DARK, ""),
    "US": ((400, 200), "DLLLDDD", (226, 236, 250), (30, 40, 110), ""), "US dark": ((400, 200), "LLL DDDD", (30, 40, 120), (240, 220, 60), ""),
    "two lines": ((280, 200), "LL DD|L DDD", WHITE, DARK, "A"),
}  # fmt: skip


@dataclass(frozen=True)
class Label:
    """corners: float32[4, 2], from the upper left. size: width of a plate, height of a face, in pixels. words: on the plate."""

    is_face: bool
    kind: str
    corners: np.ndarray
    size: float
    words: str = ""


@dataclass(frozen=True)
class Scene:
    picture: np.ndarray
    condition: str
    labels: tuple[Label, ...]


class Scenes:
    def __init__(self, folder: Path, seed: int):
        self.chance, self.noise = random.Random(seed), np.random.RandomState(seed)
        self.streets = [cv2.imread(str(path)) for path in sorted((folder / "streets").iterdir())]
        self.faces = list(cut_faces(folder / "people"))
        plates = json.loads((folder / "cars/plates.json").read_text())
        self.cars = [(cv2.imread(str(folder / "cars" / name)), corners) for name, corners in plates.items()]

    def made(self, number: int) -> Scene:
        picture, taken, labels = self.street(), [], []
        for _ in range(self.chance.choice((1, 1, 2))):
            self.add_car(picture, taken, labels)
        for _ in range(self.chance.choice((1, 2, 2))):
            self.add_person(picture, taken, labels)
        condition = CONDITIONS[number % len(CONDITIONS)]
        return Scene(self.weather(picture, condition), condition, tuple(labels))

    def street(self) -> np.ndarray:
        source = self.chance.choice(self.streets)
        high, wide = source.shape[:2]
        cut_w = int(min(wide, high * WIDE / HIGH) * self.chance.uniform(0.75, 1))
        cut_h = int(cut_w * HIGH / WIDE)
        left, top = self.chance.randint(0, wide - cut_w), self.chance.randint(0, high - cut_h)
        part = source[top : top + cut_h, left : left + cut_w]
        return cv2.resize(part[:, ::-1] if self.chance.random() < 0.5 else part, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC)

    def plate(self) -> tuple[str, str, np.ndarray]:
        kind = self.chance.choice(tuple(PLATES))
        (wide, high), pattern, ground, ink, band = PLATES[kind]
        words = "".join(self.chance.choice(LETTERS if sign == "L" else DIGITS) if sign in "LD" else sign for sign in pattern).replace("|", "\n")
        image = Image.new("RGB", (wide, high), ground)
        draw = ImageDraw.Draw(image)
        draw.rounded_rectangle((2, 2, wide - 3, high - 3), 12, outline=(40, 40, 40), width=4)
        left = 46 if band else 0
        if band:
            draw.rectangle((4, 4, 46, high - 5), fill=BLUE)
            draw.text((10, high - 36), band, fill="white", font=ImageFont.truetype(BOLD, 22))
        if kind.startswith("US"):
            draw.text((wide / 2, 26), self.chance.choice(("CALIFORNIA", "TEXAS", "OHIO")), anchor="mm", fill=ink, font=ImageFont.truetype(BOLD, 28))
        font, size = self.chance.choice((BOLD, NARROW)), 120
        while size > 20:
            box = draw.multiline_textbbox((0, 0), words, font=ImageFont.truetype(font, size), spacing=2)
            if box[2] - box[0] < wide - left - 34 and box[3] - box[1] < high * (0.6 if kind.startswith("US") else 0.8):
                break
            size -= 4
        middle = (left + (wide - left) / 2, high * (0.58 if kind.startswith("US") else 0.5))
        draw.multiline_text(middle, words, anchor="mm", fill=ink, font=ImageFont.truetype(font, size), spacing=2, align="center")
        return kind, words, np.array(image)[:, :, ::-1].copy()

    def drawn_car(self) -> tuple[np.ndarray, list]:
        body = self.noise.randint(20, 230, 3)
        shade = (1.15 - 0.5 * np.arange(300) / 300)[:, None, None]
        car = np.clip(np.ones((300, 460, 3)) * body * shade, 0, 255).astype(np.uint8)
        cv2.rectangle(car, (60, 10), (400, 110), (50, 45, 40), -1)
        cv2.rectangle(car, (0, 210), (460, 300), (40, 40, 40), -1)
        for x in (15, 385):
            cv2.rectangle(car, (x, 125), (x + 60, 170), (30, 30, 200) if self.chance.random() < 0.5 else (225, 225, 215), -1)
        x, y = 155, self.chance.choice((140, 222))
        corners = [[x / 460, y / 300], [(x + 150) / 460, y / 300], [(x + 150) / 460, (y + 34) / 300], [x / 460, (y + 34) / 300]]
        return cv2.GaussianBlur(car, (5, 5), 0), corners

    def add_car(self, picture: np.ndarray, taken: list, labels: list[Label]) -> None:
        car, shares = self.chance.choice(self.cars) if self.cars and self.chance.random() < 0.4 else self.drawn_car()
        corners = np.float32(shares) * np.float32([car.shape[1], car.shape[0]])
        wide_px = self.chance.choice((self.chance.uniform(40, 60), self.chance.uniform(60, 110), self.chance.uniform(110, 260)))
        scale = wide_px / float(np.linalg.norm(corners[1] - corners[0]))
        car = cv2.resize(car, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
        kind, words, plate = self.plate()
        corners = fitted(corners * scale, plate.shape[1] / plate.shape[0])
        soft = cv2.GaussianBlur(plate, (0, 0), max(0.01, 0.35 * plate.shape[1] / wide_px))
        flat = np.float32([[0, 0], [plate.shape[1], 0], [plate.shape[1], plate.shape[0]], [0, plate.shape[0]]])
        onto = cv2.getPerspectiveTransform(flat, corners)
        size = (car.shape[1], car.shape[0])
        drawn = cv2.warpPerspective((soft * self.chance.uniform(0.55, 1)).astype(np.uint8), onto, size, flags=cv2.INTER_AREA)
        mask = cv2.warpPerspective(np.ones(plate.shape[:2], np.float32), onto, size)[..., None]
        car, corners = self.tilted((car * (1 - mask) + drawn * mask).astype(np.uint8), corners)
        if (place := self.free_place(taken, car.shape[1], car.shape[0], HIGH // 3)) is not None:
            rim = max(3, int(0.04 * car.shape[1]))
            soft_mask = np.zeros(car.shape[:2], np.float32)
            soft_mask[rim:-rim, rim:-rim] = 1
            paste(picture, car, place, cv2.GaussianBlur(soft_mask, (0, 0), rim / 2))
            labels.append(Label(False, kind, corners + np.float32(place), float(np.linalg.norm(corners[1] - corners[0])), words))

    def tilted(self, car: np.ndarray, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        high, wide = car.shape[:2]
        turn = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), self.chance.uniform(-6, 6), 1), [0, 0, 1]])
        uniform = self.chance.uniform
        seen = np.float32([[0, 0], [wide, uniform(-0.06, 0.06) * high], [wide * uniform(0.8, 1), high], [0, high * uniform(0.94, 1.04)]])
        whole = cv2.getPerspectiveTransform(np.float32([[0, 0], [wide, 0], [wide, high], [0, high]]), seen) @ turn
        return cv2.warpPerspective(car, whole, (wide, high), borderMode=cv2.BORDER_REPLICATE), cv2.perspectiveTransform(corners[None], whole)[0]

    def add_person(self, picture: np.ndarray, taken: list, labels: list[Label]) -> None:
        head, box = self.chance.choice(self.faces)
        uniform = self.chance.uniform
        high_px = self.chance.choice((uniform(16, 26), uniform(26, 50), uniform(50, 100), uniform(100, 220)))
        scale = high_px / (box[3] - box[1])
        head = cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        left, top, right, bottom = box * scale
        if self.chance.random() < 0.5:
            head, left, right = head[:, ::-1].copy(), head.shape[1] - right, head.shape[1] - left
        kind = self.chance.choice(("sunglasses", "mask", "helmet")) if self.chance.random() < 0.2 else "clear"
        worn(head, (left, top, right, bottom), kind)
        high, wide = head.shape[:2]
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), uniform(-22, 22), 1)
        head = cv2.warpAffine(head, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE)
        middle = turn @ np.array([(left + right) / 2, (top + bottom) / 2, 1])
        if (place := self.free_place(taken, wide, int(2.2 * high), 0)) is None:
            return
        mask = np.zeros((high, wide), np.float32)
        cv2.ellipse(mask, (wide // 2, high // 2), (int(wide * 0.44), int(high * 0.46)), 0, 0, 360, 1, -1)
        self.draw_body(picture, place, wide, high)
        paste(picture, head, place, cv2.GaussianBlur(mask, (0, 0), max(1, 0.03 * wide)))
        half = np.float32([(right - left) / 2, (bottom - top) / 2])
        corners = np.float32(place) + np.float32(middle) + half * np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        labels.append(Label(True, kind, corners, float(bottom - top)))

    def draw_body(self, picture: np.ndarray, place: tuple[int, int], wide: int, high: int) -> None:
        colour = tuple(int(part) for part in self.noise.randint(10, 220, 3))
        x, y = place[0] + wide // 2, place[1] + int(high * 0.86)
        outline = [[-0.28, 0], [0.28, 0], [0.75, 0.25], [0.7, 1.6], [-0.7, 1.6], [-0.75, 0.25]]
        cv2.fillPoly(picture, [np.int32([[x + a * wide, y + b * high] for a, b in outline])], colour)

    def free_place(self, taken: list, wide: int, high: int, lowest_top: int) -> tuple[int, int] | None:
        if wide >= WIDE or high >= HIGH:
            return None
        for _ in range(40):
            left, top = self.chance.randint(0, WIDE - wide), self.chance.randint(min(lowest_top, HIGH - high), HIGH - high)
            if all(left + wide < a - 10 or left > c + 10 or top + high < b - 10 or top > d + 10 for a, b, c, d in taken):
                taken.append((left, top, left + wide, top + high))
                return left, top
        return None

    def weather(self, picture: np.ndarray, condition: str) -> np.ndarray:
        uniform = self.chance.uniform
        if condition == "blur":
            picture = cv2.GaussianBlur(picture, (0, 0), uniform(1, 2))
        elif condition == "motion":
            picture = cv2.filter2D(picture, -1, streak(self.chance.randint(5, 11), uniform(0, 180)))
        elif condition == "night":
            dark = np.power(picture / 255.0, 1.4) * uniform(0.18, 0.4) * np.array([0.8, 0.9, 1.1]) + self.noise.normal(0, 0.02, picture.shape)
            picture = np.clip(dark * 255, 0, 255).astype(np.uint8)
        elif condition == "rain":
            picture = self.rained_on(picture)
        quality = self.chance.randint(25, 40) if condition == "heavy JPEG" else self.chance.randint(70, 90)
        return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)

    def rained_on(self, picture: np.ndarray) -> np.ndarray:
        drops = np.zeros(picture.shape[:2], np.float32)
        for _ in range(1500):
            x, y, long = self.chance.randint(0, WIDE - 1), self.chance.randint(0, HIGH - 1), self.chance.randint(10, 40)
            cv2.line(drops, (x, y), (x + long // 5, y + long), self.chance.uniform(0.3, 0.9), 1)
        wet = cv2.GaussianBlur(picture, (0, 0), 0.8) * 0.85 + 20 + cv2.GaussianBlur(drops, (0, 0), 0.7)[..., None] * 150
        return np.clip(wet, 0, 255).astype(np.uint8)


def cut_faces(folder: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(head with what is around it, left, top, right, bottom of the face in it)."""
    for name, boxes in json.loads((folder / "faces.json").read_text()).items():
        picture = cv2.imread(str(folder / name))
        high, wide = picture.shape[:2]
        for left, top, right, bottom in np.array(boxes) * [wide, high, wide, high]:
            w, h = right - left, bottom - top
            x1, y1 = int(max(0, left - 0.5 * w)), int(max(0, top - 0.5 * h))
            x2, y2 = int(min(wide, right + 0.5 * w)), int(min(high, bottom + 0.45 * h))
            yield picture[y1:y2, x1:x2], np.array([left - x1, top - y1, right - x1, bottom - y1])


def fitted(corners: np.ndarray, aspect: float) -> np.ndarray:
    """Around the same middle, as high as a plate of that shape."""
    middle, along, down = corners.mean(0), corners[1] - corners[0], corners[3] - corners[0]
    if aspect < 3:
        along = along * 0.75
    down = down / np.linalg.norm(down) * np.linalg.norm(along) / aspect
    return np.float32([middle - along / 2 - down / 2, middle + along / 2 - down / 2, middle + along / 2 + down / 2, middle - along / 2 + down / 2])


def worn(head: np.ndarray, box: tuple[float, float, float, float], kind: str) -> None:
    left, top, right, bottom = box
    w, h = right - left, bottom - top
    if kind == "sunglasses":
        glass = max(1, int(0.19 * w)), max(1, int(0.1 * h))
        for share in (0.28, 0.72):
            cv2.ellipse(head, (int(left + share * w), int(top + 0.38 * h)), glass, 0, 0, 360, (15, 15, 15), -1)
    elif kind == "mask":
        cv2.ellipse(head, (int(left + 0.5 * w), int(top + 0.78 * h)), (int(0.47 * w), int(0.26 * h)), 0, 0, 360, (220, 190, 150), -1)
    elif kind == "helmet":
        cv2.ellipse(head, (int(left + 0.5 * w), int(top + 0.12 * h)), (int(0.72 * w), int(0.32 * h)), 0, 180, 360, (30, 200, 230), -1)


def streak(length: int, degrees: float) -> np.ndarray:
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    kernel = cv2.warpAffine(kernel, cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), degrees, 1), (length, length))
    return kernel / kernel.sum()


def paste(picture: np.ndarray, part: np.ndarray, place: tuple[int, int], mask: np.ndarray) -> None:
    (x, y), (high, wide) = place, part.shape[:2]
    share = mask[..., None]
    picture[y : y + high, x : x + wide] = (picture[y : y + high, x : x + wide] * (1 - share) + part * share).astype(np.uint8)
