"""Addresses of phones: one each, judged before anything is sent, sealed, and gone with what they belong to."""
import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from backend.accounts import deletion, export
from backend.accounts.models import AccountSession
from backend.contract.notices import MOST_PUSH_ENDPOINTS, PushEndpointWanted
from backend.database.base import Base
from backend.identity.models import Device
from backend.requests.telling.webpush.endpoints import Endpoints
from backend.requests.telling.webpush.models import PushEndpoint
from backend.requests.telling.webpush.vapid import find_signer
from backend.service.errors import InvalidValue
from backend.service.exporting import opened as opened_rows
from backend.service.leaving import ELSEWHERE
from tests.backend.feeds.servers import PUBLIC, Roads, names
from tests.backend.requests.telling.webpush.conftest import AT
from tests.backend.requests.telling.webpush.phones import Phone


async def kept(world) -> list[PushEndpoint]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(PushEndpoint).order_by(PushEndpoint.id)))


async def test_a_phone_has_one_and_an_account_the_last_five(town):
    ann, ben = await town.person("ann"), await town.device()
    phones = [await town.phone_of(ann) for _ in range(MOST_PUSH_ENDPOINTS + 1)]
    for number, phone in enumerate([*phones, phones[-1]]):
        await town.subscribe(phone, f"p{number}")
    await town.subscribe(ben, "ben")
    await town.subscribe(ben, "again")
    rows = await kept(town)
    assert {row.session_id for row in rows if row.account_id} == {phone.session_id for phone in phones[1:]}
    assert [row.device_id for row in rows if row.device_id] == [ben.id]
    assert not any(b"feed.example" in row.sealed for row in rows)
    async with town.database.writing() as session:
        assert (await town.pushes.endpoints.now(session, phones[1])).is_set
        assert not (await town.pushes.endpoints.now(session, phones[0])).is_set
        await town.pushes.endpoints.remove(session, phones[0])
        await town.pushes.endpoints.remove(session, phones[1])
        assert not (await town.pushes.endpoints.now(session, phones[1])).is_set
    assert len(await kept(town)) == MOST_PUSH_ENDPOINTS, "those of other phones stay"


async def test_it_goes_with_the_phone_and_the_account_and_is_told_in_the_export(town):
    ann, ben = await town.person("ann"), await town.device()
    first, second = await town.phone_of(ann), await town.phone_of(ann)
    for name, phone in (("one", first), ("two", second), ("ben", ben)):
        await town.subscribe(phone, name)
    async with town.database.writing() as session:
        await session.execute(delete(AccountSession).where(AccountSession.id == first.session_id))
        await session.execute(delete(Device).where(Device.id == ben.id))
        rows = await export.gather(session, ann.id, Base.metadata)
        (told,) = (await opened_rows(session, town.pushes.endpoints.vault, ann.id, rows))["push_endpoint"]
        assert json.loads(told["sealed"])["endpoint"] == AT + "two"
        await deletion.erase(session, ann.id, ELSEWHERE)
    assert await kept(town) == []


@pytest.mark.parametrize("endpoint", [
    "https://127.0.0.1/push", "https://[::1]/push", "https://10.0.0.1/push", "https://[64:ff9b::7f00:1]/push", "https://feed.example:8080/push",
    "https://name:word@feed.example/push", "https://169.254.169.254/latest",
])  # fmt: skip
async def test_an_address_inside_is_refused(village, endpoint):
    ann = await village.device()
    async with village.database.writing() as session:
        with pytest.raises(InvalidValue):
            await village.pushes.endpoints.set(session, ann, PushEndpointWanted(**Phone().subscription(endpoint)))
    assert await kept(village) == []


async def test_a_key_that_is_none_is_refused(village):
    ann = await village.device()
    async with village.database.writing() as session:
        for point in ("A" * 87, "B" + "A" * 86):
            with pytest.raises(InvalidValue):
                await village.pushes.endpoints.set(session, ann, PushEndpointWanted(AT, point, "A" * 22))


async def test_a_name_that_leads_inside_later_is_not_followed(village):
    """Judged at each push, and its address forgotten."""
    ann = await village.person("ann", mails=False)
    await village.subscribe(await village.phone_of(ann), "one")
    endpoints, roads = village.pushes.endpoints, Roads().lead("192.168.0.9", village.server.port).lead(PUBLIC, village.server.port)
    await endpoints.wire.aclose()
    inside = type(endpoints.wire)(resolve=names(feed_example="192.168.0.9"), inner=roads)
    village.pushes = type(village.pushes)(village.database, Endpoints(endpoints.vault, endpoints.signer, inside), village.pushes.clock)
    await village.send(ann)
    await village.work(timedelta(hours=1))
    assert (roads.taken, village.server.received, await kept(village)) == ([], [], [])


async def test_what_was_sealed_for_another_row_is_not_sent(village):
    ann = await village.person("ann", mails=False)
    first, second = await village.phone_of(ann), await village.phone_of(ann)
    await village.subscribe(first, "one")
    await village.subscribe(second, "two")
    sealed = {row.session_id: row.sealed for row in await kept(village)}
    async with village.database.writing() as session:
        await session.execute(update(PushEndpoint).where(PushEndpoint.session_id == first.session_id).values(sealed=sealed[second.session_id]))
    await village.send(ann)
    await village.work(timedelta(hours=1))
    assert (len(village.read("one")), len(village.read("two"))) == (0, 1)


def test_the_key_of_the_sender_comes_from_the_one_that_seals(village):
    url = village.database.url
    same = [find_signer("0123456789abcdef" * 4, url, "").public for _ in range(2)]
    assert same[0] == same[1] != find_signer("", url, "").public
    assert find_signer("", url, "").public == find_signer("", url, "").public, "the file beside it"
    assert find_signer("", url.set(drivername="postgresql+psycopg", database="x"), "") is None
