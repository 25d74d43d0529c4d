"""Tickets as they are sorted, shown and heard, and receipts to the last cent."""
import base64
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from backend.contract.bookings import BookedLegState, BookingState, Outcome
from backend.contract.fares import FareNames
from backend.contract.receipts import ReceiptState
from backend.contract.tickets import TicketRight, TicketState
from mobile.i18n import LANGUAGES, use
from mobile.screens.home.bought import bought_line
from mobile.screens.receipts import state as receipts
from mobile.screens.tickets import state as tickets
from signing.showing import STEP_S, HolderKey, is_by, read_shown, step_of
from tests.mobile.payments.told import BOOKING_ID, NOON, a_booking, a_receipt, a_ticket

TOKEN = base64.urlsafe_b64encode(bytes(range(200))).rstrip(b"=").decode()
LATER = {"valid_from": NOON + timedelta(days=1), "valid_until": NOON + timedelta(days=1, hours=2)}


def numbered(number: int, **changes):
    return a_ticket(id=UUID(int=number), **changes)


def test_they_are_sorted_by_when_they_count():
    now, later, used = numbered(1), numbered(2, **LATER), numbered(3, state=TicketState.USED)
    over = numbered(4, valid_from=NOON - timedelta(hours=3), valid_until=NOON)
    killed = numbered(5, state=TicketState.KILLED)
    found = tickets.sorted_out((now, later, used, over, killed), NOON)
    assert found == {tickets.Segment.NOW: (now, used), tickets.Segment.LATER: (later,), tickets.Segment.PAST: (killed, over)}


@pytest.mark.parametrize(("ticket", "here", "tag", "validity", "shown"), [
    (a_ticket(), True, "Valid now", "Valid until 14:00", True),
    (a_ticket(**LATER), True, "From tomorrow 12:00", "Tomorrow 12:00 to 14:00", True),
    (a_ticket(state=TicketState.KILLED, killed_because="cancelled"), True, "Does not count any longer", "11:55 to 14:00", False),
    (a_ticket(state=TicketState.USED), True, "Valid now", "Valid until 14:00", True),
    (a_ticket(valid_from=NOON - timedelta(hours=3), valid_until=NOON), True, "Over", "09:00 to 12:00", False),
    (a_ticket(device_key="other"), False, "Valid now", "Valid until 14:00", False),
    (a_ticket(), False, "Valid now", "Valid until 14:00", False),
])  # fmt: skip
def test_what_a_ticket_says_of_itself(ticket, here, tag, validity, shown):
    view = tickets.view_of(ticket, here, NOON)
    assert (view.title, view.tag[1], view.validity, view.can_be_shown) == ("University", tag, validity, shown)


def test_why_one_is_not_shown_is_said():
    note = lambda ticket, here=False: tickets.view_of(ticket, here, NOON).note  # noqa: E731
    assert note(a_ticket(device_key="other")).startswith("Another phone shows this ticket.")
    assert note(a_ticket()).startswith("This phone does not hold it yet.")
    assert note(a_ticket(state=TicketState.KILLED, killed_because="disrupted")).startswith("Its operator does not run it.")
    assert note(a_ticket(state=TicketState.KILLED, killed_because="new_reason")) == ""
    assert note(a_ticket(), here=True) == ""


def test_the_code_is_signed_anew_every_half_minute_by_this_phone():
    key, ticket = HolderKey.new(), a_ticket(token=TOKEN)
    texts = {tickets.code_of(ticket, key, NOON + timedelta(seconds=seconds)) for seconds in (0, 31, 61)}
    assert len({read_shown(text).step for text in texts}) == 3
    for text in texts:
        shown = read_shown(text)
        assert shown.token == bytes(range(200))
        assert is_by(key.public, shown)
    assert step_of(NOON + timedelta(seconds=STEP_S)) == step_of(NOON) + 1
    assert [tickets.seconds_left(NOON + timedelta(seconds=seconds)) for seconds in (0, 12, 29)] == [30, 18, 1]


def test_a_dead_phone_is_no_fare_evasion():
    view = tickets.view_of(a_ticket(), True, NOON)
    assert tickets.number_words(view.number) == "Say this number: 7K2-M94"
    assert tickets.number_spoken(view.number) == "Phone empty? You still have a ticket. Say this number: 7 K 2, M 9 4"
    told = tickets.describe((view,))
    assert told[0] == "Ticket to University. Valid now. Valid until 14 o'clock. City Lines"


