"""Who sends a request, and what taking it needs of this city."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.bodies.service import Bodies
from backend.city.service import CityBox
from backend.identity.actor import Actor
from backend.requests.models import Request, RequestEvent


@dataclass(frozen=True)
class Filer:
    """What taking a request needs of this city."""

    bodies: Bodies
    box: CityBox
    zone: ZoneInfo


@dataclass(frozen=True)
class Taken:
    """event: the beginning of its history where it was made just now; None where it was sent before. obstacle_id: what it is in routes, if new."""

    row: Request
    event: RequestEvent | None = None
    obstacle_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Filed(Taken):
    """What is answered to whoever sent it: who has it, by when, and what is next."""

    body_name: str
    due: datetime
    next_step: str

    @property
    def code(self) -> str:
        return self.row.code


@dataclass(frozen=True)
class Sender:
    """Who sends it, from which network (a mark, None unknown), under which key."""

    actor: Actor
    network: bytes | None
    key: str
