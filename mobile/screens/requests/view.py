"""A request as it is shown and heard: how it stands, who has it, by when, and its steps, those to come too. Without Kivy."""

from dataclasses import dataclass
from datetime import datetime

from backend.contract.request_words import EventKind, RequestState
from backend.contract.requests import RequestStep, RequestSummary, ServiceRequest, StepToCome
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact
from mobile.requests.kinds import Kind
from mobile.screens.requests.words import COMING, EVENTS, OVER, STATES, day_words, late_words, reason_words, when_words

E = EventKind
UNTOLD = (E.ASSIGNED, E.REMINDED, E.VISIBILITY)  # what changes nothing for whoever sent it
REPORTER = "reporter"


@dataclass(frozen=True)
class StepLine:
    """`phase` as in `widgets.steps`."""

    phase: str
    icon: str
    title: str
    detail: str
    spoken: str


@dataclass(frozen=True)
class CaseView:
    """`tags`: how it stands. `due` and `who`: (what that is, what it is). `over`: nothing more is to be done."""

    code: str
    icon: str
    title: str
    detail: str
    tags: tuple[Fact, ...]
    due: tuple[str, str]
    who: tuple[str, str]
    steps: tuple[StepLine, ...]
    spoken: str
    over: bool


def is_open(request: RequestSummary) -> bool:
    return request.state not in OVER


def place_words(request: RequestSummary) -> str:
    return request.place.address or tr("Place on the map")


def view_of(request: RequestSummary, kind: Kind, now: datetime, units: str = "metric") -> CaseView:
    """With its steps where all of it is known."""
    whole = isinstance(request, ServiceRequest)
    tags, follows = tags_of(request, now), followers_words(request)
    place = place_words(request)
    away = [write.distance(request.distance_m, units)] if request.distance_m is not None else []
    detail = " · ".join([*away, place, tr("no. {code}", code=request.code), *follows])
    due, due_spoken = due_of(request, now, write), due_of(request, now, say)
    away_spoken = [tr("{distance} away", distance=say.distance(request.distance_m, units))] if away else []
    number = tr("number {code}", code=say.digits(request.code))
    head = ", ".join([kind.name, *away_spoken, place, number])
    parts = [head, *(tag.spoken or tag.text for tag in tags), f"{due_spoken[0]} {due_spoken[1]}, {request.body}", *follows]
    return CaseView(
        request.code, kind.icon, kind.name, detail, tags, due, (tr("Who has it"), request.body), steps_of(request, now) if whole else (),
        ". ".join(parts), not is_open(request),
    )  # fmt: skip


def tags_of(request: RequestSummary, now: datetime) -> tuple[Fact, ...]:
    icon, tone, words = STATES[request.state]
    reason = reason_words(request.reason)
    state = f"{words()}: {reason}" if reason else words()
    if request.merged_into:
        state = tr("Joined with no. {code}, you still get all news", code=request.merged_into)
    found = [Fact(icon, state, tone)]
    if request.late and request.due and is_open(request):
        found.append(late_tag(request, now))
    if request.muted:
        found.append(Fact("bell-sleep-outline", tr("muted")))
    return tuple(found)


def late_tag(request: RequestSummary, now: datetime) -> Fact:
    """With who has it now, where that is known."""
    words, steps = late_words(request.due, now), request.steps if isinstance(request, ServiceRequest) else ()
    up = next((step.words for step in reversed(steps) if step.kind is E.ESCALATED and step.words), "")
    return Fact("clock-alert-outline", f"{words} · {up}" if up else words, "warn", spoken=f"{words}, {up}" if up else words)


def followers_words(request: RequestSummary) -> list[str]:
    """Others than whoever reads it."""
    others = request.followers - int(request.mine or request.following)
    return [trn("{n} other follows it", "{n} others follow it", others)] if others > 0 else []


