"""The sentences of a notice, from how its request stands when it is read. Nothing that was written is kept here a second time.

Words, place and kind of a request that only those who answer read are left out: a notice may stand on a screen that others look at.
"""
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.contract.notices import NoticeKind as K
from backend.contract.request_words import RequestState as S
from backend.requests.objections import SILENCE
from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.words import HAPPENED, MONTHS, SAID
from backend.requests.words import next_step, reason_words

MAX_NOTE, MAX_TITLE = 500, 150
OF_PEOPLE = ("reporter", "follower")
SUBJECTS = {ListenerRole.REPORTER: "mine", ListenerRole.FOLLOWER: "theirs", ListenerRole.AREA: "near"}
# What is still to be said by whoever sent it is not said to others.
TO_OTHERS = {S.RESOLVED: "done", S.REJECTED: "not_taken"}
NO_NEXT = frozenset({K.COMMENT, K.MOVED, K.ESCALATED, K.PHOTO, K.ASKED, K.NEARBY})


@dataclass(frozen=True)
class Told:
    """A notice with what it speaks of. category, place, note: as they may be shown, empty where they may not. until: when silence is agreement."""

    kind: K
    role: ListenerRole
    code: str
    at: datetime
    state: S
    body: str
    category: str = ""
    place: str = ""
    reason: str | None = None
    note: str = ""
    by: str = ""
    due_before: datetime | None = None
    due_after: datetime | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True)
class Said:
    title: str
    text: str


def say(told: Told, language: str, zone: ZoneInfo) -> Said:
    """language: one of ours. zone: of the city."""
    words = SAID[language]
    subject = told.category or words[SUBJECTS[told.role]]
    title = " ".join(words["title"].format(what=subject, happened=HAPPENED[language][told.kind]).split())
    parts = [place_of(told, words), reason_of(told, language), note_of(told, words), *what_next(told, language, zone), dates(told, language, zone)]
    return Said(title[:MAX_TITLE], " ".join(part for part in [*parts, words["number"].format(code=told.code)] if part))


def place_of(told: Told, words: dict[str, str]) -> str:
    return words["place"].format(place=told.place.rstrip(".")) if told.place and told.kind is K.NEARBY else ""


def reason_of(told: Told, language: str) -> str:
    return reason_words(told.reason, language) or "" if told.kind not in NO_NEXT else ""


def note_of(told: Told, words: dict[str, str]) -> str:
    """Words of those who answer. What whoever sent it wrote is for them and the staff."""
    note = " ".join(told.note.split())
    if not note or told.by in OF_PEOPLE:
        return ""
    return words["note"].format(note=note if len(note) <= MAX_NOTE else f"{note[: MAX_NOTE - 1]}…")


def what_next(told: Told, language: str, zone: ZoneInfo) -> list[str]:
    words = SAID[language]
    if told.kind is K.NEARBY:
        return [words["nearby"].format(body=told.body)]
    if told.kind is K.PHOTO:
        return [words["photo"]]
    if told.kind is K.ASKED and told.resolved_at is not None:
        days = {"day": day(told.resolved_at, language, zone), "until": day(told.resolved_at + SILENCE, language, zone)}
        return [words["asked"].format(body=told.body, **days)]
    if told.kind in NO_NEXT:
        return []
    if told.role is not ListenerRole.REPORTER and told.state in TO_OTHERS:
        return [words[TO_OTHERS[told.state]].format(body=told.body)]
    return [next_step(told.state, told.body, language)]


def dates(told: Told, language: str, zone: ZoneInfo) -> str:
    words = SAID[language]
    before, after = (None if one is None else moment(one, language, zone) for one in (told.due_before, told.due_after))
    if told.kind is K.MOVED and before and before != after:
        return words["moved"].format(before=before, due=after) if after else words["paused"].format(before=before)
    return words["due"].format(due=after) if after else ""


def day(at: datetime, language: str, zone: ZoneInfo) -> str:
    return written("day", at.astimezone(zone), language)


def moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    return written("moment", at.astimezone(zone), language)


def written(how: str, wall: datetime, language: str) -> str:
    month = MONTHS[language].split()[wall.month - 1]
    return SAID[language][how].format(day=wall.day, month=month, year=wall.year, clock=f"{wall:%H:%M}")
