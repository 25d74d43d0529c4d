"""What is asked and answered about bodies: a place, whom a request goes to, and how its clocks stand."""
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.bodies.words import ClockKind, NextStep
from backend.contract.request_words import Waiting


class Place(Protocol):
    """Where it is, degrees WGS 84; None where nobody knows."""

    lat: float | None
    lon: float | None


class Context(Protocol):
    """What one is at: `backend.contract.requests.RequestContext` is one."""

    stop_id: str | None
    route_id: str | None
    lift_id: str | None


@dataclass(frozen=True)
class Routed:
    """Whom a request goes to. triage: a person finds out whose it is, and `asked` names the bodies in question.

    emergency: the number to call, where this is nothing to be filed · area: the smallest that the place lies in
    """

    body_id: UUID
    body_name: str
    service_code: str
    rule_id: str
    rules_version: int
    triage: bool
    emergency: str | None
    next_step: NextStep
    urgent: bool = False
    area: str | None = None
    areas_version: int = 0
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """One clock. due_at: None while it is paused (since `paused_since`). late: it ran out before it stopped."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime | None
    paused_since: datetime | None
    pause_reason: Waiting | None
    stopped_at: datetime | None
    late: bool
    level: int
    rules_version: int
    holidays: str