def due_of(request: RequestSummary, now: datetime, form) -> tuple[str, str]:
    if not is_open(request):
        return tr("Since"), day_words(request.changed_at, now, form)
    if request.due is None or request.paused:
        return tr("Paused"), tr("first told for {day}", day=day_words(request.first_due, now, form, inside=True))
    return tr("Due"), when_words(request.due, now, form) if (request.due - now).total_seconds() < 86_400 else day_words(request.due, now, form)


def steps_of(request: ServiceRequest, now: datetime) -> tuple[StepLine, ...]:
    """What was done, what is done now, what is to come: with its number of all."""
    lines, body = [], request.body
    for step in request.steps:
        if step.kind not in UNTOLD:
            lines.append(step_done(request, step, now))
            if step.kind is E.SUBMITTED and request.obstacle_id:
                on_map, warned = tr("It is on the map"), tr("Everybody on the way is warned; once confirmed, ways avoid it")
                lines.append(("done", "map-marker-check-outline", on_map, warned, warned))
    coming = request.to_come if is_open(request) or request.state is RequestState.RESOLVED else ()
    lines += [step_to_come(step, body, now, first=not number) for number, step in enumerate(with_work(request, coming))]
    return tuple(numbered(line, number, len(lines)) for number, line in enumerate(lines, 1))


def with_work(request: ServiceRequest, coming: tuple[StepToCome, ...]) -> tuple[StepToCome, ...]:
    """While it is worked on, that is what is done now; the date is that of the answer."""
    if request.state is not RequestState.IN_PROGRESS or not coming:
        return coming
    return StepToCome(RequestState.IN_PROGRESS, coming[0].due), StepToCome(coming[0].state), *coming[1:]


def step_to_come(step: StepToCome, body: str, now: datetime, first: bool) -> tuple[str, str, str, str, str]:
    """(phase, icon, title, detail, its spoken form)"""
    icon, words = COMING.get(step.state, ("progress-clock", lambda body: tr("More news")))
    days = (day_words(step.due, now, form, inside=True) if step.due else "" for form in (write, say))
    detail, spoken = (tr("by {day}. We remind them, not you", day=day) if day and first else day for day in days)
    return "now" if first else "coming", icon, words(body), detail, spoken


def step_done(request: ServiceRequest, step: RequestStep, now: datetime) -> tuple[str, str, str, str, str]:
    """(phase, icon, title, detail, its spoken form)"""
    icon, title, phase = named(request, step)
    quoted = f"“{step.words}”" if step.words and step.kind is not E.SUBMITTED else ""
    rest = [words for words in (reason_words(step.reason), quoted) if words]
    if step.kind is E.SUBMITTED:
        rest.append(tr("safely stored"))
    details = (" · ".join([when_words(step.at, now, form), *rest]) for form in (write, say))
    return phase, icon, title, *details


def named(request: ServiceRequest, step: RequestStep) -> tuple[str, str, str]:
    """(icon, title, phase)"""
    body = step.body or request.body
    if step.kind is E.SUBMITTED:
        return "check", tr("Received, no. {code}", code=request.code), "done"
    if step.kind is E.COMMENT:
        mine, theirs = tr("Your note") if request.mine else tr("Note of whoever sent it"), tr("Note of somebody who follows it")
        title = {REPORTER: mine, "follower": theirs}.get(step.by) or tr("{body} writes", body=body)
        return "message-text-outline", title, "said"
    icon, words = EVENTS.get(step.kind, ("information-outline", lambda body: tr("News")))
    return icon, words(body), "done"


def numbered(line: tuple[str, str, str, str, str], number: int, count: int) -> StepLine:
    phase, icon, title, detail, heard = line
    said = {"now": tr("now"), "coming": tr("to come")}.get(phase, tr("done"))
    words = f"{title}. {heard}" if heard else title
    return StepLine(phase, icon, title, detail, tr("Step {n} of {count}, {phase}: {words}", n=number, count=count, phase=said, words=words))


def describe(view: CaseView) -> list[str]:
    """What can be heard of it, in reading order."""
    return [view.spoken, *(step.spoken for step in view.steps)]
