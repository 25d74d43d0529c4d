"""What was let through on this phone: kept until the city has it, and a day longer, so that a second use is noticed without a network."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from backend.contract.tickets import MOST_UPLOADED, Inspection, InspectionsUpload
from mobile.store.database import Store

NAME = "tickets checked"
REMEMBERED = timedelta(days=1)


class Checked(msgspec.Struct, frozen=True):
    """ticket: which one, as this phone tells tickets apart: the id in the code, or the number. sent: the city has it."""

    inspection: Inspection
    ticket: str
    sent: bool = False


class CheckedTickets:
    """Of one city, by the address of its service."""

    def __init__(self, store: Store, backend: str):
        self.store, self.name = store, f"{NAME} {backend}"

    def list_all(self) -> list[Checked]:
        try:
            return msgspec.msgpack.decode(self.store.find_kept(self.name) or b"", type=list[Checked])
        except msgspec.MsgspecError:
            return []

    def first_at(self, ticket: str) -> datetime | None:
        """When it was let through before."""
        return min((one.inspection.at for one in self.list_all() if one.ticket == ticket), default=None)

    def add(self, ticket: str, at: datetime, shown: str | None = None, number: str | None = None) -> Checked:
        """Kept before anything else happens with it."""
        checked = Checked(Inspection(uuid4(), at, shown, number), ticket)
        kept = [one for one in self.list_all() if not one.sent or one.inspection.at > at - REMEMBERED]
        self.keep([*kept, checked])
        return checked

    def note_right(self, id: UUID, shown: bool) -> None:
        """Whether the right was proved, by the inspection. The city hears of it, also where it knows of the inspection already."""
        self.keep([with_right(one, shown) if one.inspection.id == id else one for one in self.list_all()])

    def waiting(self) -> list[Checked]:
        return [one for one in self.list_all() if not one.sent]

    def next_upload(self) -> InspectionsUpload | None:
        """The oldest first; None where nothing waits."""
        waiting = self.waiting()[:MOST_UPLOADED]
        return InspectionsUpload(tuple(one.inspection for one in waiting)) if waiting else None

    def sent(self, inspections: Iterable[Inspection]) -> None:
        """The city has these as they stand here, whatever it made of them. What was noted meanwhile waits on."""
        had = {one.id: one for one in inspections}
        self.keep([msgspec.structs.replace(one, sent=True) if had.get(one.inspection.id) == one.inspection else one for one in self.list_all()])

    def keep(self, checked: list[Checked]) -> None:
        self.store.keep(self.name, msgspec.msgpack.encode(checked))


def with_right(one: Checked, shown: bool) -> Checked:
    return Checked(msgspec.structs.replace(one.inspection, right_shown=shown), one.ticket)
