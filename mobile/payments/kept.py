"""Bookings and tickets on this phone, as the city told of them last: they are there without network."""

import msgspec

from backend.contract.bookings import BookingResponse
from backend.contract.tickets import HeldTicket
from mobile.store.database import Store

BOOKING, TICKET = "booking", "ticket"


class Bought:
    """Of all cities that were asked; each is found by the address of its city. One in a shape no longer understood is asked for anew, not shown."""

    def __init__(self, store: Store):
        self.store = store

    def bookings(self, city: str) -> list[BookingResponse]:
        """The newest first."""
        return sorted(self._list(BOOKING, city, BookingResponse), key=lambda booking: booking.created_at, reverse=True)

    def find_booking(self, city: str, booking_id: str) -> BookingResponse | None:
        return next((booking for booking in self.bookings(city) if booking.id == booking_id), None)

    def keep_booking(self, city: str, booking: BookingResponse) -> None:
        self._keep(BOOKING, booking.id, city, booking)

    def tickets(self, city: str) -> list[HeldTicket]:
        """The soonest first."""
        return sorted(self._list(TICKET, city, HeldTicket), key=lambda ticket: (ticket.valid_from, ticket.leg_no, str(ticket.id)))

    def keep_tickets(self, city: str, tickets: tuple[HeldTicket, ...]) -> None:
        """All there are: one that the city does not tell of any more is gone here too."""
        with self.store.together():
            self.store.write("DELETE FROM bought WHERE kind = ? AND city = ?", (TICKET, city))
            for ticket in tickets:
                self._keep(TICKET, str(ticket.id), city, ticket)

    def keep_ticket(self, city: str, ticket: HeldTicket) -> None:
        self._keep(TICKET, str(ticket.id), city, ticket)

    def drop_ticket(self, city: str, ticket: HeldTicket) -> None:
        self.store.write("DELETE FROM bought WHERE kind = ? AND id = ? AND city = ?", (TICKET, str(ticket.id), city))

    def forget(self, city: str) -> None:
        """Whoever was signed in is no longer."""
        self.store.write("DELETE FROM bought WHERE city = ?", (city,))

    def _keep(self, kind: str, name: str, city: str, body: msgspec.Struct) -> None:
        self.store.write("INSERT OR REPLACE INTO bought VALUES (?, ?, ?, ?)", (kind, name, city, msgspec.json.encode(body)))

    def _list(self, kind: str, city: str, shape: type) -> list:
        found = []
        for (body,) in self.store.list_rows("SELECT body FROM bought WHERE kind = ? AND city = ?", (kind, city)):
            try:
                found.append(msgspec.json.decode(body, type=shape))
            except msgspec.MsgspecError:
                continue
        return found
