"""Somebody is taken on, and whoever waits already gets another van where that is less driving for all: before any driver has read of it."""
import pytest
from sqlalchemy import select

from backend.contract.bookings import NoticeCode
from backend.outbox.models import OutboxEntry
from backend.rides.consequences import TOLD
from backend.rides.models import DecisionKind, RideDecision
from backend.rides.replaying import judged
from tests.backend.rides.world import opened_town

WISHES = ((20, (3900, 0)), (22, (2500, 300)), (25, (3400, 0)), (60, (500, 300)), (28, (3000, 300)))


@pytest.fixture
def database_url(sqlite_url):
    """The lock of a day, and what is kept under it, are tried on both in test_days.py."""
    return sqlite_url


async def test_whoever_waits_gets_another_van_when_one_more_is_taken_on_and_is_told_so(database):
    town = await opened_town(database, vans=0)
    await town.add_van(depot=(0, 0))
    await town.add_van(depot=(3500, 0))
    east = await town.ride(town.wish((1500, 300), (3000, 0), in_min=26))
    before, van = await town.whole_board(), (await town.row(east)).shift_id
    await town.ride(town.wish((1500, 300), (0, 300), in_min=41))
    after = await town.whole_board()
    async with database.reading() as session:
        decisions = list(await session.scalars(select(RideDecision).where(RideDecision.before >= before.version).order_by(RideDecision.before)))
        told = [entry.payload for entry in await session.scalars(select(OutboxEntry).where(OutboxEntry.kind == TOLD))]
    assert [one.kind for one in decisions] == [DecisionKind.COMMITTED, DecisionKind.SWAPPED]
    assert after.version == before.version + 2
    swap = decisions[-1]
    assert swap.facts["savedTicks"] > 0
    assert (swap.snapshot is not None, judged(swap)) == (True, [])
    assert (await town.row(east)).shift_id != van
    assert told == [{"rideId": str(east), "code": NoticeCode.RIDE_MOVED}], "who is new knows no other van"


async def test_what_a_driver_has_read_stays(database):
    """All that the van of the first is to do begins now."""
    town = await opened_town(database)
    await town.add_van(hours=(6, 9))
    first = await town.ride(town.wish(end=(3900, 0), in_min=0))
    board, van = await town.whole_board(), (await town.row(first)).shift_id
    begins = board.dispatch.plan.route(board.shift_ids.index(van)).tolist()[0]
    for minutes, end in WISHES[1:]:
        await town.ride(town.wish(end=end, in_min=minutes))
        board = await town.whole_board()
        assert board.dispatch.plan.route(board.shift_ids.index(van)).tolist()[0] == begins
