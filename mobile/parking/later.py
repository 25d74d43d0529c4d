"""Who is late for a reserved space: the city is told once per delay, as soon as there is a network, and the person what came of it. Without Kivy."""

import msgspec

from backend.contract.reservation_care import LaterArrival
from backend.contract.reservations import Reservation
from mobile.client import ClientError, Unreachable, new_key
from mobile.parking import calls
from mobile.parking.delay import LateView, ToldLater, drive_of, is_new, late_for, view_of, waits
from mobile.payments.local import in_zone

NAME = "later arrivals in {city}"


class Later:
    """Part of a session's Parking. It tells "reservations" when there is something else to say of one."""

    def __init__(self, session):
        self.session = session

    @property
    def name(self) -> str:
        return NAME.format(city=self.session.client.backend)

    def all(self) -> tuple[ToldLater, ...]:
        raw = self.session.store.find_kept(self.name)
        try:
            found = msgspec.json.decode(raw, type=tuple[ToldLater, ...]) if raw else ()
        except msgspec.MsgspecError:
            return ()
        return in_zone(found, self.session.now().tzinfo)

    def find(self, booking_id: str, leg_no: int) -> ToldLater | None:
        return next((one for one in self.all() if (one.booking_id, one.leg_no) == (booking_id, leg_no)), None)

    def view(self, stay: Reservation) -> LateView | None:
        """What there is to say of a stay, until the vehicle is there or the time is over."""
        told = self.find(str(stay.booking_id), stay.leg_no)
        return view_of(told, stay) if told and waits(stay) and self.session.now() < stay.ends_at else None

    def stay_ahead(self) -> Reservation | None:
        """The one of the trip under way that there is something to say of."""
        trip = self.session.underway.trip
        if trip is None or drive_of(trip.itinerary) is None:
            return None
        return next((one for one in self.session.parking.current() if self.view(one)), None)

    def look(self) -> None:
        """A second of the trip has passed, or the city has told of it."""
        session, trip = self.session, self.session.underway.trip
        if trip is None or not session.account.on or drive_of(trip.itinerary) is None:
            return
        late = late_for(trip, session.parking.reservations(), session.now())
        if late is None:
            return
        stay, arrive_at = late
        if is_new(arrive_at, self.find(str(stay.booking_id), stay.leg_no)):
            self._keep(ToldLater(str(stay.booking_id), stay.leg_no, arrive_at, new_key()))
            session.tasks.start(self, "tell", self._tell())

    def wake(self) -> None:
        """Tell what the city has not heard yet. A question that is on its way is left alone."""
        if self.session.account.on and not self.session.tasks.runs(self, "tell") and any(one.is_open for one in self.all()):
            self.session.tasks.start(self, "tell", self._tell())

    def forget(self) -> None:
        self.session.store.keep(self.name, b"[]")

    async def _tell(self) -> None:
        for told in [one for one in self.all() if one.is_open]:
            stay = self.session.parking.find_reservation(told.booking_id, told.leg_no)
            if stay is None or not waits(stay) or self.session.underway.trip is None:  # whoever gave the trip up comes at another time, or never
                self._drop(told)
            elif not await self._tell_one(told, stay):
                return

    async def _tell_one(self, told: ToldLater, stay: Reservation) -> bool:
        """False where there is no network: it is told when there is one again."""
        request, session = LaterArrival(told.arrive_at, told.leg_no), self.session
        try:
            answer = await session.account.ask(lambda client, token: calls.come_later(client, told.booking_id, request, token, told.key))
        except Unreachable:
            return False
        except ClientError as trouble:
            told = msgspec.structs.replace(told, trouble=trouble.sentence)
        else:
            told = msgspec.structs.replace(told, answer=in_zone(answer, session.now().tzinfo))
        self._keep(told)
        view = view_of(told, stay)
        session.tell_person(view.title)  # the rest of it stands on the pages of the trip and of the stay
        session.notify(view.title, view.detail)
        session.announce(view.spoken, assertive=True, aloud=True)
        session.parking.refresh()
        return True

    def _drop(self, told: ToldLater) -> None:
        self._write(tuple(one for one in self.all() if one.key != told.key))

    def _keep(self, told: ToldLater) -> None:
        """In place of what was told of the same stay before; what was told of stays that are gone goes too."""
        known = {(str(one.booking_id), one.leg_no) for one in self.session.parking.current()} - {(told.booking_id, told.leg_no)}
        self._write((*(one for one in self.all() if (one.booking_id, one.leg_no) in known), told))

    def _write(self, all_told: tuple[ToldLater, ...]) -> None:
        self.session.store.keep(self.name, msgspec.json.encode(all_told))
        self.session.tell("reservations")
