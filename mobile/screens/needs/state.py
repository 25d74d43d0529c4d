"""My needs: what each row says, and what a tap or a step makes of them. They stay on this phone."""

from dataclasses import dataclass, replace

from accessibility.profiles import FIRM, MARKED, ProfileId
from accessibility.strictness import stricter, together
from backend.contract.trips import TripMode
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.needs.words import length, length_spoken, percent
from mobile.store.needs import INCLINES, LADDER, Needs

WALKS_M = (200, 400, 600, 800, 1000, 1500, 2000, 3000, 5000, None)
MOST_CHANGES = 6
WHO = {
    ProfileId.NONE: ("walk", lambda: tr("On foot, without limits")),
    ProfileId.MANUAL_CHAIR: ("wheelchair-accessibility", lambda: tr("Wheelchair, by hand")),
    ProfileId.POWER_CHAIR: ("human-wheelchair", lambda: tr("Wheelchair, with a motor")),
    ProfileId.WALKER: ("human-walker", lambda: tr("Walker")),
    ProfileId.CANE: ("human-cane", lambda: tr("Cane, or walking slowly")),
    ProfileId.LOW_STAMINA: ("battery-30", lambda: tr("Short distances only")),
    ProfileId.BLIND: ("human-white-cane", lambda: tr("Blind")),
    ProfileId.LOW_VISION: ("eye-outline", lambda: tr("Seeing little")),
    ProfileId.PRAM: ("baby-carriage", lambda: tr("Pram or heavy bags")),
    ProfileId.CUSTOM: ("tune-variant", lambda: tr("My own limits")),
}
# Limit: name, the values it can be stepped to, from the one that asks for most; None: no limit.
STEPS = {
    "max_incline_up_pct": (lambda: tr("Uphill at most"), (*INCLINES, None)),
    "max_incline_down_pct": (lambda: tr("Downhill at most"), (*INCLINES, None)),
    "max_kerb_m": (lambda: tr("Kerbs at most"), (*LADDER["max_kerb_m"], None)),
    "min_width_m": (lambda: tr("Ways at least this wide"), (None, *LADDER["min_width_m"])),
}
# limit: icon, words, what it means, its value when the switch is on and when it is off
SWITCHES = {
    "steps": ("stairs", lambda: tr("No steps"), lambda: "", False, True),
    "escalators": ("escalator", lambda: tr("No escalators"), lambda: "", False, True),
    "lifts": ("elevator-passenger", lambda: tr("No lifts"), lambda: "", False, True),
    "surfaces": ("road-variant", lambda: tr("Only firm, even ground"), lambda: tr("No gravel, grass or broken paving"), FIRM, None),
    "crossings": ("traffic-light", lambda: tr("Only crossings with signals or marks"), lambda: "", MARKED, None),
    "unknown": (
        "help-circle-outline",
        lambda: tr("Only where everything is known"),
        lambda: tr("When off, ways with gaps are shown too, and each gap is told"),
        "strict",
        "cautious",
    ),
}
EVEN = "intermediate"  # how even firm ground has to be where the profile does not say


@dataclass(frozen=True)
class NeedsState:
    """`steps`: (limit, name, value, spoken); `switches`: (limit, icon, words, meaning, on); both empty for whoever has no limits, unless `every`."""

    walk: str
    walk_spoken: str
    changes: str
    steps: tuple[tuple[str, str, str, str], ...]
    switches: tuple[tuple[str, str, str, str, bool], ...]
    also: str
    promise: str


def state_of(needs: Needs, units: str, every: bool = False) -> NeedsState:
    far = tr("as far as needed")
    limit, limited = needs.max_walk_m, every or needs.profile is not ProfileId.NONE
    return NeedsState(
        walk=far if limit is None else write.distance(limit, units),
        walk_spoken=far if limit is None else say.distance(limit, units),
        changes=str(needs.max_transfers),
        steps=tuple((name, words(), *value_words(name, needs.limit(name), units)) for name, (words, _) in STEPS.items()) if limited else (),
        switches=tuple((name, one[0], one[1](), one[2](), is_on(needs, name)) for name, one in SWITCHES.items()) if limited else (),
        also=tr("Only stops and vehicles that are fit for wheelchairs.") if needs.limit("wheelchair") else "",
        promise=tr("Stays on this phone. The city service only gets limits such as no steps or 800 m, never the reason."),
    )


