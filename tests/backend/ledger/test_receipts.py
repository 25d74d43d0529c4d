"""What a receipt says of trips in every state, that its numbers add up, and who may read it."""
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from uuid_utils.compat import uuid7

from backend.accounts.account_controller import AccountController
from backend.accounts.controller import AuthController
from backend.accounts.models import Account
from backend.bookings.models import Booking
from backend.contract.receipts import LineEnd, ReceiptState, RefundProgress
from backend.database.base import now
from backend.identity.controller import DevicesController
from backend.ledger.controller import ReceiptsController, StatementsController
from backend.ledger.reading import list_balances
from backend.ledger.receipt import Issuer, make_receipt, number_of, part_of_tax, printed_tax
from backend.ledger.receipt_sheet import ReceiptSheet
from backend.ledger.sheet import Table, plain_text
from backend.pricing.prices import SellerTable
from backend.service.app import create_app
from backend.service.settings import Settings
from payments.events import Cancelled, ClaimUpheld, Disrupted, RefundFailed, Used
from tests.backend.accounts.people import STAFF, Phone, bearer, quiet, signed_in
from tests.serving import Client
from tests.worlds.town import open_town

ELMSTEAD = Issuer("Elmstead", ZoneInfo("Europe/Berlin"))


async def receipt(shop, booking_id):
    async with shop.database.reading() as session:
        return await make_receipt(session, await session.get_one(Booking, booking_id), ELMSTEAD, now())


def check_sums(made) -> None:
    assert sum(line.amount_minor for line in made.lines) == made.total_minor
    assert sum(line.tax_minor for line in made.lines) == sum(tax.tax_minor for tax in made.taxes) == made.tax_minor
    assert sum(tax.net_minor + tax.tax_minor for tax in made.taxes) == made.total_minor
    assert sum(one.amount_minor for one in made.payments) == made.taken_minor
    assert sum(one.amount_minor for one in made.refunds) == made.refunded_minor


async def test_a_trip_that_was_used_is_receipted_line_by_line(shop):
    made = await receipt(shop, await shop.used((280, 350), 50))
    check_sums(made)
    assert (made.state, made.total_minor, made.taken_minor, made.refunded_minor) == (ReceiptState.FINAL, 680, 680, 0)
    assert [(line.leg, line.kind, line.payee, line.amount_minor, line.tax_rate_bp, line.tax_minor, line.end) for line in made.lines] == [
        (1, "transit", "Tram", 280, 700, 18, LineEnd.USED), (2, "rental", "Bikes", 350, 1900, 56, LineEnd.USED),
        (0, "booking_fee", "Elmstead", 50, 1900, 8, LineEnd.USED),
    ]  # fmt: skip
    assert [(tax.payee, tax.own, tax.rate_bp, tax.net_minor, tax.tax_minor) for tax in made.taxes] == [
        ("Tram", False, 700, 262, 18), ("Bikes", False, 1900, 294, 56), ("Elmstead", True, 1900, 42, 8),
    ]  # fmt: skip
    assert made.lines[0].starts_at.utcoffset().total_seconds() == 3600
    assert made.booked_at.tzinfo == ELMSTEAD.zone


async def test_who_sells_stands_on_it_with_address_and_vat_id(shop):
    city = SellerTable("City of Elmstead", ("1 Market Square", "Elmstead"), "DE000000001")
    tram = SellerTable("Tram Ltd.", ("5 Depot Road",))
    issuer = replace(ELMSTEAD, legal={"bikes": tram, "tram": tram, "us.": city, "taxi": city})
    booking_id = await shop.used((280,), 50)
    async with shop.database.reading() as session:
        made = await make_receipt(session, await session.get_one(Booking, booking_id), issuer, now())
    assert [(one.payee_id, one.vat_id) for one in made.sellers] == [("us.", "DE000000001"), ("tram", None)], "of those who sold something here"
    text = plain_text(ReceiptSheet(made, "en").sheet())
    assert "City of Elmstead, 1 Market Square, Elmstead, VAT id DE000000001" in text
    assert "Tram Ltd., 5 Depot Road\n" in text
    assert (await receipt(shop, booking_id)).sellers == ()


