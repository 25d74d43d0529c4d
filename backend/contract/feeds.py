"""`GET /v1/feeds`."""
from enum import StrEnum

from backend.contract.base import Answer, Moment


class FeedKind(StrEnum):
    """What a feed tells, and in which format."""

    TRIP_UPDATES = "gtfs-rt-trip-updates"
    VEHICLE_POSITIONS = "gtfs-rt-vehicle-positions"
    ALERTS = "gtfs-rt-alerts"
    GBFS = "gbfs"
    PARKAPI = "parkapi"
    LIFTS_SIRI_FM = "lifts-siri-fm"
    LIFTS_JSON = "lifts-json"
    CLOSURES_GEOJSON = "closures-geojson"
    TAXI_JSON = "taxi-json"


class FeedState(StrEnum):
    """NEVER: nothing was asked for yet. FAILING: the last attempt failed; what was known before holds until it is too old.

    FRESH, LATE: in time; LATE is past half of its time. STALE: too old to be called live.
    """

    FRESH = "FRESH"
    LATE = "LATE"
    STALE = "STALE"
    FAILING = "FAILING"
    NEVER = "NEVER"


class FeedCounts(Answer, frozen=True):
    """Of the last message: what it held, ids the city does not know, entries that could not be used."""

    entities: int
    unknown_ids: int
    problems: int


class Feed(Answer, frozen=True):
    """A source of live facts and how it fares.

    `live` says whether its facts may be called live: `ageS` is at most `freshS`. `observedAt` is when the source says it saw them, or when they
    came in where it does not say; `clockAheadS` is set where the source dates them into the future. `code` names the last failure while `failures`,
    those in a row, are not 0. `leftOut` are parts that could not be fetched while the rest could.
    """

    id: str
    kind: FeedKind
    state: FeedState
    live: bool
    paused: bool
    every_s: int
    fresh_s: int
    observed_at: Moment | None
    age_s: int | None
    last_ok_at: Moment | None
    last_try_at: Moment | None
    next_try_at: Moment | None
    failures: int
    code: str | None
    clock_ahead_s: int | None
    left_out: tuple[str, ...]
    counts: FeedCounts
    received_bytes: int
    fetch_ms: int
    licence: str
    attribution: str


class FeedsResponse(Answer, frozen=True):
    """All declared feeds in the order of their declaration; none where the city has no live facts."""

    feeds: tuple[Feed, ...]
    as_of: Moment
