"""What stands on the price, on a booking, and before something is given back: every amount adds up, and nothing is promised that is not so."""
from datetime import timedelta

import msgspec
import pytest

from backend.contract.bookings import (
    BookedLegState,
    BookedPayment,
    BookingNotice,
    BookingState,
    NoticeCode,
    Outcome,
    PaymentState,
    RefundState,
)
from backend.contract.cancellations import Broken, Consequence, DearerLeg
from backend.contract.payments import CardRefusal
from backend.contract.quotes import CaptureMode, LineKind
from backend.contract.trips import ItineraryPrice
from mobile.i18n import LANGUAGES, use
from mobile.payments.buying import Buying, offered, request_for
from mobile.screens.booking import cancel_state
from mobile.screens.booking import state as booking
from mobile.screens.itinerary.buying import book_words
from mobile.screens.pay import state as pay
from mobile.words import STREET_MODES
from tests.mobile.payments.told import NOON, a_booking, a_fee, a_quote, a_refund, line
from tests.mobile.share.trip import START, a_trip


def test_the_lines_add_up_to_the_total_and_are_heard_in_full_words():
    sheet = pay.sheet_of(a_quote(), (), NOON)
    assert (sheet.total, sheet.total_spoken) == ("€8.30", "8 euros 30")
    assert [(line.title, line.price) for line in sheet.lines] == [
        ("Ticket", "€2.80"), ("Taxi", "€6.20"), ("Booking fee", "€0.20"), ("Cap reached: you save", "−€0.90"),
    ]  # fmt: skip
    assert 280 + 620 + 20 - 90 == 830
    assert sheet.lines[0].detail == "City Lines · 12:30 · instead of €3.20"
    assert sheet.lines[3].tone == "ok"
    assert pay.describe(sheet)[:3] == ["Pay once for everything", "8 euros 30", "Ticket, City Lines, 12 30, 2 euros 80, instead of 3 euros 20"]
    assert "All or nothing: if one part cannot be booked, no money is taken." in pay.describe(sheet)


def test_the_lines_are_named_as_on_the_trip():
    trip = a_trip()
    ride = next(number for number, leg in enumerate(trip.legs) if leg.route)
    sold = msgspec.structs.replace(a_quote().legs[0], covers=(ride,))
    sheet = pay.sheet_of(a_quote(legs=(sold,)), trip.legs, NOON)
    leg = trip.legs[ride]
    assert leg.route.short_name in sheet.lines[0].title
    assert sheet.lines[0].badge[0] == str(leg.mode)


@pytest.mark.parametrize(("lines", "words"), [
    ((), "No tax is part of it."),
    ((line(1, LineKind.FARE, 280, tax=18),), "With 7 % tax, €0.59."),
    ((line(1, LineKind.FARE, 280, tax=18, rate=750),), "With 7.5 % tax, €0.59."),
    ((line(1, LineKind.FARE, 280, tax=18), line(0, LineKind.BOOKING_FEE, 20, tax=3, rate=1900)), "With €0.59 tax."),
])  # fmt: skip
def test_the_tax_says_its_rate_where_there_is_one(lines, words):
    assert pay.tax_words(a_quote(lines=lines, tax_minor=59 if lines else 0)) == words


def test_giving_back_is_said_as_it_is():
    rides, taxi = a_quote().legs
    never = msgspec.structs.replace(rides, fees=())
    early = NOON - timedelta(hours=1)
    assert pay.cancel_words((taxi,), early) == "Cancel free until each start."
    assert pay.cancel_words((rides, taxi), early) == "Cancel free until 11:30."
    assert pay.cancel_words((never, taxi), early) == "Parts of it can be given back for nothing."
    assert pay.cancel_words((never,), early) == "Giving it back costs money, or is not possible."
    told = dict(pay.terms_of(a_quote(), (), early))
    assert told["Ticket, City Lines"] == ("Until 11:30: free", "Until 12:30: €0.50", "After that its whole price is kept.")
    assert next(pay.fee_words(a_quote(), never, early)) == "It cannot be given back for less than its price."


def test_what_was_free_until_some_time_ago_is_not_said_to_be_free():
    rides, taxi = a_quote().legs
    assert pay.cancel_words((rides,), NOON) == "Giving it back costs money, or is not possible."
    assert pay.cancel_words((rides, taxi), NOON) == "Parts of it can be given back for nothing."
    assert dict(pay.terms_of(a_quote(), (), NOON))["Ticket, City Lines"] == ("Until 12:30: €0.50", "After that its whole price is kept.")
    assert list(pay.fee_words(a_quote(), rides, rides.starts_at)) == ["It cannot be given back for less than its price."]


