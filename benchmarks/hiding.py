"""`python -m benchmarks.hiding PICTURES`: how many faces and plates are hidden, what else is, in what time and memory. Writes benchmarks/HIDING.md.

PICTURES: see `hiding_set.py`. Some go through the child process as the service starts it. `--photos N`, `--seed N`; with few nothing is written.
"""
import argparse
import asyncio
import re
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from backend.pictures.boxes import whole_pixels
from backend.pictures.detectors import open_faces, open_reader, open_text
from backend.pictures.faces import find_faces
from backend.pictures.hiding import write
from backend.pictures.looking import params
from backend.pictures.plates import find_plates
from backend.pictures.reading import Reader
from backend.pictures.service import Hider
from benchmarks.hiding_set import HIGH, WIDE, Label, Scene, Scenes
from benchmarks.timing import machine

PAGE = Path(__file__).parent / "HIDING.md"
PHOTOS, WRITTEN_FROM, SEED, TIMED = 96, 48, 2, 4
FACE_SHARE, PLATE_SHARE = 0.75, 0.9  # of a label that has to lie under what is hidden
READ_SHARE = 0.6  # of the signs of a plate that a reader must get right for it to be readable


class Judge:
    """Whether somebody could read a plate that was missed: the recogniser, given the very place and the very shape."""

    def __init__(self) -> None:
        self.reader = Reader(open_reader())

    def can_read(self, picture: np.ndarray, label: Label) -> bool:
        lines = label.words.split("\n")
        read = "".join(self.line(picture, label.corners, part, len(lines)) for part in range(len(lines)))
        return Levenshtein.normalized_similarity(bare(read.upper()), bare("".join(lines))) >= READ_SHARE

    def line(self, picture: np.ndarray, corners: np.ndarray, part: int, of: int) -> str:
        high, wide = 48, 160 if of > 1 else int(48 * np.linalg.norm(corners[1] - corners[0]) / max(1, np.linalg.norm(corners[3] - corners[0])))
        top, bottom = -high * part, high * (of - part)
        onto = cv2.getPerspectiveTransform(np.float32(corners), np.float32([[0, top], [wide, top], [wide, bottom], [0, bottom]]))
        return self.reader.read(cv2.warpPerspective(picture, onto, (wide, high), flags=cv2.INTER_CUBIC))[0]


