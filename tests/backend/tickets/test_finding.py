"""A dead phone is no fare evasion, and guessing numbers is no way to find tickets."""
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from backend.contract.accounts import Role
from backend.database.base import now
from backend.tickets import issuing
from backend.tickets.finding import MOST_MISSES, PER_HOUR
from backend.tickets.models import NumberLookup
from payments.states import TicketState
from signing.numbers import find_number, said
from tests.backend.tickets.world import HOUR, Holder, checked, kill, sell, send


async def numbered(world, begins=None) -> tuple:
    ticket = await sell(world.database, None, begins)
    async with world.database.writing() as session:
        return ticket, said(await issuing.number(session, ticket.id))


async def look_up(world, who, number: str):
    return await world.client.post("/v1/inspections/lookups", json={"number": number}, headers=who)


async def test_a_number_finds_the_ticket_and_nobody(world):
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    ticket, number = await numbered(world)
    answer = (await look_up(world, ida, number.lower().replace("-", " "))).json()
    assert (answer["number"], answer["valid"], answer["reason"], answer["checked"]) == (number, True, None, 0)
    assert (answer["operator"], answer["from"]["name"], answer["to"]["name"]) == ("City Tram", "Market Square", "Hospital")
    assert set(answer) == {"number", "valid", "reason", "operator", "from", "to", "validFrom", "validUntil", "checked", "lastAt", "rights"}
    at = datetime.now(UTC)
    await send(world, ida, checked(number=number, at=at))
    again = (await look_up(world, ida, number)).json()
    assert (again["checked"], datetime.fromisoformat(again["lastAt"])) == (1, at)
    assert ticket.state == TicketState.LIVE


async def test_it_says_why_it_does_not_count(world):
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    for how, reason in (("killed", "ticket_killed"), ("later", "not_yet"), ("before", "over"), ("expired", "over"), ("used", None)):
        begins = {"later": now() + HOUR, "before": now() - 3 * HOUR}.get(how)
        ticket, number = await numbered(world, begins)
        if how in ("killed", "expired", "used"):
            await kill(world.database, ticket, state=TicketState(how))
        answer = (await look_up(world, ida, number)).json()
        assert (answer["valid"], answer["reason"]) == (reason is None, reason), how


async def test_guessing_ends_after_ten_misses(world):  # N56
    ida, bob = [await world.sign_in(f"{name}@example.org", Role.INSPECTOR) for name in ("ida", "bob")]
    _, number = await numbered(world)
    wrong = "000-000" if find_number("000000") and number != "000-000" else "111-118"
    for _ in range(MOST_MISSES):
        assert (await look_up(world, ida, wrong)).json()["code"] == "not_found"
    answer = await look_up(world, ida, number)
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (429, "rate_limited", "600")
    assert (await look_up(world, bob, number)).status_code == 200, "others go on"
    async with world.database.writing() as session:
        await session.execute(update(NumberLookup).values(created_at=now() - timedelta(minutes=11)))
    assert (await look_up(world, ida, number)).status_code == 200


async def test_a_number_with_a_wrong_sign_is_a_miss_too(world):
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    _, number = await numbered(world)
    for _ in range(MOST_MISSES):
        assert (await look_up(world, ida, "!!!")).status_code == 404
    assert (await look_up(world, ida, number)).status_code == 429


async def test_sixty_an_hour(world):
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    _, number = await numbered(world)
    inspector_id = await world.account_id("ida@example.org")
    async with world.database.writing() as session:
        session.add_all([NumberLookup(inspector_id=inspector_id, hit=True) for _ in range(PER_HOUR)])
    assert (await look_up(world, ida, number)).status_code == 429


async def test_only_inspectors_look(world):
    ann = await world.sign_in("ann@example.org")
    assert (await look_up(world, {}, "7K2-M94")).status_code == 401
    assert (await look_up(world, ann, "7K2-M94")).json()["code"] == "role"


async def test_a_number_lasts_as_long_as_its_ticket(world):
    ann, phone = await world.sign_in("ann@example.org"), Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    assert (await phone.held(world, ann, ticket.id))["number"]
