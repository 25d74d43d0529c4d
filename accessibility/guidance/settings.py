"""Who is guided and how they want to hear it. Neither leaves the phone."""
from dataclasses import dataclass
from typing import Literal

Way = Literal["walk", "wheel", "cycle"]
FASTEST_MPS = {"walk": 3.0, "wheel": 4.0, "cycle": 12.0, "vehicle": 60.0}
FIRST_PACE_MPS = {"walk": 1.0, "wheel": 1.0, "cycle": 4.0}
PACE_RANGE_MPS = {"walk": (0.4, 2.0), "wheel": (0.4, 3.0), "cycle": (2.0, 8.0)}


@dataclass(frozen=True)
class Profile:
    """`None` is no limit. Wheels never hear of stairs as a way. `cautious`: what is unknown about a limit is said."""

    way: Way = "walk"
    aid: str = ""
    max_slope_pct: float | None = None
    max_kerb_cm: float | None = None
    width_cm: float | None = None
    cautious: bool = False

    @property
    def wheels(self) -> bool:
        return self.way == "wheel"


@dataclass(frozen=True)
class Settings:
    """`detail` 1 brief, 2 normal, 3 full. `step_m` is the measured length of the person's step, None before calibration.

    `speech_rate` is 1 at the normal rate of the voice. `loudspeaker`: the person chose to be spoken to without a headset.
    `help_number`: whom to call when the battery dies, as it is dialled. `offer_brief`: detail 1 may be offered on a way known by heart.
    `compass_words`: north and east instead of right and ahead, for who asked for them.
    """

    detail: Literal[1, 2, 3] = 2
    units: Literal["m", "ft"] = "m"
    clock_face: bool = False
    step_m: float | None = None
    reaction_s: float = 2.0
    pace_mps: float | None = None
    speech_rate: float = 1.0
    loudspeaker: bool = False
    beacon: bool = False
    help_number: str | None = None
    offer_brief: bool = True
    compass_words: bool = False

    def __post_init__(self):
        if not (1 <= self.reaction_s <= 4 and 0.5 <= self.speech_rate <= 5 and self.detail in (1, 2, 3)):
            raise ValueError("reaction is 1 to 4 s, speech rate 0.5 to 5, detail 1 to 3")
