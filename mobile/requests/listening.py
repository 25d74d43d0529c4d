"""News of requests as they happen, while the app runs: told once each, whatever the network does. Without Kivy.

On a phone whose window is out of sight the app sleeps with all that it listens to; what came meanwhile is asked for when it wakes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import chain, repeat

import msgspec

from backend.contract.notices import NoticeEventName, NoticeNews, NoticesLeft
from mobile.accounts.signed_in import SignedOut
from mobile.client import Client, ClientError, Refused, Unreachable
from mobile.events import Event
from mobile.requests.notice_calls import EVENTS
from mobile.requests.requests import BY_ACCOUNT, BY_PASS

RETRY_S = (1, 2, 5, 10, 30)
LATER = ("busy", "rate_limited", "too_many_streams")
MESSAGES = {NoticeEventName.NOTICE: NoticeNews, NoticeEventName.UNREAD: NoticesLeft}
Heard = NoticeNews | NoticesLeft


class Listening:
    """One of a session. It listens for whoever the city knows on this phone: by its pass, by an account, or by both."""

    def __init__(self, session):
        self.session = session
        session.listen(self.heard)

    def heard(self, what: str) -> None:
        if what in ("city", "account", "requests", "notices"):
            self.follow(anew=what == "city")  # another one, or it has just answered again

    def follow(self, anew: bool = False) -> None:
        """As whom the city knows one now; whoever it knows no longer is listened for no longer."""
        tasks, ways = self.session.tasks, self.session.requests.ways() if self.session.city else ()
        for by in (BY_PASS, BY_ACCOUNT):
            if by not in ways:
                tasks.stop(self, by)
            elif anew or not tasks.runs(self, by):
                tasks.start(self, by, self.listen(by))

    async def listen(self, by: str) -> None:
        """Until the city is another one, or does not tell news in this way."""
        waits = chain(RETRY_S, repeat(RETRY_S[-1]))
        while True:
            try:
                async for event in self._events(by):
                    waits = chain(RETRY_S, repeat(RETRY_S[-1]))
                    if (heard := read(event)) is not None:
                        await self.session.notices.take(by, heard)
            except Unreachable:
                pass
            except SignedOut:
                return
            except Refused as trouble:
                if trouble.code not in LATER:
                    return
            await asyncio.sleep(next(waits))

    async def _events(self, by: str) -> AsyncIterator[Event]:
        """From the last notice that is known here on. The first event comes at once: until then a worn token is renewed."""
        last_id = self.session.notices.last_of(by)

        async def begun(client: Client, token: str) -> tuple[Event | None, AsyncIterator[Event]]:
            events = client.events(EVENTS, token, last_id)
            return await anext(events, None), events

        first, rest = await self.session.requests.ask_as(by, begun)
        try:
            if first:
                yield first
            async for event in rest:
                yield event
        finally:
            with suppress(ClientError):
                await rest.aclose()


def read(event: Event) -> Heard | None:
    """The message of an event; None for one that this app does not know, as a newer city may send it."""
    if event.name not in MESSAGES:
        return None
    try:
        return msgspec.json.decode(event.text, type=MESSAGES[NoticeEventName(event.name)])
    except msgspec.MsgspecError:
        return None
