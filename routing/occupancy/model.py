"""What a city learned in one night: the weights, and of each car park what is usual and how far the last days were off it."""
import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.learning import BLOCK_MIN, LEAST_TO_LEARN, WINDOW_MIN, issued, learn, learn_point, learn_spread
from routing.occupancy.profile import BACK_DAYS, SLOTS, ahead, day_table, rolling
from routing.occupancy.questions import HORIZONS_MIN, Questions, all_asked
from routing.occupancy.series import Series
from routing.occupancy.weights import LIMITS, Weights, answer
from routing.occupancy.words import Word, came_true

VERSION = 1
WEEK = 7
MOST_QUESTIONS = 300_000
MOST_CAR_PARKS, LONGEST_KEY = 50_000, 300


class TooLittleHistory(ValueError):
    """Nothing can be learned yet; the message says what is missing."""


class ModelUnusable(ValueError):
    """A file that holds no model of this version; the message says what to do."""


@dataclass(frozen=True)
class Model:
    """n car parks by `keys`. first_day: day on the wall as which it was learned.

    capacity       float64[n]
    usual, off     float32[n, 7, SLOTS]: of first_day and the six days after it, of the seven days before it; NaN unknown
    days           int64[n], with readings
    came_true      int64[2, 4], by Word: see words.py; first of forecasts that rest on a count, then of what is usual
    trained_until  minutes of UTC
    """

    keys: tuple[str, ...]
    capacity: np.ndarray
    first_day: int
    usual: np.ndarray
    off: np.ndarray
    days: np.ndarray
    weights: Weights
    came_true: np.ndarray
    trained_until: float


def learn_model(every: Sequence[Series], clock: Clock, until_min: float, before: Weights | None = None) -> Model:
    """From readings before until_min. before: the weights until now, where they are of the same car parks. Raises TooLittleHistory."""
    known = [series.between(until_min - (BACK_DAYS + WEEK) * DAY_MIN, until_min) for series in every]
    day = int(clock.wall(np.array([until_min]))[0] // DAY_MIN)
    first_day = min((int(clock.wall(s.minute[:1])[0] // DAY_MIN) for s in known if len(s.minute)), default=day)
    n_days = day - first_day
    total = sum(len(series.minute) for series in known) * len(HORIZONS_MIN)
    step = -(-total // MOST_QUESTIONS) | 1  # odd, so that all times of day are asked about
    asked = all_asked(known, clock, first_day, n_days + 1, step)
    asked = asked.where((asked.origin >= (first_day + WEEK) * DAY_MIN) & (asked.target < until_min))
    said = issued(asked, len(known), until_min)
    if np.isnan(said).all():
        raise TooLittleHistory(f"Learning needs readings of two weeks or more, {LEAST_TO_LEARN} questions of them in the first; there are too few.")
    weights = learn(asked, len(known), until_min, said, before)
    usual, off, days = tables(known, clock, first_day, n_days)
    capacity = np.array([series.capacity for series in known])
    keys = tuple(series.key for series in known)
    return Model(keys, capacity, day, usual, off, days, weights, words_came_true(asked, said, len(known), until_min), until_min)


def tables(every: Sequence[Series], clock: Clock, first_day: int, n_days: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    usual, off = (np.full((len(every), WEEK, SLOTS), np.nan, np.float32) for _ in range(2))
    days = np.zeros(len(every), np.int64)
    for lot, series in enumerate(every):
        if n_days and len(series.minute):
            table = day_table(series.minute, series.occupied, clock, first_day, n_days)
            usual[lot] = ahead(table, clock, first_day)
            late = (table - rolling(table, clock, first_day))[-WEEK:]
            off[lot, WEEK - len(late):] = late
            days[lot] = (~np.isnan(table)).any(1).sum()
    return usual, off, days


def words_came_true(asked: Questions, said: np.ndarray, lots: int, until_min: float) -> np.ndarray:
    """Of the last week, as it was answered by what was learned before it."""
    known, cut = ~np.isnan(said), until_min - BLOCK_MIN
    earlier, week = known & (asked.target < cut) & (asked.target > cut - WINDOW_MIN), known & (asked.origin >= cut)
    if not earlier.any() or not week.any():
        return np.full((2, len(Word)), -1)
    weights = learn_spread(learn_point(asked.where(earlier), lots), asked.where(earlier), said[earlier])
    counted, usual = asked.where(week), asked.where(week).as_usual()
    answered = (counted, answer(weights, counted, said[week])), (usual, answer(weights, usual))
    return np.stack([came_true(outlook.one, part.came <= LIMITS["one"](part)) for part, outlook in answered])


# As bytes

ARRAYS = ("capacity", "usual", "off", "days", "came_true")
OF_WEIGHTS = tuple(field.name for field in fields(Weights) if field.name != "odds")


def pack(model: Model) -> bytes:
    """As `numpy.savez` would; but the same model gives the same bytes, whenever it is written."""
    arrays = {name: getattr(model, name) for name in ARRAYS}
    arrays |= {f"weights_{name}": getattr(model.weights, name) for name in OF_WEIGHTS}
    arrays |= {f"odds_{name}": odds for name, odds in model.weights.odds.items()}
    arrays |= {"version": np.array(VERSION), "first_day": np.array(model.first_day), "trained_until": np.array(float(model.trained_until))}
    arrays["keys"] = np.array(model.keys, dtype=np.str_) if model.keys else np.zeros(0, "U1")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as file:
                np.lib.format.write_array(file, np.asarray(array, order="C"), allow_pickle=False)
    return target.getvalue()


def unpack(body: bytes) -> Model:
    """Raises ModelUnusable."""
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as found:
            if int(found["version"]) != VERSION:
                raise ModelUnusable("The forecast is of another version. Learn it anew with `allways parking train`.")
            weights = Weights(**{name: found[f"weights_{name}"] for name in OF_WEIGHTS}, odds={name: found[f"odds_{name}"] for name in LIMITS})
            plain = {name: found[name] for name in ARRAYS}
            keys = tuple(str(key) for key in found["keys"])
            model = Model(keys, first_day=int(found["first_day"]), weights=weights, trained_until=float(found["trained_until"]), **plain)
    except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, ModelUnusable):
            raise
        raise ModelUnusable("This is no forecast. Learn one with `allways parking train`.") from error
    check(model)
    return model


def check(model: Model) -> None:
    """Raises ModelUnusable for arrays that do not belong together."""
    lots, rows = len(model.keys), len(HORIZONS_MIN)
    weights = model.weights
    fits = (
        lots <= MOST_CAR_PARKS, all(len(key) <= LONGEST_KEY for key in model.keys), model.capacity.shape == (lots,), model.days.shape == (lots,),
        model.usual.shape == model.off.shape == (lots, WEEK, SLOTS), weights.lead.shape == (rows, 3), weights.lean.shape[:2] == (rows, lots + 1),
        weights.base.shape == (rows + 1, lots + 1), weights.widen.shape == (rows + 1,), model.came_true.shape == (2, len(Word)),
    )  # fmt: skip
    if not all(fits):
        raise ModelUnusable("The parts of this forecast do not belong together. Learn it anew with `allways parking train`.")


def digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
