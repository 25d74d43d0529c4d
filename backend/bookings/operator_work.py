"""Work of the outbox with operators: asked, told to let go, and looked at again where a late confirmation could keep a seat."""
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import books, rows
from backend.bookings.booked import BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.effects import POLL, kind_of
from backend.bookings.money_work import booking_of, effect_of
from backend.bookings.rows import Rows
from backend.contract.quotes import SoldKind
from backend.database.database import Database
from backend.ledger.posting import post
from backend.operators.operator import FactsUnusable, Operator, OperatorSilent, Order, Standing, read_facts
from backend.operators.polls import polls_after_release
from backend.operators.service import Operators, OperatorUnknown
from backend.outbox.entries import enqueue
from backend.outbox.worker import Entry, Finish, GiveUp, Handler
from payments import events, journals
from payments.states import EffectKind, LegState
from payments.step import wanted


@dataclass(frozen=True)
class OperatorWork:
    desk: Desk
    database: Database
    operators: Operators

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {
            kind_of(EffectKind.OPERATOR_CONFIRM): self.confirm, kind_of(EffectKind.OPERATOR_RELEASE): self.release, POLL: self.poll,
            kind_of(EffectKind.PAGE): self.for_people,
        }  # fmt: skip

    async def confirm(self, entry: Entry) -> Finish | None:
        found = await self.look(entry)
        leg = found.leg(entry.payload["no"])
        if not wanted(rows.read(found), effect_of(entry, EffectKind.OPERATOR_CONFIRM)):
            return None
        return self.told(found, leg, await self.asked(found, leg))

    async def asked(self, found: Rows, leg: BookingLeg) -> bool:
        """Whether it is confirmed. Raises OperatorSilent."""
        try:
            facts = read_facts(leg.facts)
            order = Order(leg.operator_ref, SoldKind(leg.kind), leg.starts_at, leg.ends_at, leg.price_minor, found.booking.currency, facts)
            standing = await self.operators.get(leg.operator_id).confirm(order)
        except (OperatorUnknown, FactsUnusable):
            return False
        if standing is Standing.UNKNOWN:
            raise OperatorSilent("operator_unclear")
        return standing is Standing.CONFIRMED

    def told(self, found: Rows, leg: BookingLeg, confirmed: bool) -> Finish:
        event = events.OperatorConfirmed(leg.leg_no) if confirmed else events.OperatorRefused(leg.leg_no)

        async def finish(session: AsyncSession) -> None:
            await self.desk.try_to(session, found.booking.id, event)

        return finish

    async def release(self, entry: Entry) -> Finish:
        found = await self.look(entry)
        leg = found.leg(entry.payload["no"])
        try:
            operator = self.operators.get(leg.operator_id)
            kept = await operator.release(leg.operator_ref) is Standing.CONFIRMED
            tombstones = operator.tombstones
        except OperatorUnknown:
            kept, tombstones = False, True  # nobody was ever asked
        return partial(self.released, found.booking.id, leg.leg_no, kept, tombstones)

    async def released(self, booking_id: UUID, leg_no: int, kept: bool, tombstones: bool, session: AsyncSession) -> None:
        """kept: it has begun, so it cannot be taken back and is ours to pay."""
        await self.desk.try_to(session, booking_id, events.LegReleased(leg_no))
        found = await rows.load(session, booking_id)
        leg, at = found.leg(leg_no), self.desk.clock()
        if kept:
            await self.kept_on(session, found, leg)
        elif not tombstones:
            payload = {"bookingId": str(booking_id), "no": leg_no}
            for number, moment in enumerate(polls_after_release(at, leg.starts_at)):
                await enqueue(session, POLL, payload, f"{booking_id}:poll:{leg_no}:{number}", moment)

    async def kept_on(self, session: AsyncSession, found: Rows, leg: BookingLeg) -> None:
        """A seat that an operator keeps although it was let go: nobody but us pays for it."""
        if leg.state == LegState.RELEASED:
            await post(session, journals.confirmed_too_late(str(leg.id), leg.payee, leg.price_minor, books.what_of(found)))
        await self.desk.page(session, found, f"release_refused_{leg.leg_no}")

    async def poll(self, entry: Entry) -> Finish | None:
        """Where the operator confirmed late, it is told to let go once more."""
        found = await self.look(entry)
        leg = found.leg(entry.payload["no"])
        operator = self.find(leg)
        if operator is None or leg.state in (LegState.HELD, LegState.ASKED, LegState.CONFIRMED, LegState.USED):
            return None
        if await operator.status(leg.operator_ref) is not Standing.CONFIRMED:
            return None
        if await operator.release(leg.operator_ref) is not Standing.CONFIRMED:
            return None

        async def finish(session: AsyncSession) -> None:
            locked = await rows.load(session, found.booking.id)
            await self.kept_on(session, locked, locked.leg(leg.leg_no))

        return finish

    async def for_people(self, entry: Entry) -> None:
        """What only people can do stands in the outbox as given up, where the staff see it until they are done with it. Always raises GiveUp."""
        raise GiveUp(entry.payload["about"])

    def find(self, leg: BookingLeg) -> Operator | None:
        try:
            return self.operators.get(leg.operator_id)
        except OperatorUnknown:
            return None

    async def look(self, entry: Entry) -> Rows:
        """Raises GiveUp for work of a booking that is no more."""
        try:
            async with self.database.reading() as session:
                return await rows.load(session, booking_of(entry), lock=False)
        except rows.NoSuchBooking as error:
            raise GiveUp(error.code) from error
