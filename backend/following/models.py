"""The table of followed trips. What is said of the traveller is sealed; nothing of it is left two hours after the end."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.following.trip import NOTHING_HEARD, Heard, Trip
from backend.identity.actor import Owned

MAX_REQUEST, MAX_HEARD = 96 * 1024, 1024
GONE = "deleted two hours after the end of the trip, and with the device"


class FollowedTrip(Owned, Base):
    """request: FollowRequest as JSON; heard: Heard as JSON, the last one only, NULL before there is one. Both sealed (AES-256-GCM)."""

    request: Mapped[bytes] = mapped_column(LargeBinary(MAX_REQUEST), info={"personal": GONE})
    heard: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_HEARD), info={"personal": GONE})
    share_position: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Followed:
    """A row, opened and read."""

    id: UUID
    device_id: UUID
    expires_at: datetime
    share_position: bool
    trip: Trip
    heard: Heard = NOTHING_HEARD
