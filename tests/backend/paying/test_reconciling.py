"""With no webhook at all everything is found by looking."""
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from backend.database.base import now
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import Worker
from backend.paying.models import Outcome, PaymentEvent
from backend.paying.provider import sandbox_at
from backend.paying.reconciling import LOOK_WORK, watch
from backend.paying.refusals import ProviderSilent
from backend.paying.service import Paying
from payments.states import PaymentState
from tests.backend.paying.people import Shop, work
from tests.backend.paying.test_webhook import BACK


@pytest.fixture
async def paying(database, provider, gateway):
    return Paying(database, provider, "http://localhost:8000", gateway)


@pytest.fixture
def shop(paying, gateway):
    opened = Shop(gateway)
    paying.obey(opened.booked)
    return opened


async def events(database) -> list[PaymentEvent]:
    async with database.reading() as session:
        return list(await session.scalars(select(PaymentEvent)))


async def test_events_that_never_came_are_taken_in_once(paying, database, gateway, shop):
    booking = await shop.held(uuid4())
    await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, "c")
    assert await paying.reconciling.reconcile(now() - timedelta(days=1)) == 1
    assert shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED
    assert len(await events(database)) == 3
    assert await paying.reconciling.reconcile(now() - timedelta(days=1)) == 0
    await work(database, paying.handlers)
    assert sorted(row.outcome for row in await events(database)) == [Outcome.IGNORED, Outcome.STALE, Outcome.STALE]


async def test_one_payment_that_cannot_be_read_does_not_keep_the_others_waiting(paying, database, gateway, shop):
    first = await shop.held(uuid4(), intent_id="pi_of_nobody")
    second = await shop.held(uuid4())
    await gateway.confirm(second.intent_id, "pm_card_visa", BACK, False, "c")
    await paying.reconciling.reconcile(now() - timedelta(days=1))
    assert shop.kept[first.booking_id].payment_state is PaymentState.CREATED
    assert shop.kept[second.booking_id].payment_state is PaymentState.AUTHORISED


async def test_where_nobody_answers_it_is_tried_again(paying, database, shop, control):
    await shop.held(uuid4())
    control.fault("drop_before", "/v1/events", method="GET")
    with pytest.raises(ProviderSilent):
        await paying.reconciling.reconcile(now() - timedelta(days=1))


async def test_one_that_is_silent_does_not_keep_the_others_waiting(paying, database, gateway, shop, control):
    booked = [await shop.held(uuid4()) for _ in range(3)]
    for booking in booked:
        await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, f"c-{booking.booking_id}")
    control.fault("drop_before", f"/v1/payment_intents/{booked[0].intent_id}", method="GET")
    with pytest.raises(ProviderSilent):
        await paying.reconciling.reconcile(now() - timedelta(days=1))
    assert [shop.kept[one.booking_id].payment_state for one in booked] == [PaymentState.CREATED, *[PaymentState.AUTHORISED] * 2]
    await paying.reconciling.reconcile(now() - timedelta(days=1))
    assert shop.kept[booked[0].booking_id].payment_state is PaymentState.AUTHORISED


async def looks(database) -> list[OutboxEntry]:
    async with database.reading() as session:
        return list(await session.scalars(select(OutboxEntry).where(OutboxEntry.kind == LOOK_WORK).order_by(OutboxEntry.created_at)))


async def test_a_payment_is_watched_until_it_is_final(paying, database, gateway, shop):
    booking = await shop.held(uuid4())
    begun = now()
    async with database.writing() as session:
        await watch(session, booking.intent_id)
        await watch(session, booking.intent_id)
    due = []
    for step in range(7):
        (entry,) = [one for one in await looks(database) if one.done_at is None]
        due.append(round((entry.next_at - (entry.created_at if step else begun)).total_seconds()))
        if step == 5:
            await gateway.confirm(booking.intent_id, "pm_card_visa", BACK, False, "c")
        if step == 6:
            assert shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED
            await gateway.void(booking.intent_id, "v")
        worker = Worker(database, paying.handlers, clock=lambda: now() + timedelta(hours=2))
        for claimed in await worker.claim(10):
            await worker.handle(claimed)
    assert due == [30, 60, 120, 300, 600, 3600, 3600]
    assert shop.kept[booking.booking_id].payment_state is PaymentState.VOIDED
    assert [one for one in await looks(database) if one.done_at is None] == []


async def test_the_sandbox_is_asked_for_events_once_and_again_when_it_forgot(database, provider, gateway, control):
    paying = Paying(database, provider, "http://localhost:8000", gateway)
    await paying.endpoint.register()
    secrets = await paying.endpoint.secrets()
    assert len(secrets) == 1
    other = Paying(database, provider, "http://localhost:8000", gateway)
    await other.endpoint.register()
    assert await other.endpoint.secrets() == secrets
    assert len((await gateway.asked(gateway.v1.webhook_endpoints.list_async()))["data"]) == 1
    control("reset")
    await other.endpoint.register()
    assert await other.endpoint.secrets() != secrets
    assert await paying.endpoint.secrets(anew=True) == await other.endpoint.secrets()


async def test_no_event_is_asked_for_where_the_sandbox_cannot_deliver(database, provider, gateway):
    paying = Paying(database, sandbox_at(provider.address), "https://allways.example.org", gateway)
    await paying.endpoint.keep_registered()
    assert (await gateway.asked(gateway.v1.webhook_endpoints.list_async()))["data"] == []
