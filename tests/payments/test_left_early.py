"""A stay that is left before its time."""
import pytest

from payments import events as e
from payments.events import Cause
from payments.states import (
    EffectKind,
    LegState,
    Refused,
    Report,
    TicketState,
)
from payments.step import step
from tests.payments.test_step import SPACE, B, confirmed, kinds, told


def test_a_stay_that_is_left_early_costs_what_was_used_of_it_and_a_later_proof_changes_nothing():
    booking = confirmed((SPACE,), fee_minor=50)
    with pytest.raises(Refused, match="due_only_falls"):
        step(booking, e.LeftEarly(3, 401))
    left, effects = step(booking, e.LeftEarly(3, 150))
    assert kinds(effects) == [(EffectKind.INTENT_CAPTURE, 0, 200)]
    assert (left.legs[0].state, left.legs[0].ticket) == (LegState.USED, TicketState.USED)
    settled = told(left, e.Reported(Report.CAPTURED, 200))
    for later in (150, 400):
        with pytest.raises(Refused, match="due_only_falls"):
            step(settled, e.LeftEarly(3, later, Cause.OPERATOR))
    earlier, effects = step(settled, e.LeftEarly(3, 100, Cause.OPERATOR))
    assert (EffectKind.REFUND_CREATE, 1, 50) in kinds(effects)
    assert (EffectKind.TRANSFER_REVERSE, 3, 50) in kinds(effects)
    assert told(earlier, e.RefundSent(1)).state is B.SETTLED
    with pytest.raises(Refused, match="not_by_this_cause"):
        step(booking, e.LeftEarly(3, 0, Cause.TIMER))
    for gone in (e.Cancelled(3, 0), e.Disrupted(3)):
        with pytest.raises(Refused):
            step(told(booking, gone), e.LeftEarly(3, 0))
