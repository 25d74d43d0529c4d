"""What a guide hears of: sensors, vehicles, the city and the person. `t_s` is monotonic seconds; there is no other clock.

`age_s` is how old a live value was when it came in. A source that does not know a value leaves it None: unknown is never a yes or a no.
"""
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from accessibility.guidance.route import Route

Motion = Literal["still", "walk", "wheel", "cycle", "vehicle"]
LineKind = Literal["bus", "tram", "metro", "train", "ferry", ""]


@dataclass(frozen=True)
class Event:
    t_s: float


@dataclass(frozen=True)
class Tick(Event):
    """Each second, so that silence can be heard too."""


@dataclass(frozen=True)
class PositionSeen(Event):
    """A fix; `accuracy_m` is the radius of 68 % (divide that of a web browser by 1.6). `course_deg` from north, clockwise."""

    lat: float
    lon: float
    accuracy_m: float
    speed_mps: float | None = None
    course_deg: float | None = None


@dataclass(frozen=True)
class HeadingSeen(Event):
    """Where the head or the device points. A device counts only when held flat (tilt below 45 degrees)."""

    heading_deg: float
    error_deg: float = 15.0
    source: Literal["head", "device"] = "device"
    flat: bool = True


@dataclass(frozen=True)
class MotionSeen(Event):
    """`steps` are those since the last such event."""

    kind: Motion
    steps: int = 0


@dataclass(frozen=True)
class LevelSeen(Event):
    level: float
    source: Literal["barometer", "beacon", "user", "code"] = "user"


@dataclass(frozen=True)
class CodeSeen(Event):
    """A marker in view. Only a trusted one is spoken of; `bearing_deg` is relative to the camera."""

    code_id: str
    distance_m: float
    bearing_deg: float
    trusted: bool


@dataclass(frozen=True)
class StepReached(Event):
    """The person, a beacon or a code says that the feature of this index of the route is reached."""

    step_idx: int
    source: str = "user"


@dataclass(frozen=True)
class HazardSeen(Event):
    """An obstacle on the way at `s_m` of the route; `gone` when it was taken back."""

    hazard_id: str
    kind: str
    s_m: float
    side: str | None = None
    confirmed: bool = False
    gone: bool = False


@dataclass(frozen=True)
class LimitBroken(Event):
    """A new fact at `s_m` breaks a limit of the person. `option` is a question of OPTIONS in the words."""

    block_id: str
    s_m: float
    reason: str
    option: str | None = None


@dataclass(frozen=True)
class VehicleDue(Event):
    """When a trip is due at the boarding stop: `due_s` on the clock of `t_s`. Not live: by timetable."""

    trip_id: str
    line: str
    headsign: str
    due_s: float
    kind: LineKind = ""
    delay_s: float | None = None
    live: bool = False
    age_s: float = 0.0
    platform: str | None = None
    due_at: time | None = None


@dataclass(frozen=True)
class VehicleAt(Event):
    """Where a vehicle is: at a stop, on its way, or both unknown. `position`: which of how many at the stop (1 of 2)."""

    trip_id: str
    stop_id: str | None
    speed_mps: float
    age_s: float
    line: str = ""
    kind: LineKind = ""
    lat: float | None = None
    lon: float | None = None
    course_deg: float | None = None
    position: tuple[int, int] | None = None


@dataclass(frozen=True)
class TripCancelled(Event):
    """The trip, or its call at the stop, does not take place."""

    trip_id: str
    line: str
    kind: LineKind = ""
    at: time | None = None
    next_line: str | None = None
    next_at: time | None = None


@dataclass(frozen=True)
class AlightSoon(Event):
    """How far the stop to get off at is; the phone works it out itself where it can, and then this only fills gaps."""

    stops_left: int
    eta_s: float
    source: Literal["vehicle", "gps", "timetable"]


@dataclass(frozen=True)
class ChangeAtRisk(Event):
    line: str
    slack_s: float
    needed_s: float
    kind: LineKind = ""
    option: str | None = None


@dataclass(frozen=True)
class LiftSeen(Event):
    """The state of a lift of the route; `at` is the time of day of the report, `age_s` its age now."""

    lift_id: str
    working: bool | None
    age_s: float = 0.0
    at: time | None = None
    option: str | None = None


@dataclass(frozen=True)
class PlanChanged(Event):
    """A new way that the person accepted; without one, guidance goes on as it was."""

    reason: str
    route: "Route | None" = None


@dataclass(frozen=True)
class AlertSeen(Event):
    """An alert of an authority in its own words (CAP 1.2): `severity` extreme, severe, moderate or minor; any other counts as moderate, so that no
    alert is lost for a word. `expires_s` on the clock of `t_s`.
    """

    alert_id: str
    severity: str
    event: str
    instruction: str = ""
    language: str = ""
    expires_s: float | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class DeviceSeen(Event):
    """What is None did not change. `stops_first` is a word of BATTERY_STOPS in the words; `lasts` whether the battery outlasts the trip."""

    battery_pct: float | None = None
    lasts: bool | None = None
    output: Literal["headset", "speaker"] | None = None
    call: bool | None = None
    online: bool | None = None


@dataclass(frozen=True)
class UserAsked(Event):
    """`what` is one of ASKED; `value` belongs to quiet (turn, 10, on, off), detail (1, 2, 3) and said (waiting, aboard, off)."""

    what: str
    value: str = ""


@dataclass(frozen=True)
class SpeechEnded(Event):
    """The voice came to the end of what it was given. Where no such event comes, the end is estimated."""


ASKED = ("stop", "repeat", "more", "where", "around", "crossing", "bay", "quiet", "detail", "said", "end")
