"""From a price to a booking: one, at the price that was shown, however often the answer gets lost."""
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec
import pytest

from backend.contract.bookings import BookingState
from backend.contract.quotes import QuoteRequest
from mobile.client import ClientError
from mobile.payments import buying
from mobile.payments.buying import Buying, ask_price, book, pay_address
from mobile.screens.booking import cancel_state
from tests.mobile.payments.shop import Shop, problem, selling
from tests.mobile.payments.told import BOOKING_ID, a_booking, a_fee, a_quote
from tests.mobile.payments.travellers import signed_in
from tests.mobile.share.trip import a_trip

REQUEST: QuoteRequest = buying.request_for(a_trip())


@asynccontextmanager
async def traveller(tmp_path):
    shop = Shop(datetime.now(UTC))
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            yield shop, session.account


async def last(states):
    return [state async for state in states][-1]


async def priced(account) -> Buying:
    return await last(ask_price(Buying(), REQUEST, account))


async def test_a_price_becomes_one_booking_also_when_its_answer_is_lost(tmp_path):
    async with traveller(tmp_path) as (shop, account):
        state = await priced(account)
        assert (state.phase, state.quote.total_minor) == ("ready", 830)
        shop.refusals["/v1/bookings"] = [None]
        state = await last(book(state, account))
        assert (state.phase, state.booking.id) == ("booked", BOOKING_ID)
        sent = [body for method, path, body, _ in shop.asked if (method, path) == ("POST", "/v1/bookings")]
        assert sent[-1]["accept"] == {"totalMinor": 830, "termsFingerprint": shop.quote.terms_fingerprint}
        keys = shop.keys("/v1/bookings")
        assert len(keys) == 2
        assert len(set(keys)) == 1


async def test_it_is_asked_for_again_by_hand_under_the_same_key(tmp_path):
    async with traveller(tmp_path) as (shop, account):
        state = await priced(account)
        shop.refusals["/v1/bookings"] = [None, None]
        state = await last(book(state, account))
        assert (state.phase, bool(state.sentence)) == ("ready", True)
        assert (await last(book(state, account))).phase == "booked"
        assert len(set(shop.keys("/v1/bookings"))) == 1


@pytest.mark.parametrize("code", buying.CHANGED)
async def test_another_price_is_shown_and_bought_only_when_it_is_agreed_to(tmp_path, code):
    async with traveller(tmp_path) as (shop, account):
        state = await priced(account)
        dearer = a_quote(shop.now, total=910, quote_id="00000000-0000-0000-0000-00000000000a")
        shop.refusals["/v1/bookings"] = [problem(code, newQuote=msgspec.to_builtins(dearer))]
        changed = await last(book(state, account))
        assert (changed.phase, changed.quote.total_minor, changed.before.total_minor) == ("ready", 910, 830)
        assert changed.key != state.key
        await last(book(changed, account))
        sent = [body["accept"]["totalMinor"] for method, path, body, _ in shop.asked if (method, path) == ("POST", "/v1/bookings")]
        assert sent == [830, 910]


async def test_what_is_bought_already_is_that_booking(tmp_path):
    async with traveller(tmp_path) as (shop, account):
        state = await priced(account)
        shop.refusals["/v1/bookings"] = [problem("quote_already_booked", bookingId=BOOKING_ID)]
        assert (await last(book(state, account))).booking.id == BOOKING_ID


@pytest.mark.parametrize(("code", "words"), [
    ("resource_taken", "Somebody else was quicker."), ("hold_limit", "Some trips are held for you already."),
    ("something_new", "As the service says it."),
])  # fmt: skip
async def test_why_nothing_was_booked_is_said(tmp_path, code, words):
    async with traveller(tmp_path) as (shop, account):
        state = await priced(account)
        shop.refusals["/v1/bookings"] = [problem(code)]
        told = await last(book(state, account))
        assert told.phase == "trouble"
        assert told.sentence.startswith(words)


@pytest.mark.parametrize(("code", "phase"), [("leg_not_sellable", "unsold"), ("operator_silent", "trouble"), ("mixed_currency", "trouble")])
async def test_why_there_is_no_price_is_said(tmp_path, code, phase):
    async with traveller(tmp_path) as (shop, account):
        shop.refusals["/v1/quotes"] = [problem(code, 422, field="legs[2]")]
        state = await priced(account)
        assert (state.phase, bool(state.sentence)) == (phase, True)


async def test_whoever_is_signed_out_signs_in_first(tmp_path):
    async with traveller(tmp_path) as (_, account):
        await account.forget()
        assert (await priced(account)).phase == "signed_out"


async def test_the_page_to_pay_on_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(buying, "ASKED_EVERY_S", 0)
    async with traveller(tmp_path) as (shop, account):
        path = f"/v1/bookings/{BOOKING_ID}/payment"
        shop.refusals[path] = [(200, {"payUrl": None})]
        assert await pay_address(BOOKING_ID, account) == shop.pay_url
        shop.refusals[path] = [(200, {})] * buying.MOST_ASKED
        with pytest.raises(ClientError, match="not ready yet"):
            await pay_address(BOOKING_ID, account)


async def test_giving_back_is_done_once_at_the_fee_that_was_shown(tmp_path):
    async with traveller(tmp_path) as (shop, account):
        shop.stand(a_booking(shop.now, BookingState.CONFIRMED))
        state = await last(cancel_state.ask_fee(cancel_state.Cancelling(), BOOKING_ID, (1,), account))
        assert (state.phase, state.quote.refund_minor) == ("ready", 230)
        path = f"/v1/bookings/{BOOKING_ID}/cancellations"
        dearer = a_fee(shop.now, fee=280, refund=0)
        shop.refusals[path] = [problem("cancellation_changed", newQuote=msgspec.to_builtins(dearer)), None]
        changed = await last(cancel_state.cancel(state, BOOKING_ID, account))
        assert (changed.phase, changed.changed, changed.quote.fee_minor) == ("ready", True, 280)
        done = await last(cancel_state.cancel(changed, BOOKING_ID, account))
        assert done.phase == "done"
        first, *others = shop.keys(path)
        assert len(others) == 2
        assert len(set(others)) == 1
        assert first not in others
