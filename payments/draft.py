"""A booking on its way through one step: every change of a state goes through the tables, and what is to be done outside is written down."""
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from payments.states import (
    FOLLOWS,
    Booking,
    BookingState,
    Effect,
    EffectKind,
    Fault,
    Kept,
    Leg,
    LegState,
    PaymentState,
    Refund,
    RefundState,
    Refused,
    TicketState,
)

State = TypeVar("State", bound=StrEnum)


def follow(now: State, then: State) -> State:
    """Raises Refused where the tables do not lead from one to the other."""
    if then not in FOLLOWS[type(now)].get(now, ()):
        raise Refused(f"{type(now).__name__.removesuffix('State').lower()}_{now}_not_{then}")
    return then


class Draft:
    def __init__(self, booking: Booking):
        self.booking = booking
        self.effects: list[Effect] = []

    def order(self, kind: EffectKind, no: int = 0, amount_minor: int = 0, about: str = "") -> None:
        self.effects.append(Effect(kind, no, amount_minor, about))

    def tell(self, about: str, no: int = 0) -> None:
        self.order(EffectKind.TELL, no, about=about)

    def need(self, *states: BookingState) -> None:
        """Raises Refused in any other state."""
        if self.booking.state not in states:
            raise Refused(f"booking_is_{self.booking.state}")

    def move(self, state: BookingState) -> None:
        self.booking = replace(self.booking, state=follow(self.booking.state, state))

    def pay(self, state: PaymentState, ordered_minor: int | None = None, captured_minor: int | None = None) -> None:
        payment = self.booking.payment
        payment = replace(
            payment,
            state=follow(payment.state, state),
            ordered_minor=payment.ordered_minor if ordered_minor is None else ordered_minor,
            captured_minor=payment.captured_minor if captured_minor is None else captured_minor,
        )
        self.booking = replace(self.booking, payment=payment)

    def leg(self, leg_no: int) -> Leg:
        found = next((leg for leg in self.booking.legs if leg.leg_no == leg_no), None)
        if found is None:
            raise Refused("no_such_leg")
        return found

    def move_leg(self, leg_no: int, state: LegState, due_minor: int = 0, fault: Fault = Fault.NONE) -> None:
        leg = self.leg(leg_no)
        self._put(replace(leg, state=follow(leg.state, state), due_minor=due_minor, fault=fault))

    def keep(self, leg_no: int, kept: tuple[Kept, ...]) -> None:
        self._put(replace(self.leg(leg_no), kept=kept))

    def lower_due(self, leg_no: int, due_minor: int) -> None:
        """What is kept for other legs is given up with those."""
        leg = self.leg(leg_no)
        if not leg.kept_minor <= due_minor < leg.due_minor:
            raise Refused("due_only_falls")
        self._put(replace(leg, due_minor=due_minor))

    def ticket(self, leg_no: int, state: TicketState) -> None:
        leg = self.leg(leg_no)
        self._put(replace(leg, ticket=follow(leg.ticket, state)))

    def kill_ticket(self, leg_no: int) -> None:
        if self.leg(leg_no).ticket is TicketState.LIVE:
            self.ticket(leg_no, TicketState.KILLED)

    def _put(self, leg: Leg) -> None:
        self.booking = replace(self.booking, legs=tuple(leg if old.leg_no == leg.leg_no else old for old in self.booking.legs))

    def refund(self, amount_minor: int) -> None:
        booking = self.booking
        if not 0 < amount_minor <= booking.payment.captured_minor - booking.refunded_minor:
            raise Refused("refund_above_captured")
        serial = len(booking.refunds) + 1
        self.booking = replace(booking, refunds=(*booking.refunds, Refund(serial, amount_minor)))
        self.order(EffectKind.REFUND_CREATE, serial, amount_minor)

    def move_refund(self, serial: int, state: RefundState) -> None:
        found = next((refund for refund in self.booking.refunds if refund.serial == serial), None)
        if found is None:
            raise Refused("no_such_refund")
        changed = replace(found, state=follow(found.state, state))
        self.booking = replace(self.booking, refunds=tuple(changed if old.serial == serial else old for old in self.booking.refunds))
