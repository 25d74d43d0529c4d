"""What the city, the vehicles and the device told last, with its age. Nothing here is live for longer than its limit."""
from dataclasses import dataclass, field

from accessibility.guidance import events as e

DUE_AGE_S, LIFT_AGE_S, AT_STOP_AGE_S = 90.0, 900.0, 30.0
MOST_KEPT = 200
BATTERY_MARKS = (5, 10, 20)


@dataclass
class Due:
    """Of one trip: the last word about it, what was said, and how often it changed by two minutes or more."""

    seen: e.VehicleDue
    first_left_s: float
    said_due_s: float
    changes: int = 0
    said_delay_s: float = 0.0
    late: int = 0
    platform: str | None = None
    platform_changes: int = 0

    def live(self, now_s: float) -> bool:
        return self.seen.live and now_s - self.seen.t_s + self.seen.age_s <= DUE_AGE_S


@dataclass
class News:
    due: dict[str, Due] = field(default_factory=dict)
    at_stop: dict[str, e.VehicleAt] = field(default_factory=dict)
    cancelled: dict[str, e.TripCancelled] = field(default_factory=dict)
    lifts: dict[str, e.LiftSeen] = field(default_factory=dict)
    hazards: dict[str, e.HazardSeen] = field(default_factory=dict)
    blocks: dict[str, e.LimitBroken] = field(default_factory=dict)
    alerts: dict[str, e.AlertSeen] = field(default_factory=dict)
    risk: e.ChangeAtRisk | None = None
    code: e.CodeSeen | None = None
    level: str | None = None
    battery_pct: float | None = None
    lasts: bool | None = None
    headset: bool = True
    call: bool = False
    offline_since: float | None = None

    def take(self, event: e.Event) -> None:
        if isinstance(event, e.VehicleDue):
            self._take_due(event)
        elif isinstance(event, e.VehicleAt):
            _keep(self.at_stop, event.trip_id, event)
        elif isinstance(event, e.TripCancelled):
            _keep(self.cancelled, event.trip_id, event)
        elif isinstance(event, e.LiftSeen):
            _keep(self.lifts, event.lift_id, event)
        elif isinstance(event, e.HazardSeen):
            _keep(self.hazards, event.hazard_id, event)
        elif isinstance(event, e.LimitBroken):
            _keep(self.blocks, event.block_id, event)
        elif isinstance(event, e.AlertSeen):
            _keep(self.alerts, event.alert_id, event)
        elif isinstance(event, e.ChangeAtRisk):
            self.risk = event
        elif isinstance(event, e.DeviceSeen):
            self._take_device(event)

    def _take_due(self, seen: e.VehicleDue) -> None:
        known = self.due.get(seen.trip_id)
        if known is None:
            _keep(self.due, seen.trip_id, Due(seen, seen.due_s - seen.t_s, seen.due_s, said_delay_s=seen.delay_s or 0.0, platform=seen.platform))
            return
        known.seen = seen
        if abs(seen.due_s - known.said_due_s) >= 120:
            known.changes, known.said_due_s = known.changes + 1, seen.due_s
        if (seen.delay_s or 0.0) - known.said_delay_s >= 120:
            known.late, known.said_delay_s = known.late + 1, seen.delay_s or 0.0
        if seen.platform and known.platform and seen.platform != known.platform:
            known.platform_changes += 1
        known.platform = seen.platform or known.platform

    def _take_device(self, seen: e.DeviceSeen) -> None:
        if seen.battery_pct is not None and 0 <= seen.battery_pct <= 100:
            self.battery_pct = seen.battery_pct
        self.lasts = seen.lasts if seen.lasts is not None else self.lasts
        self.headset = seen.output == "headset" if seen.output is not None else self.headset
        self.call = seen.call if seen.call is not None else self.call
        if seen.online is not None:
            self.offline_since = None if seen.online else (self.offline_since if self.offline_since is not None else seen.t_s)

    def lift_works(self, lift_id: str, now_s: float) -> bool | None:
        """None when nobody said so in the last 15 minutes. That it is broken holds until someone says otherwise."""
        seen = self.lifts.get(lift_id)
        if seen is None or seen.working is None:
            return None
        return seen.working if not seen.working or now_s - seen.t_s + seen.age_s <= LIFT_AGE_S else None

    def alert_holds(self, alert_id: str, now_s: float) -> bool:
        seen = self.alerts.get(alert_id)
        return seen is not None and not seen.cancelled and (seen.expires_s is None or now_s < seen.expires_s)


def _keep(kept: dict, key: str, value) -> None:
    """The newest of each, and of the oldest none without end."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)))
