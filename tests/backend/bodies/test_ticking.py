"""Reminders and escalation by themselves, once however many processes look."""
import asyncio

import pytest
from sqlalchemy import select

from backend.bodies.models import RequestClock
from backend.bodies.ticking import Ticking, chain
from backend.requests.changes import Acknowledge, By, Role, Withdraw
from tests.backend.bodies.office import local


async def test_a_reminder_at_four_fifths_then_up_one_level_after_the_other(office):
    row = await office.file(lang="de")
    assert await office.wait_until("2026-12-01T14:00") == 0
    assert await office.wait_until("2026-12-01T14:48") == 1, "12.8 of 16 working hours"
    assert (await office.events(row))[-1] == ("reminded", "Soon due: first answer.")
    assert await office.wait_until("2026-12-02T09:59") == 0
    assert await office.wait_until("2026-12-02T10:00") == 1
    assert (await office.events(row))[-1] == ("escalated", "Überfällig: erste Antwort. Weitergegeben an: Leitung Straßen.")
    await office.wait_until("2026-12-03T10:00")
    assert (await office.events(row))[-1] == ("escalated", "Überfällig: erste Antwort. Weitergegeben an: Leitung Tiefbau.")
    await office.wait_until("2026-12-04T10:00")
    assert "Überfällig: erste Antwort. Weitergegeben an: Mayor's office." in [words for _, words in await office.events(row)]
    dues = await office.dues(row)
    assert dues["ack"].late
    assert dues["ack"].level == 3
    assert not dues["fix"].late


async def test_a_second_clock_goes_on_where_the_first_has_come_to(desk):
    row = await desk.file()
    for day in ("2026-12-01T15:00", "2026-12-02T10:00", "2026-12-04T15:00", "2026-12-07T10:00"):
        await desk.wait_until(day)
    told = [words for kind, words in await desk.events(row) if kind == "escalated"]
    assert told == [
        "Overdue: first answer. Passed to: head of streets.", "Overdue: first answer. Passed to: director of works.",
        "Overdue: decision. Passed to: Mayor's office.",
    ]  # fmt: skip
    assert (await desk.dues(row))["decide"].level == 3


async def test_when_all_know_only_the_staff_is_reminded(desk):
    row = await desk.file("litter", 5000, 0)  # of the service desk, above which there is only the mayor
    for hour in ("2026-12-02T10:00", "2026-12-03T10:00", "2026-12-07T10:00"):
        await desk.wait_until(hour)
        await desk.ticking.sweep()
    events = await desk.events(row)
    assert [kind for kind, _ in events].count("escalated") == 1
    assert ("reminded", "Overdue: decision. It went up as far as it goes.") in events


async def test_nothing_is_said_of_what_was_answered_or_taken_back(desk):
    answered, back = await desk.file(), await desk.file()
    await desk.does(answered, Acknowledge())
    await desk.does(back, Withdraw(), By(Role.REPORTER))
    assert await desk.wait_until("2026-12-02T12:00") == 0


async def test_several_processes_do_it_once(office):
    row = await office.file()
    office.now = local("2026-12-02T12:00")
    others = [Ticking(office.bodies.standing, office, office.database, lambda: office.now) for _ in range(3)]
    done = await asyncio.gather(*(one.sweep() for one in others))
    assert sum(done) >= 1
    await office.ticking.sweep()
    assert [kind for kind, _ in await office.events(row)].count("escalated") == 1


async def test_what_cannot_be_said_now_is_put_off_and_keeps_nothing_waiting(office):
    stuck, fine = await office.file(), await office.file()
    async with office.database.writing() as session:
        held = await session.get(type(stuck), stuck.id)
        held.state = "withdrawn"
    assert await office.wait_until("2026-12-02T10:00") == 1
    assert "escalated" in [kind for kind, _ in await office.events(fine)]
    async with office.database.reading() as session:
        mine = select(RequestClock.next_at).where(RequestClock.request_id == stuck.id, RequestClock.kind == "ack")
        assert await session.scalar(mine) == local("2026-12-02T11:00")


@pytest.mark.parametrize("code, names", [
    ("streets", ["head of streets", "director of works", "Mayor's office"]), ("desk", ["Mayor's office"]), ("mayor", []),
])  # fmt: skip
async def test_whom_it_goes_up_to(desk, code, names):
    async with desk.database.reading() as session:
        tables = await desk.bodies.tables(session)
    assert [one["en"] for one in chain(tables, tables.table.bodies[code])] == names
