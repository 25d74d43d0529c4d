"""What a person can pass. Limits are walls: what is beyond one is never part of a way, however much time it would save."""
import math
from dataclasses import dataclass, replace
from enum import IntFlag, StrEnum

from routing.streets.model import CrossingKind, Smoothness, Surface


class Unknown(StrEnum):
    """What to do where a fact that a limit asks for is not known: STRICT stays away, CAUTIOUS goes there and says so."""

    STRICT = "strict"
    CAUTIOUS = "cautious"


class Attribute(IntFlag):
    """Facts of a stretch that limits ask for; uint16 in arrays."""

    STEPS, ESCALATOR, LIFT, INCLINE_UP, INCLINE_DOWN, KERB = (1 << bit for bit in range(6))
    WIDTH, SURFACE, SMOOTHNESS, CROSSING, BARRIER, WHEELCHAIR = (1 << bit for bit in range(6, 12))


@dataclass(frozen=True)
class Limits:
    """None: no limit. Inclines in per cent, the steepest part counts; lengths in metres.

    surfaces      those that can be passed; crossings: the kinds that can be crossed
    smoothness    the worst that can be passed
    wheelchair    only ways, stops and vehicles fit for wheelchairs
    """

    max_incline_up_pct: float | None = None
    max_incline_down_pct: float | None = None
    max_kerb_m: float | None = None
    min_width_m: float | None = None
    steps: bool = True
    escalators: bool = True
    lifts: bool = True
    surfaces: frozenset[Surface] | None = None
    smoothness: Smoothness | None = None
    crossings: frozenset[CrossingKind] | None = None
    wheelchair: bool = False
    unknown: Unknown = Unknown.CAUTIOUS

    @property
    def asked(self) -> Attribute:
        """The facts that some limit asks for."""
        asks = {
            Attribute.INCLINE_UP: self.max_incline_up_pct is not None,
            Attribute.INCLINE_DOWN: self.max_incline_down_pct is not None,
            Attribute.KERB: self.max_kerb_m is not None,
            Attribute.WIDTH: self.min_width_m is not None,
            Attribute.BARRIER: self.min_width_m is not None,
            Attribute.STEPS: not self.steps,
            Attribute.ESCALATOR: not self.escalators,
            Attribute.LIFT: not self.lifts,
            Attribute.SURFACE: self.surfaces is not None,
            Attribute.SMOOTHNESS: self.smoothness is not None,
            Attribute.CROSSING: self.crossings is not None,
            Attribute.WHEELCHAIR: self.wheelchair,
        }
        return Attribute(sum(attribute for attribute, wanted in asks.items() if wanted))

    def stepped(self) -> "Limits":
        """Rounded towards the safe side to half per cents, centimetres and, for widths, five of them, so that people with like limits share what
        is worked out for them."""
        return replace(
            self,
            max_incline_up_pct=down(self.max_incline_up_pct, 2),
            max_incline_down_pct=down(self.max_incline_down_pct, 2),
            max_kerb_m=down(self.max_kerb_m, 100),
            min_width_m=None if self.min_width_m is None else math.ceil(self.min_width_m * 20 - 1e-9) / 20,
        )


def down(value: float | None, per_unit: int) -> float | None:
    return None if value is None else math.floor(value * per_unit + 1e-9) / per_unit
