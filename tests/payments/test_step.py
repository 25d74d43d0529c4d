"""What the walks do not show: amounts, causes, refusals, and what only people or the payment service can bring about."""
import pytest

from payments import events as e
from payments.events import Cause
from payments.states import (
    Booking,
    BookingState,
    CaptureMode,
    EffectKind,
    Fault,
    Kept,
    Leg,
    LegState,
    PaymentState,
    RefundState,
    Refused,
    Report,
    TicketState,
)
from payments.step import hold, step, wanted

B, P = BookingState, PaymentState
TRAM, RIDE, SPACE = Leg(1, False, 280), Leg(2, False, 350), Leg(3, True, 400)


def told(booking: Booking, *happened) -> Booking:
    for event in happened:
        booking, _ = step(booking, event)
    return booking


def confirmed(legs=(TRAM, RIDE, SPACE), **terms) -> Booking:
    booking, _ = hold(legs, **terms)
    booking = told(booking, e.Reported(Report.CREATED), e.Reported(Report.AUTHORISED, booking.payment.shown_minor))
    return told(booking, *(e.OperatorConfirmed(leg.leg_no) for leg in legs if not leg.own), e.PaymentRead(Report.AUTHORISED))


def kinds(effects):
    return [(effect.kind, effect.no, effect.amount_minor) for effect in effects if effect.kind not in (EffectKind.TELL, EffectKind.PAGE)]


def test_what_is_due_is_the_legs_used_and_our_fee():
    """The example of the books: the ride is cancelled by its operator, the rest is used."""
    booking = confirmed(fee_minor=50)
    assert booking.payment.shown_minor == 1080
    assert booking.due_minor == 0
    booking = told(booking, e.Disrupted(2), e.Used(1))
    booking, effects = step(booking, e.Used(3))
    assert kinds(effects) == [(EffectKind.INTENT_CAPTURE, 0, 730)]
    booking, effects = step(booking, e.Reported(Report.CAPTURED, 730))
    assert booking.state is B.SETTLED
    assert kinds(effects) == [(EffectKind.TRANSFER_CREATE, 1, 280), (EffectKind.TRANSFER_CREATE, 3, 400)]


def test_no_fee_is_due_where_operators_disrupt_everything():
    booking = told(confirmed(fee_minor=50), e.Disrupted(1), e.Disrupted(2), e.Disrupted(3))
    assert (booking.due_minor, booking.payment.state) == (0, P.VOIDING)
    assert told(booking, e.Reported(Report.VOIDED)).state is B.SETTLED


def test_a_cancellation_costs_the_fee_shown_and_never_more_than_the_price():
    booking = confirmed()
    with pytest.raises(Refused, match="fee_above_price"):
        step(booking, e.Cancelled(1, 281))
    booking, effects = step(booking, e.Cancelled(1, 100))
    assert kinds(effects) == [(EffectKind.OPERATOR_RELEASE, 1, 0)]
    assert (booking.legs[0].due_minor, booking.legs[0].fault, booking.legs[0].ticket) == (100, Fault.TRAVELLER, TicketState.KILLED)
    with pytest.raises(Refused, match="leg_is_cancelled"):
        step(booking, e.Cancelled(1, 0))


def test_vouchers_pay_first_and_a_trip_they_pay_needs_no_card():
    booking = told(confirmed(tender_minor=500), e.Used(1), e.Used(2), e.Used(3))
    assert (booking.payment.shown_minor, booking.due_minor, booking.payment.ordered_minor) == (530, 530, 530)
    less = told(confirmed(tender_minor=500), e.Used(1), e.Disrupted(2), e.Disrupted(3))
    assert (less.due_minor, less.tender_due_minor) == (0, 280)
    free, effects = hold([SPACE], tender_minor=400)
    assert (free.state, free.payment.state) == (B.CONFIRMING, P.CAPTURED)
    assert kinds(effects) == [(EffectKind.TICKET_ISSUE, 0, 0)]
    assert told(free, e.PaymentRead(Report.CAPTURED), e.Used(3)).state is B.SETTLED
    assert told(free, e.ConfirmExpired()).state is B.RELEASED


