"""Of a shift what is kept on the phone: shifts and run sheet for when there is no network, and what the city was not told yet."""

from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.driving import MOST_EVENTS, DrivenShift, DrivingEvent, DrivingKind, RunSheet
from mobile.store.database import Store

SHEET, WAITING = "driven shift of {city}", "driving events for {city}"


class KeptShift(msgspec.Struct, frozen=True):
    """As the city told of it last. sheet: of the one that is driven, with its ETag."""

    shifts: tuple[DrivenShift, ...] = ()
    sheet: RunSheet | None = None
    etag: str = ""


class Waiting(msgspec.Struct, frozen=True):
    """One event of a shift, still to be sent."""

    shift_id: UUID
    event: DrivingEvent


def load_shift(store: Store, city: str) -> KeptShift:
    """One in a shape no longer understood is asked for anew."""
    raw = store.find_kept(SHEET.format(city=city))
    try:
        return msgspec.json.decode(raw, type=KeptShift) if raw else KeptShift()
    except msgspec.MsgspecError:
        return KeptShift()


def save_shift(store: Store, city: str, kept: KeptShift) -> None:
    store.keep(SHEET.format(city=city), msgspec.json.encode(kept))


class EventQueue:
    """What happened, in the order in which it did. Of positions the last one alone waits."""

    def __init__(self, store: Store, city: str):
        self.store, self.name = store, WAITING.format(city=city)

    def list_all(self) -> tuple[Waiting, ...]:
        raw = self.store.find_kept(self.name)
        try:
            return msgspec.json.decode(raw, type=tuple[Waiting, ...]) if raw else ()
        except msgspec.MsgspecError:
            return ()

    def of_shift(self, shift_id: UUID) -> tuple[DrivingEvent, ...]:
        return tuple(one.event for one in self.list_all() if one.shift_id == shift_id)

    def add(self, shift_id: UUID, event: DrivingEvent) -> None:
        """Kept before this returns. Raises sqlite3.Error where it cannot be."""
        kept = self.list_all()
        if event.kind is DrivingKind.POSITION:
            kept = tuple(one for one in kept if one.event.kind is not DrivingKind.POSITION)
        self._keep((*kept, Waiting(shift_id, event)))

    def next_upload(self) -> tuple[UUID, tuple[DrivingEvent, ...]] | None:
        """The oldest events of one shift; None where nothing waits."""
        kept = self.list_all()
        if not kept:
            return None
        shift_id = kept[0].shift_id
        return shift_id, self.of_shift(shift_id)[:MOST_EVENTS]

    def forget(self, ids: frozenset[UUID]) -> None:
        self._keep(tuple(one for one in self.list_all() if one.event.id not in ids))

    def _keep(self, waiting: tuple[Waiting, ...]) -> None:
        self.store.keep(self.name, msgspec.json.encode(waiting))


def waits(events: tuple[DrivingEvent, ...]) -> int:
    """How many things that somebody said are still to be sent; where the van is says the phone by itself."""
    return sum(event.kind is not DrivingKind.POSITION for event in events)


def newest(kept: KeptShift, shifts: tuple[DrivenShift, ...], now: datetime) -> KeptShift:
    """With the shifts of now; the sheet of one that is none of them any more goes, once it is over."""
    sheet = kept.sheet
    if sheet and sheet.shift.id not in {shift.id for shift in shifts} and sheet.shift.ends_at < now:
        return KeptShift(shifts)
    return msgspec.structs.replace(kept, shifts=shifts)
