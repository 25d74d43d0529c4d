"""What one request sees: the city, what is known of it now, and what it may still ask for."""
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from backend.live.view import LiveView
from backend.otp.catalogue import Catalogue
from backend.otp.limits import Budget
from backend.trips.service import TripPlanner
from routing.plan import CLOSED_S
from routing.snapshot import Snapshot

if TYPE_CHECKING:
    from backend.otp.alerts import AlertBook

T = TypeVar("T")


@dataclass
class Sight:
    """notices: what was asked for and cannot be obeyed; the answer carries them."""

    catalogue: Catalogue
    planner: TripPlanner
    view: LiveView
    now: datetime
    budget: Budget = field(default_factory=Budget)
    notices: list[str] = field(default_factory=list)
    _kept: dict[tuple[str, Any], Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.catalogue.timetables.zone).date()

    @property
    def streets(self) -> Snapshot:
        """For walks that begin now: closed where anything is closed."""
        return self.view.snapshot.during(self.now, self.now + timedelta(seconds=CLOSED_S))

    def notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def keep(self, kind: str, key: Any, make: Callable[[], T]) -> T:
        """Made once per request: fields of one object ask again and again."""
        found = self._kept.get((kind, key))
        if found is None:
            found = self._kept[kind, key] = make()
        return found

    @cached_property
    def alerts(self) -> "AlertBook":
        from backend.otp.alerts import AlertBook

        return AlertBook(self)
