"""What an operator is told: its postings and nothing else, safe for spreadsheets."""
import csv
import re
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from backend.accounts import sessions
from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.contract.accounts import Role
from backend.contract.receipts import StatementLine, StatementResponse
from backend.database.base import now
from backend.ledger import post
from backend.ledger.receipt import Issuer
from backend.ledger.sheet import plain_text
from backend.ledger.statement import Asked, Month, NoSuchAccount, PlaceUnknown, csv_text, make_statement, statement_sheet, whole_statement
from payments import journals
from payments.journals import What
from payments.ledger import book
from tests.backend.ledger.test_receipts import STAFF, client, person

__all__ = ["client"]
BERLIN = ZoneInfo("Europe/Berlin")
MACHINE = {"Authorization": f"Bearer {STAFF}"}


def this_month() -> str:
    return f"{now().astimezone(BERLIN):%Y-%m}"


def asked(operator_id="tram", month=None, currency=None) -> Asked:
    return Asked(operator_id, Month.of(month or this_month(), BERLIN), currency)


async def statement(shop, *args, **more):
    async with shop.database.reading() as session:
        return await make_statement(session, asked(*args), BERLIN, **more)


async def test_a_statement_is_the_postings_of_its_operator_and_nothing_else(shop):
    booking_id = await shop.used((280, 350), 50)
    transfer = await shop.transfer(booking_id)
    (leg, *_) = await shop.legs(booking_id)
    made = await statement(shop, "tram")
    assert [(line.kind, line.reference, line.amount_minor) for line in made.lines] == [("earn", str(leg.id), 280), ("transfer", str(transfer), -280)]
    assert (made.opening_minor, made.closing_minor, made.next) == (0, 0, None)
    bikes = await statement(shop, "bikes")
    assert ([line.amount_minor for line in bikes.lines], bikes.closing_minor) == ([350], 350)


async def test_a_booking_is_told_by_a_word_of_this_operator_alone(shop):
    booking_id = await shop.used((280, 350), 50)
    lines = [("operator_payable:tram", -5), ("operator_payable:bikes", -5), ("rounding", 10)]
    async with shop.database.writing() as session:
        await post(session, book(f"rounding:{booking_id}", "eur", lines, str(booking_id)))
    told = [(await statement(shop, operator_id)).lines[-1].reference for operator_id in ("tram", "bikes", "tram")]
    assert told[0] == told[2] != told[1]
    assert all(re.fullmatch("T-[0-9A-Z]{16}", reference) for reference in told)
    async with shop.database.reading() as session:
        whole = await whole_statement(session, asked(), BERLIN)
    assert str(booking_id) not in csv_text(whole) + plain_text(statement_sheet(whole, Issuer("Elmstead", BERLIN), "en", now()))


async def test_what_was_owed_before_a_month_opens_it(shop):
    await shop.used((280,), 50)
    made = await statement(shop, "tram", "2035-01")
    assert (made.opening_minor, made.lines, made.closing_minor) == (280, (), 280)
    assert (await statement(shop, "tram", "2020-02")).closing_minor == 0


async def test_pages_have_every_line_once(database):
    async with database.writing() as session:
        for number in range(25):
            await post(session, journals.confirmed_too_late(f"leg{number}", "operator_payable:tram", number + 1, What("eur")))
    async with database.reading() as session:
        seen, after = [], None
        while True:
            page = await make_statement(session, asked(), BERLIN, after, limit=10)
            seen += [line.reference for line in page.lines]
            assert page.closing_minor == 325
            after = page.next
            if after is None:
                break
        assert seen == [f"leg{number}" for number in range(25)]
        assert len((await whole_statement(session, asked(), BERLIN)).lines) == 25
        for place in ("nowhere", "019ac4f0-0000-7000-8000-000000000001.0", "019ac4f0-0000-7000-8000-000000000001.x"):
            with pytest.raises(PlaceUnknown):
                await make_statement(session, asked(), BERLIN, place)


async def test_an_operator_that_was_never_booked_has_no_statement(shop):
    await shop.used((280,), 0)
    for operator_id, currency in (("nobody", None), ("tram", "usd")):
        with pytest.raises(NoSuchAccount):
            await statement(shop, operator_id, None, currency)


