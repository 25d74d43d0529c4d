"""What inspectors send, at once or hours later."""
import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from backend.contract.accounts import Role
from backend.tickets.models import Inspection
from payments.states import TicketState
from tests.backend.tickets.world import HOUR, Holder, checked, kill, sell, send


async def people(world):
    """(Ann's headers, Ida's, Ann's ticket, her phone, what it holds)"""
    ann = await world.sign_in("ann@example.org")
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    ticket, phone = await sell(world.database, await world.account_id("ann@example.org")), Holder()
    return ida, ticket, phone, await phone.held(world, ann, ticket.id)


async def test_the_first_use_is_counted_and_told(world):
    ida, ticket, phone, held = await people(world)
    at = datetime.now(UTC)
    (answer,) = await send(world, ida, checked(phone.shows(held, at), at))
    assert answer["outcome"] == "COUNTED"
    (use,) = world.used
    assert (use.ticket_id, use.leg_no, use.booking_id, use.at, use.after_kill) == (ticket.id, 1, ticket.booking_id, at, False)


async def test_sent_again_it_is_the_same_inspection(world):
    ida, _, phone, held = await people(world)
    one = checked(phone.shows(held))
    first = await send(world, ida, one)
    assert await send(world, ida, one) == first
    assert await send(world, ida, one, one) == first * 2
    assert len(world.used) == 1
    async with world.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Inspection)) == 1


async def test_the_same_key_is_the_same_answer(world):
    ida, _, phone, held = await people(world)
    one = checked(phone.shows(held))
    assert await send(world, ida, one, key="k") == await send(world, ida, one, key="k")
    assert len(world.used) == 1


async def test_a_second_use_is_flagged_with_the_time_of_the_first(world):
    ida, _, phone, held = await people(world)
    bob = await world.sign_in("bob@example.org", Role.INSPECTOR)
    begin = datetime.now(UTC)
    await send(world, ida, checked(phone.shows(held, begin), begin))
    later = begin + timedelta(minutes=4)
    (answer,) = await send(world, bob, checked(phone.shows(held, later), later))
    assert answer["outcome"] == "REPEATED"
    assert datetime.fromisoformat(answer["firstAt"]) == begin
    assert len(world.used) == 1


async def test_two_inspectors_at_once_are_told_of_each_other(world):
    ida, _, phone, held = await people(world)
    bob = await world.sign_in("bob@example.org", Role.INSPECTOR)
    at = datetime.now(UTC)
    answers = await asyncio.gather(*(send(world, who, checked(phone.shows(held, at), at)) for who in (ida, bob, ida, bob)))
    assert sorted(answer["outcome"] for (answer,) in answers) == ["COUNTED", "REPEATED", "REPEATED", "REPEATED"]
    assert len(world.used) == 1


async def test_one_inspection_sent_twice_at_once_is_one(world):
    ida, _, phone, held = await people(world)
    one = checked(phone.shows(held))
    answers = await asyncio.gather(*(send(world, ida, one) for _ in range(4)))
    assert answers == [answers[0]] * 4
    assert len(world.used) == 1


async def test_within_one_upload_the_earlier_one_is_the_first(world):
    ida, _, phone, held = await people(world)
    begin = datetime.now(UTC)
    later = begin + timedelta(minutes=3)
    answers = await send(world, ida, checked(phone.shows(held, later), later), checked(phone.shows(held, begin), begin))
    assert [answer["outcome"] for answer in answers] == ["REPEATED", "COUNTED"]
    assert world.used[0].at == begin


async def test_used_before_the_kill_it_counts_and_after_it_somebody_looks(world):
    ida, ticket, phone, held = await people(world)
    killed_at = datetime.now(UTC)
    await kill(world.database, ticket, killed_at)
    before, after = killed_at - timedelta(minutes=2), killed_at + timedelta(minutes=2)
    answers = await send(world, ida, checked(phone.shows(held, before), before), checked(phone.shows(held, after), after))
    assert [answer["outcome"] for answer in answers] == ["COUNTED", "AFTER_KILL"]
    assert [(use.at, use.after_kill) for use in world.used] == [(before, False), (after, True)]


