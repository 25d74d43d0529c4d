"""A time that runs out on the map ends nothing that was told: who waits hears of it once, and the body still has to answer."""
from datetime import timedelta

from sqlalchemy import update

from backend.database.base import now
from backend.obstacles.models import Obstacle
from backend.requests.run_out import RAN_OUT
from backend.requests.timers import Timers
from tests.backend.requests.city import citizen, machine
from tests.backend.requests.test_twins import DONE, told


async def swept(client, later: timedelta = timedelta()) -> int:
    moment = now() + later
    return await Timers(client.database, client.app.state.bodies, lambda: moment).sweep()


async def ends(client, **values) -> None:
    """The time of all there is on the map."""
    async with client.database.writing() as session:
        await session.execute(update(Obstacle).values(values))


async def notes(who, code: str) -> list[str]:
    return [step["words"] for step in (await who.sees(code)).json()["steps"] if step["kind"] == "comment" and step["by"] == "clock"]


async def test_it_is_told_once_for_each_time_and_stays_open(client):
    ann, ben = await citizen(client), await citizen(client)
    code, obstacle_id = await told(ann)
    await ben.does(code, "following", {"following": True}, "PUT")
    assert await swept(client) == 0
    await ends(client, until=now() - timedelta(seconds=1))
    assert (await swept(client), await swept(client)) == (1, 0)
    assert (await client.get(f"/v1/obstacles/{obstacle_id}")).json()["endedBy"] == "EXPIRED"
    seen = (await ann.sees(code)).json()
    assert seen["state"] in ("submitted", "delivered")
    assert seen["due"] == seen["firstDue"]
    assert await notes(ann, code) == await notes(ben, code) == [RAN_OUT["en"]]
    await ends(client, until=now() - timedelta(milliseconds=1))
    assert await swept(client) == 1, "it stood once more"
    assert len(await notes(ann, code)) == 2


async def test_what_is_over_is_not_spoken_of(town):
    ann, staff = await citizen(town), machine(town)
    code, _ = await told(ann, category="ice_road")
    await staff.changed(code, "resolve", **DONE | {"resolution": "planned", "plannedFor": "2099-04-01"})
    await ends(town, until=now() - timedelta(seconds=1))
    assert (await swept(town), await swept(town)) == (0, 0)
    assert await notes(ann, code) == []


async def test_it_is_said_in_the_language_of_who_sent_it(town):
    ann = await citizen(town)
    filed = await ann.sent(lang="ko")
    await ends(town, until=now() - timedelta(seconds=1))
    await swept(town)
    assert await notes(ann, filed["code"]) == [RAN_OUT["ko"]]
    assert len({*RAN_OUT, *RAN_OUT.values()}) == 8
