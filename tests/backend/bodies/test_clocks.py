"""Clocks of requests: begun, paused, passed on, stopped; each promise kept with what it was worked out by."""
import asyncio

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from backend.bodies.models import ClockPause, RequestClock, RequestRoute
from backend.bodies.refusals import PauseRefused
from backend.bodies.words import ClockKind
from backend.contract.request_words import Resolution, Waiting
from backend.requests.changes import Acknowledge, Resolve, Resume, Start, Transfer, Wait
from tests.backend.bodies.office import local


async def test_promises_of_a_hole_in_a_lane(desk):
    row = await desk.file()
    dues = await desk.dues(row)
    assert dues["ack"].due_at == local("2026-12-02T10:00")
    assert dues["decide"].due_at == local("2026-12-07T10:00")
    assert dues["fix"].due_at == local("2026-12-14T10:00")
    assert "delivery" not in dues, "it works in the console: nothing is to be handed over"
    assert row.first_due_at == dues["ack"].due_at
    assert {one.rules_version for one in dues.values()} == {1}
    assert all(one.holidays.startswith("DE-BW:") for one in dues.values())


async def test_a_body_elsewhere_has_a_quarter_of_an_hour_to_get_it(desk):
    row = await desk.file(y=0)
    assert (await desk.dues(row))["delivery"].due_at == local("2026-11-30T10:15")


async def test_an_open_pause_has_no_due_date_and_moves_it_by_working_time(office):
    row = await office.file()
    office.now = local("2026-12-01T10:00")
    await office.does(row, Acknowledge())
    await office.does(row, Wait(Waiting.WEATHER))
    waits = (await office.dues(row))["fix"]
    assert (waits.due_at, waits.paused_since, waits.pause_reason) == (None, office.now, Waiting.WEATHER)
    office.now = local("2026-12-05T12:00")  # a Saturday
    await office.does(row, Resume())
    dues = await office.dues(row)
    assert dues["fix"].due_at == local("2026-12-17T16:00"), "8 h were gone; 72 h are left from Monday 08:00"
    assert dues["ack"].stopped_at == local("2026-12-01T10:00")


async def test_waiting_for_others_has_one_renewal(desk):
    row = await desk.file()
    await desk.does(row, Start())
    for _ in range(2):
        await desk.does(row, Wait(Waiting.THIRD_PARTY))
        await desk.wait(hours=1)
        await desk.does(row, Resume())
    with pytest.raises(PauseRefused, match="twice already"):
        await desk.does(row, Wait(Waiting.THIRD_PARTY))
    await desk.does(row, Wait(Waiting.BUDGET))


async def test_nothing_is_paused_after_the_fact(desk):
    row = await desk.file()
    await desk.does(row, Start())
    await desk.wait_until("2026-12-14T10:00")
    await desk.does(row, Wait(Waiting.WEATHER))
    late = (await desk.dues(row))["fix"]
    assert (late.paused_since, late.late) == (None, True)
    async with desk.database.writing() as session:
        with pytest.raises(PauseRefused, match="that a human answers"):
            await desk.bodies.pause(session, row.id, ClockKind.ACK, Waiting.BUDGET, "staff", desk.now)


async def test_passing_it_on_begins_a_new_answer_and_keeps_the_first_date(office):
    row = await office.file()
    office.now = local("2026-12-01T15:00")
    await office.does(row, Transfer(await office.body_id("state"), "A road of the state"))
    async with office.database.reading() as session:
        clocks = (await session.scalars(select(RequestClock).where(RequestClock.request_id == row.id).order_by(RequestClock.created_at))).all()
        routes = (await session.scalars(select(RequestRoute).where(RequestRoute.request_id == row.id).order_by(RequestRoute.turn))).all()
        kept = await session.get(type(row), row.id)
    acks = [clock for clock in clocks if clock.kind == ClockKind.ACK]
    assert [(clock.turn, clock.stopped_by) for clock in acks] == [(1, "transferred"), (2, None)]
    assert acks[1].due_at == local("2026-12-03T15:00")
    assert kept.first_due_at == local("2026-12-02T10:00")
    assert [route.service_code for route in routes] == ["pothole", "FB-pothole"]
    fix = next(clock for clock in clocks if clock.kind == ClockKind.FIX)
    assert fix.turn == 1
    assert fix.body_id == await office.body_id("state")


async def test_stopping_late_is_late_even_if_nobody_swept(office):
    row = await office.file()
    office.now = local("2027-01-20T10:00")
    await office.does(row, Resolve(Resolution.FIXED, "Filled.", referral="job 7"))
    dues = await office.dues(row)
    assert all(one.late and one.stopped_at == office.now for one in dues.values())


async def test_two_who_begin_the_same_clock(office):
    """The database itself keeps one running clock of a kind."""
    row = await office.file()

    async def again():
        async with office.database.writing() as session:
            return await office.bodies.begin_again(session, row.id, (ClockKind.FIX,), office.now)

    await office.does(row, Resolve(Resolution.FIXED, "Filled.", referral="job 7"))
    await asyncio.gather(again(), again(), return_exceptions=True)
    async with office.database.reading() as session:
        fixes = select(RequestClock).where(RequestClock.request_id == row.id, RequestClock.kind == ClockKind.FIX, RequestClock.stopped_at.is_(None))
        assert len((await session.scalars(fixes)).all()) == 1


@pytest.mark.parametrize("wrong", [{"paused_since": local("2026-12-01T10:00")}, {"due_at": None}, {"stopped_by": "nobody"}])
async def test_the_database_refuses_clocks_that_say_two_things(office, wrong):
    row = await office.file()
    with pytest.raises(DBAPIError):
        async with office.database.writing() as session:
            await session.execute(update(RequestClock).where(RequestClock.request_id == row.id).values(wrong))


async def test_a_pause_ends_with_the_clock(desk):
    row = await desk.file()
    await desk.does(row, Acknowledge())
    await desk.does(row, Wait(Waiting.BUDGET))
    await desk.wait(hours=2)
    await desk.does(row, Resolve(Resolution.FIXED, "Filled.", referral="job 7"))
    async with desk.database.reading() as session:
        assert set(await session.scalars(select(ClockPause.ends_at))) == {desk.now}
