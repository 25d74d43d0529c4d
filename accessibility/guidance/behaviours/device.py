"""Battery, network, and alerts of the authorities. What stops first is said before it does."""
from collections.abc import Iterator
from typing import Any

from accessibility.guidance.item import Item, Words, of
from accessibility.guidance.news import BATTERY_MARKS
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.tongue import LANGUAGES
from accessibility.guidance.words.values import Number, Phone, Quoted, Say

STOPS_FIRST = {20: "battery.screen", 10: "battery.fixes"}
LAST_PCT = 5
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
    last = mark == LAST_PCT and scene.news.lasts is not True  # the last words are not kept back because nobody knows how long it lasts
    if mark is not None and (scene.news.lasts is False or last):
        yield Item("battery_low", "battery", lambda s: _low(s, mark), once=f"battery:{mark}")


def _low(scene: Scene, mark: int) -> Words | None:
    pct = scene.news.battery_pct
    if pct is None:
        return None
    slots = {"pct": Number(pct, "percent")}
    if mark != LAST_PCT:
        return "battery_low", slots | {"stops_first": Say(STOPS_FIRST[mark])}
    return "battery_low.last", slots | _next_step(scene) | {"phone": Phone(scene.settings.help_number) if scene.settings.help_number else None}


def _next_step(scene: Scene) -> dict[str, Any]:
    """What to do without the app: where to get off, or what comes next."""
    ride = scene.boarding.ride
    if ride is not None and scene.boarding.phase == "aboard":
        return {"next": Say("next.alight", {"stop": ride.alight.name})}
    coming = scene.next_event()
    return {"next": coming.say("next"), "dist": scene.dist(coming.s_m - scene.s_m)}


def _alert(scene: Scene, alert_id: str) -> Words | None:
    """Never after its end or its cancelling."""
    if not scene.news.alert_holds(alert_id, scene.now_s):
        return None
    alert = scene.news.alerts[alert_id]
    severity = Say(f"severity.{alert.severity if alert.severity in SEVERITIES else 'moderate'}")
    instruction = Quoted(alert.instruction, alert.language) if alert.instruction else None
    return "area_alert", {"severity": severity, "event": Quoted(alert.event, alert.language), "instruction": instruction}
