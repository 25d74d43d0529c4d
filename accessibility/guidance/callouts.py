"""All that guidance says, as a table: how urgent, when it may sound, how often, with which sound and pulse, and how it takes a poor position.

Kinds: A assertive, P polite, M ambient, U the answer to a question. Cuts: c cuts what is less urgent, n comes next, q waits, s only into silence.
"""
from typing import Literal, NamedTuple

Kind = Literal["A", "U", "P", "M"]
ORDER = {"A": 0, "U": 1, "P": 2, "M": 3}
LIFE_S = {"A": 10.0, "P": 20.0, "M": 5.0, "U": 30.0}
FEED_LIFE_S = 60.0
LEFT, RIGHT = "short-long", "long-short"  # pulses of a turn to the left, to the right


class Callout(NamedTuple):
    """`cooldown_s` None: once per feature and pass. `level`: the least detail at which it has words. `rank`: which of its kind goes
    first, lowest first.

    `quiet`: whether its words stay when quiet is on. `life_s`: how long it may wait. Haptics: 1, 2 short; L long; turn is left or right.
    """

    kind: Kind
    cut: Literal["c", "n", "q", "s"]
    cooldown_s: float | None
    sound: str
    haptic: str
    accuracy: Literal["D", "T", "K", "H", "X", "0"]
    level: int = 2
    rank: int = 9
    quiet: bool = False
    life_s: float | None = None
    feed: bool = False  # news of the city or of the trip: lives longer and moves no crossing

    @property
    def lives_s(self) -> float:
        return self.life_s or (FEED_LIFE_S if self.feed else LIFE_S[self.kind])


