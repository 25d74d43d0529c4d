"""Addresses by which a phone is reached while its app is closed."""
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account, AccountSession
from backend.database.base import Base
from backend.database.sealing import OVERHEAD
from backend.identity.models import Device

MOST_PLAIN = 1400
WITH_PHONE = "deleted with the device, the session or the account, and when the address is given up or counts no more"


class PushEndpoint(Base):
    """Of a device with a pass, or of a phone where an account is signed in. sealed: Subscription as JSON (AES-256-GCM)."""

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey(AccountSession.id, ondelete="CASCADE"), unique=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(MOST_PLAIN + OVERHEAD), info={"personal": WITH_PHONE})

    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name="one_person"),
        CheckConstraint("(account_id IS NULL) = (session_id IS NULL)", name="one_phone"),
    )
