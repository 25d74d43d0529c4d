"""What stands on the screen of guidance: the next thing, as sure as the position is, in four languages; and what the corners answer."""
import pytest

from accessibility.guidance import Profile, Settings
from backend.contract.following import LegState
from backend.contract.guidance import Control, FeatureKind, KerbKind, WayFeature
from mobile.guiding.led import Led
from mobile.guiding.rehearsal import walk_of
from mobile.guiding.route import route_of
from mobile.i18n import LANGUAGES, use
from mobile.screens.guidance.options import choices_of, rows_of
from mobile.screens.guidance.sentences import ahead_words, stop_sentences
from mobile.screens.guidance.state import ENDED, LED, LOST, OFF, RIDING, SEEKING, WAITING, describe, state_of
from mobile.screens.underway.state import Trip
from mobile.screens.underway.state import state_of as underway_state
from mobile.store.settings import ALLOWED
from mobile.store.settings import Settings as AppSettings
from tests.mobile.guiding.test_led import Played, fix, go
from tests.mobile.guiding.ways import CORNER, minutes, on_foot, step, told, tram_trip, trip
from tests.mobile.screens.test_underway import ASK

ROAD = WayFeature(FeatureKind.CROSSING, 40, 48, name="Park Lane", control=Control.SIGNALS, sound=True, kerb=KerbKind.LOWERED)


def led_at(y: float, itinerary=None, accuracy_m: float = 5, language: str = "en", **settings):
    """On the first street, walking north for some seconds up to so many metres."""
    played, itinerary = Played(), itinerary or trip(CORNER)
    led = Led(itinerary, route_of(itinerary, "the library"), settings.pop("profile", Profile()), language, Settings(**settings), played, played.play)
    for second in range(6):
        played.t_s = second
        led.see(fix(0, y - 5 + second, accuracy_m, 0.0, 1.0))
        led.tick()
    return led, played


def test_the_next_thing_how_far_and_what_then():
    state = state_of(led_at(40)[0], None)
    assert (state.phase, state.icon, state.distance, state.instruction) == (LED, "arrow-right-top", "40 m", "Turn right onto Mill Road")
    assert state.then == "Then 140 m: the library"
    assert state.spoken == "40 m. Turn right onto Mill Road. Then 140 m: the library"
    assert (state.goal, state.done, state.many) == ("To the library", 0, 2)
    assert describe(state) == [state.spoken, "Position good, about 5 metres"]


def test_before_a_road_its_facts_stand_there_and_what_is_unknown():
    on_road = on_foot([(0, 0), (0, 80)], (step("Station Street", 0, 0, 80, "depart"),), features=(ROAD,))
    state = state_of(led_at(20, trip(on_road))[0], None)
    assert (state.instruction, state.distance, state.fact) == ("Crossing of Park Lane", "20 m", "Signals with sound. Lowered kerb.")
    unknown = on_foot([(0, 0), (0, 80)], (step("Station Street", 0, 0, 80, "depart"),), features=(WayFeature(FeatureKind.CROSSING, 40, 48),))
    assert state_of(led_at(20, trip(unknown))[0], None).fact == "Signals not known. Kerb not known."


@pytest.mark.parametrize(("ground", "fact"), [
    (WayFeature(FeatureKind.GRADIENT, 60, 70, pct=1), ""),
    (WayFeature(FeatureKind.GRADIENT, 60, 70, pct=5), "Uphill 5 percent, for 10 metres."),
    (WayFeature(FeatureKind.GRADIENT, 60, 70, pct=-8), "Downhill 8 percent, for 10 metres."),
    (WayFeature(FeatureKind.KERB, 60, kerb_m=0.01), ""),
    (WayFeature(FeatureKind.KERB, 60, kerb_m=0.05), "Kerb 5 centimetres."),
])  # fmt: skip
def test_on_wheels_only_ground_that_decides_something_is_a_fact(ground, fact):
    way = on_foot(
        [(0, 0), (0, 80), (140, 80)], (step("Station Street", 0, 0, 80, "depart"), step("Mill Road", 0, 80, 140, "right")), features=(ground,)
    )
    assert state_of(led_at(40, trip(way), profile=Profile(way="wheel"))[0], None).fact == fact


