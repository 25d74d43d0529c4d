"""The page of payment as its script asks for it: opened once, by one browser; what a bank says is looked at, never believed."""
import json
import re
import urllib.parse
import urllib.request
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from backend.accounts.models import Account
from backend.accounts.page import source
from backend.database.base import now
from backend.outbox.worker import Worker
from backend.paying.asking import TEST_CARDS
from backend.paying.customers import AGREED_TEXT, forget
from backend.paying.failures import CardAttempts
from backend.paying.models import FailedCard, PayLink, PaymentCustomer
from backend.paying.networks import Networks
from backend.paying.page import MORE_STYLE, pay_page, policy
from backend.paying.script import SCRIPT
from backend.paying.seen import CardReason
from backend.paying.service import Paying
from backend.paying.words import PAGES
from backend.sandbox.cards import CARDS
from payments.states import BookingState, PaymentState
from tests.backend.accounts.people import Phone, bearer, signed_in
from tests.backend.paying.people import Browser, Shop, quiet, served, work


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


async def test_a_trip_is_paid_on_its_page(ann, shop, database, paying):
    booking = await ann.books()
    browser = await ann.opens(booking)
    page = browser.page
    assert (page["standing"], page["totalMinor"], page["currency"], page["decimals"]) == ("choose", 830, "eur", 2)
    assert [(line["payee"], line["kind"], line["shownMinor"]) for line in page["lines"]] == [
        ("City Lines", "fare", 780), ("Allways", "booking_fee", 50),
    ]  # fmt: skip
    assert page["testCards"] == list(TEST_CARDS)
    assert (await browser.pay("pm_card_visa")).json() == {"standing": "looking", "redirectUrl": None, "refusal": None}
    assert shop.kept[booking.booking_id].payment_state is PaymentState.CREATED  # the page itself books nothing
    assert await browser.look() == {"standing": "looking", "redirectUrl": None, "refusal": None}
    await work(database, paying.handlers)
    assert shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED
    assert (await browser.look())["standing"] == "booked"


async def test_a_refused_card_is_said_and_another_one_pays(ann, shop, control):
    browser = await ann.opens(await ann.books())
    refused = (await browser.pay("pm_card_visa_chargeDeclinedInsufficientFunds")).json()
    assert (refused["standing"], refused["refusal"]) == ("choose", "no_funds")
    assert (await browser.look())["refusal"] == "no_funds"
    assert await ann.failed() == 1
    assert (await browser.pay("pm_card_mastercard")).json()["standing"] == "looking"


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


@pytest.mark.parametrize("agreed", [True, False])
async def test_the_bank_asks_and_its_way_back_proves_nothing(ann, shop, database, client, agreed, provider, paying):
    booking = await ann.books()
    browser = await ann.opens(booking)
    asked = (await browser.pay("pm_card_threeDSecure2Required")).json()
    assert asked["standing"] == "bank"
    assert asked["redirectUrl"].startswith(f"{provider.address}/_authenticate/pi_")
    assert (await browser.look())["standing"] == "bank"
    back = at_bank(asked["redirectUrl"], agreed)
    assert back.startswith(f"http://localhost:8000/pay/{booking.booking_id}?")
    assert (await client.get(back.replace("http://localhost:8000", "").replace("failed", "succeeded"))).status_code == 200
    assert shop.kept[booking.booking_id].payment_state is PaymentState.CREATED
    stood = await browser.look()
    assert (stood["standing"], stood["refusal"]) == (("looking", None) if agreed else ("choose", "not_recognised"))
    await work(database, paying.handlers)
    assert (shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED) is agreed
    assert await ann.failed() == (0 if agreed else 1)


async def test_a_link_opens_once_in_one_browser(ann, shop, client):
    booking = await ann.books()
    url = (await ann.asks(booking)).json()["payUrl"]
    first, second = Browser(client, url), Browser(client, url)
    await first.open()
    for body in ({"secret": second.secret}, {"secret": "x" * 43}):
        again = await second.ask("open", body)
        assert (again.status_code, again.json()["code"]) == (400, "pay_link_over")
    for what in ("look", "keeping"):
        answer = await second.ask(what, {"pageToken": second.secret})
        assert (answer.status_code, answer.json()["code"]) == (400, "pay_link_over")
    assert (await first.look())["standing"] == "choose"


