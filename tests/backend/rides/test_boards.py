"""What planners ask of the newest plans, in every process, from threads, without waiting for anybody."""
import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from backend.database.changes import Change
from backend.database.database import Database
from backend.rides.boards import knowing
from backend.rides.days import TOPIC
from backend.rides.models import RideZone
from routing.closures import Closure
from routing.streets.graph import Mode
from tests.backend.rides.world import DAY, KEY, ONE, is_along, opened_town
from tests.worlds.town import at


async def until(is_so) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.02)


async def test_a_planner_is_told_what_the_cart_would_be(town):
    boards = town.rides.boards
    await boards.look()
    for _ in range(3):
        wish = town.wish(start=(500, 0), end=(3500, 300))
        offer = boards.find_offer(KEY, wish, town.clock.now)
        assert offer == await town.for_sale(wish)
        await town.book(offer)
        await boards.look()
    assert boards.is_ours(KEY)
    assert not boards.is_ours("oak")
    assert boards.find_offer("oak", wish, town.clock.now) is None


async def test_an_answer_is_a_pure_function_of_the_plan_also_from_many_threads(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database, vans=2)
    await town.ride(town.wish(start=(500, 300), end=(3000, 0)))
    boards = town.rides.boards
    await boards.look()
    wishes = [town.wish(start=(500 * (n % 8), 0), end=(3900 - 500 * (n % 7), 300), in_min=10 + n) for n in range(12)]
    known, alone = boards.known, [boards.find_offer(KEY, wish, town.clock.now) for wish in wishes]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda wish: boards.find_offer(KEY, wish, town.clock.now), [*wishes, *wishes[::-1]]))
    assert together == [*alone, *alone[::-1]]
    assert boards.known is known
    assert len(known.boards[town.zone_id, DAY].times.snaps) == 3  # what was asked for is remembered nowhere
    await database.close()


async def test_every_process_hears_of_what_was_sold_and_of_new_vans(database):
    town = await opened_town(database, rooms=ONE)
    shared = database.url.get_backend_name() != "sqlite"
    other = Database.open(database.url.render_as_string(hide_password=False)) if shared else database
    there = town.beside(other)
    async with knowing(there.rides.boards):
        known = there.rides.boards
        await until(lambda: known.is_ours(KEY))
        wish = town.wish(within_min=10)
        assert known.find_offer(KEY, wish, town.clock.now) is not None
        await town.ride(wish)
        await until(lambda: known.known.boards[town.zone_id, DAY].version == 1)
        assert known.find_offer(KEY, wish, town.clock.now) is None
        await town.add_van(rooms=ONE)
        await until(lambda: len(known.known.boards[town.zone_id, DAY].shift_ids) == 2)
        assert known.find_offer(KEY, wish, town.clock.now) is not None
    if shared:
        await other.close()


async def test_a_day_that_cannot_be_used_stops_no_other_one_and_old_news_is_none(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database)
    boards = town.rides.boards
    await town.ride()
    await boards.look()
    board = boards.known.boards[town.zone_id, DAY]
    assert await boards.heard(Change(TOPIC, f"{town.zone_id} {DAY} 1"))
    assert boards.known.boards[town.zone_id, DAY] is board
    await town.add_van(depot=(0, 90_000), day=DAY.replace(day=3))
    assert await boards.heard(Change(TOPIC, None))
    assert list(boards.known.boards) == [(town.zone_id, DAY)]
    assert boards.find_offer(KEY, town.wish(), town.clock.now) is not None
    async with database.writing() as session:
        (await session.get_one(RideZone, town.zone_id)).active = False
    await boards.look()
    assert boards.find_offer(KEY, town.wish(), town.clock.now) is None
    await database.close()
    assert not await boards.heard(Change(TOPIC, "nonsense"))


async def test_streets_that_were_closed_count_at_once(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database)
    boards, live, wish = town.rides.boards, town.rides.days.streets.live, town.wish(start=(250, 0), end=(3900, 0))
    await boards.look()
    before, snapshot = boards.find_offer(KEY, wish, town.clock.now), live.snapshot
    streets = snapshot.city.streets
    main = next(edge for edge in range(len(streets.edge_tail)) if is_along(streets, edge, at(750, 0)))
    works = Closure(np.array([main], np.int32), frozenset((Mode.CAR,)), reason="works")
    live.swap(replace(live.view, snapshot=snapshot.with_closures((works,), "staff", town.clock.now)))
    around = boards.find_offer(KEY, wish, town.clock.now)
    assert around.direct_s > before.direct_s
    assert around.direct_m > before.direct_m
    assert around.arrive_by > before.arrive_by
    live.swap(replace(live.view, snapshot=snapshot))
    assert boards.find_offer(KEY, wish, town.clock.now) == before
    await database.close()