def test_the_right_is_told_to_its_owner():
    child = TicketRight("child", FareNames("Child", "Kind", "Niño o niña", "어린이"))
    view = tickets.view_of(a_ticket(rights=(child,)), True, NOON)
    assert view.right == "Cheaper by right: Child. Whoever checks the ticket looks at that too."
    assert tickets.describe((view,))[1] == view.right
    assert tickets.view_of(a_ticket(), True, NOON).right == ""


class Kept:
    """What was bought, without a phone around it."""

    def __init__(self, bookings=(), held=()):
        self._bookings, self._held = bookings, held

    def bookings(self):
        return list(self._bookings)

    def tickets(self):
        return list(self._held)


def test_home_shows_what_waits_to_be_paid_before_what_is_valid():
    assert bought_line(Kept(), NOON) is None
    assert bought_line(Kept(held=(a_ticket(**LATER),)), NOON) is None
    valid = bought_line(Kept(held=(a_ticket(),)), NOON)
    assert (valid.title, valid.detail, valid.page) == ("Ticket to University", "Valid until 14:00", "tickets")
    held = bought_line(Kept((a_booking(),), (a_ticket(),)), NOON)
    assert (held.title, held.detail, held.page, held.values) == ("Trip to Alder Street", "Pay until 12:10", "booking", {"booking_id": BOOKING_ID})
    assert bought_line(Kept((a_booking(NOON - timedelta(hours=1)),)), NOON) is None


def test_bookings_are_listed_with_what_they_cost_or_that_nothing_was_booked():
    used = a_booking(state=BookingState.SETTLED, leg=BookedLegState.USED, due_minor=550, outcome=Outcome.USED)
    gone = a_booking(state=BookingState.RELEASED, leg=BookedLegState.RELEASED, outcome=Outcome.NOT_BOOKED)
    rows = receipts.rows_of((a_booking(), used, gone), NOON)
    assert [row.detail for row in rows] == ["Today · Pay €8.30 · €8.30", "Today · Paid · €5.50", "Today · Not booked"]
    assert rows[1].spoken == "Trip to Alder Street, Today, Paid, 5 euros 50"


def test_a_receipt_is_complete_and_adds_up():
    receipt = a_receipt()
    number, by, stands = receipts.head_words(receipt)
    assert (number, by, stands) == ("Receipt 2026-000017", "Selwenhaven, 2026-11-29", "Final")
    parts = dict(receipts.parts_of(receipt))
    assert [(one.words, one.amount) for one in parts["What it was"]] == [
        ("Market Square to University", "€1.90"), ("University to Alder Street", "€0.00"), ("Booking fee", "€0.20"), ("Total", "€2.10"),
    ]  # fmt: skip
    assert parts["What it was"][1].detail == "Lindcar · 2026-11-29 12:00 · given back"
    taxes = [("7 % of €1.78", "€0.12"), ("19 % of €0.17", "€0.03"), ("Tax together", "€0.15")]
    assert [(one.words, one.amount) for one in parts["Tax in it"]] == taxes
    assert [(one.words, one.amount) for one in parts["Taken and given back"]] == [("Taken from your card", "€8.30"), ("Given back", "−€6.20")]
    assert "minus 6 euros 20" in receipts.describe(receipt)[-1]
    open_ = msgspec.structs.replace(receipt, state=ReceiptState.OPEN, payments=(), refunds=(), taxes=(), owed_minor=100, waived_minor=30)
    assert [heading for heading, _ in receipts.parts_of(open_)] == ["What it was", "Taken and given back"]


def test_how_a_debt_ended_stands_on_the_receipt_and_is_heard():
    ended = msgspec.structs.replace(a_receipt(), collected_minor=150, written_off_minor=60)
    movements = dict(receipts.parts_of(ended))["Taken and given back"]
    assert [(one.words, one.amount) for one in movements[-2:]] == [("Paid in another way", "€1.50"), ("Not asked for any more", "€0.60")]
    assert receipts.describe(ended)[-2:] == ["Paid in another way, 1 euro 50", "Not asked for any more, 60 cents"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_stand_in_every_language(language):
    use(language)
    assert all(tickets.describe((tickets.view_of(a_ticket(), True, NOON), tickets.view_of(a_ticket(device_key="x", **LATER), False, NOON))))
    assert all(receipts.describe(a_receipt()))

