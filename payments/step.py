"""The law of a booking: `step(booking, event)` is the booking afterwards and what is to be done outside, or a refusal with its reason.

It runs inside one transaction of the database that holds the booking's row; the effects become rows of the outbox in the same transaction. Nothing
outside is called here and no clock is read, so that all of it can be walked: the tests do, with crashes, repetitions, losses and late answers.
"""
from collections.abc import Callable, Iterable
from typing import Any

from payments import confirming, events, travelling
from payments.draft import Draft
from payments.settling import advance
from payments.states import Booking, BookingState, CaptureMode, Effect, EffectKind, Leg, LegState, Payment, PaymentState, Refused

Step = tuple[Booking, tuple[Effect, ...]]


def hold(
    legs: Iterable[Leg], fee_minor: int = 0, tender_minor: int = 0, capture_mode: CaptureMode = CaptureMode.TRIP_END, waives: bool = False
) -> Step:
    """A new booking, all legs held, at prices after all discounts. A total of 0 needs no payment: it counts as captured, so tickets have one rule.

    tender_minor: what vouchers and the wallet pay. waives: the rest is too small to charge, so nothing is paid and we bear it. Raises ValueError for
    what cannot be sold.
    """
    all_legs = tuple(legs)
    if not all_legs or len({leg.leg_no for leg in all_legs}) != len(all_legs):
        raise ValueError("a booking has legs, each with a number of its own")
    whole = sum(leg.price_minor for leg in all_legs) + fee_minor
    if tender_minor < 0 or fee_minor < 0 or tender_minor > whole or any(min(leg.price_minor, leg.cost_minor) < 0 for leg in all_legs):
        raise ValueError("prices are those after all discounts, and vouchers pay at most all of them")
    if any(leg.cost_minor and leg.price_minor for leg in all_legs):
        raise ValueError("a leg is paid by the traveller or by us")
    shown = 0 if waives else whole - tender_minor
    payment = Payment(shown) if shown else Payment(0, PaymentState.CAPTURED)
    draft = Draft(Booking(all_legs, payment, fee_minor=fee_minor, tender_minor=tender_minor, capture_mode=capture_mode, waives=waives))
    if shown:
        draft.order(EffectKind.INTENT_CREATE, amount_minor=shown)
    else:
        confirming.ask_operators(draft)
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


HANDLERS: dict[type, Callable[[Draft, Any], None]] = {
    events.Reported: confirming.on_reported,
    events.HoldExpired: confirming.on_hold_expired,
    events.Abandoned: confirming.on_abandoned,
    events.ConfirmExpired: confirming.on_confirm_expired,
    events.OperatorConfirmed: confirming.on_operator_confirmed,
    events.OperatorRefused: confirming.on_operator_refused,
    events.LegReleased: confirming.on_leg_released,
    events.PaymentRead: confirming.on_payment_read,
    events.Used: travelling.on_used,
    events.LeftEarly: travelling.on_left_early,
    events.Cancelled: travelling.on_cancelled,
    events.KeptFreed: travelling.on_kept_freed,
    events.Disrupted: travelling.on_disrupted,
    events.CaptureWindowEnds: travelling.on_capture_window_ends,
    events.CaptureTooSmall: travelling.on_capture_too_small,
    events.RefundSent: travelling.on_refund,
    events.RefundSucceeded: travelling.on_refund,
    events.RefundFailed: travelling.on_refund,
    events.RefundPaidOtherwise: travelling.on_refund,
    events.ClaimUpheld: travelling.on_claim_upheld,
    events.ClaimSettled: travelling.on_claim_settled,
}
