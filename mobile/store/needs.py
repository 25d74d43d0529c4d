"""What a person needs. It is kept on this phone only: requests carry bare limits, and nothing here is ever logged."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import reduce

import msgspec

from accessibility.profiles import Profile, ProfileId
from accessibility.strictness import stricter, together
from backend.contract.limits import CrossingKind, Limits, Smoothness, Surface, Unknown
from backend.contract.trips import TripMode
from mobile.store.database import Store

NAME = "needs"
MOST_WALK_M = 100_000
SWITCHED = ("steps", "escalators", "lifts")
INCLINES = (2, 3, 4, 5, 6, 8, 10, 12)
# What leaves the phone is one of these: a value of one's own would tell people apart.
LADDER = {
    "max_incline_up_pct": INCLINES,
    "max_incline_down_pct": INCLINES,
    "max_kerb_m": (0, 0.02, 0.03, 0.05, 0.1, 0.2),
    "min_width_m": (0.7, 0.8, 0.9, 1.0, 1.2),
    "speed_mps": (0.4, 0.6, 0.8, 1.0, 1.2, 1.4),
}
LISTED = ("surfaces", "smoothness", "crossings", "wheelchair", "unknown")
LIMITS = (*LADDER, *SWITCHED, *LISTED)
KINDS = {one.name: one.type for one in msgspec.structs.fields(Limits) if one.name in LIMITS}
# Older versions asked only for wheels of any kind: all of them pass no steps and no escalators, more is not known.
WHEELS = {"steps": False, "escalators": False}
CHAIRS = (ProfileId.MANUAL_CHAIR, ProfileId.POWER_CHAIR)


def rung(name: str, value: float | None) -> float | None:
    """The next stricter value of the ladder; one that asks for more than all of them stands."""
    if value is None:
        return None
    at_least = name == "min_width_m"
    fit = [one for one in LADDER[name] if (one >= value if at_least else one <= value)]
    return (min(fit) if at_least else max(fit)) if fit else value


@dataclass(frozen=True, repr=False)
class Needs:
    """`changed` are values of the person over those of the profiles, by the name of the limit; without `max_walk_m` as far as needed.

    Whoever gets around in more than one way has `also`: of each value the stricter holds. `deaf`: what is told is also felt; no limit.
    """

    profile: ProfileId = ProfileId.NONE
    changed: Mapping[str, float | bool | str | tuple | None] = field(default_factory=dict)
    max_walk_m: int | None = None
    max_transfers: int = 3
    modes: tuple[TripMode, ...] = field(default=(TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND))
    also: tuple[ProfileId, ...] = ()
    deaf: bool = False

    def __repr__(self) -> str:
        return "Needs(not shown)"  # so that no log and no traceback tells them

    @property
    def profiles(self) -> tuple[ProfileId, ...]:
        return (self.profile, *self.also)

    @property
    def base(self) -> Profile:
        """What the profiles ask for before anything was changed."""
        return together(self.profiles)

    @property
    def moves(self) -> str:
        """Walk or roll: how a way on foot is named and drawn."""
        rolls = any(one in CHAIRS for one in self.profiles) or (self.profiles == (ProfileId.CUSTOM,) and WHEELS.items() <= self.changed.items())
        return "roll" if rolls else "walk"

    def limit(self, name: str):
        """The value that holds: of the person, else of the profiles; numbers as they are asked for. Without limits nothing is changed."""
        own = name in self.changed and self.profile is not ProfileId.NONE
        value = self.changed[name] if own else getattr(self.base, name)
        return rung(name, value) if name in LADDER else value


def limits_of(needs: Needs) -> Limits | None:
    """The bare limits, without a word about who it is; None where nothing is asked for."""
    if needs.profile is ProfileId.NONE:
        return None
    values = {name: needs.limit(name) for name in LIMITS}
    limits = Limits(
        **{name: values[name] for name in (*LADDER, *SWITCHED) if name != "speed_mps"},
        surfaces=tuple(map(Surface, values["surfaces"])) if values["surfaces"] else None,
        smoothness=Smoothness(values["smoothness"]) if values["smoothness"] else None,
        crossings=tuple(map(CrossingKind, values["crossings"])) if values["crossings"] else None,
        wheelchair=values["wheelchair"],
        speed_m_s=values["speed_mps"],
        unknown=Unknown(values["unknown"]),
    )
    return None if limits == Limits(unknown=limits.unknown) else limits


def of_all(travelling: Sequence[Needs]) -> Needs:
    """What holds when these travel together: of each limit the stricter, and only ways that all of them allow, else those of the first."""
    if len(travelling) == 1:
        return travelling[0]
    first = travelling[0]
    profiles = tuple(dict.fromkeys(one for needs in travelling for one in needs.profiles if one is not ProfileId.NONE)) or (ProfileId.NONE,)
    changed = {name: reduce(lambda one, other, name=name: stricter(name, one, other), (needs.limit(name) for needs in travelling)) for name in LIMITS}
    return Needs(
        profile=profiles[0],
        also=profiles[1:],
        changed=changed if profiles != (ProfileId.NONE,) else {},
        max_walk_m=min((needs.max_walk_m for needs in travelling if needs.max_walk_m is not None), default=None),
        max_transfers=min(needs.max_transfers for needs in travelling),
        modes=tuple(mode for mode in first.modes if all(mode in needs.modes for needs in travelling)) or first.modes,
        deaf=any(needs.deaf for needs in travelling),
    )


def load_needs(store: Store) -> Needs:
    """What was kept; values that make no sense are as at first."""
    raw = store.find_kept(NAME)
    try:
        return read_needs(msgspec.json.decode(raw, type=dict) if raw else {})
    except msgspec.MsgspecError:
        return Needs()


def read_needs(kept: dict) -> Needs:
    """Needs as they were written, each value that makes no sense as at first."""
    first = Needs()
    profile, changed = who(kept)
    walk, transfers = kept.get("max_walk_m"), kept.get("max_transfers")
    return Needs(
        profile=profile,
        changed=changed,
        max_walk_m=walk if type(walk) is int and 0 <= walk <= MOST_WALK_M else None,
        max_transfers=transfers if type(transfers) is int and 0 <= transfers <= 6 else first.max_transfers,
        modes=tuple(mode for mode in TripMode if mode.value in listed(kept, "modes")) or first.modes,
        also=tuple(one for one in ProfileId if one.value in listed(kept, "also") and one not in (profile, ProfileId.NONE)),
        deaf=kept.get("deaf") is True,
    )


def listed(kept: dict, name: str) -> list:
    return kept[name] if isinstance(kept.get(name), list) else []


def who(kept: dict) -> tuple[ProfileId, dict]:
    """The profile and the changed values that were kept, by this version or one that knew only wheels."""
    if "profile" not in kept and kept.get("moves") == "roll":
        return ProfileId.CUSTOM, dict(WHEELS)
    name, changed = kept.get("profile"), kept.get("changed")
    profile = next((one for one in ProfileId if one.value == name), ProfileId.NONE)
    return profile, sensible(changed) if isinstance(changed, dict) else {}


def sensible(changed: dict) -> dict:
    """Those values that a limit can have, as the limit has them."""
    found = {}
    for name, value in changed.items():
        try:
            found[name] = msgspec.convert(value, KINDS[name])
        except (KeyError, msgspec.ValidationError):
            continue
    return found


def save_needs(store: Store, needs: Needs) -> None:
    store.keep(NAME, msgspec.json.encode(asdict(needs)))