CALLOUTS: dict[str, Callout] = {
    "trip_start": Callout("P", "q", None, "up", "1", "D", level=1),
    "face_start": Callout("P", "q", 30, "tick", "turn", "X"),
    "on_line": Callout("M", "s", 10, "up", "1", "X", level=3),
    "turn_prep": Callout("P", "n", None, "tick", "turn", "T"),
    "turn_near": Callout("A", "c", None, "tick", "turn", "T", level=1, rank=3, life_s=4),
    "turn_pair": Callout("A", "c", None, "tick", "turn", "T", level=1, rank=3, life_s=4),
    "turn_zone": Callout("P", "n", None, "fog", "2", "T", level=1),
    "turn_unsure": Callout("P", "q", 60, "fog", "2", "T"),
    "turn_check": Callout("P", "n", None, "down", "2", "T"),
    "turn_done": Callout("P", "q", None, "up", "1", "D"),
    "progress": Callout("M", "s", 45, "", "", "D"),
    "area_enter": Callout("P", "q", None, "tick", "1", "X"),
    "path_change": Callout("P", "q", None, "tick", "1", "D"),
    "hazard_ahead": Callout("A", "c", None, "wood", "LLL", "H", level=1, rank=0, quiet=True),
    "hazard_maybe": Callout("P", "n", None, "wood", "2", "H", level=1),
    "cross_ahead": Callout("P", "n", None, "bell", "1", "K", level=1, quiet=True),
    "cross_near": Callout("A", "c", None, "bell", "2", "K", level=1, rank=1, quiet=True),
    "cross_plain": Callout("A", "c", None, "bell", "2", "K", level=1, rank=1, quiet=True),
    "cross_unknown": Callout("A", "c", None, "bell", "2", "K", level=1, rank=1, quiet=True),
    "cycle_cross": Callout("A", "n", None, "bell", "1", "K", level=1, rank=1, quiet=True),
    "tracks_cross": Callout("A", "c", None, "bell", "L", "K", level=1, rank=1, quiet=True),
    "cross_past": Callout("P", "q", None, "up", "1", "D", level=1),
    "cross_more": Callout("U", "c", 0, "", "", "K", level=1, quiet=True),
    "where_am_i": Callout("U", "c", 0, "tick", "1", "D", level=1, quiet=True),
    "around_me": Callout("U", "c", 0, "tick", "1", "D", level=1, quiet=True),
    "stairs_ahead": Callout("P", "n", None, "level", "1", "D"),
    "stairs_near": Callout("A", "c", None, "level", "L", "H", level=1, rank=0, quiet=True),
    "lift_ahead": Callout("P", "q", None, "level", "1", "D"),
    "lift_out": Callout("A", "n", 300, "level", "LLL", "0", level=1, quiet=True, feed=True),
    "station_enter": Callout("P", "q", None, "tick", "1", "D"),
    "platform_on": Callout("A", "n", None, "wood", "L", "0", level=1, quiet=True),
    "platform_changed": Callout("A", "n", None, "chime", "LL", "0", level=1, feed=True),
    "code_seen": Callout("U", "n", 2, "tick", "1", "0", level=1, quiet=True),
    "stop_near": Callout("P", "q", None, "up", "1", "D"),
    "due_in": Callout("P", "q", 60, "chime", "1", "0"),
    "due_late": Callout("P", "q", 120, "chime", "1", "0"),
    "arriving": Callout("A", "c", None, "chime", "LL", "0", level=1, rank=6),
    "other_vehicle": Callout("P", "n", 30, "chime", "1", "0"),
    "cancelled": Callout("A", "n", None, "down", "LLL", "0", level=1, quiet=True, feed=True),
    "board_here": Callout("P", "n", None, "", "", "0"),
    "aboard_ok": Callout("P", "q", None, "up", "1", "0"),
    "aboard_wrong": Callout("A", "n", 120, "down", "2", "0", level=1),
    "alight_prep": Callout("P", "n", None, "gong", "1", "0", level=1),
    "alight_next": Callout("A", "c", None, "gong", "LLL", "0", level=1, rank=5, quiet=True),
    "alight_here": Callout("A", "c", None, "gong", "LLL", "0", level=1, rank=4, quiet=True),
    "alight_missed": Callout("A", "n", None, "down", "LLL", "0", level=1, quiet=True),
    "change_risk": Callout("P", "n", 120, "down", "1", "0", level=1, feed=True),
    "arrive_soon": Callout("P", "q", None, "up", "1", "D", level=1),
    "arrive_last": Callout("P", "n", None, "up", "2", "D", level=1, quiet=True),
    "arrived": Callout("P", "q", None, "end", "2", "0", level=1, quiet=True),
    "park_bay": Callout("P", "q", None, "tick", "1", "D", level=1),
    "cycle_turn": Callout("P", "n", None, "tick", "turn", "T", level=1),
    "cycle_near": Callout("P", "n", None, "tick", "turn", "T", level=1, quiet=True, life_s=4),
    "dismount": Callout("A", "n", None, "wood", "L", "D", level=1, quiet=True),
    "grade_ahead": Callout("P", "n", None, "level", "1", "D"),
    "steep_down": Callout("A", "n", None, "level", "L", "D", level=1, rank=7, quiet=True),
    "crossfall_ahead": Callout("P", "n", None, "level", "2", "D"),
    "kerb_ahead": Callout("P", "n", None, "wood", "1", "D"),
    "surface_ahead": Callout("P", "q", None, "tick", "2", "D"),
    "narrow_ahead": Callout("P", "n", None, "tick", "2", "D"),
    "unknown_ahead": Callout("P", "q", None, "fog", "1", "D"),
    "limit_block": Callout("A", "c", None, "wood", "LLL", "H", level=1, rank=0, quiet=True),
    "off_route": Callout("P", "n", 30, "down", "2", "D", level=1),
    "wrong_way": Callout("P", "n", 30, "down", "2", "X", level=1),
    "back_on": Callout("M", "s", 10, "up", "1", "X", level=1),
    "rerouted": Callout("P", "n", 20, "tick", "2", "D", level=1),
    "gps_poor": Callout("P", "q", 120, "fog", "2", "0"),
    "gps_lost": Callout("P", "n", 60, "fog", "L", "0", level=1),
    "gps_back": Callout("P", "q", 30, "fog", "1", "D", level=1),
    "battery_low": Callout("P", "q", None, "down", "1", "0", level=1),
    "after_call": Callout("P", "n", None, "tick", "1", "0", level=1, rank=0),
    "offline": Callout("P", "q", 600, "fog", "1", "0"),
    "area_alert": Callout("A", "c", None, "wood", "LLL", "0", level=1, rank=2, feed=True),
    "bike_rack": Callout("P", "q", None, "tick", "1", "D", level=1, quiet=True),
    "more": Callout("U", "c", 0, "", "", "0", level=1, quiet=True),
    "repeat": Callout("U", "c", 0, "", "", "0", level=1, quiet=True),
    "quieter": Callout("U", "c", 0, "tick", "", "0", level=1, quiet=True),
}

EARLIER = {  # what is not said any more of the same thing once this was
    **dict.fromkeys(("turn_near", "turn_pair", "turn_done"), ("turn_prep", "turn_zone", "turn_near", "turn_pair")),
    **dict.fromkeys(("cross_near", "cross_plain", "cross_unknown", "cross_past"), ("cross_ahead",)),
    "turn_zone": ("turn_prep",), "stairs_near": ("stairs_ahead",), "arrive_last": ("arrive_soon",), "alight_next": ("alight_prep",),
    "alight_here": ("alight_prep", "alight_next"), "alight_missed": ("alight_prep", "alight_next", "alight_here"),
}  # fmt: skip
GUARDED = ("alight_next", "alight_here", "hazard_ahead")  # vibrate fully when nothing may be heard
KERB_CUES = ("cross_near", "cross_plain", "cross_unknown", "tracks_cross")
ENDS_BEFORE_M = dict.fromkeys(KERB_CUES, 3.0)
ROOMY = {"en": 1.0, "de": 1.3, "es": 1.2, "ko": 0.6}  # letters a language needs for the same matter
MOST_LETTERS = {"A": 60, "P": 120, "M": 60, "U": 240}  # of English; of A up to the first pause

