"""What a change of a request comes to: one event, and what becomes of the request. Pure."""
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from backend.contract.request_words import EventKind, RequestState, Visibility


class ClockAct(StrEnum):
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True)
class Noted:
    """The event it becomes: exactly one per change."""

    kind: EventKind
    public: str = ""
    internal: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Became:
    state: RequestState
    reason: str | None = None
    waiting_until: datetime | None = None


@dataclass(frozen=True)
class ClosedWith:
    """by: the officer, who will not decide on an objection to it."""

    text: str
    by: UUID | None
    proof: UUID | None = None
    referral: str | None = None
    planned_for: date | None = None


@dataclass(frozen=True)
class GoesTo:
    body_id: UUID


@dataclass(frozen=True)
class Given:
    """To its body, by whatever way that has."""


@dataclass(frozen=True)
class AssignedTo:
    officer: UUID | None


@dataclass(frozen=True)
class Shown:
    visibility: Visibility
    name: str | None


@dataclass(frozen=True)
class Reworded:
    text: str


@dataclass(frozen=True)
class Joined:
    into: UUID


@dataclass(frozen=True)
class Parted:
    pass


@dataclass(frozen=True)
class Objected:
    no: int
    text: str
    photo_id: UUID | None
    against: UUID | None


@dataclass(frozen=True)
class Decided:
    upheld: bool
    by: UUID


@dataclass(frozen=True)
class Clocks:
    """kind: as in backend/bodies, None all of them. begin: anew, one by one."""

    act: ClockAct
    kind: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class DueMoved:
    due: datetime | None


Effect = (
    Noted | Became | ClosedWith | GoesTo | Given | AssignedTo | Shown | Reworded | Joined | Parted | Objected | Decided | Clocks | DueMoved
)  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """code: stable. why: for people, says what to do."""

    code: str
    why: str
