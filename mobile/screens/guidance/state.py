"""Guidance: the one thing to do, how far it is and how sure that is, written and spoken. Without Kivy.

Words about the way are those of guidance itself, so that screen and voice never say two things.
"""

from dataclasses import dataclass, replace

from accessibility.guidance.behaviours.turns import turn_slots
from accessibility.guidance.features import Turn
from accessibility.guidance.scene import Scene
from accessibility.guidance.words.rounding import FEET_PER_METRE, FEET_PER_MILE, rounded
from accessibility.guidance.words.tongue import Tongue
from accessibility.guidance.words.values import Length, LineName
from mobile.guiding.led import Led
from mobile.i18n import tr
from mobile.i18n.written import number
from mobile.screens.guidance.sentences import capital, fact_of, feature_at, stops_words
from mobile.screens.underway.state import UnderwayState

LED, RIDING, WAITING, LOST, OFF, SEEKING, ENDED = "led", "riding", "waiting", "lost", "off", "seeking", "ended"
WARN_M = 15.0  # worse than that the tag warns
NO_ARROW_M = 25.0
ARROWS = {
    "left": "arrow-left-top", "right": "arrow-right-top", "slight_left": "arrow-top-left", "slight_right": "arrow-top-right",
    "sharp_left": "arrow-left-bottom", "sharp_right": "arrow-right-bottom", "keep_left": "arrow-top-left", "keep_right": "arrow-top-right",
    "straight": "arrow-up", "around": "arrow-u-down-left",
}  # fmt: skip
THINGS = {
    "turn": "arrow-up", "crossing": "walk", "stairs": "stairs", "lift": "elevator", "door": "door", "gate": "gate", "escalator": "escalator",
    "tracks": "tram", "stop": "bus-stop", "place": "flag-checkered",
}  # fmt: skip
UNSURE, SIGNAL, AWAY = "map-marker-question-outline", "crosshairs-question", "directions-fork"


@dataclass(frozen=True)
class PositionTag:
    """How sure the phone is of where it is. `short` where there is little room."""

    icon: str
    short: str
    text: str
    warns: bool
    spoken: str


@dataclass(frozen=True)
class GuidanceState:
    """`icon` is "" where no arrow may be shown. `done`, `many`: how many of the things on this walk are behind, of how many.

    `last` is what was told last, `goal` what one goes to now.
    """

    phase: str
    icon: str
    distance: str
    instruction: str
    fact: str
    then: str
    spoken: str
    tag: PositionTag
    goal: str
    done: int
    many: int
    last: str
    my_stop: str  # below the words of the button

    def still(self) -> "GuidanceState":
        """Without what changes with each step: drawn anew only when something else has changed."""
        return replace(self, distance="", then="", spoken="", tag=replace(self.tag, short="", text="", spoken=""), last="", my_stop="")


def state_of(led: Led, underway: UnderwayState | None, looks: bool = False) -> GuidanceState:
    """`looks`: another way is being looked for."""
    scene = led.scene
    panel = _panel(led, underway, looks)
    phase, icon, distance, instruction, fact, then = panel
    done, many = progress_of(scene)
    spoken = ". ".join(part.rstrip(".") for part in (distance, instruction, fact, then) if part)
    return GuidanceState(
        phase, icon, distance, instruction, fact, then, spoken, tag_of(scene), goal_of(scene), done, many, led.last.text if led.last else "",
        stop_detail(scene, underway),
    )  # fmt: skip


Panel = tuple[str, str, str, str, str, str]  # phase, icon, distance, instruction, fact, then


def _panel(led: Led, underway: UnderwayState | None, looks: bool) -> Panel:
    scene = led.scene
    tongue = scene.tongue()
    if led.arrived or led.guide.over:
        return ENDED, "flag-checkered", "", led.last.text if led.arrived and led.last else tr("Guidance has ended."), "", ""
    phase = scene.boarding.phase
    if phase != "walking" and underway is not None:
        return _ride(scene, underway, RIDING if phase == "aboard" else WAITING)
    if scene.tracker.fix_s is None:
        return SEEKING, SIGNAL, "", tr("Looking for your position"), tr("Stand in the open, or begin to walk."), ""
    if scene.band == "D":
        return LOST, SIGNAL, "", tongue.sentence("gps_lost", _lost(scene)), "", ""
    if scene.progress.off:
        then = tr("New way in a moment.") if looks else ""
        return OFF, AWAY, "", tongue.sentence("off_route.street", {"street": scene.way}), "", then
    return _ahead(scene, tongue)


def _lost(scene: Scene) -> dict:
    return {"street": scene.way}


