"""Travellers at the page of payment, each with a booking of their own."""
import urllib.parse
import urllib.request

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.outbox.worker import Worker
from backend.paying.models import FailedCard
from backend.paying.service import Paying
from tests.backend.accounts.people import Phone, bearer, signed_in
from tests.backend.paying.people import Browser, Shop, quiet, served


@pytest.fixture
async def client(database_url, provider, control, monkeypatch):
    """Nothing of the outbox is done by itself."""

    async def nothing(worker) -> None:
        return None

    quiet(monkeypatch)
    monkeypatch.setattr(Worker, "run", nothing)
    async with served(database_url, provider) as client:
        yield client


@pytest.fixture
async def shop(client, gateway):
    opened = Shop(gateway)
    client.app.state.paying.obey(opened.booked)
    return opened


@pytest.fixture
async def paying(database, provider, gateway, shop):
    """What the workers have: another process than the service, as far as this goes."""
    opened = Paying(database, provider, "http://localhost:8000", gateway)
    opened.obey(shop.booked)
    return opened


class Traveller:
    def __init__(self, client, shop, paying, headers, account_id):
        self.client, self.shop, self.paying, self.headers, self.account_id = client, shop, paying, headers, account_id

    async def books(self, **more):
        customer = await self.paying.customers.ensure(self.account_id)
        return await self.shop.held(self.account_id, customer_id=customer, **more)

    async def asks(self, booking):
        return await self.client.post(f"/v1/bookings/{booking.booking_id}/payment", headers=self.headers)

    async def opens(self, booking) -> Browser:
        answer = await self.asks(booking)
        assert answer.status_code == 201, answer.text
        browser = Browser(self.client, answer.json()["payUrl"])
        await browser.open()
        return browser

    async def cards(self) -> list[dict]:
        return (await self.client.get("/v1/payment-cards", headers=self.headers)).json()["cards"]

    async def failed(self) -> int:
        async with self.paying.database.reading() as session:
            return await session.scalar(select(func.count(FailedCard.id)).where(FailedCard.account_id == self.account_id))


@pytest.fixture
async def arrive(client, shop, database, paying):
    async def come(email: str = "ann@example.org") -> Traveller:
        headers = bearer(await signed_in(client, database, Phone(), email))
        async with database.reading() as session:
            account_id = await session.scalar(select(Account.id).where(Account.email == email))
        return Traveller(client, shop, paying, headers, account_id)

    return come


@pytest.fixture
async def ann(arrive):
    return await arrive()


def at_bank(url: str, agreed: bool) -> str:
    """What the traveller does there; where the bank sends them."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    body = urllib.parse.urlencode({"agreed": "yes" if agreed else "no"}).encode()
    try:
        urllib.request.build_opener(Stay).open(url, body, timeout=20)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("the bank sent nobody back")