def test_a_month_ends_where_the_next_begins_in_the_zone_of_the_city():
    december = Month.of("2026-12", BERLIN)
    assert (december.period.start, december.period.end) == (datetime(2026, 12, 1, tzinfo=BERLIN), datetime(2027, 1, 1, tzinfo=BERLIN))
    for text in ("2026-13", "2026-1", "", "2026-11-01", "9999-12"):
        with pytest.raises((ValueError, OverflowError)):
            Month.of(text, BERLIN)


LINE = StatementLine(datetime(2026, 11, 28, 9, 0, tzinfo=BERLIN), "=cmd|' /C calc'!A0", "@SUM(1)", -280)
MADE = StatementResponse("tram", "2026-11", "Europe/Berlin", "eur", 2, 350, (LINE,), 70)


def test_a_spreadsheet_runs_nothing_of_it():
    """Texts that begin like a formula are disarmed; amounts are numbers of ours and stay so."""
    head, row = csv.reader(StringIO(csv_text(MADE)))
    assert head == ["booked_at", "event", "reference", "amount_minor", "amount", "currency"]
    assert row == ["2026-11-28T09:00:00+01:00", "'=cmd|' /C calc'!A0", "'@SUM(1)", "-280", "-2.80", "EUR"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_every_beginning_of_a_formula_is_disarmed(sign):
    line = StatementLine(LINE.booked_at, "earn", f"{sign}1", 5)
    told = StatementResponse("tram", "2026-11", "UTC", "eur", 2, 0, (line,), 5)
    (_, row) = csv.reader(StringIO(csv_text(told), newline=""))
    assert row[2] == f"'{sign}1"


def test_a_statement_is_read_in_words():
    text = plain_text(statement_sheet(MADE, Issuer("Elmstead", BERLIN), "en", now()))
    for words in ("Statement for tram, 2026-11", "Owed at the beginning", "€3.50", "−€2.80", "Owed at the end", "€0.70"):
        assert words in text


async def test_statements_are_for_the_staff(client, shop):
    await shop.used((280, 350), 50)
    ann, _ = await person(client, shop, "ann@example.org")
    address = f"/v1/operators/tram/statement?month={this_month()}"
    answer = await client.get(address, headers=MACHINE)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["closingMinor"], answer.json()["currency"]) == (280, "eur")
    assert (await client.get(address)).status_code == 401
    assert (await client.get(address, headers=ann)).status_code == 403
    table = await client.get(address, headers=MACHINE | {"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.text.startswith("booked_at,event")
    paper = await client.get(f"{address}&lang=es", headers=MACHINE | {"Accept": "application/pdf"})
    assert paper.content.startswith(b"%PDF-")


async def test_an_operator_reads_its_own_statement_and_no_other(client, shop):
    await shop.used((280, 350), 50)
    async with shop.database.writing() as session:
        account_id, _ = await find_or_make(session, "conductor@example.org", "en")
        session.add(RoleGrant(account_id=account_id, role=Role.OPERATOR, operator_id="tram", reason="", granted_at=now()))
        tokens = await sessions.begin(session, account_id, "Laptop", b"\x04" + bytes(64), by_passkey=True)
    conductor = {"Authorization": f"Bearer {tokens.access}"}
    own, other = [await client.get(f"/v1/operators/{name}/statement?month={this_month()}", headers=conductor) for name in ("tram", "bikes")]
    assert (own.status_code, own.json()["closingMinor"]) == (200, 280)
    assert (other.status_code, other.json()["code"]) == (404, "not_found")


async def test_what_cannot_be_stated_is_refused(client, shop):
    await shop.used((280,), 50)
    for asked_for, status in (
        ("tram/statement?month=2026-13", 422), ("tram/statement?month=9999-12", 422), ("tram/statement", 400),
        ("nobody/statement?month=2026-11", 404),
        ("tram/statement?month=2026-11&after=x", 422), ("tram/statement?month=2026-11&currency=EURO", 422),
        ("%22%0d%0aX:%201/statement?month=2026-11", 404),
    ):  # fmt: skip
        answer = await client.get(f"/v1/operators/{asked_for}", headers=MACHINE)
        assert answer.status_code == status, answer.text
