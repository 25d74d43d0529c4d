"""My requests: what is open, what is over, what one follows, and what this phone has still to send. Without Kivy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.contract.requests import RequestSummary
from mobile.i18n import tr
from mobile.requests.kinds import Kinds
from mobile.requests.requests import Kept
from mobile.screens.report.words import ago
from mobile.screens.requests.view import is_open
from mobile.store.reports import Report, ReportState

OPEN, CLOSED, FOLLOWING = "open", "closed", "following"
PARTS = {OPEN: lambda: tr("Open"), CLOSED: lambda: tr("Closed"), FOLLOWING: lambda: tr("Following")}


@dataclass(frozen=True)
class WaitingRow:
    """Something this phone has still to send, or that was refused."""

    key: str
    icon: str
    title: str
    detail: str
    spoken: str


def listed(kept: Kept, part: str) -> tuple[RequestSummary, ...]:
    """With all that is known of each."""
    if part == FOLLOWING:
        found: Iterable[RequestSummary] = kept.following
    else:
        found = (one for one in kept.sent if is_open(one) == (part == OPEN))
    return tuple(kept.whole.get(one.code, one) if newer(kept, one) else one for one in found)


def newer(kept: Kept, one: RequestSummary) -> bool:
    """Whether all that is known of it is no older than the line in the list."""
    return one.code in kept.whole and kept.whole[one.code].changed_at >= one.changed_at


def counts(kept: Kept) -> dict[str, int]:
    return {part: len(listed(kept, part)) for part in PARTS}


def waiting_rows(reports: Iterable[Report], kinds: Kinds, now: datetime) -> tuple[WaitingRow, ...]:
    """Those the city does not have, newest first."""
    return tuple(waiting_row(report, kinds, now) for report in reports if report.state is not ReportState.SENT)


def waiting_row(report: Report, kinds: Kinds, now: datetime) -> WaitingRow:
    kind = kinds.named(report.body.category)
    title = f"{kind.name}, {report.place}"
    stands = tr("Waits to be sent") if report.state is ReportState.WAITING else tr("Not taken: {why}", why=report.why)
    written, spoken = ago((now - report.body.observed_at).total_seconds() if report.body.observed_at else 0)
    icon = "clock-outline" if report.state is ReportState.WAITING else "alert-circle-outline"
    return WaitingRow(report.key, icon, title, f"{stands} · {written}", f"{title}: {stands}, {spoken}")


def choices_for(report: Report) -> tuple[tuple[str, str, str], ...]:
    """What can be done about it: key, words, second line."""
    if report.state is ReportState.WAITING:
        return (("delete", tr("Do not send it"), ""),)
    return (("anew", tr("Report it anew"), tr("With the same words, from now")), ("delete", tr("Remove it from this list"), ""))


def age_words(kept: Kept, now: datetime, reached: bool) -> str:
    """How old what is shown is, "" where it is of now."""
    if reached or kept.seen_at is None:
        return ""
    return tr("No connection. As it stood {ago}.", ago=ago((now - kept.seen_at).total_seconds())[0])


def empty_words(part: str) -> tuple[str, str]:
    return {
        OPEN: lambda: (tr("Nothing open"), tr("What is broken or in the way: three taps tell the city, and you see who answers and by when.")),
        CLOSED: lambda: (tr("Nothing closed yet"), tr("What was answered stands here, with the reason.")),
        FOLLOWING: lambda: (tr("You follow nothing"), tr("Follow what others reported near you and get its news.")),
    }[part]()