def test_taken_at_confirmation_what_is_not_used_is_refunded():
    booking = confirmed(fee_minor=50, capture_mode=CaptureMode.AT_CONFIRMATION)
    assert (booking.payment.state, booking.payment.ordered_minor) == (P.CAPTURING, 1080)
    held = told(hold([SPACE])[0], e.Reported(Report.AUTHORISED, 400))
    assert told(held, e.PaymentRead(Report.AUTHORISED, capture_now=True)).payment.ordered_minor == 400  # the card's hold is a short one
    booking = told(booking, e.Reported(Report.CAPTURED, 1080), e.Used(1), e.Used(3))
    booking, effects = step(booking, e.Disrupted(2))
    assert (EffectKind.REFUND_CREATE, 1, 350) in kinds(effects)
    booking = told(booking, e.RefundSent(1))
    assert booking.state is B.SETTLED
    booking, effects = step(booking, e.ClaimUpheld(1))
    assert kinds(effects) == [(EffectKind.TRANSFER_REVERSE, 1, 280), (EffectKind.REFUND_CREATE, 2, 280)]
    booking, effects = step(booking, e.RefundSent(2))
    assert (booking.state, kinds(effects)) == (B.SETTLED, [])  # operators are paid once


def test_what_is_due_only_falls():
    booking = told(confirmed((SPACE,)), e.Used(3), e.Reported(Report.CAPTURED, 400))
    for due in (400, 401, -1):
        with pytest.raises(Refused, match="due_only_falls"):
            step(booking, e.ClaimUpheld(3, due))
    assert told(booking, e.ClaimUpheld(3, 150)).refunds[0].amount_minor == 250


def test_a_lost_payment_kills_tickets_and_what_was_used_is_a_claim():
    booking = told(confirmed(), e.Used(1))
    booking, effects = step(booking, e.Reported(Report.VOIDED))
    assert (booking.state, booking.claim_minor) == (B.SETTLED, 280)
    assert [leg.ticket for leg in booking.legs] == [TicketState.USED, TicketState.KILLED, TicketState.KILLED]
    assert (EffectKind.OPERATOR_RELEASE, 2, 0) in kinds(effects)
    assert told(booking, e.ClaimUpheld(1, 80)).claim_minor == 80


@pytest.mark.parametrize("written_off", [True, False])
def test_a_debt_that_ended_is_over_and_nothing_of_it_comes_back_by_itself(written_off):
    booking = told(confirmed(), e.Used(1), e.Reported(Report.VOIDED))
    lowered = told(booking, e.ClaimUpheld(1, 80))
    assert (booking.ended_claim_minor, lowered.ended_claim_minor) == (0, 0)
    ended = told(lowered, e.ClaimSettled(written_off=written_off))
    assert (ended.state, ended.claim_minor, ended.ended_claim_minor) == (B.SETTLED, 0, 80)
    for event, why in ((e.ClaimUpheld(1, 20), "claim_ended"), (e.LeftEarly(1, 20), "claim_ended"), (e.ClaimSettled(), "no_claim")):
        with pytest.raises(Refused, match=why):
            step(ended, event)


def test_a_refund_can_fail_after_success_and_is_then_paid_by_people():
    booking = told(confirmed((SPACE,), capture_mode=CaptureMode.AT_CONFIRMATION), e.Reported(Report.CAPTURED, 400), e.Disrupted(3))
    for way in ((e.RefundSucceeded(1),), (e.RefundSent(1), e.RefundSucceeded(1)), (e.RefundSent(1),), ()):
        failed, effects = step(told(booking, *way), e.RefundFailed(1))
        assert any(effect.kind is EffectKind.PAGE for effect in effects)
        assert told(failed, e.RefundPaidOtherwise(1)).refunds[0].state is RefundState.PAID_OTHERWISE
    with pytest.raises(Refused):
        step(booking, e.RefundPaidOtherwise(1))
    with pytest.raises(Refused, match="no_such_refund"):
        step(booking, e.RefundSent(2))


@pytest.mark.parametrize("before, state", [((), P.CREATING), ((e.Reported(Report.CREATED),), P.CREATED), ((e.Abandoned(),), P.VOIDING)])
def test_money_taken_by_hand_for_a_trip_that_is_not_booked_goes_back(before, state):
    booking = told(hold([SPACE])[0], *before)
    assert booking.payment.state is state
    booking, effects = step(booking, e.Reported(Report.CAPTURED, 400))
    assert (EffectKind.REFUND_CREATE, 1, 400) in kinds(effects)
    assert booking.state is B.RELEASING
    assert told(booking, e.RefundSent(1)).state is B.RELEASED


