"""The last step: a real way in this city, asked for with the limits just set. Without Kivy."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from mobile.asking import Ask, Spot
from mobile.client import Client, ClientError
from mobile.earth import flat_distance_m
from mobile.i18n import tr
from mobile.screens.results.state import Result, ResultsState, arranged, look_for_ways
from mobile.store.needs import Needs

NEAREST_M, BEST_M, FARTHEST_M = 300, 900, 3000  # a way worth looking at, within sight of the first place
MOST_TRIED, MOST_STOPS = 3, 50


@dataclass(frozen=True)
class TryOut:
    """`phase`: loading, ready, none, offline. `trip` names both ends, written and heard; `blocked` is what stood in the way, written and spoken."""

    phase: str = "loading"
    trip: str = ""
    result: Result | None = None
    span_s: float = 0  # of the axis under it
    sentence: str = ""
    blocked: tuple[str, str] = ("", "")


async def try_out(needs: Needs, client: Client, here: Spot | None, saved: Sequence[Spot], units: str, now) -> AsyncIterator[TryOut]:
    """The states from the question to the answer. The first of a few places that can be reached is shown; where none can, why not the first."""
    state = TryOut()
    yield state
    try:
        start, goals = await ends_of(client, here, saved)
    except ClientError as trouble:
        yield replace(state, phase="offline", sentence=trouble.sentence)
        return
    first_no = None
    for goal in goals[:MOST_TRIED]:
        *_, found = [one async for one in look_for_ways(ResultsState(), Ask(start, goal), needs, client, units, now)]
        trip = tr("From {origin} to {destination}", origin=start.name, destination=goal.name)
        if found.phase == "ready":
            alone = arranged(found, (found.results[0].itinerary,), needs, units, now())
            yield TryOut("ready", trip, alone.results[0], alone.span_s)
            return
        if found.phase != "none":
            yield TryOut("offline", trip, sentence=found.sentence)
            return
        first_no = first_no or TryOut("none", trip, sentence=found.sentence, blocked=found.blocked)
    yield first_no or TryOut("none", sentence=tr("There is no place nearby to try it with. Your limits hold all the same."))


async def ends_of(client: Client, here: Spot | None, saved: Sequence[Spot]) -> tuple[Spot, list[Spot]]:
    """From where one is, or the middle of the city; to places of one's own, then to stops, the nearest to a quarter of an hour's walk first."""
    city = await client.city()
    box = city.bbox
    if here is None or not (box.south <= here.lat <= box.north and box.west <= here.lon <= box.east):
        place = (await client.place_at(city.centre.lat, city.centre.lon)).place
        here = Spot(place.name if place else city.name, city.centre.lat, city.centre.lon)
    entries = (await client.stops_near(here.lat, here.lon, FARTHEST_M, MOST_STOPS)).stops
    far = {entry.stop.name: entry for entry in entries if entry.walk_m >= NEAREST_M}
    stops = sorted(far.values(), key=lambda entry: abs(entry.walk_m - BEST_M))
    own = [spot for spot in saved if NEAREST_M <= flat_distance_m((here.lat, here.lon), (spot.lat, spot.lon)) <= FARTHEST_M]
    return here, [*own, *(Spot(entry.stop.name, entry.stop.lat, entry.stop.lon) for entry in stops)]
