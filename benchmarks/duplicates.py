"""`python -m benchmarks.duplicates SAMPLE.csv`: how well likely duplicates are found, and how fast among 20,000. Writes benchmarks/DUPLICATES.md.

SAMPLE.csv: service requests of San Francisco (columns latitude, longitude). Half of the pairs chooses the weights, the other half is counted.
`--small`: few, nothing is written. `--no-database`: only the score.
"""
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
from scipy.optimize import minimize

from backend.contract.request_photos import LikelySame
from backend.contract.requests import RequestPlace
from backend.database.database import Database
from backend.database.sealing import Vault
from backend.identity.actor import GUEST
from backend.migrations.upgrade import prepare
from backend.requests.codes import new_code
from backend.requests.duplicates.score import WEIGHTS, Pair, Weights, letters_of, likeness, probability
from backend.requests.duplicates.service import LEAST_PROBABLE, MOST_OFFERS, Duplicates
from backend.requests.models import Request
from backend.requests.photos.service import Photos
from benchmarks.bookings import served_by
from benchmarks.duplicate_pairs import TWIN_M, Told, first_told, places, told_again, told_new
from benchmarks.timing import machine
from tests import databases

PAGE = Path(__file__).parent / "DUPLICATES.md"
WITHIN_M, WITHIN_DAYS = 150.0, 30.0
STORED, ASKED = 20_000, 1_000
LAT, LON, METRES = 37.76, -122.44, 111_195.0


@dataclass(frozen=True)
class Counted:
    """Shares: found among three, found as the first, right of what was shown, new ones that were shown something."""

    found: float
    first: float
    right: float
    disturbed: float
    repeated: int
    new: int


@dataclass(frozen=True)
class Question:
    """pairs, right: of each candidate."""

    repeats: bool
    pairs: tuple[Pair, ...]
    right: tuple[bool, ...]


def questions(base: Sequence[Told], asked: Sequence[Told]) -> list[Question]:
    x, y, day = (np.array([getattr(one, name) for one in base]) for name in ("x_m", "y_m", "day"))
    letters, made = [letters_of(one.words) for one in base], []
    for one in asked:
        away, days = np.hypot(x - one.x_m, y - one.y_m), one.day - day
        near = np.flatnonzero((away < WITHIN_M) & (days >= 0) & (days < WITHIN_DAYS))
        mine = letters_of(one.words)
        pairs = tuple(Pair(float(away[j]), float(days[j]), base[j].category == one.category, likeness(mine, letters[j])) for j in near)
        right = tuple(one.same_as is not None and (j == one.same_as or (base[j].kind == one.kind and away[j] <= TWIN_M)) for j in near)
        made.append(Question(one.same_as is not None, pairs, right))
    return made


def fitted(asked: Sequence[Question]) -> Weights:
    """The logistic weights that make what happened likeliest."""
    rows = np.array([[1.0, p.same_category, p.distance_m / 50, p.days / 10, p.letters] for q in asked for p in q.pairs])
    right = np.array([one for q in asked for one in q.right], float)

    def unlikely(weights: np.ndarray) -> float:
        total = rows @ weights
        return float(np.logaddexp(0, total).sum() - total @ right + 0.05 * weights[1:] @ weights[1:])

    start, category, distance, days, letters = minimize(unlikely, np.zeros(5), method="BFGS").x
    return Weights(*(round(float(one), 2) for one in (category, distance, days, letters, start)))


def counted(asked: Sequence[Question], weights: Weights, least: float = LEAST_PROBABLE) -> Counted:
    found = first = shown = right = disturbed = 0
    for one in asked:
        likely = [(probability(pair, weights), good) for pair, good in zip(one.pairs, one.right)]
        best = sorted((pair for pair in likely if pair[0] > least), reverse=True)[:MOST_OFFERS]
        if one.repeats:
            found, first = found + any(good for _, good in best), first + bool(best and best[0][1])
            shown, right = shown + len(best), right + sum(good for _, good in best)
        else:
            disturbed += bool(best)
    repeated = sum(one.repeats for one in asked)
    new = len(asked) - repeated
    return Counted(found / repeated, first / repeated, right / max(1, shown), disturbed / max(1, new), repeated, new)


def measured(sample: Path, spots: int, again: int, new: int, seed: int = 5) -> tuple[Weights, list[Question], float]:
    """Fitted on one half; the other half, and how many candidates a question has."""
    chance = random.Random(seed)
    base = first_told(places(sample, spots, chance), chance)
    asked = questions(base, [*told_again(base, again, chance), *told_new(base, new, chance)])
    return fitted(asked[::2]), asked[1::2], sum(len(one.pairs) for one in asked) / len(asked)


def row_of(one: Told, now: datetime) -> Request:
    submitted = now - timedelta(days=max(0.0, 29 - one.day / 2.1))
    lat, lon = degrees(one)
    return Request(
        id=uuid4(), code=new_code(), category=one.category, body_id=uuid4(), service_code="x", rule_id="x", rules_version=1, state="delivered",
        state_since=submitted, place_kind="point", lat_e7=round(lat * 1e7), lon_e7=round(lon * 1e7), accuracy_m=10, address="", words=one.words,
        words_public=one.words, lang="en", visibility="public", observed_at=submitted, submitted_at=submitted, changed_at=submitted,
        first_due_at=submitted, urgent=False, triage=False, ombudsperson=False, disputes=0, followers=1,
    )  # fmt: skip