async def test_a_page_that_could_not_be_shown_opens_once_more(ann, shop, client, control):
    browser = Browser(client, (await ann.asks(await ann.books())).json()["payUrl"])
    control.fault("drop_before", "/v1/customers/*/payment_methods", method="GET")
    away = await browser.ask("open", {"secret": browser.secret})
    assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "provider_silent", "5")
    assert (await browser.open())["standing"] == "choose"
    assert (await browser.ask("open", {"secret": browser.secret})).json()["code"] == "pay_link_over"


async def test_a_new_link_ends_the_one_before_and_all_end_with_time(ann, shop, client, database):
    booking = await ann.books()
    old = Browser(client, (await ann.asks(booking)).json()["payUrl"])
    new = Browser(client, (await ann.asks(booking)).json()["payUrl"])
    assert (await old.ask("open", {"secret": old.secret})).json()["code"] == "pay_link_over"
    await new.open()
    third = Browser(client, (await ann.asks(booking)).json()["payUrl"])
    async with database.writing() as session:
        await session.execute(update(PayLink).values(expires_at=now()))
    assert (await third.ask("open", {"secret": third.secret})).json()["code"] == "pay_link_over"
    assert (await new.ask("look", {"pageToken": new.page["pageToken"]})).json()["code"] == "pay_link_over"


async def test_secrets_are_kept_as_hashes_only(ann, shop, client, database):
    browser = await ann.opens(await ann.books())
    async with database.reading() as session:
        row = (await session.scalars(select(PayLink))).one()
    assert len(row.secret_hash) == len(row.page_hash) == 32
    assert browser.secret.encode() not in row.secret_hash


async def test_the_booking_of_somebody_else_is_as_absent(ann, shop, client, arrive):
    booking = await ann.books()
    bob = await arrive("bob@example.org")
    strange, absent = await bob.asks(booking), await bob.asks(replace(booking, booking_id=uuid4()))
    assert strange.status_code == absent.status_code == 404
    assert {**strange.json(), "instance": ""} == {**absent.json(), "instance": ""}


@pytest.mark.parametrize("state, payment_state, hold_s", [
    (BookingState.CONFIRMED, PaymentState.AUTHORISED, None), (BookingState.RELEASED, PaymentState.VOIDED, None),
    (BookingState.RELEASING, PaymentState.VOIDING, None), (BookingState.HELD, PaymentState.CREATED, -1),
])  # fmt: skip
async def test_what_waits_for_no_payment_has_no_page(ann, shop, state, payment_state, hold_s):
    until = None if hold_s is None else now() + timedelta(seconds=hold_s)
    booking = await ann.books(state=state, payment_state=payment_state, hold_until=until)
    answer = await ann.asks(booking)
    assert (answer.status_code, answer.json()["code"]) == (409, "booking_not_held")


async def test_while_the_payment_is_being_made_one_asks_again(ann, shop):
    answer = await ann.asks(await ann.books(intent_id=None, payment_state=PaymentState.CREATING))
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "1")
    assert answer.json() == {"payUrl": None, "expiresAt": None}


async def test_a_booking_that_was_released_meanwhile_takes_no_card(ann, shop, control):
    booking = await ann.books()
    browser = await ann.opens(booking)
    shop.kept[booking.booking_id] = replace(booking, state=BookingState.RELEASED, payment_state=PaymentState.VOIDED)
    answer = await browser.pay("pm_card_visa")
    assert (answer.status_code, answer.json()["code"]) == (409, "booking_not_held")
    assert (await browser.look())["standing"] == "released"
    assert control.effects("charge") == []


async def test_pressing_twice_pays_once(ann, shop, control):
    browser, attempt = await ann.opens(await ann.books()), str(uuid4())
    first, again, other = [await browser.pay("pm_card_visa", attempt=one) for one in (attempt, attempt, str(uuid4()))]
    assert {one.json()["standing"] for one in (first, again, other)} == {"looking"}
    assert len({effect.split(":")[1] for effect in control.effects("charge")}) == 1


@pytest.mark.parametrize("do", ["drop_before", "drop_after"])
async def test_an_answer_that_was_lost_is_looked_for(ann, shop, control, do):
    browser = await ann.opens(await ann.books())
    control.fault(do, "/v1/payment_intents/*/confirm")
    assert (await browser.pay("pm_card_visa")).json()["standing"] == "looking"
    assert (await browser.look())["standing"] == ("choose" if do == "drop_before" else "looking")


