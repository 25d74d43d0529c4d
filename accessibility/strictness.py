"""Which of two limits asks for more: what holds for one who gets around in several ways, and for several who travel together."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import reduce
from types import MappingProxyType

from accessibility.profiles import PROFILES, Profile, ProfileId

# As OpenStreetMap names them, best first.
SMOOTHNESS = ("excellent", "good", "intermediate", "bad", "very_bad", "horrible", "very_horrible", "impassable")


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """What both can pass. Where that is nothing the first stands: an empty list would ask for nothing at all."""
    return tuple(value for value in one if value in other) or one


def strict(one: str, other: str) -> str:
    return "strict" if "strict" in (one, other) else "cautious"


# Of values that are both given; None asks for nothing and is never the stricter one.
STRICTER: Mapping[str, Callable] = MappingProxyType({
    **dict.fromkeys(("max_incline_up_pct", "max_incline_down_pct", "max_kerb_m", "max_walk_m", "speed_mps"), min),
    "min_width_m": max,
    **dict.fromkeys(("steps", "escalators", "lifts"), lambda one, other: one and other),
    **dict.fromkeys(("surfaces", "crossings"), shared),
    "smoothness": lambda one, other: min(one, other, key=SMOOTHNESS.index),
    "wheelchair": lambda one, other: one or other,
    "unknown": strict,
})  # fmt: skip


def stricter(name: str, one, other):
    """The value of limit `name` that keeps within both."""
    if one is None or other is None:
        return one if other is None else other
    return STRICTER[name](one, other)


def together(profiles: Iterable[ProfileId]) -> Profile:
    """The stricter of each value; the id is that of the first."""
    return reduce(both, (PROFILES[one] for one in profiles))


def both(one: Profile, other: Profile) -> Profile:
    return Profile(one.id, **{field.name: stricter(field.name, getattr(one, field.name), getattr(other, field.name))
                              for field in fields(Profile) if field.name in STRICTER})  # fmt: skip
