"""Elmstead with people who follow things, at a time that stands until somebody moves it; and a way for mails that has bad days."""
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from uuid_utils.compat import uuid7

from backend.accounts import consents
from backend.accounts.mail import Mail
from backend.accounts.purposes import PURPOSES
from backend.accounts.service import find_or_make
from backend.bodies.ground import NoGround
from backend.bodies.seeding import Seed, seed
from backend.bodies.service import Bodies
from backend.bodies.standing import Standing
from backend.bodies.words import TableSource
from backend.city.service import CityBox
from backend.contract.consents import ConsentChange, ConsentLanguage, Purpose
from backend.contract.request_words import Resolution, Visibility
from backend.contract.requests import NewRequest, RequestPlace
from backend.database.base import now
from backend.database.database import Database
from backend.identity.actor import Actor, ActorKind
from backend.identity.models import Device
from backend.outbox.entries import Entry
from backend.outbox.models import OutboxEntry
from backend.requests import changes as c
from backend.requests import followers
from backend.requests.announcing import OPENED, TELL
from backend.requests.models import Request
from backend.requests.service import Requests
from backend.requests.telling.areas import Areas
from backend.requests.telling.letters import Letters
from backend.requests.telling.models import RequestNotice
from backend.requests.telling.noticing import Noticing
from backend.requests.telling.telling import Telling
from tests.worlds.town import at, open_town

ZONE = ZoneInfo("Europe/Berlin")
STAFF = c.By(c.Role.STAFF)
# Around the middle of Main Street.
WEST = {"type": "Feature", "properties": {"code": "west", "name": "West End", "level": 10}, "geometry": {
    "type": "Polygon", "coordinates": [[[*reversed(at(x, y))] for x, y in ((-500, -500), (1000, -500), (1000, 500), (-500, 500), (-500, -500))]],
}}  # fmt: skip
AREAS = {"type": "FeatureCollection", "features": [WEST]}
RULES = """
[[bodies]]
code = "desk"
name = "City service desk"
"""
DONE = c.Resolve(Resolution.FIXED, "Filled and rolled.", None, "Works order 4711")


@dataclass
class Post:
    """faults: what happens to the next mails, one each."""

    sent: list[Mail] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(mail)

    def to(self, name: str) -> list[Mail]:
        return [mail for mail in self.sent if mail.recipient == f"{name}@example.org"]


@dataclass
class World:
    database: Database
    requests: Requests
    telling: Telling
    letters: Letters
    post: Post
    clock: list[datetime]

    @property
    def now(self) -> datetime:
        return self.clock[0]

    @property
    def areas(self) -> Areas:
        return self.telling.areas

    @property
    def noticing(self) -> Noticing:
        return Noticing(self.requests.bodies, ZONE)

    @property
    def handlers(self) -> dict:
        return {**self.telling.handlers, **self.letters.handlers}

    def at_wall(self, clock: str) -> datetime:
        """Moves to the next time that it is so late in the city."""
        hour, minute = map(int, clock.split(":"))
        local = self.now.astimezone(ZONE)
        wanted = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.clock[0] = (wanted if wanted > local else wanted + timedelta(days=1)).astimezone(UTC)
        return self.now

    async def person(self, name: str, locale: str = "en", mails: bool = True) -> Actor:
        async with self.database.writing() as session:
            account_id, _ = await find_or_make(session, f"{name}@example.org", locale)
        actor = Actor(ActorKind.ACCOUNT, account_id)
        if mails:
            await self.agree(actor, True)
        return actor

    async def agree(self, actor: Actor, given: bool) -> None:
        wanted = ConsentChange(Purpose.REQUEST_MAILS, given, PURPOSES[Purpose.REQUEST_MAILS].version, ConsentLanguage.EN)
        async with self.database.writing() as session:
            await consents.change(session, actor.id, wanted)

    async def device(self) -> Actor:
        async with self.database.writing() as session:
            row = Device(id=uuid7(), token_hash=uuid4().bytes * 2, expires_at=now() + timedelta(days=9))
            session.add(row)
        return Actor(ActorKind.DEVICE, row.id)

    async def send(self, actor: Actor, category: str = "pothole", visibility: Visibility = Visibility.PUBLIC, x: float = 700, **more) -> Request:
        lat, lon = at(x, 0)
        place = RequestPlace(lat=lat, lon=lon, address="Main Street 5")
        asked = NewRequest(category, place, words="A CANARY of a hole.", visibility=visibility, **more)
        async with self.database.writing() as session:
            filed = await self.requests.submit(session, actor, asked, uuid4().hex, self.now)
        return await self.request(filed.row.id)

    async def request(self, request_id) -> Request:
        async with self.database.reading() as session:
            return await session.get_one(Request, request_id)

    async def follow(self, actor: Actor, row: Request) -> None:
        async with self.database.writing() as session:
            await followers.add(session, await session.get_one(Request, row.id), actor, followers.FOLLOWER, self.now)

    async def change(self, row: Request, *wanted: c.Change, by: c.By = STAFF) -> None:
        for one in wanted:
            async with self.database.writing() as session:
                await self.requests.change(session, row.id, one, by, self.now)

    async def work(self, later: timedelta = timedelta(0)) -> None:
        """Does what is due by then, each thing when it is due."""
        until = self.now + later
        while (entry := await self.due(until)) is not None:
            finish = await self.handlers[entry.kind](entry)
            async with self.database.writing() as session:
                (await session.get_one(OutboxEntry, entry.id)).done_at = self.now
                if finish:
                    await finish(session)
        self.clock[0] = until

    async def due(self, until: datetime) -> Entry | None:
        """What is to be told is due at once, whatever the clock of this machine says."""
        ours = OutboxEntry.kind.in_(self.handlers) & OutboxEntry.done_at.is_(None)
        first = OutboxEntry.kind.in_((TELL, OPENED)) | (OutboxEntry.next_at <= until)
        asked = select(OutboxEntry).where(ours, first).order_by(OutboxEntry.kind.not_in((TELL, OPENED)), OutboxEntry.next_at, OutboxEntry.id)
        async with self.database.reading() as session:
            row = (await session.scalars(asked.limit(1))).first()
        if row is None:
            return None
        self.clock[0] = max(self.now, row.next_at) if row.kind not in (TELL, OPENED) else self.now
        return Entry(row.id, row.id, row.kind, row.key, row.payload, 1)

    async def notices(self, actor: Actor) -> list[tuple[str, str]]:
        """(kind, by mail), the oldest first."""
        async with self.database.reading() as session:
            mine = (RequestNotice.account_id if actor.account_id else RequestNotice.device_id) == actor.id
            rows = await session.scalars(select(RequestNotice).where(mine).order_by(RequestNotice.id))
            return [(row.kind, row.mail) for row in rows]

    async def told(self, actor: Actor, language: str = "en"):
        async with self.database.reading() as session:
            return await self.noticing.list_of(session, actor, None, 100, language)


async def opened(database: Database) -> World:
    """At noon of tomorrow."""
    await seed(database, Seed(RULES, AREAS, TableSource.CITY), NoGround(), "Europe/Berlin")
    live = open_town().live
    bodies = Bodies(Standing("Europe/Berlin"), NoGround())
    clock = [datetime.now(UTC)]
    areas, post = Areas(bodies, CityBox(live.snapshot.city.manifest)), Post()
    letters = Letters(database, bodies, post, "https://allways.example", ZONE, lambda: clock[0])
    world = World(database, Requests(database, live, bodies), Telling(areas, ZONE, True, lambda: clock[0]), letters, post, clock)
    world.at_wall("00:00")
    world.at_wall("12:00")
    return world
