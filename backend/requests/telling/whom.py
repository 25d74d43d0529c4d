"""Who is told of a change of a request, and how. Pure, and the only place that decides.

Whoever sent it hears of all that is done to it, not of what they did themselves. Who follows it hears how it stands, whenever that changes.
"""
from dataclasses import dataclass
from enum import StrEnum

from backend.contract.notices import NoticeKind
from backend.contract.request_words import EventKind
from backend.requests.telling.kinds import ListenerRole


class Way(StrEnum):
    """app: in the list of the app · mail: to the address of the account."""

    APP = "app"
    MAIL = "mail"


NOBODY: frozenset[Way] = frozenset()
# About the words, the date or the photo of whoever sent it; how the request stands does not change by it.
OF_THE_REPORTER = frozenset({
    NoticeKind.SUBMITTED, NoticeKind.HELD, NoticeKind.RELEASED, NoticeKind.COMMENT, NoticeKind.MOVED, NoticeKind.ESCALATED, NoticeKind.PHOTO,
    NoticeKind.ASKED,
})  # fmt: skip


@dataclass(frozen=True)
class Change:
    """kind: None is of the house. by_reporter: they did it themselves. again: it went up before, which was told. empty: a note without words."""

    kind: NoticeKind | None
    by_reporter: bool = False
    again: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Listener:
    """sees: they may see the request now, at least how it stands. mailed: they have an address, agreed to mails and did not stop those of it."""

    role: ListenerRole
    sees: bool = True
    muted: bool = False
    mailed: bool = False


def kind_of(event: EventKind) -> NoticeKind | None:
    """None: nobody outside the house is told who works on it, or how it is worded."""
    return next((kind for kind in NoticeKind if kind.value == event.value), None)


def ways(change: Change, listener: Listener) -> frozenset[Way]:
    """By which ways they are told; none where it is not for them."""
    if listener.muted or not listener.sees or change.kind is None or change.empty or not is_for(change, change.kind, listener.role):
        return NOBODY
    return frozenset({Way.APP, Way.MAIL} if listener.mailed else {Way.APP})


def is_for(change: Change, kind: NoticeKind, role: ListenerRole) -> bool:
    if (kind is NoticeKind.NEARBY) != (role is ListenerRole.AREA):
        return False
    if role is ListenerRole.REPORTER:
        done_by_them = change.by_reporter and kind is not NoticeKind.SUBMITTED
        return not done_by_them and not (kind is NoticeKind.ESCALATED and change.again)
    return role is ListenerRole.AREA or kind not in OF_THE_REPORTER
