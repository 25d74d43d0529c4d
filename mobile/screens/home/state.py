"""Home: what leaves near you, how far your own places are, what stands where the map was tapped."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from backend.contract.stops import NearbyDeparture, NextDeparture
from mobile.asking import Ask, Spot, request_of
from mobile.client import Client, ClientError, Refused, Unreachable
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.live import NOT_LIVE, Liveness, expected, live_words, liveness
from mobile.store.needs import limits_of
from mobile.words import line_word

REFRESH_S = 30
SHOWN = 6


@dataclass(frozen=True)
class Leaving:
    """One row. `minutes` is big; from an hour on it is a clock."""

    mode: str
    line: str
    colours: tuple[str | None, str | None]
    headsign: str
    where: str
    walk: str
    minutes: str
    unit: str
    then: str
    spoken: str
    stop_id: str
    tone: str = ""  # of the delay, "" where it is by timetable
    status: tuple[str, str] = ("", "")  # late, early or cancelled in words, and the tone of that


@dataclass(frozen=True)
class HomeState:
    """`phase`: nowhere (no place known), loading, ready, none (nothing leaves), offline or trouble (`sentence` says what to do)."""

    phase: str = "nowhere"
    place: str = ""
    here: bool = True  # the place is where the person is, not one they chose
    rows: tuple[Leaving, ...] = ()
    sentence: str = ""
    minutes_to: tuple[tuple[str, int], ...] = ()  # key of a saved place, seconds to get there
    tapped: Spot | None = None
    live: Liveness = NOT_LIVE


async def watch_leaving(state: HomeState, spot: Spot, client: Client, now, on_foot: str = "walk", max_walk_m: int = 800) -> AsyncIterator[HomeState]:
    """What leaves near `spot`, again every half a minute. Rows once shown stay while newer ones are asked for."""
    if state.place != spot.name or not state.rows:
        state = replace(state, phase="loading", place=spot.name, here=spot.here, rows=())
        yield state
    while True:
        state = await ask_leaving(state, spot, client, now(), on_foot, max_walk_m)
        yield state
        await asyncio.sleep(REFRESH_S)


async def ask_leaving(state: HomeState, spot: Spot, client: Client, now: datetime, on_foot: str, max_walk_m: int) -> HomeState:
    try:
        answer = await client.departures_near(spot.lat, spot.lon, walk_m=max_walk_m, limit=SHOWN)
    except Unreachable as trouble:
        return replace(state, phase="offline", rows=(), sentence=trouble.sentence)
    except ClientError as trouble:
        return replace(state, phase="trouble", rows=(), sentence=trouble.sentence)
    rows = tuple(row_of(entry, now, on_foot) for entry in answer.departures)
    live = liveness(leaves_first(entry).live for entry in answer.departures)
    return replace(state, phase="ready" if rows else "none", rows=rows, sentence="", live=live)


def leaves_first(entry: NearbyDeparture) -> NextDeparture:
    """The first that leaves; where all are cancelled the first of them, so that it can be told."""
    return next((leaving for leaving in entry.next if not leaving.cancelled), entry.next[0])


def row_of(entry: NearbyDeparture, now: datetime, on_foot: str) -> Leaving:
    first = leaves_first(entry)
    later = [leaving for leaving in entry.next if not leaving.cancelled and leaving is not first]
    line = entry.route.short_name or entry.route.long_name
    seconds = (first.depart_at - now).total_seconds()
    soon = seconds < 3600
    minutes = max(0, int(seconds // 60))
    then, then_said = then_of(entry, later, now, soon)
    status, status_said = status_of(entry, first)
    where = f"{entry.stop.name} {first.platform}".strip()
    leaves = expected(first.depart_at, first.scheduled_at, first.live is not None and not first.cancelled, first.added)
    said = row_words(entry, first, minutes, soon, where)
    how = "" if first.cancelled else tr("Live") if leaves.tone else tr("Timetable, not live")
    return Leaving(
        mode=str(entry.route.mode),
        line=line if len(line) <= 5 else "",
        colours=(entry.route.colour, entry.route.text_colour),
        headsign=entry.headsign or line,
        where=where,
        walk=write.duration(max(60, entry.walk_s)),
        minutes=str(minutes) if soon else write.clock(first.depart_at),
        unit=tr("min") if soon else "",
        then="" if first.cancelled else then,
        spoken=" ".join(part for part in (said, status_said, "" if first.cancelled else then_said, how) if part),
        stop_id=entry.stop.id,
        tone=leaves.tone,
        status=status,
    )


def row_words(entry: NearbyDeparture, first: NextDeparture, minutes: int, soon: bool, where: str) -> str:
    values = {"line": line_word(entry.route.mode, entry.route.short_name or entry.route.long_name), "place": entry.headsign, "stop": where}
    values["walk"] = say.duration(entry.walk_s)
    if soon:
        return tr("{line} to {place}, in {minutes} from {stop}, {walk} away.", minutes=say.duration(minutes * 60), **values)
    return tr("{line} to {place}, {time}, from {stop}, {walk} away.", time=say.clock(first.depart_at), **values)


def status_of(entry: NearbyDeparture, first: NextDeparture) -> tuple[tuple[str, str], str]:
    """What is not as in the timetable, written with its tone, and spoken."""
    if first.cancelled:
        return (tr("Cancelled"), "error"), tr("It is cancelled.")
    gone = next((leaving for leaving in entry.next if leaving.cancelled and leaving.depart_at <= first.depart_at), None)
    if gone:
        at = gone.scheduled_at or gone.depart_at
        return (tr("{time} is cancelled", time=write.clock(at)), "error"), tr("The one at {time} is cancelled.", time=say.clock(at))
    leaves = expected(first.depart_at, first.scheduled_at, first.live is not None, first.added)
    return ((leaves.words, leaves.tone), f"{leaves.spoken}.") if leaves.struck or first.added else (("", ""), "")


def then_of(entry: NearbyDeparture, later, now: datetime, soon: bool) -> tuple[str, str]:
    """Written and spoken: the next ones, or the one that leaves before this person can be there."""
    if entry.too_soon is not None and soon and (missed := minutes_until(entry.too_soon, now)) >= 0:
        minutes = say.duration(max(60, missed * 60))
        return tr("{minutes} is too soon", minutes=missed), tr("The one in {minutes} is too soon for you.", minutes=minutes)
    if not later:
        return "", ""
    if soon:
        times = [str(max(0, minutes_until(following.depart_at, now))) for following in later]
        return tr("then {times}", times=", ".join(times)), tr("Then {times}.", times=tr(" and ").join(times))
    written = ", ".join(write.clock(following.depart_at) for following in later)
    return tr("then {times}", times=written), tr("Then {times}.", times=tr(" and ").join(say.clock(following.depart_at) for following in later))


def minutes_until(moment: datetime, now: datetime) -> int:
    return int((moment - now).total_seconds() // 60)


async def measure_saved(spot: Spot, saved, client: Client, needs) -> AsyncIterator[tuple[str, int]]:
    """Seconds from here to each saved place, leaving now. One that cannot be reached is left out."""
    for place in saved:
        ask = Ask(spot, Spot(place.name, place.lat, place.lon))
        try:
            answer = await client.plan(request_of(ask, needs.modes, needs.max_walk_m, needs.max_transfers, limits_of(needs)))
        except ClientError:
            return
        if answer.itineraries:
            yield place.key, min(itinerary.duration_s for itinerary in answer.itineraries)


async def name_of(lat: float, lon: float, client: Client) -> Spot:
    """What stands at a point of the map; without network it is the point itself."""
    try:
        found = (await client.place_at(lat, lon)).place
    except Refused as trouble:
        if trouble.code == "outside_city":
            raise
        found = None
    except ClientError:
        found = None
    return Spot(found.name if found else tr("Point on the map"), lat, lon)


def heading_of(state: HomeState) -> str:
    return tr("Leaving near {place}", place=state.place) if state.place and not state.here else tr("Leaving near you")


def describe(state: HomeState, now: datetime) -> list[str]:
    """What can be heard of it, in reading order."""
    live = [live_words(state.live, now).spoken] if state.rows else []
    return [heading_of(state), *live, *(row.spoken for row in state.rows), *([state.sentence] if state.sentence else [])]
