"""Who is told of what: the whole table, written down without looking at the code that decides."""
from itertools import product

from backend.contract.notices import NoticeKind
from backend.contract.request_words import EventKind
from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.whom import Change, Listener, Way, kind_of, ways

# r: whoever sent it hears of it · R: of their own doing too · 1: the first time only · f: followers hear of it · a: who follows the area does
TABLE = {
    "submitted": "rR", "held": "r", "released": "r", "delivered": "rf", "acknowledged": "rf", "started": "rf", "waiting": "rf", "resumed": "rf",
    "resolved": "rf", "confirmed": "rf", "disputed": "rf", "reopened": "rf", "closed": "rf", "rejected": "rf", "transferred": "rf", "merged": "rf",
    "unmerged": "rf", "withdrawn": "rf", "comment": "r", "moved": "r", "escalated": "r1", "asked": "r", "nearby": "a", "photo": "r",
    "assigned": "", "reminded": "", "redacted": "", "visibility": "",
}  # fmt: skip
LETTERS = {ListenerRole.REPORTER: "r", ListenerRole.FOLLOWER: "f", ListenerRole.AREA: "a"}
YES_NO = (True, False)


def expected(name: str, role: ListenerRole, by_reporter: bool, again: bool, empty: bool, sees: bool, muted: bool, mailed: bool) -> set[Way]:
    letters = TABLE[name]
    told = LETTERS[role] in letters and sees and not muted and not empty
    if role is ListenerRole.REPORTER:
        told = told and (not by_reporter or "R" in letters) and not (again and "1" in letters)
    return set() if not told else {Way.APP, Way.MAIL} if mailed else {Way.APP}


def test_the_whole_table():
    for name, role, by_reporter, again, empty, sees, muted, mailed in product(TABLE, ListenerRole, *[YES_NO] * 6):
        kind = next((kind for kind in NoticeKind if kind == name), None)
        told = ways(Change(kind, by_reporter, again, empty), Listener(role, sees, muted, mailed))
        assert told == expected(name, role, by_reporter, again, empty, sees, muted, mailed), (name, role, by_reporter, again, empty, sees, muted)


def test_every_event_and_every_notice_is_in_the_table():
    assert set(TABLE) == {str(kind) for kind in EventKind} | {str(kind) for kind in NoticeKind}
    for event in EventKind:
        kind = kind_of(event)
        assert (kind is None) == (TABLE[event] == "")
        assert kind is None or kind == event.value