async def test_after_five_refused_cards_no_sixth_is_tried(ann, shop, control):
    browser = await ann.opens(await ann.books())
    for _ in range(5):
        assert (await browser.pay("pm_card_visa_chargeDeclined")).json()["standing"] == "choose"
    sixth = await browser.pay("pm_card_visa")
    assert (sixth.status_code, sixth.json()["code"]) == (429, "card_attempts")
    assert int(sixth.headers["retry-after"]) > 3000
    assert len(control.requests("POST", "/v1/payment_intents/.*/confirm")) == 5
    assert (await ann.asks(await ann.books())).json()["code"] == "card_attempts"


async def test_after_ten_in_a_day_none_is_tried_either(ann, shop, database):
    booking = await ann.books()
    async with database.writing() as session:
        session.add_all(
            FailedCard(account_id=ann.account_id, reference=f"ch_{hour}", created_at=now() - timedelta(hours=hour)) for hour in range(2, 12)
        )
    assert (await ann.asks(booking)).json()["code"] == "card_attempts"


def test_from_one_network_twenty_refused_cards_a_day_are_the_most():
    moment = [0.0]
    networks = Networks(lambda: moment[0])
    for number in range(20):
        networks.check("198.51.100.7")
        networks.note("198.51.100.7")
        moment[0] += 60 * number
    with pytest.raises(CardAttempts) as refused:
        networks.check("198.51.100.7")
    assert int(refused.value.headers["Retry-After"]) == 86_400 - moment[0]
    networks.check("198.51.101.7")
    moment[0] = 86_401
    networks.check("198.51.100.7")


async def test_a_failure_counts_once_whoever_tells_of_it(ann, shop, database, paying):
    browser = await ann.opens(await ann.books())
    await browser.pay("pm_card_visa_chargeDeclined")
    await paying.reconciling.reconcile(now() - timedelta(days=1))
    await work(database, paying.handlers)
    assert await ann.failed() == 1


async def test_a_card_is_kept_while_paying_and_pays_again(ann, shop, database):
    assert await ann.cards() == []
    await (await ann.opens(await ann.books())).pay("pm_card_visa", keep=True)
    (card,) = await ann.cards()
    assert (card["brand"], card["last4"]) == ("visa", "4242")
    async with database.reading() as session:
        customer = (await session.scalars(select(PaymentCustomer))).one()
    assert customer.agreed_text == AGREED_TEXT
    assert now() - customer.agreed_at < timedelta(minutes=5)
    browser = await ann.opens(await ann.books())
    assert browser.page["cards"] == [card]
    assert (await browser.pay(card["cardId"])).json()["standing"] == "looking"


async def test_a_card_that_may_not_be_kept_is_not(ann, shop, database):
    await (await ann.opens(await ann.books())).pay("pm_card_visa")
    assert await ann.cards() == []
    async with database.reading() as session:
        assert (await session.scalars(select(PaymentCustomer))).one().agreed_at is None


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_threeDSecure2Required"])
async def test_a_card_is_kept_on_a_page_of_its_own(ann, client, card):
    started = await client.post("/v1/payment-cards", headers=ann.headers)
    assert started.status_code == 201
    browser = Browser(client, started.json()["payUrl"])
    assert browser.path == "/pay/card"
    page = await browser.open()
    assert (page["standing"], page["lines"], page["totalMinor"]) == ("choose", [], 0)
    asked = (await browser.pay(card)).json()
    if card != "pm_card_visa":
        assert asked["standing"] == "bank"
        assert at_bank(asked["redirectUrl"], True).startswith("http://localhost:8000/pay/card?")
        asked = await browser.look()
    assert asked["standing"] == "kept"
    assert len(await ann.cards()) == 1


async def test_a_card_that_its_bank_refuses_is_not_kept(ann, client):
    browser = Browser(client, (await client.post("/v1/payment-cards", headers=ann.headers)).json()["payUrl"])
    await browser.open()
    refused = (await browser.pay("pm_card_visa_chargeDeclined")).json()
    assert (refused["standing"], refused["refusal"]) == ("choose", "declined")
    assert await ann.cards() == []


