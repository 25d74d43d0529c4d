"""What is sent to one listener: the events that lead from what it was told to what is known."""
import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import msgspec
from litestar.response.sse import ServerSentEventMessage

from backend.contract.base import Answer
from backend.contract.following import EventName, TripEnded
from backend.following.look import NO_BREAK, Look, Looker, Mark, end_reason
from backend.following.telling import Telling
from backend.following.watch import Watch

HEARTBEAT_S = 15.0
# Longer ones end by themselves and are opened again, so that none is kept by somebody who is gone.
LONGEST_S = 1800.0
RETRY_MS = 2000


async def events(watch: Watch, looker: Looker, told: Mark, is_closed: Callable[[], bool]) -> AsyncIterator[ServerSentEventMessage]:
    """Until the trip ends, the service stops, or half an hour is over."""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()
    until = loop.time() + LONGEST_S
    watch.listeners.add(woken)
    try:
        yield ServerSentEventMessage(data=None, retry=RETRY_MS, comment="following")
        while not is_closed() and loop.time() < until:
            woken.clear()
            look = watch.last
            if look is not None and look.mark != told:
                for event in between(watch, looker, told, look):
                    yield event
                told = look.mark
            if watch.gone or (look is not None and look.ended):
                yield message(EventName.ENDED, TripEnded(end_reason(look)), None)
                return
            try:
                async with asyncio.timeout(min(HEARTBEAT_S, until - loop.time())):
                    await woken.wait()
            except TimeoutError:
                yield ServerSentEventMessage(data=None, comment="still here")
    finally:
        watch.listeners.discard(woken)


def between(watch: Watch, looker: Looker, told: Mark, look: Look) -> Iterator[ServerSentEventMessage]:
    """The mark of each says what has been told once it arrives, so that whoever loses the next ones gets them later."""
    if told.broken != look.mark.broken:
        standing, half = look.standing, Mark(look.mark.broken)
        if told.break_id is not None and (standing is None or standing.id != told.break_id):
            view, now = looker.planner.live.view, look.state.as_of
            trip = looker.reader.placed(watch.followed.trip, view.snapshot, now)
            yield message(EventName.MENDED, Telling(looker.planner.names, view, now).mended(told.break_id, told.leg, trip), Mark(NO_BREAK))
        if look.state.broken is not None:
            yield message(EventName.BREAK, look.state.broken, half)
    yield message(EventName.STATE, look.state, look.mark)


def message(name: EventName, answer: Answer, mark: Mark | None) -> ServerSentEventMessage:
    return ServerSentEventMessage(msgspec.json.encode(answer).decode(), event=name.value, id=None if mark is None else str(mark))
