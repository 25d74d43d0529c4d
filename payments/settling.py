"""The end of a booking: everything given back where it fails, and exactly what is due taken where it was used."""
from dataclasses import replace

from payments.draft import Draft
from payments.states import BookingState, EffectKind, Fault, LegState, PaymentState, RefundState

OUTSIDE = frozenset({LegState.ASKED, LegState.CONFIRMED})  # an operator may hold something for us


def release(draft: Draft, about: str) -> None:
    """All or none: our own holds are freed, every operator that was asked is told, and the money is let go, also where none was seen."""
    draft.move(BookingState.RELEASING)
    for leg in draft.booking.legs:
        if leg.state in OUTSIDE and not leg.own:
            draft.move_leg(leg.leg_no, LegState.RELEASING)
            draft.order(EffectKind.OPERATOR_RELEASE, leg.leg_no)
        elif leg.state is not LegState.RELEASED:
            draft.move_leg(leg.leg_no, LegState.RELEASED)
    payment = draft.booking.payment
    if payment.state is PaymentState.CAPTURED:
        give_back(draft)
    elif payment.state is not PaymentState.VOIDED:
        draft.pay(PaymentState.VOIDING)
        draft.order(EffectKind.INTENT_VOID)
    draft.tell(about)


def give_back(draft: Draft) -> None:
    """Money that was taken for what did not come about."""
    rest = draft.booking.payment.captured_minor - draft.booking.refunded_minor
    if rest:
        draft.refund(rest)
        draft.order(EffectKind.PAGE, about="captured_for_a_released_trip")


def payment_lost(draft: Draft) -> None:
    """What was authorised is gone while tickets were open. Those are killed and their legs let go; what was used becomes a claim on the traveller.

    Who is on board keeps travelling: that leg is used.
    """
    for leg in draft.booking.legs:
        if leg.state is LegState.CONFIRMED:
            draft.move_leg(leg.leg_no, LegState.CANCELLED, fault=Fault.US)
            draft.kill_ticket(leg.leg_no)
            if not leg.own:
                draft.order(EffectKind.OPERATOR_RELEASE, leg.leg_no)
            draft.order(EffectKind.SUBSTITUTE_FIND, leg.leg_no)
    draft.booking = replace(draft.booking, claim_minor=draft.booking.due_minor)
    draft.tell("payment_lost")


def capture(draft: Draft, amount_minor: int) -> None:
    draft.pay(PaymentState.CAPTURING, ordered_minor=amount_minor)
    draft.order(EffectKind.INTENT_CAPTURE, amount_minor=amount_minor)


def at_most_due(draft: Draft) -> int:
    """What is due if every open leg is used."""
    booking = draft.booking
    open_legs = [leg for leg in booking.legs if leg.state is LegState.CONFIRMED]
    used = tuple(replace(leg, state=LegState.USED, due_minor=leg.price_minor) if leg in open_legs else leg for leg in booking.legs)
    return replace(booking, legs=used).due_minor


def advance(draft: Draft) -> None:
    """What follows by itself at the end of every step."""
    if draft.booking.state is BookingState.RELEASING:
        finish_release(draft)
    if draft.booking.state is BookingState.CONFIRMED and not any(leg.state is LegState.CONFIRMED for leg in draft.booking.legs):
        draft.move(BookingState.SETTLING)
        take_what_is_due(draft)
    if draft.booking.state is BookingState.SETTLING:
        finish_settling(draft)


def finish_release(draft: Draft) -> None:
    booking = draft.booking
    money_back = booking.payment.state is PaymentState.VOIDED or (
        booking.payment.state is PaymentState.CAPTURED
        and booking.refunded_minor == booking.payment.captured_minor
        and not any(refund.state is RefundState.ORDERED for refund in booking.refunds)
    )
    if money_back and all(leg.state is LegState.RELEASED for leg in booking.legs):
        draft.move(BookingState.RELEASED)


def take_what_is_due(draft: Draft) -> None:
    if draft.booking.payment.state is not PaymentState.AUTHORISED:
        return
    due = draft.booking.due_minor
    if due:
        capture(draft, due)
    else:
        draft.pay(PaymentState.VOIDING)
        draft.order(EffectKind.INTENT_VOID)


def finish_settling(draft: Draft) -> None:
    booking = draft.booking
    if booking.payment.state is PaymentState.VOIDED:
        draft.move(BookingState.SETTLED)
    elif booking.payment.state is PaymentState.CAPTURED:
        surplus = booking.payment.captured_minor - booking.due_minor - booking.refunded_minor
        if surplus > 0:
            draft.refund(surplus)
        elif not any(refund.state is RefundState.ORDERED for refund in booking.refunds):
            draft.move(BookingState.SETTLED)
            if booking.waives:
                draft.booking = replace(draft.booking, waived_minor=booking.due_minor)
            if not booking.reopened:
                pay_operators(draft)
            draft.tell("receipt")


def pay_operators(draft: Draft) -> None:
    for leg in draft.booking.legs:
        if leg.earned_minor > leg.kept_minor:
            draft.order(EffectKind.TRANSFER_CREATE, leg.leg_no, leg.earned_minor - leg.kept_minor)
        for one in leg.kept:
            draft.order(EffectKind.TRANSFER_CREATE, leg.leg_no, one.amount_minor, about=f"kept_{one.kept_id}")