async def test_a_card_is_removed_by_its_owner_only(ann, shop, client, arrive, database):
    await (await ann.opens(await ann.books())).pay("pm_card_visa", keep=True)
    (card,) = await ann.cards()
    bob = await arrive("bob@example.org")
    address = f"/v1/payment-cards/{card['cardId']}"
    assert (await client.delete(address, headers=bob.headers)).status_code == 404
    strange = await (await bob.opens(await bob.books())).pay(card["cardId"])
    assert (strange.status_code, strange.json()["code"]) == (400, "card_unknown")
    assert (await client.delete(address, headers=ann.headers)).status_code == 204
    assert (await client.delete(address, headers=ann.headers)).status_code == 404
    assert await ann.cards() == []
    async with database.reading() as session:
        mine = select(PaymentCustomer.agreed_text).where(PaymentCustomer.account_id == ann.account_id)
        assert await session.scalar(mine) is None


async def test_whoever_goes_is_forgotten_there_too(ann, shop, paying, database, gateway):
    await ann.books()
    customer = await paying.customers.find(ann.account_id)
    async with database.writing() as session:
        await forget(session, ann.account_id)
        await session.delete(await session.get_one(Account, ann.account_id))
    await work(database, paying.handlers)
    assert (await gateway.asked(gateway.v1.customers.retrieve_async(customer)))["deleted"] is True
    assert await paying.customers.find(ann.account_id) is None


async def test_one_account_is_one_customer_also_when_asked_at_once(ann, paying, control):
    import asyncio

    customers = paying.customers
    found = await asyncio.gather(*(customers.ensure(ann.account_id) for _ in range(5)), return_exceptions=True)
    assert len({one for one in found if isinstance(one, str)}) == 1
    assert len({effect.split(":")[1] for effect in control.effects("customer")}) == 1


async def test_while_the_payment_service_is_away_it_is_said(ann, client, control):
    control("faults", {"match": {"method": "*", "path": "*", "nth": 1}, "do": "drop_before", "times": 50})
    answer = await client.post("/v1/payment-cards", headers=ann.headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_silent")


async def test_without_a_payment_service_it_is_said(database_url):
    async with served(database_url, None) as client:
        answer = await client.get("/pay/card")
        assert (answer.status_code, answer.json()["code"]) == (503, "payments_not_set_up")


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("path", ["/pay/01890000-0000-7000-8000-000000000000", "/pay/card"])
async def test_the_page_speaks_four_languages_and_runs_its_own_script_only(client, language, path):
    page = await client.get(path, headers={"Accept-Language": language})
    words, told = PAGES[language], page.headers["content-security-policy"]
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert words["noscript"] in page.text
    assert words["promise"] in page.text
    assert f"script-src {source(SCRIPT)};" in told
    assert source(MORE_STYLE) in told
    assert "unsafe" not in told
    assert "stripe" not in told
    assert f"<script>{SCRIPT}</script>" in page.text
    assert f"<style>{MORE_STYLE}</style>" in page.text
    assert not re.search(r"https?://|style=| on\w+=", page.text)
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
    shown = json.loads(re.search(r'id="words">(.*?)</script>', page.text).group(1))
    assert shown["refused"] == words["refused"]


def test_all_languages_say_the_same_things():
    assert len({frozenset(words) for words in PAGES.values()}) == 1
    for words in PAGES.values():
        assert all(words.values())
        assert set(CardReason) <= set(words)
        for name in ("pay", "held", "ending"):
            assert re.findall(r"\{\w+\}", words[name]).sort() == re.findall(r"\{\w+\}", PAGES["en"][name]).sort()


def test_what_the_script_says_there_are_words_for():
    for name in set(re.findall(r"words\.([a-z_]+)", SCRIPT)) | set(re.findall(r"words\['([a-z_]+)'\]", SCRIPT)):
        assert name in PAGES["en"], name
    for name in set(re.findall(r"at\('([a-z]+)'\)", SCRIPT)):
        assert f'id="{name}"' in pay_page("en", sandbox=True), name


def test_with_stripe_this_page_alone_may_load_its_form():
    told = policy(sandbox=False)
    assert "script-src" in told
    assert "https://js.stripe.com;" in told
    assert "frame-src https://js.stripe.com https://hooks.stripe.com;" in told
    assert "connect-src 'self' https://api.stripe.com;" in told
    assert "unsafe" not in told
    assert '<script src="https://js.stripe.com/v3/"></script>' in pay_page("en", sandbox=False)


def test_the_cards_it_shows_are_cards_of_the_sandbox():
    assert set(TEST_CARDS) <= set(CARDS)
