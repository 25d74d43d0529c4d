"""News as a city tells them."""
from datetime import datetime, timedelta
from uuid import UUID

from backend.contract.notices import FollowedArea, FollowedCentre, NamedArea, NoticeKind, NoticesResponse, RequestNotice
from mobile.requests.notices import KeptNotices

CODE = "K7M2PX4Q"


def a_notice(now: datetime, number: int = 1, kind: NoticeKind = NoticeKind.ACKNOWLEDGED, **changes) -> RequestNotice:
    """So many hours ago."""
    told = {
        "id": UUID(int=1000 - number), "at": now - timedelta(hours=number), "request_code": CODE, "kind": kind, "title": "City Roads took it.",
        "text": "We fence it off today.", "is_read": False, "mine": True, "muted": False, **changes,
    }  # fmt: skip
    return RequestNotice(**told)


def some_notices(now: datetime) -> tuple[RequestNotice, ...]:
    resolved = {"title": "Answered: repaired.", "text": "New slabs are laid. You can object until 20 December."}
    nearby = {"title": "New near Mill Lane: street light out.", "text": "", "request_code": "2222AAAA", "mine": False, "is_read": True}
    return a_notice(now, 1, NoticeKind.RESOLVED, **resolved), a_notice(now, 3), a_notice(now, 30, NoticeKind.NEARBY, **nearby)


def told(*notices: RequestNotice, after: UUID | None = None, mails: bool | None = None) -> NoticesResponse:
    return NoticesResponse(notices, sum(not one.is_read for one in notices), after, mails)


def kept_news(now: datetime, way: str = "pass") -> KeptNotices:
    notices = some_notices(now)
    return KeptNotices(notices, {one.id: way for one in notices}, {way: 2}, {}, True, frozenset({"2222AAAA"}), now)


def areas(now: datetime) -> tuple[FollowedArea, ...]:
    circle = FollowedArea(UUID(int=1), now, FollowedCentre(55.4897, 3.5036), 500, None, ())
    return circle, FollowedArea(UUID(int=2), now - timedelta(days=1), None, None, NamedArea("old-town", "Old Town"), ())
