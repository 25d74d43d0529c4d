"""Faults on demand: what real feeds do to those who read them. They strike one feed, and last until they are cleared."""
from dataclasses import dataclass, field
from enum import StrEnum

from backend.demo.live.noise import seed_of

LONGEST_SKEW_S = 7 * 86_400
MIB = 2**20


class Fault(StrEnum):
    """skew and freeze change what is told; the others how it is sent."""

    SLOW = "slow"  # a few bytes at a time
    HALF = "half"  # the connection ends in the middle of the body
    ERROR = "500"
    SKEW = "skew"  # all times are ahead or behind
    GARBAGE = "garbage"  # bytes that mean nothing, with a good status
    HUGE = "huge"  # far more than anybody wants
    BOMB = "bomb"  # the same, packed small
    FREEZE = "freeze"  # the feed goes on telling what it told when this began
    DEAD = "dead"  # connections are closed without an answer


@dataclass(frozen=True)
class Strength:
    """How hard a fault strikes; each fault looks at its own."""

    bytes_per_s: int = 200  # slow
    status: int = 500  # 500: 500 to 599
    skew_s: int = 600
    size_mib: int = 9  # huge, bomb
    at_s: int = 0  # freeze: simulated Unix seconds


# The values allowed, both ends included.
LIMITS = {"bytes_per_s": (1, 1_000_000), "status": (500, 599), "skew_s": (-LONGEST_SKEW_S, LONGEST_SKEW_S), "size_mib": (1, 256)}


@dataclass
class Faults:
    """By feed id."""

    of_feed: dict[str, dict[Fault, Strength]] = field(default_factory=dict)

    def set(self, feed_id: str, fault: Fault, strength: Strength) -> None:
        """Raises ValueError for a strength out of its limits."""
        for name, (least, most) in LIMITS.items():
            if not least <= getattr(strength, name) <= most:
                raise ValueError(f"{name}: write a whole number from {least} to {most}.")
        self.of_feed.setdefault(feed_id, {})[fault] = strength

    def clear(self, feed_id: str, *faults: Fault) -> None:
        """All of a feed where none is named."""
        for fault in faults or tuple(Fault):
            self.of_feed.get(feed_id, {}).pop(fault, None)

    def find(self, feed_id: str, fault: Fault) -> Strength | None:
        return self.of_feed.get(feed_id, {}).get(fault)

    def skew_s(self, feed_id: str) -> int:
        strength = self.find(feed_id, Fault.SKEW)
        return strength.skew_s if strength else 0

    def frozen_at(self, feed_id: str) -> int | None:
        strength = self.find(feed_id, Fault.FREEZE)
        return strength.at_s if strength else None


def garbage(seed: int, length: int) -> bytes:
    """The same bytes for the same seed and length."""
    return seed_of(seed, 9, length).bytes(max(length, 16))
