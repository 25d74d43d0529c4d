"""Rides of whoever has this phone: as they were told last, followed while they are soon or looked at, and told of aloud. Without Kivy."""

import asyncio
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from backend.contract.rides import RideResponse, RideState
from mobile.client import ClientError, Refused, new_key
from mobile.payments.buying import twice
from mobile.payments.local import in_zone
from mobile.rides import calls
from mobile.rides.kept import load_rides, save_rides
from mobile.rides.news import news_of

OPEN = (RideState.HELD, RideState.BOOKED, RideState.ABOARD, RideState.STRANDED)
SOON, LONG_OVER = timedelta(minutes=30), timedelta(hours=2)  # before the promise begins, and after it has ended
AGAIN_S, AT_ONCE_S, LONGEST_REST_S = 5, 0.5, 300
NOT_FOUND = 404


class Rides:
    """One of a session. It tells "rides" when there are others, or one stands otherwise."""

    def __init__(self, session):
        self.session = session
        self._shown: set[UUID] = set()  # looked at now
        self._told: set[str] = set()
        session.listen(self._heard)

    @property
    def city(self) -> str:
        return self.session.client.backend

    def rides(self) -> tuple[RideResponse, ...]:
        return in_zone(load_rides(self.session.store, self.city), self.session.now().tzinfo)

    def current(self) -> tuple[RideResponse, ...]:
        """Those that are not over, the soonest first."""
        now = self.session.now()
        found = (one for one in self.rides() if one.state in OPEN and one.promised.arrive_by > now - LONG_OVER)
        return tuple(sorted(found, key=lambda one: one.promised.pickup_from))

    def find_ride(self, ride_id: UUID) -> RideResponse | None:
        return next((one for one in self.rides() if one.id == ride_id), None)

    def of_booking(self, booking_id: str) -> tuple[RideResponse, ...]:
        return tuple(one for one in self.rides() if str(one.booking_id) == booking_id)

    def keep(self, rides: tuple[RideResponse, ...]) -> None:
        """All there are."""
        known = {one.id: one for one in load_rides(self.session.store, self.city)}
        if rides != tuple(known.values()):
            save_rides(self.session.store, self.city, rides)
            self.session.tell("rides")
        now = self.session.now()
        for one in in_zone(rides, now.tzinfo):
            self._say(one, known.get(one.id), now)
        self.follow()

    def keep_one(self, changed: RideResponse) -> None:
        """As the city has just told of it."""
        known = load_rides(self.session.store, self.city)
        if any(one.id == changed.id for one in known):
            self.keep(tuple(changed if one.id == changed.id else one for one in known))
        else:
            self.keep((*known, changed))

    def show(self, ride_id: UUID) -> None:
        """It is looked at: follow it, however far away it is."""
        self._shown.add(ride_id)
        self.follow()

    def hide(self, ride_id: UUID) -> None:
        self._shown.discard(ride_id)

    def refresh(self) -> None:
        """Ask anew, where somebody is signed in; without an answer what was known stays."""
        if self.session.account.on:
            self.session.tasks.start(self, "ask", self._ask())

    async def look(self, ride_id: UUID, etag: str = "") -> tuple[RideResponse | None, str]:
        """(how it stands, its ETag); with an ETag it waits for news, None when there were none. Raises ClientError."""
        return await self.session.account.ask(lambda client, token: calls.ride(client, str(ride_id), token, etag))

    async def _ask(self) -> None:
        try:
            answer = await self.session.account.ask(calls.rides)
        except ClientError:
            return
        self.keep(answer.rides)

    async def come_late(self, one: RideResponse, ready_at: datetime) -> RideResponse:
        """How it stands then. Raises ClientError."""
        key = new_key()
        told = await twice(self.session.account, lambda client, token: calls.come_late(client, str(one.id), ready_at, token, key))
        self.keep_one(told)
        return told

    async def cancel(self, one: RideResponse) -> None:
        """One that nothing was paid for. Raises ClientError."""
        self.keep_one(await self.session.account.ask(lambda client, token: calls.cancel(client, str(one.id), token)))

    def follow(self) -> None:
        """Whatever is soon or looked at; the rest once it is soon."""
        if self.session.account.on and not self.session.tasks.runs(self, "wait"):
            self.session.tasks.start(self, "wait", self._wait())
        for one in self.current():
            if self._is_followed(one) and not self.session.tasks.runs(self, f"ride {one.id}"):
                self.session.tasks.start(self, f"ride {one.id}", self._follow(one.id))

    def _is_followed(self, one: RideResponse) -> bool:
        return one.id in self._shown or self.session.now() >= one.promised.pickup_from - SOON

    async def _wait(self) -> None:
        while current := self.current():
            now = self.session.now()
            rests = [(one.promised.pickup_from - SOON - now).total_seconds() for one in current if not self._is_followed(one)]
            await asyncio.sleep(min(LONGEST_REST_S, max(1.0, min(rests, default=LONGEST_REST_S))))
            self.follow()

    async def _follow(self, ride_id: UUID) -> None:
        """Until it is over, or no longer looked at. Without a connection again and again."""
        etag = ""
        while (known := self.find_ride(ride_id)) and known in self.current() and self._is_followed(known):
            began = monotonic()
            try:
                found, etag = await self.look(ride_id, etag)
            except Refused as trouble:
                if trouble.status == NOT_FOUND:
                    self.keep(tuple(one for one in load_rides(self.session.store, self.city) if one.id != ride_id))
                if trouble.status < 429:
                    return
                await asyncio.sleep(AGAIN_S)
                continue
            except ClientError:
                await asyncio.sleep(AGAIN_S)
                continue
            if found:
                self.keep_one(found)
            else:
                self._say(known, known, self.session.now())
            if monotonic() - began < AT_ONCE_S:  # the first answer, or a city that does not wait with it
                await asyncio.sleep(AT_ONCE_S if found else AGAIN_S)

    def _say(self, one: RideResponse, before: RideResponse | None, now: datetime) -> None:
        for news in news_of(one, before, now):
            if news.key not in self._told:
                self._told.add(news.key)
                self.session.notify(news.title, news.detail)
                self.session.announce(news.spoken, assertive=news.urgent, aloud=True)

    def _heard(self, what: str) -> None:
        if what == "account" and not self.session.account.on:
            self.session.tasks.stop(self)
            if load_rides(self.session.store, self.city):
                self.keep(())
        elif what in ("account", "bookings") or (what == "reach" and self.session.reached):
            self.refresh()
