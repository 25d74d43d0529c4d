"""Double entry: the chart of accounts, and journals that balance or do not exist.

Debit is above zero, credit below. We are the agent of the operators: their fare and its tax are theirs, only our fees and commission are our income.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from payments.money import decimals


class AccountKind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"
    MEMO = "memo"


A, O, I, E, M = AccountKind.ASSET, AccountKind.LIABILITY, AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.MEMO

# Codes of accounts; those with "*" have one per owner, such as `operator_payable:tram`.
CHART: Mapping[str, AccountKind] = {
    "psp_clearing": A, "bank": A, "receivable:traveller": A, "receivable:operator:*": A, "receivable:sponsor:*": A, "receivable:dispute": A,
    "traveller_prepaid": O, "operator_payable:*": O, "host_payable:*": O, "refund_payable": O, "wallet:*": O, "voucher:*": O, "tax_payable:*": O,
    "booking_fee": I, "commission": I, "overstay_fee": I, "rounding": I,
    "psp_fee": E, "disruption": E, "cap_funding": E, "goodwill": E, "small_amount": E, "chargeback": E, "late_confirm": E, "bad_debt": E,
    "authorised": M, "authorised_contra": M,
}  # fmt: skip


class NotBooked(ValueError):
    """A journal that may not be: it does not balance, or names an account that does not exist."""


class Posting(NamedTuple):
    account: str
    amount_minor: int


@dataclass(frozen=True)
class Journal:
    """event_key: the event is booked once. booking_id: "" for what belongs to none."""

    event_key: str
    currency: str
    postings: tuple[Posting, ...]
    booking_id: str = ""

    @property
    def kind(self) -> str:
        return self.event_key.partition(":")[0]

    def on(self, account: str) -> int:
        """The sum of its postings on an account."""
        return sum(posting.amount_minor for posting in self.postings if posting.account == account)


def account_kind(code: str) -> AccountKind:
    """Raises NotBooked for an account that the chart does not have."""
    if code in CHART and not code.endswith("*"):
        return CHART[code]
    owned = code.rpartition(":")
    kind = CHART.get(f"{owned[0]}:*")
    if kind is None or not owned[2] or owned[2] == "*":
        raise NotBooked("no such account in the chart")
    return kind


def fault(journal: Journal) -> str | None:
    """What is wrong with a journal, or None."""
    if len(journal.postings) < 2:
        return "fewer than two lines"
    if any(not posting.amount_minor for posting in journal.postings):
        return "a line without an amount"
    if sum(posting.amount_minor for posting in journal.postings):
        return "does not sum to 0"
    try:
        for posting in journal.postings:
            account_kind(posting.account)
        decimals(journal.currency)
    except ValueError as error:
        return str(error)
    return None


def balanced(journal: Journal) -> bool:
    return fault(journal) is None


def book(event_key: str, currency: str, amounts: Iterable[tuple[str, int]], booking_id: str = "") -> Journal | None:
    """A journal of amounts by account: equal accounts are one line and nothing is booked on 0. None where nothing is left. Raises NotBooked."""
    sums: dict[str, int] = {}
    for account, amount in amounts:
        sums[account] = sums.get(account, 0) + amount
    postings = tuple(Posting(account, amount) for account, amount in sums.items() if amount)
    if not postings:
        return None
    journal = Journal(event_key, currency, postings, booking_id)
    wrong = fault(journal)
    if wrong:
        raise NotBooked(f"{journal.kind}: {wrong}")
    return journal


def balances(journals: Iterable[Journal]) -> dict[tuple[str, str], int]:
    """By account and currency."""
    sums: dict[tuple[str, str], int] = {}
    for journal in journals:
        for posting in journal.postings:
            key = posting.account, journal.currency
            sums[key] = sums.get(key, 0) + posting.amount_minor
    return sums