def test_when_the_card_is_charged_is_said_before():
    assert "after the trip" in pay.charged_words(CaptureMode.TRIP_END)
    assert "as soon as" in pay.charged_words(CaptureMode.AT_CONFIRMATION)


@pytest.mark.parametrize(("seconds", "words"), [(582, "9:42"), (60, "1:00"), (9, "0:09"), (-5, "0:00")])
def test_the_time_that_is_left_is_counted(seconds, words):
    assert pay.countdown(NOON + timedelta(seconds=seconds), NOON) == words


def test_another_price_is_never_shown_as_the_same():
    quote = a_quote()
    assert offered(quote, None).before is None
    assert offered(quote, msgspec.structs.replace(quote, quote_id="other")).before is None
    assert offered(quote, a_quote(total=800)).before.total_minor == 800
    assert offered(quote, msgspec.structs.replace(quote, terms_fingerprint="b" * 64)).before is not None
    assert Buying("ready", quote).is_over(quote.valid_until)
    assert not Buying("ready", quote).is_over(NOON)


def test_only_what_is_sold_can_be_booked_and_a_whole_price_stands_on_the_button():
    before = START - timedelta(hours=1)
    trip = a_trip()
    assert book_words(trip, before, None) == ("", "")
    priced = msgspec.structs.replace(trip, price=ItineraryPrice(280, "EUR", False))
    assert book_words(priced, before, None) == ("Book for €2.80", "Book for 2 euros 80")
    assert book_words(priced, trip.depart_at + timedelta(seconds=1), None) == ("", "")
    for partly in (ItineraryPrice(280, "EUR", True), ItineraryPrice(280, "EUR", False, (2,))):
        assert book_words(msgspec.structs.replace(trip, price=partly), before, None)[0] == "Price and booking"
    assert book_words(priced, before, a_booking())[0] == "To the booking"


def test_where_one_sets_out_from_is_not_told_to_whoever_sells():
    trip = a_trip()
    asked = request_for(trip).legs
    assert [leg.trip_id for leg in asked] == [leg.trip_id for leg in trip.legs if leg.route]
    assert all(leg.mode not in STREET_MODES for leg in asked)
    assert trip.legs[0].mode in STREET_MODES


@pytest.mark.parametrize(("told", "title", "actions"), [
    (a_booking(), "Pay €8.30", ("pay", "abandon")),
    (a_booking(NOON - timedelta(minutes=11)), "Time is over", ()),
    (a_booking(state=BookingState.CONFIRMING), "Being booked", ()),
    (a_booking(state=BookingState.CONFIRMED), "Booked", ("tickets", "receipt", "cancel")),
    (a_booking(state=BookingState.CONFIRMED, leg=BookedLegState.USED), "Booked", ("tickets", "receipt")),
    (a_booking(state=BookingState.RELEASING, leg=BookedLegState.RELEASING), "Not booked", ("again",)),
    (a_booking(state=BookingState.RELEASED, leg=BookedLegState.RELEASED, outcome=Outcome.NOT_BOOKED), "Not booked", ("again",)),
    (a_booking(state=BookingState.SETTLING, leg=BookedLegState.USED), "Being settled", ("receipt",)),
    (a_booking(state=BookingState.SETTLED, leg=BookedLegState.USED, outcome=Outcome.USED), "Paid", ("receipt",)),
    (a_booking(state=BookingState.SETTLED, leg=BookedLegState.CANCELLED, outcome=Outcome.GIVEN_BACK, due_minor=0), "Given back", ("receipt",)),
])  # fmt: skip
def test_how_a_booking_stands_and_what_can_be_done(told, title, actions):
    view = booking.view_of(told, NOON, can_ask_again=True)
    assert (view.title, view.actions) == (title, actions)
    assert (view.until is not None) == (title == "Pay €8.30")
    assert booking.describe(view)


def test_money_that_was_not_taken_is_said_so():
    for state in (BookingState.RELEASING, BookingState.RELEASED):
        view = booking.view_of(a_booking(state=state, leg=BookedLegState.RELEASED), NOON)
        assert view.detail.startswith("No money")
        assert view.actions == (), "the trip is not known here, so its price cannot be asked for"


