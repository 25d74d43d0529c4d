"""News of requests and followed areas, as they are shown and heard. Without Kivy."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.contract.notices import FollowedArea, NoticeKind, RequestNotice
from backend.contract.request_words import EventKind
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.requests.notices import KeptNotices, unread_words
from mobile.requests.ringing import sample_words
from mobile.screens.report.words import ago
from mobile.screens.requests.words import EVENTS

ICONS = {
    NoticeKind.SUBMITTED: "check", NoticeKind.COMMENT: "message-text-outline", NoticeKind.ASKED: "help-circle-outline",
    NoticeKind.NEARBY: "map-marker-radius-outline", NoticeKind.PHOTO: "image-check-outline",
    **{kind: EVENTS[EventKind(kind)][0] for kind in NoticeKind if kind in set(EventKind) and EventKind(kind) in EVENTS},
}  # fmt: skip


@dataclass(frozen=True)
class NoticeRow:
    """`new`: it was not shown before this page was opened."""

    id: UUID
    code: str
    icon: str
    title: str
    detail: str
    spoken: str
    new: bool


@dataclass(frozen=True)
class AreaRow:
    """Degrees of its middle, None where it is an area with a name."""

    id: UUID
    title: str
    detail: str
    spoken: str
    centre: tuple[float, float] | None


def notice_rows(kept: KeptNotices, fresh: Collection[UUID], now: datetime) -> tuple[NoticeRow, ...]:
    """fresh: those that were unread when the page was opened."""
    return tuple(notice_row(one, not one.is_read or one.id in fresh, one.request_code in kept.muted, now) for one in kept.notices)


def notice_row(notice: RequestNotice, new: bool, muted: bool, now: datetime) -> NoticeRow:
    written, spoken = ago((now - notice.at).total_seconds())
    number, said = tr("no. {code}", code=notice.request_code), tr("number {code}", code=say.digits(notice.request_code))
    rest = [tr("muted")] if muted else []
    detail = " · ".join([written, number, *rest])
    heard = [tr("New")] if new else []
    heard += [notice.title.rstrip("."), notice.text.rstrip("."), ", ".join([spoken, said, *rest])]
    icon = ICONS.get(notice.kind, "information-outline")
    shown = f"{notice.text}\n{detail}" if notice.text else detail
    return NoticeRow(notice.id, notice.request_code, icon, notice.title, shown, ". ".join(filter(None, heard)), new)


def heading_of(rows: Collection[NoticeRow]) -> str:
    return unread_words(sum(row.new for row in rows))


def area_rows(areas: Collection[FollowedArea], place_of: Callable[[FollowedArea], str], units: str) -> tuple[AreaRow, ...]:
    return tuple(area_row(one, place_of(one), units) for one in areas)


def area_row(area: FollowedArea, place: str, units: str) -> AreaRow:
    if area.area or area.centre is None:
        name = area.area.name if area.area else ""
        return AreaRow(area.id, name, "", name, None)
    written, spoken = (
        tr("{distance} around {place}", distance=form.distance(area.radius_m or 0, units), place=place or tr("a place on the map"))
        for form in (write, say)
    )
    return AreaRow(area.id, written, "", spoken, (area.centre.lat, area.centre.lon))


def mails_words(mails: bool) -> str:
    return tr("They come by e-mail too.") if mails else tr("They come in the app only.")


def ring_words(rings: bool) -> str:
    """What a locked screen shows, before it is chosen."""
    shown = tr("A locked screen shows: {words}. Never what it is about, or where.", words=sample_words("K7M2PX4Q"))
    return f"{tr('On.') if rings else tr('Off.')} {shown}"


def ring_choices(rings: bool, signed_in: bool) -> tuple[tuple[str, str, str], ...]:
    """key, words, second line."""
    if not rings:
        detail = tr("While the app runs and is not in sight. By day, and not twice within ten minutes for one request; what is urgent at once.")
        return (("on", tr("Notify me on this phone"), detail),)
    here = ("off", tr("Off on this phone"), "")
    return (here, ("everywhere", tr("Off on all my phones"), "")) if signed_in else (here,)


def describe(rows: Collection[NoticeRow], areas: Collection[AreaRow]) -> list[str]:
    """What can be heard of it, in reading order."""
    followed = [tr("You follow what is reported here: {areas}", areas="; ".join(one.spoken for one in areas))] if areas else []
    return [heading_of(rows), *(row.spoken for row in rows), *followed]
