"""Kinds of columns that the tables of bookings share."""
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, declarative_mixin, declared_attr, mapped_column

from backend.database.types import BoundedInt, BoundedText

MOST_MINOR = 10**12  # in any currency more than a trip costs; wider than 32 bits
PSEUDONYMOUS = "without a person once the account is deleted"
NINETY_DAYS = "emptied 90 days after the trip, and when the account is deleted"
PLAIN: dict[str, Any] = {"personal": False}


@declarative_mixin
class Versioned:
    """version: one more with each change of the row; a change to a row that is no longer as it was read is an error of ours."""

    version: Mapped[int] = mapped_column(BoundedInt(1), sort_order=900)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def money(**more: Any):
    """Whole minor units, 0 or more."""
    return mapped_column(BoundedInt(0, MOST_MINOR), **more)


def signed_money(**more: Any):
    return mapped_column(BoundedInt(-MOST_MINOR, MOST_MINOR), **more)


def word(length: int = 20, **more: Any):
    """A word of our own, a code or an id that says nothing of a person."""
    return mapped_column(BoundedText(length), info=PLAIN, **more)


def one_of(column: str, kind: type[StrEnum], name: str | None = None) -> CheckConstraint:
    words = ", ".join(f"'{one}'" for one in kind)
    return CheckConstraint(f"{column} IN ({words})", name=name or column)
