"""`/v1/notices`: what is new of the requests one sent or follows, and of the areas one follows; in words, newest first."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment

MOST_FOLLOWED_AREAS, MOST_CATEGORIES = 10, 40
LEAST_RADIUS_M, MOST_RADIUS_M = 50, 3000
MOST_PUSH_ENDPOINTS = 5  # of one account
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
    too (the consent `request_mails`), null: there is nobody to write to. `push`: whether phones may ring for them (`PUT /v1/notices/ways`)."""

    notices: tuple[RequestNotice, ...]
    unread: int
    next: UUID | None
    mails: bool | None
    push: bool = False


class NoticeEventName(StrEnum):
    """Of the server-sent events. notice: NoticeNews · unread: NoticesLeft, first of all and whenever it is another number."""

    NOTICE = "notice"
    UNREAD = "unread"


class NoticeNews(Answer, frozen=True):
    """One notice, as it happens. `unread`: how many there are in all. `ringAt`: when a phone may ring for it, null: not at all. The same notice may
    come again after a lost connection: its `id` is the same."""

    notice: RequestNotice
    unread: int
    ring_at: Moment | None


class NoticeWays(Message, frozen=True):
    """`push`: phones may ring. Mails are a consent: `PUT /v1/account/consents`."""

    push: bool


class NoticeWaysNow(Answer, frozen=True):
    push: bool


class PushEndpointWanted(Message, frozen=True):
    """As Web Push has it (RFC 8030, RFC 8291). `endpoint`: https on the public internet. `p256dh`, `auth`: the public key and the secret of
    the phone, in base64url."""

    endpoint: Annotated[str, Meta(min_length=12, max_length=1024, pattern=r"^https://[!-~]+$")]
    p256dh: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{87}$")]
    auth: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}$")]


class PushEndpointNow(Answer, frozen=True):
    """`isSet`: this phone has one. `key`: by which the service signs (RFC 8292), for the phone to ask for its address with; null: nothing is sent."""

    is_set: bool
    key: str | None


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
