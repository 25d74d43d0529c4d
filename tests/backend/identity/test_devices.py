"""Passes of devices: random, kept as hashes, valid thirty days from their last use."""
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.database.base import now
from backend.identity import devices
from backend.identity.actor import GUEST, STAFF, Actor, ActorKind, Owned, scope
from backend.identity.devices import PREFIX, RENEWED_AFTER, VALID, Pass, find, hashed, issue, purge
from backend.identity.guard import Doorkeeper
from backend.identity.models import Device
from backend.service.errors import NotSignedIn


async def given_pass(database, used_ago: timedelta = timedelta(0)) -> Pass:
    async with database.writing() as session:
        fresh = await issue(session)
        await session.flush()
        await session.execute(update(Device).where(Device.token_hash == hashed(fresh.token)).values(expires_at=now() + VALID - used_ago))
    return fresh


async def found(database, token: str):
    async with database.reading() as session:
        return await find(session, token)


async def test_a_token_is_random_and_only_its_hash_is_kept(database):
    one, other = await given_pass(database), await given_pass(database)
    assert one.token.startswith(PREFIX)
    assert one.token != other.token
    assert len(one.token) == len(PREFIX) + 43
    assert one.token not in repr(one)
    assert abs(one.expires_at - now() - VALID) < timedelta(minutes=1)
    async with database.reading() as session:
        kept = (await session.scalars(select(Device.token_hash))).all()
    assert set(kept) == {sha256(fresh.token.encode()).digest() for fresh in (one, other)}


async def test_each_token_is_one_device(database):
    one, other = await given_pass(database), await given_pass(database)
    actors = [(await found(database, token)).actor for token in (one.token, other.token, one.token)]
    assert actors[0] == actors[2] != actors[1]
    assert actors[0].kind is ActorKind.DEVICE
    assert actors[0].name == f"device:{actors[0].id}"


@pytest.mark.parametrize("change", [
    str.upper, lambda token: token + "x", lambda token: token[:-1], lambda token: token[:-1] + "\0", lambda token: "",
])  # fmt: skip
async def test_another_text_is_no_pass(database, change):
    assert await found(database, change((await given_pass(database)).token)) is None


async def test_a_pass_runs_out_and_is_forgotten(database):
    old = await given_pass(database, used_ago=VALID + timedelta(seconds=1))
    fresh = await given_pass(database)
    assert await found(database, old.token) is None
    async with database.writing() as session:
        assert await purge(session) == 1
        assert await session.scalar(select(func.count()).select_from(Device)) == 1
    assert await found(database, fresh.token)


@pytest.mark.parametrize("used_ago, renewed", [(RENEWED_AFTER / 2, False), (RENEWED_AFTER * 2, True), (VALID - timedelta(minutes=1), True)])
async def test_use_makes_it_last_longer_once_a_day(database, used_ago, renewed):
    token = (await given_pass(database, used_ago)).token
    actor = await Doorkeeper("").read(f"Bearer {token}", database)
    async with database.reading() as session:
        left = await devices.get_expiry(session, actor) - now()
    assert (left > VALID - timedelta(minutes=1)) == renewed


async def test_staff_is_who_shows_the_token_and_a_wrong_one_is_refused_not_ignored(database):
    doorkeeper = Doorkeeper("s" * 32)
    assert await doorkeeper.read("", database) is GUEST
    assert await doorkeeper.read("Bearer " + "s" * 32, database) is STAFF
    assert await doorkeeper.read("bearer  " + "s" * 32, database) is STAFF
    for header in ("Bearer " + "s" * 31, "Bearer " + "s" * 33, "s" * 32, "Bearer", "Bearer \u00ff"):
        with pytest.raises(NotSignedIn):
            await doorkeeper.read(header, database)
    with pytest.raises(NotSignedIn):
        await Doorkeeper("").read("Bearer ", database)


class Town(DeclarativeBase):
    """Tables of this test."""


class Saved(Town):
    __tablename__ = "saved"
    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[bytes]


class Favourite(Owned, Town):
    __tablename__ = "favourite"
    id: Mapped[int] = mapped_column(primary_key=True)


async def test_rows_of_a_device_go_with_it(database):
    mine, other = [(await found(database, (await given_pass(database)).token)).actor for _ in range(2)]
    async with database.writing() as session:
        await session.run_sync(lambda inner: Town.metadata.create_all(inner.connection()))
        session.add_all([Favourite(id=1, device_id=mine.id), Favourite(id=2, device_id=other.id)])
    async with database.writing() as session:
        await devices.end(session, mine)
    async with database.reading() as session:
        assert (await session.scalars(select(Favourite.id))).all() == [2]
        assert (await session.scalars(select(Favourite.id).where(scope(other, Favourite)))).all() == [2]


async def test_rows_of_others_are_as_absent(database):
    mine, other = [(await found(database, (await given_pass(database)).token)).actor for _ in range(2)]
    async with database.writing() as session:
        await session.run_sync(lambda inner: Town.metadata.create_all(inner.connection()))
        session.add_all([Saved(id=1, device_id=mine.id.bytes), Saved(id=2, device_id=other.id.bytes)])
        await session.flush()
        for actor, ids in ((Actor(ActorKind.DEVICE, mine.id.bytes), [1]), (Actor(ActorKind.DEVICE, other.id.bytes), [2]), (GUEST, []), (STAFF, [])):
            assert (await session.scalars(select(Saved.id).where(scope(actor, Saved)))).all() == ids
        for actor, ids in ((mine, [mine.id]), (GUEST, []), (STAFF, [])):
            assert (await session.scalars(select(Device.id).where(scope(actor, Device)))).all() == ids


def test_a_table_without_an_owner_cannot_be_narrowed_by_mistake():
    with pytest.raises(AttributeError):
        scope(Actor(ActorKind.DEVICE), SimpleNamespace(id=1))
