"""Why what a driver said changes nothing."""
from datetime import datetime

from backend.contract.driving import EventRefusal


class Refused(Exception):
    """possible_at: from when on it would count. ticket: why a ticket does not, as `POST /v1/inspections` says it."""

    def __init__(self, refusal: EventRefusal, possible_at: datetime | None = None, ticket: str | None = None):
        super().__init__(refusal)
        self.refusal, self.possible_at, self.ticket = refusal, possible_at, ticket
