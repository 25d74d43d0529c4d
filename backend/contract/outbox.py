"""What the service still has to do outside, for its staff."""
from backend.contract.base import Answer, Moment


class DeadEntry(Answer, frozen=True):
    """What was given up. `lastError` is a code; what it was about is not shown."""

    id: str
    kind: str
    attempts: int
    last_error: str | None
    dead_at: Moment


class OutboxResponse(Answer, frozen=True):
    """`dueSince`: since when the one due longest has been due. `entries`: those given up last, a hundred at most."""

    waiting: int
    at_work: int
    dead: int
    due_since: Moment | None
    entries: list[DeadEntry]
