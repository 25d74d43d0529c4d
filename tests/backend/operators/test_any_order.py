"""Confirming, releasing and faults in any order: nothing is ever kept that was let go, and nothing is confirmed twice."""
import asyncio
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.operators.operator import OperatorSilent, Standing
from backend.operators.simulated.desk import ENDED
from tests.backend.operators.conftest import insist, new_order, speak
from tests.backend.operators.test_faults import CALLS, FAULTS

DEEDS = st.one_of(
    st.sampled_from(["confirm", "release", "status", "confirm twice at once", "both at once"]),
    st.tuples(st.just("advance"), st.sampled_from([1, 61, 700])),
    st.tuples(st.sampled_from([*CALLS, "*"]), st.sampled_from([*FAULTS, {"do": "late", "seconds": 60}, {"do": "refuse"}])),
)


@pytest.fixture(params=[True, False], ids=["tombstones", "forgets"])
def tombstones(request):
    return request.param


@given(st.lists(DEEDS, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_was_released_stays_released(simulated, control, tombstones, deeds):
    control("reset")
    control("tombstones", {"on": tombstones})
    asyncio.run(carry_out(simulated.url, control, tombstones, deeds))


async def carry_out(url, control, tombstones, deeds):
    tram, order = speak(url, tombstones=tombstones), new_order()
    released = False
    for deed in deeds:
        if isinstance(deed, tuple) and deed[0] == "advance":
            control("clock", {"advance": deed[1]})
        elif isinstance(deed, tuple):
            control.fault(call=deed[0], **deed[1])
        else:
            released |= await ask(tram, order, deed)
            # With a tombstone whatever was once released can never stand again.
            assert not (released and tombstones and control.standing())
    control("faults", method="DELETE")
    await end(tram, order, control)
    assert control.standing() == []
    if tombstones:
        assert control.confirmations(order.ref) <= 1
        assert set(control.bookings().values()) <= set(ENDED)


async def ask(tram, order, deed: str) -> bool:
    """Whether it was told to be released."""
    calls = {"confirm": "c", "release": "r", "status": "s", "confirm twice at once": "cc", "both at once": "cr"}[deed]
    ask_for = {"c": lambda: tram.confirm(order), "r": lambda: tram.release(order.ref), "s": lambda: tram.status(order.ref)}
    found = await asyncio.gather(*(ask_for[call]() for call in calls), return_exceptions=True)
    assert all(isinstance(one, Standing | OperatorSilent) for one in found)
    if deed == "confirm" and found[0] is Standing.CONFIRMED:
        assert await insist(lambda: tram.status(order.ref)) is Standing.CONFIRMED
    return Standing.RELEASED in found and deed == "release"


async def end(tram, order, control):
    """As bookings end an order: released, and looked at after 1, 5, 15 and 60 minutes, and released again where it stands."""
    assert await insist(lambda: tram.release(order.ref)) is Standing.RELEASED
    for minutes in (1, 4, 10, 45):
        control("clock", {"advance": minutes * 60 + 1})
        with suppress(OperatorSilent):
            if await tram.status(order.ref) is Standing.CONFIRMED:
                assert await insist(lambda: tram.release(order.ref)) is Standing.RELEASED