@pytest.mark.parametrize("code", NoticeCode)
def test_every_notice_has_words_or_is_told_by_the_heading(code):
    told = a_booking(state=BookingState.RELEASED, leg=BookedLegState.RELEASED, notices=(BookingNotice(code, 1, NOON),))
    words = booking.view_of(told, NOON).notices
    assert words == () if code in (NoticeCode.CONFIRMED, NoticeCode.RECEIPT) else len(words) == 1
    if code in (NoticeCode.OPERATOR_REFUSED, NoticeCode.OPERATOR_SILENT, NoticeCode.DISRUPTED):
        assert words[0].startswith("City Lines")


def test_where_the_money_is():
    payment = BookedPayment(PaymentState.CAPTURED, 0, 830, 280, (a_refund(RefundState.SENT), a_refund(RefundState.FAILED)))
    told = a_booking(state=BookingState.SETTLED, leg=BookedLegState.USED, due_minor=550, owed_minor=100, payment=payment, outcome=Outcome.USED)
    assert [(words, amount) for words, amount, _ in booking.view_of(told, NOON).sums] == [
        ("Agreed price", "€8.30"), ("To be paid as things stand", "€5.50"), ("Taken", "€8.30"), ("Still to be paid", "€1.00"),
        ("Given back, on its way to your bank", "€2.80"), ("Given back, your bank sent it back; we see to it", "€2.80"),
    ]  # fmt: skip


@pytest.mark.parametrize("state", [BookingState.CONFIRMING, BookingState.SETTLING, BookingState.SETTLED, BookingState.RELEASING])
def test_what_no_card_is_asked_for_says_nothing_of_a_card(state):
    free = BookedPayment(PaymentState.CAPTURED, 0, 0, 0)
    told = a_booking(state=state, leg=BookedLegState.ASKED, total_minor=30, due_minor=30, payment=free)
    detail = booking.view_of(told, NOON).detail
    assert "card" not in detail
    assert "€" not in detail
    assert "card" in booking.view_of(a_booking(state=BookingState.CONFIRMING), NOON).detail


def test_a_price_that_no_card_is_charged_with_is_told_to_be_free():
    assert pay.sheet_of(msgspec.structs.replace(a_quote(), too_small=True), (), NOON).charged.endswith("costs you nothing.")


@pytest.mark.parametrize("refusal", CardRefusal)
def test_whoever_waits_to_pay_is_told_why_the_card_was_refused(refusal):
    told = a_booking(state=BookingState.HELD, hold_until=NOON + timedelta(minutes=5))
    told = msgspec.structs.replace(told, payment=msgspec.structs.replace(told.payment, refusal=refusal))
    view = booking.view_of(told, NOON)
    assert (view.tone, view.actions[0]) == ("warn", "pay")
    assert view.detail == booking.refusal_words(refusal) != ""


def test_the_fee_and_what_comes_back_are_said_first():
    state = cancel_state.Cancelling("ready", a_fee())
    assert cancel_state.describe(state) == ["You get back 2 euros 30", "Fee: 50 cents"]
    assert cancel_state.button_words(a_fee()) == "Give back, get €2.30"
    assert cancel_state.fee_words(a_fee(fee=0)) == "No fee"
    through = a_fee(consequences=(Consequence(Broken.THROUGH_FARE, (2,)), Consequence(Broken.CAP, ())))
    assert len(cancel_state.consequence_words(through)) == 2
    capped = a_fee(consequences=(Consequence(Broken.CAP, ()),), dearer=(DearerLeg("other", 1, 220), DearerLeg("third", 1, 60)))
    assert "€2.80 more" in cancel_state.consequence_words(capped)[0]
    assert "2 euros 80 more" in cancel_state.describe(cancel_state.Cancelling("ready", capped))[2]
    assert cancel_state.describe(cancel_state.Cancelling("ready", a_fee(), changed=True))[0] == "The fee has changed."
    confirmed = a_booking(state=BookingState.CONFIRMED)
    assert [leg.number for leg in cancel_state.open_legs(confirmed)] == [1, 2]
    assert cancel_state.open_legs(a_booking()) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_in_every_language(language):
    use(language)
    sheet = pay.sheet_of(a_quote(), (), NOON)
    view = booking.view_of(a_booking(state=BookingState.CONFIRMED), NOON)
    assert all(pay.describe(sheet))
    assert all(booking.describe(view))
    if language != "en":
        assert view.title != "Booked"