def bare(words: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", words)


@dataclass
class Tally:
    """found, all: by name of a group. false: shares of pictures that were hidden for nothing."""

    found: Counter = field(default_factory=Counter)
    all: Counter = field(default_factory=Counter)
    false: list[float] = field(default_factory=list)

    def add(self, groups: list[str], hit: bool) -> None:
        for group in groups:
            self.all[group] += 1
            self.found[group] += hit

    def told(self, group: str) -> str:
        found, every = self.found[group], self.all[group]
        low, high = wilson(found, every)
        return f"{found}/{every} = {found / max(1, every):.3f} ({low:.3f}–{high:.3f})"

    def wasted(self) -> str:
        return f"{100 * float(np.mean(self.false)):.1f} % (p95 {100 * float(np.percentile(self.false, 95)):.1f} %)"


@dataclass
class Outcome:
    """leaks: pictures shown to all at once with something on them that could be recognised. at_once: shown to all without a person's look."""

    faces: Tally = field(default_factory=Tally)
    plates: Tally = field(default_factory=Tally)
    photos: int = 0
    at_once: int = 0
    leaks: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def wilson(found: int, every: int) -> tuple[float, float]:
    """95 % interval of a share."""
    if every == 0:
        return 0.0, 1.0
    share, z = found / every, 1.96
    middle, half = share + z * z / (2 * every), z * float(np.sqrt(share * (1 - share) / every + z * z / (4 * every * every)))
    return (middle - half) / (1 + z * z / every), (middle + half) / (1 + z * z / every)


def covered(boxes: np.ndarray) -> np.ndarray:
    mask = np.zeros((HIGH, WIDE), np.uint8)
    for left, top, right, bottom in whole_pixels(boxes, WIDE, HIGH):
        mask[top:bottom, left:right] = 1
    return mask


def drawn(label: Label) -> np.ndarray:
    mask = np.zeros((HIGH, WIDE), np.uint8)
    cv2.fillPoly(mask, [np.round(label.corners).astype(np.int32)], 1)
    return mask


def judge(tally: Tally, boxes: np.ndarray, scene: Scene, faces: bool, groups) -> list[Label]:
    """Those that were missed."""
    mask, near, missed = covered(boxes), np.zeros((HIGH, WIDE), np.uint8), []
    for label in (one for one in scene.labels if one.is_face is faces):
        place = drawn(label)
        near |= cv2.dilate(place, np.ones((int(max(3, label.size * 0.4)),) * 2, np.uint8))
        hit = float((mask & place).sum()) / max(1, int(place.sum())) >= (FACE_SHARE if faces else PLATE_SHARE)
        tally.add(groups(label), hit)
        if not hit:
            missed.append(label)
    tally.false.append(float((mask & ~near & 1).mean()))
    return missed


def size_of(label: Label) -> str:
    edges = (24, 50) if label.is_face else (60, 110)
    if label.size < edges[0]:
        return f"size under {edges[0]} px"
    return f"size {edges[0]}–{edges[1]} px" if label.size < edges[1] else f"size over {edges[1]} px"


def count(folder: Path, photos: int, seed: int) -> Outcome:
    scenes, judging, outcome = Scenes(folder, seed), Judge(), Outcome()
    face_session, text_session = open_faces(), open_text()
    for number in range(photos):
        scene = scenes.made(number)
        readable = {id(one): judging.can_read(scene.picture, one) for one in scene.labels if not one.is_face}

        def groups(label: Label, of=scene, can=readable) -> list[str]:
            return ["all", of.condition, size_of(label), label.kind, *(["readable"] if can.get(id(label)) else [])]

        faces, plates = find_faces(face_session, scene.picture), find_plates(text_session, scene.picture)
        missed = judge(outcome.faces, faces, scene, True, groups)
        missed += judge(outcome.plates, plates, scene, False, groups)
        outcome.missed += [f"{number} {scene.condition} {one.kind} {one.size:.0f} px" for one in missed]
        outcome.photos += 1
        if judging.reader.count_readable(scene.picture, plates) == 0:
            outcome.at_once += 1
            outcome.leaks += [f"{number} {scene.condition} {one.kind} {one.size:.0f} px" for one in missed if one.is_face or readable[id(one)]]
        print(number, scene.condition, outcome.plates.told("all"), flush=True)
    return outcome


def empty_streets(folder: Path) -> tuple[int, int]:
    """Of pictures of streets as they are, with nothing set into them: how many a person has to look at."""
    session, reader, doubtful, every = open_text(), Reader(open_reader()), 0, 0
    for path in sorted((folder / "streets").iterdir()):
        picture = cv2.imread(str(path))
        every += 1
        doubtful += reader.count_readable(picture, find_plates(session, picture)) > 0
    return doubtful, every


def timed(folder: Path, seed: int) -> tuple[float, float, float]:
    """Median seconds of a picture through the child, of processor time, and the most megabytes it held."""
    scenes, hider, spent, worked = Scenes(folder, seed), Hider(longest_s=600), [], []
    for number in range(TIMED):
        jpeg = write(scenes.made(number).picture)
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        asyncio.run(hider.hide(jpeg))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(time.perf_counter() - begun)
        worked.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return float(np.median(spent)), float(np.median(worked)), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def table(tally: Tally) -> str:
    names = sorted(name for name in tally.all if name not in ("all", "readable"))
    return "\n".join(f"| {name} | {tally.told(name)} |" for name in names)


def page(host, outcome: Outcome, streets: tuple[int, int], times: tuple[float, float, float], seed: int) -> str:
    leaks = ": " + "; ".join(outcome.leaks) if outcome.leaks else ""
    return f"""# Faces and plates that are hidden
`python -m benchmarks.hiding PICTURES` · {host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} · Python {host.python}

{outcome.photos} pictures of {WIDE} × {HIGH}, seed {seed}. Looked for with
`{params()}`.

| what | hidden (95 % interval) | hidden for nothing |
|---|---|---|
| faces | {outcome.faces.told("all")} | {outcome.faces.wasted()} |
| plates | {outcome.plates.told("all")} | {outcome.plates.wasted()} |
| plates that can be read | {outcome.plates.told("readable")} | |

Hidden: {FACE_SHARE:.0%} of the box of a face, {PLATE_SHARE:.0%} of the plate. Can be read: a text recogniser that is given the very place gets
{READ_SHARE:.0%} of the signs. Hidden for nothing: share of the picture outside of labels.

**What everybody would see.** On {outcome.at_once} of {outcome.photos} pictures nothing can be read that may be a plate, so nobody has to look
first. On these {len(outcome.leaks)} faces or plates could be recognised{leaks}.
The others stay with those who answer until a person has looked. Of {streets[1]} street pictures with nothing set into them {streets[0]} need a look.

| faces | hidden |
|---|---|
{table(outcome.faces)}

| plates | hidden |
|---|---|
{table(outcome.plates)}

Missed: {"; ".join(outcome.missed) or "none"}.

**Time and memory** of one picture through the child process, as the service does it (median of {TIMED}): {times[0]:.1f} s,
{times[1]:.1f} s of processor time, at most {times[2]:.0f} MB. The processor was shared with other work while this was measured.

## Limits of this set
Composites: 22 faces of few people (young women, from sample photos of a package; boxes drawn by eye) and drawn plates on drawn cars and one real
car, set into eleven real street pictures, half of them chosen for the text on them. How plates are looked for was chosen on another seed of the same
generator. A real, consented, labelled set is needed before a share is promised to anybody; that is why a picture on which anything like a plate can
be read is looked at by a person first.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    outcome = count(asked.pictures, asked.photos, asked.seed)
    text = page(machine(), outcome, empty_streets(asked.pictures), timed(asked.pictures, asked.seed), asked.seed)
    print(text)
    if asked.photos >= WRITTEN_FROM:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
