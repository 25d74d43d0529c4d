"""Random months of bookings whose books are right, and each of them with one thing made wrong: the proof names exactly that."""
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from payments import journals as j
from payments.journals import Ours, What
from payments.ledger import Posting
from payments.parking.sharing import share
from payments.proof import prove
from payments.proved import BookingRow, Books, DebtRow, PaymentRow, RefundRow, ShareRow, TicketRow, TransferRow
from payments.states import BookingState, PaymentState, RefundState, TicketState
from payments.tax import included_tax

FEE = 50
ENDED = ("collected", "written_off")
LOST = ("lost", *ENDED)
B, P, R = BookingState, PaymentState, RefundState
trips = st.lists(st.fixed_dictionaries({
    "prices": st.lists(st.integers(100, 900), min_size=1, max_size=3), "used": st.integers(0, 3), "early": st.booleans(), "fee": st.integers(0, 99),
    "end": st.sampled_from(["settled", "settled", "open", "released", *LOST]), "refund": st.sampled_from(list(R)),
    "transferred": st.booleans(),
}), min_size=1, max_size=5)  # fmt: skip


class Month:
    """Keeps rows and journals of trips as the backend would."""

    def __init__(self):
        self.journals, self.payments, self.refunds, self.shares, self.transfers, self.bookings, self.tickets = ([] for _ in range(7))
        self.receipt_tax, self.debts = {}, []

    def books(self):
        journals = tuple(journal for journal in self.journals if journal)
        provider = {journal.event_key: journal.on("psp_clearing") for journal in journals if journal.on("psp_clearing")}
        return Books(
            journals, tuple(self.payments), tuple(self.refunds), tuple(self.shares), tuple(self.transfers), tuple(self.bookings),
            tuple(self.tickets), provider, dict(self.receipt_tax), debts=tuple(self.debts),
        )  # fmt: skip

    def trip(self, no, terms):
        name, what = f"b{no}", What("eur", f"b{no}")
        shown, used = sum(terms["prices"]) + FEE, min(terms["used"], len(terms["prices"]))
        due = sum(terms["prices"][:used]) + FEE if used else 0
        self.journals.append(j.authorised(f"p{no}", shown, what))
        ticket = TicketState.LIVE if terms["end"] == "open" else TicketState.USED
        self.tickets.append(TicketRow(f"t{no}", f"p{no}", ticket))
        if terms["end"] == "open":
            self.payments.append(PaymentRow(f"p{no}", name, P.AUTHORISED, shown, shown, 0, 0))
            self.bookings.append(BookingRow(name, B.CONFIRMED, due))
        elif terms["end"] in ("released", *LOST) or not due:
            self.journals.append(j.authorisation_ended(f"p{no}", shown, what))
            self.payments.append(PaymentRow(f"p{no}", name, P.VOIDED, shown, shown, 0, 0))
            claim = due if terms["end"] in LOST else 0
            state = B.RELEASED if terms["end"] == "released" else B.SETTLED
            self.bookings.append(BookingRow(name, state, claim, 0, 0 if terms["end"] in ENDED else claim))
            if claim:
                self.earn(no, terms["prices"][:used], what, "receivable:traveller")
            if claim and terms["end"] in ENDED:
                written_off = terms["end"] == "written_off"
                self.debts.append(DebtRow(name, claim, written_off))
                self.journals.append(j.claim_written_off(name, claim, what) if written_off else j.claim_collected(f"p{no}", claim, what))
        else:
            self.settle(no, terms, shown, due, used, what)

    def settle(self, no, terms, shown, due, used, what):
        taken = shown if terms["early"] else due
        self.journals.append(j.captured(f"p{no}", 1, taken, shown, what))
        self.journals.append(j.provider_fee(f"x{no}", terms["fee"], what))
        self.earn(no, terms["prices"][:used], what)
        self.payments.append(PaymentRow(f"p{no}", what.booking_id, P.CAPTURED, shown, shown, taken, taken))
        self.bookings.append(BookingRow(what.booking_id, B.SETTLED, due))
        if terms["transferred"]:
            _, account, amount, *_ = self.shares[-1]
            self.transfers.append(TransferRow(f"t{no}", account, amount))
            self.journals.append(j.transferred(f"t{no}", account, amount, what))
        if taken > due:
            self.refund(no, taken - due, terms["refund"], what)

    def refund(self, no, amount, state, what):
        sent = state in (R.SENT, R.SUCCEEDED) or (state in (R.FAILED, R.PAID_OTHERWISE) and no % 2 == 0)
        self.refunds.append(RefundRow(f"r{no}", f"p{no}", state, amount, sent))
        self.journals.append(j.refund_due(f"r{no}", {"traveller_prepaid": amount}, what))
        if sent:
            self.journals.append(j.refund_sent(f"r{no}", amount, what))
        if sent and state in (R.FAILED, R.PAID_OTHERWISE):
            self.journals.append(j.refund_failed(f"r{no}", amount, what))
        if state is R.PAID_OTHERWISE:
            self.journals.append(j.refund_paid_otherwise(f"r{no}", amount, what))

    def earn(self, no, prices, what, paid_by="traveller_prepaid"):
        for at, price in enumerate(prices):
            account, part = f"{'operator' if no % 2 else 'host'}_payable:o{no}", share(price, 6000, 1900)
            self.shares.append(ShareRow(f"l{no}.{at}", account, part.host_minor, 6000, 1900))
            ours = Ours("commission", 1900, part.commission_tax_minor)
            self.journals.append(j.earned(f"l{no}.{at}", price, {account: part.host_minor}, ours, what, paid_by))
        tax = included_tax(FEE, 1900)
        self.journals.append(j.earned(what.booking_id, FEE, {}, Ours("booking_fee", 1900, tax), what, paid_by))
        self.receipt_tax[what.booking_id, 1900] = tax


