"""Messages of operators about a trip. Without Kivy."""

from dataclasses import dataclass

from backend.contract.live import Alert, AlertSeverity
from backend.contract.trips import Itinerary
from mobile.i18n import tr
from mobile.screens.itinerary.rental import safe

LOOKS = {  # severity: icon, tone, rank
    AlertSeverity.SEVERE: ("alert-octagon-outline", "error", 0),
    AlertSeverity.WARNING: ("alert-outline", "warn", 1),
    AlertSeverity.UNKNOWN: ("information-outline", "info", 2),
    AlertSeverity.INFO: ("information-outline", "info", 2),
}


@dataclass(frozen=True)
class NoticeCard:
    """`url` is "" where there is no page that may be opened."""

    icon: str
    tone: str
    header: str
    detail: str
    url: str
    spoken: str


def notices_of(itinerary: Itinerary, alerts: tuple[Alert, ...]) -> tuple[NoticeCard, ...]:
    """Those that a leg of this itinerary names, the worst first."""
    named = {alert_id for leg in itinerary.legs for alert_id in leg.alert_ids}
    found = sorted((alert for alert in alerts if alert.id in named), key=lambda alert: LOOKS[alert.severity][2])
    return tuple(notice_of(alert) for alert in found)


def notice_of(alert: Alert) -> NoticeCard:
    icon, tone, _ = LOOKS[alert.severity]
    header = alert.header or alert.description
    detail = alert.description if alert.header else ""
    spoken = tr("Notice: {words}", words=". ".join(part.removesuffix(".") for part in (header, detail) if part))
    return NoticeCard(icon, tone, header, detail, alert.url if safe(alert.url) else "", spoken)
