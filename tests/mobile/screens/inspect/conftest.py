"""Tickets of a city that sells them, and the phone of whoever checks."""
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.bookings.models import Ticket
from backend.contract.accounts import Role
from backend.database.address import file_address
from backend.database.base import now
from backend.database.database import Database
from backend.tickets import issuing
from backend.tickets.keys import DEMONSTRATION_FOLDER, demonstrate
from backend.tickets.models import Inspection
from backend.tickets.sold import find_sold
from mobile.i18n import use
from mobile.screens.inspect.checked import CheckedTickets
from mobile.store.database import Store
from signing.showing import HolderKey, show
from tests.backend.tickets.world import sell
from tests.mobile.server import LiveBackend


@pytest.fixture(autouse=True)
def english():
    use("en")


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "allways.db")
    yield opened
    opened.close()


@pytest.fixture
def checked(store):
    return CheckedTickets(store, "http://city.example")


@dataclass
class SoldTicket:
    """A ticket on the phone of a traveller."""

    row: Ticket
    phone: HolderKey
    token: bytes
    number: str

    def text(self, at: datetime | None = None) -> str:
        return show(self.token, self.phone, at or datetime.now(UTC))


class TicketCity:
    """The service over a file, and what happens in it."""

    def __init__(self, live: LiveBackend, folder: Path):
        self.live, self.folder, self.database = live, folder, Database.open(live.settings.database_url)

    async def employ(self, email: str) -> None:
        async with self.database.writing() as session:
            account_id, _ = await find_or_make(session, email, "en")
            session.add(RoleGrant(account_id=account_id, role=Role.INSPECTOR, reason="", granted_at=now()))

    async def sell(self, *rights: str) -> SoldTicket:
        row, phone = await sell(self.database, None, rights=rights), HolderKey.new()
        async with self.database.writing() as session:
            sold = await find_sold(session, row.id)
            issue = await issuing.hold(session, sold, phone.public, now())
            number = await issuing.number(session, row.id)
        token = issuing.signed(sold, issue, demonstrate(self.folder / DEMONSTRATION_FOLDER, now()), now())
        return SoldTicket(row, phone, token, number)

    async def rights_shown(self) -> list[bool | None]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(Inspection.right_shown).order_by(Inspection.created_at)))

    async def inspections(self) -> list[str]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(Inspection.outcome).order_by(Inspection.created_at)))


@pytest.fixture(scope="module")
def ticket_service(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    live = LiveBackend(demo, database_url=file_address(folder / "allways.sqlite")).start()
    yield live, folder
    live.stop()


@pytest.fixture
async def city(ticket_service):
    city = TicketCity(*ticket_service)
    yield city
    await city.database.close()
