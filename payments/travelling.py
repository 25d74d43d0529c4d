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


def on_left_early(draft: Draft, event: events.LeftEarly) -> None:
    draft.need(BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)
    leg = draft.leg(event.leg_no)
    if leg.state is LegState.USED:
        lower(draft, leg, event.due_minor)
        return
    if not 0 <= event.due_minor <= leg.price_minor:
        raise Refused("due_only_falls")
    leg = open_leg(draft, event.leg_no)
    draft.move_leg(leg.leg_no, LegState.USED, due_minor=event.due_minor)
    draft.ticket(leg.leg_no, TicketState.USED)


def on_cancelled(draft: Draft, event: events.Cancelled) -> None:
    leg = open_leg(draft, event.leg_no)
    kept_minor = sum(one.amount_minor for one in event.kept)
    if event.fee_minor < 0 or any(one.amount_minor <= 0 for one in event.kept) or event.fee_minor + kept_minor > leg.price_minor:
        raise Refused("fee_above_price")
    draft.move_leg(leg.leg_no, LegState.CANCELLED, event.fee_minor + kept_minor, Fault.TRAVELLER)
    draft.keep(leg.leg_no, event.kept)
    draft.kill_ticket(leg.leg_no)
    if not leg.own:
        draft.order(EffectKind.OPERATOR_RELEASE, leg.leg_no)


def on_kept_freed(draft: Draft, event: events.KeptFreed) -> None:
    draft.need(BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)
    leg = draft.leg(event.leg_no)
    freed = next((one for one in leg.kept if one.kept_id == event.kept_id), None)
    if freed is None:
        raise Refused("nothing_kept")
    draft.keep(leg.leg_no, tuple(one for one in leg.kept if one is not freed))
    lower(draft, leg, leg.due_minor - freed.amount_minor, f"kept_{freed.kept_id}")


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
    lower(draft, draft.leg(event.leg_no), event.due_minor)


def lower(draft: Draft, leg: Leg, due_minor: int, about: str = "") -> None:
    """What is due for a leg that is over. Whoever was paid for it gives the rest back. about: of what was kept for another leg.

    What was paid in another way goes back in another way, by people, and what was written off is gone.
    """
    if draft.booking.ended_claim_minor:
        raise Refused("claim_ended")
    draft.lower_due(leg.leg_no, due_minor)
    booking = draft.booking
    owed, waived = min(booking.claim_minor, booking.due_minor), min(booking.waived_minor, booking.due_minor)
    draft.booking = replace(booking, claim_minor=owed, waived_minor=waived)
    if booking.state is BookingState.SETTLED:
        draft.move(BookingState.SETTLING)
        draft.booking = replace(draft.booking, reopened=True)
        if booking.payment.state is PaymentState.CAPTURED:
            draft.order(EffectKind.TRANSFER_REVERSE, leg.leg_no, leg.due_minor - due_minor, about=about or f"to_{due_minor}")


def on_claim_settled(draft: Draft, event: events.ClaimSettled) -> None:
    if not draft.booking.claim_minor:
        raise Refused("no_claim")
    draft.booking = replace(draft.booking, claim_minor=0)
