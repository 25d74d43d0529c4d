"""When a letter may go. Pure. No two about one request within ten minutes, none at night but of danger, at most three a day of what others sent."""
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.requests.telling.kinds import ListenerRole

APART = timedelta(minutes=10)
NIGHT_BEGINS, MORNING = time(21), time(8)
MOST_A_DAY = 3
# What comes so shortly before the morning goes with the next one: its digest is being written.
CLOSES = timedelta(minutes=5)
A_DAY = timedelta(days=1)
# After an outage nobody is told what is long past.
STALE = timedelta(days=3)


@dataclass(frozen=True)
class Before:
    """last_at: when the last letter about this request went to them. today: how many of what they follow went since midnight."""

    last_at: datetime | None = None
    today: int = 0


@dataclass(frozen=True)
class Now:
    pass


@dataclass(frozen=True)
class Later:
    at: datetime


@dataclass(frozen=True)
class Digest:
    """With all others of theirs, at that time."""

    at: datetime


def decide(at: datetime, zone: ZoneInfo, role: ListenerRole, urgent: bool, before: Before) -> Now | Later | Digest:
    """urgent: of danger, so that nobody waits for the morning or for a digest. role: area is always part of a digest."""
    if role is ListenerRole.AREA or (role is ListenerRole.FOLLOWER and not urgent and before.today >= MOST_A_DAY):
        return Digest(next_morning(at + CLOSES, zone))
    apart = before.last_at + APART if before.last_at is not None else at
    earliest = max(at, apart)
    earliest = earliest if urgent else after_night(earliest, zone)
    return Now() if earliest <= at else Later(earliest)


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    wall = at.astimezone(zone).time()
    return wall >= NIGHT_BEGINS or wall < MORNING


def after_night(at: datetime, zone: ZoneInfo) -> datetime:
    """The same moment by day, else eight in the morning after it, by the wall of the city, however long that night is."""
    return next_morning(at, zone) if is_night(at, zone) else at


def next_morning(at: datetime, zone: ZoneInfo) -> datetime:
    """The next time that it is eight, later than `at`."""
    local = at.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + A_DAY
    return datetime.combine(day, MORNING, zone).astimezone(at.tzinfo)


def midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """When this day of the city began."""
    return datetime.combine(at.astimezone(zone).date(), time(), zone).astimezone(at.tzinfo)
