"""What is told of requests: notices, one per change and person; letters, in which some of them went by mail; areas that people follow."""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.columns import one_of, word
from backend.contract.notices import MOST_RADIUS_M, NoticeKind
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText
from backend.identity.models import Device
from backend.requests.models import Request, RequestEvent
from backend.requests.telling.kinds import ListenerRole, MailState

HASH_BYTES = 32
MAX_CATEGORIES = 2048
WITH_WHOM = "deleted with the device or the account, and when it is followed no more"


class RequestLetter(Base):
    """One mail. request_id NULL: of several requests. token_hash: of what stops mails without signing in. stopped_at: used for this request."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"), index=True)
    role: Mapped[str] = word(10)
    sent_at: Mapped[datetime] = mapped_column(index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info={"personal": False})
    stopped_at: Mapped[datetime | None]

    __table_args__ = (one_of("role", ListenerRole), CheckConstraint("stopped_at IS NULL OR request_id IS NOT NULL", name="stopped"))


class NoticeListener(Base):
    """Somebody who is told of requests. last_no: how many notices were written for them; whoever writes one holds this row until it is kept, so
    that notices of one person become visible in the order of their numbers. push: whether their phones may ring."""

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), unique=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="CASCADE"), unique=True)
    last_no: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    push: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name="one_person"),)


class RequestNotice(Base):
    """One change told to one person, once. due_before, due_after: of its request, where the change is about its date. mail: NULL is not by mail.

    no: the how-manieth of this person; NULL before they were counted. push_at: when their phones may ring for it, NULL is not by push.
    """

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="CASCADE"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"), index=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey(RequestEvent.id, ondelete="CASCADE"))
    kind: Mapped[str] = word()
    role: Mapped[str] = word(10)
    at: Mapped[datetime] = mapped_column(index=True)
    due_before: Mapped[datetime | None]
    due_after: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    mail: Mapped[str | None] = word(10)
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey(RequestLetter.id, ondelete="SET NULL"), index=True)
    no: Mapped[int | None] = mapped_column(BoundedInt(0))
    push_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("event_id", "kind", "account_id"), UniqueConstraint("event_id", "kind", "device_id"),
        CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name="one_person"),
        CheckConstraint("mail IS NULL OR account_id IS NOT NULL", name="mail_to"),
        CheckConstraint("(mail IS NOT NULL AND mail = 'sent') OR letter_id IS NULL", name="letter"),
        one_of("kind", NoticeKind), one_of("role", ListenerRole), one_of("mail", MailState),
        Index(None, "account_id", "id"), Index(None, "device_id", "id"),
        Index(None, "account_id", "no"), Index(None, "device_id", "no"),
    )  # fmt: skip


class FollowedRequestArea(Base):
    """A circle, or the code of a named area. categories: only these, none: all."""

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="CASCADE"), index=True)
    lat_e7: Mapped[int | None] = mapped_column(BoundedInt(-900_000_000, 900_000_000), info={"personal": WITH_WHOM})
    lon_e7: Mapped[int | None] = mapped_column(BoundedInt(-1_800_000_000, 1_800_000_000), info={"personal": WITH_WHOM})
    radius_m: Mapped[int | None] = mapped_column(BoundedInt(1, MOST_RADIUS_M))
    area: Mapped[str | None] = mapped_column(BoundedText(64), index=True, info={"personal": WITH_WHOM})
    categories: Mapped[list[Any]] = mapped_column(BoundedJson(MAX_CATEGORIES), info={"personal": WITH_WHOM})
    since: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name="one_person"),
        CheckConstraint("(lat_e7 IS NULL) = (lon_e7 IS NULL) AND (lat_e7 IS NULL) = (radius_m IS NULL)", name="circle"),
        CheckConstraint("(lat_e7 IS NULL) <> (area IS NULL)", name="one_place"),
        Index(None, "lat_e7", "lon_e7"),
    )  # fmt: skip
