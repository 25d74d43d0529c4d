"""Bookings and tickets of whoever is signed in: as they were told last, and how they stand now. Without Kivy."""

import asyncio
from contextlib import suppress

from backend.contract.bookings import BookingResponse, RefundState
from backend.contract.tickets import HeldTicket, HolderChange, TicketState
from mobile.accounts.device_key import encode
from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.payments import calls
from mobile.payments.kept import Bought
from mobile.payments.local import in_zone
from signing.showing import HolderKey

DONE = (RefundState.SUCCEEDED, RefundState.PAID_OTHERWISE)


class Purchases:
    """One of a session. It tells "bookings" when one stands otherwise, "tickets" when there are others, or they are shown by another phone.

    `key` is what this phone shows tickets by; None until it was needed once.
    """

    def __init__(self, session):
        self.session = session
        self.bought = Bought(session.store)
        self._keys: dict[str, HolderKey] = {}  # by city
        self._turn = asyncio.Lock()
        session.listen(self._heard)

    @property
    def city(self) -> str:
        return self.session.client.backend

    @property
    def key(self) -> HolderKey | None:
        return self._keys.get(self.city)

    def bookings(self) -> list[BookingResponse]:
        return in_zone(self.bought.bookings(self.city), self.session.now().tzinfo)

    def find_booking(self, booking_id: str) -> BookingResponse | None:
        return in_zone(self.bought.find_booking(self.city, booking_id), self.session.now().tzinfo)

    def tickets(self) -> list[HeldTicket]:
        return in_zone(self.bought.tickets(self.city), self.session.now().tzinfo)

    def keep_booking(self, booking: BookingResponse) -> None:
        if booking != self.bought.find_booking(self.city, booking.id):
            self.bought.keep_booking(self.city, booking)
            self.session.tell("bookings")

    async def refresh_bookings(self) -> None:
        """All of the first page, each as it stands. Raises ClientError."""
        account = self.session.account
        for summary in (await account.ask(calls.bookings)).bookings:
            known = self.find_booking(summary.id)
            if known is None or (known.state, known.due_minor) != (summary.state, summary.due_minor) or awaits_refund(known):
                await self.look(summary.id)

    async def look(self, booking_id: str, etag: str = "") -> tuple[BookingResponse | None, str]:
        """(how it stands, its ETag); with an ETag it waits for news, None when there were none. Raises ClientError."""
        found, etag = await self.session.account.ask(lambda client, token: calls.booking(client, booking_id, token, etag))
        if found:
            self.keep_booking(found)
        return in_zone(found, self.session.now().tzinfo), etag

    async def refresh_tickets(self) -> None:
        """Tickets that no phone holds yet are held by this one. Raises ClientError."""
        async with self._turn:
            answer = await self.session.account.ask(calls.tickets)
            self.bought.keep_tickets(self.city, answer.tickets)
            for ticket in answer.tickets:
                if ticket.state is TicketState.LIVE and ticket.device_key is None:
                    await self._hold(ticket)
            await self.find_key()
        self.session.tell("tickets")

    async def move_here(self, ticket: HeldTicket) -> None:
        """This phone shows it from now on, no other any longer. Raises ClientError."""
        async with self._turn:
            await self._hold(ticket)
        self.session.tell("tickets")

    def is_shown_here(self, ticket: HeldTicket) -> bool:
        return self.key is not None and ticket.token is not None and ticket.device_key == encode(self.key.public)

    async def find_key(self) -> HolderKey | None:
        """The key that was kept, if there is one."""
        city = self.city
        if city not in self._keys:
            with suppress(Unavailable, ValueError):
                text = await asyncio.to_thread(self.session.device.secure.find, self._name)
                if text and city not in self._keys:  # nobody has made one meanwhile
                    self._keys[city] = HolderKey.from_text(text)
        return self._keys.get(city)

    async def _hold(self, ticket: HeldTicket) -> None:
        key = await self.find_key() or await self._make_key()
        change = HolderChange(encode(key.public))
        held = await self.session.account.ask(lambda client, token: calls.hold_ticket(client, ticket.id, change, token))
        if held.id != ticket.id:  # issued anew: the one before is dead
            self.bought.drop_ticket(self.city, ticket)
        self.bought.keep_ticket(self.city, held)

    async def _make_key(self) -> HolderKey:
        key = self._keys[self.city] = HolderKey.new()
        with suppress(Unavailable):  # else it lasts until the app is closed; then tickets have to be moved here again
            await asyncio.to_thread(self.session.device.secure.keep, self._name, key.text)
        return key

    def forget(self) -> None:
        """It goes with whoever bought it."""
        if self.bookings() or self.tickets():
            self.bought.forget(self.city)
            self.session.tell("bookings")
            self.session.tell("tickets")

    def _heard(self, what: str) -> None:
        if what == "account" or (what == "reach" and self.session.reached and self.session.account.on):
            self.session.tasks.start(self, "account", self._follow_account())

    async def _follow_account(self) -> None:
        if not self.session.account.on:
            self.forget()
            return
        await self.find_key()
        try:
            await self.refresh_tickets()
            await self.refresh_bookings()
        except ClientError:  # no network, or a city that sells nothing: what was known stays
            self.session.tell("tickets")

    @property
    def _name(self) -> str:
        return f"ticket key for {self.city}"


def awaits_refund(booking: BookingResponse) -> bool:
    """Whether money is on its way back: only the booking itself says how far it is."""
    return any(refund.state not in DONE for refund in booking.payment.refunds)
