"""What a host is told: every posting on their account with its stay, sums that add up, and nothing of anybody else."""
import csv
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from backend.accounts.account_controller import AccountController
from backend.accounts.controller import AuthController
from backend.bookings.models import BookingLeg
from backend.database.base import now
from backend.identity.controller import DevicesController
from backend.ledger import hosts
from backend.ledger.earnings import Asked, make_earnings, whole_earnings
from backend.ledger.earnings_controller import EarningsController
from backend.ledger.earnings_sheet import csv_text, earnings_sheet
from backend.ledger.reading import get_balance
from backend.ledger.receipt import Issuer
from backend.ledger.sheet import plain_text
from backend.ledger.statement import Month, PlaceUnknown
from backend.service.app import create_app
from backend.service.settings import Settings
from payments.events import ClaimUpheld
from tests.backend.accounts.people import STAFF, quiet
from tests.backend.ledger.lettings import parked
from tests.backend.ledger.test_receipts import person
from tests.serving import Client
from tests.worlds.town import open_town

BERLIN = ZoneInfo("Europe/Berlin")
FAR = timedelta(days=40)


def months_of(*moments) -> list[str]:
    return sorted({f"{moment.astimezone(BERLIN):%Y-%m}" for moment in moments})


async def told(shop, host, month, at=None, **more):
    async with shop.database.reading() as session:
        return await make_earnings(session, Asked(host, Month.of(month, BERLIN)), BERLIN, at or now(), **more)


async def a_month(shop, host):
    """Two stays, one of them for less after a claim, and a payout. (the months in which it was booked, the ids of the legs)."""
    began = now()
    await shop.used((900,), 0)
    whole, claimed = await parked(shop, host, 4000, fee=0), await parked(shop, host, 333, fee=50)
    await parked(shop, uuid7(), 700)
    async with shop.database.writing() as session:
        (payout, *_) = [one for one in await hosts.list_payouts(session, now() + FAR, BERLIN) if one.host_id == str(host)]
        await hosts.book_payout(session, payout)
    await shop.happens(claimed, ClaimUpheld(1, 100))
    async with shop.database.reading() as session:
        legs = await session.scalars(select(BookingLeg).where(BookingLeg.booking_id.in_((whole, claimed))).order_by(BookingLeg.price_minor.desc()))
        return months_of(began, now()), list(legs)


async def test_earnings_are_the_ledger_stay_by_stay(shop):
    host = uuid7()
    months, (whole, claimed) = await a_month(shop, host)
    pages = [await told(shop, host, month) for month in months]
    lines = [line for page in pages for line in page.lines]
    assert [(line.kind, line.amount_minor, line.base_minor, line.commission_minor, line.commission_tax_minor) for line in lines] == [
        ("earn", 2400, 4000, 1600, 255), ("earn", 200, 333, 133, 21), ("host_payout", -2600, 0, 0, 0), ("refund_due", -140, -233, -93, -15),
    ]  # fmt: skip
    first, second, paid, back = lines
    assert (first.reference, second.reference) == (str(whole.id), str(claimed.id))
    assert (first.share_bp, first.commission_tax_rate_bp, first.space_id) == (6000, 1900, "space-6000")
    assert (first.starts_at, first.ends_at) == (whole.starts_at, whole.ends_at)
    assert (paid.space_id, back.space_id, back.starts_at) == (None, "space-6000", claimed.starts_at)
    async with shop.database.reading() as session:
        balance = -await get_balance(session, hosts.account_of(host), "eur")
    assert pages[-1].closing_minor == balance == sum(line.amount_minor for line in lines) == -140
    assert all(page.opening_minor + sum(line.amount_minor for line in page.lines) == page.closing_minor for page in pages)
    sums = pages[-1].months
    assert sum(month.earned_minor for month in sums) == 2600
    assert sum(month.paid_minor for month in sums) == 2600
    assert sum(month.taken_back_minor for month in sums) == 140
    assert (sums[0].closing_minor, len(sums)) == (balance, 12)
    assert (pages[-1].balance_minor, pages[-1].payable_minor, pages[-1].payout_at) == (-140, 0, None)