def test_money_taken_by_hand_for_a_confirmed_trip_is_settled_as_any():
    booking, effects = step(confirmed((SPACE,)), e.Reported(Report.CAPTURED, 400))
    assert [effect.about for effect in effects] == ["captured_another_amount"]
    assert told(booking, e.Used(3, shown=False)).legs[0].ticket is TicketState.EXPIRED
    assert told(booking, e.Cancelled(3, 0)).refunds[0].amount_minor == 400


def test_an_amount_too_small_to_take_is_waived():
    booking = told(confirmed((Leg(1, True, 32),)), e.Used(1))
    booking, effects = step(booking, e.CaptureTooSmall())
    assert (booking.waived_minor, kinds(effects)) == (32, [(EffectKind.INTENT_VOID, 0, 0)])
    booking = told(booking, e.Reported(Report.VOIDED))
    assert (booking.state, booking.claim_minor) == (B.SETTLED, 0)


def test_a_claim_after_a_waived_trip_waives_less():
    booking = told(confirmed((Leg(1, True, 32),)), e.Used(1), e.CaptureTooSmall(), e.Reported(Report.VOIDED), e.ClaimUpheld(1, 12))
    assert (booking.state, booking.waived_minor, booking.due_minor) == (B.SETTLED, 12, 12)


def test_a_trip_too_small_to_charge_needs_no_card_and_waives_what_is_due_in_the_end():
    booking, effects = hold((Leg(1, True, 20), Leg(2, True, 12)), waives=True)
    assert (booking.state, booking.payment.shown_minor, kinds(effects)) == (B.CONFIRMING, 0, [(EffectKind.TICKET_ISSUE, 0, 0)])
    booking = told(booking, e.PaymentRead(Report.CAPTURED), e.Disrupted(2), e.Used(1))
    assert (booking.state, booking.waived_minor, booking.refunds) == (B.SETTLED, 20, ())
    assert told(booking, e.ClaimUpheld(1, 0)).waived_minor == 0


KEPT = Kept("k", "leg of another trip", "operator_payable:bus", 60)


def test_what_is_kept_for_another_leg_is_due_and_goes_to_whoever_runs_that():
    booking = told(confirmed((TRAM,)), e.Cancelled(1, 20, kept=(KEPT,)))
    booking, effects = step(booking, e.Reported(Report.CAPTURED, 80))
    assert (booking.state, booking.legs[0].due_minor) == (B.SETTLED, 80)
    assert kinds(effects) == [(EffectKind.TRANSFER_CREATE, 1, 20), (EffectKind.TRANSFER_CREATE, 1, 60)]
    assert [effect.about for effect in effects if effect.kind is EffectKind.TRANSFER_CREATE] == ["", "kept_k"]
    with pytest.raises(Refused, match="due_only_falls"):
        step(booking, e.ClaimUpheld(1, 59))  # it is claimed with the leg that it is kept for
    booking, effects = step(booking, e.KeptFreed(1, "k"))
    assert (booking.legs[0].due_minor, booking.legs[0].kept, booking.refunds[0].amount_minor) == (20, (), 60)
    assert (EffectKind.TRANSFER_REVERSE, 1, 60) in kinds(effects)
    with pytest.raises(Refused, match="nothing_kept"):
        step(booking, e.KeptFreed(1, "k"))


def test_no_more_is_kept_than_was_paid():
    for wrong in (e.Cancelled(1, 221, kept=(KEPT,)), e.Cancelled(1, 0, kept=(KEPT._replace(amount_minor=0),))):
        with pytest.raises(Refused, match="fee_above_price"):
            step(confirmed((TRAM,)), wrong)


def test_the_bank_s_question_extends_a_hold_once_and_a_late_yes_is_taken():
    booking, _ = hold([TRAM])
    assert booking.due_minor == 0
    booking = told(booking, e.HoldExpired(Report.ACTION_NEEDED))
    assert (booking.state, booking.extended) == (B.HELD, True)
    assert told(booking, e.HoldExpired(Report.ACTION_NEEDED)).state is B.RELEASING
    assert told(booking, e.HoldExpired(Report.AUTHORISED)).state is B.CONFIRMING
    assert told(hold([TRAM])[0], e.Reported(Report.ACTION_NEEDED)).payment.state is P.CREATED


