"""Whatever goes wrong on the way: at the operator stands exactly one booking of a reference, or none. Against an operator in a process of its own."""
import asyncio
from contextlib import suppress

import pytest

from backend.operators.operator import OperatorSilent, Standing
from tests.backend.operators.conftest import Process, insist, new_order, speak

CALLS = ("look", "offer", "book", "commit", "cancel")
FAULTS = (
    {"do": "drop_before"}, {"do": "drop_after"}, {"do": "reset"}, {"do": "reset", "after": True}, {"do": "status", "status": 500},
    {"do": "status", "status": 503, "after": True}, {"do": "status", "status": 429}, {"do": "status", "status": 401, "after": True},
    {"do": "silent", "seconds": 0.02}, {"do": "silent", "seconds": 0.02, "after": True}, {"do": "slow", "seconds": 0.02},
    {"do": "garbage"}, {"do": "garbage", "after": True}, {"do": "flood"}, {"do": "flood", "after": True},
)  # fmt: skip


def name_of(fault: dict) -> str:
    return "-".join(["after" if value is True else str(value) for key, value in fault.items() if key != "seconds"])


@pytest.mark.parametrize("tombstones", [True, False], ids=["tombstones", "forgets"])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_one_order_is_confirmed_once_and_released(fresh, fault, call, tombstones):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    control("tombstones", {"on": tombstones})
    control.fault(call=call, **fault)
    assert await insist(lambda: tram.confirm(order)) is Standing.CONFIRMED
    assert (control.standing(), control.confirmations(order.ref)) == ([order.ref], 1)
    assert await insist(lambda: tram.status(order.ref)) is Standing.CONFIRMED
    assert await insist(lambda: tram.release(order.ref)) is Standing.RELEASED
    assert (control.standing(), control.confirmations(order.ref)) == ([], 1)
    assert control("faults", method="GET")["faults"] == [], "the fault never happened"


@pytest.mark.parametrize("tombstones", [True, False], ids=["tombstones", "forgets"])
@pytest.mark.parametrize("call", CALLS[:4])
@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_an_order_that_was_given_up_leaves_none(fresh, fault, call, tombstones):
    """Asked once, and released whatever came back."""
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    control("tombstones", {"on": tombstones})
    control.fault(call=call, **fault)
    with suppress(OperatorSilent):
        await tram.confirm(order)
    assert await insist(lambda: tram.release(order.ref)) is Standing.RELEASED
    assert control.standing() == []
    assert control.confirmations(order.ref) <= 1


async def test_a_confirmation_that_comes_late_stands_once_it_came(fresh):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    control.fault("late", "commit", seconds=60)
    with pytest.raises(OperatorSilent, match="operator_undecided"):
        await tram.confirm(order)
    with pytest.raises(OperatorSilent, match="operator_undecided"):
        await tram.status(order.ref)
    control("clock", {"advance": 61})
    assert await tram.confirm(order) is Standing.CONFIRMED
    assert control.standing() == [order.ref]


async def test_a_tombstone_keeps_a_late_confirmation_out(fresh):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    control.fault("late", "commit", seconds=60)
    with pytest.raises(OperatorSilent):
        await tram.confirm(order)
    assert await tram.release(order.ref) is Standing.RELEASED
    control("clock", {"advance": 61})
    assert control.standing() == []
    assert await tram.confirm(order) is Standing.REFUSED


async def test_without_tombstones_a_look_after_the_release_finds_the_late_confirmation(fresh):
    tram, order, control = speak(fresh.url, tombstones=False), new_order(), fresh.control
    control("tombstones", {"on": False})
    control.fault("late", "commit", seconds=60)
    with pytest.raises(OperatorSilent):
        await tram.confirm(order)
    assert await tram.release(order.ref) is Standing.RELEASED
    assert await tram.status(order.ref) is Standing.UNKNOWN
    control("clock", {"advance": 61})
    assert await tram.status(order.ref) is Standing.CONFIRMED
    assert await tram.release(order.ref) is Standing.RELEASED
    assert (await tram.status(order.ref), control.standing()) == (Standing.UNKNOWN, [])


@pytest.mark.parametrize("call", CALLS[1:4])
async def test_a_refusal_is_one_and_leaves_nothing(fresh, call):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    control.fault("refuse", call)
    assert await tram.confirm(order) is Standing.REFUSED
    assert control.standing() == []


async def test_what_has_begun_is_not_taken_back(fresh):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    await tram.confirm(order)
    control(f"bookings/{order.ref}/use")
    assert await tram.release(order.ref) is Standing.CONFIRMED
    assert await tram.status(order.ref) is Standing.CONFIRMED
    assert control.bookings() == {order.ref: "STARTED"}


async def test_a_release_that_is_refused_for_no_reason_is_no_answer(fresh):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    await tram.confirm(order)
    control.fault("refuse", "cancel")
    with pytest.raises(OperatorSilent, match="operator_undecided"):
        await tram.release(order.ref)
    assert await tram.release(order.ref) is Standing.RELEASED


async def test_many_at_once_confirm_one(fresh):
    tram, order = speak(fresh.url), new_order()
    found = await asyncio.gather(*(tram.confirm(order) for _ in range(16)), return_exceptions=True)
    assert {one for one in found if not isinstance(one, OperatorSilent)} == {Standing.CONFIRMED}
    assert (fresh.control.standing(), fresh.control.confirmations(order.ref)) == ([order.ref], 1)


@pytest.mark.parametrize("call", CALLS[1:4])
async def test_a_killed_operator_remembers_what_it_did(tmp_path, call):
    process, order = Process(tmp_path), new_order()
    try:
        process.control.fault("drop_after", call)
        with pytest.raises(OperatorSilent):
            await speak(process.url).confirm(order)
        process.kill()
        process.start()
        assert await speak(process.url).confirm(order) is Standing.CONFIRMED
        assert (process.control.standing(), process.control.confirmations(order.ref)) == ([order.ref], 1)
    finally:
        process.kill()


@pytest.mark.parametrize("call", CALLS[1:4])
async def test_who_asks_again_looks_first_and_does_only_what_is_left(fresh, call):
    tram, order, control = speak(fresh.url), new_order(), fresh.control
    control.fault("drop_after", call)
    with pytest.raises(OperatorSilent):
        await tram.confirm(order)
    first = len(control.lines(ref=order.ref))
    await tram.confirm(order)
    left = {"offer": ["book", "commit"], "book": ["commit"], "commit": []}[call]
    assert [line["call"] for line in control.lines(ref=order.ref)[first:]] == ["look", *left]
