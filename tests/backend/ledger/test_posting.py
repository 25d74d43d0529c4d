"""Booking events, and reading what was booked."""
import asyncio
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from uuid_utils.compat import uuid7

from backend.ledger import post
from backend.ledger.posting import owner_of
from backend.ledger.reading import Period, get_balance, list_balances, list_currencies, list_postings
from payments import journals
from payments.journals import Ours, What
from payments.ledger import AccountKind, Journal, NotBooked, Posting

BOOKING = str(uuid7())
EUR = What("eur", BOOKING)


async def book(database, *all_journals, **more) -> list[bool]:
    async with database.writing() as session:
        return [await post(session, journal, **more) for journal in all_journals]


async def test_an_event_is_booked_once(database):
    captured = journals.captured("p", 1, 730, 1080, EUR)
    assert await book(database, captured, captured, None) == [True, False, False]
    assert await book(database, captured) == [False]
    async with database.reading() as session:
        assert await get_balance(session, "psp_clearing", "eur") == 730
        assert await get_balance(session, "psp_clearing", "usd") == 0


async def test_an_event_with_other_amounts_is_not_booked_again(database):
    """It stays as it is, is logged, and nothing else of the transaction is lost."""
    await book(database, journals.captured("p", 1, 730, 1080, EUR))
    with capture_logs() as logs:
        assert await book(database, journals.captured("p", 1, 731, 1080, EUR), journals.captured("q", 1, 5, 0, EUR)) == [False, True]
    assert [(entry["event"], entry["key"]) for entry in logs] == [("booked_otherwise", "capture:p:1")]
    async with database.reading() as session:
        assert await get_balance(session, "psp_clearing", "eur") == 735


@pytest.mark.parametrize("wrong", [
    Journal("capture:p:1", "eur", (Posting("psp_clearing", 1),)), Journal("capture:p:1", "eur", (Posting("psp_clearing", 1), Posting("bank", -2))),
    Journal("capture:p:1", "eur", (Posting("psp_clearing", 1), Posting("my_pocket", -1))),
    Journal("capture:p:1", "eur", (Posting("psp_clearing", 1), Posting("bank", -1)), "no-uuid"),
])  # fmt: skip
async def test_a_journal_that_may_not_be_is_refused_before_the_database_sees_it(database, wrong):
    with pytest.raises(NotBooked):
        await book(database, wrong)


async def test_a_transaction_that_is_undone_books_nothing(database):
    async def fail() -> None:
        async with database.writing() as session:
            await post(session, journals.captured("p", 1, 730, 0, EUR))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as session:
        assert await list_balances(session) == []


async def test_many_who_book_the_same_event_at_once_book_it_once(database):
    earned = journals.earned("leg", 280, {"operator_payable:tram": 280}, Ours("commission", 0, 0), EUR)
    booked = await asyncio.gather(*(book(database, earned) for _ in range(12)))
    assert sum(first for (first,) in booked) == 1
    async with database.reading() as session:
        assert await get_balance(session, "operator_payable:tram", "eur") == -280


async def test_many_who_open_the_same_accounts_in_another_order_do_not_stop_each_other(database):
    there = [journals.transferred(f"a{no}", "operator_payable:tram", 5, EUR) for no in range(6)]
    back = [journals.transfer_reversed(f"b{no}", "operator_payable:tram", 5, EUR) for no in range(6)]
    assert await asyncio.gather(*(book(database, journal) for journal in there + back)) == [[True]] * 12


async def test_balances_are_by_account_and_currency(database):
    await book(database, journals.captured("p", 1, 730, 0, EUR), journals.captured("q", 1, 9, 0, What("usd")))
    async with database.reading() as session:
        found = [(one.code, one.kind, one.currency, one.amount_minor) for one in await list_balances(session)]
        assert await list_currencies(session, "psp_clearing") == ["eur", "usd"]
    asset, liability = AccountKind.ASSET, AccountKind.LIABILITY
    assert found == [
        ("psp_clearing", asset, "eur", 730), ("psp_clearing", asset, "usd", 9), ("traveller_prepaid", liability, "eur", -730),
        ("traveller_prepaid", liability, "usd", -9),
    ]  # fmt: skip


async def test_postings_of_an_account_come_in_pages_in_the_order_of_their_booking(database):
    await book(database, *(journals.transferred(f"t{no}", "operator_payable:tram", no + 1, EUR) for no in range(7)))
    async with database.reading() as session:
        seen, after = [], None
        while page := await list_postings(session, "operator_payable:tram", "eur", after=after, limit=3):
            assert len(page) <= 3
            seen, after = seen + page, page[-1]
    assert [(one.event_key, one.amount_minor) for one in seen] == [(f"transfer:t{no}", no + 1) for no in range(7)]
    assert {str(one.booking_id) for one in seen} == {BOOKING}


async def test_a_period_ends_before_its_end(database):
    happened = datetime(2026, 11, 1, tzinfo=UTC)
    await book(database, journals.captured("p", 1, 730, 0, EUR), happened_at=happened)
    async with database.reading() as session:
        (posting,) = await list_postings(session, "psp_clearing", "eur")
        assert posting.happened_at == happened
        at = posting.booked_at
        assert await get_balance(session, "psp_clearing", "eur", Period(start=at)) == 730
        assert await get_balance(session, "psp_clearing", "eur", Period(end=at)) == 0


def test_accounts_of_somebody_say_whose():
    assert (owner_of("operator_payable:tram"), owner_of("receivable:operator:tram"), owner_of("tax_payable:1900")) == ("tram", "tram", "1900")
    assert (owner_of("receivable:traveller"), owner_of("bank")) == (None, None)
