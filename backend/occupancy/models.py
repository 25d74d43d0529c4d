"""What was counted in car parks, a row for each and a day, and what was learned of it. Nothing is about a person."""
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedText

MOST_SITE = 200  # characters of an id in a feed
SLOTS = 96
BYTES_OF_SLOT = 10  # what one has; see packing.py
MOST_MODEL = 64 * 1024 * 1024


class OccupancyDay(Base):
    """feed, site: ids of the feed and of the car park in it. day: whole days of UTC since 1970. readings: see packing.py."""

    feed: Mapped[str] = mapped_column(BoundedText(40), info={"personal": False})
    site: Mapped[str] = mapped_column(BoundedText(MOST_SITE), info={"personal": False})
    day: Mapped[int] = mapped_column(BoundedInt(0))
    readings: Mapped[bytes] = mapped_column(LargeBinary(SLOTS * BYTES_OF_SLOT), info={"personal": False})

    __table_args__ = (
        UniqueConstraint("day", "feed", "site"),
        CheckConstraint("day >= 0", name="day"),
    )  # fmt: skip


class ForecastModel(Base):
    """version: of the format. sha256: of the body, as the engine wrote it."""

    version: Mapped[int] = mapped_column(BoundedInt(1))
    trained_until: Mapped[datetime] = mapped_column(unique=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info={"personal": False})
    body: Mapped[bytes] = mapped_column(LargeBinary(MOST_MODEL), info={"personal": False})
