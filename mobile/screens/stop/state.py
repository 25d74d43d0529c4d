"""A stop: what leaves there next."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from backend.contract.stops import Departure, Stop
from mobile.client import Client, ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.live import NOT_LIVE, Expected, Liveness, expected, liveness
from mobile.words import line_word

REFRESH_S = 30
SHOWN = 30


@dataclass(frozen=True)
class Leaves:
    """One departure."""

    mode: str
    line: str
    colours: tuple[str | None, str | None]
    headsign: str
    detail: str
    at: Expected
    minutes: str
    spoken: str


@dataclass(frozen=True)
class StopState:
    """`phase`: loading, ready, none, offline or trouble."""

    phase: str = "loading"
    stop: Stop | None = None
    rows: tuple[Leaves, ...] = ()
    sentence: str = ""
    live: Liveness = NOT_LIVE


async def watch_stop(state: StopState, stop_id: str, client: Client, now) -> AsyncIterator[StopState]:
    """The departures of a stop, again every half a minute. Those shown stay while newer ones are asked for."""
    if not state.rows:
        yield replace(state, phase="loading")
    while True:
        try:
            answer = await client.departures(stop_id, limit=SHOWN)
        except ClientError as trouble:
            phase = "offline" if trouble.code == "unreachable" else "trouble"
            state = replace(state, phase=phase, rows=(), sentence=trouble.sentence)
        else:
            rows = tuple(row_of(departure, now()) for departure in answer.departures)
            live = liveness(departure.live for departure in answer.departures)
            state = StopState("ready" if rows else "none", answer.stop, rows, live=live)
        yield state
        await asyncio.sleep(REFRESH_S)


def row_of(departure: Departure, now: datetime) -> Leaves:
    line = departure.route.short_name or departure.route.long_name
    seconds = (departure.depart_at - now).total_seconds()
    soon = seconds < 3600 and not departure.cancelled
    minutes = max(0, int(seconds // 60))
    platform = tr("Platform {name}", name=departure.platform) if departure.platform else ""
    name = line_word(departure.route.mode, line)
    live = departure.live is not None
    at = expected(departure.depart_at, departure.scheduled_at, live and not departure.cancelled, departure.added)
    if departure.cancelled:
        at = Expected("", write.clock(departure.scheduled_at or departure.depart_at), "error", tr("Cancelled"), tr("cancelled"))
    if soon:
        said = tr("{line} to {place}, in {minutes}", line=name, place=departure.headsign, minutes=say.duration(minutes * 60))
    else:
        said = tr("{line} to {place}, {time}", line=name, place=departure.headsign, time=say.clock(departure.depart_at))
    about = "" if departure.exact else tr("about")
    how = "" if departure.cancelled else tr("Live") if live else tr("Timetable, not live")
    return Leaves(
        mode=str(departure.route.mode),
        line=line if len(line) <= 5 else "",
        colours=(departure.route.colour, departure.route.text_colour),
        headsign=departure.headsign or line,
        detail=" · ".join(part for part in (platform, about) if part),
        at=at,
        minutes=tr("{n} min", n=minutes) if soon else "",
        spoken=", ".join(part for part in (said, platform, at.spoken, how) if part),
    )


def describe(state: StopState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [*([state.stop.name] if state.stop else []), *(row.spoken for row in state.rows), *([state.sentence] if state.sentence else [])]
