"""Report: kind, place, what is nearby already, who sees it, and what becomes of it. Written and spoken, without Kivy."""

from dataclasses import dataclass, replace
from datetime import datetime

from backend.contract.bodies import Responsible, WhoAnswers
from backend.contract.obstacles import HowLong
from backend.contract.request_photos import LikelySame, SameOffer
from backend.contract.request_words import PlaceKind, Visibility
from backend.contract.requests import MAX_ADDRESS, MAX_NAME, NewRequest, RequestAttribute, RequestPlace
from mobile.asking import Spot
from mobile.device.protocols import Fix
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.requests.about import PLACES, context_of, id_of
from mobile.requests.kinds import Kind
from mobile.screens.report.heard import Heard, plain
from mobile.screens.report.words import LASTING, ago, effect_of
from mobile.screens.requests.words import SEEN_BY, when_words
from mobile.store.reports import Draft, Report, ReportState

VAGUE_M = 30  # a place that may be farther off leads nobody around it
NEAR_DECIMALS = 4  # of a degree: about 10 m
SAID_M = 50.0  # how far somebody may be from the place that they said they are at
MOST_NOTE = 2000
URGENT_MIN = 10
WANTS_WORDS = "other"
HOW_LONG = "how_long"  # an answer that the staff reads


@dataclass(frozen=True)
class PlaceLine:
    """`warning` says what to do about a place that is not known well."""

    name: str
    detail: str
    spoken: str
    lat: float
    lon: float
    accuracy_m: float
    warning: str = ""


@dataclass(frozen=True)
class Same:
    """Something that is known nearby and very likely the same."""

    code: str
    title: str
    detail: str
    words: str
    spoken: str
    photo: bool


@dataclass(frozen=True)
class Addressee:
    """Who would have it. `asked`: kind and place are known; `away`: nobody can be asked now; `why`: it goes to nobody, and what to do."""

    asked: bool = False
    told: Responsible | None = None
    away: bool = False
    why: str = ""


@dataclass(frozen=True)
class Thanks:
    """What has become of a report: `tone` as in `widgets.badges.TONES`; `takes_back` are the words of the button."""

    icon: str
    tone: str
    title: str
    detail: str
    takes_back: str = ""
    heard: str = ""

    @property
    def spoken(self) -> str:
        return self.heard or (f"{self.title}. {self.detail}" if self.detail else self.title)


def place_of(draft: Draft, here: Spot | None, fix: Fix | None, name: str, units: str) -> PlaceLine | None:
    """None where nobody knows it yet. `name`: what stands there, where that is known."""
    if draft.chosen:
        chosen = draft.chosen
        far = chosen.accuracy_m
        detail = tr("From the photo, about {distance}", distance=write.distance(far, units)) if chosen.of_photo else tr("Chosen on the map")
        said = tr("From the photo, about {distance}", distance=say.distance(far, units)) if chosen.of_photo else detail
        return PlaceLine(chosen.name, detail, f"{chosen.name}, {said}", chosen.lat, chosen.lon, far, warning_of(far))
    about = draft.about
    if about and not about.moves:
        return PlaceLine(about.name, tr("What you are at"), f"{about.name}, {tr('What you are at')}", about.lat, about.lon, 0.0)
    if here is None:
        return PlaceLine(about.name, tr("On the way"), f"{about.name}, {tr('On the way')}", about.lat, about.lon, 1000.0) if about else None
    accuracy_m = min(1000.0, max(0.0, fix.accuracy_m)) if fix else SAID_M
    name, written, spoken = name or here.name, write.distance(accuracy_m, units), say.distance(accuracy_m, units)
    detail = tr("Where you are, about {distance}", distance=written) if fix else tr("Where you said you are")
    said = tr("Where you are, about {distance}", distance=spoken) if fix else detail
    lat, lon = (fix.lat, fix.lon) if fix else (here.lat, here.lon)
    return PlaceLine(name, detail, f"{name}, {said}", lat, lon, accuracy_m, "" if about else warning_of(accuracy_m))


