"""What guidance says of something on the way when it is looked at or asked for, in its own sentences. Without Kivy."""

from accessibility.guidance.behaviours.along import change_words
from accessibility.guidance.behaviours.crossings import control_of, kerb_of
from accessibility.guidance.behaviours.turns import TOGETHER_M, crossing_behind
from accessibility.guidance.behaviours.waiting import due_words, gone_words, stop_words
from accessibility.guidance.behaviours.wheels import ground_words
from accessibility.guidance.features import Crossing, Feature, PathChange, Stairs, Tracks, Turn
from accessibility.guidance.item import Words
from accessibility.guidance.scene import Next, Scene
from accessibility.guidance.words.values import Say


def feature_at(scene: Scene, coming: Next) -> Feature | None:
    kinds = {"turn": Turn, "crossing": Crossing, "stairs": Stairs, "tracks": Tracks}
    kind = kinds.get(coming.kind)
    return next((f for f in scene.route.features if f.s_m == coming.s_m and (kind is None or isinstance(f, kind))), None)


def fact_of(scene: Scene, coming: Next, feature: Feature | None) -> str:
    """What one should know before one is there: of the road to get over, else of the ground up to there. Unknown is said as unknown."""
    tongue = scene.tongue()
    crossing = feature if isinstance(feature, Crossing) else None
    if isinstance(feature, Turn) and (behind := crossing_behind(scene, feature)) and behind[1].s_m - feature.s_m <= TOGETHER_M:
        crossing = behind[1]
    if crossing is not None:
        parts = [tongue.word(control_of(crossing)), tongue.word(kerb_of(crossing))]
        return " ".join(f"{capital(part)}." for part in parts if part)
    for one in scene.route.features:
        if scene.s_m < one.s_m <= coming.s_m and (words := words_on_way(scene, one)):
            return f"{capital(tongue.sentence(*words).rstrip('.'))}."
    return ""


def words_on_way(scene: Scene, one: Feature) -> Words | None:
    """A sentence about the ground, if it decides anything for this person. How far it is stands above it already."""
    words = change_words(scene, one) if isinstance(one, PathChange) else ground_words(scene, one)
    return words and (words[0], {**words[1], "dist": None})


def stops_words(scene: Scene) -> str:
    ride = scene.boarding.ride
    at = scene.boarding.at_m(scene.tracker, scene.progress) if ride else None
    if ride is None or at is None:
        return ""
    left = sum(1 for stop in ride.stops if stop.s_m > at + 10)
    return capital(scene.tongue().count(left, "stop")) if left else ""


def stop_sentences(scene: Scene, ear: bool = False) -> str:
    """What "My stop" answers: which, how far, what it is like and when the vehicle comes; aboard where to get off; on the last walk the place."""
    tongue, ride = scene.tongue(ear=ear), scene.boarding.ride
    if ride is None:
        distance = scene.dist(scene.line.length_m - scene.s_m)
        slots = {"dist": distance, "next": Next("place", scene.route.place.name, scene.line.length_m).say("mid")}
        return tongue.sentence("progress", slots) if distance else tongue.word(scene.route.place.name) + "."
    if scene.boarding.phase == "aboard":
        return f"{tongue.word(Say('next.alight', {'stop': ride.alight.name}))}. {capital(stops_words(scene))}".strip()
    told = [stop_words(scene, ride)]
    if gone := scene.news.cancelled.get(ride.trip_id):
        told.append(gone_words(scene, gone))
    elif ride.trip_id in scene.news.due:
        told.append(due_words(scene, ride))
    return " ".join(capital(tongue.sentence(*words)) for words in told if words)


def ahead_words(scene: Scene, number: int) -> tuple[str, str] | None:
    """The thing after so many others on this walk: how far and what, shown and for the ear. None beyond the last."""
    coming = scene.next_event()
    for _ in range(number):
        if coming.kind in ("stop", "place"):
            return None
        coming = scene.next_event(coming.s_m)
    distance = scene.dist(coming.s_m - scene.s_m)
    if distance is None:
        return None
    slots = {"dist": distance, "next": coming.say("mid")}
    return tuple(capital(scene.tongue(ear=ear).sentence("progress", slots)) for ear in (False, True))


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
