"""One utterance at a time: what waits, what may cut, what is dropped, what comes back. Items are not text until they sound."""
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from accessibility.guidance import distances
from accessibility.guidance.budget import Budget
from accessibility.guidance.callouts import CALLOUTS, EARLIER, ENDS_BEFORE_M, KERB_CUES, MOST_LETTERS, ORDER
from accessibility.guidance.item import Item, Utterance, Words
from accessibility.guidance.scene import Scene
from accessibility.guidance.voice import Quiet, haptic, held, unheard, worded
from accessibility.guidance.words.template import MissingWord, brackets

MOST_WAITING = 5
KEPT = 10
MERGE_S, MERGE_LETTERS, MERGE_M, ROADS_M = 3.0, 140, 20.0, 50.0
CUT_RETURNS_BEFORE = 0.7


@dataclass
class Waiting:
    item: Item
    born_s: float
    returned: bool = False

    @property
    def order(self) -> tuple:
        callout = self.item.callout
        return ORDER[callout.kind], not self.item.first, callout.rank, callout.cut != "n", self.born_s


@dataclass
class Sounding:
    entries: list[Waiting]
    start_s: float
    end_s: float
    kind: str


class Queue:
    """`missed` are assertive items that could only be felt and seen."""

    def __init__(self, quiet: Quiet):
        self.quiet, self.budget = quiet, Budget()
        self.waiting: list[Waiting] = []
        self.sounding: Sounding | None = None
        self.history: deque[Item] = deque(maxlen=KEPT)
        self.missed: deque[Item] = deque(maxlen=KEPT)
        self._once: set[tuple[str, str]] = set()
        self._passed: set[tuple[str, str]] = set()  # callouts and subjects of which more was said already
        self._last: dict[tuple[str, str], float] = {}

    # What comes in
    def offer(self, item: Item, scene: Scene) -> None:
        extra = item.callout.accuracy == "X" and scene.band in "CD" and item.id != "back_on"  # what is not needed waits for a better position
        if extra or item.callout.level > scene.settings.detail or self._told(item, scene):
            return
        if any(w.item.key == item.key for w in self.waiting) or (self.sounding and any(w.item.key == item.key for w in self.sounding.entries)):
            return
        self.waiting = [w for w in self.waiting if w.item.subject != item.subject]
        self.waiting.append(Waiting(item, scene.now_s))
        if len(self.waiting) > MOST_WAITING:
            self.waiting.remove(max(self.waiting, key=lambda w: (w.order[:4], -w.born_s)))

    def _told(self, item: Item, scene: Scene) -> bool:
        cooldown = item.callout.cooldown_s
        if item.id == "progress" and scene.settings.detail == 3:
            cooldown = 25
        if (item.id, item.subject) in self._passed or ((cooldown is None or item.once) and item.key in self._once):
            return True
        last = self._last.get((item.id, item.subject))
        return bool(cooldown) and last is not None and scene.now_s - last < (cooldown or 0)

    def again(self, items: Iterable[Item], scene: Scene) -> None:
        """Of what could not be heard, what still counts."""
        for item in items:
            self._once.discard(item.key)
            self._last.pop((item.id, item.subject), None)
            self.offer(item, scene)

    def renew(self) -> None:
        """Another way: its features have the numbers of the old ones."""
        self.waiting = [w for w in self.waiting if w.item.callout.feed]
        self._passed.clear()
        self._once = {key for key in self._once if ":" not in key[1] or CALLOUTS[key[0]].feed}
        self._last = {key: at for key, at in self._last.items() if ":" not in key[1] or CALLOUTS[key[0]].feed}

    # What goes out
    def pump(self, scene: Scene) -> Utterance | None:
        """The next thing to play, or None."""
        self._finish(scene)
        now_s = scene.now_s
        self.waiting = [w for w in self.waiting if now_s - w.born_s <= w.item.callout.lives_s]
        silent = unheard(scene.news, scene.settings)
        for entry in sorted(self.waiting, key=lambda w: w.order):
            if not self._may(entry.item, scene, silent) or (self.sounding and not self._cuts(entry.item)):
                continue
            words = self._words(entry.item, scene)
            if words is None:
                self.waiting.remove(entry)
            elif self._fits(entry.item, words, scene):
                return self._start(entry, words, scene, silent)
        return None

    def _may(self, item: Item, scene: Scene, silent: bool) -> bool:
        """Hush at the kerb and on the road; quiet; and the ambient only into silence."""
        hush, kind = scene.kerbs.hush, item.callout.kind
        if hush is not None and kind != "U" and (hush.on_road or not (item.id == "limit_block" or (item.id == "area_alert" and item.first))):
            return False
        if held(item, self.quiet.on(scene.now_s), silent):
            return False
        return kind != "M" or all(w.item.callout.kind == "M" for w in self.waiting)

    def _cuts(self, item: Item) -> bool:
        assert self.sounding is not None
        return (item.callout.cut == "c" and ORDER[item.callout.kind] < ORDER[self.sounding.kind]) or (item.callout.kind == self.sounding.kind == "U")

    def _words(self, item: Item, scene: Scene) -> Words | None:
        """None for what is no longer true, could no longer be told before its point, or has a fact missing that it needs."""
        words = item.words(scene)
        if words is None:
            return None
        try:
            say_s = scene.say_s(words, item.language)
        except MissingWord:
            return None
        if item.point_m is not None and scene.moving and scene.band != "D":
            if self._room_m(item, scene) < scene.pace_mps * say_s:
                return None
        return words

    def _fits(self, item: Item, words: Words, scene: Scene, before_s: float = 0.0) -> bool:
        """`before_s`: other words come first, in the same breath."""
        text = _text(scene, item, words)
        say_s = distances.say_s(text, item.language or scene.language, scene.settings.speech_rate)
        if text and not self.budget.allows(item.callout.kind, scene.now_s, before_s + say_s):
            return False
        return item.id == "repeat" or not text or not self.budget.repeats(text, scene.now_s)

    def _start(self, entry: Waiting, words: Words, scene: Scene, silent: bool) -> Utterance:
        cuts = self._cut(scene)
        told = [(entry, words)]
        if (other := self._companion(entry, words, scene, silent)) is not None:
            told.append(other)
        speak = worded(entry.item, self.quiet.on(scene.now_s), silent)
        kind, callout = entry.item.callout.kind, entry.item.callout
        shown = " ".join(_text(scene, each.item, said) for each, said in told).strip()
        spoken = " ".join(_text(scene, each.item, said, ear=True) for each, said in told).strip() if speak else ""
        entries, language = [each for each, _ in told], entry.item.language or scene.language
        ends_s = scene.now_s + distances.say_s(shown if speak else "", language, scene.settings.speech_rate)
        self._note(entries, scene)
        self.sounding = Sounding(entries, scene.now_s, ends_s, kind)
        if speak and shown:
            self.budget.note(scene.now_s, ends_s, kind, shown)
        elif kind == "A":
            self.missed.extend(each.item for each in entries)
        sound = "" if scene.news.call and kind != "A" else callout.sound
        return Utterance(
            scene.now_s, tuple(each.item.id for each in entries), kind, shown, spoken, sound, haptic(callout, entry.item, silent), cuts, ends_s,
            language,
        )  # fmt: skip

    def _companion(self, entry: Waiting, words: Words, scene: Scene, silent: bool) -> tuple[Waiting, Words] | None:
        """A second thing about the same place: one sentence, hazard first, then action, then facts."""
        if entry.item.point_m is None or entry.item.callout.kind not in "AP":
            return None
        for other in sorted(self.waiting, key=lambda w: w.order):
            item = other.item
            roads = item.id in KERB_CUES and entry.item.id in KERB_CUES
            alike = item.callout.kind == entry.item.callout.kind and item.language == entry.item.language and self._may(item, scene, silent)
            if other is entry or not alike or not self._beside(entry, other, ROADS_M if roads else MERGE_M):
                continue
            told = self._words(item, scene)
            if told is None:
                continue
            both = len(_text(scene, entry.item, words)) + 1 + len(_text(scene, item, told))
            room_m = min(self._room_m(item, scene), self._room_m(entry.item, scene))
            in_time = not scene.moving or scene.pace_mps * (scene.say_s(words) + scene.say_s(told)) <= room_m
            if (both <= MERGE_LETTERS or roads) and in_time and self._fits(item, told, scene, scene.say_s(words)):
                return other, told
        return None

    @staticmethod
    def _beside(entry: Waiting, other: Waiting, within_m: float) -> bool:
        one, two = entry.item.point_m, other.item.point_m
        return one is not None and two is not None and abs(one - two) <= within_m and abs(other.born_s - entry.born_s) <= MERGE_S

    @staticmethod
    def _room_m(item: Item, scene: Scene) -> float:
        """Metres until the words must be over."""
        point_m = item.point_m or 0.0
        along_m = point_m - scene.s_m if item.id in KERB_CUES else scene.progress.to_m(point_m, scene.tracker)
        return along_m - ENDS_BEFORE_M.get(item.id, 0.0)

    def _note(self, entries: list[Waiting], scene: Scene) -> None:
        for entry in entries:
            item = entry.item
            self.waiting = [w for w in self.waiting if w is not entry and w.item.key not in item.also]
            self._once.update((item.key, *item.also))
            scene.told.update(((item.id, item.subject), *item.also))
            self._passed.update((name, item.subject) for name in EARLIER.get(item.id, ()))
            self._last[(item.id, item.subject)] = scene.now_s
            scene.said_at[item.id] = scene.now_s
            if item.measures and scene.located:
                scene.distance_said = (scene.now_s, scene.s_m)
            if item.callout.kind in "APU" and item.id not in ("repeat", "more", "quieter"):
                self.history.append(item)

    # What sounds
    def _finish(self, scene: Scene) -> None:
        if self.sounding is not None and scene.now_s >= self.sounding.end_s - 1e-9:
            self._over(scene)

    def ended(self, scene: Scene) -> None:
        """The voice says that it came to the end."""
        if self.sounding is not None:
            self.budget.cut(scene.now_s)
            self._over(scene)

    def _over(self, scene: Scene) -> None:
        assert self.sounding is not None
        for entry in self.sounding.entries:
            if entry.item.feature is not None and entry.item.id in KERB_CUES:
                scene.kerbs.cue_ended(entry.item.feature, scene.s_m, scene.now_s)
        self.sounding = None

    def _cut(self, scene: Scene) -> bool:
        """What sounds is cut; polite words return once if most of them was not heard."""
        if self.sounding is None:
            return False
        cut, now_s = self.sounding, scene.now_s
        self.budget.cut(now_s)
        heard = (now_s - cut.start_s) / max(cut.end_s - cut.start_s, 0.1)
        for entry in cut.entries:
            if entry.item.callout.kind == "A" or (cut.kind == "P" and heard < CUT_RETURNS_BEFORE and not entry.returned):
                self.waiting.append(Waiting(entry.item, now_s, returned=True))
        self.sounding = None
        return True

    def silence(self, scene: Scene) -> None:
        """The person wants silence: what sounds ends, and nothing assertive is lost for good."""
        if self.sounding is not None:
            self.budget.cut(scene.now_s)
            entries = self.sounding.entries
            self._over(scene)
            self.waiting += [Waiting(e.item, scene.now_s, returned=True) for e in entries if e.item.callout.kind == "A" and not e.returned]


def _text(scene: Scene, item: Item, words: Words, ear: bool = False) -> str:
    """All that is known, or as much of it as one wants to hear at once; the eye and the ear get the same."""
    key, slots = words
    kind, tongue, skip = item.callout.kind, scene.tongue(item.language), 0
    least = 0 if kind == "A" else brackets(tongue.table.SENTENCES[key])
    while skip < least and distances.letters(tongue.sentence(key, slots, skip), tongue.language) > MOST_LETTERS[kind]:
        skip += 1
    return (scene.tongue(item.language, ear=True) if ear else tongue).sentence(key, slots, skip)
