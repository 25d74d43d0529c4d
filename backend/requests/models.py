"""Service requests, what happened to them, who follows them, what was joined, what was objected to.

Closing without a reason that can be read is impossible here too. What a person wrote goes with the person; the request stays for the city.
"""
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.columns import Versioned, one_of, word
from backend.contract.request_words import EventKind, PlaceKind, RequestOrigin, RequestState, Visibility
from backend.contract.requests import MAX_ADDRESS, MAX_NAME, MAX_NOTE, MAX_WORDS
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText
from backend.identity.models import Device

CODE_LENGTH = 8
MAX_REFERRAL = 200
MAX_CONTEXT, MAX_ATTRIBUTES = 4096, 16 * 1024
HASH_BYTES, NETWORK_BYTES = 32, 16
GONE = "emptied with the device or the account, and three years after the end of the request"
MARK = "of a random name that only the phone knows, emptied with the device or the account"
FORGOTTEN = "forgotten after two days"


class Request(Versioned, Base):
    """code: by which people know it. account_id, device_id: who sent it, both NULL once nobody is known. words: as written; words_public: as shown.

    category, service_code, rule_id, rules_version: as it was routed. waiting_until: with state waiting. due_at: NULL while its clock is paused.
    closing_words, proof_id, referral, planned_for: with what it was closed. resolved_by: the officer, NULL a machine; disputes: how often it was
    objected to. followers: how many, whoever sent it included. sent_name, sent_content: see backend/obstacles/keys.py. network: a mark of where it
    came from. urgent, triage: of its routing. ombudsperson: it was objected to again. external: its id with the peer that sent it.
    origin: what of the house it was made of, NULL: somebody told it.
    """

    code: Mapped[str] = word(CODE_LENGTH, unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="SET NULL"), index=True)
    category: Mapped[str] = word(40)
    body_id: Mapped[UUID] = mapped_column(index=True)
    service_code: Mapped[str] = word(80)
    rule_id: Mapped[str] = word(80)
    rules_version: Mapped[int] = mapped_column(BoundedInt(0))
    state: Mapped[str] = word()
    state_reason: Mapped[str | None] = word(20)
    state_since: Mapped[datetime]
    place_kind: Mapped[str] = word(10)
    lat_e7: Mapped[int | None] = mapped_column(BoundedInt(-900_000_000, 900_000_000))
    lon_e7: Mapped[int | None] = mapped_column(BoundedInt(-1_800_000_000, 1_800_000_000))
    accuracy_m: Mapped[int] = mapped_column(BoundedInt(0, 1000))
    place_id: Mapped[str | None] = word(100)
    level: Mapped[str | None] = word(8)
    address: Mapped[str] = mapped_column(BoundedText(MAX_ADDRESS), info={"personal": GONE})
    words: Mapped[str] = mapped_column(BoundedText(MAX_WORDS), info={"personal": GONE})
    words_public: Mapped[str] = mapped_column(BoundedText(MAX_WORDS), info={"personal": GONE})
    lang: Mapped[str] = word(12)
    visibility: Mapped[str] = word(12)
    name: Mapped[str | None] = mapped_column(BoundedText(MAX_NAME), info={"personal": GONE})
    context: Mapped[dict[str, Any] | None] = mapped_column(BoundedJson(MAX_CONTEXT), info={"personal": GONE})
    attributes: Mapped[dict[str, str] | None] = mapped_column(BoundedJson(MAX_ATTRIBUTES), info={"personal": GONE})
    observed_at: Mapped[datetime]
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    first_due_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    waiting_until: Mapped[datetime | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    triage: Mapped[bool] = mapped_column(default=False)
    ombudsperson: Mapped[bool] = mapped_column(default=False)
    assigned_to: Mapped[UUID | None] = mapped_column(index=True)
    closing_words: Mapped[str | None] = mapped_column(BoundedText(MAX_NOTE), info={"personal": False})
    proof_id: Mapped[UUID | None]
    referral: Mapped[str | None] = word(MAX_REFERRAL)
    planned_for: Mapped[date | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    disputes: Mapped[int] = mapped_column(BoundedInt(0, 2), default=0)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("request.id", ondelete="RESTRICT"), index=True)
    merged_at: Mapped[datetime | None]
    followers: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    external: Mapped[str | None] = word(100)
    origin: Mapped[str | None] = word(10)
    network: Mapped[bytes | None] = mapped_column(LargeBinary(NETWORK_BYTES), index=True, info={"personal": FORGOTTEN})
    sent_name: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), unique=True, info={"personal": MARK})
    sent_content: Mapped[bytes | None] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": MARK})

    __table_args__ = (
        one_of("state", RequestState),
        one_of("visibility", Visibility),
        one_of("place_kind", PlaceKind),
        one_of("origin", RequestOrigin),
        CheckConstraint("state NOT IN ('held', 'waiting', 'resolved', 'rejected', 'closed') OR state_reason IS NOT NULL", name="reason"),
        CheckConstraint(
            "state NOT IN ('resolved', 'rejected', 'closed') OR (closing_words IS NOT NULL AND length(closing_words) > 0)", name="closing_words"
        ),
        CheckConstraint("state <> 'resolved' OR proof_id IS NOT NULL OR referral IS NOT NULL", name="proof"),
        CheckConstraint("state <> 'resolved' OR resolved_at IS NOT NULL", name="resolved"),
        CheckConstraint("state_reason <> 'planned' OR planned_for IS NOT NULL", name="planned"),
        CheckConstraint("(state = 'waiting') = (waiting_until IS NOT NULL)", name="waiting"),
        CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
        CheckConstraint("(lat_e7 IS NULL) = (lon_e7 IS NULL)", name="degrees"),
        Index(None, "lat_e7", "lon_e7"),
        Index(None, "body_id", "state"),
    )