async def test_what_a_phone_shows_after_it_lost_the_ticket_is_looked_at(world):
    ida, ticket, phone, held = await people(world)
    ann = await world.sign_in("ann@example.org")
    await Holder().held(world, ann, ticket.id)
    at = datetime.now(UTC) + timedelta(seconds=90)
    (answer,) = await send(world, ida, checked(phone.shows(held, at), at))
    assert answer["outcome"] == "AFTER_KILL"


@pytest.mark.parametrize("state", [TicketState.USED, TicketState.EXPIRED])
async def test_what_bookings_know_already_they_are_not_told(world, state):
    ida, ticket, phone, held = await people(world)
    await kill(world.database, ticket, state=state)
    (answer,) = await send(world, ida, checked(phone.shows(held)))
    assert answer["outcome"] == "COUNTED"
    assert world.used == []


async def test_a_ticket_that_was_never_shown_is_not_used_up(world):
    """Whoever has an inspector's phone cannot use up tickets of others: a code of another time or phone counts for nothing."""
    ida, _, phone, held = await people(world)
    now = datetime.now(UTC)
    eve, other = Holder(), await sell(world.database, None)
    wrong = {
        "suffix_expired": checked(phone.shows(held, now - timedelta(minutes=5)), now),
        "suffix_early": checked(phone.shows(held, now + timedelta(minutes=2)), now),
        "holder_mismatch": checked(eve.shows(held, now), now),
        "not_our_ticket": checked("HTTPS://CODES.EXAMPLE/C/A", now),
        "damaged": checked("AWT1:AAAA", now),
        "clock_wrong": checked(phone.shows(held, now + HOUR), now + HOUR),
        "not_found": checked(at=now, number="7K2-M94"),
    }
    answers = await send(world, ida, *wrong.values())
    assert [answer["reason"] for answer in answers] == list(wrong)
    assert {answer["outcome"] for answer in answers} == {"NOT_COUNTED"}
    assert world.used == []
    assert other.state == TicketState.LIVE


async def test_of_last_month_nothing_is_taken(world):
    ida, _, phone, held = await people(world)
    at = datetime.now(UTC) - timedelta(days=32)
    (answer,) = await send(world, ida, checked(phone.shows(held, at), at))
    assert answer["reason"] == "clock_wrong"


async def test_without_a_phone_the_number_counts(world):
    ida, ticket, _, held = await people(world)
    (answer,) = await send(world, ida, checked(number=held["number"].lower()))
    assert answer["outcome"] == "COUNTED"
    assert world.used[0].ticket_id == ticket.id
    (late,) = await send(world, ida, checked(number=held["number"], at=datetime.now(UTC) - 2 * HOUR))
    assert late["reason"] == "not_yet"


async def test_only_inspectors_send(world):
    _, _, phone, held = await people(world)
    ann = await world.sign_in("ann@example.org")
    body = {"inspections": [checked(phone.shows(held))]}
    assert (await world.client.post("/v1/inspections", json=body)).status_code == 401
    answer = await world.client.post("/v1/inspections", json=body, headers=ann | {"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (403, "role")
    assert world.used == []


async def test_bodies_are_bounded(world):
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    for body in (
        {"inspections": []}, {"inspections": [checked()] * 51}, {"inspections": [checked(shown="A" * 601)]},
        {"inspections": [checked(surprise=1)]}, {"inspections": [{"id": str(uuid4())}]}, {"inspections": [checked() | {"at": "2026-11-29T10:00:00"}]},
    ):  # fmt: skip
        answer = await world.client.post("/v1/inspections", json=body, headers=ida | {"Idempotency-Key": uuid4().hex})
        assert answer.status_code in (400, 422), answer.text


async def test_fifty_of_the_largest_fit_into_one_upload(world):
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    answers = await send(world, ida, *[checked(shown="AWT1:" + "A" * 595) for _ in range(50)])
    assert len(answers) == 50
