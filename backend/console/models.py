"""Who is signed in to the console, what was done and looked at there, and texts for answers."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import HASH_BYTES, Account
from backend.database.base import Base
from backend.database.types import INT64, BoundedInt, BoundedText

MAX_REASON = 500
MAX_TEMPLATE_NAME, MAX_TEMPLATE = 80, 2000


class ConsoleSession(Base):
    """A browser in which somebody works. secret_hash: of what its cookie holds, another one after every sign-in, proof and change of role.

    role: the one they act as. seen_at: when it was last used, to a minute. proved_at: when they last showed their passkey.
    """

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info={"personal": False})
    role: Mapped[str] = mapped_column(BoundedText(16), info={"personal": False})
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntry(Base):
    """One look or one act, chained to the one before: hash = SHA-256(hash_prev, the row). Never changed, and it holds nothing of what was seen.

    It refers to nothing, so that it stays when an account goes; actor_id is then a number that leads to nobody.
    """

    seq: Mapped[int] = mapped_column(BoundedInt(0, INT64), unique=True)
    actor_id: Mapped[UUID] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(BoundedText(16), info={"personal": False})
    action: Mapped[str] = mapped_column(BoundedText(40), info={"personal": False})
    kind: Mapped[str] = mapped_column(BoundedText(40), info={"personal": False})
    object_id: Mapped[str] = mapped_column(BoundedText(64), index=True, info={"personal": False})
    reason: Mapped[str] = mapped_column(BoundedText(MAX_REASON), info={"personal": False})
    hash_prev: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})
    hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})


class ReplyTemplate(Base):
    """A text that is put into an answer and changed there. act: the one it is for, such as `resolve`, or `any`."""

    act: Mapped[str] = mapped_column(BoundedText(20), info={"personal": False})
    language: Mapped[str] = mapped_column(BoundedText(8), info={"personal": False})
    name: Mapped[str] = mapped_column(BoundedText(MAX_TEMPLATE_NAME), info={"personal": False})
    text: Mapped[str] = mapped_column(BoundedText(MAX_TEMPLATE), info={"personal": False})
    version: Mapped[int] = mapped_column(BoundedInt(1), default=1)

    __table_args__ = (UniqueConstraint("act", "language", "name"),)
