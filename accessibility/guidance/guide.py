"""The voice that leads: events in, things to play out. The same events give the same words, byte for byte."""
from collections import Counter
from dataclasses import replace
from math import isfinite
from typing import Literal

from accessibility.guidance import events as e
from accessibility.guidance.behaviours import proposals
from accessibility.guidance.behaviours.answers import ladder
from accessibility.guidance.callouts import MOST_LETTERS
from accessibility.guidance.distances import letters
from accessibility.guidance.geometry import bearing
from accessibility.guidance.item import Item, Utterance, Words
from accessibility.guidance.queue import Queue
from accessibility.guidance.route import Route
from accessibility.guidance.scene import Scene
from accessibility.guidance.settings import Profile, Settings
from accessibility.guidance.vocabulary import unknown_word
from accessibility.guidance.voice import Quiet, unheard
from accessibility.guidance.words.template import brackets
from accessibility.guidance.words.tongue import LANGUAGES
from accessibility.guidance.words.values import Sentence

BEACON_M = 30.0
LOST_S = {"foot": 10.0, "cycle": 10.0, "indoor": 30.0, "ride": 30.0}
DETAILS: dict[str, Literal[1, 2, 3]] = {"1": 1, "2": 2, "3": 3}
MOST_AT_ONCE, MOST_WAYS = 4, 10
REPEAT_AGAIN_S = 5.0
WAIT_OFF_S, FURTHER_OFF_M = 20.0, 30.0
OFFER_WITHIN_S = 180.0
STEP_ACCURACY_M, CODE_ACCURACY_M = 8.0, 5.0


