"""Readings and models on both databases."""
from dataclasses import replace
from datetime import timedelta

import numpy as np
from sqlalchemy import func, select, update

from backend.database.base import now
from backend.occupancy.models import ForecastModel, OccupancyDay
from backend.occupancy.packing import Reading
from backend.occupancy.rows import KEPT_DAYS, MODELS_KEPT, find_model, keep, list_series, purge, save_model
from routing.occupancy.clock import minute_of
from tests.routing.occupancy.world import model

NOW = now()


def read(site: str, ago_min: float, free: int) -> Reading:
    return Reading("parking", site, minute_of(NOW) - ago_min, free, 100)


async def test_readings_come_back_as_series_oldest_first(database):
    async with database.writing() as session:
        await keep(session, [read("a", 60, 40), read("b", 60, 10), read("a", 90, 50)])
    async with database.writing() as session:
        await keep(session, [read("a", 30, 30), read("a", 3 * 1440, 99)])
    async with database.reading() as session:
        a, b = await list_series(session, NOW - timedelta(days=1))
        assert (await session.scalar(select(func.count()).select_from(OccupancyDay))) >= 3
    assert (a.key, b.key, a.capacity) == ("parking/a", "parking/b", 100)
    np.testing.assert_allclose(a.occupied, [0.5, 0.6, 0.7])
    assert (np.diff(a.minute) > 0).all()


async def test_days_go_when_nothing_is_learned_of_them_any_more(database):
    async with database.writing() as session:
        await keep(session, [read("a", (KEPT_DAYS + 1) * 1440, 1), read("a", (KEPT_DAYS - 1) * 1440, 1)])
        assert await purge(session) == 1
        assert await purge(session) == 0


async def test_the_newest_model_that_is_whole_counts_and_few_are_kept(database):
    first = model()
    async with database.writing() as session:
        for days in range(MODELS_KEPT + 1):
            await save_model(session, replace(first, trained_until=first.trained_until + days * 1440))
        await save_model(session, replace(first, trained_until=first.trained_until + MODELS_KEPT * 1440))
    async with database.reading() as session:
        assert (await session.scalar(select(func.count()).select_from(ForecastModel))) == MODELS_KEPT
        assert (await find_model(session)).trained_until == first.trained_until + MODELS_KEPT * 1440
    async with database.writing() as session:
        newest = select(func.max(ForecastModel.trained_until)).scalar_subquery()
        await session.execute(update(ForecastModel).where(ForecastModel.trained_until == newest).values(sha256=b"\0" * 32))
    async with database.reading() as session:
        assert (await find_model(session)).trained_until == first.trained_until + (MODELS_KEPT - 1) * 1440