@pytest.mark.parametrize(("accuracy_m", "distance", "icon", "tag", "warns"), [
    (5, "40 m", "arrow-right-top", "Position good, about 5 m", False),
    (14, "about 40 m", "arrow-right-top", "Position good, about 15 m", False),
    (18, "about 40 m", "arrow-right-top", "Position unsure, about 20 m", True),
    (30, "roughly 40 m", "map-marker-question-outline", "Position unsure, about 30 m", True),
])  # fmt: skip
def test_a_poor_position_says_so_and_shows_no_arrow(accuracy_m, distance, icon, tag, warns):
    state = state_of(led_at(40, accuracy_m=accuracy_m)[0], None)
    assert (state.distance, state.icon, state.tag.text, state.tag.warns) == (distance, icon, tag, warns)
    assert ("right" in state.instruction) is (accuracy_m <= 25)


def test_lost_there_is_no_distance_and_no_side():
    led, played = led_at(40)
    for second in range(30):
        played.t_s = 6 + second
        led.tick()
    state = state_of(led, None)
    assert (state.phase, state.distance, state.tag.text) == (LOST, "", "Position lost")
    assert state.instruction.startswith("Position lost. You were on Station Street.")


def test_before_the_first_position_it_is_looked_for():
    played, itinerary = Played(), trip(CORNER)
    led = Led(itinerary, route_of(itinerary), Profile(), "en", Settings(), played, played.play)
    led.tick()
    assert (state_of(led, None).phase, state_of(led, None).tag.warns) == (SEEKING, True)


def test_off_the_way_a_new_one_is_on_its_way():
    led, played = led_at(40)
    for second in range(60):
        played.t_s = 6 + second
        led.see(fix(-second, 40, 5, 270.0, 1.0))
        led.tick()
    assert state_of(led, None).phase == OFF
    assert state_of(led, None, looks=True).then == "New way in a moment."


def test_waiting_and_aboard_count_down_as_the_trip_does():
    played, itinerary = Played(), tram_trip()
    led = Led(itinerary, route_of(itinerary, "Office"), Profile(), "en", Settings(), played, played.play)
    seen = {}
    for event in walk_of(led.scene.route, 1.0):
        go(led, Shifted(played), [event])
        underway = underway_state(Trip(itinerary, ASK), "walk", "metric", minutes(event.t_s / 60))
        seen.setdefault(state_of(led, underway).phase, state_of(led, underway))
    assert list(seen) == [LED, WAITING, RIDING, ENDED]
    assert seen[LED].goal == "To tram 4, Market"
    assert seen[LED].my_stop == "4 08:54"
    assert seen[RIDING].fact == "2 stops"
    assert seen[ENDED].instruction == "Guidance ends. Office should be within 10 metres."


class Shifted:
    """`go` begins at the time it is; these events carry the time of the walk."""

    def __init__(self, played):
        object.__setattr__(self, "played", played)

    @property
    def t_s(self):
        return 0.0

    @t_s.setter
    def t_s(self, value):
        self.played.t_s = value


def test_my_stop_says_which_how_far_and_when():
    led, _ = led_at(40, tram_trip())
    led.hear(None, minutes(0))
    assert stop_sentences(led.scene) == "Stop Market, 100 metres. Tram 4 to Depot in 7 minutes, by timetable."
    assert not any(letter.isdigit() for letter in stop_sentences(led.scene, ear=True))
    assert stop_sentences(led_at(40)[0].scene) == "180 metres to the library."


def test_my_stop_names_no_time_of_a_ride_that_is_cancelled():
    led, _ = led_at(40, tram_trip())
    led.hear(told(), minutes(0))
    led.hear(told(LegState.CANCELLED), minutes(0))
    assert stop_sentences(led.scene) == "Stop Market, 100 metres. Tram 4 at 8:54 is cancelled."


def test_the_things_to_come_one_after_the_other():
    led, _ = led_at(40, tram_trip())
    assert ahead_words(led.scene, 0)[0] == "40 metres to the turn onto Mill Road."
    assert ahead_words(led.scene, 1)[0] == "100 metres to stop Market."
    assert ahead_words(led.scene, 2) is None


def test_in_feet_for_who_wants_them():
    assert state_of(led_at(40, units="ft")[0], None).distance == "150 ft"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_missing_in_any_language(language):
    use(language)
    state = state_of(led_at(40, language=language)[0], None)
    assert "{" not in state.spoken + state.tag.spoken + state.goal
    assert all([state.distance, state.instruction, state.then, state.tag.text, state.goal])
    if language != "en":
        assert state.tag.text != "Position good, about 5 m"


def test_every_choice_of_the_settings_can_be_kept():
    for name in ("guide_units", "guide_directions", "guide_screen"):
        assert {value for value, _, _ in choices_of(name)} == set(ALLOWED[name])
    assert [entry.key for entry in rows_of(AppSettings())].count("guide_step_cm") == 0
    assert [entry.key for entry in rows_of(AppSettings(guide_units="steps"))].count("guide_step_cm") == 1