def warning_of(accuracy_m: float) -> str:
    return tr("The place is not exact. Choose it on the map, so that ways can avoid it.") if accuracy_m > VAGUE_M else ""


def missing(draft: Draft, kind: Kind | None, place: PlaceLine | None) -> str:
    """What is still to be done before it can be sent, "" for nothing."""
    if kind is None:
        return tr("Choose what it is.")
    if place is None:
        return tr("Choose the place on the map.")
    answers = dict(draft.answers)
    asked = next((question for question in kind.questions if question.required and not answers.get(question.code)), None)
    if asked:
        return tr("Answer this first: {question}", question=asked.name)
    if kind.code == WANTS_WORDS and not draft.note.strip():
        return tr("Say in your words what it is.")
    return tr("Say your name, or hide it.") if draft.visibility is Visibility.PUBLIC_NAME and not draft.name.strip() else ""


def with_heard(draft: Draft, kind: str, heard: Heard, chosen: bool) -> Draft:
    """With what the words mean, as far as nobody has chosen otherwise by hand. `kind`: the code they stand for, "" for none."""
    how_long = heard.how_long if heard.how_long and draft.how_long is HowLong.UNKNOWN else draft.how_long
    return replace(draft, kind=draft.kind if chosen else kind or draft.kind, how_long=how_long)


def where_of(draft: Draft, place: PlaceLine) -> RequestPlace:
    """What it is about says more than a point: the vehicle moves on, the stop stays."""
    about = draft.about
    kind, named = (PLACES.get(about.kind, PlaceKind.POINT), id_of(about)) if about else (PlaceKind.POINT, None)
    if named is None:
        kind = PlaceKind.POINT
    address = "" if place.name in (tr("My location"), tr("Point on the map")) else place.name[:MAX_ADDRESS]
    lat, lon, far = round(place.lat, 6), round(place.lon, 6), round(place.accuracy_m, 1)
    return RequestPlace(kind, lat, lon, far, named if kind is not PlaceKind.POINT else None, address=address)


def request_of(draft: Draft, place: PlaceLine, now: datetime, language: str) -> NewRequest:
    """As it is sent: seen now or when the photo was taken, however late it leaves the phone."""
    named = draft.name.strip()[:MAX_NAME] if draft.visibility is Visibility.PUBLIC_NAME else ""
    return NewRequest(
        category=draft.kind,
        place=where_of(draft, place),
        words=draft.note.strip()[:MOST_NOTE],
        lang=language,
        visibility=draft.visibility,
        name=named or None,
        context=context_of(draft.about, now),
        attributes=answers_of(draft),
        observed_at=(draft.seen_at or now).replace(microsecond=0),
    )


def answers_of(draft: Draft) -> tuple[RequestAttribute, ...]:
    lasting = ((HOW_LONG, draft.how_long.value),) if draft.how_long is not HowLong.UNKNOWN else ()
    return tuple(RequestAttribute(code, value) for code, value in (*draft.answers, *lasting) if value)


def question_of(draft: Draft, place: PlaceLine) -> LikelySame:
    """Whether it is known already; asked before anything is sent, and with no word about who asks."""
    return LikelySame(draft.kind, where_of(draft, place), draft.note.strip()[:MOST_NOTE])


def who_of(draft: Draft, place: PlaceLine) -> WhoAnswers:
    """The place without its name: a few metres more or less are the same office."""
    where = where_of(draft, place)
    near = RequestPlace(where.kind, round(place.lat, NEAR_DECIMALS), round(place.lon, NEAR_DECIMALS), id=where.id)
    return WhoAnswers(draft.kind, near, context_of(draft.about, None))


