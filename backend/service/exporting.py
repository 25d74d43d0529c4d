"""What other parts of the service add to the export of an account: what is in the books and not in its rows, and what is sealed, opened."""
import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.export import MOST_ROWS, Rows, Teller, plain
from backend.database.sealing import SealBroken, Vault
from backend.ledger.earnings import list_lines
from backend.parking import hosts, photos
from backend.parking.models import ListingPicture, ParkingListing
from backend.requests.telling.webpush.endpoints import place_of as push_place_of
from backend.requests.telling.webpush.models import PushEndpoint
from backend.reservations import plates
from backend.reservations.care import place_of
from backend.reservations.incidents import IncidentPhoto
from backend.reservations.models import ParkingReservation

UTC, JPEG = ZoneInfo("UTC"), b"\xff\xd8\xff"
# By table: the column that is sealed, and what a row of it is bound to.
SEALED: Mapping[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    ListingPicture.__tablename__: ("sealed", lambda row: photos.where(UUID(row["id"]))),
    IncidentPhoto.__tablename__: ("sealed", lambda row: place_of(UUID(row["incident_id"]))),
    PushEndpoint.__tablename__: ("sealed", lambda row: push_place_of(UUID(row["id"]))),
    ParkingReservation.__tablename__: ("plate", lambda row: plates.place_of(UUID(row["id"]))),
}


async def earnings(session: AsyncSession, vault: Vault, account_id: UUID, rows: Rows) -> Rows:
    """As `GET /v1/parking/earnings` tells them, of all months."""
    found = await list_lines(session, account_id, UTC, MOST_ROWS)
    return {"earnings": [{"currency": currency, **told(line)} for currency, line in found]} if found else {}


async def listings(session: AsyncSession, vault: Vault, account_id: UUID, rows: Rows) -> Rows:
    """As `GET /v1/parking/listings` tells them, with the address; in their rows it is sealed."""
    mine = select(ParkingListing).where(ParkingListing.account_id == account_id).order_by(ParkingListing.id).limit(MOST_ROWS)
    found = [told(await hosts.told(session, vault, row)) for row in await session.scalars(mine)]
    table = ParkingListing.__tablename__
    bare = [{name: value for name, value in row.items() if name != "place"} for row in rows.get(table, [])]
    return {"listings": found, table: bare} if found else {}


async def opened(session: AsyncSession, vault: Vault, account_id: UUID, rows: Rows) -> Rows:
    """Plates as they were read, pictures as JPEG in base64; nothing of what was sealed by a key that is not here."""
    return {
        table: [{**row, column: open_one(vault, row[column], bound_to(row))} for row in rows[table]]
        for table, (column, bound_to) in SEALED.items()
        if table in rows
    }


def open_one(vault: Vault, sealed: str | None, bound_to: str) -> str | None:
    if not sealed:
        return None
    try:
        plain = vault.open(base64.b64decode(sealed), bound_to)
    except SealBroken:
        return None
    return base64.b64encode(plain).decode() if plain.startswith(JPEG) else plain.decode()


def told(message: msgspec.Struct) -> dict[str, Any]:
    """Times as everywhere in an export."""
    return {name: plain(msgspec.to_builtins(value, builtin_types=(datetime,))) for name, value in msgspec.structs.asdict(message).items()}


TELLERS: tuple[Teller, ...] = (earnings, listings, opened)
