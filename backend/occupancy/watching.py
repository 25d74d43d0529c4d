"""What car parks told in the last hours, looked at as it comes in. Used by one thread at a time."""
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import structlog

from backend.database.types import ValueRefused, check_characters
from backend.feeds.parking.facts import OpeningStatus, ParkingFacts, ParkingSiteFacts
from backend.occupancy.foreseen import Foreseen, key_of
from backend.occupancy.models import MOST_SITE
from backend.occupancy.packing import Reading
from routing.occupancy.clock import minute_of
from routing.occupancy.forecaster import RECENT_KEPT_MIN, Forecaster, Standing
from routing.occupancy.guard import Verdict, Watched, watch
from routing.occupancy.model import MOST_CAR_PARKS
from routing.occupancy.series import Series

FOR_CARS = "CAR"
LEAST_APART_MIN = 1.0
log = structlog.get_logger("allways.occupancy")


def can_be_kept(site: str) -> bool:
    """Whether the database takes it as an id."""
    try:
        check_characters(site)
    except ValueRefused:
        return False
    return len(site) <= MOST_SITE


class CarParksWatched:
    """Of all feeds, by the keys of the car parks."""

    def __init__(self) -> None:
        self._recent: dict[str, list[tuple[float, float]]] = {}
        self._states: dict[str, Watched] = {}
        self._capacity: dict[str, float] = {}
        self._left_out: dict[str, int] = {}
        self._rows: dict[str, tuple[Forecaster, tuple]] = {}

    def begin_with(self, series: Iterable[Series]) -> None:
        """What was kept of the hours before this process began, where nothing newer has come in."""
        for one in series:
            if one.key not in self._recent and len(one.minute):
                self._recent[one.key] = list(zip(one.minute.tolist(), one.occupied.tolist()))
                self._capacity[one.key] = one.capacity
                self._states[one.key], _ = watch(None, float(one.minute[-1]), float(one.occupied[-1]))

    def take(self, feed: str, facts: ParkingFacts, told: datetime, forecaster: Forecaster | None) -> list[Reading]:
        """What is new in a message. told: when the feed saw it, for sites that do not say so themselves."""
        new, left_out = [], 0
        for site in facts.sites:
            if site.purpose != FOR_CARS or site.opening_status is OpeningStatus.CLOSED:
                continue
            key = key_of(feed, site.uid)
            if site.free is None or not site.capacity or not can_be_kept(site.uid) or not self._has_place_for(key):
                left_out += 1
                continue
            reading = Reading(feed, site.uid, minute_of(min(site.observed or told, told)), site.free, site.capacity)
            if self._is_new(key, reading.minute):
                self._believe(key, reading, forecaster)
                new.append(reading)
        if left_out != self._left_out.get(feed, 0):
            self._left_out[feed] = left_out
            log.info("car_parks_without_forecast", feed=feed, sites=left_out)
        return new

    def _has_place_for(self, key: str) -> bool:
        return key in self._recent or len(self._recent) < MOST_CAR_PARKS

    def _is_new(self, key: str, minute: float) -> bool:
        state = self._states.get(key)
        return state is None or minute >= max(state.minute, state.heard) + LEAST_APART_MIN

    def _believe(self, key: str, reading: Reading, forecaster: Forecaster | None) -> None:
        occupied, usual = 1 - min(reading.free / reading.capacity, 1), np.nan
        if forecaster is not None:
            lot = np.array([forecaster.lot_of.get(key, -1)])
            usual = float(forecaster.usual_at(lot, np.array([reading.minute]))[0])
        self._states[key], verdict = watch(self._states.get(key), reading.minute, occupied, usual)
        self._capacity[key] = float(reading.capacity)
        if verdict is Verdict.BELIEVED:
            kept = [one for one in self._recent.get(key, []) if one[0] > reading.minute - RECENT_KEPT_MIN]
            self._recent[key] = [*kept, (reading.minute, occupied)]
            self._rows.pop(key, None)

    def foreseen(self, feed: str, sites: Iterable[ParkingSiteFacts], forecaster: Forecaster) -> Foreseen:
        """Of all car parks that a feed tells of, also those that say nothing now: of them it may be known what is usual."""
        every = [site for site in sites if site.purpose == FOR_CARS]
        standing = Standing.of([self._row(key_of(feed, site.uid), site.capacity, forecaster) for site in every])
        closed = frozenset(site.uid for site in every if site.opening_status is OpeningStatus.CLOSED)
        return Foreseen(feed, forecaster, standing, {site.uid: row for row, site in enumerate(every)}, closed)

    def _row(self, key: str, capacity: int | None, forecaster: Forecaster) -> tuple:
        """Worked out once for each thing that is read."""
        of, row = self._rows.get(key, (None, ()))
        if of is not forecaster:
            row = forecaster.row_of(self._series(key, capacity))
            if key in self._recent:
                self._rows[key] = forecaster, row
        return row

    def _series(self, key: str, capacity: int | None) -> Series:
        recent = np.array(self._recent.get(key, []), float).reshape(-1, 2)
        return Series(key, float(capacity or self._capacity.get(key, 1)), recent[:, 0], recent[:, 1], {})
