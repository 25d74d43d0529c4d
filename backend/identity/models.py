"""Passes of devices. Who holds one is the same device as before; nothing else is known of it."""
from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base


class Device(Base):
    """token_hash: SHA-256 of the token, which only the device has."""

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info={"personal": False})
    expires_at: Mapped[datetime] = mapped_column(index=True)
