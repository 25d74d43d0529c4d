"""One run: people who come one after another, vehicles that drive, and what became of what was promised."""
import time
from dataclasses import dataclass, field

import numpy as np

from backend.rides.reoptimising import Effort
from backend.rides.settling import READ_S, STEPS
from benchmarks.rides_town import SOLD, People, Wish
from routing.dispatch.rides.advance import Done, advance
from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Rides, Vehicle
from routing.dispatch.rides.promise import Promise, Terms, commit, find_quote
from routing.dispatch.search.holding import held, held_as_read
from routing.dispatch.search.reoptimise import reoptimise
from routing.dispatch.search.swap import swapped

EVERY_S = 30
# Longer than any day.
END_S = 100_000


@dataclass(frozen=True)
class Way:
    """How one dispatches. steps: of the search each half minute, and of the one once somebody is taken on; 0: none."""

    steps: int = 0
    settling_steps: int = 0
    terms: Terms = field(default=SOLD.engine, repr=False)


# As the service does it, which also gives OR-Tools two seconds each half minute: what that finds depends on the machine.
WAYS = {"insertion": Way(), "search": Way(Effort().iterations, STEPS)}


@dataclass(frozen=True)
class Figures:
    """accepted: a share; wait: from the wish to getting in; detour: of the direct time; km_each: driven for each who was brought."""

    wishes: int
    accepted: float
    wait_s: float
    wait_95_s: float
    detour: float
    km_each: float
    broken: int
    quote_50_ms: float
    quote_99_ms: float

    def __str__(self) -> str:
        return (
            f"{100 * self.accepted:.1f} % of {self.wishes}, wait {self.wait_s:.0f} s, detour {self.detour:.2f}, {self.km_each:.2f} km each,"
            f" {self.broken} broken, quote {self.quote_99_ms:.2f} ms"
        )


@dataclass
class Day:
    """What has become of everybody by now."""

    people: People
    world: Dispatch
    told: dict[int, tuple[Wish, Promise]] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    quote_ms: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, people: People) -> "Day":
        """Vehicles stand at places drawn from the seed."""
        service, rng = people.service, np.random.default_rng(people.seed)
        fleet = Fleet.of([Vehicle(int(place), service.rooms) for place in rng.integers(0, len(people.town), service.vehicles)], 2)
        return cls(people, Dispatch(Rides.of([], 2), fleet, people.town.travel_ticks, Plan.idle(fleet)))

    def pass_time(self, now: int) -> None:
        advanced = advance(self.world, now)
        self.world = advanced.dispatch
        self.done += advanced.done

    def improve(self, now: int, seed: int, steps: int) -> None:
        asked = held(self.world, now + Effort().locked_s)
        self.world, _ = swapped(self.world, asked, reoptimise(asked, seed, steps))

    def ask(self, wish: Wish, way: Way) -> None:
        begun, before = time.perf_counter_ns(), self.world
        quote = find_quote(before, wish.ride, way.terms)
        self.quote_ms.append((time.perf_counter_ns() - begun) / 1e6)
        if quote is None:
            return
        made = commit(before, wish.ride, quote, way.terms)
        assert made is not None
        self.world, self.told[made.ride] = made.dispatch, (wish, made.promise)
        if way.settling_steps:
            asked = held_as_read(before, self.world, wish.at + READ_S)
            self.world, _ = swapped(self.world, asked, reoptimise(asked, made.ride, way.settling_steps))


def drive(people: People, way: Way) -> Figures:
    day, turn = Day.of(people), 0
    starts = day.world.fleet.start_place.tolist()
    for wish in people.wishes:
        while way.steps and (turn + 1) * EVERY_S <= wish.at:
            turn += 1
            day.pass_time(turn * EVERY_S)
            day.improve(turn * EVERY_S, people.seed + turn, way.steps)
        day.pass_time(wish.at)
        day.ask(wish, way)
    while way.steps and (day.world.plan.stop >= 0).any():
        turn += 1
        day.pass_time(turn * EVERY_S)
        day.improve(turn * EVERY_S, people.seed + turn, way.steps)
    day.pass_time(END_S)
    return figures(day, starts)


def figures(day: Day, starts: list[int]) -> Figures:
    """By what really came: when somebody got in and out, and what was driven for it."""
    rides, people, metres = day.world.rides, day.people, 0.0
    at = {one.stop: one.at for one in day.done}
    here = dict(enumerate(starts))
    for one in day.done:
        place = int((rides.dropoff_place if one.stop % 2 else rides.pickup_place)[one.stop // 2])
        metres += people.town.metres(here[one.vehicle], place) if here[one.vehicle] != place else 0.0
        here[one.vehicle] = place
    waits, detours, broken = [], [], 0
    for ride, (wish, promise) in day.told.items():
        comes, there = at.get(2 * ride, END_S), at.get(2 * ride + 1, END_S)
        aboard = there - comes - wish.ride.pickup_service
        waits.append(comes - wish.at)
        detours.append(aboard / wish.direct_s)
        kept = promise.pickup_from <= comes <= promise.pickup_to and there <= promise.arrive_by and aboard <= wish.ride.longest_ride
        broken += not kept
    count = max(1, len(day.told))
    quote_50, quote_99 = np.percentile(day.quote_ms or [0.0], (50, 99))
    return Figures(
        len(people.wishes), len(day.told) / max(1, len(people.wishes)), float(np.mean(waits or [0])), float(np.percentile(waits or [0], 95)),
        float(np.mean(detours or [0])), metres / 1000 / count, broken, float(quote_50), float(quote_99),
    )  # fmt: skip