def test_reports_below_what_is_known_change_nothing_and_contradictions_are_refused():
    booking = confirmed()
    for report in (Report.CREATED, Report.ACTION_NEEDED, Report.AUTHORISED):
        assert step(booking, e.Reported(report, 7)) == (booking, ())
    voided = told(booking, e.Reported(Report.VOIDED))
    assert step(voided, e.Reported(Report.VOIDED)) == (voided, ())
    with pytest.raises(Refused, match="contradicts_a_final_payment"):
        step(voided, e.Reported(Report.CAPTURED, 1030))
    with pytest.raises(Refused, match="not_the_amount_shown"):
        step(hold([TRAM])[0], e.Reported(Report.AUTHORISED, 279))


def test_a_void_seen_before_anything_else_releases_the_trip():
    for before in ((), (e.Reported(Report.AUTHORISED, 280),)):
        booking = told(hold([TRAM])[0], *before)
        assert told(booking, e.Reported(Report.VOIDED)).state in (B.RELEASED, B.RELEASING)


def test_who_may_not_cause_it_is_refused():
    booking = confirmed()
    wrong = [
        (hold([TRAM])[0], e.Reported(Report.AUTHORISED, 280, Cause.API)),  # the way back from the bank
        (booking, e.Cancelled(1, 0, Cause.WEBHOOK)), (booking, e.Disrupted(1, Cause.API)), (booking, e.Used(1, by=Cause.WEBHOOK)),
    ]  # fmt: skip
    for at, event in wrong:
        with pytest.raises(Refused, match="not_by_this_cause"):
            step(at, event)


def test_tickets_wait_until_the_payment_service_says_the_money_is_held():
    booking, _ = hold([SPACE])
    booking = told(booking, e.Reported(Report.AUTHORISED, 400))
    with pytest.raises(Refused) as refused:
        step(booking, e.PaymentRead(Report.CREATED))
    assert refused.value.again
    assert told(booking, e.PaymentRead(Report.VOIDED)).state is B.RELEASED


def test_events_out_of_place_are_refused_with_the_reason():
    held, booking = hold([TRAM])[0], confirmed()
    for at, event, code in [
        (held, e.Used(1), "booking_is_held"), (held, e.ConfirmExpired(), "booking_is_held"), (booking, e.Abandoned(), "booking_is_confirmed"),
        (booking, e.HoldExpired(), "booking_is_confirmed"), (booking, e.Used(9), "no_such_leg"), (booking, e.ClaimSettled(), "no_claim"),
        (booking, e.CaptureTooSmall(), "booking_is_confirmed"), (held, e.ClaimUpheld(1), "booking_is_held"),
        (told(booking, e.CaptureWindowEnds()), e.CaptureWindowEnds(), "payment_not_authorised"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            step(at, event)


def test_answers_for_legs_that_are_no_longer_asked_are_dropped():
    booking = told(hold([TRAM, RIDE])[0], e.Reported(Report.AUTHORISED, 630), e.OperatorRefused(1))
    assert [leg.state for leg in booking.legs] == [LegState.RELEASED, LegState.RELEASING]
    for event in (e.OperatorConfirmed(2), e.OperatorRefused(2), e.OperatorConfirmed(1), e.LegReleased(1)):
        assert step(booking, event) == (booking, ())


def test_rows_that_nobody_wants_any_more_are_done_without_an_effect():
    held, create = hold([TRAM])
    asked, confirm = step(held, e.Reported(Report.AUTHORISED, 280))
    gone = told(asked, e.ConfirmExpired())
    assert (wanted(held, create[0]), wanted(asked, create[0])) == (True, False)
    assert (wanted(asked, confirm[0]), wanted(gone, confirm[0])) == (True, False)


def test_what_cannot_be_sold_is_refused():
    for legs, terms in (([], {}), ([TRAM, TRAM], {}), ([TRAM], {"fee_minor": -1}), ([TRAM], {"tender_minor": 281}), ([Leg(1, True, -1)], {})):
        with pytest.raises(ValueError):
            hold(legs, **terms)