def value_words(name: str, value: float | None, units: str) -> tuple[str, str]:
    """Written and spoken."""
    if value is None:
        return tr("any"), tr("any")
    if name.endswith("_pct"):
        return percent(value), percent(value)
    return length(value, units), length_spoken(value, units)


def is_on(needs: Needs, name: str) -> bool:
    """Some of a list counts as on: it leaves something out."""
    return needs.limit(name) is not None if SWITCHES[name][4] is None else needs.limit(name) == SWITCHES[name][3]


def toggle_way(needs: Needs, profile: ProfileId) -> Needs:
    """One more way of getting around, or one less; NONE is without limits.

    What the person has changed stays as far as the new one allows it, and how far they walk is that of the profiles unless they have set that.
    """
    had = needs.profiles
    left = tuple(one for one in had if one not in (profile, ProfileId.NONE))
    profiles = (ProfileId.NONE,) if profile is ProfileId.NONE else left if profile in had else (*left, profile)
    profiles = profiles or (ProfileId.NONE,)
    base, before = together(profiles), needs.base
    changed = {} if profiles == (ProfileId.NONE,) else {name: value for name, value in needs.changed.items() if keeps(name, value, base, before)}
    walk = base.max_walk_m if needs.max_walk_m == before.max_walk_m else needs.max_walk_m
    return replace(needs, profile=profiles[0], also=profiles[1:], changed=changed, max_walk_m=None if walk is None else int(walk))


def keeps(name: str, value, base, before) -> bool:
    """A value that was loosened goes where somebody who asks for more comes along."""
    asked = getattr(base, name)
    return asked == getattr(before, name) or stricter(name, value, asked) == value


def step_limit(needs: Needs, name: str, way: int) -> Needs:
    """To the next smaller (-1) or larger (1) value; one between two counts as the nearer."""
    values, value = STEPS[name][1], needs.limit(name)
    known = [place for place, one in enumerate(values) if one is not None]
    at = values.index(None) if value is None else min(known, key=lambda place: abs(values[place] - value))
    return change(needs, name, values[min(len(values) - 1, max(0, at + way))])


def switch(needs: Needs, name: str) -> Needs:
    """On or off; how even the ground has to be goes with how firm."""
    *_, on, off = SWITCHES[name]
    was_on = is_on(needs, name)
    if name == "surfaces":
        needs = change(needs, "smoothness", None if was_on else needs.base.smoothness or EVEN)
        on = needs.base.surfaces or on
    elif name == "crossings":
        on = needs.base.crossings or on
    return change(needs, name, off if was_on else on)


def change(needs: Needs, name: str, value) -> Needs:
    """Whoever had no limits has their own from now on."""
    profile = ProfileId.CUSTOM if needs.profile is ProfileId.NONE else needs.profile
    return replace(needs, profile=profile, changed={**needs.changed, name: value})


def step_walk(needs: Needs, way: int) -> Needs:
    """To the next shorter (-1) or longer (1) limit; a limit between two counts as the nearer one."""
    if needs.max_walk_m is None:
        at = len(WALKS_M) - 1
    else:
        at = min(range(len(WALKS_M) - 1), key=lambda place: abs(WALKS_M[place] - needs.max_walk_m))
    return replace(needs, max_walk_m=WALKS_M[min(len(WALKS_M) - 1, max(0, at + way))])


def step_changes(needs: Needs, way: int) -> Needs:
    return replace(needs, max_transfers=min(MOST_CHANGES, max(0, needs.max_transfers + way)))


def toggle(needs: Needs, mode: TripMode) -> tuple[Needs, str]:
    """The needs without or with `mode`; as they were, and why, where it was the last one: without any nothing could be found."""
    modes = tuple(m for m in TripMode if (m in needs.modes) != (m is mode))
    return (replace(needs, modes=modes), "") if modes else (needs, tr("One way has to stay on."))
