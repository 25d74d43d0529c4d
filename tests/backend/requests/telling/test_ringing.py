"""When phones may ring: as mails may go, for those who want it, and for none who stopped it in whatever way; and areas hear of what opens later."""
import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.notices import AreaCentre, AreaToFollow
from backend.contract.request_words import Visibility
from backend.requests import changes as c
from backend.requests.telling import listeners, stopping
from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.pace import APART, Before, is_night
from backend.requests.telling.people import of_actor
from backend.requests.telling.ringing import time_of
from tests.backend.requests.telling.world import DONE, ZONE
from tests.worlds.town import at

MOMENTS = st.integers(0, 366 * 1440).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
SPANS = st.timedeltas(timedelta(hours=-20), timedelta(hours=20))


@given(MOMENTS, st.sampled_from(ListenerRole), st.booleans(), st.none() | SPANS, st.integers(0, 5))
@settings(max_examples=150)
def test_it_rings_by_day_and_not_twice_in_ten_minutes_or_with_what_rings_then(moment, role, urgent, since, today):
    last = None if since is None else moment + since
    if last is not None and is_night(last, ZONE):
        last = None
    rings = time_of(moment, ZONE, role, urgent, Before(last, today))
    assert rings >= moment
    assert not is_night(rings, ZONE) or (urgent and role is not ListenerRole.AREA)
    assert last is None or rings == last or abs(rings - last) >= APART or last > rings
    assert rings - moment <= timedelta(hours=26)


async def let(town, actor, push: bool) -> None:
    async with town.database.writing() as session:
        await town.noticing.let_ring(session, actor, push, town.now)


async def news(town, actor, no: int = 0) -> list[tuple[str, timedelta | None]]:
    """(kind, how much later than now it may ring) of all that came after."""
    async with town.database.reading() as session:
        found = await town.noticing.since(session, actor, no, "en", town.now)
    return [(str(one.notice.kind), one.ring_at and one.ring_at - town.now.replace(microsecond=0)) for one in found.notices]


async def test_a_phone_rings_at_its_pace_and_for_whoever_wants_it_only(town):
    ann, ben = await town.person("ann", mails=False), await town.device()
    await let(town, ben, True)
    row = await town.send(ann)
    await town.follow(ben, row)
    await town.work()
    await town.change(row, c.Acknowledge("We look."))
    await town.work()
    await town.change(row, c.Start())
    await town.work(timedelta(minutes=2))
    assert [when for _, when in await news(town, ann)] == [None] * 3
    assert await news(town, ben) == [("acknowledged", timedelta(minutes=-2)), ("started", timedelta(minutes=8))]
    await town.change(row, DONE)
    await town.work()
    assert (await news(town, ben))[-1] == ("resolved", timedelta(minutes=8)), "it goes with what waits"
    async with town.database.reading() as session:
        assert (await town.noticing.list_of(session, ben, None, 9, "en")).push
        assert not (await town.noticing.list_of(session, ann, None, 9, "en")).push
    async with town.database.writing() as session:
        await town.noticing.mute(session, ben, row.code, True)
    assert [when for _, when in await news(town, ben)] == [None] * 3
    town.at_wall("22:00")
    other = await town.send(ann)
    await let(town, ann, True)
    await town.change(other, c.Acknowledge("We look."))
    await town.work()
    assert (await news(town, ann))[-1][1] >= timedelta(hours=9), "not at night"
    await let(town, ann, False)
    assert [when for _, when in await news(town, ann) if when is not None] == [], "switched off it holds at once"


@pytest.mark.parametrize("everything", [False, True])
async def test_one_click_in_a_mail_ends_all_ways_but_the_list(village, everything):
    ann = await village.person("ann")
    await let(village, ann, True)
    row = await village.send(ann)
    await village.work()
    assert [when for _, when in await news(village, ann)] == [timedelta(0)]
    token = village.post.to("ann")[0].stop.rpartition("/")[2]
    async with village.database.writing() as session:
        found = await stopping.find(session, token, village.now)
        await stopping.stop(session, found, everything, village.now)
    await village.change(row, c.Acknowledge("We look."))
    await village.work(timedelta(hours=1))
    assert [when for _, when in await news(village, ann)] == [None, None]
    assert len(village.post.to("ann")) == 1
    other = await village.send(ann)
    await village.work(timedelta(hours=1))
    assert (len(village.post.to("ann")), (await news(village, ann))[-1][1] is None) == ((1, True) if everything else (2, False)), other.code


async def test_numbers_of_one_person_become_visible_in_their_order(town):
    """A second writer waits for the first, so that whoever saw the second has seen the first."""
    person, order = of_actor(await town.person("ann", mails=False)), []

    async def draw(name: str, begun: asyncio.Event, may_end: asyncio.Event | None = None) -> None:
        async with town.database.writing() as session:
            begun.set()
            drawn = await listeners.number(session, [person], town.now)
            order.append((name, drawn[person]))
            if may_end:
                await may_end.wait()

    first_begun, may_end, second_begun = asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(draw("first", first_begun, may_end))
    while not order:
        await asyncio.sleep(0.01)
    second = asyncio.create_task(draw("second", second_begun))
    await asyncio.sleep(0.1)
    assert order == [("first", 1)]
    may_end.set()
    await asyncio.gather(first, second)
    assert order == [("first", 1), ("second", 2)]


async def test_what_opens_later_is_told_where_it_is_and_once(village):
    ann, ben = await village.person("ann", mails=False), await village.person("ben", mails=False)
    lat, lon = at(700, 0)
    async with village.database.writing() as session:
        await village.areas.follow(session, ben, AreaToFollow(AreaCentre(lat, lon), 300), village.now)
    row = await village.send(ann, visibility=Visibility.BODY)
    await village.work()
    assert await village.notices(ben) == []
    me = c.By(c.Role.REPORTER)
    await village.change(row, c.SetVisibility(Visibility.PUBLIC), by=me)
    await village.work()
    assert await village.notices(ben) == [("nearby", None)]
    await village.change(row, c.SetVisibility(Visibility.BODY), c.SetVisibility(Visibility.PUBLIC), by=me)
    await village.work()
    assert await village.notices(ben) == [("nearby", None)]
    hidden = await village.send(ann, visibility=Visibility.BODY)
    await village.change(hidden, c.SetVisibility(Visibility.PUBLIC), c.SetVisibility(Visibility.BODY), by=me)
    await village.work()
    assert len(await village.notices(ben)) == 1, "it was taken back before anybody was told"
