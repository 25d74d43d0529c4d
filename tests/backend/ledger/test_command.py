"""`allways ledger` as somebody at the command line meets it."""
import asyncio
from argparse import Namespace
from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from allways import ledger
from allways.errors import CommandError
from backend.paying.gateway import RefundOrder
from tests.backend.ledger.lettings import earned_in
from tests.backend.ledger.test_statements import this_month

PROVE = {"action": "prove", "day": None, "city": None}
STATE = {"action": "statement", "operator": "tram", "currency": None, "city": None, "format": "text", "language": "en", "out": None}


@pytest.fixture
def told(database_url, sandbox, monkeypatch):
    monkeypatch.setenv("ALLWAYS_DATABASE_URL", database_url)
    monkeypatch.setenv("ALLWAYS_SANDBOX", sandbox.url)
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)
    return monkeypatch


async def run(**options) -> int:
    return await asyncio.to_thread(ledger.run, Namespace(**options))


async def test_books_that_are_right_are_proved(told, shop, capsys):
    await shop.used((280, 350), 50)
    await shop.fees()
    assert await run(**PROVE) == 0
    assert "The books are right" in capsys.readouterr().out
    assert await run(**PROVE | {"day": "2020-01-01"}) == 0


async def test_what_is_wrong_is_listed_and_ends_with_one(told, shop, capsys):
    booking_id = await shop.used((280, 350), 50)
    await shop.fees()
    by_hand = await shop.gateway.refund(RefundOrder((await shop.payment(booking_id)).intent_id, 50, "eur"), "by-hand")
    assert await run(**PROVE) == 1
    said = capsys.readouterr().out
    assert f"check 3  refund:{by_hand.refund_id}  difference 50" in said
    assert "Wrong: 1 in " in said


async def test_a_payment_service_that_is_away_is_said(told, shop, sandbox, capsys):
    await shop.used((280, 350), 50)
    told.setenv("ALLWAYS_SANDBOX", "http://127.0.0.1:9")
    assert await run(**PROVE) == 0
    assert "The payment service was not asked: it does not answer" in capsys.readouterr().out


async def test_a_statement_is_printed_and_written(told, shop, tmp_path, capsys):
    await shop.used((280,), 50)
    month = {"month": this_month()}
    assert await run(**STATE, **month) == 0
    assert "Statement for tram" in capsys.readouterr().out
    out = tmp_path / "tram.pdf"
    assert await run(**STATE | month | {"format": "pdf", "out": out}) == 0
    assert out.read_bytes().startswith(b"%PDF-")
    for wrong in ({"operator": "nobody"}, {"month": "2026-13"}, {"format": "pdf"}, {"out": tmp_path / "none" / "x"}):
        with pytest.raises(CommandError):
            await run(**STATE | month | wrong)
    with pytest.raises(CommandError):
        await run(**PROVE | {"day": "yesterday"})


async def test_hosts_are_paid_once(told, shop, capsys):
    host = uuid7()
    await earned_in(shop, host, 2400, datetime(2026, 1, 5, 10, tzinfo=UTC))
    for book, words in ((False, "Due: 1."), (True, "Booked: 1."), (True, "Nobody is to be paid."), (False, "Nobody is to be paid.")):
        assert await run(action="payouts", city=None, book=book) == 0
        said = capsys.readouterr().out
        assert words in said
        assert (f"{host}  24.00 EUR  payout 1" in said) is ("1." in words)
