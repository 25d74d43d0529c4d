"""`/v1/requests`: what people tell the city, who answers, by when, and all that happens to it until they are content or know why not.

A request that cannot be sent at once is kept and sent later, always with the same Idempotency-Key: it stands once.
"""
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.request_words import EventKind, PlaceKind, RequestState, Visibility

MAX_WORDS, MAX_NOTE, MAX_NAME, MAX_ADDRESS, MAX_ATTRIBUTES = 4000, 2000, 80, 200, 20
CODE = r"^[2-9A-HJKMNP-TV-Z]{8}$"
Code = Annotated[str, Meta(pattern=CODE, description="The number of a request as people are told it, such as `K7M2PX4Q`.")]
Note = Annotated[str, Meta(min_length=1, max_length=MAX_NOTE, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=MAX_NAME, pattern=r"\S")]
Id = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[ -~]+$")]


class RequestPlace(Message, frozen=True):
    """Where it is: degrees, or the `id` of what one is at, or both. 0, 0 is no place. `accuracyM`, `level`: as in an obstacle."""

    kind: PlaceKind = PlaceKind.POINT
    lat: Latitude | None = None
    lon: Longitude | None = None
    accuracy_m: Annotated[float, Meta(ge=0, le=1000)] = 0.0
    id: Id | None = None
    level: Annotated[str, Meta(min_length=1, max_length=8)] | None = None
    address: Annotated[str, Meta(max_length=MAX_ADDRESS)] = ""


class RequestContext(Message, frozen=True):
    """What one stood at or rode in, filled in from a code that was scanned or from the trip under way."""

    stop_id: Id | None = None
    route_id: Id | None = None
    trip_id: Id | None = None
    vehicle_id: Id | None = None
    bay_id: Id | None = None
    lift_id: Id | None = None
    line: Annotated[str, Meta(max_length=40)] = ""
    at: Moment | None = None


class RequestAttribute(Message, frozen=True):
    """An answer to a question that the category asks."""

    code: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
    value: Annotated[str, Meta(max_length=500)]


class NewRequest(Message, frozen=True):
    """`category`: of `GET /v1/requests/categories`. `name`: shown with `public_name` only. `observedAt`: where that is not now.

    `noDanger`: whoever sends it says so, after words of theirs were taken for an emergency.
    """

    category: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_.-]+$")]
    place: RequestPlace
    words: Annotated[str, Meta(max_length=MAX_WORDS)] = ""
    lang: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")] = "en"
    visibility: Visibility = Visibility.PUBLIC
    name: Name | None = None
    context: RequestContext | None = None
    attributes: Annotated[tuple[RequestAttribute, ...], Meta(max_length=MAX_ATTRIBUTES)] = ()
    observed_at: Moment | None = None
    no_danger: bool = False


class RequestPlaceTold(Answer, frozen=True):
    kind: PlaceKind
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int = 0
    id: str | None = None
    level: str | None = None
    address: str = ""


class RequestStep(Answer, frozen=True):
    """Something that happened. `by`: reporter, follower, staff, officer, peer, clock. `body`: who has it since then, where that changed."""

    kind: EventKind
    at: Moment
    by: str
    state: RequestState | None = None
    reason: str | None = None
    words: str = ""
    body: str | None = None


class StepToCome(Answer, frozen=True):
    """What will happen, in this order. `due`: by when, where that is known."""

    state: RequestState
    due: Moment | None = None


class RequestSummary(Answer, frozen=True, kw_only=True):
    """`body`: who has it, and `due`: by when it is answered or, while `paused`, null with the `firstDue` that was told. `late`: `due` has passed.
    `nextStep`, `reasonWords`: in words. `author`: who wants to be named. `words`: as they may be shown.
    `mergedInto`: the number it counts with now. `muted`: whoever asks is told nothing more of it."""

    code: str
    category: str
    state: RequestState
    reason: str | None
    body: str
    first_due: Moment
    due: Moment | None
    paused: bool
    late: bool
    next_step: str
    place: RequestPlaceTold
    words: str
    lang: str
    visibility: Visibility
    author: str | None
    submitted_at: Moment
    changed_at: Moment
    followers: int
    mine: bool
    following: bool
    merged_into: str | None = None
    distance_m: int | None = None
    reason_words: str | None = None
    muted: bool = False


class ServiceRequest(RequestSummary, frozen=True, kw_only=True):
    """`closing`: what it was closed with. `disputeUntil`: until when whoever sent it may object, null: they may not (any more).
    `photos`: of `GET /v1/requests/{code}/photos/{photoId}`. `obstacleId`: what routes lead around as long as this is open."""

    context: "RequestContextTold | None"
    closing: "ClosingTold | None"
    dispute_until: Moment | None
    photos: tuple[UUID, ...]
    obstacle_id: UUID | None
    steps: tuple[RequestStep, ...]
    to_come: tuple[StepToCome, ...]


class RequestContextTold(Answer, frozen=True):
    stop_id: str | None = None
    route_id: str | None = None
    trip_id: str | None = None
    vehicle_id: str | None = None
    bay_id: str | None = None
    lift_id: str | None = None
    line: str = ""
    at: Moment | None = None


class ClosingTold(Answer, frozen=True):
    """`proof`: a photo. `referral`: to whom or what it was handed on. `plannedFor`: with `planned`."""

    reason: str
    words: str
    proof: UUID | None = None
    referral: str | None = None
    planned_for: date | None = None


class FiledRequest(Answer, frozen=True):
    """The answer at once: its number, who has it, by when, and what comes next. Never null."""

    code: str
    body: str
    due: Moment
    next_step: str
    request: ServiceRequest


class RequestsResponse(Answer, frozen=True):
    """`omitted`: how many more there are."""

    requests: tuple[RequestSummary, ...]
    omitted: int
    as_of: Moment


class MyRequestsResponse(Answer, frozen=True):
    """What one sent, what one follows; the ones that changed last come first."""

    sent: tuple[RequestSummary, ...]
    following: tuple[RequestSummary, ...]
    as_of: Moment


class FollowChange(Message, frozen=True):
    """`following`: false ends it."""

    following: bool


class FollowState(Answer, frozen=True):
    following: bool
    followers: int


class RequestComment(Message, frozen=True):
    words: Note


class VisibilityChange(Message, frozen=True):
    visibility: Visibility
    name: Name | None = None


class RequestDispute(Message, frozen=True):
    """Why it is not done: words, or a photo sent before."""

    words: Annotated[str, Meta(max_length=MAX_NOTE)] = ""
    photo_id: UUID | None = None


class EmergencyProblem(Answer, frozen=True):
    """409 `emergency`: nothing was filed. `emergencyNumber`: call it now."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    emergency_number: str
