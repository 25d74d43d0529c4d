"""Steps with one rule broken; each returns what the broken step would, or None where it does as the real one."""
from dataclasses import replace

from payments import events as e
from payments.states import BookingState, Effect, EffectKind, LegState, PaymentState, Report
from payments.step import step

B, P = BookingState, PaymentState


def last_report_wins(booking, event):
    """An authorisation that arrives late brings a released trip back to life."""
    if isinstance(event, e.Reported) and event.report is Report.AUTHORISED and booking.payment.state is P.VOIDED:
        legs = tuple(replace(leg, state=LegState.CONFIRMED) for leg in booking.legs)
        after = replace(booking, state=B.CONFIRMING, payment=replace(booking.payment, state=P.AUTHORISED), legs=legs)
        return after, (Effect(EffectKind.TICKET_ISSUE),)
    return None


def void_forgotten(booking, event):
    """Not paid yet, so nothing to cancel."""
    if booking.state is B.HELD and booking.payment.state in (P.CREATING, P.CREATED):
        after, effects = step(booking, event)
        if after.state is B.RELEASING:
            payment = replace(after.payment, state=P.VOIDED)
            state = B.RELEASED if all(leg.state is LegState.RELEASED for leg in after.legs) else after.state
            return replace(after, payment=payment, state=state), tuple(x for x in effects if x.kind is not EffectKind.INTENT_VOID)
    return None


def captured_first(booking, event):
    """Taken as soon as the bank agrees, before the operators answer."""
    if isinstance(event, e.Reported) and event.report is Report.AUTHORISED and booking.state is B.HELD:
        after, effects = step(booking, event)
        if after.state is B.CONFIRMING:
            payment = replace(after.payment, state=P.CAPTURING, ordered_minor=after.payment.shown_minor)
            return replace(after, payment=payment), (*effects, Effect(EffectKind.INTENT_CAPTURE, 0, after.payment.shown_minor))
    return None


def late_confirmation_taken(booking, event):
    """A worker that comes late records an operator's yes on a leg that is being released."""
    if isinstance(event, e.OperatorConfirmed) and booking.legs[event.leg_no].state is LegState.RELEASING:
        legs = tuple(replace(leg, state=LegState.CONFIRMED) if leg.leg_no == event.leg_no else leg for leg in booking.legs)
        return replace(booking, legs=legs), ()
    return None


def released_without_operators(booking, event):
    """Operators are told nothing when a trip fails."""
    after, effects = step(booking, event)
    if after.state in (B.RELEASING, B.RELEASED) and booking.state is B.CONFIRMING:
        legs = tuple(replace(leg, state=LegState.RELEASED) for leg in after.legs)
        return replace(after, legs=legs), tuple(x for x in effects if x.kind is not EffectKind.OPERATOR_RELEASE)
    return None


MUTATED = {
    "last report wins": last_report_wins,
    "void forgotten where nothing was seen": void_forgotten,
    "captured before the operators answer": captured_first,
    "late confirmation taken": late_confirmation_taken,
    "released without telling operators": released_without_operators,
}
