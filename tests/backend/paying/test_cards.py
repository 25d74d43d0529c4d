"""Cards that are refused too often, and cards that are kept: by their owner alone, with consent, until they are removed."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.accounts.models import Account
from backend.database.base import now
from backend.paying.customers import AGREED_TEXT, forget
from backend.paying.failures import CardAttempts
from backend.paying.handling import tell
from backend.paying.models import FailedCard, Outcome, PaymentCustomer
from backend.paying.networks import Networks
from backend.paying.refusals import ProviderRefused
from backend.paying.seen import ObjectSeen
from tests.backend.paying.people import Browser, served, work
from tests.backend.paying.travellers import at_bank


async def test_after_five_refused_cards_no_sixth_is_tried(ann, shop, control):
    browser = await ann.opens(await ann.books())
    for _ in range(5):
        assert (await browser.pay("pm_card_visa_chargeDeclined")).json()["standing"] == "choose"
    sixth = await browser.pay("pm_card_visa")
    assert (sixth.status_code, sixth.json()["code"]) == (429, "card_attempts")
    assert int(sixth.headers["retry-after"]) > 3000
    assert len(control.requests("POST", "/v1/payment_intents/.*/confirm")) == 5
    assert (await ann.asks(await ann.books())).json()["code"] == "card_attempts"


async def test_cards_that_are_refused_when_they_are_to_be_kept_count_as_the_payment_service_tells(ann, database, paying):
    """In a form of its own, which no page of ours looks at."""
    cards = paying.customers.cards
    setup = await cards.make_setup(await paying.customers.ensure(ann.account_id), "setup")
    for number in range(5):
        assert await ann.failed() == number
        with pytest.raises(ProviderRefused):
            await cards.confirm_setup(setup.setup_id, "pm_card_visa_chargeDeclined", "http://localhost/pay/card", f"confirm {number}")
        seen = await cards.read_setup(setup.setup_id)
        async with database.writing() as session:
            assert await tell(session, ObjectSeen(seen), paying.handling.on_seen) is Outcome.APPLIED
    await work(database, paying.handlers)
    assert (await cards.read_setup(setup.setup_id)).status == "canceled"


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