async def test_our_tax_on_receipts_is_our_tax_in_the_books(shop):
    bookings = [await shop.used((280, 350), 50), await shop.used((280, 350, 400), 50, used=1), await shop.used((90,), 0)]
    async with shop.database.reading() as session:
        rows = list(await session.scalars(select(Booking).where(Booking.id.in_(bookings))))
        printed = await printed_tax(session, rows)
        booked = sum(-one.amount_minor for one in await list_balances(session) if one.code.startswith("tax_payable:"))
    assert sum(printed.values()) == booked == 16


async def test_what_was_given_back_costs_its_fee_and_what_did_not_run_nothing(shop):
    booking_id = await shop.confirmed((280, 350, 400), 50)
    await shop.happens(booking_id, Used(1), Cancelled(2, 100), Disrupted(3))
    await shop.capture(booking_id)
    made = await receipt(shop, booking_id)
    check_sums(made)
    assert [(line.price_minor, line.amount_minor, line.tax_minor, line.end) for line in made.lines[:3]] == [
        (280, 280, 18, LineEnd.USED), (350, 100, 16, LineEnd.CANCELLED), (400, 0, 0, LineEnd.DISRUPTED),
    ]  # fmt: skip
    assert (made.total_minor, made.taken_minor) == (430, 430)


async def test_a_trip_that_is_still_open_shows_what_was_agreed_and_nothing_taken(shop):
    made = await receipt(shop, await shop.confirmed((280,), 50))
    check_sums(made)
    assert (made.state, made.total_minor, made.taken_minor, made.payments) == (ReceiptState.OPEN, 330, 0, ())
    assert "Nothing has been taken from your card yet." in plain_text(ReceiptSheet(made, "en").sheet())


async def test_a_trip_that_did_not_run_at_all_costs_nothing_not_even_our_fee(shop):
    booking_id = await shop.disrupted((280,), 50)
    made = await receipt(shop, booking_id)
    check_sums(made)
    assert (made.state, made.total_minor, made.tax_minor, made.taken_minor) == (ReceiptState.FINAL, 0, 0, 0)
    assert "Nothing was taken from your card." in plain_text(ReceiptSheet(made, "en").sheet())


async def test_what_is_not_confirmed_has_no_receipt(shop):
    assert await receipt(shop, await shop.hold((280,), 50)) is None


async def test_a_refund_is_shown_until_it_arrives_and_when_it_comes_back(shop):
    booking_id = await shop.used((500,), 0)
    await shop.happens(booking_id, ClaimUpheld(1, 0))
    assert [(one.amount_minor, one.cause, one.state) for one in (await receipt(shop, booking_id)).refunds] == [(500, "claim", RefundProgress.ORDERED)]
    await shop.refund(booking_id)
    made = await receipt(shop, booking_id)
    check_sums(made)
    assert (made.state, made.refunds[0].state) == (ReceiptState.GIVEN_BACK, RefundProgress.PAID)
    assert (made.total_minor, made.taken_minor, made.refunded_minor) == (0, 500, 500)
    await shop.happens(booking_id, RefundFailed(1))
    assert (await receipt(shop, booking_id)).refunds[0].state is RefundProgress.OWED


async def test_a_receipt_is_read_in_every_language(shop):
    told = await receipt(shop, await shop.used((280, 350), 50))
    for language, said in {
        "en": [
            f"Receipt {told.number}", "Ride: Market – Harbour 1, 2026-11-28 08:00 (used)", "€2.80", "included 7 %", "Elmstead (own)", "All tax",
        ],
        "de": [
            f"Beleg {told.number}", "Fahrt: Market – Harbour 1, 2026-11-28 08:00 (genutzt)", "2,80 €", "enthält 7 %", "Elmstead (eigene)",
            "Steuer gesamt",
        ],
        "es": [f"Recibo {told.number}", "2,80 €", "Vehículo compartido: Market – Harbour 2", "Todos los impuestos"],
        "ko": [f"영수증 {told.number}", "€2.80", "예약 수수료", "세금 합계"],
    }.items():  # fmt: skip
        text = said_on(ReceiptSheet(told, language).sheet())
        for words in said:
            assert words in text, language
        assert "{" not in text, language


