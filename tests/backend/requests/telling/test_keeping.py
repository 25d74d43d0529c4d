"""What was told is forgotten after a while; what was stopped stays stopped, and what may still be asked for stays."""
from datetime import timedelta

from sqlalchemy import func, select, update

from backend.database.base import now
from backend.requests.telling import keeping
from backend.requests.telling.models import RequestLetter, RequestNotice
from backend.requests.telling.stopping import VALID


async def counted(village) -> tuple[int, int]:
    async with village.database.reading() as session:
        return tuple([await session.scalar(select(func.count()).select_from(table)) for table in (RequestNotice, RequestLetter)])


async def purge(village) -> int:
    async with village.database.writing() as session:
        return await keeping.purge(session)


async def test_notices_after_a_quarter_of_a_year_and_letters_with_their_links(town):
    ann = await town.person("ann")
    rows = [await town.send(ann) for _ in range(2)]
    await town.work()
    assert await counted(town) == (2, 2)
    assert await purge(town) == 0
    async with town.database.writing() as session:
        await session.execute(update(RequestNotice).where(RequestNotice.request_id == rows[0].id).values(at=now() - keeping.KEPT))
        await session.execute(update(RequestLetter).values(sent_at=now() - VALID))
        await session.execute(update(RequestLetter).where(RequestLetter.request_id == rows[0].id).values(stopped_at=now() - timedelta(days=1)))
    assert await purge(town) == 2
    assert await counted(town) == (1, 1)
    assert await purge(town) == 0
