"""A world of a walk, and how large the walk is."""
from typing import NamedTuple


class World(NamedTuple):
    """booking: number of an interned booking. operators: - nothing, c confirmed, f refused, x released. net: a confirm message is under way.

    service: - nothing, n created, a authorised, x cancelled, k captured. hooks: webhooks under way. workers: (row, answer) pairs not recorded yet.
    """

    booking: int
    operators: tuple
    net: tuple
    service: str
    captured: int
    refunded: int
    hooks: frozenset
    again: int
    outbox: frozenset
    workers: tuple
    rival: bool
    lapsed: bool
    blind: bool
    claims: bool
    keys: frozenset
    moved: frozenset
    back: frozenset


class Bounds(NamedTuple):
    """legs: True for one of our own. again: webhooks repeated. after: what happens once confirmed besides use. free: a substitute, paid by us."""

    legs: tuple
    mutation: str = ""
    workers: int = 1
    again: int = 1
    lapse: bool = False
    after: bool = True
    claim: bool = False
    tombstone: bool = True
    poll: bool = True
    fresh_read: bool = True
    transfers: bool = False
    free: bool = False


def put(values, at, value):
    return values[:at] + (value,) + values[at + 1 :]
