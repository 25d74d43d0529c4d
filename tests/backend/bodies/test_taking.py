"""New versions of the tables: only with all tests passed, old ones kept, bodies follow, open clocks are worked out anew."""
import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.bodies import seeding, taking
from backend.bodies.models import AreasTable, Body, RequestClock, RulesTable
from backend.bodies.recomputing import Recomputing
from backend.bodies.refusals import TableMoved, TableRefused
from backend.bodies.seeding import DEFAULT, Seed, SeedUnusable, read_seed
from backend.bodies.taking import RECOMPUTE, Author
from backend.bodies.words import TableSource
from backend.contract.request_words import Waiting
from backend.outbox.worker import Worker
from backend.requests.changes import Start, Wait
from tests.backend.bodies.office import Office, local
from tests.backend.bodies.world import AREAS, TABLE, Streets, areas

STAFF = Author(TableSource.STAFF)


async def take(office, text: str, after: int | None = 1) -> int:
    async with office.database.writing() as session:
        row = await taking.take_rules(session, text, areas(), Streets(), "Europe/Berlin", STAFF, after, office.now)
        return row.number


async def recompute(office) -> None:
    recomputing = Recomputing(office.bodies.standing, office, office.database, lambda: office.now)
    worker = Worker(office.database, {RECOMPUTE: recomputing.handle}, clock=lambda: office.now + timedelta(seconds=1))
    for entry in await worker.claim(8):
        await worker.handle(entry)


async def count(office, model) -> int:
    async with office.database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model))).one()


async def test_a_table_whose_tests_fail_changes_nothing(desk):
    wrong = TABLE.replace('id = "park"\npriority = 50', 'id = "park"\npriority = 60')
    with pytest.raises(TableRefused) as refused:
        await take(desk, wrong)
    assert "bench is wanted at parks and goes to streets" in refused.value.more["problems"][0]
    assert await count(desk, RulesTable) == 1


async def test_areas_count_only_with_the_rules_that_stand(desk):
    fewer = {"type": "FeatureCollection", "features": AREAS["features"][:2]}
    async with desk.database.writing() as session:
        with pytest.raises(TableRefused, match="park"):
            await taking.take_areas(session, fewer, TABLE, Streets(), "Europe/Berlin", STAFF, 1)
    assert await count(desk, AreasTable) == 1


async def test_a_new_version_counts_at_once_and_the_old_one_is_kept(office):
    assert await take(office, TABLE.replace('category = "bench"\nwant = "parks"', 'category = "litter"\nwant = "parks"')) == 2
    assert await take(office, TABLE.replace('name = "City Parks"', 'name = "Parks and Trees"'), after=2) == 3
    row = await office.file("bench", 700, 700)
    async with office.database.reading() as session:
        assert (await session.get_one(Body, row.body_id)).name == "Parks and Trees"
        assert list(await session.scalars(select(RulesTable.number).order_by(RulesTable.number))) == [1, 2, 3]
    assert row.rules_version == 3


async def test_who_wrote_from_an_older_version_is_told(desk):
    await take(desk, TABLE + "# newer\n")
    with pytest.raises(TableMoved, match="Version 2"):
        await take(desk, TABLE + "# from the first\n", after=1)


async def test_of_two_at_once_the_second_is_told(office):
    done = await asyncio.gather(take(office, TABLE + "# a\n", after=1), take(office, TABLE + "# b\n", after=1), return_exceptions=True)
    assert len([one for one in done if one == 2]) == 1
    assert len([one for one in done if isinstance(one, TableMoved)]) == 1


async def test_a_body_with_open_requests_cannot_be_left_out(office):
    await office.file("bench", 700, 700)
    gone = TABLE.replace('[[bodies]]\ncode = "parks"\nname = "City Parks"\n', "").replace('"parks"', '"streets"')
    with pytest.raises(TableRefused, match="parks is needed"):
        await take(office, gone)


async def test_a_body_that_is_left_out_ends_and_can_come_back(desk):
    gone = TABLE.replace('[[bodies]]\ncode = "parks"\nname = "City Parks"\n', "").replace('"parks"', '"streets"')
    await take(desk, gone)
    parks = await desk.body_id("parks")
    async with desk.database.reading() as session:
        assert parks not in [body.id for body in await desk.bodies.bodies(session)]
    await take(desk, TABLE, after=2)
    async with desk.database.reading() as session:
        assert parks in [body.id for body in await desk.bodies.bodies(session)]


async def test_new_hours_move_due_dates_and_say_so(office):
    row, waits = await office.file(), await office.file()
    await office.does(waits, Start())
    await office.does(waits, Wait(Waiting.BUDGET))
    shorter = TABLE.replace('hours = ["Mon-Thu 08:00-16:00", "Fri 08:00-16:00"]', 'hours = ["Mon-Thu 08:00-16:00", "Fri 08:00-12:00"]')
    await take(office, shorter)
    await recompute(office)
    dues = await office.dues(row)
    assert dues["ack"].due_at == local("2026-12-02T10:00"), "no Friday lies in between"
    assert dues["fix"].due_at == local("2026-12-15T10:00")
    assert {one.rules_version for one in dues.values()} == {2}
    moved = [words for kind, words in await office.events(row) if kind == "moved"]
    assert len(moved) == 2, "decide and fix"
    assert "worked out anew" in moved[0]
    assert [kind for kind, _ in await office.events(waits)].count("moved") == 0
    async with office.database.reading() as session:
        assert set(await session.scalars(select(RequestClock.rules_version).where(RequestClock.stopped_at.is_(None)))) == {2}


async def test_what_ran_out_stays_late_whatever_the_table_says(desk):
    row = await desk.file()
    await desk.wait_until("2026-12-03T10:00")
    await take(desk, TABLE.replace('"Mon-Thu 08:00-16:00", "Fri 08:00-16:00"', '"Mon-Fri 08:00-10:00"'))
    await recompute(desk)
    late = (await desk.dues(row))["ack"]
    assert late.due_at == local("2026-12-02T10:00")
    assert late.late


async def test_what_came_with_the_city_never_replaces_what_the_staff_wrote(database):
    office = await Office.opened(database)
    newer = Seed(TABLE + "# of a new build\n", AREAS, TableSource.CITY)
    await seeding.seed(database, newer, Streets(), "Europe/Berlin")
    assert await count(office, RulesTable) == 2
    await seeding.seed(database, newer, Streets(), "Europe/Berlin")
    assert await count(office, RulesTable) == 2, "the same city once"
    await take(office, TABLE + "# of the staff\n", after=2)
    await seeding.seed(database, Seed(TABLE + "# again\n", AREAS, TableSource.CITY), Streets(), "Europe/Berlin")
    assert await count(office, RulesTable) == 3
    assert await count(office, AreasTable) == 1


async def test_a_city_that_cannot_be_used_keeps_the_service_from_starting(database):
    with pytest.raises(SeedUnusable, match="line 2"):
        await seeding.seed(database, Seed('[[bodies]]\ncode = "A b"\nname = "x"\n', None, TableSource.CITY), Streets(), "UTC")
    assert await count(Office(database), RulesTable) == 0


def test_a_city_without_tables_has_one_inbox(tmp_path):
    assert read_seed(tmp_path) == Seed(DEFAULT, None, TableSource.DEFAULT)
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "requests.toml").write_text(TABLE, encoding="utf-8")
    (tmp_path / "requests" / "areas.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(SeedUnusable, match="Build the city anew"):
        read_seed(tmp_path)
