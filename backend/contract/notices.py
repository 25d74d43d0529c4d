"""`/v1/notices`: what is new of the requests one sent or follows, and of the areas one follows; in words, newest first."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment

MOST_FOLLOWED_AREAS, MOST_CATEGORIES = 10, 40
LEAST_RADIUS_M, MOST_RADIUS_M = 50, 3000
AREA = r"^[a-z0-9][a-z0-9_.-]{0,63}$"
CategoryCode = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_.-]+$")]


class NoticeKind(StrEnum):
    """Those of a change are called as the step of the request. photo: faces and plates on it are hidden now · asked: is it fixed?
    nearby: somebody told the city something in an area one follows."""

    SUBMITTED = "submitted"
    HELD = "held"
    RELEASED = "released"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    STARTED = "started"
    WAITING = "waiting"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REOPENED = "reopened"
    CLOSED = "closed"
    REJECTED = "rejected"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    UNMERGED = "unmerged"
    WITHDRAWN = "withdrawn"
    COMMENT = "comment"
    MOVED = "moved"
    ESCALATED = "escalated"
    PHOTO = "photo"
    ASKED = "asked"
    NEARBY = "nearby"


class RequestNotice(Answer, frozen=True, kw_only=True):
    """One change of one request. `title`, `text`: sentences, in the language that was asked for. `mine`: of a request one sent oneself.
    `muted`: nothing more is told of this request."""

    id: UUID
    at: Moment
    request_code: str
    kind: NoticeKind
    title: str
    text: str
    is_read: bool
    mine: bool
    muted: bool


class NoticesResponse(Answer, frozen=True):
    """`unread`: how many there are in all. `next`: ask for older ones with it as `after`, null: there are none. `mails`: whether they come by mail
    too (the consent `request_mails`), null: there is nobody to write to."""

    notices: tuple[RequestNotice, ...]
    unread: int
    next: UUID | None
    mails: bool | None


class NoticesRead(Message, frozen=True):
    """`upTo`: this one and all that came before it."""

    up_to: UUID


class NoticesLeft(Answer, frozen=True):
    unread: int


class MuteState(Answer, frozen=True):
    muted: bool


class AreaCentre(Message, frozen=True):
    lat: Latitude
    lon: Longitude


class AreaToFollow(Message, frozen=True):
    """Either `centre` with `radiusM`, or `areaId`, a named area. `categories`: only these; empty: all."""

    centre: AreaCentre | None = None
    radius_m: Annotated[int, Meta(ge=LEAST_RADIUS_M, le=MOST_RADIUS_M)] | None = None
    area_id: Annotated[str, Meta(pattern=AREA)] | None = None
    categories: Annotated[tuple[CategoryCode, ...], Meta(max_length=MOST_CATEGORIES)] = ()


class NamedArea(Answer, frozen=True):
    id: str
    name: str


class FollowedCentre(Answer, frozen=True):
    lat: float
    lon: float


class FollowedArea(Answer, frozen=True):
    """A circle, or `area` with its name. `since`: when it was begun."""

    id: UUID
    since: Moment
    centre: FollowedCentre | None
    radius_m: int | None
    area: NamedArea | None
    categories: tuple[str, ...]


class FollowedAreasResponse(Answer, frozen=True):
    """The last begun first. `here`: named areas that hold the place that was asked with, the smallest first."""

    areas: tuple[FollowedArea, ...]
    here: tuple[NamedArea, ...]
