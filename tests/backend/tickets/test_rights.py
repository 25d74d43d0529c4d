"""A right to pay less is on the ticket, in the look-up by number, and what an inspector saw of it is kept."""
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from backend.contract.accounts import Role
from backend.pricing.right_names import names_of
from backend.tickets.models import Inspection
from signing.inspecting import Outcome, inspect
from tests.backend.tickets.world import Holder, checked, sell, send

OK, LATER = {"rightShown": True}, {"rightShown": False}


@pytest.fixture
async def child(world):
    """Ann's ticket for a child on her phone, as it was told to her, and Ida who checks."""
    ann, ida = await world.sign_in("ann@example.org"), await world.sign_in("ida@example.org", Role.INSPECTOR)
    phone = Holder()
    ticket = await sell(world.database, await world.account_id("ann@example.org"), rights=("child", "art_school"))
    return ida, phone, await phone.held(world, ann, ticket.id)


async def noted(world) -> list[bool | None]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(Inspection.right_shown)))


async def test_the_ticket_says_by_which_right_it_was_cheaper(world, child):
    _, phone, held = child
    verdict = inspect(phone.shows(held), await world.keys(), await world.kill_list(), datetime.now(UTC))
    assert (verdict.outcome, verdict.ticket.rights) == (Outcome.VALID, ("child", "art_school"))
    assert [(right["entitlement"], right["names"]["de"]) for right in held["rights"]] == [("child", "Kind"), ("art_school", "Art school")]


async def test_the_look_up_by_number_says_it_as_the_city_calls_it(world, child):
    ida, _, held = child
    world.tickets.right_names = lambda word: names_of(word, {"art_school": "Kunstschule"})
    found = (await world.client.post("/v1/inspections/lookups", json={"number": held["number"]}, headers=ida)).json()
    assert [right["names"]["ko"] for right in found["rights"]] == ["어린이", "Kunstschule"]


async def test_what_was_seen_of_the_right_is_kept_once(world, child):
    ida, phone, held = child
    shown = checked(phone.shows(held))
    (first,) = await send(world, ida, shown)
    assert (first["outcome"], await noted(world)) == ("COUNTED", [None])
    bob = await world.sign_in("bob@example.org", Role.INSPECTOR)
    await send(world, bob, shown | OK)
    assert await noted(world) == [None], "who did not check cannot say"
    assert await send(world, ida, shown | LATER) == [first]
    await send(world, ida, shown | OK)
    assert await noted(world) == [False], "as it was said first"


async def test_it_may_be_said_at_once_and_by_number(world, child):
    ida, _, held = child
    await send(world, ida, checked(number=held["number"]) | OK)
    assert await noted(world) == [True]


async def test_a_ticket_without_a_right_has_nothing_to_prove(world):
    ann, ida, phone = await world.sign_in("ann@example.org"), await world.sign_in("ida@example.org", Role.INSPECTOR), Holder()
    held = await phone.held(world, ann, (await sell(world.database, await world.account_id("ann@example.org"))).id)
    shown = checked(phone.shows(held), id=str(uuid4())) | OK
    await send(world, ida, shown)
    await send(world, ida, shown)
    assert (held["rights"], await noted(world)) == ([], [None])
