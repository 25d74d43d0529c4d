"""Closures by the staff of the city. A row is never changed: it is made and deleted."""
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import BoundedJson, BoundedText

MOST_BYTES = 128 * 1024  # of a geometry; more than the body of any request


class StaffClosure(Base):
    """geometry: GeoJSON. modes, kind: as in the contract. starts_at, ends_at: null open; ends_at is the first moment that is free again."""

    geometry: Mapped[Any] = mapped_column(BoundedJson(MOST_BYTES), info={"personal": False})
    modes: Mapped[Any] = mapped_column(BoundedJson(100), info={"personal": False})
    kind: Mapped[str] = mapped_column(BoundedText(20), info={"personal": False})
    title: Mapped[str] = mapped_column(BoundedText(200), info={"personal": False})
    description: Mapped[str] = mapped_column(BoundedText(2000), info={"personal": False})
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="interval"),)
