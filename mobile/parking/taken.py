"""“My space is taken”: kept first, told as soon as there is a network, followed until there is another space or the money back. Without Kivy."""

import asyncio
from datetime import datetime

import msgspec

from backend.contract.reservation_care import Incident, IncidentState, SpaceTakenRequest
from mobile.client import ClientError, Unreachable, new_key
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.parking import calls
from mobile.store.photos import Photos, PhotoUnreadable

NAME = "spaces that were taken in {city}"
AGAIN_S, MOST_ASKED = 2, 40  # another space is looked for within a minute


class Told(msgspec.Struct, frozen=True):
    """One tap: `key` makes it the same however often it is sent; `incident` is what the city made of it, None before it has heard."""

    booking_id: str
    leg_no: int
    at: datetime
    key: str
    incident: Incident | None = None
    trouble: str = ""


class Taken:
    """Part of a session's Parking. It tells "reservations" when an incident stands otherwise."""

    def __init__(self, session):
        self.session = session

    @property
    def name(self) -> str:
        return NAME.format(city=self.session.client.backend)

    def all(self) -> tuple[Told, ...]:
        raw = self.session.store.find_kept(self.name)
        try:
            return msgspec.json.decode(raw, type=tuple[Told, ...]) if raw else ()
        except msgspec.MsgspecError:
            return ()

    def find(self, booking_id: str, leg_no: int) -> Told | None:
        return next((one for one in self.all() if (one.booking_id, one.leg_no) == (booking_id, leg_no)), None)

    def tap(self, booking_id: str, leg_no: int) -> Told:
        """Kept before anything else, with the time of the tap: the money goes by that, also without network."""
        told = self.find(booking_id, leg_no)
        if told is None:
            told = Told(booking_id, leg_no, self.session.now(), new_key())
        elif told.incident and told.incident.state is IncidentState.LOOK_AGAIN:
            told = msgspec.structs.replace(told, key=new_key(), incident=None)
        self._keep(told)
        self.session.tasks.start(self, "tell", self._tell())
        return told

    def wake(self) -> None:
        """Tell what the city has not heard yet, and follow what it has not settled. A question that is on its way is left alone."""
        if self.session.account.on and not self.session.tasks.runs(self, "tell") and any(is_open(one) for one in self.all()):
            self.session.tasks.start(self, "tell", self._tell())

    def forget(self) -> None:
        self.session.store.keep(self.name, b"[]")

    async def _tell(self) -> None:
        for _ in range(MOST_ASKED):
            for told in [one for one in self.all() if is_open(one)]:
                if not await self._tell_one(told):
                    return
            if not any(is_open(one) for one in self.all()):
                return
            await asyncio.sleep(AGAIN_S)

    async def _tell_one(self, told: Told) -> bool:
        """False where there is no network: it is told when there is one again."""
        request = SpaceTakenRequest(told.at, None, told.leg_no)

        def question(client, token):
            if told.incident:  # it was told: how does it stand?
                return calls.taken(client, told.booking_id, told.leg_no, token)
            return calls.tell_taken(client, told.booking_id, request, token, told.key)

        try:
            incident = await self.session.account.ask(question)
        except Unreachable:
            return False
        except ClientError as trouble:
            self._keep(msgspec.structs.replace(told, trouble=trouble.sentence))
            return True
        self._keep(msgspec.structs.replace(told, incident=incident, trouble=""))
        if not is_open(self.find(told.booking_id, told.leg_no)):
            self.session.parking.refresh()
            self.session.tasks.start(self, "tickets", self._fetch_ticket())
        return True

    async def add_photo(self, booking_id: str, leg_no: int) -> str:
        """A picture that the person chooses, with nothing in it but its pixels. Answers what has become of it, "" where none was chosen."""
        photos = Photos(self.session.folder / "taken")
        try:
            chosen = await self.session.device.pictures.choose()
            name = await asyncio.to_thread(photos.take_in, chosen) if chosen else ""
        except (Unavailable, PhotoUnreadable, OSError) as trouble:
            return str(trouble)
        told = self.find(booking_id, leg_no)
        if not name or told is None or told.incident is None:
            return ""
        jpeg = photos.read(name)
        photos.delete(name)
        try:
            await self.session.account.ask(lambda client, token: calls.send_taken_photo(client, told.incident, jpeg, token))
        except ClientError as trouble:
            return trouble.sentence
        now = self.find(booking_id, leg_no) or told
        self._keep(msgspec.structs.replace(now, incident=msgspec.structs.replace(now.incident or told.incident, has_photo=True)))
        return tr("The photo is with the staff of the city.")

    async def _fetch_ticket(self) -> None:
        """Of the space to go to instead."""
        try:
            await self.session.purchases.refresh_tickets()
        except ClientError:
            return

    def _keep(self, told: Told) -> None:
        before = self.find(told.booking_id, told.leg_no)
        if before == told:
            return
        others = tuple(one for one in self.all() if (one.booking_id, one.leg_no) != (told.booking_id, told.leg_no))
        self.session.store.keep(self.name, msgspec.json.encode((*others, told)))
        self.session.tell("reservations")


def is_open(told: Told) -> bool:
    """Whether the city has to be asked once more."""
    return not told.trouble and (told.incident is None or told.incident.state is IncidentState.REPORTED)
