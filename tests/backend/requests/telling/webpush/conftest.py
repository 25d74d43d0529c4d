"""Elmstead, whose phones have addresses at feed.example, a service on this machine with TLS."""
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from uuid_utils.compat import uuid7

from backend.accounts.models import AccountSession
from backend.contract.notices import PushEndpointWanted
from backend.database.database import Database
from backend.database.sealing import Vault
from backend.identity.actor import Actor, ActorKind
from backend.requests.telling.webpush.endpoints import Endpoints
from backend.requests.telling.webpush.sending import Pushes
from backend.requests.telling.webpush.vapid import Signer
from backend.requests.telling.webpush.wire import PushWire
from tests.backend.feeds.conftest import authority as authority
from tests.backend.feeds.servers import PUBLIC, Roads, names
from tests.backend.requests.telling.webpush.phones import Phone, PushServer
from tests.backend.requests.telling.world import World, opened

AT = "https://feed.example/push/"


@dataclass
class PushWorld(World):
    pushes: Pushes
    server: PushServer
    phones: dict[str, Phone] = field(default_factory=dict)

    @property
    def handlers(self) -> dict:
        return {**super().handlers, **self.pushes.handlers}

    async def phone_of(self, actor: Actor) -> Actor:
        """One more phone where somebody is signed in."""
        async with self.database.writing() as session:
            row = AccountSession(
                id=uuid7(), account_id=actor.id, device_name="", device_key=b"\x04" + bytes(64), last_day=self.now,
                expires_at=self.now + timedelta(days=90),
            )  # fmt: skip
            session.add(row)
        return Actor(ActorKind.ACCOUNT, actor.id, row.id)

    async def subscribe(self, phone: Actor, name: str, rings: bool = True) -> None:
        kept = self.phones.setdefault(name, Phone())
        async with self.database.writing() as session:
            await self.pushes.endpoints.set(session, phone, PushEndpointWanted(**kept.subscription(AT + name)))
            if rings:
                await self.noticing.let_ring(session, phone, True, self.now)

    def read(self, name: str) -> list[bytes]:
        """What reached that phone, as it reads it."""
        ours = [one for one in self.server.received if urlsplit(one.line.split()[1]).path == f"/push/{name}"]
        return [self.phones[name].opened(one.body) for one in ours]


async def push_world(database: Database, server: PushServer, authority) -> PushWorld:
    world, roads = await opened(database), Roads().lead(PUBLIC, server.port)
    wire = PushWire(resolve=names(feed_example=PUBLIC), inner=roads, tls=authority.believed)
    endpoints = Endpoints(Vault((bytes(range(32)),)), Signer(bytes(32), "https://allways.example"), wire)
    return PushWorld(**vars(world), pushes=Pushes(database, endpoints, lambda: world.clock[0]), server=server)


@pytest.fixture
async def carrier(authority):
    server = await PushServer().open(authority.tls)
    yield server
    await server.close()


@pytest.fixture
async def town(database, carrier, authority):
    """On each kind of database."""
    world = await push_world(database, carrier, authority)
    yield world
    await world.pushes.aclose()


@pytest.fixture
async def village(sqlite_url, carrier, authority):
    """On SQLite, where the database makes no difference."""
    database = Database.open(sqlite_url)
    world = await push_world(database, carrier, authority)
    yield world
    await world.pushes.aclose()
    await database.close()
