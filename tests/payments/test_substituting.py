"""What a substitute may cost, and who pays for it."""
import pytest

from payments import events as e
from payments.states import BookingState, EffectKind, Leg, PaymentState, Report
from payments.step import hold, step
from payments.substituting import most_minor


def given(*legs: Leg):
    booking, effects = hold(legs)
    for leg in legs:
        if not leg.own:
            booking, _ = step(booking, e.OperatorConfirmed(leg.leg_no))
    return step(booking, e.PaymentRead(Report.CAPTURED))[0], effects


def test_it_is_bounded_by_what_was_given_back():
    assert [most_minor(worth) for worth in (0, 1, 280)] == [0, 3, 840]
    assert most_minor(280, ours=True) == 2240
    with pytest.raises(ValueError, match="worth"):
        most_minor(-1)


def test_its_traveller_pays_nothing_and_whoever_runs_it_is_paid_once_it_is_used():
    booking, effects = given(Leg(1, False, 0, cost_minor=350), Leg(2, True, 0, cost_minor=400))
    assert (booking.state, booking.payment.state, booking.payment.shown_minor) == (BookingState.CONFIRMED, PaymentState.CAPTURED, 0)
    assert EffectKind.INTENT_CREATE not in {effect.kind for effect in effects}
    booking, _ = step(booking, e.Used(1))
    booking, effects = step(booking, e.Cancelled(2, 0))
    assert (booking.state, booking.due_minor) == (BookingState.SETTLED, 0)
    assert [(one.no, one.amount_minor) for one in effects if one.kind is EffectKind.TRANSFER_CREATE] == [(1, 350)]


def test_a_leg_is_paid_by_one_of_us():
    with pytest.raises(ValueError, match="by the traveller or by us"):
        hold([Leg(1, True, 100, cost_minor=100)])
    with pytest.raises(ValueError, match="prices"):
        hold([Leg(1, True, 0, cost_minor=-1)])
