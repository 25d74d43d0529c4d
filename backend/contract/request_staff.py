"""`/v1/staff/requests`: what the staff sees of service requests, and does with them."""
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.request_words import EventKind, Hold, Rejection, RequestState, Resolution, Waiting
from backend.contract.requests import MAX_WORDS, Code, RequestSummary, ServiceRequest


class StaffAction(StrEnum):
    """What the staff does. `decide`: on what was objected to, `upheld` reopens it."""

    RELEASE = "release"
    HOLD = "hold"
    ACKNOWLEDGE = "acknowledge"
    START = "start"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    REJECT = "reject"
    DECIDE = "decide"
    TRANSFER = "transfer"
    MERGE = "merge"
    UNMERGE = "unmerge"
    ASSIGN = "assign"
    COMMENT = "comment"
    REDACT = "redact"


class StaffChange(Message, frozen=True):
    """One act. `words` are for everybody with `public`, else for the staff alone; closing always tells them. Times carry their offset.

    hold: `hold` · wait: `waiting`, `until` · resolve: `resolution`, `words`, `proofId` or `referral`, `plannedFor` with planned
    reject: `rejection`, `words` · decide: `upheld`, `words` · transfer: `bodyId`, `words` · merge: `into` · assign: `officerId`, null: to oneself
    redact: `words` as all may read them.
    """

    action: StaffAction
    words: Annotated[str, Meta(max_length=MAX_WORDS)] = ""
    public: bool = True
    hold: Hold | None = None
    waiting: Waiting | None = None
    until: Moment | None = None
    resolution: Resolution | None = None
    rejection: Rejection | None = None
    proof_id: UUID | None = None
    referral: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")] | None = None
    planned_for: date | None = None
    upheld: bool | None = None
    body_id: UUID | None = None
    into: Code | None = None
    officer_id: UUID | None = None


class StaffStep(Answer, frozen=True):
    """`words` for everybody, `internal` for the staff. `officerId`: who did it."""

    kind: EventKind
    at: Moment
    by: str
    officer_id: UUID | None
    state: RequestState | None
    reason: str | None
    words: str
    internal: str


class StaffRequest(Answer, frozen=True):
    """`ombudsperson`: what was objected to twice. `original`: what was written, before anything was taken out. `own`: who asks has sent it."""

    request: ServiceRequest
    steps: tuple[StaffStep, ...]
    body_id: UUID
    assigned_to: UUID | None
    urgent: bool
    triage: bool
    ombudsperson: bool
    original: str
    attributes: tuple["AttributeTold", ...]
    own: bool


class AttributeTold(Answer, frozen=True):
    code: str
    value: str


class StaffRequestSummary(Answer, frozen=True):
    request: RequestSummary
    body_id: UUID
    assigned_to: UUID | None
    urgent: bool
    triage: bool
    ombudsperson: bool


class StaffRequestsResponse(Answer, frozen=True):
    """What is due first comes first."""

    requests: tuple[StaffRequestSummary, ...]
    total: int
