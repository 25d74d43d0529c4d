"""My needs: what each row says, and what a tap or a step makes of them. They stay on this phone."""

from dataclasses import dataclass, replace

from accessibility.profiles import PROFILES, ProfileId
from backend.contract.trips import TripMode
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.needs.words import length, length_spoken, percent
from mobile.store.needs import Needs

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
    "max_incline_up_pct": (lambda: tr("Uphill at most"), (3, 4, 5, 6, 8, 10, 12, 15, None)),
    "max_incline_down_pct": (lambda: tr("Downhill at most"), (3, 4, 5, 6, 8, 10, 12, 15, None)),
    "max_kerb_m": (lambda: tr("Kerbs at most"), (0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.16, None)),
    "min_width_m": (lambda: tr("Ways at least this wide"), (None, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5)),
}
SWITCHES = {  # limit: icon, words, its value when the switch is on
    "steps": ("stairs", lambda: tr("No steps"), False),
    "lifts": ("elevator-passenger", lambda: tr("No lifts"), False),
    "unknown": ("help-circle-outline", lambda: tr("Only where everything is known"), "strict"),
}


@dataclass(frozen=True)
class NeedsState:
    """`steps`: (limit, name, value, spoken); `switches`: (limit, icon, words, on); both empty for whoever has no limits. `also`: what else holds."""

    walk: str
    walk_spoken: str
    changes: str
    steps: tuple[tuple[str, str, str, str], ...]
    switches: tuple[tuple[str, str, str, bool], ...]
    also: str
    promise: str


def state_of(needs: Needs, units: str) -> NeedsState:
    far = tr("as far as needed")
    limit, limited = needs.max_walk_m, needs.profile is not ProfileId.NONE
    return NeedsState(
        walk=far if limit is None else write.distance(limit, units),
        walk_spoken=far if limit is None else say.distance(limit, units),
        changes=str(needs.max_transfers),
        steps=tuple((name, words(), *value_words(name, needs.limit(name), units)) for name, (words, _) in STEPS.items()) if limited else (),
        switches=tuple((name, icon, words(), needs.limit(name) == on) for name, (icon, words, on) in SWITCHES.items()) if limited else (),
        also=also_words(needs),
        promise=tr("Stays on this phone. The city service only gets limits such as no steps or 800 m, never the reason."),
    )


def value_words(name: str, value: float | None, units: str) -> tuple[str, str]:
    """Written and spoken."""
    if value is None:
        return tr("any"), tr("any")
    if name.endswith("_pct"):
        return percent(value), percent(value)
    return length(value, units), length_spoken(value, units)


def also_words(needs: Needs) -> str:
    """What a profile holds beside the values that can be changed."""
    profile = PROFILES[needs.profile]
    held = (
        (not needs.limit("escalators"), lambda: tr("No escalators.")),
        (profile.surfaces, lambda: tr("Only firm ground.")),
        (profile.crossings, lambda: tr("Only crossings with signals or marks.")),
        (profile.wheelchair, lambda: tr("Only stops and vehicles that are fit for wheelchairs.")),
    )
    return " ".join(words() for holds, words in held if holds)


def choose(needs: Needs, profile: ProfileId) -> Needs:
    """Somebody else travels: their values, and how far they walk unless the person has set that."""
    if profile is needs.profile:
        return needs
    walk = PROFILES[profile].max_walk_m if needs.max_walk_m == PROFILES[needs.profile].max_walk_m else needs.max_walk_m
    return replace(needs, profile=profile, changed={}, max_walk_m=None if walk is None else int(walk))


def step_limit(needs: Needs, name: str, way: int) -> Needs:
    """To the next smaller (-1) or larger (1) value; one between two counts as the nearer."""
    values, value = STEPS[name][1], needs.limit(name)
    known = [place for place, one in enumerate(values) if one is not None]
    at = values.index(None) if value is None else min(known, key=lambda place: abs(values[place] - value))
    return change(needs, name, values[min(len(values) - 1, max(0, at + way))])


def switch(needs: Needs, name: str) -> Needs:
    on = SWITCHES[name][2]
    off = True if on is False else "cautious"
    return change(needs, name, off if needs.limit(name) == on else on)


def change(needs: Needs, name: str, value) -> Needs:
    return replace(needs, changed={**needs.changed, name: value})


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
