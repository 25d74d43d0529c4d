"""Scan: what is told of what the camera sees. A find ends the search; until then there is a hint now and then."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from mobile.asking import Spot
from mobile.client import Client
from mobile.i18n import tr
from mobile.scan.look import Glance
from mobile.scan.seen import Find
from mobile.screens.scan.book import Book
from mobile.screens.scan.words import HINTS, REFUSALS, sentence_of
from mobile.screens.stop.state import StopState, watch_stop
from signing.codes import CodeKind

HINT_S, SAME_S = 3.0, 9.0  # at least between two things that are said, and until the same is said once more
SHOWN = 5


@dataclass(frozen=True)
class ScanState:
    """`phase`: starting, looking, found or no_camera. `sentence`: of the find, or why there is none. `warning`: it is about a code not believed.
    `say`: what is said now, "" for nothing; it was said last at `said_at` in seconds. `find` is shown, `others` were in view too.
    """

    phase: str = "starting"
    find: Find | None = None
    others: tuple[Find, ...] = ()
    sentence: str = ""
    warning: bool = False
    say: str = ""
    said_at: float = -HINT_S
    stop: StopState | None = None


def looking(state: ScanState, now_s: float) -> ScanState:
    """From the beginning."""
    words = tr("Point the phone at a sign. No code in view yet")
    return ScanState("looking", sentence=words, say=words, said_at=now_s)


def without_camera(why: str) -> ScanState:
    return ScanState("no_camera", sentence=why, say=why)


def told(state: ScanState, glance: Glance, book: Book, units: str, now_s: float) -> ScanState:
    """After one look. A find is said at once; everything else no oftener than every three seconds."""
    if state.phase != "looking":
        return replace(state, say="")
    if glance.found:
        find, *others = glance.found
        return found(find, tuple(others), units)
    words, warning = hint_of(glance, book)
    state = replace(state, say="", warning=warning or (state.warning and now_s - state.said_at < HINT_S))
    if now_s - state.said_at < (SAME_S if words == state.sentence else HINT_S):
        return state
    return replace(state, sentence=words, warning=warning, say=words, said_at=now_s)


def found(find: Find, others: tuple[Find, ...], units: str) -> ScanState:
    words = sentence_of(find, units)
    return ScanState("found", find, others, words, say=words)


def hint_of(glance: Glance, book: Book) -> tuple[str, bool]:
    """One sentence, and whether it is a warning."""
    if (glance.refused or glance.strange) and book.ring is None:
        if book.asked:
            return tr("This city has no codes in its streets. Nothing was opened."), True
        return tr("The keys of this city are not on this phone yet. Go online once, then scan again."), True
    if glance.refused:
        return REFUSALS[glance.refused](), True
    if glance.strange:
        return tr("A marker that is not known here. It leads nowhere."), True
    return (HINTS[glance.likely]() if glance.likely else tr("No code in view")), False


def place_of(state: ScanState, here: Spot | None) -> Spot | None:
    """Where the find is: by the signed table, by the timetable, else where the phone is, as one stands before it."""
    find, name = state.find, state.find.name if state.find else ""
    if find is None:
        return None
    if find.lat is not None and find.lon is not None:
        return Spot(name, find.lat, find.lon)
    if state.stop and state.stop.stop and state.stop.stop.lat is not None:
        return Spot(name, state.stop.stop.lat, state.stop.stop.lon)
    return Spot(name, here.lat, here.lon) if here else None


async def watch_departures(state: ScanState, client: Client, now) -> AsyncIterator[StopState]:
    """What leaves at the stop that was found. Nothing is asked for anything else."""
    if state.find is None or state.find.kind is not CodeKind.STOP:
        return
    async for stop in watch_stop(StopState(), state.find.id, client, now):
        yield replace(stop, rows=stop.rows[:SHOWN])


def departures_words(stop: StopState) -> str:
    """What is told where there are no rows."""
    if stop.phase == "offline":
        return tr("Departures are not available without a network. The place itself is sure.")
    return stop.sentence if stop.phase == "trouble" else tr("Nothing leaves here within a day")


def describe(state: ScanState) -> list[str]:
    """What can be heard of it, in reading order."""
    rows = [row.spoken for row in state.stop.rows] if state.stop else []
    return [state.sentence, *rows]
