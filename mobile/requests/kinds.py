"""What can be told to the city: its categories as it told of them last, and before it ever did what stands in the way on foot. Without Kivy."""

from contextlib import suppress

import msgspec

from backend.contract.bodies import CategoriesResponse, CategoryQuestion
from backend.contract.obstacles import ObstacleKind
from mobile.i18n import current
from mobile.screens.report.words import KINDS as OBSTACLES

K = ObstacleKind
# The category that each obstacle is told as, where the city has it; else the first of the city with that obstacle.
CODES = {
    K.PARKED_VEHICLE: "parked_in_way", K.SCOOTER_BIKE: "shared_vehicle", K.BINS: "bins", K.WORKS: "works", K.BLOCKED: "way_blocked",
    K.HOLE_OR_DAMAGE: "pothole", K.LIFT_BROKEN: "lift", K.KERB_RAMP_BLOCKED: "kerb_ramp_blocked", K.SURFACE_BAD: "broken_paving",
    K.VEGETATION: "overgrown", K.STEPS: "steps", K.ICE: "ice_road", K.FLOODING: "flooding", K.CROSSING_SIGNAL_SILENT: "signal_silent",
    K.OTHER: "other",
}  # fmt: skip
# What stands in for one that a city does not have.
INSTEAD = {K.BINS: K.BLOCKED, K.KERB_RAMP_BLOCKED: K.PARKED_VEHICLE, K.STEPS: K.OTHER}
# Those that are told most come first; a city without one of them shows its next.
USUAL = ("broken_paving", "pothole", "lift", "street_light", "way_blocked", "parked_in_way", "shared_vehicle", "litter")

# Told from the page of what was booked, by whoever booked it.
OF_BOOKINGS = ("blocked_space",)


class Question(msgspec.Struct, frozen=True):
    """Something a category asks. `values`: (code, words) to choose from, none for words of one's own."""

    code: str
    name: str
    required: bool
    values: tuple[tuple[str, str], ...] = ()


class Kind(msgspec.Struct, frozen=True):
    """`name` in the language of the app. `obstacle`: what stands in the way with it. `urgent`: a person answers within minutes.

    `emergency`: nothing for a form, somebody is in danger. `keywords`: how people call it.
    """

    code: str
    name: str
    icon: str
    obstacle: ObstacleKind | None = None
    group: str = ""
    keywords: tuple[str, ...] = ()
    urgent: bool = False
    emergency: bool = False
    questions: tuple[Question, ...] = ()


class Kinds:
    """Those of the city that is asked now, in the language in use; kept on the phone for where there is no network."""

    def __init__(self, session):
        self.session = session
        self._read: tuple[bytes, tuple[Kind, ...]] = (b"", ())

    @property
    def _name(self) -> str:
        return f"kinds of {self.session.settings.backend} in {current()}"

    def everything(self) -> tuple[Kind, ...]:
        """In the order of the city; those that are told most first."""
        raw = self.session.store.find_kept(self._name) or b""
        if raw != self._read[0]:
            with suppress(msgspec.MsgspecError):
                self._read = (raw, msgspec.json.decode(raw, type=tuple[Kind, ...]))
        return (self._read[1] if raw == self._read[0] else ()) or built_in()

    def offered(self) -> tuple[Kind, ...]:
        """Those that anybody can tell from here."""
        return tuple(kind for kind in self.everything() if kind.code not in OF_BOOKINGS)

    def keep(self, kinds: tuple[Kind, ...]) -> bool:
        """Whether they are others than before."""
        kinds = tuple(sorted(kinds, key=lambda kind: USUAL.index(kind.code) if kind.code in USUAL else len(USUAL)))
        if not kinds or kinds == self.everything():
            return False
        self.session.store.keep(self._name, msgspec.json.encode(kinds))
        return True

    def find(self, code: str) -> Kind | None:
        return next((kind for kind in self.everything() if kind.code == code), None)

    def named(self, code: str) -> Kind:
        """Also one that the city has no longer."""
        return self.find(code) or Kind(code, code.replace("_", " ").capitalize(), "bullhorn-outline")

    def of_obstacle(self, obstacle: ObstacleKind) -> Kind | None:
        """What an obstacle is told as."""
        named = self.find(CODES[obstacle])
        if named and named.obstacle is obstacle:
            return named
        found = next((kind for kind in self.everything() if kind.obstacle is obstacle), None)
        return found or named or (self.of_obstacle(INSTEAD[obstacle]) if obstacle in INSTEAD else None)


def kinds_of(told: CategoriesResponse) -> tuple[Kind, ...]:
    """An obstacle that this app does not know yet is told as any other thing."""
    groups = {group.code: group.name for group in told.groups}
    return tuple(
        Kind(
            one.code, one.name, one.icon, K(one.obstacle) if one.obstacle in set(K) else None, groups.get(one.group, ""), one.keywords, one.urgent,
            one.emergency, tuple(question_of(question) for question in one.attributes),
        )
        for one in told.categories
    )  # fmt: skip


def question_of(told: CategoryQuestion) -> Question:
    return Question(told.code, told.name, told.required, tuple((choice.code, choice.name) for choice in told.values))


def category_of(obstacle: ObstacleKind) -> str:
    """One that every city has that keeps ours."""
    return CODES[INSTEAD.get(obstacle, obstacle)]


def built_in() -> tuple[Kind, ...]:
    """Until a city has told of its own."""
    kinds = (Kind(CODES[kind], words(), icon, kind) for kind, (icon, words) in OBSTACLES.items() if kind not in INSTEAD)
    return tuple(kinds)
