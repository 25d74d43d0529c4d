"""The books of one trip as they are printed in a manual of bookkeeping: every event, its lines and its key."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments import journals as j
from payments.journals import Ours, What
from payments.ledger import CHART, AccountKind, Journal, NotBooked, Posting, account_kind, balanced, balances, book, fault

TRIP = What("eur", "trip")
A, H = "operator_payable:A", "host_payable:H"


def lines(journal):
    assert balanced(journal)
    return dict(journal.postings)


def test_a_trip_by_tram_and_a_parking_space_with_our_fee():
    """Shown 1080, of which a ride for 350 was cancelled by its operator. Tax 19 % on our own part."""
    books = [
        j.authorised("p", 1080, TRIP), j.captured("p", 1, 730, 1080, TRIP), j.earned("A", 280, {A: 280}, Ours("commission", 1900, 0), TRIP),
        j.earned("H", 400, {H: 240}, Ours("commission", 1900, 26), TRIP), j.earned("fee", 50, {}, Ours("booking_fee", 1900, 8), TRIP),
        j.provider_fee("txn", 36, TRIP), j.transferred("t1", A, 280, TRIP), j.transferred("t2", H, 240, TRIP),
    ]  # fmt: skip
    assert [journal.event_key for journal in books] == [
        "auth:p", "capture:p:1", "earn:A", "earn:H", "earn:fee", "fee:txn", "transfer:t1", "transfer:t2"]  # fmt: skip
    assert lines(books[1]) == {"psp_clearing": 730, "traveller_prepaid": -730, "authorised": -1080, "authorised_contra": 1080}
    assert lines(books[3]) == {"traveller_prepaid": 400, H: -240, "commission": -134, "tax_payable:1900": -26}
    assert lines(books[4]) == {"traveller_prepaid": 50, "booking_fee": -42, "tax_payable:1900": -8}
    left = {account: amount for (account, _), amount in balances(books).items() if amount}
    assert left == {"psp_clearing": 174, "psp_fee": 36, "commission": -134, "booking_fee": -42, "tax_payable:1900": -34}


@pytest.mark.parametrize("journal, expected", [
    (j.earned("over", 150, {H: 60}, Ours("overstay_fee", 1900, 14), TRIP),
     {"traveller_prepaid": 150, H: -60, "overstay_fee": -76, "tax_payable:1900": -14}),
    (j.refund_due("r", {"receivable:operator:A": 280}, TRIP), {"receivable:operator:A": 280, "refund_payable": -280}),
    (j.refund_sent("r", 280, TRIP), {"refund_payable": 280, "psp_clearing": -280}),
    (j.transfer_reversed("v", "receivable:operator:A", 280, TRIP), {"psp_clearing": 280, "receivable:operator:A": -280}),
    (j.refund_failed("r", 280, TRIP), {"psp_clearing": 280, "refund_payable": -280}),
    (j.refund_paid_otherwise("r", 280, TRIP), {"refund_payable": 280, "bank": -280}),
    (j.refund_due("r", {"disruption": 280}, TRIP), {"disruption": 280, "refund_payable": -280}),
    (j.refund_due("cap", {A: 30, "operator_payable:B": 30}, TRIP), {A: 30, "operator_payable:B": 30, "refund_payable": -60}),
    (j.voucher_issued("v", "city", 500, What("eur")), {"receivable:sponsor:city": 500, "voucher:v": -500}),
    (j.voucher_used("v", 500, TRIP), {"voucher:v": 500, "traveller_prepaid": -500}),
    (j.wallet_filled("p", "w", 2000, What("eur")), {"psp_clearing": 2000, "wallet:w": -2000}),
    (j.wallet_spent("w", 730, TRIP), {"wallet:w": 730, "traveller_prepaid": -730}),
    (j.refund_due("w", {"wallet:w": 1270}, What("eur")), {"wallet:w": 1270, "refund_payable": -1270}),
    (j.waived("p", 32, TRIP), {"small_amount": 32, "traveller_prepaid": -32}),
    (j.earned("A", 280, {A: 280}, Ours("commission", 1900, 0), TRIP, "receivable:traveller"), {"receivable:traveller": 280, A: -280}),
    (j.claim_collected("p2", 280, TRIP), {"bank": 280, "receivable:traveller": -280}),
    (j.claim_collected("p2", 280, TRIP, "psp_clearing"), {"psp_clearing": 280, "receivable:traveller": -280}),
    (j.claim_written_off("trip", 280, TRIP), {"bad_debt": 280, "receivable:traveller": -280}),
    (j.dispute_opened("d", 730, 2000, TRIP), {"receivable:dispute": 730, "psp_fee": 2000, "psp_clearing": -2730}),
    (j.dispute_won("d", 730, TRIP), {"psp_clearing": 730, "receivable:dispute": -730}),
    (j.dispute_lost("d", 730, TRIP), {"chargeback": 730, "receivable:dispute": -730}),
    (j.host_paid("H-eur-1", H, 2400, What("eur")), {H: 2400, "bank": -2400}),
    (j.paid_out("o", 9000, What("eur")), {"bank": 9000, "psp_clearing": -9000}),
    (j.confirmed_too_late("B", "operator_payable:B", 350, TRIP), {"late_confirm": 350, "operator_payable:B": -350}),
    (j.authorisation_ended("p", 1080, TRIP), {"authorised_contra": 1080, "authorised": -1080}),
])  # fmt: skip
def test_every_event_books_its_lines(journal, expected):
    assert lines(journal) == expected


def test_nothing_is_booked_for_nothing():
    assert j.waived("p", 0, TRIP) is None
    assert book("x:1", "eur", [("bank", 5), ("bank", -5)]) is None


@pytest.mark.parametrize("wrong", [
    lambda: j.waived("p", -1, TRIP), lambda: j.captured("p", 1, -1, 0, TRIP), lambda: j.refund_due("r", {A: -1, "disruption": 5}, TRIP),
    lambda: j.earned("A", 100, {A: 101}, Ours("commission", 1900, 0), TRIP), lambda: j.earned("A", 100, {A: 100}, Ours("commission", 1900, 1), TRIP),
    lambda: j.transferred("t", "operator_payable:", 5, TRIP), lambda: j.transferred("t", "pocket", 5, TRIP),
    lambda: j.transferred("t", A, 5, What("xyz")),
    lambda: book("x:1", "eur", [("bank", 5), ("psp_clearing", -4)]),
])  # fmt: skip
def test_what_does_not_balance_or_has_no_account_is_not_booked(wrong):
    with pytest.raises(NotBooked):
        wrong()


@given(st.lists(st.tuples(st.sampled_from(["bank", "psp_clearing", A, "pocket"]), st.integers(-3, 3)), max_size=4))
def test_balanced_is_what_it_says(pairs):
    journal = Journal("x:1", "eur", tuple(Posting(*pair) for pair in pairs))
    right = len(pairs) > 1 and all(amount for _, amount in pairs) and sum(amount for _, amount in pairs) == 0 and "pocket" not in dict(pairs)
    assert balanced(journal) == right == (fault(journal) is None)


def test_the_chart_knows_owners():
    assert account_kind(A) is AccountKind.LIABILITY
    assert account_kind("receivable:operator:A") is AccountKind.ASSET
    for code in ("operator_payable:*", "operator_payable", "receivable:nobody", "", ":"):
        with pytest.raises(NotBooked):
            account_kind(code)
    assert set(CHART.values()) == set(AccountKind)
