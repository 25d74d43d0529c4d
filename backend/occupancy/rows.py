"""Readings and models in the database, and how long they are kept."""
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.changes import announce
from backend.occupancy.foreseen import key_of
from backend.occupancy.models import ForecastModel, OccupancyDay
from backend.occupancy.packing import Reading, put, taken_out
from routing.occupancy.clock import DAY_MIN, EPOCH, minute_of
from routing.occupancy.model import VERSION, Model, digest, pack, unpack
from routing.occupancy.profile import BACK_DAYS
from routing.occupancy.series import Series, clean

TOPIC = "occupancy"
KEPT_DAYS = BACK_DAYS + 14
MODELS_KEPT, PURGED_AT_ONCE = 2, 1000
# One night learns of so many, in well under half a minute; of the others, which the log counts, what all have in common is known.
MOST_LEARNED = 1000


async def keep(session: AsyncSession, readings: Iterable[Reading]) -> None:
    """What was read, added to the days of their car parks."""
    for (day, feed), of_feed in groupby(sorted(readings, key=day_and_feed), key=day_and_feed):
        every = list(of_feed)
        sites = sorted({reading.site for reading in every})
        found = select(OccupancyDay).where(OccupancyDay.day == day, OccupancyDay.feed == feed, OccupancyDay.site.in_(sites)).with_for_update()
        known = {row.site: row for row in await session.scalars(found)}
        for site in sites:
            own, row = [reading for reading in every if reading.site == site], known.get(site)
            if row is None:
                session.add(OccupancyDay(feed=feed, site=site, day=day, readings=put(None, own)))
            else:
                row.readings = put(row.readings, own)
    await session.flush()


def day_and_feed(reading: Reading) -> tuple[int, str]:
    return reading.day, reading.feed


async def list_series(session: AsyncSession, since: datetime, cleaned: bool = True) -> list[Series]:
    """Of every car park the readings of the days from `since` on. cleaned: for learning, with both neighbours of each looked at."""
    first_day = int(minute_of(since) // DAY_MIN)
    columns = select(OccupancyDay.feed, OccupancyDay.site, OccupancyDay.day, OccupancyDay.readings).where(OccupancyDay.day >= first_day)
    rows = (await session.execute(columns.order_by(OccupancyDay.feed, OccupancyDay.site, OccupancyDay.day))).all()
    by_site = groupby(rows, key=lambda row: (row.feed, row.site))
    return [series_of(key_of(*site), [(row.day, row.readings) for row in days], cleaned) for site, days in by_site]


def series_of(key: str, days: Sequence[tuple[int, bytes]], cleaned: bool) -> Series:
    """The capacity is the one told last."""
    minute, free, capacity = (np.concatenate(parts) for parts in zip(*(taken_out(*day) for day in days)))
    return clean(key, float(capacity[-1]), minute, free, single=cleaned)


async def save_model(session: AsyncSession, model: Model) -> None:
    """The newest from now on, in every process."""
    body = pack(model)
    until = EPOCH + timedelta(minutes=model.trained_until)
    same = await session.scalar(select(ForecastModel).where(ForecastModel.trained_until == until))
    if same is None:
        session.add(ForecastModel(version=VERSION, trained_until=until, sha256=digest(body), body=body))
    else:
        same.version, same.sha256, same.body = VERSION, digest(body), body
    await session.flush()
    newest = select(ForecastModel.id).order_by(ForecastModel.trained_until.desc()).limit(MODELS_KEPT)
    await session.execute(delete(ForecastModel).where(ForecastModel.id.not_in((await session.scalars(newest)).all())))
    await announce(session, TOPIC)


async def find_model(session: AsyncSession) -> Model | None:
    """The newest one of this version that is whole."""
    rows = await session.scalars(select(ForecastModel).where(ForecastModel.version == VERSION).order_by(ForecastModel.trained_until.desc()))
    return next((unpack(row.body) for row in rows if digest(row.body) == row.sha256), None)


async def purge(session: AsyncSession) -> int:
    """Days of which nothing is learned any more, a part at a time; how many rows it was."""
    first_day = int(minute_of(now()) // DAY_MIN) - KEPT_DAYS
    old = select(OccupancyDay.id).where(OccupancyDay.day < first_day).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(OccupancyDay).where(OccupancyDay.id.in_(old)))).rowcount
