"""When to look whether an operator without tombstones confirmed late what was released."""
from datetime import datetime, timedelta

AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))


def polls_after_release(released_at: datetime, leg_starts_at: datetime) -> tuple[datetime, ...]:
    """Moments to ask for the status, in order: 1, 5, 15 and 60 minutes after the release and when the leg starts, where that lies ahead.

    Whatever is found confirmed then is released again, and its cost is ours.
    """
    return tuple(sorted({released_at + pause for pause in AFTER} | ({leg_starts_at} if leg_starts_at > released_at else set())))


def next_poll(released_at: datetime, leg_starts_at: datetime, looked_at: datetime) -> datetime | None:
    """The first moment after the last look; None: nobody needs to look any more."""
    return next((moment for moment in polls_after_release(released_at, leg_starts_at) if moment > looked_at), None)
