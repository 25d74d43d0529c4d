"""Whose row is whose, of every table, and what of it nobody else may see."""
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Table, select

from backend.accounts.models import Account
from backend.database.base import Base
from backend.identity.models import Device
from tests.security.canaries import WORD, Canaries, name_in

# Words of a few, that name nobody.
WORDS = {
    ("account", "locale"): "a language", ("email_link", "locale"): "a language", ("role_grant", "role"): "one of five words",
    ("role_grant", "operator_id"): "an operator everybody sees", ("local_mail", "subject"): "the same in all mails",
    ("payment_customer", "agreed_text"): "the version of a text",
    ("quote_line", "concession_ids"): "bare words such as child", ("booking_leg", "rights"): "bare words such as child",
    ("parking_reservation", "vehicle"): "measures like those of many", ("parking_reservation", "fit"): "as vehicle",
    ("parking_request", "vehicle"): "as that of a reservation", ("gathering_wish", "vehicle"): "as that of a reservation",
    ("parking_reservation", "entry_code"): "six digits, as they stand in many moments",
    ("followed_request_area", "lat_e7"): "a number like many, of a row whose id is looked for", ("followed_request_area", "lon_e7"): "as lat_e7",
    ("ride", "load"): "seats like those of many",
    ("obstacle_report", "lat_e7"): "of what everybody is warned of", ("obstacle_report", "lon_e7"): "as lat_e7",
    ("idempotency_record", "headers"): "where the answer is, by an id that is looked for itself",
    ("journal", "lines"): "sums on accounts of operators and of the city",
    ("outbox_entry", "payload"): "ids that are looked for themselves", ("payment_event", "payload"): "ids that are looked for themselves",
}  # fmt: skip


@dataclass
class Seen:
    """owners: names by (table, id). held: (table, column) of columns about persons → names of those who have a value there.

    bare: columns of which a value would not be known again.
    """

    canaries: Canaries
    owners: dict[tuple[str, Any], str] = field(default_factory=dict)
    held: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    bare: set[tuple[str, str]] = field(default_factory=set)

    def ids(self, table: str, name: str) -> list[str]:
        return [str(key) for (of, key), owner in self.owners.items() if of == table and owner == name]


def personal_columns() -> list[tuple[str, str]]:
    return [(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns if column.info.get("personal")]


async def look_at(database, people: dict[str, UUID | None], passes: dict[bytes, str]) -> Seen:
    """people: accounts by name; passes: names by what is kept of the pass of a device."""
    seen = Seen(Canaries())
    seen.owners = {(Account.__tablename__, account_id): name for name, account_id in people.items() if account_id}
    async with database.reading() as session:
        for device in await session.scalars(select(Device)):
            if name := passes.get(device.token_hash):
                seen.owners[Device.__tablename__, device.id] = name
        # Twice: some tables speak of rows without referring to them, and come before those.
        for table in Base.metadata.sorted_tables * 2:
            for row in (await session.execute(select(table))).mappings().all():
                note(seen, table, dict(row))
    return seen


def note(seen: Seen, table: Table, row: dict) -> None:
    owner = owner_of(seen, table, row)
    key = row.get("id")
    if owner and key is not None:
        seen.owners[table.name, key] = owner
        seen.canaries.add_id(key, owner, table.name)
    for column in table.columns:
        value = row[column.name]
        if not column.info.get("personal") or value is None or owner is None:
            continue
        place = (table.name, column.name)
        seen.held.setdefault(place, set()).add(owner)
        if isinstance(value, bytes):
            seen.canaries.add_bytes(value, owner, ".".join(place))
        elif place in WORDS:
            continue
        elif isinstance(value, float):
            seen.canaries.add_text(repr(value), owner, ".".join(place))
        elif isinstance(value, str) and not WORD.search(value.encode()):
            seen.canaries.add_text(value, owner, ".".join(place))
        elif not isinstance(value, str) and not has_canary(seen, value):
            seen.bare.add(place)


def has_canary(seen: Seen, value) -> bool:
    return bool(seen.canaries.found_in(msgspec.json.encode(value), frozenset()))


def owner_of(seen: Seen, table: Table, row: dict) -> str | None:
    """By what it hangs on, the account or device first; else by whom it speaks of."""
    if (found := seen.owners.get((table.name, row.get("id")))) is not None:
        return found
    hangs = sorted(table.foreign_keys, key=lambda key: key.parent.name not in ("account_id", "device_id"))
    for key in hangs:
        if owner := seen.owners.get((key.column.table.name, row[key.parent.name])):
            return owner
    text = " ".join(str(value) for value in row.values()).encode()
    if owner := name_in(text):
        return owner
    spoken = seen.canaries.found_in(text, frozenset())
    return next((trace.owner for trace in sorted(spoken)), None)
