"""Who travels, as limits: what can be passed and how fast. Data, no code of ours; it lives on the phone, and only bare limits ever leave it.

Each profile is where somebody begins; every value can be changed by whoever it is about. `sources` says where a value comes from, by field:

ADA       2010 ADA Standards: walking surfaces up to 1:20 and ramps up to 1:12 (403.3, 405.2), 36 in clear width, 32 in at a point (403.5),
          changes in level up to 1/2 in with a bevel (303)
DIN       DIN 18040-3: kerbs at crossings at most 3 cm, ramps up to 6 %, passages at least 0.90 m wide
ISO 7193  a wheelchair is at most 0.70 m wide; hands and steering ask for more
EN 12184  powered wheelchairs of class B, for some outdoor use: slopes of 6 degrees, kerbs of 50 mm
MUTCD     signals are timed for 3.5 ft/s (1.07 m/s); slower people are common where they are used
gait      people at home in their city walk at 0.8 m/s and more, those who only get about nearby at 0.4 to 0.8 (Perry et al., Stroke 1995)
PWS       visually impaired people walk more slowly than they would like to (Clark-Carter, Heyes and Howarth, Ergonomics 1986)
own       our own choice, to be tried with the people it is for
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

# As OpenStreetMap and docs/WALLS.md name them.
FIRM = ("asphalt", "concrete", "paving_stones", "wood", "metal", "other_paved")
ROLLED = (*FIRM, "compacted", "fine_gravel")
EVEN = (*ROLLED, "sett")
MARKED = ("signals", "marked")


class ProfileId(StrEnum):
    MANUAL_CHAIR = "manual_chair"
    POWER_CHAIR = "power_chair"
    WALKER = "walker"
    CANE = "cane"
    BLIND = "blind"
    LOW_VISION = "low_vision"
    LOW_STAMINA = "low_stamina"
    PRAM = "pram"
    NONE = "none"
    CUSTOM = "custom"


@dataclass(frozen=True)
class Profile:
    """None: no limit. Inclines in per cent, the steepest part counts; lengths in metres, speed in metres per second, unknown: strict or cautious."""

    id: ProfileId
    max_incline_up_pct: float | None = None
    max_incline_down_pct: float | None = None
    max_kerb_m: float | None = None
    min_width_m: float | None = None
    steps: bool = True
    escalators: bool = True
    lifts: bool = True
    surfaces: tuple[str, ...] | None = None
    smoothness: str | None = None
    crossings: tuple[str, ...] | None = None
    wheelchair: bool = False
    max_walk_m: float | None = None
    speed_mps: float = 1.2
    unknown: str = "cautious"
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)


def sourced(**sources: str) -> Mapping[str, str]:
    return MappingProxyType(sources)


PROFILES: Mapping[ProfileId, Profile] = MappingProxyType({
    profile.id: profile
    for profile in (
        Profile(
            ProfileId.MANUAL_CHAIR, max_incline_up_pct=6.0, max_incline_down_pct=6.0, max_kerb_m=0.03, min_width_m=0.9, steps=False, escalators=False,
            surfaces=FIRM, smoothness="intermediate", wheelchair=True, speed_mps=0.9,
            sources=sourced(max_incline_up_pct="DIN", max_incline_down_pct="DIN", max_kerb_m="DIN", min_width_m="DIN", surfaces="own",
                            smoothness="own", speed_mps="own"),
        ),
        Profile(
            ProfileId.POWER_CHAIR, max_incline_up_pct=10.0, max_incline_down_pct=10.0, max_kerb_m=0.05, min_width_m=0.9, steps=False,
            escalators=False, surfaces=EVEN, smoothness="bad", wheelchair=True, speed_mps=1.4,
            sources=sourced(max_incline_up_pct="EN 12184", max_incline_down_pct="EN 12184", max_kerb_m="EN 12184", min_width_m="DIN", surfaces="own",
                            smoothness="own", speed_mps="own"),
        ),
        Profile(
            ProfileId.WALKER, max_incline_up_pct=8.0, max_incline_down_pct=6.0, max_kerb_m=0.05, min_width_m=0.8, steps=False, escalators=False,
            surfaces=ROLLED, smoothness="intermediate", max_walk_m=1000.0, speed_mps=0.7,
            sources=sourced(max_incline_up_pct="ADA", max_incline_down_pct="own", max_kerb_m="own", min_width_m="ADA", surfaces="own",
                            smoothness="own", max_walk_m="own", speed_mps="gait"),
        ),
        Profile(
            ProfileId.CANE, max_incline_up_pct=12.0, max_incline_down_pct=10.0, max_kerb_m=0.16, escalators=False, max_walk_m=1500.0, speed_mps=0.8,
            sources=sourced(max_incline_up_pct="own", max_incline_down_pct="own", max_kerb_m="own", max_walk_m="own", speed_mps="gait"),
        ),
        Profile(ProfileId.BLIND, escalators=False, crossings=MARKED, speed_mps=1.0, sources=sourced(crossings="own", speed_mps="PWS")),
        Profile(ProfileId.LOW_VISION, crossings=MARKED, speed_mps=1.1, sources=sourced(crossings="own", speed_mps="PWS")),
        Profile(
            ProfileId.LOW_STAMINA, max_incline_up_pct=8.0, steps=False, max_walk_m=600.0, speed_mps=0.8,
            sources=sourced(max_incline_up_pct="ADA", steps="own", max_walk_m="own", speed_mps="gait"),
        ),
        Profile(
            ProfileId.PRAM, max_incline_up_pct=10.0, max_kerb_m=0.12, min_width_m=0.7, steps=False, escalators=False, surfaces=EVEN, smoothness="bad",
            speed_mps=1.1,
            sources=sourced(max_incline_up_pct="own", max_kerb_m="own", min_width_m="own", surfaces="own", smoothness="own", speed_mps="own"),
        ),
        Profile(ProfileId.NONE),
        Profile(ProfileId.CUSTOM),
    )
})  # fmt: skip
