"""The page of payment as its script asks for it: opened once, by one browser; what a bank says is looked at, never believed."""
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from backend.database.base import now
from backend.paying.asking import TEST_CARDS
from backend.paying.models import PayLink
from payments.states import BookingState, PaymentState
from tests.backend.paying.people import Browser, work
from tests.backend.paying.travellers import at_bank


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


async def test_what_waits_for_no_payment_has_no_page(ann, shop):
    for state, payment_state, hold_s in (
        (BookingState.CONFIRMED, PaymentState.AUTHORISED, None), (BookingState.RELEASED, PaymentState.VOIDED, None),
        (BookingState.RELEASING, PaymentState.VOIDING, None), (BookingState.HELD, PaymentState.CREATED, -1),
    ):  # fmt: skip
        until = None if hold_s is None else now() + timedelta(seconds=hold_s)
        booking = await ann.books(state=state, payment_state=payment_state, hold_until=until)
        answer = await ann.asks(booking)
        assert (answer.status_code, answer.json()["code"]) == (409, "booking_not_held"), (state, payment_state, hold_s)


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