class RequestEvent(Base):
    """What happened, one row after the other, never changed but for words that go with a person. no: 1, 2, 3 … of its request.

    role: reporter, follower, staff, officer, peer, clock. actor_id: the account of the officer, NULL for whoever sent it. before, state: how it stood
    and stands. body_id: who has it since. hash: over all but the words, and over that of the event before.
    """

    request_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"))
    no: Mapped[int] = mapped_column(BoundedInt(1))
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = word()
    role: Mapped[str] = word(10)
    actor_id: Mapped[UUID | None]
    before: Mapped[str | None] = word()
    state: Mapped[str] = word()
    reason: Mapped[str | None] = word(20)
    body_id: Mapped[UUID | None]
    note_public: Mapped[str] = mapped_column(BoundedText(MAX_WORDS), info={"personal": GONE})
    note_internal: Mapped[str] = mapped_column(BoundedText(MAX_WORDS), info={"personal": GONE})
    hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES), info={"personal": False})

    __table_args__ = (
        UniqueConstraint("request_id", "no"), one_of("kind", EventKind),
        CheckConstraint("kind NOT IN ('resolved', 'rejected', 'closed') OR reason IS NOT NULL", name="reason"),
    )  # fmt: skip


class Follower(Base):
    """role: reporter or follower. came_from: the request by whose joining they came here. muted: they want no messages."""

    __tablename__ = "request_follower"

    request_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="CASCADE"), index=True)
    role: Mapped[str] = word(10)
    since: Mapped[datetime]
    muted: Mapped[bool] = mapped_column(default=False)
    came_from: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("request_id", "account_id"), UniqueConstraint("request_id", "device_id"),
        CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name="one_person"),
        CheckConstraint("role IN ('reporter', 'follower')", name="role"),
    )  # fmt: skip


class Merge(Base):
    """from_id counts with into_id since then. by: the officer. undone_at: it was a mistake."""

    __tablename__ = "request_merge"

    from_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"), index=True)
    into_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"), index=True)
    by: Mapped[UUID | None]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("from_id <> into_id", name="two"),)


class RequestDispute(Base):
    """An objection of whoever sent it. no: 1 to another officer, 2 to the ombudsperson. against: who had resolved it, never decided_by."""

    request_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"))
    no: Mapped[int] = mapped_column(BoundedInt(1, 2))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(BoundedText(MAX_NOTE), info={"personal": GONE})
    photo_id: Mapped[UUID | None]
    against: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    upheld: Mapped[bool | None]

    __table_args__ = (
        UniqueConstraint("request_id", "no"),
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="decided"),
        CheckConstraint("decided_by IS NULL OR against IS NULL OR decided_by <> against", name="another_officer"),
    )