def month(trips):
    kept = Month()
    for no, terms in enumerate(trips):
        kept.trip(no, terms)
    return kept.books()


@given(trips)
def test_books_that_are_right_are_found_right(trips):
    assert prove(month(trips)) == []


@settings(max_examples=60)
@given(trips, st.data())
def test_a_journal_that_is_gone_or_doubled_is_named(trips, data):
    books = month(trips)
    at = data.draw(st.integers(0, len(books.journals) - 1))
    journal = books.journals[at]
    owner = journal.event_key.split(":")[1]
    gone = prove(replace(books, journals=books.journals[:at] + books.journals[at + 1 :]))
    assert {finding.row for finding in gone} <= {owner, journal.event_key, journal.booking_id}
    assert gone
    twice = prove(replace(books, journals=(*books.journals, journal)))
    assert (1, journal.event_key) in {(finding.check, finding.row) for finding in twice}


@settings(max_examples=60)
@given(trips, st.data())
def test_an_amount_that_is_moved_by_one_is_named(trips, data):
    books = month(trips)
    at = data.draw(st.integers(0, len(books.journals) - 1))
    journal = books.journals[at]
    (first, *rest) = journal.postings
    crooked = replace(journal, postings=(Posting(first.account, first.amount_minor + 1), *rest))
    found = prove(replace(books, journals=(*books.journals[:at], crooked, *books.journals[at + 1 :])))
    assert (1, journal.event_key, 1) in {finding[:3] for finding in found}
    last = rest[-1]._replace(amount_minor=rest[-1].amount_minor - 1)
    straight = replace(journal, postings=(Posting(first.account, first.amount_minor + 1), *rest[:-1], last))
    assume(rest[-1].amount_minor != 1)
    assert prove(replace(books, journals=(*books.journals[:at], straight, *books.journals[at + 1 :])))


SOME = [
    {"prices": [280, 400], "used": 2, "early": False, "fee": 36, "end": "settled", "refund": R.SENT, "transferred": True},
    {"prices": [280, 350], "used": 1, "early": True, "fee": 30, "end": "settled", "refund": R.SENT, "transferred": False},
    {"prices": [100], "used": 0, "early": False, "fee": 0, "end": "open", "refund": R.SENT, "transferred": False},
    {"prices": [100], "used": 0, "early": False, "fee": 0, "end": "released", "refund": R.SENT, "transferred": False},
    {"prices": [300], "used": 1, "early": False, "fee": 0, "end": "lost", "refund": R.SENT, "transferred": False},
    {"prices": [200], "used": 1, "early": False, "fee": 0, "end": "collected", "refund": R.SENT, "transferred": False},
    {"prices": [200], "used": 1, "early": False, "fee": 0, "end": "written_off", "refund": R.SENT, "transferred": False},
]


