"""The shift of whoever drives a van of the city: the run sheet, and what is told of it. Without Kivy."""

import asyncio
import logging
import sqlite3
import time
from datetime import timedelta
from functools import partial
from itertools import chain, repeat
from uuid import UUID, uuid4

from msgspec.structs import replace

from backend.contract.accounts import Role
from backend.contract.driving import DrivenShift, DrivingEvent, DrivingKind, DrivingResponse, EventTaken, RunSheet, ShiftState
from mobile.client import ClientError, Refused
from mobile.driving import calls
from mobile.driving.kept import EventQueue, KeptShift, load_shift, newest, save_shift, waits
from mobile.driving.sheet import with_events
from mobile.driving.ways import Ways

RETRY_S = (2, 5, 10, 20)
POSITION_EVERY_S = 15.0
BROKEN = (400, 404, 409, 413, 422)  # asked again it would be the same
LONGEST_AFTER = timedelta(hours=12)
log = logging.getLogger("allways")


class Driving:
    """One of a session. It tells "driving" when the run sheet is another, something was refused, or more or less waits to be sent.

    refused: what the city did not take, with why, until it was seen. clock: monotonic seconds.
    """

    def __init__(self, session, clock=time.monotonic):
        self.session, self.clock = session, clock
        self.ways = Ways(session)
        self.refused: tuple[tuple[DrivingEvent, EventTaken], ...] = ()
        self.trouble = ""  # why the shifts could not be asked for
        self._city, self._kept = "", KeptShift()
        self._placed_s: float | None = None
        self._woken = asyncio.Event()
        session.listen(self._heard)

    # What there is

    @property
    def may(self) -> bool:
        return Role.DRIVER in self.session.account.roles

    @property
    def kept(self) -> KeptShift:
        city = self.session.settings.backend
        if self._city != city:
            self._city, self._kept = city, load_shift(self.session.store, city)
        return self._kept

    @property
    def queue(self) -> EventQueue:
        return EventQueue(self.session.store, self.session.settings.backend)

    @property
    def shifts(self) -> tuple[DrivenShift, ...]:
        return self.kept.shifts

    @property
    def sheet(self) -> RunSheet | None:
        """As the city told of it last, with what was said since."""
        sheet = self.kept.sheet
        return with_events(sheet, self.queue.of_shift(sheet.shift.id)) if sheet else None

    @property
    def on(self) -> bool:
        """Whether a shift is under way."""
        sheet = self.sheet
        return sheet is not None and sheet.shift.state is ShiftState.BEGUN

    def waits(self) -> int:
        return waits(tuple(one.event for one in self.queue.list_all()))

    # Asking

    def refresh(self) -> None:
        """Ask which shifts there are; without an answer those that were known stay."""
        if self.session.account.on:
            self.session.tasks.start(self, "shifts", self._ask_shifts())

    async def _ask_shifts(self) -> None:
        self.trouble = ""
        try:
            answer = await self.session.account.ask(calls.shifts)
        except ClientError as trouble:
            self.trouble = trouble.sentence
        else:
            self._keep(newest(self.kept, answer.shifts, self.session.now()))
        self.session.tell("driving")

    def open(self, shift_id: UUID) -> None:
        """Watch the run sheet of a shift, until another is opened or it is over."""
        if self.kept.sheet is None or self.kept.sheet.shift.id != shift_id:
            self._keep(replace(self.kept, sheet=None, etag=""))
        self.session.tasks.start(self, "watch", self._watch(shift_id))

    async def _watch(self, shift_id: UUID) -> None:
        pauses = chain(RETRY_S, repeat(RETRY_S[-1]))
        while True:
            known = self.kept.etag
            try:
                sheet, etag = await self.session.account.ask(partial(calls.sheet, shift_id=shift_id, etag=known))
            except ClientError as trouble:
                if isinstance(trouble, Refused) and trouble.status == 404:
                    self._close()
                    return
                await asyncio.sleep(next(pauses))
                continue
            pauses = chain(RETRY_S, repeat(RETRY_S[-1]))
            if sheet is not None:
                self._take(sheet, etag)
                if sheet.shift.state in (ShiftState.OVER, ShiftState.BROKEN):
                    return
            elif not known:
                await asyncio.sleep(RETRY_S[0])

    async def begin(self, shift_id: UUID) -> None:
        """Raises ClientError."""
        self._take(await self.session.account.ask(partial(calls.begin, shift_id=shift_id)))
        self.open(shift_id)

    async def end(self, shift_id: UUID) -> None:
        """Raises ClientError."""
        await self.send_all()
        self._take(await self.session.account.ask(partial(calls.end, shift_id=shift_id)))
        self.session.tasks.stop(self, "watch")
        self.refresh()

    def close(self) -> None:
        """Back to all shifts, where none is under way."""
        if not self.on:
            self._close()

    def _close(self) -> None:
        self.session.tasks.stop(self, "watch")
        self._keep(KeptShift(self.kept.shifts))
        self.session.tell("driving")

    def _take(self, sheet: RunSheet, etag: str = "") -> None:
        shifts = tuple(sheet.shift if shift.id == sheet.shift.id else shift for shift in self.kept.shifts)
        self._keep(KeptShift(shifts, sheet, etag))
        self.session.tell("driving")

    def _keep(self, kept: KeptShift) -> None:
        self._city, self._kept = self.session.settings.backend, kept
        save_shift(self.session.store, self._city, kept)

    # Telling

    def say(self, kind: DrivingKind, **facts) -> DrivingEvent | None:
        """Something happened now. Kept before this returns; None where no shift is open. Raises sqlite3.Error where it cannot be kept."""
        sheet = self.kept.sheet
        if sheet is None:
            return None
        event = DrivingEvent(uuid4(), kind, self.session.now(), **facts)
        self.queue.add(sheet.shift.id, event)
        if kind is DrivingKind.POSITION:
            self._wake()
        else:
            self.session.tell("driving")
            self._wake()
        return event

    def where(self) -> dict[str, float]:
        """Where the van is, for an event; nothing where the phone does not know."""
        fix = self.session.fix
        return {"lat": round(fix.lat, 5), "lon": round(fix.lon, 5)} if fix else {}

    def seen(self) -> None:
        """What was refused was read."""
        self.refused = ()
        self.session.tell("driving")

    def _wake(self) -> None:
        self._woken.set()
        if not self.session.tasks.runs(self, "send"):
            self.session.tasks.start(self, "send", self._send())

    async def _send(self) -> None:
        pauses = chain(RETRY_S, repeat(RETRY_S[-1]))
        while self.queue.next_upload() and self.session.account.on:
            self._woken.clear()
            try:
                await self.send_all()
            except (ClientError, sqlite3.Error) as trouble:
                log.info("what a driver said waits: %s", type(trouble).__name__)
                await self._pause(next(pauses))

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def send_all(self) -> None:
        """Everything that waits, in its order. Raises ClientError where it has to wait on."""
        while upload := self.queue.next_upload():
            shift_id, events = upload
            try:
                answer = await self._upload(shift_id, events)
            except Refused as trouble:
                if trouble.status not in BROKEN:
                    raise
                if len(events) == 1 or trouble.status == 404:
                    self._drop(events, trouble.sentence)
                    continue
                answer = await self._upload_first(shift_id, events[0])
                if answer is None:
                    continue
            self._learn(answer, events)

    async def _upload(self, shift_id: UUID, events: tuple[DrivingEvent, ...]) -> DrivingResponse:
        return await self.session.account.ask(partial(calls.send, shift_id=shift_id, events=events))

    async def _upload_first(self, shift_id: UUID, event: DrivingEvent) -> DrivingResponse | None:
        """One alone, where something among many is refused."""
        try:
            return await self._upload(shift_id, (event,))
        except Refused as trouble:
            if trouble.status not in BROKEN:
                raise
            self._drop((event,), trouble.sentence)
            return None

    def _drop(self, events: tuple[DrivingEvent, ...], why: str) -> None:
        self.queue.forget(frozenset(event.id for event in events))
        self.trouble = why
        self.session.tell("driving")

    def _learn(self, answer: DrivingResponse, events: tuple[DrivingEvent, ...]) -> None:
        by_id = {event.id: event for event in events}
        self.queue.forget(frozenset(taken.id for taken in answer.taken))
        self.refused += tuple((by_id[taken.id], taken) for taken in answer.taken if taken.refusal and taken.id in by_id)
        if self.kept.sheet and self.kept.sheet.shift.id == answer.sheet.shift.id:
            self._take(answer.sheet)
        self.session.tell("driving")

    # What comes in

    def _heard(self, what: str) -> None:
        if what == "account":
            self._meet()
        elif what == "reach" and self.session.reached:
            self._woken.set()
            if self.session.account.on and self.queue.next_upload():
                self._wake()
        elif what == "here" and self.session.fix and self.on:
            self._tell_place()
            self.ways.see()

    def _meet(self) -> None:
        """Somebody has signed in: a shift that is under way goes on. Nobody is: no place of a rider stays on the phone."""
        if not self.session.account.on:
            if self.kept != KeptShift():
                self._close()
                self._keep(KeptShift())
            return
        sheet = self.kept.sheet
        if sheet and sheet.shift.ends_at + LONGEST_AFTER < self.session.now():
            self._close()
        elif sheet and sheet.shift.state is ShiftState.BEGUN:
            self.open(sheet.shift.id)
        if self.queue.next_upload():
            self._wake()

    def _tell_place(self) -> None:
        """Where the van is, at most every fifteen seconds, while a shift is under way and never else."""
        now_s = self.clock()
        if self._placed_s is None or now_s - self._placed_s >= POSITION_EVERY_S:
            self._placed_s = now_s
            self.say(DrivingKind.POSITION, **self.where())
