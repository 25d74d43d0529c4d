"""What in the database belongs to an account, found from the tables themselves: whatever refers to it as `account_id`, and whatever refers to that.

A row goes with its account where the database is told so (ON DELETE CASCADE). Where it is told to forget whose it was (SET NULL), the row stays
for the books, and what the columns of it and below it are marked to say about a person is emptied. A table that refers to an account in another way
is a mistake, and `list_belongings` says so.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement, ForeignKey, LargeBinary, MetaData, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import Account
from backend.database.types import BoundedJson, BoundedText

OWNER = "account_id"
ACCOUNT: Table = Account.__table__  # type: ignore[assignment]


class Unclear(Exception):
    """A table refers to an account and does not say what happens to its rows when that goes."""


@dataclass(frozen=True)
class Belonging:
    """through: the column by which a row is found from the row of `parent` it belongs to. kept: emptied instead of deleted."""

    table: Table
    through: Column
    parent: "Belonging | None"
    kept: bool

    def of(self, account_id: UUID) -> ColumnElement[bool]:
        """The condition for all rows of an account."""
        if self.parent is None:
            return self.through == account_id
        above = self.parent.table
        return self.through.in_(select(above.c.id).where(self.parent.of(account_id)))

    @property
    def personal(self) -> list[Column]:
        return [column for column in self.table.columns if column.info.get("personal") and column is not self.through]


def list_belongings(tables: MetaData) -> list[Belonging]:
    """Those nearest to the account first. Raises Unclear."""
    found: dict[str, Belonging] = {}
    for table, column, key in references(tables, ACCOUNT):
        if key.ondelete not in ("CASCADE", "SET NULL"):
            raise Unclear(f"{table.name}.{column.name}: say ON DELETE CASCADE, or SET NULL where rows stay without a name.")
        if column.name == OWNER:
            found[table.name] = Belonging(table, column, None, key.ondelete == "SET NULL")
    near = list(found.values())
    while near:
        near = [child for parent in near for child in below(parent, tables) if found.setdefault(child.table.name, child) is child]
    return list(found.values())


def below(parent: Belonging, tables: MetaData) -> Iterator[Belonging]:
    """SET NULL between two tables is no belonging: the one can do without the other."""
    for table, column, key in references(tables, parent.table):
        if table is not parent.table and key.ondelete != "SET NULL":
            yield Belonging(table, column, parent, parent.kept)


def references(tables: MetaData, to: Table) -> Iterator[tuple[Table, Column, ForeignKey]]:
    for table in tables.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if key.column is to.c.id:
                yield table, key.parent, key


async def remove(session: AsyncSession, account_id: UUID, tables: MetaData) -> None:
    """The account with all that goes with it; what stays says nothing about anybody. Raises Unclear."""
    belongings = list_belongings(tables)
    for one in reversed(belongings):
        if one.kept:
            emptied = {column.name: await emptied_value(session, one, column, account_id) for column in one.personal}
            if emptied:
                await session.execute(update(one.table).where(one.of(account_id)).values(emptied))
        else:
            await session.execute(delete(one.table).where(one.of(account_id)))
    await session.execute(delete(ACCOUNT).where(ACCOUNT.c.id == account_id))


async def emptied_value(session: AsyncSession, one: Belonging, column: Column, account_id: UUID) -> Any:
    """A column of JSON that has to hold something holds an empty thing of the kind it held."""
    if column.nullable:
        return None
    kind = column.type
    if isinstance(kind, (BoundedJson, JSON)):
        held = await session.scalar(select(column).where(one.of(account_id)).limit(1))
        return [] if isinstance(held, list) else {}
    if isinstance(kind, (BoundedText, String)):
        return ""
    return b"" if isinstance(kind, LargeBinary) else 0
