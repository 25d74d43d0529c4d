"""Anything in any order: travellers, banks, operators, time, crashes and lost answers. The books are right after each step, and all comes to rest.

Real rows, the real sandbox, the real worker; `ALLWAYS_PROOF=1` takes longer walks.
"""
import asyncio
import os
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from backend.bookings import cancelling
from backend.bookings.cancelling import NothingToCancel
from backend.bookings.models import Booking, BookingLeg, Payment
from backend.bookings.selling import HoldLimit, PayFirst
from backend.database.address import file_address
from backend.database.database import Database
from backend.operators.operator import Standing
from backend.outbox.worker import Worker
from backend.paying.refusals import ProviderRefused
from backend.sandbox.server import Sandbox
from payments import events
from payments.caps import CapScheme
from payments.states import BookingState, PaymentState, Refused
from tests.backend.bookings.world import PACE, open_world
from tests.backend.sandbox.conftest import Control

LONG = os.environ.get("ALLWAYS_PROOF") == "1"
# A walk that fails is told as it was: to make it shorter takes longer than anybody waits.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
WALKS = settings(
    max_examples=60 if LONG else 6, stateful_step_count=40 if LONG else 20, deadline=None, suppress_health_check=list(HealthCheck),
    print_blob=True, phases=PHASES,
)  # fmt: skip
NAMES = ("tram", "bike", "bus")
CARDS = ("pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required", "pm_card_sb_earlyLapse", "pm_card_refundFail")
OVER = (BookingState.SETTLED, BookingState.RELEASED)
ANSWERS = (Standing.CONFIRMED, Standing.REFUSED, None)
operators = st.sampled_from(NAMES)