def change(rows, at, **values):
    return (*rows[:at], rows[at]._replace(**values), *rows[at + 1 :])


@pytest.mark.parametrize("wrong, named", [
    (lambda b: replace(b, payments=change(b.payments, 0, captured_minor=729)), {(2, "p0"), (9, "b0")}),
    (lambda b: replace(b, payments=b.payments[1:]), {(2, "p0"), (9, "b0")}),
    (lambda b: replace(b, provider=b.provider | {"refund_sent:by_hand": -50}), {(3, "refund_sent:by_hand")}),
    (lambda b: replace(b, provider={key: amount for key, amount in b.provider.items() if key != "fee:x0"}), {(3, "fee:x0")}),
    (lambda b: replace(b, bookings=change(b.bookings, 4, state=B.SETTLED, claim_minor=349)), {(9, "b4")}),
    (lambda b: replace(b, bookings=change(b.bookings, 5, claim_minor=250)), {(9, "b5")}),
    (lambda b: replace(b, debts=b.debts[1:]), {(9, "b5")}),
    (lambda b: replace(b, debts=change(b.debts, 1, amount_minor=249)), {(9, "b6")}),
    (lambda b: replace(b, debts=change(b.debts, 1, written_off=False)), {(9, "b6")}),
    (lambda b: replace(b, shares=change(b.shares, 0, amount_minor=1)), {(5, "l0.0")}),
    (lambda b: replace(b, shares=change(b.shares, 0, share_bp=5900)), {(13, "l0.0")}),
    (lambda b: replace(b, shares=change(b.shares, 1, tax_bp=700)), {(13, "l0.1")}),
    (lambda b: replace(b, transfers=(*b.transfers, b.transfers[0])), {(5, "t0")}),
    (lambda b: replace(b, transfers=()), {(5, "t0")}),
    (lambda b: replace(b, refunds=change(b.refunds, 0, state=R.ORDERED, sent=False)), {(2, "r1"), (6, "r1")}),
    (lambda b: replace(b, refunds=()), {(2, "r1"), (9, "b1")}),
    (lambda b: replace(b, refunds=change(b.refunds, 0, amount_minor=681)), {(2, "r1"), (8, "p1"), (9, "b1")}),
    (lambda b: replace(b, payments=change(b.payments, 2, state=P.VOIDED)), {(7, "p2"), (10, "t2")}),
    (lambda b: replace(b, payments=change(b.payments, 2, authorised_minor=151)), {(7, "p2"), (8, "p2")}),
    (lambda b: replace(b, payments=b.payments[:2] + b.payments[3:]), {(7, "p2"), (10, "t2")}),
    (lambda b: replace(b, bookings=change(b.bookings, 0, state=B.RELEASED)), {(10, "b0")}),
    (lambda b: replace(b, receipt_tax=b.receipt_tax | {("b0", 1900): 1}), {(12, "b0")}),
])  # fmt: skip
def test_each_row_that_is_wrong_is_named_and_no_other(wrong, named):
    books = month(SOME)
    assert prove(books) == []
    assert {(finding.check, finding.row) for finding in prove(wrong(books))} == named


def test_a_payment_that_has_only_begun_is_in_no_books():
    begun = PaymentRow("p", "b", P.CREATED, 280, 0, 0, 0)
    assert prove(Books((), (begun,), bookings=(BookingRow("b", B.HELD, 0),))) == []


def test_without_asking_the_payment_service_the_other_checks_stand():
    books = replace(month(SOME), provider=None)
    assert prove(books) == []
    assert prove(replace(books, payments=books.payments[1:]))


def test_more_earned_than_paid_and_a_prepayment_of_nothing_are_found():
    what = What("eur", "b9")
    journal = j.earned("l", 100, {"operator_payable:o": 100}, Ours("commission", 0, 0), what)
    early = Books((journal,), shares=(ShareRow("l", "operator_payable:o", 100),))
    assert [finding[:2] for finding in prove(replace(early, bookings=(BookingRow("b9", B.CONFIRMED, 0),)))] == [(4, "b9")]
    assert [finding[:2] for finding in prove(early)] == [(4, "b9")]
