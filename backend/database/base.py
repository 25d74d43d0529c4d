"""The base of all tables: a key that sorts by time of creation, and when a row was made and last changed."""
from datetime import UTC, datetime
from uuid import UUID

from advanced_alchemy.base import CommonTableAttributes
from sqlalchemy import MetaData, Uuid
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

from backend.database.types import UtcDateTime

# Constraints have the same names everywhere, so that a migration can speak of them and an error can be told apart.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def now() -> datetime:
    return datetime.now(UTC)


class Base(CommonTableAttributes, AsyncAttrs, DeclarativeBase):
    """Tables are named after their class: `OutboxEntry` is `outbox_entry`.

    Texts are BoundedText, numbers BoundedInt, and every column of words or bytes says in `info={"personal": ...}` whether it is about
    a person: False, or how it goes when that person is deleted. Relations are loaded explicitly: `lazy="raise"`.
    """

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), UUID: Uuid()}

    # UUID version 7: rows made later sort later, so an index grows at its end.
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-100)
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=1000)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=1001)
