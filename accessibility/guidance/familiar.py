"""Ways known by heart: after some whole walks of one way fewer words may be offered. Offered, never imposed, and once for each way."""
from collections.abc import Iterable
from dataclasses import dataclass

from accessibility.guidance.geometry import Plane, apart
from accessibility.guidance.route import Route
from accessibility.guidance.settings import Settings

KNOWN_AFTER = 3  # Ohn-Bar et al., IUI 2018: after a few repeats of a route people are experts of it
NEAR_M = 30.0
BRIEF = 1


@dataclass(frozen=True)
class Walked:
    """A way that was walked to its end, kept on the phone alone. `start` and `end` are (lat, lon)."""

    streets: tuple[str, ...]
    start: tuple[float, float]
    end: tuple[float, float]


def walked(route: Route) -> Walked:
    """What makes a way this one: its streets in order, lines included, and where it begins and ends."""
    ways = [*((one.s_m, one.street) for one in route.stretches if one.street), *((ride.board.s_m, ride.line) for ride in route.rides)]
    names = [name for _, name in sorted(ways)]
    return Walked(tuple(name for i, name in enumerate(names) if i == 0 or name != names[i - 1]), route.points[0], route.points[-1])


def same(one: Walked, other: Walked) -> bool:
    """There and back are two ways: each has turns of its own to learn."""
    plane = Plane(one.start)
    near = all(apart(plane.xy(*a), plane.xy(*b)) <= NEAR_M for a, b in ((one.start, other.start), (one.end, other.end)))
    return near and one.streets == other.streets


def offers_brief(past: Iterable[Walked], route: Route, settings: Settings) -> bool:
    """Whether to ask, now that `route` was walked to its end and is the last of `past`, if brief guidance is wanted on it from now on."""
    wanted = settings.offer_brief and settings.detail > BRIEF
    return wanted and sum(same(one, walked(route)) for one in past) == KNOWN_AFTER
