"""Around me: the stops one can walk to, nearest first."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from backend.contract.stops import NearbyStop
from mobile.asking import Spot
from mobile.client import Client, ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.words import line_word, mode_word


@dataclass(frozen=True)
class NearStop:
    """One row. `lines`: mode, line, colours of up to six lines."""

    name: str
    walk: str
    towards: str
    lines: tuple[tuple[str, str, tuple[str | None, str | None]], ...]
    spoken: str
    stop_id: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class AroundState:
    """`phase`: nowhere, loading, ready, none, offline or trouble."""

    phase: str = "nowhere"
    place: str = ""
    here: bool = True  # the place is where the person is, not one they chose
    stops: tuple[NearStop, ...] = ()
    sentence: str = ""


async def look_around(state: AroundState, spot: Spot, client: Client, walk_m: int, units: str, rolls: bool) -> AsyncIterator[AroundState]:
    state = replace(state, phase="loading", place=spot.name, here=spot.here, stops=state.stops if state.place == spot.name else (), sentence="")
    yield state
    try:
        answer = await client.stops_near(spot.lat, spot.lon, walk_m=walk_m)
    except ClientError as trouble:
        yield replace(state, phase="offline" if trouble.code == "unreachable" else "trouble", stops=(), sentence=trouble.sentence)
        return
    stops = tuple(stop_of(stop, units, rolls) for stop in answer.stops)
    yield replace(state, phase="ready" if stops else "none", stops=stops)


def stop_of(near: NearbyStop, units: str, rolls: bool) -> NearStop:
    lines = tuple((str(route.mode), route.short_name, (route.colour, route.text_colour)) for route in near.routes[:6])
    lines = lines or tuple((str(mode), "", (None, None)) for mode in near.modes)
    named = ", ".join(line_word(mode, line) if line else mode_word(mode) for mode, line, _ in lines)
    seconds = max(60, near.walk_s)
    distance, spoken = write.distance(near.walk_m, units), say.distance(near.walk_m, units)
    away = (
        tr("{duration} rolling, {distance}", duration=say.duration(seconds), distance=spoken)
        if rolls
        else tr("{duration} on foot, {distance}", duration=say.duration(seconds), distance=spoken)
    )
    towards = tr("To {places}", places=", ".join(near.headsigns)) if near.headsigns else ""
    return NearStop(
        name=near.stop.name,
        towards=towards,
        walk=f"{write.duration(seconds)} · {distance}",
        lines=tuple((mode, line if len(line) <= 5 else "", colours) for mode, line, colours in lines),
        spoken=". ".join(part for part in (f"{near.stop.name}, {away}", named, towards) if part),
        stop_id=near.stop.id,
        lat=near.stop.lat,
        lon=near.stop.lon,
    )


def heading_of(state: AroundState) -> str:
    return tr("Stops near you") if state.here else tr("Stops near {place}", place=state.place)


def describe(state: AroundState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [heading_of(state), *(stop.spoken for stop in state.stops), *([state.sentence] if state.sentence else [])]
