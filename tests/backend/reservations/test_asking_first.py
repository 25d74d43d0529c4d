"""A host who wants to be asked first: the word comes before the price, holds nothing, and is for nobody else."""
from datetime import timedelta

import pytest

from backend.bookings.holding import ResourceTaken
from backend.contract.listings import Approval
from backend.contract.quotes import NotSellable
from backend.contract.reservations import SpaceRequestState
from backend.identity.actor import Actor, ActorKind
from backend.pricing.errors import SpaceNotSellable
from backend.reservations.requests import MOST_OPEN, NotNeeded, RequestLimit, RequestOver
from backend.service.errors import NotFound
from tests.backend.reservations.world import HOUR, open_parking


@pytest.fixture
async def world(database, sandbox, control):
    async with open_parking(database, sandbox, control, approval=Approval.ASK) as opened:
        yield opened


async def call(world, name: str, *arguments):
    async with world.database.writing() as session:
        return await getattr(world.reservations.requests, name)(session, *arguments, world.clock())


async def test_what_the_host_agrees_to_can_be_booked_by_whoever_asked(world):
    host, wish = Actor(ActorKind.ACCOUNT, world.places.host), world.wish(world.places.driveway, 2, 2)
    with pytest.raises(SpaceNotSellable) as caught:
        await world.quote_for(wish)
    assert caught.value.reason is NotSellable.APPROVAL
    asked = await call(world, "ask", world.actor, wish)
    assert (await call(world, "ask", world.actor, wish)).id == asked.id
    assert [one.id for one in await call(world, "list_hosted", host)] == [asked.id]
    with pytest.raises(NotFound):
        await call(world, "answer", world.actor, asked.id, True)
    assert (await call(world, "answer", host, asked.id, True)).state is SpaceRequestState.AGREED
    with pytest.raises(RequestOver):
        await call(world, "answer", host, asked.id, False)
    other = await world.person()
    with pytest.raises(SpaceNotSellable):
        await world.quote_for(wish, actor=other)
    with pytest.raises(SpaceNotSellable):
        await world.quote_for(world.wish(world.places.driveway, 2, 3))
    await world.reserve(wish)
    with pytest.raises(ResourceTaken):
        await call(world, "ask", other, wish)
    assert (await call(world, "withdraw", world.actor, asked.id)).state is SpaceRequestState.WITHDRAWN
    with pytest.raises(NotFound):
        await call(world, "withdraw", other, asked.id)


async def test_silence_is_a_no_and_nobody_asks_without_end(world):
    host = Actor(ActorKind.ACCOUNT, world.places.host)
    wishes = [world.wish(world.places.driveway, 3 + number, 1) for number in range(MOST_OPEN + 1)]
    asked = [await call(world, "ask", world.actor, wish) for wish in wishes[:MOST_OPEN]]
    with pytest.raises(RequestLimit):
        await call(world, "ask", world.actor, wishes[-1])
    assert (await call(world, "withdraw", world.actor, asked[0].id)).state is SpaceRequestState.WITHDRAWN
    world.clock.ahead += HOUR + timedelta(seconds=1)
    with pytest.raises(RequestOver):
        await call(world, "answer", host, asked[1].id, True)
    states = [one.state for one in await call(world, "list_own", world.actor)]
    assert states == [SpaceRequestState.DECLINED] * (MOST_OPEN - 1) + [SpaceRequestState.WITHDRAWN]
    assert await call(world, "list_hosted", host) == ()


async def test_nobody_is_asked_about_what_is_let_at_once(world):
    with pytest.raises(NotNeeded):
        await call(world, "ask", world.actor, world.wish(world.places.bay))
