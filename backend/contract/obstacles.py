"""`/v1/obstacles`: what is in the way on foot, reported by anybody, confirmed or denied by others, settled by the staff.

A report that cannot be sent at once is kept and sent later, with `observedAt` and always the same Idempotency-Key: it stands once.
Notes and photos are for the staff alone.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment


class ObstacleKind(StrEnum):
    """BLOCKED: nobody gets past on foot. STEPS: the map does not know them. SURFACE_BAD: broken, muddy, loose."""

    BLOCKED = "BLOCKED"
    WORKS = "WORKS"
    PARKED_VEHICLE = "PARKED_VEHICLE"
    BINS = "BINS"
    SCOOTER_BIKE = "SCOOTER_BIKE"
    VEGETATION = "VEGETATION"
    HOLE_OR_DAMAGE = "HOLE_OR_DAMAGE"
    SURFACE_BAD = "SURFACE_BAD"
    KERB_RAMP_BLOCKED = "KERB_RAMP_BLOCKED"
    STEPS = "STEPS"
    FLOODING = "FLOODING"
    ICE = "ICE"
    CROSSING_SIGNAL_SILENT = "CROSSING_SIGNAL_SILENT"
    LIFT_BROKEN = "LIFT_BROKEN"
    OTHER = "OTHER"


class HowLong(StrEnum):
    """How long it will stand there, as whoever reports it believes. UNKNOWN: as long as its kind usually does."""

    HOURS = "HOURS"
    TODAY = "TODAY"
    DAYS = "DAYS"
    UNKNOWN = "UNKNOWN"


class Side(StrEnum):
    """Of the street."""

    NORTH = "NORTH"
    EAST = "EAST"
    SOUTH = "SOUTH"
    WEST = "WEST"


class Affected(StrEnum):
    """Whose limits it is in the way of. EVERYBODY: whoever goes on foot or on wheels. The others are limits of `POST /v1/plan`."""

    EVERYBODY = "EVERYBODY"
    STEPS = "STEPS"
    INCLINE_UP = "INCLINE_UP"
    INCLINE_DOWN = "INCLINE_DOWN"
    KERB = "KERB"
    WIDTH = "WIDTH"
    SURFACE = "SURFACE"
    SMOOTHNESS = "SMOOTHNESS"
    WHEELCHAIR = "WHEELCHAIR"


class ObstacleState(StrEnum):
    """REPORTED: one voice, everybody is warned. CONFIRMED: by somebody unrelated or by the staff. ENDED: `endedBy` says how."""

    REPORTED = "REPORTED"
    CONFIRMED = "CONFIRMED"
    ENDED = "ENDED"


class EndedBy(StrEnum):
    """EXPIRED: nobody spoke of it for its time. DENIED: those who passed say that it is gone. The others: by the staff, with a `reason`."""

    EXPIRED = "EXPIRED"
    DENIED = "DENIED"
    CLOSED = "CLOSED"
    MERGED = "MERGED"
    SPAM = "SPAM"


class NewObstacle(Message, frozen=True):
    """`accuracyM`: how far off the place may be, as the phone says, or 0 for one that was set on the map. `level`: as on signs, e.g. `-1`.

    `observedAt`: when it was seen, where that is not now; at most seven days ago.
    """

    kind: ObstacleKind
    lat: Latitude
    lon: Longitude
    accuracy_m: Annotated[float, Meta(ge=0, le=1000)] = 0.0
    level: Annotated[str, Meta(min_length=1, max_length=8)] | None = None
    side: Side | None = None
    note: Annotated[str, Meta(max_length=500, description="For the staff only.")] = ""
    how_long: HowLong = HowLong.UNKNOWN
    observed_at: Moment | None = None


class Obstacle(Answer, frozen=True):
    """`blocks`: routes of those it `affects` lead around it now; an empty `affects` is only warned of. `onStreet`: it lies on a way the map has.

    `reports` and `denials` are unrelated devices that say it is there, or gone. `until`: then it ends unless somebody sees it again.
    `mergedInto` is the one to look at instead. `requestId` is the service request it became.
    """

    id: UUID
    kind: ObstacleKind
    lat: float
    lon: float
    level: str | None
    side: Side | None
    state: ObstacleState
    blocks: bool
    affects: tuple[Affected, ...]
    on_street: bool
    reports: int
    denials: int
    first_seen: Moment
    last_seen: Moment
    until: Moment
    ended_by: EndedBy | None = None
    reason: str | None = None
    merged_into: UUID | None = None
    request_id: UUID | None = None


class ReportedObstacle(Answer, frozen=True):
    """`merged`: it was known already, and your report is one more voice for it."""

    obstacle: Obstacle
    merged: bool


class ObstaclesResponse(Answer, frozen=True):
    """Those that are not over, nearest to the middle of the area first; `omitted` are how many more there are."""

    obstacles: tuple[Obstacle, ...]
    omitted: int
    as_of: Moment


class ObstacleVote(Message, frozen=True):
    """One voice of each device, its report included; the latest holds. `observedAt` as in a report.

    `voice`: a random name that a phone keeps for what it says of this obstacle: the same one is the same voice, also with another pass.
    Whoever reported it gives the Idempotency-Key of the report.
    """

    there: bool
    observed_at: Moment | None = None
    voice: Annotated[str, Meta(min_length=22, max_length=255)] | None = None


class StaffObstacle(Answer, frozen=True):
    """`notes` and `photos` are how many there are: to see them is a look of its own, which is kept."""

    obstacle: Obstacle
    notes: int
    photos: int


class StaffObstaclesResponse(Answer, frozen=True):
    """Those that most want a decision first: denied by somebody, then the newest."""

    obstacles: tuple[StaffObstacle, ...]
    total: int


Reason = Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S")]


class Look(Message, frozen=True):
    """Why somebody of the staff looks at what people wrote or photographed; it is kept with the look."""

    reason: Reason


class SeenReport(Answer, frozen=True):
    """`spamBefore`: reports of the same device that the staff settled as spam. `photo`: whether there is one to be looked at."""

    id: UUID
    lat: float
    lon: float
    accuracy_m: int
    note: str
    observed_at: Moment
    received_at: Moment
    photo: bool
    spam_before: int


class ActKind(StrEnum):
    """What the staff did. SEEN, PHOTO_SEEN: looked at reports, at a photo."""

    CONFIRM = "CONFIRM"
    CLOSE = "CLOSE"
    MERGE = "MERGE"
    SPAM = "SPAM"
    MUTE = "MUTE"
    SEEN = "SEEN"
    PHOTO_SEEN = "PHOTO_SEEN"


class StaffAct(Answer, frozen=True):
    act: ActKind
    reason: str
    at: Moment


class SeenObstacle(Answer, frozen=True):
    """With its reports, whose senders are not told, and what the staff did with it before."""

    obstacle: Obstacle
    reports: tuple[SeenReport, ...]
    acts: tuple[StaffAct, ...]


class Decision(StrEnum):
    """CONFIRM: it is there, until `until`; only the staff ends it before. CLOSE: it is gone. MERGE: it is `into`. SPAM: it never was."""

    CONFIRM = "CONFIRM"
    CLOSE = "CLOSE"
    MERGE = "MERGE"
    SPAM = "SPAM"


class Settlement(Message, frozen=True):
    """`reason` is shown to everybody where the obstacle ends by it. `mute`: with SPAM, devices that reported it are not heard for 30 days."""

    decision: Decision
    reason: Reason
    until: Moment | None = None
    into: UUID | None = None
    mute: bool = False
