"""What does not count any more is listed within a minute, and after a crash all of it still is."""
import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from backend.database.base import now
from backend.tickets.keys import TicketKeys
from backend.tickets.killing import KEPT_S, SIGNED_ANEW_S, KillLists, killed
from backend.tickets.models import KillListVersion
from signing.inspecting import Outcome, inspect
from signing.kill_lists import DIGEST_BYTES
from signing.refused import TicketRefusal
from tests.backend.tickets.world import Holder, kill, sell


async def held_ticket(world, email: str = "ann@example.org"):
    ann, phone = await world.sign_in(email), Holder()
    ticket = await sell(world.database, await world.account_id(email))
    return ticket, phone, await phone.held(world, ann, ticket.id)


async def test_a_killed_ticket_is_listed_and_refused(world):
    ticket, phone, held = await held_ticket(world)
    text, keys = phone.shows(held), await world.keys()
    before = await world.kill_list()
    assert inspect(text, keys, before, datetime.now(UTC)).outcome is Outcome.VALID
    await kill(world.database, ticket)
    after = await world.kill_list()
    assert (before.count, after.count, after.version - before.version) == (0, 1, 1)
    assert inspect(text, keys, after, datetime.now(UTC)).reason is TicketRefusal.KILLED


async def test_it_is_no_older_than_a_minute_with_all_caches(world):
    answer = await world.client.get("/v1/tickets/kill-list")
    cached = int(answer.headers["cache-control"].rpartition("=")[2])
    assert KEPT_S + cached <= 60


async def test_who_has_it_need_not_be_sent_it_again(world):
    first = await world.client.get("/v1/tickets/kill-list")
    known = {"If-None-Match": first.headers["etag"]}
    again = await world.client.get("/v1/tickets/kill-list", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    ticket, _, _ = await held_ticket(world)
    await kill(world.database, ticket)
    world.tickets.kill_lists._looked_at = None
    assert (await world.client.get("/v1/tickets/kill-list", headers=known)).status_code == 200


async def test_a_process_that_begins_anew_lists_the_same(world):
    """Killed between the cause and the list: the list is made of rows, so nothing is missing."""
    ticket, _, _ = await held_ticket(world)
    await kill(world.database, ticket)
    first = await world.kill_list()
    after_a_crash = await KillLists(world.tickets.keys).find(world.database)
    assert after_a_crash.version == first.version
    assert first.digests in after_a_crash.token


async def test_processes_number_their_lists_together(world):
    ticket, _, _ = await held_ticket(world)
    await kill(world.database, ticket)
    found = await asyncio.gather(*(KillLists(world.tickets.keys).find(world.database) for _ in range(4)))
    assert {one.version for one in found} == {1}
    async with world.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(KillListVersion)) == 1


async def test_a_list_that_did_not_change_is_signed_anew_now_and_then(world):
    lists, moment = KillLists(world.tickets.keys), now()
    first = lists._now = await lists.look(world.database, moment)
    assert await lists.look(world.database, moment + timedelta(seconds=SIGNED_ANEW_S - 1)) is first
    later = await lists.look(world.database, moment + timedelta(seconds=SIGNED_ANEW_S))
    assert (later.version, later.issued_at > first.issued_at) == (first.version, True)


async def test_a_ticket_leaves_the_list_a_day_after_it_is_over(world):
    ticket, _, _ = await held_ticket(world)
    await kill(world.database, ticket)
    async with world.database.reading() as session:
        listed = [len(await killed(session, now() + timedelta(hours=hours))) // DIGEST_BYTES for hours in (0, 25, 27)]
    assert listed == [1, 1, 0]


async def test_tickets_that_no_phone_holds_are_not_listed(world):
    await kill(world.database, await sell(world.database, None))
    assert (await world.kill_list()).count == 0


async def test_every_phone_that_lost_it_is_listed(world):
    ann = await world.sign_in("ann@example.org")
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    for _ in range(3):
        await Holder().held(world, ann, ticket.id)
    assert (await world.kill_list()).count == 2
    await kill(world.database, ticket)
    assert (await world.kill_list()).count == 3


async def test_without_keys_there_is_no_list_and_it_is_said(world):
    world.tickets.kill_lists.keys = world.tickets.keys = TicketKeys(None)
    for path in ("keys", "kill-list"):
        answer = await world.client.get(f"/v1/tickets/{path}")
        assert (answer.status_code, answer.json()["code"]) == (503, "tickets_not_set_up")
        assert "ALLWAYS_TICKET_KEYS" in answer.json()["detail"]
    ann = await world.sign_in("ann@example.org")
    ticket = await sell(world.database, await world.account_id("ann@example.org"))
    (found,) = (await world.client.get("/v1/tickets", headers=ann)).json()["tickets"]
    assert found["token"] is None
    assert (await Holder().hold(world, ann, ticket.id)).status_code == 503
