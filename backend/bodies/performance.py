"""How well the city answers, for everybody to see: counted from the rows of requests, their clocks and events, nothing kept beside them."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.clocks import RUNNING, TOLD
from backend.bodies.models import RequestClock, RequestRoute
from backend.contract.bodies import PerformanceRow
from backend.contract.request_words import EventKind, RequestState
from backend.requests.models import Request, RequestEvent
from backend.service.errors import Unprocessable

SMALLEST = 5
LONGEST = timedelta(days=366)
# Counted with another one, or taken back by whoever sent it.
NOT_COUNTED = (RequestState.MERGED.value, RequestState.WITHDRAWN.value)
ELSEWHERE = ""


class PeriodRefused(Unprocessable):
    code = "period_refused"


@dataclass(frozen=True)
class Fact:
    """One request. late: a promised date was missed. kept: it is over, and none was. hours: from received to resolved."""

    category: str
    area: str
    body_id: UUID
    late: bool
    kept: bool
    reopened: bool
    disputed: bool
    hours: float | None


@dataclass(frozen=True)
class Period:
    """Whole days in the zone of the city, `last` included."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def checked(cls, first: date | None, last: date | None, at: datetime, zone: ZoneInfo) -> "Period":
        """The last 90 days where nothing is said. Raises PeriodRefused."""
        last = last or at.astimezone(zone).date()
        first = first or last - timedelta(days=89)
        if not date(2000, 1, 2) <= first <= last <= date(2999, 12, 30) or last - first >= LONGEST:
            raise PeriodRefused(f"`to` is not before `from`, and they are {LONGEST.days} days apart at most.", "to")
        return cls(first, last, zone)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return moment(self.first, self.zone), moment(self.last + timedelta(days=1), self.zone)


def moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def facts(session: AsyncSession, period: Period, area: str | None, category: str | None, at: datetime) -> list[Fact]:
    rows = await session.execute(asked(period, area, category, at))
    return [
        Fact(row.category, row.area or ELSEWHERE, row.body_id, row.late, not row.open and not row.late, row.reopened, row.disputed, hours_of(row))
        for row in rows
    ]  # fmt: skip


def asked(period: Period, area: str | None, category: str | None, at: datetime) -> Select[Any]:
    since, until = period.moments
    clocks = and_(RequestClock.request_id == Request.id, RequestClock.kind.in_(TOLD))
    missed = or_(RequestClock.breached_at.is_not(None), and_(RUNNING, RequestClock.due_at < at))
    last_turn = select(func.max(RequestRoute.turn)).where(RequestRoute.request_id == Request.id).correlate(Request).scalar_subquery()
    found = (
        select(
            Request.category, RequestRoute.area, Request.body_id, Request.submitted_at, Request.resolved_at,
            exists().where(clocks, missed).label("late"), exists().where(clocks, RUNNING).label("open"),
            happened(EventKind.REOPENED).label("reopened"), happened(EventKind.DISPUTED).label("disputed"),
        )
        .outerjoin(RequestRoute, and_(RequestRoute.request_id == Request.id, RequestRoute.turn == last_turn))
        .where(Request.submitted_at >= since, Request.submitted_at < until, Request.state.not_in(NOT_COUNTED))
    )  # fmt: skip
    if area is not None:
        found = found.where(RequestRoute.area == area)
    return found if category is None else found.where(Request.category == category)


def happened(kind: EventKind):
    return exists().where(RequestEvent.request_id == Request.id, RequestEvent.kind == kind.value)


def hours_of(row: Any) -> float | None:
    return None if row.resolved_at is None else (row.resolved_at - row.submitted_at).total_seconds() / 3600


def counted(code: str, name: str, found: list[Fact]) -> PerformanceRow:
    """Nothing where there are few: it would tell of single people."""
    if len(found) < SMALLEST:
        return hidden(code, name)
    hours = [fact.hours for fact in found if fact.hours is not None]
    told = round(median(hours), 1) if len(hours) >= SMALLEST else None
    sums = (sum(getattr(fact, what) for fact in found) for what in ("kept", "late", "reopened", "disputed"))
    return PerformanceRow(code, name, len(found), *sums, told)


def hidden(code: str, name: str) -> PerformanceRow:
    return PerformanceRow(code, name, None, None, None, None, None, None)


def grouped(found: Iterable[Fact], key: Callable[[Fact], Any], named: Callable[[Any], tuple[str, str]]) -> tuple[PerformanceRow, ...]:
    """The most received first. Where few are left out in all, the next row goes with them: else they could be worked out from the sum."""
    groups: dict[Any, list[Fact]] = {}
    for fact in found:
        groups.setdefault(key(fact), []).append(fact)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), str(one[0])))
    rows = [counted(*named(one), facts) for one, facts in ordered]
    few = sum(len(facts) for _, facts in ordered if len(facts) < SMALLEST)
    shown = [at for at, row in enumerate(rows) if row.received is not None]
    if 0 < few < SMALLEST and shown:
        rows[shown[-1]] = hidden(rows[shown[-1]].code, rows[shown[-1]].name)
    return tuple(rows)
