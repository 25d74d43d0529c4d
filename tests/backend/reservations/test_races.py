"""Many at once for one space: one of them has it, all others hear so. 200 of them, and 200 through two server processes, with ALLWAYS_PROOF=1."""
import asyncio
import os
import subprocess
import sys
import textwrap
from contextlib import suppress

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import TimeoutError

from backend.bookings.booked import Booking, ResourceHold
from backend.bookings.holding import ResourceTaken
from backend.reservations.models import ParkingReservation
from tests.backend.reservations.world import CAR

PROOF = os.environ.get("ALLWAYS_PROOF") == "1"
MANY = 200 if PROOF else 16


async def count(world, model) -> int:
    async with world.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(model))


async def insist(world, quote, person):
    """Whoever is told that the service is busy asks again, as the answer says."""
    while True:
        with suppress(TimeoutError):
            return await world.buy(quote, person)


async def asked_by_many(world, space, many: int) -> list:
    wish = world.wish(space)
    people = [await world.person() for _ in range(many)]
    quotes = [await world.quote_for(wish, actor=person) for person in people]
    return await asyncio.gather(*(insist(world, quote, person) for quote, person in zip(quotes, people)), return_exceptions=True)


async def test_one_of_many_gets_the_bay(world):
    outcomes = await asked_by_many(world, world.places.bay, MANY)
    booked = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    others = [outcome for outcome in outcomes if isinstance(outcome, ResourceTaken)]
    assert (len(booked), len(others)) == (1, MANY - 1)
    assert [await count(world, model) for model in (Booking, ResourceHold, ParkingReservation)] == [1, 1, 1]
    print(f"PROOF one_bay_{world.database.url.get_backend_name()}={MANY} at once, 1 booked, {MANY - 1} told that it is taken")


async def test_a_pool_sells_as_many_as_it_has_and_no_more(world):
    outcomes = await asked_by_many(world, world.places.pool, MANY // 2)
    booked = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert len(booked) == len(world.places.slots)
    assert all(isinstance(outcome, ResourceTaken) for outcome in outcomes if isinstance(outcome, BaseException))
    assert await count(world, ResourceHold) == len(world.places.slots)


BUYER = """
    import asyncio, sys
    from uuid import UUID
    from backend.accounts.models import Account
    from backend.bookings.desk import Desk
    from backend.bookings.holding import ResourceTaken
    from backend.bookings import selling
    from backend.contract.bookings import Accepted, BookingRequest
    from backend.database.database import Database
    from backend.identity.actor import Actor, ActorKind
    from backend.reservations.asking import SpaceDesk
    from sqlalchemy.exc import TimeoutError
    from tests.backend.reservations.world import parking_of, priced_town

    async def main(address):
        database, shop = Database.open(address), priced_town()
        parking = parking_of(database, shop.live)
        desk = Desk(spaces=SpaceDesk(parking, parking.vault))
        print("ready", flush=True)
        orders = [line.split() for line in sys.stdin.read().splitlines()]

        async def buy(quote, account, total, terms):
            while True:
                try:
                    async with database.writing() as session:
                        request = BookingRequest(UUID(quote), Accepted(int(total), terms))
                        await selling.book(session, desk, shop.pricing, Actor(ActorKind.ACCOUNT, UUID(account)), request)
                    return "booked"
                except ResourceTaken:
                    return "taken"
                except TimeoutError:
                    continue
                except Exception as error:
                    return type(error).__name__

        print(*await asyncio.gather(*(buy(*order) for order in orders)), flush=True)
        await database.close()

    asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.skipif(not PROOF, reason="two processes take half a minute to begin: set ALLWAYS_PROOF=1")
async def test_two_processes_sell_it_once(world):
    """As two workers of the service do; SQLite is written by one process only."""
    if world.database.url.get_backend_name() == "sqlite":
        pytest.skip("one process has the file")
    each, wish = MANY // 2, world.wish(world.places.bay, vehicle=CAR)
    orders = []
    for _ in range(2 * each):
        person = await world.person()
        quote = await world.quote_for(wish, actor=person)
        orders.append(f"{quote.quote_id} {person.id} {quote.total_minor} {quote.terms_fingerprint}")
    command = [sys.executable, "-c", textwrap.dedent(BUYER), world.database.url.render_as_string(hide_password=False)]
    buyers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [await asyncio.to_thread(buyer.stdout.readline) for buyer in buyers] == ["ready\n"] * 2
    said = await asyncio.gather(*(
        asyncio.to_thread(buyer.communicate, "\n".join(orders[number::2])) for number, buyer in enumerate(buyers)
    ))  # fmt: skip
    outcomes = " ".join(out for out, _ in said).split()
    assert sorted(outcomes) == ["booked", *["taken"] * (2 * each - 1)]
    assert await count(world, ResourceHold) == 1
    print(f"PROOF one_bay_two_processes={2 * each} at once, 1 booked, {2 * each - 1} told that it is taken")