class Saga(RuleBasedStateMachine):
    bookings = Bundle("bookings")

    def __init__(self, address: str, folder: Path):
        super().__init__()
        self.runner, self.folder = asyncio.Runner(), folder
        self.sandbox = Sandbox(folder / f"{uuid4().hex}.sqlite")
        self.sandbox.serve_in_thread()
        self.opened = self.run(self.open(address))
        self.world = self.run(self.opened.__aenter__())

    async def open(self, address: str):
        self.database = Database.open(address)
        return open_world(self.database, self.sandbox, Control(self.sandbox.url), *NAMES)

    def run(self, coroutine):
        return self.runner.run(coroutine)

    def try_to(self, coroutine) -> None:
        try:
            self.run(coroutine)
        except Refused:
            return  # it cannot be done as things stand

    @initialize()
    def prices(self):
        self.world.shop.prices = {"tram": 280, "bike": 350, "bus": 190}
        self.world.shop.cap = CapScheme("city", "eur", day_minor=700)

    @rule(target=bookings, names=st.lists(operators, min_size=1, max_size=3, unique=True), hours=st.sampled_from([1, 2, 24 * 8]))
    def book(self, names, hours):
        try:
            return self.run(self.booked(names, timedelta(hours=hours)))
        except (HoldLimit, PayFirst):
            return None

    async def booked(self, names, starts_in):
        return await self.world.book(await self.world.quote(*names, starts_in=starts_in))

    @rule(target=bookings, names=st.lists(operators, min_size=1, max_size=3, unique=True), answer=st.sampled_from(ANSWERS), asked=st.booleans())
    def buy(self, names, answer, asked):
        """As most people do it: booked, paid with a good card, seen."""
        self.world.operators.get(names[-1]).answer = answer
        try:
            booking = self.run(self.booked(names, timedelta(hours=2)))
        except (HoldLimit, PayFirst):
            return None
        self.run(self.world.work())
        self.run(self.paid(booking, "pm_card_visa"))
        self.run(self.looked(booking, 1))
        if asked:
            self.run(self.world.work())
        return booking

    @rule(booking=bookings, card=st.sampled_from(CARDS))
    def pay(self, booking, card):
        if booking:
            self.run(self.paid(booking, card))

    async def paid(self, booking, card):
        if (await self.world.payment(booking)).intent_id:
            try:
                await self.world.pay(booking, card)
            except ProviderRefused:
                return

    @rule(booking=bookings, times=st.integers(1, 3))
    def look(self, booking, times):
        if booking:
            self.run(self.looked(booking, times))

    async def looked(self, booking, times):
        if (await self.world.payment(booking)).intent_id:
            for _ in range(times):
                await self.world.look(booking)

    @rule(most=st.integers(1, 12), lost=st.sampled_from(["", "before", "after_effect"]))
    def work(self, most, lost):
        self.run(self.worked(most, lost))

    async def worked(self, most, lost):
        """lost: the last one dies at this moment, and its lock runs out some day."""
        worker = Worker(self.world.database, self.world.handlers, PACE, self.world.clock)
        claimed = await worker.claim(most)
        for entry in claimed[:-1] if lost else claimed:
            await worker.handle(entry)
        if lost == "after_effect" and claimed:
            try:
                await worker.handlers[claimed[-1].kind](claimed[-1])
            except Exception:
                return  # it failed before it died

    @rule(minutes=st.sampled_from([1, 6, 11, 45, 180]))
    def advance(self, minutes):
        self.run(self.world.advance(timedelta(minutes=minutes)))
        self.run(self.world.bookings.timers.sweep())

    @rule(name=operators, answer=st.sampled_from(ANSWERS), lost=st.integers(0, 2))
    def operator(self, name, answer, lost):
        found = self.world.operators.get(name)
        found.answer, found.lost_answers = answer, lost

    @rule(booking=bookings, leg_no=st.integers(1, 3), what=st.sampled_from(["use", "cancel", "disrupt", "claim", "abandon"]))
    def happen(self, booking, leg_no, what):
        if booking:
            event = {
                "use": events.Used(leg_no), "cancel": events.Cancelled(leg_no, 50), "disrupt": events.Disrupted(leg_no),
                "claim": events.ClaimUpheld(leg_no, 10), "abandon": events.Abandoned(),
            }[what]  # fmt: skip
            self.try_to(self.world.apply(booking, event))

    @rule(booking=bookings, leg_nos=st.none() | st.sets(st.integers(1, 3), min_size=1))
    def give_back(self, booking, leg_nos):
        """As travellers do it: what the legs that stay cost more is kept."""
        if booking:
            try:
                self.run(self.given_back(booking, leg_nos))
            except NothingToCancel:
                return

    async def given_back(self, booking, leg_nos):
        async with self.world.database.writing() as session:
            shown = await cancelling.quote(session, self.world.desk, await self.world.rows(booking), leg_nos)
            await cancelling.cancel(session, self.world.desk, booking, shown.quote_id)

    @rule(booking=consumes(bookings))
    def cancelled_outside(self, booking):
        if booking:
            self.run(self.voided(booking))

    async def voided(self, booking):
        payment = await self.world.payment(booking)
        if payment.intent_id and payment.state in (PaymentState.CREATED, PaymentState.AUTHORISED):
            try:
                self.world.control(f"payment_intents/{payment.intent_id}/cancel")
            except OSError:
                return  # it was over there already

    @invariant()
    def the_books_are_right(self):
        assert [finding for finding in self.run(self.world.proof()) if not isinstance(finding, UUID)] == []

    @invariant()
    def operators_are_asked_only_for_money_that_is_held(self):
        asked = {ref for one in self.world.operators.all.values() for kind, ref in one.asked if kind == "confirm"}
        assert asked <= self.run(self.paid_refs())

    async def paid_refs(self) -> set[str]:
        query = select(BookingLeg.operator_ref).join(Payment, Payment.booking_id == BookingLeg.booking_id).where(Payment.authorised_minor > 0)
        async with self.world.database.reading() as session:
            return set(await session.scalars(query))

    def teardown(self):
        try:
            self.run(self.come_to_rest())
        finally:
            self.run(self.opened.__aexit__(None, None, None))
            self.run(self.database.close())
            self.runner.close()
            self.sandbox.stop()

    async def come_to_rest(self):
        for one in self.world.operators.all.values():
            one.answer, one.lost_answers = Standing.CONFIRMED, 0
        for _ in range(4):
            await self.world.quiesce()
            for booking_id, state in await self.states():
                if state not in OVER and (await self.world.payment(booking_id)).intent_id:
                    await self.world.look(booking_id)
            await self.world.advance(timedelta(days=3))
        await self.world.quiesce()
        assert {state for _, state in await self.states()} <= set(OVER)
        assert await self.world.proof() == []
        assert await self.world.live_tickets() == 0
        await self.nobody_keeps_a_seat()

    async def states(self):
        async with self.world.database.reading() as session:
            return [(row.id, BookingState(row.state)) for row in await session.execute(select(Booking.id, Booking.state))]

    async def nobody_keeps_a_seat(self):
        kept = {ref for one in self.world.operators.all.values() for ref, standing in one.orders.items() if standing is Standing.CONFIRMED}
        async with self.world.database.reading() as session:
            used = set(await session.scalars(select(BookingLeg.operator_ref).where(BookingLeg.state == "used")))
        assert kept <= used


@pytest.fixture
def sqlite_addresses(sqlite_template, tmp_path):
    """Gives the address of an empty database, as often as it is asked."""

    def fresh() -> str:
        path = tmp_path / f"{uuid4().hex}.sqlite"
        shutil.copyfile(sqlite_template, path)
        return file_address(path)

    return fresh


@pytest.fixture
def postgresql_addresses(postgres_server):
    made = []

    def fresh() -> str:
        made.append(f"allways_{uuid4().hex}")
        postgres_server.create(made[-1], postgres_server.template)
        return postgres_server.address(made[-1])

    yield fresh
    for name in made:
        postgres_server.drop(name)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_anything_in_any_order_comes_to_rest_and_adds_up(request, tmp_path, kind):
    fresh = request.getfixturevalue(f"{kind}_addresses")
    run_state_machine_as_test(lambda: Saga(fresh(), tmp_path), settings=WALKS)