def _ride(scene: Scene, underway: UnderwayState, phase: str) -> Panel:
    """In the vehicle, and waiting for it: what the trip in progress counts down to."""
    hints = [words for _, words in underway.hints if words]
    stops = stops_words(scene) if phase == RIDING else ""
    return phase, underway.icon, underway.countdown, underway.action, stops or (hints[0] if hints else ""), ""


def _ahead(scene: Scene, tongue: Tongue) -> Panel:
    coming = scene.next_event()
    metres = coming.s_m - scene.s_m
    feature = feature_at(scene, coming)
    slots = turn_slots(scene, feature) if isinstance(feature, Turn) else None
    icon = THINGS[coming.kind]
    words = tongue.word(coming.say("next"))
    if slots:
        icon = ARROWS[slots["_word"]]
        words = tongue.sentence("turn_near", slots).rstrip(".")
    if scene.a_m > NO_ARROW_M and coming.kind == "turn":
        icon = UNSURE
        words = tongue.word(coming.say("next"))
    after = scene.next_event(coming.s_m) if coming.kind not in ("stop", "place") else None
    then = ""
    if after is not None:
        far = distance_words(after.s_m - coming.s_m, scene)
        then = tr("Then {distance}: {words}", distance=far, words=tongue.word(after.say("next"))) if far else ""
    return LED, icon, distance_words(metres, scene), capital(words), fact_of(scene, coming, feature), then


def distance_words(metres: float, scene: Scene) -> str:
    """As fine as the position allows; "" where no distance may be said."""
    a_m, feet = scene.a_m, scene.settings.units == "ft"
    if metres <= 0 or scene.band == "D":
        return ""
    if feet:
        value = rounded(metres * FEET_PER_METRE, a_m * FEET_PER_METRE, feet=True)
        words = tr("{n} ft", n=number(value)) if value < 1000 else tr("{n} mi", n=number(value / FEET_PER_MILE, 1))
    else:
        value = rounded(metres, a_m)
        words = tr("{n} m", n=number(value)) if value < 1000 else tr("{n} km", n=number(value / 1000, 1))
    if a_m <= 10:
        return words
    return tr("about {distance}", distance=words) if a_m <= 20 else tr("roughly {distance}", distance=words)


def tag_of(scene: Scene) -> PositionTag:
    if scene.tracker.fix_s is None:
        words = tr("Looking for your position")
        return PositionTag(SIGNAL, words, words, True, words)
    if scene.band == "D":
        words = tr("Position lost")
        return PositionTag(SIGNAL, words, words, True, words)
    a_m = scene.tracker.raw_m or scene.a_m
    value = max(5, round(a_m / 5) * 5)
    tongue = scene.tongue()
    radius = tongue.word(Length(float(value)))
    length = tr("{n} m", n=number(value)) if scene.settings.units == "m" else radius
    short, warns = tr("about {distance}", distance=length), scene.a_m > WARN_M
    if warns:
        text, spoken = (tr("Position unsure, about {distance}", distance=one) for one in (length, radius))
    else:
        text, spoken = (tr("Position good, about {distance}", distance=one) for one in (length, radius))
    return PositionTag("crosshairs-question" if warns else "crosshairs-gps", short, text, warns, spoken)


def goal_of(scene: Scene) -> str:
    """To the vehicle and its stop, else to the place."""
    ride, tongue = scene.boarding.ride, scene.tongue()
    if ride is None:
        return tr("To {place}", place=scene.route.place.name)
    line = tongue.word(LineName(ride.line, ride.kind)).strip() if ride.line else ""
    return tr("To {line}, {place}", line=line, place=ride.board.name) if line else tr("To {place}", place=ride.board.name)


def progress_of(scene: Scene) -> tuple[int, int]:
    """Things to come to on this walk: how many are behind, and how many there are, the goal among them."""
    begin = scene.route.rides[scene.boarding.idx - 1].alight.s_m if scene.boarding.idx else 0.0
    places, at = [], begin
    while at < scene.goes_to_m and len(places) < 100:
        coming = scene.next_event(at)
        at = coming.s_m
        places.append(at)
        if coming.kind in ("stop", "place"):
            break
    return sum(1 for place in places if place <= scene.s_m), max(1, len(places))


def stop_detail(scene: Scene, underway: UnderwayState | None) -> str:
    """When the vehicle leaves, for the button of one's stop."""
    if scene.boarding.ride is None or underway is None or underway.ride is None:
        return ""
    return f"{underway.ride.line} {underway.ride.at.time}".strip()


def describe(state: GuidanceState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [state.spoken, state.tag.spoken]
