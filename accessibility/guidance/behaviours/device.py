"""Battery, network, and alerts of the authorities. What stops first is said before it does."""
from collections.abc import Iterator

from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.news import BATTERY_MARKS
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.tongue import LANGUAGES
from accessibility.guidance.words.values import Number, Quoted, Say

STOPS_FIRST = {20: "battery.screen", 10: "battery.fixes", 5: "battery.fixes"}
OFFLINE_S = 60.0
SEVERITIES = ("extreme", "severe", "moderate", "minor")


def device(scene: Scene) -> Iterator[Item]:
    yield from _battery(scene)
    since = scene.news.offline_since
    if since is not None and scene.now_s - since >= OFFLINE_S and scene.boarding.ride is not None:
        yield Item("offline", "offline", lambda s: ("offline", {}) if s.news.offline_since is not None else None)
    for alert_id, alert in scene.news.alerts.items():
        if scene.news.alert_holds(alert_id, scene.now_s):
            first = alert.severity == "extreme"
            own = alert.language[:2].lower()
            language = own if own in LANGUAGES else ""
            yield Item("area_alert", f"alert:{alert_id}", of(_alert, alert_id), first=first, language=language)


def _battery(scene: Scene) -> Iterator[Item]:
    pct = scene.news.battery_pct
    mark = None if pct is None else next((m for m in BATTERY_MARKS if pct <= m), None)
    if mark is not None and scene.news.lasts is False:
        yield Item("battery_low", "battery", lambda s: _low(s, mark), once=f"battery:{mark}")


def _low(scene: Scene, mark: int) -> Words | None:
    pct = scene.news.battery_pct
    return ("battery_low", {"pct": Number(pct, "percent"), "stops_first": Say(STOPS_FIRST[mark])}) if pct is not None else None


def _alert(scene: Scene, alert_id: str) -> Words | None:
    """Never after its end or its cancelling."""
    if not scene.news.alert_holds(alert_id, scene.now_s):
        return None
    alert = scene.news.alerts[alert_id]
    severity = Say(f"severity.{alert.severity if alert.severity in SEVERITIES else 'moderate'}")
    instruction = Quoted(alert.instruction, alert.language) if alert.instruction else None
    return "area_alert", {"severity": severity, "event": Quoted(alert.event, alert.language), "instruction": instruction}