def who_words(who: Addressee, now: datetime) -> tuple[str, str]:
    """Written and spoken: who gets it and answers by when, or why that is not known. "" before there is anything to ask."""
    told = who.told
    if told:
        words = tr("Goes to {body}, who find out whose it is; answered by {day}.") if told.undecided else tr("Goes to {body}, answered by {day}.")
        return tuple(words.format(body=told.body, day=when_words(told.answer_by, now, form, inside=True)) for form in (write, say))
    if who.why:
        return who.why, who.why
    if who.away:
        later = tr("No connection: who answers, and by when, is told once it is sent.")
        return later, later
    asking = tr("Finding out who answers.") if who.asked else ""
    return asking, asking


def same_of(offer: SameOffer, kind: Kind, now: datetime, units: str) -> Same:
    written, spoken = ago((now - offer.submitted_at).total_seconds())
    others = trn("{n} follows it", "{n} follow it", offer.followers)
    detail = " · ".join([kind.name, tr("closed") if offer.closed else others])
    title = tr("Same problem {distance} away, {ago}", distance=write.distance(offer.distance_m, units), ago=written)
    said = tr("Same problem {distance} away, {ago}", distance=say.distance(offer.distance_m, units), ago=spoken)
    heard = ". ".join(filter(None, [said, detail.replace(" · ", ", "), offer.words]))
    return Same(offer.code, title, detail, offer.words, heard, offer.photo_id is not None)


def thanks_for(report: Report, reached: bool, now: datetime) -> Thanks:
    """What is true of it at this moment, and nothing more."""
    if report.state is ReportState.REFUSED:
        return Thanks("alert-circle-outline", "error", tr("The city did not take it"), report.why)
    if report.state is ReportState.WAITING:
        title = tr("Kept on this phone") if not reached else tr("Being sent")
        later, kept = tr("It is sent as soon as there is a connection, also later."), tr("It is kept on this phone until the city has it.")
        return Thanks("clock-outline", "info", title, kept if reached else later, tr("Do not send it"))
    filed = report.filed
    if filed is None:
        return Thanks("check-circle-outline", "ok", tr("Thank you, the city has it"), report.why)
    due = filed.due or filed.first_due
    lines = (tr("{body}, answered by {day}.", body=filed.body, day=when_words(due, now, form, inside=True)) for form in (write, say))
    written, spoken = (" ".join(filter(None, [line, filed.next_step, report.why])) for line in lines)
    title = tr("Received, no. {code}", code=filed.code)
    heard = f"{tr('Received, number {code}', code=say.digits(filed.code))}. {spoken}"
    return Thanks("check-circle-outline", "ok", title, written, tr("Take it back"), heard)


def urgent_words(kind: Kind | None, number: str) -> str:
    """Of something that is dangerous now, "" else. `number`: whom to call, where the city names one."""
    if kind is None or not (kind.urgent or kind.emergency):
        return ""
    if kind.urgent and not kind.emergency:
        return tr("Danger now? A person answers within {n} min.", n=URGENT_MIN)
    return tr("Somebody is in danger? Call {number} now. Nothing is sent from here.", number=number)


def in_danger(note: str, emergency_words: tuple[str, ...]) -> bool:
    """Whether somebody writes of danger now. It is only asked about: words may be meant otherwise."""
    said = plain(note)
    return any(f" {plain(words).strip()} " in said or (words and not words.isascii() and words in note) for words in emergency_words)


def seen_words(draft: Draft) -> tuple[str, str, str]:
    """(icon, title, who that is)"""
    icon, title, detail = SEEN_BY[draft.visibility]
    return icon, title(), detail()


def describe(draft: Draft, kind: Kind | None, place: PlaceLine | None, same: Same | None, who: str = "") -> list[str]:
    """What can be heard of it, in reading order."""
    what = tr("What is it? {kind}", kind=kind.name) if kind else tr("What is it?")
    where = [place.spoken, place.warning] if place else [tr("Choose the place on the map.")]
    rest = [same.spoken] if same else []
    lasting = LASTING[draft.how_long]() if kind and kind.obstacle and draft.how_long is not HowLong.UNKNOWN else ""
    _, seen, _ = seen_words(draft)
    effect = [effect_of(kind)] if kind else []
    return [words for words in [what, *where, lasting, *rest, seen, *effect, who] if words]
