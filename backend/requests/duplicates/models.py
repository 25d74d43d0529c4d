"""Which requests were offered as likely the same, and what came of it: by this it is seen how well they are found. It says nothing of who asked."""
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.bookings.columns import one_of, word
from backend.contract.request_photos import OfferChoice
from backend.database.base import Base
from backend.database.types import BoundedInt
from backend.requests.models import Request


class DuplicateOffer(Base):
    """offer_id: what was shown together. score: of a thousand. choice: NULL nobody said. filed_id: the request that was sent all the same."""

    offer_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"), index=True)
    rank: Mapped[int] = mapped_column(BoundedInt(1, 3))
    score: Mapped[int] = mapped_column(BoundedInt(0, 1000))
    model: Mapped[str] = word(20)
    choice: Mapped[str | None] = word(10)
    filed_id: Mapped[UUID | None] = mapped_column(ForeignKey(Request.id, ondelete="SET NULL"), index=True)

    __table_args__ = (
        UniqueConstraint("offer_id", "rank"), one_of("choice", OfferChoice),
        CheckConstraint("filed_id IS NULL OR choice = 'ignored'", name="filed"),
    )  # fmt: skip
