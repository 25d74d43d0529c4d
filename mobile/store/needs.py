"""What a person needs. It is kept on this phone only: requests carry bare limits, and nothing here is ever logged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import msgspec

from accessibility.profiles import PROFILES, ProfileId
from backend.contract.limits import CrossingKind, Limits, Smoothness, Surface, Unknown
from backend.contract.trips import TripMode
from mobile.store.database import Store

NAME = "needs"
MOST_WALK_M = 100_000
MOST = {"max_incline_up_pct": 100, "max_incline_down_pct": 100, "max_kerb_m": 1, "min_width_m": 5}
SWITCHED = ("steps", "escalators", "lifts")
# Older versions asked only for wheels of any kind: all of them pass no steps and no escalators, more is not known.
WHEELS = {"steps": False, "escalators": False}
CHAIRS = (ProfileId.MANUAL_CHAIR, ProfileId.POWER_CHAIR)


@dataclass(frozen=True, repr=False)
class Needs:
    """`changed` are values of the person over those of the profile, by the name of the limit; without `max_walk_m` as far as needed."""

    profile: ProfileId = ProfileId.NONE
    changed: Mapping[str, float | bool | str | None] = field(default_factory=dict)
    max_walk_m: int | None = None
    max_transfers: int = 3
    modes: tuple[TripMode, ...] = field(default=(TripMode.WALK, TripMode.TRANSIT))

    def __repr__(self) -> str:
        return "Needs(not shown)"  # so that no log and no traceback tells them

    @property
    def moves(self) -> str:
        """Walk or roll: how a way on foot is named and drawn."""
        rolls = self.profile in CHAIRS or (self.profile is ProfileId.CUSTOM and WHEELS.items() <= self.changed.items())
        return "roll" if rolls else "walk"

    def limit(self, name: str):
        """The value that holds: of the person, else of the profile."""
        return self.changed[name] if name in self.changed else getattr(PROFILES[self.profile], name)


def limits_of(needs: Needs) -> Limits | None:
    """The bare limits, without a word about who it is; None where nothing is asked for."""
    if needs.profile is ProfileId.NONE:
        return None
    profile = PROFILES[needs.profile]
    limits = Limits(
        **{name: needs.limit(name) for name in (*MOST, *SWITCHED)},
        surfaces=tuple(map(Surface, profile.surfaces)) if profile.surfaces else None,
        smoothness=Smoothness(profile.smoothness) if profile.smoothness else None,
        crossings=tuple(map(CrossingKind, profile.crossings)) if profile.crossings else None,
        wheelchair=profile.wheelchair,
        speed_m_s=profile.speed_mps,
        unknown=Unknown(needs.limit("unknown")),
    )
    return None if limits == Limits(unknown=limits.unknown) else limits


def load_needs(store: Store) -> Needs:
    """What was kept; values that make no sense are as at first."""
    raw = store.find_kept(NAME)
    try:
        kept = msgspec.json.decode(raw, type=dict) if raw else {}
    except msgspec.MsgspecError:
        kept = {}
    first = Needs()
    profile, changed = who(kept)
    walk, transfers = kept.get("max_walk_m"), kept.get("max_transfers")
    named = kept.get("modes") if isinstance(kept.get("modes"), list) else []
    modes = tuple(mode for mode in TripMode if mode.value in named)
    return Needs(
        profile=profile,
        changed=changed,
        max_walk_m=walk if type(walk) is int and 0 <= walk <= MOST_WALK_M else None,
        max_transfers=transfers if type(transfers) is int and 0 <= transfers <= 6 else first.max_transfers,
        modes=modes or first.modes,
    )


def who(kept: dict) -> tuple[ProfileId, dict]:
    """The profile and the changed values that were kept, by this version or one that knew only wheels."""
    if "profile" not in kept and kept.get("moves") == "roll":
        return ProfileId.CUSTOM, dict(WHEELS)
    name, changed = kept.get("profile"), kept.get("changed")
    profile = next((one for one in ProfileId if one.value == name), ProfileId.NONE)
    return profile, {key: value for key, value in changed.items() if sensible(key, value)} if isinstance(changed, dict) else {}


def sensible(name: str, value) -> bool:
    if name in SWITCHED:
        return type(value) is bool
    if name == "unknown":
        return value in ("strict", "cautious")
    return name in MOST and (value is None or (type(value) in (int, float) and 0 <= value <= MOST[name]))


def save_needs(store: Store, needs: Needs) -> None:
    store.keep(NAME, msgspec.json.encode(asdict(needs)))
