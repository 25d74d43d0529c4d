"""Events: believed with a signature over the very bytes, written down once, looked into in any order, any number of times."""
import json
import time
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from backend.database.base import now
from backend.outbox.worker import Worker
from backend.paying.gateway import IntentOrder
from backend.paying.models import Outcome, PaymentEvent
from backend.paying.provider import STRIPE, Provider
from backend.paying.service import Paying, purge_events
from backend.paying.webhook import keep, read_event
from backend.sandbox.webhooks import signature
from payments.states import PaymentState, Report
from tests.backend.paying.people import Shop, served, work

SECRET, NEXT = "whsec_0123456789abcdef", "whsec_fedcba9876543210"
HOOK = "/v1/payments/stripe/webhook"
BACK = "https://allways.example.org/pay/back"


def event(kind: str = "payment_intent", **more) -> dict:
    thing = {"id": "pi_1", "object": kind, "status": "requires_capture", "amount": 830, "amount_capturable": 830, "currency": "eur", "metadata": {}}
    told = {"id": f"evt_{uuid4().hex}", "object": "event", "type": f"{kind}.updated", "livemode": False, "created": int(time.time())}
    return told | {"api_version": "2026-10-28.endive", "data": {"object": thing | more.pop("thing", {})}} | more


def signed(told: dict | bytes, secret: str = SECRET, skew_s: int = 0) -> dict:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    stamp = signature(secret, int(time.time()) + skew_s, body)
    return {"content": body, "headers": {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": stamp}}


@pytest.fixture
async def client(database_url, monkeypatch):
    """At Stripe, as far as events go. Nothing of the outbox is done by itself."""
    monkeypatch.setattr(Worker, "run", lambda worker: _nothing())
    async with served(database_url, Provider(STRIPE, "sk_test_0123456789", "pk_test_0123456789", (SECRET, NEXT))) as client:
        yield client


async def _nothing() -> None:
    return None


async def kept(database) -> list[PaymentEvent]:
    async with database.reading() as session:
        return list(await session.scalars(select(PaymentEvent).order_by(PaymentEvent.created_at)))


async def test_an_event_is_written_down_once_however_often_it_comes(client, database):
    told = event()
    for _ in range(3):
        answer = await client.post(HOOK, **signed(told))
        assert (answer.status_code, answer.content) == (202, b"null")
    (row,) = await kept(database)
    assert (row.event_id, row.type, row.object_id, row.object_rank, row.live) == (told["id"], "payment_intent.updated", "pi_1", 2, False)
    assert (row.payload, row.handled_at, row.api_version) == (told, None, "2026-10-28.endive")


async def test_both_secrets_count_while_one_replaces_the_other(client):
    for secret in (SECRET, NEXT):
        for skew_s in (0, -240, 299):
            assert (await client.post(HOOK, **signed(event(), secret, skew_s))).status_code == 202, (secret, skew_s)


async def test_a_stamp_too_far_away_is_refused_both_ways(client, database):
    for skew_s in (-301, 360, -86_400, 10**8):
        answer = await client.post(HOOK, **signed(event(), skew_s=skew_s))
        assert (answer.status_code, answer.json()["code"]) == (400, "stale_signature"), skew_s
        assert await kept(database) == [], skew_s


async def test_what_is_no_signature_is_refused(client, database):
    for header in (
        "", "t=1", "v1=ab", "t=,v1=", "t=now,v1=00", "t=1,v1=00,v0=11", "nonsense", "t=1,t=2,v1=x", "t=" + "9" * 300 + ",v1=0",
    ):  # fmt: skip
        sent = signed(event())
        answer = await client.post(HOOK, content=sent["content"], headers=sent["headers"] | {"Stripe-Signature": header})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature"), header
        assert await kept(database) == [], header


async def test_a_changed_byte_and_a_strange_secret_are_refused(client, database):
    sent = signed(event())
    for body, headers in ((sent["content"] + b" ", sent["headers"]), (sent["content"], signed(event(), "whsec_somebody_else")["headers"])):
        answer = await client.post(HOOK, content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
    assert await kept(database) == []


async def test_what_is_signed_but_no_event_is_refused(client, database):
    for body in (
        b"", b"{}", b"[]", b"\xff\xfe", b'{"id": "evt_1"}', b'{"id": 1}', json.dumps(event(created="now")).encode(),
        json.dumps(event(created=10**30)).encode(), json.dumps(event(id="evt\0")).encode(), json.dumps(event(id="x" * 300)).encode(),
        json.dumps(event(data=None)).encode(), b'{"data":' * 2000, b'{"id":"\\ud800"}',
    ):  # fmt: skip
        answer = await client.post(HOOK, **signed(body)) if body != b"\xff\xfe" else await client.post(
            HOOK, content=body, headers={"Content-Type": "application/json", "Stripe-Signature": "t=1,v1=0"}
        )  # fmt: skip
        assert answer.status_code == 400, body
        assert await kept(database) == [], body


async def test_an_event_of_real_money_is_put_aside_where_there_is_none(client, database):
    assert (await client.post(HOOK, **signed(event(livemode=True)))).status_code == 202
    (row,) = await kept(database)
    assert (row.outcome, row.live) == (Outcome.QUARANTINED, True)
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM outbox_entry WHERE kind = 'payment_event'")) == 0


async def test_a_body_that_is_too_long_is_refused(client):
    answer = await client.post(HOOK, **signed(b'{"a":"' + b"x" * (256 * 1024) + b'"}'))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_without_a_secret_nothing_is_believed(database_url):
    for provider, code in ((Provider(STRIPE, "sk_test_0123456789", "pk_test_0123456789"), "webhook_not_set_up"), (None, "payments_not_set_up")):
        async with served(database_url, provider) as client:
            answer = await client.post(HOOK, **signed(event()))
            assert (answer.status_code, answer.json()["code"]) == (503, code)


def days_pass():
    """A clock on which nothing that was put off has to be waited for."""
    days = count(1)
    return lambda: now() + timedelta(days=next(days))


@pytest.fixture
async def paying(database, provider, gateway):
    return Paying(database, provider, "http://localhost:8000", gateway)


@pytest.fixture
def shop(paying, gateway):
    opened = Shop(gateway)
    paying.obey(opened.booked)
    return opened


async def told_of(paying, database, gateway) -> list[dict]:
    """All events that the sandbox has, as if each had come by webhook."""
    return await gateway.list_events(now() - timedelta(days=1))


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
async def test_order_and_repetition_change_nothing(paying, database, gateway, shop, order):
    booking = await shop.held(uuid4())
    await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, "c")
    events = [one for one in await told_of(paying, database, gateway) if one["type"].startswith(("payment_intent", "charge"))]
    assert len(events) == 3
    for number in [*order, *order]:
        async with database.writing() as session:
            await keep(session, read_event(events[number]), live=False)
        await work(database, paying.handlers)
    assert shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED
    rows = await kept(database)
    assert sorted(row.outcome for row in rows) == ["applied", "ignored", "stale"]
    assert all(seen.fresh for seen in shop.told)


async def test_an_old_event_brings_what_is_true_now(paying, database, gateway, shop):
    booking = await shop.held(uuid4())
    first = (await told_of(paying, database, gateway))[0]
    await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, "c")
    await gateway.void(booking.intent_id, "v")
    async with database.writing() as session:
        await keep(session, read_event(first), live=False)
    await work(database, paying.handlers)
    assert first["data"]["object"]["status"] == "requires_payment_method"
    assert shop.kept[booking.booking_id].payment_state is PaymentState.VOIDED


async def test_while_nobody_answers_the_event_itself_counts_after_some_patience(paying, database, gateway, shop, control):
    booking = await shop.held(uuid4())
    await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, "c")
    last = (await told_of(paying, database, gateway))[-1]
    async with database.writing() as session:
        await keep(session, read_event(last), live=False)
    control("faults", {"match": {"method": "GET", "path": "*", "nth": 1}, "do": "drop_before", "times": 1000})
    worker = Worker(database, paying.handlers, clock=days_pass())
    for attempt in range(1, 5):
        (entry,) = await worker.claim(1)
        assert entry.attempt == attempt
        assert shop.told == []
        await worker.handle(entry)
    assert [(seen.fresh, seen.thing.report) for seen in shop.told] == [(False, Report.AUTHORISED)]
    assert shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED


async def test_an_event_of_an_object_that_is_not_ours_is_ignored(paying, database, shop):
    for told in (event(), event("invoice"), event("customer"), event("payment_intent", thing={"id": ""})):
        async with database.writing() as session:
            await keep(session, read_event(told), live=False)
    await work(database, paying.handlers)
    assert {row.outcome for row in await kept(database)} == {Outcome.IGNORED}
    assert shop.told == []


async def test_what_bookings_cannot_write_is_not_marked_as_done(paying, database, gateway):
    class Trouble(Exception):
        code = "no_luck"

    shop, tries = Shop(gateway), []

    async def on_seen(session, seen):
        tries.append(seen)
        if len(tries) == 1:
            raise Trouble
        return await shop.on_seen(session, seen)

    booked = shop.booked
    paying.obey(type(booked)(shop, on_seen))
    booking = await shop.held(uuid4())
    await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, "c")
    last = (await told_of(paying, database, gateway))[-1]
    async with database.writing() as session:
        await keep(session, read_event(last), live=False)
    worker = Worker(database, paying.handlers, clock=days_pass())
    for handled in (None, Outcome.APPLIED):
        for entry in await worker.claim(10):
            await worker.handle(entry)
        assert (await kept(database))[0].outcome == handled
    assert shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED


async def test_before_bookings_are_there_events_wait(paying, database, gateway):
    made = await gateway.create_intent(IntentOrder(str(uuid4()), 830, "eur"), "made")
    assert made.report is Report.CREATED
    async with database.writing() as session:
        await keep(session, read_event((await told_of(paying, database, gateway))[0]), live=False)
    await work(database, paying.handlers, rounds=1)
    assert (await kept(database))[0].handled_at is None
    shop = Shop(gateway)
    paying.obey(shop.booked)
    worker = Worker(database, paying.handlers, clock=days_pass())
    for entry in await worker.claim(10):
        await worker.handle(entry)
    assert (await kept(database))[0].outcome == Outcome.STALE


async def test_words_go_after_90_days_and_ids_after_400(database):
    ages = (1, 91, 401)
    for age in ages:
        async with database.writing() as session:
            await keep(session, read_event(event(id=f"evt_{age}")), live=False)
            came = datetime.now(UTC) - timedelta(days=age)
            await session.execute(update(PaymentEvent).where(PaymentEvent.event_id == f"evt_{age}").values(created_at=came))
    async with database.writing() as session:
        assert await purge_events(session) == 2
    rows = {row.event_id: row.payload is None for row in await kept(database)}
    assert rows == {"evt_1": False, "evt_91": True}
    async with database.writing() as session:
        assert await purge_events(session) == 0
        assert await session.scalar(select(func.count(PaymentEvent.id))) == 2
