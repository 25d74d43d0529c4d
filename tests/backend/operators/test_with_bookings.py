"""Whole trips against operators that misbehave: at the end everything stands with everybody, or nothing with anybody, and the books are right."""
from dataclasses import replace
from datetime import timedelta

import pytest

from backend.contract.operators import OperatorEventKind
from backend.database.base import now
from backend.operators.declaration import SUITE, OperatorDeclaration
from backend.operators.events import OperatorSaid
from backend.operators.service import Operators
from backend.operators.simulated.server import SimulatedOperator
from backend.operators.simulated.telling import Teller, own_key
from payments.states import BookingState, LegState
from tests.backend.bookings.world import open_world
from tests.backend.operators.conftest import Control
from tests.backend.sandbox.conftest import Control as SandboxControl
from tests.backend.sandbox.conftest import sandbox

__all__ = ["sandbox"]
NAMES = ("tram", "bike")
ENDLESS = 1_000_000


class Company(dict[str, Control]):
    """Orders to each of the operators, by their id."""

    def standing(self) -> set[str]:
        return {ref for control in self.values() for ref in control.standing()}

    def advance(self, seconds: int) -> None:
        for control in self.values():
            control("clock", {"advance": seconds})


@pytest.fixture(params=[True, False], ids=["tombstones", "forgets"])
def tombstones(request):
    return request.param


@pytest.fixture
def name(tombstones):
    """Whose turn it is to misbehave: the first one remembers, the second one forgets."""
    return NAMES[not tombstones]


@pytest.fixture
def servers(tmp_path):
    opened = [SimulatedOperator(Teller(name, "", own_key(tmp_path / f"{name}.key")), ":memory:") for name in NAMES]
    for server in opened:
        server.serve_in_thread()
    yield dict(zip(NAMES, opened))
    for server in opened:
        server.stop()


@pytest.fixture
def company(servers, tombstones):
    controls = Company({name: Control(server.url) for name, server in servers.items()})
    for control in controls.values():
        control("tombstones", {"on": tombstones})
    return controls


@pytest.fixture
async def world(database, sandbox, servers, company, tombstones):
    declared = tuple(OperatorDeclaration(name, url=server.url, tombstones=tombstones, passed_suite=SUITE) for name, server in servers.items())
    operators = Operators(declared, ",".join(server.url.removeprefix("http://") for server in servers.values()))
    async with open_world(database, sandbox, SandboxControl(sandbox.url), *NAMES) as opened:
        opened.bookings = replace(opened.bookings, operators=operators)
        yield opened
    await operators.aclose()


async def paid(world):
    booking_id = await world.held(*NAMES)
    await world.pay(booking_id)
    await world.look(booking_id)
    return booking_id


async def refs_of(world, booking_id) -> set[str]:
    return {leg.operator_ref for leg in (await world.rows(booking_id)).legs}


async def test_a_lost_answer_costs_nobody_the_trip(world, company, name):
    refs = set()
    for call, fault in (
        ("offer", {"do": "drop_after"}), ("book", {"do": "reset", "after": True}), ("commit", {"do": "drop_after", "times": 2}),
        ("commit", {"do": "status", "status": 503, "after": True}), ("commit", {"do": "garbage", "after": True}),
    ):  # fmt: skip
        company[name].fault(call=call, **fault)
        booking_id = await paid(world)
        for _ in range(4):
            await world.work()
            await world.advance(timedelta(seconds=8))
        assert await world.state(booking_id) == BookingState.CONFIRMED, (call, fault)
        refs |= await refs_of(world, booking_id)
        assert company.standing() == refs, (call, fault)
        assert await world.proof() == [], (call, fault)
    assert all(control.confirmations(ref) == 1 for control in company.values() for ref in control.standing())


async def test_one_that_fails_for_good_leaves_nothing_with_anybody(world, company, name):
    for call, fault in (
        ("offer", {"do": "refuse"}), ("book", {"do": "refuse"}), ("commit", {"do": "refuse"}), ("commit", {"do": "status", "times": ENDLESS}),
        ("commit", {"do": "status", "after": True, "times": ENDLESS}), ("look", {"do": "drop_before", "times": ENDLESS}),
    ):  # fmt: skip
        await leaves_nothing(world, company, name, call, fault)


async def leaves_nothing(world, company, name, call, fault) -> None:
    company[name].fault(call=call, **fault)
    booking_id = await paid(world)
    await world.work()
    if "times" in fault:  # the saga gives up asking; what is released is heard again
        await world.advance(timedelta(seconds=90))
        await world.bookings.timers.sweep()
        company[name]("faults", method="DELETE")
    await world.quiesce()
    found = await world.rows(booking_id)
    assert found.booking.state == BookingState.RELEASED
    assert {leg.state for leg in found.legs} == {LegState.RELEASED}
    assert company.standing() == set()
    assert await world.tickets(booking_id) == []
    assert await world.proof() == []


async def test_a_confirmation_after_the_release_is_kept_out_or_found_and_let_go(world, company, tombstones):
    company["bike"].fault("late", "commit", seconds=120)
    booking_id = await paid(world)
    await world.work()
    await world.advance(timedelta(seconds=90))
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.RELEASED
    company.advance(121)
    assert len(company.standing()) == (0 if tombstones else 1)
    for minutes in (2, 5, 15, 60):
        await world.advance(timedelta(minutes=minutes))
        await world.work()
    assert company.standing() == set()
    assert await world.proof() == []


async def test_what_an_operator_cannot_carry_out_is_not_paid_and_the_rest_is(world, company):
    booking_id = await paid(world)
    await world.work()
    first, second = (await world.rows(booking_id)).legs
    company["bike"](f"bookings/{second.operator_ref}/disrupt")
    company["tram"](f"bookings/{first.operator_ref}/use")
    for operator_id, ref, kind in (("bike", second.operator_ref, OperatorEventKind.DISRUPTED), ("tram", first.operator_ref, OperatorEventKind.USED)):
        for event_id in ("evt-1", "evt-2"):  # told twice
            said = OperatorSaid(operator_id, event_id, ref, kind, now(), None, now())
            async with world.database.writing() as session:
                await world.bookings.told.on_operator_event(session, said)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, [leg.state for leg in found.legs]) == (BookingState.SETTLED, [LegState.USED, LegState.DISRUPTED])
    assert found.payment.captured_minor == first.price_minor + found.booking.fee_shown_minor
    assert company.standing() == {first.operator_ref}
    assert await world.proof() == []
