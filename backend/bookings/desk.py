"""Where all that happens to bookings comes together: one event, one booking, one transaction."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import capped, effects, linked, rows, writing
from backend.bookings.capped import Schemes, no_scheme
from backend.bookings.effects import TOPIC, Destination
from backend.bookings.paid import Payment
from backend.bookings.rides import NO_RIDES, OwnRides
from backend.bookings.rows import Rows
from backend.bookings.spaces import NO_SPACES, Spaces
from backend.bookings.writing import Change
from backend.contract.quotes import SoldKind
from backend.database.base import now
from backend.database.changes import announce
from backend.paying.seen import IntentSeen
from payments import events, states
from payments.deadlines import USUAL_PROMISE
from payments.states import BookingState, Effect, EffectKind, Refused
from payments.step import step

MOVED_ON = ("leg_is_", "booking_is_")
RELEASED = frozenset({BookingState.RELEASING, BookingState.RELEASED})


def nowhere(operator_id: str) -> str | None:
    """No operator has an account at the payment service: all are paid by statement."""
    return None


def usual_promise(operator_id: str) -> timedelta:
    return USUAL_PROMISE


@dataclass(frozen=True)
class Desk:
    """promise: how soon an operator decides. destination: its account at the payment service. spaces: to park in, which are held here. schemes: caps
    by their ids. rides: on demand, of ours."""

    promise: Callable[[str], timedelta] = usual_promise
    destination: Destination = nowhere
    clock: Callable[[], datetime] = now
    spaces: Spaces = NO_SPACES
    schemes: Schemes = no_scheme
    rides: OwnRides = NO_RIDES

    async def apply(self, session: AsyncSession, booking_id: UUID, *happened: events.Event, seen: IntentSeen | None = None) -> states.Booking:
        """The booking after these events. Raises Refused for one that changes nothing; then whoever called undoes the transaction or leaves it be.

        seen: what the payment service said of the payment meanwhile.
        """
        found = await rows.load(session, booking_id)
        if seen is not None:
            note(found.payment, seen, self.clock())
        booking = rows.read(found)
        for event in happened:
            after, ordered = step(booking, event)
            await self.keep(session, found, booking, after, ordered, event)
            booking = after
        return booking

    async def try_to(self, session: AsyncSession, booking_id: UUID, *happened: events.Event, seen: IntentSeen | None = None) -> bool:
        """As `apply`; False where the law refuses it for good. Raises Refused where it may be right later.

        That a leg or a booking moved on meanwhile is as it should be; anything else is for a person to look at.
        """
        try:
            await self.apply(session, booking_id, *happened, seen=seen)
        except Refused as refusal:
            if refusal.again:
                raise
            if not refusal.code.startswith(MOVED_ON) or any(isinstance(event, events.CaptureTooSmall) for event in happened):
                await self.page(session, await rows.load(session, booking_id), refusal.code)
            return False
        return True

    async def keep(
        self, session: AsyncSession, found: Rows, before: states.Booking, after: states.Booking, ordered: Iterable[Effect],
        event: events.Event | None,
    ) -> None:  # fmt: skip
        """Writes a step down. event None: the booking is new."""
        ordered = tuple(ordered)
        if event is not None and after == before and not ordered:
            return
        promises = tuple(self.promise(leg.operator_id) for leg in found.legs if not leg.own)
        change = Change(found, before, after, event, self.clock(), promises)
        if after.state in RELEASED and found.booking.reason is None:
            found.booking.reason = next((effect.about for effect in ordered if effect.kind is EffectKind.TELL), None)
        was = {leg.leg_no: leg.state for leg in found.legs}
        await writing.write(session, change)
        await self.tell_rides(session, found, was)
        await effects.order(session, change, ordered, self.destination)
        await linked.follow_up(session, change)
        await capped.follow_up(session, change)
        await announce(session, TOPIC, str(found.booking.id))

    async def tell_rides(self, session: AsyncSession, found: Rows, was: Mapping[int, str]) -> None:
        moved = [leg for leg in found.legs if leg.kind == SoldKind.ON_DEMAND and leg.own and leg.state != was[leg.leg_no]]
        if moved:
            await self.rides.moved(session, moved, self.clock())

    async def page(self, session: AsyncSession, found: Rows, about: str) -> None:
        """Shows something to a person of ours."""
        booking = rows.read(found)
        change = Change(found, booking, booking, None, self.clock())
        await effects.order(session, change, [Effect(EffectKind.PAGE, about=about)], self.destination)


def note(payment: Payment, seen: IntentSeen, at: datetime) -> None:
    """What is known of a payment beside its state: never less than before."""
    payment.intent_id = payment.intent_id or seen.intent_id
    payment.charge_id = seen.charge_id or payment.charge_id
    payment.capture_by = seen.capture_by or payment.capture_by
    payment.multicapture, payment.live, payment.asked_at = seen.multicapture, seen.live, at
