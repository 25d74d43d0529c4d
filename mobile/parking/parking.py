"""Parking of whoever has this phone: their vehicles, what they look for, and the spaces they have reserved. Without Kivy."""

import asyncio
from dataclasses import replace

from backend.contract.reservations import Reservation, ReservationState
from mobile.client import ClientError
from mobile.parking import calls
from mobile.parking.kept import load_reservations, save_reservations
from mobile.parking.later import Later
from mobile.parking.lookout import Lookout
from mobile.parking.reminders import due, next_at
from mobile.parking.taken import Taken
from mobile.parking.wish import Wish
from mobile.payments.local import in_zone
from mobile.store.vehicles import Vehicles, load_vehicles, save_vehicles

OPEN = (ReservationState.HELD, ReservationState.BOOKED, ReservationState.INSIDE)
LONGEST_REST_S = 300  # the clock of a phone may be set meanwhile


class Parking:
    """One of a session. It tells "vehicles" when there are others, or another is driven, "wish" when something else is looked for, "reservations"
    when there are others, or one stands otherwise."""

    def __init__(self, session):
        self.session = session
        self.vehicles: Vehicles = load_vehicles(session.store)
        self.wish = Wish()
        self.taken, self.later, self.lookout = Taken(session), Later(session), Lookout(session)
        self._told: set[str] = set()
        session.listen(self._heard)

    @property
    def city(self) -> str:
        return self.session.client.backend

    def change_vehicles(self, vehicles: Vehicles) -> None:
        self.vehicles = vehicles
        save_vehicles(self.session.store, vehicles)
        self.session.tell("vehicles")

    def change_wish(self, **changes) -> None:
        self.set_wish(replace(self.wish, **changes))

    def set_wish(self, wish: Wish) -> None:
        self.wish = wish
        self.session.tell("wish")

    def reservations(self) -> tuple[Reservation, ...]:
        return in_zone(load_reservations(self.session.store, self.city), self.session.now().tzinfo)

    def current(self) -> tuple[Reservation, ...]:
        """Those that are not over, the soonest first."""
        return tuple(sorted((one for one in self.reservations() if one.state in OPEN), key=lambda one: one.starts_at))

    def find_reservation(self, booking_id: str, leg_no: int = 0) -> Reservation | None:
        """That of a booking; of several the one with the number."""
        return next((one for one in self.reservations() if str(one.booking_id) == booking_id and leg_no in (0, one.leg_no)), None)

    def keep(self, reservations: tuple[Reservation, ...]) -> None:
        if reservations != load_reservations(self.session.store, self.city):
            save_reservations(self.session.store, self.city, reservations)
            self.session.tell("reservations")
        self.remind()

    def keep_one(self, changed: Reservation) -> None:
        """As the city has just told of it."""
        same = (changed.booking_id, changed.leg_no)
        others = (one for one in load_reservations(self.session.store, self.city) if (one.booking_id, one.leg_no) != same)
        self.keep((*others, changed))

    def refresh(self) -> None:
        """Ask anew, where somebody is signed in; without an answer what was known stays."""
        if self.session.account.on:
            self.session.tasks.start(self, "reservations", self._ask())

    async def _ask(self) -> None:
        try:
            answer = await self.session.account.ask(calls.reservations)
        except ClientError:
            return
        self.keep(answer.reservations)

    def remind(self) -> None:
        """Say what is due, and wait for what comes next."""
        self.session.tasks.start(self, "remind", self._remind())

    async def _remind(self) -> None:
        while True:
            reservations, now = self.reservations(), self.session.now()
            for one in due(reservations, self._told, now):
                self._told.add(one.key)
                self.session.notify(one.words, "")
                self.session.announce(one.words, assertive=True, aloud=True)
            at = next_at(reservations, now)
            if at is None:
                return
            await asyncio.sleep(min(LONGEST_REST_S, max(1.0, (at - now).total_seconds())))

    def _heard(self, what: str) -> None:
        if what == "account" and not self.session.account.on:
            if load_reservations(self.session.store, self.city):
                self.keep(())
                self.taken.forget()
                self.later.forget()
        elif what in ("account", "bookings") or (what == "reach" and self.session.reached):
            self.refresh()
            self.taken.wake()
            self.later.wake()
        elif what == "progress":
            self.later.look()
        elif what == "city":
            self.lookout.wake()
        if what == "account":
            self.remind()
