"""From a hold to tickets, or to a release: what the payment service, the operators and the clock say before a booking is confirmed."""
from dataclasses import replace

from payments import events
from payments.draft import Draft
from payments.settling import at_most_due, capture, give_back, payment_lost, release
from payments.states import KNOWN_RANK, REPORT_RANK, BookingState, CaptureMode, EffectKind, LegState, PaymentState, Refused, Report, TicketState


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
    draft.need(BookingState.HELD)
    if event.report is Report.AUTHORISED:
        on_reported(draft, events.Reported(Report.AUTHORISED, draft.booking.payment.shown_minor))
    elif event.report is Report.ACTION_NEEDED and not draft.booking.extended:
        draft.booking = replace(draft.booking, extended=True)
    else:
        release(draft, "hold_expired")


def on_abandoned(draft: Draft, event: events.Abandoned) -> None:
    draft.need(BookingState.HELD)
    release(draft, event.why)


def on_confirm_expired(draft: Draft, event: events.ConfirmExpired) -> None:
    draft.need(BookingState.CONFIRMING)
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
