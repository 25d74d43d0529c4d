"""A ticket on a phone, and on the next one."""
import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from backend.accounts.secrets import decode, encode
from backend.database.base import now
from backend.tickets import issuing
from payments.states import TicketState
from signing.inspecting import Outcome, inspect
from signing.numbers import find_number
from signing.refused import TicketRefusal
from tests.backend.tickets.world import HOUR, Holder, kill, sell


async def listed(world, who) -> list[dict]:
    answer = await world.client.get("/v1/tickets", headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()["tickets"]


async def test_a_ticket_is_shown_by_the_phone_that_holds_it(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    (before,) = await listed(world, ann)
    assert (before["token"], before["number"], before["deviceKey"], before["state"]) == (None, None, None, "LIVE")
    held = await phone.held(world, ann, ticket.id)
    assert (held["from"], held["to"]) == ({"name": "Market Square", "id": "market:b"}, {"name": "Hospital", "id": "hospital:a"})
    assert find_number(held["number"])
    assert held["deviceKey"] == encode(phone.key.public)
    verdict = inspect(phone.shows(held), await world.keys(), await world.kill_list(), datetime.now(UTC))
    assert (verdict.outcome, verdict.reason) == (Outcome.VALID, None)
    (leg,) = verdict.ticket.legs
    assert (leg.operator, leg.origin, leg.destination) == ("tram", "market:b", "hospital:a")
    assert verdict.ticket.valid_until == ticket.valid_until.replace(microsecond=0)
    (after,) = await listed(world, ann)
    assert after == held


async def test_the_same_phone_again_is_the_same_issue(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    assert await phone.held(world, ann, ticket.id) == await phone.held(world, ann, ticket.id)
    assert (await world.kill_list()).count == 0


async def test_a_new_phone_takes_it_and_the_old_one_has_lost_it(world):
    ann, old, new = await world.sign_in("ann@example.org"), Holder(), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    before = await old.held(world, ann, ticket.id)
    after = await new.held(world, ann, ticket.id)
    assert after["number"] == before["number"], "what was written down still counts"
    keys, killed, moment = await world.keys(), await world.kill_list(), datetime.now(UTC)
    assert inspect(old.shows(before), keys, killed, moment).reason is TicketRefusal.KILLED
    assert inspect(new.shows(after), keys, killed, moment).outcome is Outcome.VALID
    assert inspect(old.shows(after), keys, killed, moment).reason is TicketRefusal.HOLDER_MISMATCH


async def test_tickets_of_others_are_as_absent(world):
    await world.sign_in("ann@example.org")
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    eve = await world.sign_in("eve@example.org")
    assert await listed(world, eve) == []
    others, absent = await Holder().hold(world, eve, ticket.id), await Holder().hold(world, eve, uuid4())
    assert others.status_code == absent.status_code == 404
    assert others.json() | {"instance": ""} == absent.json() | {"instance": ""}


async def test_whoever_is_not_signed_in_has_none(world):
    assert (await world.client.get("/v1/tickets")).status_code == 401
    assert (await Holder().hold(world, {}, uuid4())).status_code == 401


@pytest.mark.parametrize("state", [TicketState.KILLED, TicketState.EXPIRED])
async def test_a_ticket_that_is_over_is_not_shown(world, state):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    await phone.held(world, ann, ticket.id)
    await kill(world.database, ticket, state=state)
    (found,) = await listed(world, ann)
    assert (found["state"], found["token"]) == (state.upper(), None)
    assert found["killedBecause"] == ("cancelled" if state is TicketState.KILLED else None)
    answer = await Holder().hold(world, ann, ticket.id)
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_over")


async def test_a_ticket_that_was_checked_is_shown_to_the_next_inspector(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    await phone.held(world, ann, ticket.id)
    await kill(world.database, ticket, state=TicketState.USED)
    (found,) = await listed(world, ann)
    assert (found["state"], bool(found["token"])) == ("USED", True)


async def test_time_takes_tickets_away(world):
    ann, account_id = await world.sign_in("ann@example.org"), await world.account_id("ann@example.org")
    over = await sell(world.database, account_id, now() - 3 * HOUR)
    await sell(world.database, account_id, now() - timedelta(days=2))
    far = await sell(world.database, account_id, now() + timedelta(days=200))
    assert [found["id"] for found in await listed(world, ann)] == [str(over.id), str(far.id)]
    assert (await Holder().hold(world, ann, over.id)).json()["code"] == "ticket_over"
    held = await Holder().held(world, ann, far.id)
    assert (held["token"], bool(held["number"])) == (None, True), "no key that signs now counts then"


async def test_what_is_no_key_of_a_phone_is_refused(world):
    ann = await world.sign_in("ann@example.org")
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    for key in ("A" * 87, encode(b"\x04" + b"\x01" * 64), "short", "B" * 86 + "!"):
        headers = ann | {"Idempotency-Key": uuid4().hex}
        answer = await world.client.put(f"/v1/tickets/{ticket.id}/holder", json={"deviceKey": key}, headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (422, "deviceKey"), key


async def test_stops_of_any_name_make_a_ticket(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    facts = {"from": {"stopId": "platform:" + "x" * 180}, "to": {"stopId": "\u202e\n"}}
    ticket = await sell(world.database, await world.account_id("ann@example.org"), **facts)
    held = await phone.held(world, ann, ticket.id)
    assert inspect(phone.shows(held), await world.keys(), await world.kill_list(), datetime.now(UTC)).outcome is Outcome.VALID


async def test_numbers_that_are_taken_are_drawn_again(world, monkeypatch):
    drawn = iter(["7K2M94", "7K2M94", "7K2M94", "000000"])
    monkeypatch.setattr(issuing, "new_number", lambda random_below: next(drawn))
    one, other = [await sell(world.database, None) for _ in range(2)]
    async with world.database.writing() as session:
        assert await issuing.number(session, one.id) == "7K2M94"
    async with world.database.writing() as session:
        assert await issuing.number(session, other.id) == "000000"
        assert await issuing.number(session, other.id) == "000000"


async def test_the_key_of_the_phone_stands_in_the_ticket_and_no_name(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    held = await phone.held(world, ann, ticket.id)
    token = decode(held["token"])
    assert b"ann" not in token
    assert b"Market" not in token
    assert phone.key.public[1:33] in token


async def test_two_phones_at_once_leave_one_that_holds_it(world):
    ann, phones = await world.sign_in("ann@example.org"), [Holder() for _ in range(4)]
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    answers = await asyncio.gather(*(phone.hold(world, ann, ticket.id) for phone in phones))
    assert [answer.status_code for answer in answers] == [200] * 4
    keys, killed, moment = await world.keys(), await world.kill_list(), datetime.now(UTC)
    shown = [inspect(phone.shows(answer.json()), keys, killed, moment).outcome for phone, answer in zip(phones, answers)]
    assert sorted(shown) == [Outcome.REFUSED] * 3 + [Outcome.VALID]
