"""What is live as a list: the nearest first, for whoever does not see the map; and why there is less than one could expect. Without Kivy."""

import math
from dataclasses import dataclass
from datetime import datetime

from backend.contract.around import LiveLayer
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.map.live_layer import LiveMark, Point
from mobile.screens.live.state import LiveState
from mobile.screens.live.words import words_of
from mobile.turns import compass

HERE_M = 10  # so near there is no direction to tell
LAYERS = {
    LiveLayer.RENTALS: ("bicycle-basket", lambda: tr("Shared vehicles"), lambda: tr("Bikes, scooters and cars that can be taken now")),
    LiveLayer.VEHICLES: ("tram", lambda: tr("Trams and buses"), lambda: tr("Where they were last seen")),
    LiveLayer.CAR_PARKS: ("parking", lambda: tr("Parking"), lambda: tr("Free spaces, where they are counted")),
    LiveLayer.CLOSURES: ("minus-circle", lambda: tr("Closures"), lambda: tr("Streets that are closed now")),
    LiveLayer.LIFTS: ("elevator-passenger-off", lambda: tr("Lifts"), lambda: tr("Lifts and escalators that are out of order")),
    LiveLayer.OBSTACLES: ("traffic-cone", lambda: tr("Obstacles"), lambda: tr("What people report in the way")),
}
LISTED = 20


@dataclass(frozen=True)
class ListedMark:
    """One row of the list of what is live."""

    mark: LiveMark
    icon: str
    title: str
    detail: str
    spoken: str


def list_marks(near: tuple[tuple[float, LiveMark], ...], point: Point, units: str, now: datetime) -> tuple[ListedMark, ...]:
    """The nearest of them with how far they are from a point, and in which direction: that is how somebody who does not see the map finds them."""
    return tuple(listed(mark, metres, point, units, now) for metres, mark in near[:LISTED])


def listed(mark: LiveMark, metres: float, point: Point, units: str, now: datetime) -> ListedMark:
    words = words_of(mark, units, now)
    far, said = write.distance(metres, units), say.distance(metres, units)
    facts = " · ".join(fact.text for fact in words.facts[:2])
    away = tr("{distance} {direction}", distance=said, direction=compass(bearing_deg(point, (mark.lat, mark.lon)))) if metres >= HERE_M else said
    return ListedMark(mark, words.icon, words.title, f"{facts} · {far}" if facts else far, f"{words.spoken}, {away}")


def bearing_deg(one: Point, other: Point) -> float:
    """Clockwise from north, between two points of one city."""
    return math.degrees(math.atan2((other[1] - one[1]) * math.cos(math.radians(one[0])), other[0] - one[0])) % 360


def note_of(state: LiveState, reached: bool, listed_count: int, shown_count: int) -> str:
    """Why there is less than one could expect, "" where there is nothing to say."""
    if not reached:
        return tr("No connection. What was live stays on the map until it is too old.")
    if state.refused_at:
        return tr("The city tells nothing that is live now.")
    if state.answer is None:
        return tr("Nothing was heard yet.")
    more = state.answer.omitted + shown_count - listed_count
    if more > 0 and listed_count:
        return trn("{n} more: look closer at the map", "{n} more: look closer at the map", more)
    return "" if listed_count else tr("Nothing is live in this part of the map. Move it, or look closer.")
