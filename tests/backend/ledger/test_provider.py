"""Lines of the payment service, told apart by the events that they are."""
import asyncio
import json
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.database.base import now
from backend.ledger.fees import book_fees, booking_fees
from backend.ledger.provider import Known, amounts, told_by
from backend.ledger.proving import prove_books
from backend.ledger.reading import get_balance
from backend.paying.seen import BalanceLine

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
KNOWN = Known({"ch_1": ("p", "b")}, {"re_1": ("r", "b")}, {"tr_1": ("t", "b")}, {"trr_1": ("v", "b")})


def line(kind: str, source: str | None, amount: int, fee: int = 0, name: str = "txn_1") -> BalanceLine:
    return BalanceLine(name, kind, amount, fee, amount - fee, "eur", source, AT, AT)


@pytest.mark.parametrize("lines, told", [
    ([line("charge", "ch_1", 730, 36)], {"capture:p:1": 730, "fee:txn_1": -36}),
    ([line("payment", "ch_1", 730)], {"capture:p:1": 730}),
    ([line("charge", "ch_9", 730, 36)], {"charge:ch_9": 730, "fee:txn_1": -36}),
    ([line("refund", "re_1", -280)], {"refund_sent:r": -280}),
    ([line("payment_refund", "re_1", -280)], {"refund_sent:r": -280}),
    ([line("refund", "re_9", -280)], {"refund:re_9": -280}),
    ([line("refund_failure", "re_1", 280)], {"refund_failed:r": 280}),
    ([line("transfer", "tr_1", -280)], {"transfer:t": -280}),
    ([line("transfer", "tr_9", -280)], {"transfer:tr_9": -280}),
    ([line("transfer_refund", "trr_1", 280)], {"reversal:v": 280}),
    ([line("adjustment", "dp_1", -730, 2000)], {"dispute:dp_1": -2730}),
    ([line("adjustment", "dp_1", 730)], {"dispute_won:dp_1": 730}),
    ([line("payout", "po_1", -500)], {"payout:po_1": -500}),
    ([line("payout_failure", "po_1", 500)], {"payout_failure:po_1": 500}),
    ([line("stripe_fee", None, -25)], {"fee:txn_1": -25}),
    ([line("topup", None, 25)], {"topup:txn_1": 25}),
])  # fmt: skip
def test_a_line_is_the_event_it_is(lines, told):
    assert amounts(told_by(lines, KNOWN)) == told


def test_captures_of_one_charge_are_numbered_in_the_order_of_time():
    second = replace(line("charge", "ch_1", 20, name="txn_a"), made_at=AT + timedelta(hours=1))
    assert amounts(told_by([second, line("charge", "ch_1", 30, name="txn_z")], KNOWN)) == {"capture:p:1": 30, "capture:p:2": 20}


def test_two_lines_of_one_event_add_up():
    assert amounts(told_by([line("refund", "re_9", -30), line("refund", "re_9", -20, name="txn_2")], KNOWN)) == {"refund:re_9": -50}


async def test_what_was_paid_out_to_our_bank_is_booked(shop, sandbox):
    """Once what came in is there to be paid out, two days later."""
    await shop.used((280, 350), 50)
    order(sandbox, "clock", {"advance": 3 * 86_400})
    await shop.gateway.v1.payouts.create_async({"amount": 500, "currency": "eur"}, {"idempotency_key": "payout"})
    assert await book_fees(shop.database, shop.gateway) == 2
    async with shop.database.reading() as session:
        assert await get_balance(session, "bank", "eur") == 500
    assert (await prove_books(shop.database, now(), await shop.lines())).findings == ()


async def test_fees_are_booked_while_the_service_runs_also_after_a_silence(shop, sandbox, monkeypatch):
    await shop.used((280, 350), 50)
    order(sandbox, "faults", {"match": {"method": "GET", "path": "/v1/balance_transactions", "nth": 1}, "do": "reset"})
    monkeypatch.setattr("backend.ledger.fees.FIRST_S", 0.0)
    monkeypatch.setattr("backend.ledger.fees.EVERY_S", 0.01)
    async with booking_fees(shop.database, shop.gateway), asyncio.timeout(60):
        while not await fees_of(shop):
            await asyncio.sleep(0.01)
    assert (await prove_books(shop.database, now(), await shop.lines())).findings == ()


async def fees_of(shop) -> int:
    async with shop.database.reading() as session:
        return await get_balance(session, "psp_fee", "eur")


async def test_without_a_payment_service_there_is_nothing_to_book(database):
    async with booking_fees(database, None):
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "fees"]


async def test_what_was_taken_back_by_hand_is_named(shop):
    """A transfer that somebody reversed by hand."""
    await shop.transfer(await shop.used((280, 350), 50))
    await shop.fees()
    (sent,) = [one for one in await shop.lines() if one.kind == "transfer"]
    await shop.gateway.reverse(sent.source_id, 100, "eur", "by-hand")
    found = (await prove_books(shop.database, now(), await shop.lines())).findings
    assert [(one.check, one.difference_minor) for one in found] == [(3, -100)]
    assert found[0].row.startswith("transfer_refund:trr_")


def order(sandbox, path: str, said: dict) -> None:
    asked = urllib.request.Request(f"{sandbox.url}/_sandbox/{path}", json.dumps(said).encode(), method="POST")
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert answer.status == 200
