"""My reports: how each stands. Written and spoken, without Kivy."""

from dataclasses import dataclass
from datetime import datetime

from backend.contract.obstacles import EndedBy, Obstacle, ObstacleState
from mobile.i18n import tr, trn
from mobile.screens.report.words import KINDS, ago, kind_words
from mobile.store.reports import Report, ReportState


@dataclass(frozen=True)
class ReportRow:
    key: str
    icon: str
    title: str
    detail: str
    spoken: str


def rows_of(reports: list[Report], now: datetime) -> tuple[ReportRow, ...]:
    """As the store lists them, newest first."""
    return tuple(row_of(report, now) for report in reports)


def row_of(report: Report, now: datetime) -> ReportRow:
    title = f"{kind_words(report.body.kind)}, {report.place}"
    seen = (now - report.body.observed_at).total_seconds() if report.body.observed_at else 0
    written, spoken = ago(seen)
    stands = stands_as(report)
    return ReportRow(report.key, KINDS[report.body.kind][0], title, f"{stands} · {written}", f"{title}: {stands}, {spoken}")


def stands_as(report: Report) -> str:
    if report.state is ReportState.WAITING:
        return tr("Waits to be sent")
    if report.state is ReportState.REFUSED or report.obstacle is None:
        return tr("Not taken: {why}", why=report.why)
    waits = f", {tr('photo waits')}" if report.photo else ""
    return obstacle_stands(report.obstacle) + waits


def obstacle_stands(obstacle: Obstacle) -> str:
    if obstacle.state is ObstacleState.ENDED:
        return {
            EndedBy.EXPIRED: lambda: tr("Over, its time has passed"),
            EndedBy.DENIED: lambda: tr("Over, it is gone"),
            EndedBy.CLOSED: lambda: tr("Closed by the city: {reason}", reason=obstacle.reason or ""),
            EndedBy.MERGED: lambda: tr("Joined with another report"),
            EndedBy.SPAM: lambda: tr("Refused by the city: {reason}", reason=obstacle.reason or ""),
        }[obstacle.ended_by or EndedBy.EXPIRED]()
    others = obstacle.reports - 1
    if obstacle.state is ObstacleState.CONFIRMED and others > 0:
        return trn("Confirmed by {n} other", "Confirmed by {n} others", others)
    if obstacle.state is ObstacleState.CONFIRMED:
        return tr("Confirmed")
    return tr("Sent, not confirmed yet")


def choices_for(report: Report) -> tuple[tuple[str, str, str], ...]:
    """What can be done about it: key, words, second line."""
    if report.state is ReportState.WAITING:
        return (("delete", tr("Do not send it"), ""),)
    choices = []
    if report.state is ReportState.SENT and not report.is_over:
        choices += [("there", tr("It is still there"), ""), ("gone", tr("It is gone"), tr("Nobody has to be warned any longer"))]
    if report.state is ReportState.REFUSED:
        choices.append(("anew", tr("Report it anew"), tr("With the same words, from now")))
    return (*choices, ("delete", tr("Remove it from this list"), tr("The city keeps what it has")))


def describe(rows: tuple[ReportRow, ...]) -> list[str]:
    """What can be heard of it, in reading order."""
    return [row.spoken for row in rows] or [tr("Nothing reported yet")]
