"""Report: kind, place, what is nearby already, and what becomes of it. Written and spoken, without Kivy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from backend.contract.obstacles import HowLong, NewObstacle, Obstacle
from mobile.asking import Spot
from mobile.device.protocols import Fix
from mobile.earth import flat_distance_m
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.report.heard import Heard
from mobile.screens.report.words import LASTING, ago, effect_words, family_of, kind_words
from mobile.store.reports import Draft, Report, ReportState

VAGUE_M = 30  # a place that may be farther off leads nobody around it
SAID_M = 50.0  # how far somebody may be from the place that they said they are at
NEAR_M = 50
ASKED_M = 70  # to each side, somewhat farther than near
MOST_NOTE = 500


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
    """Something of the kind that is known nearby."""

    obstacle_id: UUID
    title: str
    detail: str
    spoken: str


@dataclass(frozen=True)
class Thanks:
    """What has become of a report: `tone` as in `widgets.badges.TONES`; `takes_back` are the words of the button."""

    icon: str
    tone: str
    title: str
    detail: str
    takes_back: str = ""

    @property
    def spoken(self) -> str:
        return f"{self.title}. {self.detail}" if self.detail else self.title


def place_of(draft: Draft, here: Spot | None, fix: Fix | None, name: str, units: str) -> PlaceLine | None:
    """None where nobody knows it yet. `name`: what stands there, where that is known."""
    if draft.chosen:
        detail = tr("Chosen on the map")
        return PlaceLine(draft.chosen.name, detail, f"{draft.chosen.name}, {detail}", draft.chosen.lat, draft.chosen.lon, 0.0)
    if here is None:
        return None
    accuracy_m = min(1000.0, max(0.0, fix.accuracy_m)) if fix else SAID_M
    name, written, spoken = name or here.name, write.distance(accuracy_m, units), say.distance(accuracy_m, units)
    detail = tr("Where you are, about {distance}", distance=written) if fix else tr("Where you said you are")
    said = tr("Where you are, about {distance}", distance=spoken) if fix else detail
    vague = accuracy_m > VAGUE_M
    warning = tr("The place is not exact. Choose it on the map, so that ways can avoid it.") if vague else ""
    lat, lon = (fix.lat, fix.lon) if fix else (here.lat, here.lon)
    return PlaceLine(name, detail, f"{name}, {said}", lat, lon, accuracy_m, warning)


def missing(draft: Draft, place: PlaceLine | None) -> str:
    """What is still to be done before it can be sent, "" for nothing."""
    if draft.kind is None:
        return tr("Choose what it is.")
    return "" if place else tr("Choose the place on the map.")


def with_heard(draft: Draft, heard: Heard, chosen: bool) -> Draft:
    """With what the words mean, as far as nobody has chosen otherwise by hand."""
    kind = draft.kind if chosen else heard.kind or draft.kind
    how_long = heard.how_long if heard.how_long and draft.how_long is HowLong.UNKNOWN else draft.how_long
    return replace(draft, kind=kind, how_long=how_long)


def body_of(draft: Draft, place: PlaceLine, now: datetime) -> NewObstacle:
    """As it is sent: seen now, however late it leaves the phone."""
    assert draft.kind is not None
    return NewObstacle(
        kind=draft.kind,
        lat=round(place.lat, 6),
        lon=round(place.lon, 6),
        accuracy_m=round(place.accuracy_m, 1),
        note=draft.note.strip()[:MOST_NOTE],
        how_long=draft.how_long,
        observed_at=now.replace(microsecond=0),
    )


def same_near(draft: Draft, place: PlaceLine, known: Iterable[Obstacle], own: frozenset[UUID], now: datetime, units: str) -> Same | None:
    """The nearest of its kind, or of one that is easily taken for it."""
    if draft.kind is None:
        return None
    alike = [(flat_distance_m((place.lat, place.lon), (one.lat, one.lon)), one) for one in known if one.kind in family_of(draft.kind)]
    near = min((found for found in alike if found[0] <= NEAR_M), key=lambda found: found[0], default=None)
    if near is None:
        return None
    away_m, one = near
    written, spoken = ago((now - one.last_seen).total_seconds())
    whose = tr("yours") if one.id in own else tr("others have seen it")
    kind = kind_words(one.kind)
    return Same(
        one.id,
        tr("Same problem {distance} away, {ago}", distance=write.distance(away_m, units), ago=written),
        f"{kind} · {whose}",
        f"{tr('Same problem {distance} away, {ago}', distance=say.distance(away_m, units), ago=spoken)}. {kind}, {whose}",
    )


def thanks_for(report: Report, reached: bool) -> Thanks:
    """What is true of it at this moment, and nothing more."""
    if report.state is ReportState.REFUSED:
        return Thanks("alert-circle-outline", "error", tr("The city did not take it"), report.why)
    if report.state is ReportState.WAITING:
        title = tr("Kept on this phone") if not reached else tr("Being sent")
        later, kept = tr("It is sent as soon as there is a connection, also later."), tr("It is kept on this phone until the city has it.")
        detail = kept if reached else later
        return Thanks("clock-outline", "info", title, detail, tr("Do not send it"))
    obstacle = report.obstacle
    if report.is_over:
        return Thanks("check-all", "quiet", tr("It is over"), tr("Nobody is warned of it any longer."))
    if obstacle and obstacle.blocks:
        detail = tr("It is confirmed: ways avoid it now.")
    elif report.merged:
        detail = tr("It was known already. Yours is one more voice for it.")
    else:
        detail = effect_words(report.body.kind)
    return Thanks("check-circle-outline", "ok", tr("Thank you, the city has it"), " ".join(filter(None, [detail, report.why])), tr("Take it back"))


def describe(draft: Draft, place: PlaceLine | None, same: Same | None) -> list[str]:
    """What can be heard of it, in reading order."""
    kind = tr("What is it? {kind}", kind=kind_words(draft.kind)) if draft.kind else tr("What is it?")
    where = [place.spoken, place.warning] if place else [tr("Choose the place on the map.")]
    rest = [same.spoken] if same else []
    effect = [effect_words(draft.kind)] if draft.kind else []
    return [words for words in [kind, *where, LASTING[draft.how_long](), *rest, *effect] if words]
