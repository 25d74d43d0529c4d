"""Two processes give out one event, and one of them is killed in the midst of it: each space once, none held for nobody. With ALLWAYS_PROOF=1."""
import asyncio
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from sqlalchemy import func, select

from backend.bookings.booked import Booking, ResourceHold
from backend.reservations.gathering_models import GatheringWish, WishRow
from tests.backend.reservations.events import Evening

PROOF = os.environ.get("ALLWAYS_PROOF") == "1"
GIVER = """
    import asyncio, sys
    from datetime import timedelta
    from backend.bookings.desk import Desk
    from backend.database.base import now
    from backend.database.database import Database
    from backend.reservations.asking import SpaceDesk
    from backend.reservations.gathering import Gatherings
    from backend.reservations.gathering_rounds import Rounds
    from tests.backend.reservations.world import parking_of, priced_town

    async def main(address, ahead_s, dies):
        database, shop = Database.open(address), priced_town()
        clock = lambda: now() + timedelta(seconds=float(ahead_s))
        parking = parking_of(database, shop.live, clock)
        desk = Desk(clock=clock, spaces=SpaceDesk(parking, parking.vault))
        rounds = Rounds(Gatherings(parking, desk, shop.pricing, None), database)
        if dies == "dies":
            class Slow(Rounds):
                async def offer(self, *given):
                    done = await super().offer(*given)
                    print("held", flush=True)
                    await asyncio.sleep(600)
                    return done
            rounds = Slow(rounds.gatherings, database)
        print("ready", flush=True)
        sys.stdin.readline()
        print(await rounds.sweep(), flush=True)
        await database.close()

    asyncio.run(main(*sys.argv[1:]))
"""


def start(world, ahead_s: float, how: str = "lives") -> subprocess.Popen:
    address = world.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", textwrap.dedent(GIVER), address, str(ahead_s), how]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def go(*processes: subprocess.Popen) -> list[str]:
    """What each says last."""
    said = await asyncio.gather(*(asyncio.to_thread(one.communicate, "go\n", 300) for one in processes))
    return [out.split()[-1] for out, _ in said]


async def rows(world) -> tuple[int, int, int]:
    async with world.database.reading() as session:
        counted = [select(func.count()).select_from(model) for model in (ResourceHold, Booking)]
        offered = select(func.count()).where(GatheringWish.state == WishRow.OFFERED)
        return tuple([await session.scalar(query) for query in (*counted, offered)])


@pytest.mark.skipif(not PROOF, reason="three processes take half a minute to begin: set ALLWAYS_PROOF=1")
async def test_killed_in_mid_batch_and_two_go_on(world):
    if world.database.url.get_backend_name() == "sqlite":
        pytest.skip("one process has the file")
    evening = Evening(world)
    await evening.declare()
    for _ in range(5):
        await evening.wish()
    dying = start(world, 2000, "dies")
    assert await asyncio.to_thread(dying.stdout.readline) == "ready\n"
    dying.stdin.write("go\n")
    dying.stdin.flush()
    assert await asyncio.to_thread(dying.stdout.readline) == "held\n", "written, and not committed"
    dying.send_signal(signal.SIGKILL)
    await asyncio.to_thread(dying.wait)
    assert await rows(world) == (0, 0, 0)
    others = [start(world, 2000 + 300) for _ in range(2)]
    assert [await asyncio.to_thread(one.stdout.readline) for one in others] == ["ready\n"] * 2
    assert sorted(await go(*others)) == ["0", "3"]
    assert await rows(world) == (3, 3, 3)
