"""What can be done to a request, by whom, and how it stands then. Pure words of the law next door."""
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from backend.contract.request_words import Closed, Rejection, RequestState, Resolution, Visibility, Waiting
from backend.contract.request_words import Hold as HoldReason


class Role(StrEnum):
    """staff: of the city · officer: of a body · peer: another server that has it · clock: time, and what the service does by itself."""

    REPORTER = "reporter"
    FOLLOWER = "follower"
    STAFF = "staff"
    OFFICER = "officer"
    PEER = "peer"
    CLOCK = "clock"


@dataclass(frozen=True)
class By:
    """Who changes it. id: the account of an officer, None for a machine and for whoever sent it. body_id: of an officer."""

    role: Role
    id: UUID | None = None
    body_id: UUID | None = None


CLOCK = By(Role.CLOCK)
WORKERS = frozenset({Role.STAFF, Role.OFFICER})


@dataclass(frozen=True)
class Hold:
    reason: HoldReason


@dataclass(frozen=True)
class Release:
    pass


@dataclass(frozen=True)
class Deliver:
    """The body has it now. text: for the staff, such as its number there."""

    text: str = ""


@dataclass(frozen=True)
class Acknowledge:
    text: str = ""


@dataclass(frozen=True)
class Start:
    text: str = ""


@dataclass(frozen=True)
class Wait:
    """text: what is waited for; a question, where it is for whoever sent it. until None: as long as is usual for the reason."""

    reason: Waiting
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Resume:
    text: str = ""


@dataclass(frozen=True)
class Resolve:
    """proof: a photo of afterwards. referral: to whom or what it was handed on."""

    reason: Resolution
    text: str
    proof: UUID | None = None
    referral: str | None = None
    planned_for: date | None = None


@dataclass(frozen=True)
class Confirm:
    pass


@dataclass(frozen=True)
class Disputed:
    text: str = ""
    photo_id: UUID | None = None


@dataclass(frozen=True)
class Reopen:
    text: str


@dataclass(frozen=True)
class Close:
    reason: Closed
    text: str


@dataclass(frozen=True)
class Reject:
    reason: Rejection
    text: str


@dataclass(frozen=True)
class Transfer:
    """reason: in words, for everybody."""

    body_id: UUID
    reason: str


@dataclass(frozen=True)
class Merge:
    into: UUID


@dataclass(frozen=True)
class Unmerge:
    pass


@dataclass(frozen=True)
class Withdraw:
    pass


@dataclass(frozen=True)
class Comment:
    """public: for everybody; else for the staff. Of whoever sent it: for the staff and themselves, always."""

    text: str
    public: bool = False


@dataclass(frozen=True)
class Assign:
    officer: UUID | None


@dataclass(frozen=True)
class SetVisibility:
    visibility: Visibility
    name: str | None = None


@dataclass(frozen=True)
class Redact:
    """text: as everybody may read it from now on."""

    text: str


@dataclass(frozen=True)
class MoveDue:
    """due None: its clock is paused. text: why, for everybody."""

    due: datetime | None
    text: str


@dataclass(frozen=True)
class Remind:
    """text: for the staff."""

    text: str


@dataclass(frozen=True)
class Escalate:
    """text: who has it now, for everybody. officer: who that is, if one person."""

    text: str
    officer: UUID | None = None


Change = (
    Hold | Release | Deliver | Acknowledge | Start | Wait | Resume | Resolve | Confirm | Disputed | Reopen | Close | Reject | Transfer | Merge
    | Unmerge | Withdraw | Comment | Assign | SetVisibility | Redact | MoveDue | Remind | Escalate
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What a request is to be joined with."""

    id: UUID
    state: RequestState
    visibility: Visibility
    submitted_at: datetime


@dataclass(frozen=True)
class Facts:
    """A request as it stands at the moment `at`. own: it is that of whoever wants the change. closers: officers who closed it before.

    before_merge: how it stood when it was joined. for_body: it shows what only those who answer may see.
    """

    id: UUID
    at: datetime
    state: RequestState
    reason: str | None
    visibility: Visibility
    body_id: UUID
    submitted_at: datetime
    own: bool = False
    resolved_at: datetime | None = None
    closers: frozenset[UUID] = frozenset()
    last_closer: UUID | None = None
    disputes: int = 0
    ombudsperson: bool = False
    waiting_until: datetime | None = None
    merged_at: datetime | None = None
    before_merge: RequestState | None = None
    target: Target | None = None
    for_body: bool = False
