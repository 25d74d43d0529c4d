"""The law of a booking: `step(booking, event)` is the booking afterwards and what is to be done outside, or a refusal with its reason.

It runs inside one transaction of the database that holds the booking's row; the effects become rows of the outbox in the same transaction. Nothing
outside is called here and no clock is read, so that all of it can be walked: the tests do, with crashes, repetitions, losses and late answers.
"""
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from payments import events
from payments.draft import Draft
from payments.settling import advance, at_most_due, capture, give_back, payment_lost, release
from payments.states import (
    KNOWN_RANK,
    REPORT_RANK,
    Booking,
    BookingState,
    CaptureMode,
    Effect,
    EffectKind,
    Fault,
    Leg,
    LegState,
    Payment,
    PaymentState,
    RefundState,
    Refused,
    Report,
    TicketState,
)

Step = tuple[Booking, tuple[Effect, ...]]
REFUND_STATES: dict[type, RefundState] = {
    events.RefundSent: RefundState.SENT, events.RefundSucceeded: RefundState.SUCCEEDED, events.RefundFailed: RefundState.FAILED,
    events.RefundPaidOtherwise: RefundState.PAID_OTHERWISE,
}  # fmt: skip


def hold(legs: Iterable[Leg], fee_minor: int = 0, tender_minor: int = 0, capture_mode: CaptureMode = CaptureMode.TRIP_END) -> Step:
    """A new booking, all legs held, at prices after all discounts. A total of 0 needs no payment: it counts as captured, so tickets have one rule.

    tender_minor: what vouchers and the wallet pay. Raises ValueError for what cannot be sold.
    """
    all_legs = tuple(legs)
    if not all_legs or len({leg.leg_no for leg in all_legs}) != len(all_legs):
        raise ValueError("a booking has legs, each with a number of its own")
    whole = sum(leg.price_minor for leg in all_legs) + fee_minor
    if tender_minor < 0 or fee_minor < 0 or tender_minor > whole or any(leg.price_minor < 0 for leg in all_legs):
        raise ValueError("prices are those after all discounts, and vouchers pay at most all of them")
    shown = whole - tender_minor
    payment = Payment(shown) if shown else Payment(0, PaymentState.CAPTURED)
    draft = Draft(Booking(all_legs, payment, fee_minor=fee_minor, tender_minor=tender_minor, capture_mode=capture_mode))
    if shown:
        draft.order(EffectKind.INTENT_CREATE, amount_minor=shown)
    else:
        ask_operators(draft)
    return draft.booking, tuple(draft.effects)


def step(booking: Booking, event: events.Event) -> Step:
    """Raises Refused, with `again` where the same event may be right later."""
    if event.by not in events.ALLOWED[type(event)]:
        raise Refused("not_by_this_cause")
    draft = Draft(booking)
    HANDLERS[type(event)](draft, event)
    advance(draft)
    return draft.booking, tuple(draft.effects)


def wanted(booking: Booking, effect: Effect) -> bool:
    """Whether a row of the outbox is still to be carried out; one that is not is done without an effect."""
    if effect.kind is EffectKind.INTENT_CREATE:
        return booking.payment.state is PaymentState.CREATING
    if effect.kind is EffectKind.OPERATOR_CONFIRM:
        return any(leg.leg_no == effect.no and leg.state is LegState.ASKED for leg in booking.legs)
    if effect.kind is EffectKind.TICKET_ISSUE:
        return booking.state is BookingState.CONFIRMING
    if effect.kind is EffectKind.INTENT_CAPTURE:
        return booking.payment.state is PaymentState.CAPTURING
    return True


def ask_operators(draft: Draft) -> None:
    draft.move(BookingState.CONFIRMING)
    for leg in draft.booking.legs:
        if leg.own:
            draft.move_leg(leg.leg_no, LegState.CONFIRMED)
        else:
            draft.move_leg(leg.leg_no, LegState.ASKED)
            draft.order(EffectKind.OPERATOR_CONFIRM, leg.leg_no)
    issue_when_all_confirmed(draft)


def issue_when_all_confirmed(draft: Draft) -> None:
    if all(leg.state is LegState.CONFIRMED for leg in draft.booking.legs):
        draft.order(EffectKind.TICKET_ISSUE)


def need(draft: Draft, *states: BookingState) -> None:
    if draft.booking.state not in states:
        raise Refused(f"booking_is_{draft.booking.state}")


def on_reported(draft: Draft, event: events.Reported) -> None:
    payment = draft.booking.payment
    if payment.shown_minor == 0 or REPORT_RANK[event.report] <= KNOWN_RANK[payment.state]:
        final = {Report.VOIDED: PaymentState.VOIDED, Report.CAPTURED: PaymentState.CAPTURED}.get(event.report)
        if KNOWN_RANK[payment.state] == 3 and final not in (None, payment.state):
            raise Refused("contradicts_a_final_payment")
        return
    if event.report is Report.AUTHORISED:
        if event.amount_minor != payment.shown_minor:
            raise Refused("not_the_amount_shown")
        draft.pay(PaymentState.AUTHORISED)
        ask_operators(draft)
    elif event.report is Report.VOIDED:
        on_voided(draft)
    elif event.report is Report.CAPTURED:
        if payment.ordered_minor != event.amount_minor:
            draft.order(EffectKind.PAGE, about="captured_another_amount")
        draft.pay(PaymentState.CAPTURED, captured_minor=event.amount_minor)
        if draft.booking.state is BookingState.HELD:
            release(draft, "not_booked")
        elif draft.booking.state is BookingState.RELEASING:
            give_back(draft)
    elif payment.state is PaymentState.CREATING:
        draft.pay(PaymentState.CREATED)


