"""A worker dies before it does what it took, after it did it, or after it wrote that down. Whatever it was, everything comes to rest and adds up."""
from datetime import timedelta

import pytest

from backend.operators.operator import Standing
from backend.outbox.worker import Pace, Worker
from payments import events
from payments.states import BookingState
from tests.backend.bookings.world import World

KINDS = ("intent.create", "intent.void", "intent.capture", "operator.confirm", "operator.release", "ticket.issue", "refund.create")
MOMENTS = ("before", "after_effect", "after_commit")
LOCK_S = 90


class Killed(BaseException):
    """Nothing is tidied up after it, as after a power cut."""


class Doomed(World):
    """Its worker dies once for each trip, at one moment of one kind of work."""

    kind, moment = "", ""
    died = False
    trips = refunds = 0

    def dying(self, kind: str, moment: str) -> "Doomed":
        """Before the next trip."""
        self.kind, self.moment, self.died = kind, moment, False
        self.trips += 1
        return self

    async def work(self, most: int = 200) -> int:
        worker, done = Worker(self.database, self.doomed(), Pace(first_pause_s=1, longest_pause_s=60, lock_s=LOCK_S), self.clock), 0
        while done < most and (claimed := await worker.claim(8)):
            for entry in claimed:
                try:
                    await worker.handle(entry)
                    if self.is_now(entry.kind, "after_commit"):
                        raise Killed
                except Killed:
                    return await self.restart(done)
                done += 1
        return done

    def is_now(self, kind: str, moment: str) -> bool:
        if self.died or (kind.removeprefix("booking."), moment) != (self.kind, self.moment):
            return False
        self.died = True
        return True

    def doomed(self) -> dict:
        def doom(handler):
            async def handle(entry):
                if self.is_now(entry.kind, "before"):
                    raise Killed
                finish = await handler(entry)
                if self.is_now(entry.kind, "after_effect"):
                    raise Killed
                return finish

            return handle

        return {kind: doom(handler) for kind, handler in self.handlers.items()}

    async def restart(self, done: int) -> int:
        """The lock of the dead one has to run out first."""
        await self.advance(timedelta(seconds=LOCK_S + 5))
        return done + await self.work()


@pytest.fixture
def doomed(world) -> Doomed:
    return Doomed(**vars(world))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("refund.create", "intent.void")])
async def test_a_trip_that_is_used_in_part(doomed, kind):
    for moment in MOMENTS:
        await is_used_in_part(doomed.dying(kind, moment))


async def is_used_in_part(doomed) -> None:
    booking_id = await doomed.held("tram", "bike")
    await doomed.pay(booking_id)
    await doomed.look(booking_id)
    await doomed.quiesce()
    if await doomed.state(booking_id) == BookingState.CONFIRMED:
        await doomed.apply(booking_id, events.Used(1))
        await doomed.apply(booking_id, events.Disrupted(2))
    await doomed.quiesce()
    await came_to_rest(doomed, booking_id)


@pytest.mark.parametrize("kind", ["intent.create", "intent.void"])
async def test_a_trip_that_is_given_up(doomed, kind):
    for moment in MOMENTS:
        await is_given_up(doomed.dying(kind, moment))


async def is_given_up(doomed) -> None:
    booking_id = await doomed.held("tram", "bike")
    await doomed.apply(booking_id, events.Abandoned())
    await doomed.quiesce()
    await came_to_rest(doomed, booking_id)
    assert await doomed.state(booking_id) == BookingState.RELEASED


@pytest.mark.parametrize("kind", ["intent.capture", "refund.create"])
async def test_a_trip_that_was_paid_early_and_is_given_back(doomed, kind):
    for moment in MOMENTS:
        await is_given_back(doomed.dying(kind, moment))


async def is_given_back(doomed) -> None:
    booking_id = await doomed.confirmed("tram", "bike", starts_in=timedelta(days=8))
    await doomed.quiesce()
    for leg_no in (1, 2):
        await doomed.apply(booking_id, events.Disrupted(leg_no))
    await doomed.quiesce()
    await came_to_rest(doomed, booking_id)
    assert [refund.amount_minor for refund in (await doomed.rows(booking_id)).refunds] == [680]


async def came_to_rest(world: Doomed, booking_id) -> None:
    """It died, the booking is over, the books are right, and nothing was done twice outside."""
    assert world.died, f"the test did not reach the moment it is about: {world.kind} {world.moment}"
    found = await world.rows(booking_id)
    world.refunds += len(found.refunds)
    assert found.booking.state in (BookingState.SETTLED, BookingState.RELEASED)
    assert await world.proof() == []
    assert await world.live_tickets() == 0
    assert len(world.control.effects("payment_intent")) == world.trips
    assert len(world.control.effects("refund")) == world.refunds
    if found.booking.state == BookingState.RELEASED:
        refs = {leg.operator_ref for leg in found.legs}
        assert not any(operator.orders.get(ref) is Standing.CONFIRMED for operator in world.operators.all.values() for ref in refs)