class Guide:
    """Give every event to `take` in order of time, a Tick each second; play what it returns in that order.

    `over` after arrival or when the person ended it: from then on nothing is said. `wants_new_way`: off the route for so long, or
    ever further, that the app should plan anew and, once the person accepted, hand in PlanChanged. Raises ValueError for a language we do not speak.
    """

    def __init__(self, route: Route, profile: Profile, language: str, settings: Settings | None = None):
        if language not in LANGUAGES:
            raise ValueError("guidance speaks en, de, es and ko")
        self.scene = Scene(route, profile, language, settings or Settings())
        self.quiet = Quiet()
        self.queue = Queue(self.quiet)
        self.over = False
        self.left_out: Counter[str] = Counter()
        self._repeated: tuple[float, int] = (-99.0, 0)
        self._rungs: tuple[Item | None, int] = (None, 0)

    @property
    def wants_new_way(self) -> bool:
        progress = self.scene.progress
        if progress.off_since_s is None or progress.x_m < progress.off_x_m - 1:
            return False
        return self.scene.now_s - progress.off_since_s >= WAIT_OFF_S or progress.x_m >= progress.off_x_m + FURTHER_OFF_M

    @property
    def wants_person(self) -> bool:
        """New ways do not help: offer somebody to call, or to share the position with."""
        times = self.scene.watch.new_way_times
        return len(times) >= 2 and self.scene.now_s - times[-2] <= OFFER_WITHIN_S

    @property
    def beacon(self) -> float | None:
        """Degrees from north of the next point, for soft clicks; None in hush, while waiting, and where the position is too poor."""
        scene = self.scene
        wanted = scene.settings.beacon and scene.located and scene.band in "AB" and scene.boarding.phase == "walking"
        if not wanted or scene.tracker.xy is None or scene.kerbs.hush or self.over:
            return None
        point = scene.line.at(min(scene.next_event().s_m, scene.s_m + BEACON_M))
        return bearing(scene.tracker.xy, point)

    def tick(self, t_s: float) -> list[Utterance]:
        return self.take(e.Tick(t_s))

    def take(self, event: e.Event) -> list[Utterance]:
        """What to play now, in this order. What makes no sense is left out and counted in `left_out`: a number that is none, a fix that cannot be."""
        if self.over:
            return []
        if not _sound(event):
            self.left_out[type(event).__name__] += 1
            return []
        scene = self.scene
        unheard_before = unheard(scene.news, scene.settings), scene.news.call
        scene.tracker.tick(event.t_s, self._patience_s)
        out = [self._stopped()] if isinstance(event, e.UserAsked) and event.what == "stop" else []
        fixed = self._hear(event)
        if self.over:
            return out
        scene.boarding.tick(scene.tracker, scene.progress)
        if scene.progress.known and scene.boarding.phase != "aboard":
            scene.kerbs.take(scene.s_m, scene.tracker, scene.goes_to_m)
        scene.watch.look(scene, fixed)
        if unheard(scene.news, scene.settings) and not unheard_before[0] and self.queue.sounding is not None:
            out.append(self._stopped())
        self._heard_again(*unheard_before)
        if self.quiet.ended(scene.now_s):
            self.queue.offer(Item("quieter", "quiet", _nothing, once=f"quiet:{scene.now_s}"), scene)
        for item in proposals(scene):
            self.queue.offer(item, scene)
        scene.asked = None
        return out + self._play()

    @property
    def _patience_s(self) -> float:
        return LOST_S["ride" if self.scene.boarding.phase == "aboard" else self.scene.manner]

    def _play(self) -> list[Utterance]:
        out: list[Utterance] = []
        while len(out) < MOST_AT_ONCE and (utterance := self.queue.pump(self.scene)) is not None:
            out.append(utterance)
            if "arrived" in utterance.ids:
                self.over = True
                break
            if self.quiet.until_turn and any(name in ("turn_near", "turn_pair", "turn_done") for name in utterance.ids):
                self.quiet.until_s, self.quiet.until_turn = self.scene.now_s, False
        return out

    # Events
    def _hear(self, event: e.Event) -> bool:
        """True when a good fix came in."""
        scene = self.scene
        if isinstance(event, e.PositionSeen):
            return self._fix(event)
        if isinstance(event, e.HeadingSeen):
            scene.facing.take(event)
        elif isinstance(event, e.MotionSeen):
            scene.boarding.take_motion(event)
        elif isinstance(event, e.CodeSeen):
            return self._code(event)
        elif isinstance(event, e.StepReached):
            if 0 <= event.step_idx < len(scene.route.features):
                self._pin(scene.route.features[event.step_idx].s_m, STEP_ACCURACY_M)
                return True
        elif isinstance(event, e.AlightSoon):
            scene.boarding.soon = event
        elif isinstance(event, e.PlanChanged):
            self._new_way(event)
        elif isinstance(event, e.UserAsked):
            self._asked(event)
        elif isinstance(event, e.SpeechEnded):
            self.queue.ended(scene)
        else:
            scene.news.take(event)
            if isinstance(event, e.VehicleAt):
                scene.boarding.take_vehicle(event)
        return False

    def _fix(self, event: e.PositionSeen) -> bool:
        scene = self.scene
        if not scene.tracker.take(event, vehicle=scene.boarding.phase != "walking"):
            self.left_out["fix"] += 1
            return False
        scene.tracker.found()
        if scene.tracker.lost:
            return False
        scene.progress.take(scene.tracker)
        return True

    def _code(self, event: e.CodeSeen) -> bool:
        scene = self.scene
        known = next((c for c in scene.route.codes if c.code_id == event.code_id), None)
        if not event.trusted or known is None:
            return False
        scene.news.code = event
        if known.s_m is not None:
            self._pin(known.s_m, CODE_ACCURACY_M)
        return known.s_m is not None

    def _pin(self, s_m: float, accuracy_m: float) -> None:
        scene = self.scene
        scene.tracker.pin(scene.line.at(s_m), accuracy_m)
        scene.tracker.lost = False
        scene.progress.place(s_m)

    def _new_way(self, event: e.PlanChanged) -> None:
        scene = self.scene
        if event.route is None:
            return
        scene.follow(event.route)
        scene.watch.new_way_times = (*scene.watch.new_way_times, scene.now_s)[-MOST_WAYS:]
        scene.watch.new_ways += 1
        self.queue.renew()
        scene.progress.take(scene.tracker)

    # What the person wants
    def _asked(self, event: e.UserAsked) -> None:
        scene = self.scene
        if event.what == "end":
            self.over = True
        elif event.what == "repeat":
            self._repeat()
        elif event.what == "more":
            self._more()
        elif event.what == "quiet":
            self.quiet.ask(event.value, scene.now_s)
        elif event.what == "detail" and event.value in DETAILS:
            scene.settings = replace(scene.settings, detail=DETAILS[event.value])
        elif event.what == "said":
            scene.boarding.say(event.value, scene.tracker)
        elif event.what in e.ASKED:
            scene.asked = event

    def _stopped(self) -> Utterance:
        scene = self.scene
        self.queue.silence(scene)
        return Utterance(scene.now_s, ("stop",), "U", "", "", "", "", True, scene.now_s, scene.language)

    def _repeat(self) -> None:
        """The last thing said, in the values of now; asked again within 5 s, the one before it."""
        scene, history = self.scene, list(self.queue.history)
        at_s, back = self._repeated
        back = back + 1 if scene.now_s - at_s <= REPEAT_AGAIN_S else 0
        held = [item for item in reversed(history) if item.words(scene) is not None][back:]
        self._repeated = scene.now_s, back
        words = held[0].words if held else _nothing_to_repeat
        self.queue.offer(Item("repeat", "repeat", words, once=f"repeat:{scene.now_s}:{back}"), scene)

    def _more(self) -> None:
        """One rung further down about what was said last."""
        scene = self.scene
        last = self.queue.history[-1] if self.queue.history else None
        item, rung = self._rungs
        rung = rung + 1 if item is last else 0
        self._rungs = last, rung
        idx = self._feature_of(last)
        rungs = ladder(scene, scene.route.features[idx] if idx is not None else None)
        words: Words = rungs[rung] if rung < len(rungs) else ("more.none", {})
        self.queue.offer(Item("more", "more", lambda s: words, once=f"more:{scene.now_s}:{rung}"), scene)

    def _feature_of(self, item: Item | None) -> int | None:
        """Which feature an item is about: it says so, or its subject does (turn:3:0)."""
        if item is None or item.feature is not None:
            return None if item is None else item.feature
        parts = item.subject.split(":")
        idx = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else None
        return idx if idx is not None and idx < len(self.scene.route.features) else None

    def _heard_again(self, silent_before: bool, in_call: bool) -> None:
        """After a call the newest fact that still counts, after the headset is back what still counts, in one sentence."""
        scene = self.scene
        if not silent_before or unheard(scene.news, scene.settings) or not self.queue.missed:
            return
        missed = [item for item in self.queue.missed if item.words(scene) is not None]
        self.queue.missed.clear()
        if missed and in_call:
            fact = missed[-1].words
            told = Item("after_call", "call", lambda s: after_call(s, fact(s)), once=f"call:{scene.now_s}")
            self.queue.offer(told, scene)
        else:
            self.queue.again(missed[-2:], scene)


def after_call(scene: Scene, words: Words | None) -> Words | None:
    """What was missed, or as much of it as one wants to hear at once."""
    if words is None:
        return None
    tongue = scene.tongue()
    choices = [("after_call", {"fact": Sentence(words, skip)}) for skip in range(brackets(tongue.table.SENTENCES[words[0]]) + 1)]
    short = (one for one in choices if letters(tongue.sentence(*one), tongue.language) <= MOST_LETTERS["P"])
    return next(short, choices[-1])


def _nothing(scene: Scene) -> Words:
    return "back_on", {}


def _nothing_to_repeat(scene: Scene) -> Words:
    return "repeat.none", {}


def _sound(event: e.Event) -> bool:
    """No number that is none or that no sensor gives, and no word that nobody knows."""
    numbers = [value for value in vars(event).values() if isinstance(value, int | float)]
    return all(isfinite(value) and abs(value) < 1e12 for value in numbers) and not unknown_word(event)