def degrees(one: Told) -> tuple[float, float]:
    return LAT + one.y_m / METRES, LON + one.x_m / (METRES * float(np.cos(np.radians(LAT))))


async def timed(address: str, base: Sequence[Told], asked: Sequence[Told]) -> tuple[float, float]:
    """Median and 99th percentile of a question in milliseconds, all of it but HTTP."""
    database, now = Database.open(address), datetime.now(UTC)
    finder = Duplicates(Photos(database, Vault((bytes(range(32)),))), lambda: now)
    rows = [row_of(one, now) for one in base]
    for at in range(0, len(rows), 1000):
        async with database.writing() as session:
            session.add_all(rows[at : at + 1000])
    spent = []
    for one in asked:
        lat, lon = degrees(one)
        begun = time.perf_counter()
        async with database.reading() as session:
            await finder.likely(session, GUEST, LikelySame(one.category, RequestPlace(lat=lat, lon=lon), one.words))
        spent.append((time.perf_counter() - begun) * 1000)
    await database.close()
    return float(np.median(spent)), float(np.percentile(spent, 99))


def times(sample: Path, stored: int, asked: int) -> list[str]:
    chance, lines = random.Random(6), []
    spots = places(sample, 10_000, chance)
    around = [(x + chance.gauss(0, 60), y + chance.gauss(0, 60)) for _ in range(-(-stored // len(spots))) for x, y in spots]
    base = first_told(around[:stored], chance)
    wanted = told_again(base, asked, chance)
    for kind in databases.KINDS:
        with tempfile.TemporaryDirectory() as home, served_by(kind, Path(home)) as address:
            prepare(address)
            median, p99 = asyncio.run(timed(address, base, wanted))
        lines.append(f"| {kind} | {stored:,} | {asked:,} | {median:.1f} | {p99:.1f} |")
        print(lines[-1])
    return lines


def page(host, lines: list[str], weights: Weights, rows: list[str]) -> str:
    return f"""# Likely duplicates
`python -m benchmarks.duplicates SAMPLE.csv` · {host.when} · {host.cpu}, {host.cores} cores, load {host.load:.1f} · Python {host.python}

Places of the San Francisco sample (rows at 0, 0 left out), squeezed into sixty days; what is told is made up (`duplicate_pairs.py`: 21 kinds in
9 categories, four English ways and a German one each). Told again: 5–60 m off, six days later on the mean, other words, one in ten with another
category, a slip of the pen in every third. New: another kind 10–90 m away, half of the same category. Half of the questions fits the weights, the
other half is counted.

| score | questions | found among three | as the first | right of what is shown | new ones shown something |
|---|---|---|---|---|---|
{chr(10).join(rows)}

Weights fitted here (category, per 50 m, per 10 days, letters, start): {astuple(weights)}; in use: {astuple(WEIGHTS)}.
Without words: the same score with nothing written. Category only: the nearest three of the same category, as a filter would.

| database | requests | questions | median ms | p99 ms |
|---|---|---|---|---|
{chr(10).join(lines)}

Time: from the question to at most three answers, without HTTP, one at a time, all requests of the last thirty days.

What these figures are not: no citizen's words are in the sample, so the words are ours and share few letters on purpose; a new problem beside a true
twin counts as disturbed. What people choose is noted (`duplicate_offer`): own figures will replace these.
"""


def scored(asked: Sequence[Question], weights: Weights) -> list[str]:
    wordless = [Question(q.repeats, tuple(Pair(p.distance_m, p.days, p.same_category, 0.0) for p in q.pairs), q.right) for q in asked]
    nearest = Weights(same_category=200.0, per_50_m=-1.0, per_10_days=0.0, letters=0.0, start=-100.0)
    told = [
        ("in use, at .15", counted(asked, WEIGHTS)), ("in use, at .05", counted(asked, WEIGHTS, 0.05)),
        ("fitted here, at .15", counted(asked, weights)), ("without words, at .15", counted(wordless, WEIGHTS)),
        ("category only", counted(asked, nearest, 0.5)),
    ]  # fmt: skip
    return [
        f"| {name} | {c.repeated} + {c.new} | {c.found:.3f} | {c.first:.3f} | {c.right:.3f} | {c.disturbed:.3f} |" for name, c in told
    ]


def main() -> int:
    small = "--small" in sys.argv
    sample = Path(next(one for one in sys.argv[1:] if not one.startswith("--")))
    weights, asked, candidates = measured(sample, *((600, 120, 60) if small else (3000, 900, 450)))
    rows = scored(asked, weights)
    print(f"{candidates:.1f} candidates a question; fitted {weights}", *rows, sep="\n")
    lines = [] if "--no-database" in sys.argv else times(sample, *((500, 50) if small else (STORED, ASKED)))
    if not small and lines:
        PAGE.write_text(page(machine(), lines, weights, rows), encoding="utf-8")
        print(f"written: {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
