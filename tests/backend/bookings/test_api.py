"""Buying a trip over HTTP: what it costs, holding it, paying for it elsewhere, giving it back. What is somebody else's does not exist."""
import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import func, select

from backend.accounts.consents_controller import ConsentsController
from backend.accounts.controller import AuthController
from backend.bookings import quoting
from backend.bookings.controller import BookingsController, QuotesController
from backend.bookings.models import Booking, Payment
from backend.bookings.service import Bookings
from backend.bookings.waiting import look, wait_for_news
from backend.contract.bookings import BookingResponse
from backend.contract.quotes import QuoteRequest
from backend.service.app import create_app
from backend.service.settings import Settings
from payments import events
from tests.backend.accounts.people import Phone, bearer, quiet, signed_in
from tests.backend.bookings.world import RIDE, SOON, leg, open_world
from tests.serving import Client
from tests.worlds.town import open_town

CONTROLLERS = [AuthController, ConsentsController, QuotesController, BookingsController]


class Traveller:
    """Somebody who is signed in, with an app that gives each write a key of its own."""

    def __init__(self, client, session: dict):
        self.client, self.session = client, session

    async def post(self, path: str, body: dict | None = None, key: str | None = None):
        headers = {**bearer(self.session), "Idempotency-Key": key or str(uuid4())}
        return await self.client.post(path, headers=headers, json=body)

    async def get(self, path: str, **headers):
        return await self.client.get(path, headers={**bearer(self.session), **headers})

    async def quote(self, clock, *operators: str) -> dict:
        asked = QuoteRequest(tuple(leg(name, clock() + SOON + number * RIDE * 2) for number, name in enumerate(operators)))
        answer = await self.post("/v1/quotes", msgspec.to_builtins(asked))
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def book(self, quote: dict, key: str | None = None, **accept):
        accepted = {"totalMinor": quote["totalMinor"], "termsFingerprint": quote["termsFingerprint"], **accept}
        return await self.post("/v1/bookings", {"quoteId": quote["quoteId"], "accept": accepted}, key)


class Idle(Bookings):
    """Does no work by itself: the tests do, on a clock of their own."""

    handlers = {}


@asynccontextmanager
async def idle(database, pricing, operators, paying, payees, *more, **others):
    yield Idle(database, pricing, operators, paying)


@pytest.fixture
async def served(database_url, sandbox, control, monkeypatch):
    quiet(monkeypatch)
    monkeypatch.setattr("backend.service.life.opened_bookings", idle)
    settings = Settings(log_requests=False, per_minute=None, database_url=database_url)
    app = create_app(open_town, settings, controllers=CONTROLLERS)
    async with Client(app) as client, open_world(app.state.database, sandbox, control) as world:
        app.state.bookings = world.bookings
        world.client = client
        yield world


@pytest.fixture
async def ann(served) -> Traveller:
    return Traveller(served.client, await signed_in(served.client, served.database, Phone()))


@pytest.fixture
async def ben(served) -> Traveller:
    return Traveller(served.client, await signed_in(served.client, served.database, Phone(), "ben@example.org"))


async def test_a_trip_is_bought_paid_and_given_back(served, ann):
    quote = await ann.quote(served.clock, "tram", "bike")
    assert (quote["totalMinor"], quote["currency"]) == (680, "EUR")
    assert (await ann.get(f"/v1/quotes/{quote['quoteId']}")).json() == quote
    made = await ann.book(quote)
    assert made.status_code == 201, made.text
    booking = made.json()
    assert (booking["state"], booking["totalMinor"], booking["payment"]["state"]) == ("held", 680, "creating")
    path = f"/v1/bookings/{booking['id']}"
    await pay(served, booking)
    seen = await ann.get(path)
    assert [one["ticket"]["state"] for one in seen.json()["legs"]] == ["live", "live"]
    offered = await ann.post(f"{path}/cancellation-quotes", {"legs": [2]})
    assert (offered.json()["feeMinor"], offered.json()["refundMinor"]) == (0, 350)
    gone = await ann.post(f"{path}/cancellations", {"cancellationQuoteId": offered.json()["id"]})
    assert (gone.status_code, gone.json()["legs"][1]["state"]) == (202, "cancelled")
    listed = (await ann.get("/v1/bookings")).json()["bookings"]
    assert [(one["id"], one["fromName"], one["toName"]) for one in listed] == [(booking["id"], "Market", "Bridge")]
    msgspec.convert(gone.json(), BookingResponse)


