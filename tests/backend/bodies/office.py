"""The small city at work, on a real database: requests that are filed and changed as the service does it, and a clock that is moved."""
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backend.bodies import seeding
from backend.bodies.models import Body
from backend.bodies.seeding import Seed
from backend.bodies.service import Bodies
from backend.bodies.standing import Standing
from backend.bodies.ticking import Ticking
from backend.bodies.words import TableSource
from backend.contract.requests import NewRequest, RequestPlace
from backend.identity.actor import STAFF
from backend.requests.changes import By, Role
from backend.requests.changing import change
from backend.requests.filing import file
from backend.requests.models import RequestEvent
from backend.requests.senders import Filer, Sender
from tests.backend.bodies.world import AREAS, TABLE, Streets, at

BERLIN = ZoneInfo("Europe/Berlin")
OFFICER = By(Role.STAFF, UUID(int=7))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


class Office:
    """It is Monday, 30 November 2026, 10:00, until the clock is moved. It is what clocks ask to change requests, as the service is."""

    def __init__(self, database):
        self.database, self.now = database, local("2026-11-30T10:00")
        self.bodies = Bodies(Standing("Europe/Berlin"), Streets())
        self.ticking = Ticking(self.bodies.standing, self, database, lambda: self.now)

    @classmethod
    async def opened(cls, database, table: str = TABLE) -> "Office":
        office = cls(database)
        await seeding.seed(database, Seed(table, AREAS, TableSource.CITY), Streets(), "Europe/Berlin")
        return office

    async def change(self, session, request_id, wanted, by, at):
        return await change(session, self.bodies, request_id, wanted, by, at)

    async def file(self, category: str = "pothole", x: float = 300, y: float = 300, **more):
        lat, lon = at(x, y)
        asked = NewRequest(category=category, place=RequestPlace(lat=lat, lon=lon), **more)
        anywhere = SimpleNamespace(check=lambda lat, lon, field: None)
        async with self.database.writing() as session:
            return (await file(session, Filer(self.bodies, anywhere, BERLIN), Sender(STAFF, None, str(uuid4())), asked, self.now)).row

    async def does(self, row, wanted, by: By = OFFICER):
        async with self.database.writing() as session:
            return await self.change(session, row.id, wanted, by, self.now)

    async def wait_until(self, text: str) -> int:
        """Moves the clock and lets time do its work; how much it had to do."""
        self.now = local(text)
        return await self.ticking.sweep()

    async def wait(self, **span) -> int:
        self.now += timedelta(**span)
        return await self.ticking.sweep()

    async def dues(self, row) -> dict[str, object]:
        """The last clock of each kind."""
        async with self.database.reading() as session:
            return {one.kind.value: one for one in await self.bodies.due(session, row.id)}

    async def events(self, row) -> list[tuple[str, str]]:
        """Kind and words of each, those for the staff included."""
        async with self.database.reading() as session:
            mine = select(RequestEvent).where(RequestEvent.request_id == row.id).order_by(RequestEvent.no)
            return [(one.kind, one.note_public or one.note_internal) for one in await session.scalars(mine)]

    async def body_id(self, code: str) -> UUID:
        async with self.database.reading() as session:
            return (await session.scalars(select(Body.id).where(Body.code == code))).one()
