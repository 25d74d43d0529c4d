"""A day on which everything happens in any order, the search for a better plan among it: after each event the verifier finds nothing, and everybody
is served, waits, has cancelled or is left to people."""
from collections import Counter
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.advance import advance
from routing.dispatch.rides.events import broken_down, cancelled, closed, delayed, late_connection, no_show
from routing.dispatch.rides.model import NEVER, Dispatch
from routing.dispatch.rides.promise import Promise, Terms, commit, find_quote
from routing.dispatch.rides.repair import Mended
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.reoptimise import Proposal, reoptimise
from routing.dispatch.search.swap import Outcome, swapped
from tests.routing.dispatch.rides.worlds import dispatch as make
from tests.routing.dispatch.rides.worlds import random_ride, random_travel, random_vehicle

TERMS = Terms(window=300, leeway=400, patience=600, riding=1)
PLACES, VANS, EVENTS, STEPS = 10, 5, 80, 20


class Day:
    """What has become of everybody."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        travel = random_travel(self.rng, PLACES)
        self.world: Dispatch = make(travel, [random_vehicle(self.rng, PLACES) for _ in range(VANS)], [])
        self.world = replace(self.world, fleet=replace(self.world.fleet, end_by=np.full(VANS, 100_000, np.int32)))
        self.now, self.told = 0, dict[int, Promise]()
        self.served, self.cancelled, self.tasks = set[int](), set[int](), set[int]()
        self.happened: list[str] = []
        self.snapshot: Dispatch | None = None
        self.outcomes = Counter[Outcome]()

    def live(self, events: int = EVENTS) -> None:
        often = {
            self.book: 0.4, self.pass_time: 0.26, self.cancel: 0.05, self.stay_away: 0.05, self.delay: 0.05, self.break_down: 0.02,
            self.late_train: 0.05, self.close: 0.02, self.search: 0.1,
        }  # fmt: skip
        for _ in range(events):
            happens = self.rng.choice(list(often), p=list(often.values()))
            self.happened.append(happens.__name__)
            happens()
            assert verify(self.world) == [], self.happened
            self.nobody_is_lost()

    def end(self) -> None:
        self.pass_time(200_000)
        self.nobody_is_lost()
        assert self.told.keys() == self.served | self.cancelled | self.tasks

    def nobody_is_lost(self) -> None:
        routed = {stop // 2 for stop in self.world.plan.stop.tolist() if stop >= 0}
        parts = [routed, self.served, self.cancelled, self.tasks]
        assert set.union(*parts) == set(range(len(self.world.rides)))
        assert sum(map(len, parts)) == len(self.world.rides)
        for ride in routed:
            row, promise = self.world.rides.ride(ride), self.told[ride]
            assert row.latest_dropoff <= promise.arrive_by
            assert row.latest_pickup <= promise.pickup_to or ride in self.world.plan.aboard_ride

    def take(self, mended: Mended) -> None:
        self.world = mended.dispatch
        self.told.update(mended.later + mended.fetched)
        self.tasks |= {one.ride for one in mended.stranded}

    def waiting(self) -> list[int]:
        return sorted({stop // 2 for stop in self.world.plan.stop.tolist() if stop >= 0} - set(self.world.plan.aboard_ride.tolist()))

    def book(self) -> None:
        wish = random_ride(self.rng, self.world.travel_ticks, self.now)
        quote = find_quote(self.world, wish, TERMS)
        made = commit(self.world, wish, quote, TERMS) if quote else None
        if made:
            self.world, self.told[made.ride] = made.dispatch, made.promise

    def pass_time(self, ticks: int | None = None) -> None:
        self.now += int(self.rng.integers(50, 600)) if ticks is None else ticks
        advanced = advance(self.world, self.now)
        self.world = advanced.dispatch
        for done in advanced.done:
            ride = done.stop // 2
            if done.stop >= 0 and done.stop % 2:
                self.served.add(ride)
                assert done.at <= self.told[ride].arrive_by
            elif done.stop >= 0:
                assert self.told[ride].pickup_from <= done.at <= self.told[ride].pickup_to

    def cancel(self) -> None:
        if waiting := self.waiting():
            ride = int(self.rng.choice(waiting))
            self.cancelled.add(ride)
            self.take(cancelled(self.world, ride, self.now, TERMS))

    def stay_away(self) -> None:
        here = [ride for ride in self.world.plan.aboard_ride.tolist() if self.world.rides.pickup_place[ride] in self.world.fleet.start_place]
        if here:
            ride = int(self.rng.choice(here))
            self.cancelled.add(ride)
            self.take(no_show(self.world, ride, self.now, TERMS))

    def delay(self) -> None:
        vehicle = int(self.rng.integers(VANS))
        late = int(self.world.fleet.start_at[vehicle]) + int(self.rng.integers(0, 500))
        self.take(delayed(self.world, vehicle, late, self.now, TERMS))

    def break_down(self) -> None:
        self.take(broken_down(self.world, int(self.rng.integers(VANS)), int(self.rng.integers(PLACES)), self.now, TERMS))

    def late_train(self) -> None:
        if waiting := self.waiting():
            ride = int(self.rng.choice(waiting))
            ready = int(self.world.rides.earliest_pickup[ride]) + int(self.rng.integers(1, 900))
            self.take(late_connection(self.world, ride, ready, self.now, TERMS))

    def close(self) -> None:
        """Some ways are longer or gone, others as short as ever."""
        travel = random_travel(np.random.default_rng(int(self.rng.integers(9))), PLACES, metric=bool(self.rng.random() < 0.5))
        shorter = np.where(self.world.travel_ticks < NEVER, self.world.travel_ticks // 2, 0).astype(np.int32)
        self.take(closed(self.world, np.maximum(travel, shorter), self.now, TERMS))

    def search(self) -> None:
        """Answered at once, or only the next time: what has happened meanwhile the search knows nothing of."""
        asked, self.snapshot = self.snapshot or self.world, None
        if asked is self.world and self.rng.random() < 0.5:
            self.snapshot = asked
        else:
            self.take_over(asked, reoptimise(asked, len(self.happened), STEPS))

    def take_over(self, snapshot: Dispatch, proposal: Proposal) -> None:
        self.world, decision = swapped(self.world, snapshot, proposal)
        self.outcomes[decision.outcome] += 1