async def pay(served, booking: dict) -> None:
    await served.work()
    await served.pay(booking["id"])
    await served.look(booking["id"])
    await served.work()


async def test_what_is_somebody_elses_does_not_exist(served, ann, ben):
    quote = await ann.quote(served.clock, "tram")
    booking = (await ann.book(quote)).json()
    path = f"/v1/bookings/{booking['id']}"
    answers = [
        await ben.get(f"/v1/quotes/{quote['quoteId']}"), await ben.book(quote), await ben.get(path), await ben.post(f"{path}/abandonment"),
        await ben.post(f"{path}/cancellation-quotes", {}), await ben.post(f"{path}/cancellations", {"cancellationQuoteId": str(uuid4())}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [404] * 6
    assert (await ben.get("/v1/bookings")).json()["bookings"] == []
    absent = await ben.get(f"/v1/bookings/{uuid4()}")
    assert {**answers[2].json(), "instance": ""} == {**absent.json(), "instance": ""}


async def test_a_right_to_pay_less_needs_consent_and_withdrawing_holds_at_the_next_price(served, ann):
    asked = msgspec.to_builtins(QuoteRequest((leg("tram", served.clock() + SOON),), ("child",)))

    async def agree(given: bool):
        headers = {**bearer(ann.session), "Idempotency-Key": str(uuid4())}
        change = {"purpose": "concession", "given": given, "version": 2, "language": "en"}
        assert (await served.client.put("/v1/account/consents", headers=headers, json=change)).status_code == 200

    refused = await ann.post("/v1/quotes", asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")
    await agree(True)
    quote = await ann.post("/v1/quotes", asked)
    assert quote.status_code == 201, quote.text
    await agree(False)
    assert (await ann.post("/v1/quotes", asked)).json()["code"] == "consent_missing"
    assert (await ann.book(quote.json())).json()["code"] == "consent_missing"


async def test_nobody_fills_the_table_with_prices(served, ann, ben, monkeypatch):
    monkeypatch.setattr(quoting, "MOST_QUOTES", 2)
    asked = msgspec.to_builtins(QuoteRequest((leg("tram", served.clock() + SOON),)))
    answers = [await ann.post("/v1/quotes", asked) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert (answers[2].json()["code"], answers[2].headers["retry-after"]) == ("quote_limit", "3600")
    assert (await ben.post("/v1/quotes", asked)).status_code == 201, "others are not stopped by it"


async def test_a_price_that_rose_is_shown_and_not_taken(served, ann):
    quote = await ann.quote(served.clock, "tram")
    served.shop.prices["tram"] = 300
    refused = await ann.book(quote)
    assert (refused.status_code, refused.json()["code"]) == (409, "quote_changed")
    new = refused.json()["newQuote"]
    assert (new["totalMinor"], await count(served, Booking)) == (350, 0)
    assert (await ann.book(new)).status_code == 201


async def test_a_price_that_fell_is_what_is_paid_and_the_dearer_one_is_used_up(served, ann):
    quote = await ann.quote(served.clock, "tram")
    served.shop.prices["tram"] = 200
    booking = (await ann.book(quote)).json()
    assert booking["totalMinor"] == 250
    assert booking["quoteId"] != quote["quoteId"]
    again = await ann.book(quote)
    assert (again.status_code, again.json()["code"], again.json()["bookingId"]) == (409, "quote_already_booked", booking["id"])


async def test_an_old_quote_is_not_bought_even_at_the_same_price(served, ann):
    quote = await ann.quote(served.clock, "tram")
    served.clock.ahead += timedelta(minutes=6)
    refused = await ann.book(quote)
    assert (refused.status_code, refused.json()["code"], refused.json()["newQuote"]["totalMinor"]) == (409, "quote_expired", 330)


async def test_only_what_was_shown_can_be_accepted(served, ann):
    quote = await ann.quote(served.clock, "tram")
    for accept in ({"totalMinor": 1}, {"termsFingerprint": "0" * 64}):
        refused = await ann.book(quote, **accept)
        assert (refused.status_code, refused.json()["code"], refused.json()["newQuote"]["quoteId"]) == (409, "quote_changed", quote["quoteId"])


async def test_one_key_fifty_times_is_one_booking_and_one_answer(served, ann):
    quote, key = await ann.quote(served.clock, "tram"), str(uuid4())
    answers = await asyncio.gather(*(ann.book(quote, key) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    await served.work()
    assert (await count(served, Booking), await count(served, Payment)) == (1, 1)
    assert len([made for made in served.control.effects("payment_intent") if made]) == 1


async def test_a_quote_by_many_keys_is_bought_once(served, ann):
    quote = await ann.quote(served.clock, "tram")
    answers = await asyncio.gather(*(ann.book(quote) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    bookings = {answer.json().get("bookingId") or answer.json()["id"] for answer in answers}
    assert len(bookings) == 1


async def test_nobody_keeps_places_that_they_do_not_pay_for(served, ann):
    for _ in range(3):
        assert (await ann.book(await ann.quote(served.clock, "tram"))).status_code == 201
    refused = await ann.book(await ann.quote(served.clock, "tram"))
    assert (refused.status_code, refused.json()["code"]) == (429, "hold_limit")


async def test_one_place_is_sold_once_to_many(served, ann, ben):
    served.shop.own = frozenset({"bay"})
    served.shop.prices["bay"] = 400
    at = served.clock() + SOON
    body = msgspec.to_builtins(QuoteRequest((leg("bay", at),)))
    quotes = [(who, (await who.post("/v1/quotes", body)).json()) for who in (ann, ben, ann, ben)]
    answers = await asyncio.gather(*(who.book(quote) for who, quote in quotes))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"resource_taken"}


async def test_a_trip_that_is_not_paid_is_given_up_and_one_that_is_cannot_be(served, ann):
    booking = (await ann.book(await ann.quote(served.clock, "tram"))).json()
    path = f"/v1/bookings/{booking['id']}"
    assert (await ann.post(f"{path}/abandonment")).json()["state"] == "releasing"
    refused = await ann.post(f"{path}/abandonment")
    assert (refused.status_code, refused.json()["code"]) == (409, "booking_not_held")
    nothing = await ann.post(f"{path}/cancellation-quotes", {})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_cancel")


async def test_giving_back_costs_more_by_now(served, ann):
    booking = (await ann.book(await ann.quote(served.clock, "tram"))).json()
    await pay(served, booking)
    path = f"/v1/bookings/{booking['id']}"
    offered = (await ann.post(f"{path}/cancellation-quotes", {})).json()
    served.clock.ahead += timedelta(minutes=70)
    refused = await ann.post(f"{path}/cancellations", {"cancellationQuoteId": offered["id"]})
    assert (refused.status_code, refused.json()["code"], refused.json()["newQuote"]["feeMinor"]) == (409, "cancellation_changed", 100)
    accepted = await ann.post(f"{path}/cancellations", {"cancellationQuoteId": refused.json()["newQuote"]["id"]})
    assert accepted.json()["legs"][0]["dueMinor"] == 100


async def test_what_is_known_is_not_sent_again(served, ann):
    booking = (await ann.book(await ann.quote(served.clock, "tram"))).json()
    path = f"/v1/bookings/{booking['id']}"
    known = {"If-None-Match": (await ann.get(path)).headers["etag"]}
    assert (await ann.get(f"{path}?wait=0", **known)).status_code == 304
    assert (await ann.get(f"{path}?wait=31")).status_code == 422
    await served.apply(booking["id"], events.Abandoned())
    news = await ann.get(f"{path}?wait=20", **known)
    assert (news.status_code, news.json()["state"]) == (200, "releasing")


async def test_news_is_waited_for(world):
    booking_id = await world.held("tram")
    _, etag = await look(world.database, world.actor, booking_id)
    waiting = asyncio.create_task(wait_for_news(world.database, world.actor, booking_id, etag, 60))
    other = await world.held("tram")
    await world.apply(other, events.Abandoned())
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await world.apply(booking_id, events.Abandoned())
    news, newer = await asyncio.wait_for(waiting, 30)
    assert (news.state, newer != etag) == ("releasing", True)


async def test_lists_come_page_by_page(served, ann, monkeypatch):
    monkeypatch.setattr("backend.bookings.answers.PAGE", 2)
    for _ in range(3):
        await ann.book(await ann.quote(served.clock, "tram"))
    first = (await ann.get("/v1/bookings")).json()
    second = (await ann.get(f"/v1/bookings?before={first['next']}")).json()
    assert (len(first["bookings"]), len(second["bookings"]), second["next"]) == (2, 1, None)


async def test_a_traveller_without_an_account_is_asked_to_sign_in(served):
    answer = await served.client.post("/v1/quotes", json={"legs": []}, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def count(world, table: type) -> int:
    async with world.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0

