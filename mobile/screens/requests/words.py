"""How a request stands, in plain words. Without Kivy."""

from datetime import date, datetime

from backend.contract.request_words import Closed, EventKind, Rejection, RequestState, Resolution, Visibility, Waiting
from mobile.i18n import tr, trc, trn
from mobile.i18n import written as write

S = RequestState
OVER = frozenset({S.RESOLVED, S.CONFIRMED, S.CLOSED, S.REJECTED, S.MERGED, S.WITHDRAWN})
STATES = {  # icon, tone, words
    S.SUBMITTED: ("tray-arrow-up", "info", lambda: tr("Received, on its way")),
    S.HELD: ("account-eye-outline", "info", lambda: tr("A person looks at it first")),
    S.DELIVERED: ("tray-full", "info", lambda: tr("Handed over")),
    S.ACKNOWLEDGED: ("account-hard-hat", "info", lambda: tr("A person has read it")),
    S.IN_PROGRESS: ("hammer-wrench", "info", lambda: tr("Being worked on")),
    S.WAITING: ("pause-circle-outline", "warn", lambda: tr("Waits")),
    S.RESOLVED: ("check-circle-outline", "ok", lambda: tr("Answered")),
    S.CONFIRMED: ("check-all", "ok", lambda: tr("Done")),
    S.DISPUTED: ("scale-balance", "warn", lambda: tr("Another officer looks again")),
    S.CLOSED: ("lock-outline", "quiet", lambda: tr("Closed")),
    S.REJECTED: ("close-circle-outline", "error", lambda: tr("Not taken on")),
    S.MERGED: ("call-merge", "info", lambda: tr("Joined with another")),
    S.WITHDRAWN: ("undo-variant", "quiet", lambda: tr("Taken back")),
}
REASONS = {
    Waiting.REPORTER: lambda: tr("an answer of yours is needed"),
    Waiting.THIRD_PARTY: lambda: tr("somebody else has to act first"),
    Waiting.WEATHER: lambda: tr("for better weather"),
    Waiting.BUDGET: lambda: tr("for money"),
    Resolution.FIXED: lambda: tr("repaired"),
    Resolution.MADE_SAFE: lambda: tr("made safe, the rest follows"),
    Resolution.PLANNED: lambda: tr("planned"),
    Resolution.NOT_FOUND: lambda: tr("somebody looked and found nothing"),
    Rejection.NOT_OURS: lambda: tr("not theirs to do"),
    Rejection.NOT_A_DEFECT: lambda: tr("nothing is broken"),
    Rejection.PRIVATE_GROUND: lambda: tr("on private ground"),
    Rejection.ABUSE: lambda: tr("it was no real report"),
    Rejection.NO_PLACE: lambda: tr("the place cannot be found"),
    Rejection.ALREADY_PLANNED: lambda: tr("it is planned already"),
    Closed.NO_ANSWER: lambda: tr("what was asked was not answered"),
    Closed.STANDS: lambda: tr("it stays as it was decided"),
}
SEEN_BY = {  # icon, title, who that is
    Visibility.PUBLIC: ("eye-outline", lambda: tr("Public, your name hidden"), lambda: tr("Everybody reads it, nobody sees who sent it")),
    Visibility.PUBLIC_NAME: ("account-eye-outline", lambda: tr("Public, with your name"), lambda: tr("Everybody reads it and the name you give")),
    Visibility.BODY: ("lock-outline", lambda: tr("Only those who answer it"), lambda: tr("Nobody else sees words, place or photo")),
}
E = EventKind
EVENTS = {  # icon, words; {body} has it then
    E.HELD: ("account-eye-outline", lambda body: tr("A person looks at it first")),
    E.RELEASED: ("eye-check-outline", lambda body: tr("A person has looked, it goes on")),
    E.DELIVERED: ("tray-full", lambda body: tr("{body} has it", body=body)),
    E.ACKNOWLEDGED: ("account-hard-hat", lambda body: tr("{body} took it", body=body)),
    E.STARTED: ("hammer-wrench", lambda body: tr("{body} works on it", body=body)),
    E.WAITING: ("pause-circle-outline", lambda body: tr("It waits")),
    E.RESUMED: ("play-circle-outline", lambda body: tr("It goes on")),
    E.RESOLVED: ("check-circle-outline", lambda body: tr("{body} answered", body=body)),
    E.CONFIRMED: ("check-all", lambda body: tr("Done")),
    E.DISPUTED: ("scale-balance", lambda body: tr("Objected to, another officer looks again")),
    E.REOPENED: ("restore", lambda body: tr("Open again")),
    E.CLOSED: ("lock-outline", lambda body: tr("Closed")),
    E.REJECTED: ("close-circle-outline", lambda body: tr("Not taken on")),
    E.TRANSFERRED: ("share", lambda body: tr("Passed on to {body}, with the same number", body=body)),
    E.MERGED: ("call-merge", lambda body: tr("Joined with another, you still get all news")),
    E.UNMERGED: ("call-split", lambda body: tr("On its own again")),
    E.WITHDRAWN: ("undo-variant", lambda body: tr("Taken back")),
    E.MOVED: ("calendar-arrow-right", lambda body: tr("Another date")),
    E.ESCALATED: ("arrow-up-bold-outline", lambda body: tr("Late: it went up")),
    E.REDACTED: ("marker-cancel", lambda body: tr("The city took words out")),
}
COMING = {  # icon, words of what is to come
    S.HELD: ("account-eye-outline", lambda body: tr("A person looks at it first")),
    S.DELIVERED: ("tray-full", lambda body: tr("{body} gets it", body=body)),
    S.ACKNOWLEDGED: ("account-hard-hat", lambda body: tr("A person there reads it")),
    S.IN_PROGRESS: ("hammer-wrench", lambda body: trc("step", "Work")),
    S.RESOLVED: ("file-check-outline", lambda body: tr("Closed with a reason, and a photo or to whom it went")),
    S.CONFIRMED: ("check-all", lambda body: tr("You say whether it is done, or object")),
}


def reason_words(reason: str | None) -> str:
    """"" for one that this app does not know."""
    return REASONS[reason]() if reason in REASONS else ""


def when_words(at: datetime, now: datetime, form=write, inside: bool = False) -> str:
    """Written or spoken: the time, and the day where that is not today."""
    at = at.astimezone(now.tzinfo)
    return form.clock(at) if at.date() == now.date() else f"{day_words(at, now, form, inside)}, {form.clock(at)}"


def day_words(at: datetime | date, now: datetime, form=write, inside: bool = False) -> str:
    """`inside` a sentence, else by itself."""
    of = at.astimezone(now.tzinfo).date() if isinstance(at, datetime) else at
    return form.day(of, now.date(), inside)


def late_words(due: datetime, now: datetime) -> str:
    days = (now - due).days
    return trn("{n} day late", "{n} days late", days) if days >= 1 else tr("Late since {time}", time=when_words(due, now))
