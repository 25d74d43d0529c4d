"""Who sends a request, and what taking it needs of this city."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.bodies.service import Bodies
from backend.city.service import CityBox
from backend.identity.actor import Actor


@dataclass(frozen=True)
class Filer:
    """What taking a request needs of this city."""

    bodies: Bodies
    box: CityBox
    zone: ZoneInfo


@dataclass(frozen=True)
class Filed:
    """made: just now; else it was sent before."""

    request_id: UUID
    code: str
    body_name: str
    due: datetime
    next_step: str
    made: bool


@dataclass(frozen=True)
class Sender:
    """Who sends it, from which network (a mark, None unknown), under which key."""

    actor: Actor
    network: bytes | None
    key: str
