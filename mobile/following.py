"""A trip that the city follows for this device: asked for once, then listened to, through every loss of the network. Without Kivy."""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain, repeat

import msgspec

from backend.contract.following import (
    EventName,
    FollowedLeg,
    FollowedPlace,
    FollowedRental,
    FollowRequest,
    TripBreak,
    TripEnded,
    TripMended,
    TripNow,
    TripUpdate,
)
from backend.contract.rides import FollowedRide
from backend.contract.trips import Itinerary, Leg, LegPlace
from mobile.asking import Ask, WhenKind
from mobile.client import Client, ClientError, Refused, Unreachable, new_key
from mobile.events import Event
from mobile.store.needs import Needs, limits_of
from mobile.store.passes import Passes
from mobile.store.underway import Thread
from mobile.whereabouts import Whereabouts
from mobile.words import STREET_MODES

RETRY_S = (1, 2, 3, 5, 10)
MOST_LEGS, MOST_GEOMETRY = 30, 8000
FORGET_TRIES = 4
NO_PASS, LATER = "not_signed_in", ("busy", "rate_limited", "request_in_flight")
UNKNOWN = ("not_found", "idempotency_key_reused")  # of a trip that the city has lost, or that was asked for otherwise before the app was closed
MESSAGES = {EventName.STATE: TripNow, EventName.BREAK: TripBreak, EventName.MENDED: TripMended, EventName.ENDED: TripEnded}
Heard = TripNow | TripBreak | TripMended | TripEnded


def request_to_follow(itinerary: Itinerary, ask: Ask, needs: Needs) -> FollowRequest | None:
    """Only what following needs: no name of where one lives or goes, and never the reason of a limit. None for a trip of too many legs."""
    if not 1 <= len(itinerary.legs) <= MOST_LEGS:
        return None
    return FollowRequest(
        legs=tuple(followed_leg(leg) for leg in itinerary.legs),
        modes=needs.modes,
        max_transfers=needs.max_transfers,
        max_walk_m=needs.max_walk_m,
        limits=limits_of(needs),
        guidance=True,
        arrive_by=ask.when.at if ask.when.kind is WhenKind.ARRIVE else None,
    )


def followed_leg(leg: Leg) -> FollowedLeg:
    rental = leg.rental
    return FollowedLeg(
        mode=leg.mode,
        from_=followed_place(leg.from_),
        to=followed_place(leg.to),
        depart_at=leg.depart_at,
        arrive_at=leg.arrive_at,
        scheduled_depart_at=leg.scheduled_depart_at,
        scheduled_arrive_at=leg.scheduled_arrive_at,
        geometry=leg.geometry if leg.mode in STREET_MODES and len(leg.geometry) <= MOST_GEOMETRY else "",
        trip_id=leg.trip_id,
        service_day=leg.service_day,
        stay_seated=leg.stay_seated,
        added=leg.added,
        ride=ride_of(leg),
        rental=rental
        and FollowedRental(
            system_id=rental.system_id,
            vehicle=rental.vehicle,
            electric=rental.electric,
            pick_up_station_id=rental.pick_up.station_id,
            drop_off_station_id=rental.drop_off.station_id if rental.drop_off else None,
        ),
    )


def ride_of(leg: Leg) -> FollowedRide | None:
    offer = leg.on_demand and leg.on_demand.offer
    return FollowedRide(offer.zone, offer.load) if offer else None


def followed_place(place: LegPlace) -> FollowedPlace:
    """A stop keeps its name, which everybody knows; an address does not."""
    return FollowedPlace(place.lat, place.lon, place.name if place.stop_id else "", place.stop_id)


class Following:
    """`listen` yields what the city tells until the trip has ended. It ends early, without a word, where the city does not follow trips.

    `thread` is what was known of it before the app was closed; a trip that the city does not know any more is followed anew.
    `on_thread` hears when it has changed.
    """

    def __init__(self, client: Client, passes: Passes, request: FollowRequest, thread: Thread | None = None, on_thread=lambda: None):
        self.client, self.passes, self.request, self.on_thread = client, passes, request, on_thread
        self._key, self.trip_id, self._last_id = (thread.key, thread.trip_id, thread.last_event_id) if thread else (new_key(), "", "")
        self._asked = thread is not None
        self.whereabouts = Whereabouts(None if thread and thread.shares else False)

    @property
    def thread(self) -> Thread:
        return Thread(self._key, self.trip_id, self._last_id, self.whereabouts.shares)

    async def listen(self) -> AsyncIterator[Heard]:
        new_pass = anew = False
        waits = chain(RETRY_S, repeat(RETRY_S[-1]))
        while True:
            try:
                await self._begin()
                async for event in self.client.trip_events(self.trip_id, self._token, self._last_id):
                    waits, new_pass, anew = chain(RETRY_S, repeat(RETRY_S[-1])), False, False
                    heard = read(event)
                    if isinstance(heard, TripNow):
                        self.whereabouts.hear(heard.share_position)
                    if heard:
                        yield heard
                    self._hold(self.trip_id, event.id or self._last_id)  # not before: what was not heard to the end is told again
                    if isinstance(heard, TripEnded):
                        return
            except Unreachable:
                pass
            except Refused as trouble:
                if trouble.code == NO_PASS and not new_pass:
                    new_pass = True
                    self.passes.drop(self.client)
                    self._lose()
                elif trouble.code in UNKNOWN and not anew:
                    anew = True
                    self._lose()
                elif trouble.code not in LATER:
                    return
            await asyncio.sleep(next(waits))

    async def _begin(self) -> None:
        self._token = await self.passes.get(self.client)
        if not self.trip_id:
            self._asked = True
            self._hold((await self.client.follow(self.request, self._token, self._key)).id, "")

    def _hold(self, trip_id: str, last_id: str) -> None:
        if (trip_id, last_id) != (self.trip_id, self._last_id):
            self.trip_id, self._last_id = trip_id, last_id
            self.on_thread()

    def _lose(self) -> None:
        """The city does not know the trip: whatever it held of it is gone."""
        self._key, self.whereabouts = new_key(), Whereabouts()
        self._hold("", "")

    async def look(self) -> TripNow | None:
        """How it stands now: the stream is silent while nothing changes, and what nobody repeats would seem to grow old. None without an answer."""
        if not self.trip_id:
            return None
        try:
            now = await self.client.trip(self.trip_id, await self.passes.get(self.client))
        except ClientError:
            return None
        self.whereabouts.hear(now.share_position)
        return now

    async def tell(self, update: TripUpdate) -> None:
        """What `whereabouts` has begun. One that is lost is not sent again: by then one is elsewhere."""
        whereabouts, arrived = self.whereabouts, False
        try:
            await self.client.update_trip(self.trip_id, update, await self.passes.get(self.client))
            arrived = True
        except ClientError:
            pass
        finally:
            whereabouts.end(update, arrived)
            self.on_thread()

    async def forget(self) -> None:
        """The person has ended the trip: the city keeps nothing of it, nor of one that it took on while nobody waited for its answer any longer."""
        for wait in RETRY_S[:FORGET_TRIES] if self._asked else ():
            try:
                await self._begin()
                await self.client.forget_trip(self.trip_id, self._token)
                return
            except ClientError:
                await asyncio.sleep(wait)


def read(event: Event) -> Heard | None:
    """The message of an event; None for one that this app does not know, as a newer city may send it."""
    if event.name not in MESSAGES:
        return None
    try:
        return msgspec.json.decode(event.text, type=MESSAGES[EventName(event.name)])
    except msgspec.MsgspecError:
        return None
