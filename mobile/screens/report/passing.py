"""What others report on the way: a notice before, a warning when it is new, a question while one stands before it. Without Kivy."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.contract.following import TripNow
from backend.contract.trips import Itinerary, ObstacleOnWay
from mobile.device.protocols import Fix
from mobile.earth import flat_distance_m
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.screens.itinerary.notices import NoticeCard
from mobile.screens.report.words import ago, kind_words, state_words

BEFORE_IT_M = 40
MOST_NAMED = 5


@dataclass(frozen=True)
class Passing:
    """Somebody stands before it and can see whether it is still there."""

    obstacle_id: UUID
    title: str
    detail: str
    spoken: str


def on_trip(itinerary: Itinerary, told: TripNow | None) -> tuple[ObstacleOnWay, ...]:
    """As the city told of it last, and before it did as it was planned."""
    return told.obstacles if told else itinerary.obstacles


def lines_of(one: ObstacleOnWay, own: Collection[UUID], now: datetime) -> tuple[str, str]:
    """Written and spoken: what it is, when it was seen, how sure it is."""
    sure = tr("yours") if one.id in own else state_words(one.state)
    return tuple(", ".join((kind_words(one.kind), when, sure)) for when in ago((now - one.last_seen).total_seconds()))


def notice_of_way(obstacles: Iterable[ObstacleOnWay], own: Collection[UUID], now: datetime) -> NoticeCard | None:
    """None where nothing is reported. Those that come first are named."""
    found = tuple(obstacles)
    if not found:
        return None
    header = trn("{n} reported obstacle on the way", "{n} reported obstacles on the way", len(found))
    written, spoken = zip(*(lines_of(one, own, now) for one in found[:MOST_NAMED]))
    more = (tr("and {n} more", n=len(found) - MOST_NAMED),) if len(found) > MOST_NAMED else ()
    return NoticeCard("traffic-cone", "warn", header, "\n".join([*written, *more]), "", f"{header}: {'; '.join([*spoken, *more])}")


def new_on_trip(itinerary: Itinerary, before: TripNow | None, after: TripNow) -> tuple[ObstacleOnWay, ...]:
    known = {one.id for one in on_trip(itinerary, before)}
    return tuple(one for one in after.obstacles if one.id not in known)


def ask_about(obstacles: Iterable[ObstacleOnWay], fix: Fix | None, unasked: Collection[UUID], units: str, now: datetime) -> Passing | None:
    """The nearest within 40 m; unasked: those somebody has answered about, or has reported themselves."""
    if fix is None:
        return None
    near = [(flat_distance_m((fix.lat, fix.lon), (one.lat, one.lon)), one) for one in obstacles if one.id not in unasked]
    away_m, one = min(near, key=lambda found: found[0], default=(BEFORE_IT_M + 1, None))
    if one is None or away_m > BEFORE_IT_M:
        return None
    title = tr("{what}: still there?", what=kind_words(one.kind))
    written, spoken = ago((now - one.last_seen).total_seconds())
    detail = tr("Reported {ago}, {distance} from you", ago=written, distance=write.distance(away_m, units))
    said = tr("Reported {ago}, {distance} from you", ago=spoken, distance=say.distance(away_m, units))
    return Passing(one.id, title, detail, f"{title} {said}")


def describe(card: NoticeCard | None, passing: Passing | None) -> list[str]:
    """What can be heard of it, in reading order."""
    return [told.spoken for told in (passing, card) if told]