def said_on(sheet) -> str:
    """All its words, before lines are broken."""
    cells = [" ".join(cell for row in (block.head, *block.rows) for cell in row) for block in sheet.blocks if isinstance(block, Table)]
    others = [block.text for block in sheet.blocks if not isinstance(block, Table)]
    return "\n".join(others + cells).replace("\u00a0", " ")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 2500))
def test_the_tax_of_a_part_is_a_part_of_the_tax(price, amount, rate):
    amount = min(price, amount)
    whole = price * rate // (10_000 + rate)
    part = part_of_tax(price, whole, amount)
    assert 0 <= part <= whole
    assert part_of_tax(price, whole, price) == whole
    assert abs(part * price - whole * amount) <= price


def test_numbers_are_of_their_year_and_each_its_own():
    first = UUID("019ac4f0-0000-7000-8000-000000000001")
    assert number_of(first) == f"{datetime.fromtimestamp((first.int >> 80) / 1000, UTC).year}-00000-00000-001"
    assert len({number_of(uuid7()) for _ in range(1000)}) == 1000
    assert set(number_of(uuid7())[5:].replace("-", "")) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.fixture
async def client(shop, database_url, monkeypatch):
    quiet(monkeypatch)
    settings = Settings(log_requests=False, per_minute=None, database_url=database_url, staff_token=STAFF)
    controllers = [AuthController, AccountController, DevicesController, ReceiptsController, StatementsController]
    async with Client(create_app(open_town, settings, controllers=controllers)) as opened:
        yield opened


async def person(client, shop, email):
    """(headers of somebody signed in, their account)."""
    headers = bearer(await signed_in(client, shop.database, Phone(), email))
    async with shop.database.reading() as session:
        return headers, await session.scalar(select(Account.id).where(Account.email == email))


async def test_a_receipt_is_for_whoever_bought(client, shop):
    ann, ann_id = await person(client, shop, "ann@example.org")
    bob, _ = await person(client, shop, "bob@example.org")
    booking_id = await shop.used((280, 350), 50, ann_id)
    answer = await client.get(f"/v1/bookings/{booking_id}/receipt", headers=ann)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    assert (answer.json()["totalMinor"], answer.json()["issuer"], answer.json()["decimals"]) == (680, "Elmstead", 2)
    for headers, booking, status, code in (
        (bob, booking_id, 404, "not_found"), (ann, uuid7(), 404, "not_found"), ({}, booking_id, 401, None),
        ({"Authorization": f"Bearer {STAFF}"}, booking_id, 403, None), (ann, await shop.hold((280,), 0, ann_id), 409, "no_receipt_yet"),
    ):  # fmt: skip
        refused = await client.get(f"/v1/bookings/{booking}/receipt", headers=headers)
        assert refused.status_code == status, refused.text
        assert code in (None, refused.json()["code"])


async def test_a_receipt_comes_as_text_and_as_pdf(client, shop):
    ann, ann_id = await person(client, shop, "ann@example.org")
    address = f"/v1/bookings/{await shop.used((280, 350), 50, ann_id)}/receipt"
    text = await client.get(address, headers=ann | {"Accept": "text/plain", "Accept-Language": "de"})
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.headers["content-language"] == "de"
    number = (await client.get(address, headers=ann)).json()["number"]
    assert text.text.startswith(f"Beleg {number}\n")
    paper = await client.get(f"{address}?lang=ko", headers=ann | {"Accept": "application/pdf"})
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"].startswith(f'inline; filename="receipt-{number}')
    assert paper.content.startswith(b"%PDF-")
    assert "ann@example.org" not in text.text
    assert (await client.get(f"{address}?lang=tlh", headers=ann)).status_code == 422
