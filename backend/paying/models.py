"""What was told by the payment service, who is known there, and the links to its page."""
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText

MAX_EVENT = 256 * 1024
MAX_ID = 255
MAX_URL = 300
HASH_BYTES = 32
PLAIN: dict[str, Any] = {"personal": False}
WITH_ACCOUNT = "deleted with the account"


class Outcome(StrEnum):
    """quarantined: of real money where there is none, or the other way round, or in another currency than was ordered; nobody acts on it."""

    APPLIED = "applied"
    STALE = "stale"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


class PaymentEvent(Base):
    """What a webhook told, once by its id. It is a hint to read the object; the payload serves only while the payment service cannot be reached.

    object_rank: of its report as in `payments.states`, 0 for what is no payment. made_at: when it happened there.
    """

    event_id: Mapped[str] = mapped_column(BoundedText(MAX_ID), unique=True, info=PLAIN)
    type: Mapped[str] = mapped_column(BoundedText(100), info=PLAIN)
    object_kind: Mapped[str] = mapped_column(BoundedText(60), info=PLAIN)
    object_id: Mapped[str] = mapped_column(BoundedText(MAX_ID), info=PLAIN)
    object_rank: Mapped[int] = mapped_column(BoundedInt(0, 3))
    api_version: Mapped[str | None] = mapped_column(BoundedText(60), info=PLAIN)
    live: Mapped[bool]
    made_at: Mapped[datetime]
    payload: Mapped[dict[str, Any] | None] = mapped_column(BoundedJson(MAX_EVENT), info={"personal": "emptied 90 days after it came"})
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(BoundedText(20), info=PLAIN)

    __table_args__ = (
        CheckConstraint(f"outcome IN ({', '.join(repr(str(one)) for one in Outcome)})", name="outcome"),
        CheckConstraint("(handled_at IS NULL) = (outcome IS NULL)", name="handled"),
        Index("ix_payment_event_created_at", "created_at"),
        Index("ix_payment_event_object_id", "object_id"),
    )


_open = PaymentEvent.handled_at.is_(None)
Index("ix_payment_event_open", PaymentEvent.created_at, postgresql_where=_open, sqlite_where=_open)


class PaymentCustomer(Base):
    """An account as the payment service knows it: by an id only. agreed_*: when and to which text they said that a card may be kept."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), unique=True)
    customer_id: Mapped[str] = mapped_column(BoundedText(MAX_ID), unique=True, info={"personal": WITH_ACCOUNT})
    agreed_at: Mapped[datetime | None]
    agreed_text: Mapped[str | None] = mapped_column(BoundedText(20), info={"personal": WITH_ACCOUNT})

    __table_args__ = (CheckConstraint("(agreed_at IS NULL) = (agreed_text IS NULL)", name="agreed"),)


class PayLink(Base):
    """Opens the page of one payment once, in one browser. booking_id None: of the page that keeps a card. Secrets are kept as hashes.

    setup_id: the SetupIntent of that page. page_hash: of what the browser that opened it shows from then on.
    """

    booking_id: Mapped[UUID | None] = mapped_column(index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    setup_id: Mapped[str | None] = mapped_column(BoundedText(MAX_ID), info={"personal": WITH_ACCOUNT})
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info=PLAIN)
    page_hash: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info=PLAIN)
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FailedCard(Base):
    """A card that was refused, for the limit of tries. reference: the charge or card, by which one failure counts once."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    reference: Mapped[str] = mapped_column(BoundedText(MAX_ID), unique=True, info={"personal": "purged after two days"})

    __table_args__ = (Index("ix_failed_card_account_id_created_at", "account_id", "created_at"), Index("ix_failed_card_created_at", "created_at"))


class PaymentEndpoint(Base):
    """Where the sandbox sends its events, with the secret it signs them with: of made-up money only. Stripe's own secrets are in the environment."""

    url: Mapped[str] = mapped_column(BoundedText(MAX_URL), unique=True, info=PLAIN)
    endpoint_id: Mapped[str] = mapped_column(BoundedText(MAX_ID), info=PLAIN)
    secret: Mapped[str] = mapped_column(BoundedText(200), info=PLAIN)


def insert_into(session: AsyncSession, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows `on_conflict_do_nothing`, of the database at hand."""
    return (postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert)(table)
