"""Everything of an account in one zip: JSON for programs, CSV for a spreadsheet, trips as GPX and ICS. Made from what `belongings.py` finds."""
import base64
import csv
import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, MetaData, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.belongings import ACCOUNT, Belonging, list_belongings
from backend.accounts.trips_out import Stay, calendar, track
from backend.database.sealing import Vault

Rows = dict[str, list[dict[str, Any]]]
# What another part of the service tells of an account beside its rows: tables that are added, or in place of those that were gathered.
Teller = Callable[[AsyncSession, Vault, UUID, Rows], Awaitable[Rows]]
MOST_ROWS = 20_000
# A spreadsheet takes these for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
READ_ME = (
    "This is everything that Allways keeps of your account.\r\n\r\n"
    "account.json: all of it, for programs.\r\ncsv: the same, a table each.\r\n"
    "trips.ics, places.gpx: booked trips for a calendar and a map, if there are any.\r\n"
    "Profiles, needs and places you saved are only on your phone: export them there.\r\n"
)


async def gather(session: AsyncSession, account_id: UUID, tables: MetaData) -> Rows:
    """Per table its rows, the oldest first. Hashes of secrets, keys of the city and the exports themselves are left out."""
    own = await read_rows(session, ACCOUNT.columns.values(), ACCOUNT.c.id == account_id)
    found = {"account": own}
    for one in list_belongings(tables):
        columns = shown(one)
        if columns:
            rows = await read_rows(session, columns, one.of(account_id))
            if rows:
                found[one.table.name] = rows
    return found


def shown(one: Belonging) -> list[Column]:
    """Nothing of a table that only holds secrets or what is being made."""
    if one.table.info.get("export") is False:
        return []
    return [column for column in one.table.columns if is_told(column)]


def is_told(column: Column) -> bool:
    return column.info.get("export") is not False and not (isinstance(column.type, LargeBinary) and not column.info.get("personal"))


async def read_rows(session: AsyncSession, columns: Sequence[Column], condition) -> list[dict[str, Any]]:
    told = [column for column in columns if is_told(column)]
    rows = await session.execute(select(*told).where(condition).order_by(told[0].table.c.id).limit(MOST_ROWS))
    return [{column.name: plain(value) for column, value in zip(told, row)} for row in rows]


def plain(value: Any) -> Any:
    """As JSON can say it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def packed(rows: Rows, made_at: datetime) -> bytes:
    """The zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME)
        archive.writestr("account.json", json.dumps({"madeAt": made_at.isoformat(), **rows}, ensure_ascii=False, indent=1))
        for name, of_table in rows.items():
            archive.writestr(f"csv/{name}.csv", table(of_table))
        stays = stays_of(rows)
        if stays:
            archive.writestr("trips.ics", calendar(stays, made_at))
        if any(stay.points for stay in stays):
            archive.writestr("places.gpx", track(stays))
    return target.getvalue()


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows([{name: cell(value) for name, value in row.items()} for row in rows])
    return written.getvalue()


def cell(value: Any) -> str:
    """Nothing a spreadsheet would run."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA) else text


def stays_of(rows: Rows) -> list[Stay]:
    """Booked legs, by whatever tables have when and between what they go."""
    found = [row for of_table in rows.values() for row in of_table if {"starts_at", "ends_at", "from_name", "to_name"} <= row.keys()]
    return sorted((Stay.of(row) for row in found), key=lambda stay: stay.starts_at)
