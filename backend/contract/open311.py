"""What the staff sees of requests given to other bodies, and the keys of those who file with us by Open311."""
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment


class NewOpen311Key(Message, frozen=True):
    """`name`: of the organisation or the app. `perMinute`: how many requests it may file."""

    name: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
    per_minute: Annotated[int, Meta(ge=1, le=6000)] = 60


class Open311KeyGiven(Answer, frozen=True):
    """`key` is shown this once."""

    id: str
    name: str
    per_minute: int
    key: str


class Open311KeyTold(Answer, frozen=True):
    id: str
    name: str
    per_minute: int
    created_at: Moment
    ended_at: Moment | None


class Open311KeysResponse(Answer, frozen=True):
    keys: list[Open311KeyTold]


class RequestDeliveryTold(Answer, frozen=True):
    """`code`: of the request. `channel`: open311, email, inbox. `status`: queued, sent, confirmed, failed (it is tried again), dead (given up).

    `externalId`: its number there. `externalStatus`: the last word of their server, as it came. `lastError` is a code.
    """

    id: str
    code: str
    body: str
    channel: str
    status: str
    tries: int
    next_try_at: Moment | None
    external_id: str | None
    external_status: str | None
    last_error: str | None
    created_at: Moment


class RequestDeliveriesResponse(Answer, frozen=True):
    """How many stand in each status; `silent`: bodies that take nothing for now; `deliveries`: those that need somebody, at most 100."""

    counts: dict[str, int]
    silent: list[str]
    deliveries: list[RequestDeliveryTold]


class RequestDeliveryRetried(Answer, frozen=True):
    """The way to its body is open again. `sent`: false where the request is with another body by now, or over: pass it back, then it is sent."""

    sent: bool