async def test_what_is_paid_next_and_when(shop):
    host = uuid7()
    await parked(shop, host, 400)
    at = now()
    found = await told(shop, host, months_of(at)[0], at)
    assert (found.payable_minor, found.payout_at) == (240, hosts.month_start(hosts.month_start(at, BERLIN) + timedelta(days=32), BERLIN))
    for _ in range(2):
        await parked(shop, host, 1800)
    later = now() + timedelta(days=1, seconds=5)
    ripe = await told(shop, host, months_of(at)[0], later)
    assert (ripe.balance_minor, ripe.payable_minor, ripe.payout_at) == (2400, 2400, later)


async def test_pages_and_months_have_every_line_once(shop):
    host = uuid7()
    months, _ = await a_month(shop, host)
    (month, *_) = months
    page = await told(shop, host, month, limit=1)
    assert (len(page.lines), page.next is None) == (1, False)
    following = await told(shop, host, month, after=page.next)
    async with shop.database.reading() as session:
        whole = await whole_earnings(session, Asked(host, Month.of(month, BERLIN)), BERLIN, now())
    assert page.lines + following.lines == whole.lines
    with pytest.raises(PlaceUnknown):
        await told(shop, host, month, after="nowhere")
    old = await told(shop, host, "2020-02")
    assert (old.lines, old.closing_minor, old.balance_minor) == ((), 0, -140)


async def test_on_paper_and_for_spreadsheets(shop):
    host = uuid7()
    months, _ = await a_month(shop, host)
    found = await told(shop, host, months[0])
    head, first, *_ = csv.reader(StringIO(csv_text(found)))
    assert dict(zip(head, first, strict=True)) | {"booked_at": "", "reference": "", "starts_at": "", "ends_at": ""} == {
        "booked_at": "", "event": "earn", "reference": "", "space_id": "space-6000", "starts_at": "", "ends_at": "", "base_minor": "4000",
        "share_bp": "6000", "commission_minor": "1600", "commission_tax_rate_bp": "1900", "commission_tax_minor": "255", "amount_minor": "2400",
        "amount": "24.00", "currency": "EUR",
    }  # fmt: skip
    for language, words in (("en", "Our commission"), ("de", "Unsere Provision"), ("es", "Nuestra comisión"), ("ko", "수수료")):
        text = plain_text(earnings_sheet(found, Issuer("Elmstead", BERLIN), language, now()))
        assert words in text.replace("\n", " ")
        assert str(host) not in text
    assert "€24.00" in plain_text(earnings_sheet(found, Issuer("Elmstead", BERLIN), "en", now()))


@pytest.fixture
async def client(shop, database_url, monkeypatch):
    quiet(monkeypatch)
    settings = Settings(log_requests=False, per_minute=None, database_url=database_url, staff_token=STAFF)
    controllers = [AuthController, AccountController, DevicesController, EarningsController]
    async with Client(create_app(open_town, settings, controllers=controllers)) as opened:
        yield opened


async def test_a_host_sees_their_own_and_nobody_else_s(client, shop):
    ann, ann_id = await person(client, shop, "ann@example.org")
    bob, _ = await person(client, shop, "bob@example.org")
    await parked(shop, ann_id, 400)
    mine = (await client.get("/v1/parking/earnings", headers=ann)).json()
    assert (mine["balanceMinor"], mine["currency"], mine["timezone"]) == (240, "eur", "Europe/Berlin")
    nothing = (await client.get("/v1/parking/earnings", headers=bob)).json()
    assert (nothing["balanceMinor"], nothing["currency"], nothing["lines"], nothing["months"]) == (0, None, [], [])
    assert (await client.get("/v1/parking/earnings?currency=usd", headers=ann)).json()["balanceMinor"] == 0
    assert (await client.get("/v1/parking/earnings")).status_code == 401
    table = await client.get("/v1/parking/earnings", headers=ann | {"Accept": "text/csv"})
    assert (table.headers["content-type"], table.headers["cache-control"]) == ("text/csv; charset=utf-8", "private, no-store")
    assert table.text.startswith("booked_at,event")
    text = await client.get("/v1/parking/earnings?lang=de", headers=bob | {"Accept": "text/plain"})
    assert text.text.startswith("Einnahmen mit Ihren Stellplätzen")
    paper = await client.get("/v1/parking/earnings", headers=ann | {"Accept": "application/pdf"})
    assert paper.content.startswith(b"%PDF-")
    for wrong in ("month=2026-13", "month=9999-12", "after=x", "currency=EURO", "lang=tlh"):
        assert (await client.get(f"/v1/parking/earnings?{wrong}", headers=ann)).status_code == 422, wrong
