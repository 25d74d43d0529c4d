"""What is expected of the car parks of one feed, from one moment on."""
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from backend.contract.live import Likely, LikelyBasis, LikelyWord
from routing.door.room import Ahead
from routing.occupancy.clock import minute_of
from routing.occupancy.forecaster import Chances, Forecaster, Standing
from routing.occupancy.words import Word, words_of

WORDS = {
    Word.UNLIKELY: LikelyWord.UNLIKELY, Word.UNCERTAIN: LikelyWord.UNCERTAIN, Word.LIKELY: LikelyWord.LIKELY,
    Word.VERY_LIKELY: LikelyWord.VERY_LIKELY,
}  # fmt: skip
# Minutes ahead for the planner: every quarter of an hour while counts still tell something, then every hour.
AHEAD_MIN = np.array([*range(0, 181, 15), *range(240, 1441, 60)], float)


def key_of(feed: str, site: str) -> str:
    """Of a car park, by which a model knows it."""
    return f"{feed}/{site}"


@dataclass(frozen=True)
class Foreseen:
    """rows: of the standing, by id of the site in the feed. closed: sites that say they are; of them nothing is expected."""

    feed: str
    forecaster: Forecaster
    standing: Standing
    rows: Mapping[str, int]
    closed: Set[str] = field(default_factory=frozenset)
    _last: list[tuple[datetime, datetime, Chances]] = field(default_factory=list, repr=False, compare=False)

    def likely(self, site: str, at: datetime, now: datetime) -> Likely | None:
        row = self.rows.get(site)
        if row is None or site in self.closed:
            return None
        at = max(at, now)
        found = self._chances(at, now)
        if np.isnan(found.one[row]):
            return None
        word = Word(int(words_of(found.one[row])))
        counted = bool(found.counted[row])
        hits = int(self.forecaster.model.came_true[0 if counted else 1, word])
        return Likely(
            word=WORDS[word], at=at, basis=LikelyBasis.COUNTED if counted else LikelyBasis.USUAL,
            age_s=max(0, round(float(found.age_min[row]) * 60)) if counted else None, hit_pct=hits if hits >= 0 else None,
            new_here=self.forecaster.is_new(key_of(self.feed, site)), unusual_days=self.forecaster.unusual_days,
        )  # fmt: skip

    def _chances(self, at: datetime, now: datetime) -> Chances:
        """Of all car parks at once: whoever asks of one mostly asks of the others of the same moment as well."""
        for last_at, last_now, found in self._last[:1]:
            if (last_at, last_now) == (at, now):
                return found
        rows = np.arange(len(self.standing.lot))
        found = self.forecaster.chances(self.standing, rows, np.full(len(rows), minute_of(at)), minute_of(now))
        self._last[:] = [(at, now, found)]
        return found

    def ahead(self, places: Mapping[int, str], now: datetime) -> Ahead:
        """For the engine. places: site by row of Places."""
        known = {place: self.rows[site] for place, site in places.items() if site in self.rows and site not in self.closed}
        begin = minute_of(now)
        rows, moments = np.repeat(list(known.values()), len(AHEAD_MIN)).astype(np.int64), np.tile(begin + AHEAD_MIN, len(known))
        chance = self.forecaster.chances(self.standing, rows, moments, begin).one.reshape(len(known), len(AHEAD_MIN))
        return Ahead(np.array(list(known), np.int32), (begin + AHEAD_MIN) * 60, chance.astype(np.float32))
