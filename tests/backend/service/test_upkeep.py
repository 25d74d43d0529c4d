"""What has run out is forgotten, however much it is."""
import asyncio
from datetime import timedelta

from sqlalchemy import func, insert, select
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.identity import devices
from backend.identity.models import Device
from backend.service.upkeep import keep_up, purge_all


async def test_everything_old_goes_in_parts_and_the_rest_stays(database, monkeypatch):
    monkeypatch.setattr(devices, "PURGED_AT_ONCE", 10)
    ages = [timedelta(days=-1)] * 25 + [timedelta(days=1)] * 3
    rows = [{"id": uuid7(), "token_hash": b"%032d" % number, "expires_at": now() + age} for number, age in enumerate(ages)]
    async with database.writing() as session:
        await session.execute(insert(Device), rows)
    task = asyncio.create_task(keep_up(database, every_s=0.01))
    async with asyncio.timeout(60):
        while await count(database) > 3:
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await count(database) == 3


async def test_a_purge_that_fails_is_tried_next_time(database):
    tried = []

    async def broken(session) -> int:
        tried.append(session)
        raise ConnectionError

    await purge_all(database, broken)
    await purge_all(database, broken)
    assert len(tried) == 2


async def count(database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Device))