def on_voided(draft: Draft) -> None:
    before = draft.booking.payment.state
    if draft.booking.state in (BookingState.CONFIRMED, BookingState.SETTLING):
        if before is not PaymentState.VOIDING:
            payment_lost(draft)
        draft.pay(PaymentState.VOIDED)
    else:
        draft.pay(PaymentState.VOIDED)
        if draft.booking.state in (BookingState.HELD, BookingState.CONFIRMING):
            release(draft, "not_booked")


def on_hold_expired(draft: Draft, event: events.HoldExpired) -> None:
    """The service was asked before: what is authorised by now is taken, and a bank that is still asking gets five minutes more, once."""
    need(draft, BookingState.HELD)
    if event.report is Report.AUTHORISED:
        on_reported(draft, events.Reported(Report.AUTHORISED, draft.booking.payment.shown_minor))
    elif event.report is Report.ACTION_NEEDED and not draft.booking.extended:
        draft.booking = replace(draft.booking, extended=True)
    else:
        release(draft, "hold_expired")


def on_abandoned(draft: Draft, event: events.Abandoned) -> None:
    need(draft, BookingState.HELD)
    release(draft, "abandoned")


def on_confirm_expired(draft: Draft, event: events.ConfirmExpired) -> None:
    need(draft, BookingState.CONFIRMING)
    release(draft, "operator_silent")


def on_operator_confirmed(draft: Draft, event: events.OperatorConfirmed) -> None:
    """An answer for a leg that is no longer asked is dropped: its release stands."""
    if draft.leg(event.leg_no).state is LegState.ASKED:
        draft.move_leg(event.leg_no, LegState.CONFIRMED)
        issue_when_all_confirmed(draft)


def on_operator_refused(draft: Draft, event: events.OperatorRefused) -> None:
    if draft.leg(event.leg_no).state is LegState.ASKED:
        draft.move_leg(event.leg_no, LegState.RELEASED)
        release(draft, "operator_refused")


def on_leg_released(draft: Draft, event: events.LegReleased) -> None:
    if draft.leg(event.leg_no).state is LegState.RELEASING:
        draft.move_leg(event.leg_no, LegState.RELEASED)


def on_payment_read(draft: Draft, event: events.PaymentRead) -> None:
    """Tickets are issued on what the service says now, not on what it once said."""
    booking = draft.booking
    if booking.state is not BookingState.CONFIRMING or booking.payment.state not in (PaymentState.AUTHORISED, PaymentState.CAPTURED):
        return
    if event.report is Report.VOIDED:
        on_voided(draft)
    elif event.report not in (Report.AUTHORISED, Report.CAPTURED):
        raise Refused("payment_not_held", again=True)
    else:
        draft.move(BookingState.CONFIRMED)
        for leg in booking.legs:
            draft.ticket(leg.leg_no, TicketState.LIVE)
        at_once = event.capture_now or booking.capture_mode is CaptureMode.AT_CONFIRMATION
        if at_once and booking.payment.state is PaymentState.AUTHORISED:
            capture(draft, at_most_due(draft))
        draft.tell("confirmed")


def open_leg(draft: Draft, leg_no: int) -> Leg:
    need(draft, BookingState.CONFIRMED)
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
    need(draft, BookingState.CONFIRMED)
    if draft.booking.payment.state is not PaymentState.AUTHORISED:
        raise Refused("payment_not_authorised")
    amount = at_most_due(draft)
    if amount:
        capture(draft, amount)


def on_capture_too_small(draft: Draft, event: events.CaptureTooSmall) -> None:
    need(draft, BookingState.SETTLING)
    draft.booking = replace(draft.booking, waived_minor=draft.booking.due_minor)
    draft.pay(PaymentState.VOIDING)
    draft.order(EffectKind.INTENT_VOID)


def on_refund(draft: Draft, event: Any) -> None:
    draft.move_refund(event.serial, REFUND_STATES[type(event)])
    if isinstance(event, events.RefundFailed):
        draft.order(EffectKind.PAGE, event.serial, about="refund_failed")


def on_claim_upheld(draft: Draft, event: events.ClaimUpheld) -> None:
    need(draft, BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)
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


HANDLERS: dict[type, Callable[[Draft, Any], None]] = {
    events.Reported: on_reported, events.HoldExpired: on_hold_expired, events.Abandoned: on_abandoned, events.ConfirmExpired: on_confirm_expired,
    events.OperatorConfirmed: on_operator_confirmed, events.OperatorRefused: on_operator_refused,
    events.LegReleased: on_leg_released, events.PaymentRead: on_payment_read, events.Used: on_used, events.Cancelled: on_cancelled,
    events.Disrupted: on_disrupted, events.CaptureWindowEnds: on_capture_window_ends, events.CaptureTooSmall: on_capture_too_small,
    events.RefundSent: on_refund, events.RefundSucceeded: on_refund, events.RefundFailed: on_refund, events.RefundPaidOtherwise: on_refund,
    events.ClaimUpheld: on_claim_upheld, events.ClaimSettled: on_claim_settled,
}  # fmt: skip
