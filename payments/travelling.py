"""A booking with its tickets: legs used, given back or disrupted, money about to be lost, refunds on their way, and claims afterwards."""
from dataclasses import replace
from typing import Any

from payments import events
from payments.draft import Draft
from payments.settling import at_most_due, capture
from payments.states import BookingState, EffectKind, Fault, Leg, LegState, PaymentState, RefundState, Refused, TicketState

REFUND_STATES: dict[type, RefundState] = {
    events.RefundSent: RefundState.SENT, events.RefundSucceeded: RefundState.SUCCEEDED, events.RefundFailed: RefundState.FAILED,
    events.RefundPaidOtherwise: RefundState.PAID_OTHERWISE,
}  # fmt: skip


def open_leg(draft: Draft, leg_no: int) -> Leg:
    draft.need(BookingState.CONFIRMED)
    leg = draft.leg(leg_no)
    if leg.state is not LegState.CONFIRMED:
        raise Refused(f"leg_is_{leg.state}")
    return leg


def on_used(draft: Draft, event: events.Used) -> None:
    leg = open_leg(draft, event.leg_no)
    draft.move_leg(leg.leg_no, LegState.USED, due_minor=leg.price_minor)
    draft.ticket(leg.leg_no, TicketState.USED if event.shown else TicketState.EXPIRED)


def on_cancelled(draft: Draft, event: events.Cancelled) -> None:
    leg = open_leg(draft, event.leg_no)
    if not 0 <= event.fee_minor <= leg.price_minor:
        raise Refused("fee_above_price")
    draft.move_leg(leg.leg_no, LegState.CANCELLED, event.fee_minor, Fault.TRAVELLER)
    draft.kill_ticket(leg.leg_no)
    if not leg.own:
        draft.order(EffectKind.OPERATOR_RELEASE, leg.leg_no)


def on_disrupted(draft: Draft, event: events.Disrupted) -> None:
    leg = open_leg(draft, event.leg_no)
    draft.move_leg(leg.leg_no, LegState.DISRUPTED, fault=Fault.OPERATOR)
    draft.kill_ticket(leg.leg_no)
    if not leg.own:
        draft.order(EffectKind.OPERATOR_RELEASE, leg.leg_no)
    draft.order(EffectKind.SUBSTITUTE_FIND, leg.leg_no)
    draft.tell("disrupted", leg.leg_no)


def on_capture_window_ends(draft: Draft, event: events.CaptureWindowEnds) -> None:
    draft.need(BookingState.CONFIRMED)
    if draft.booking.payment.state is not PaymentState.AUTHORISED:
        raise Refused("payment_not_authorised")
    amount = at_most_due(draft)
    if amount:
        capture(draft, amount)


def on_capture_too_small(draft: Draft, event: events.CaptureTooSmall) -> None:
    draft.need(BookingState.SETTLING)
    draft.booking = replace(draft.booking, waived_minor=draft.booking.due_minor)
    draft.pay(PaymentState.VOIDING)
    draft.order(EffectKind.INTENT_VOID)


def on_refund(draft: Draft, event: Any) -> None:
    draft.move_refund(event.serial, REFUND_STATES[type(event)])
    if isinstance(event, events.RefundFailed):
        draft.order(EffectKind.PAGE, event.serial, about="refund_failed")


def on_claim_upheld(draft: Draft, event: events.ClaimUpheld) -> None:
    draft.need(BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)
    before = draft.leg(event.leg_no).due_minor
    draft.lower_due(event.leg_no, event.due_minor)
    booking = draft.booking
    draft.booking = replace(booking, claim_minor=min(booking.claim_minor, booking.due_minor))
    if booking.state is BookingState.SETTLED:
        draft.move(BookingState.SETTLING)
        draft.booking = replace(draft.booking, reopened=True)
        if booking.payment.state is PaymentState.CAPTURED:
            draft.order(EffectKind.TRANSFER_REVERSE, event.leg_no, before - event.due_minor, about=f"to_{event.due_minor}")


def on_claim_settled(draft: Draft, event: events.ClaimSettled) -> None:
    if not draft.booking.claim_minor:
        raise Refused("no_claim")
    draft.booking = replace(draft.booking, claim_minor=0)
