"""Words of one's own are taken for what they mean, and for nothing where they mean nothing that is known."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.obstacles import HowLong, ObstacleKind
from mobile.i18n import LANGUAGES
from mobile.screens.report.heard import Heard, plain, understand
from mobile.screens.report.phrases import KINDS, LASTING

SAID = [
    ("en", "The lift is out of order, for some days", "LIFT_BROKEN", "DAYS"),
    ("en", "It doesn't work, the elevator", "LIFT_BROKEN", None),
    ("en", "Bins in front of the lift", "BINS", None),
    ("en", "car parked on the ramp", "KERB_RAMP_BLOCKED", None),
    ("en", "cars on the pavement until tonight", "PARKED_VEHICLE", "TODAY"),
    ("en", "WET LEAVES!! an hour or so", "VEGETATION", "HOURS"),
    ("en", "the traffic light makes no sound", "CROSSING_SIGNAL_SILENT", None),
    ("de", "Der Aufzug geht nicht, heute den ganzen Tag", "LIFT_BROKEN", "TODAY"),
    ("de", "Mülltonnen auf dem Gehweg", "BINS", None),
    ("de", "E-Scooter liegen im Weg", "SCOOTER_BIKE", None),
    ("de", "Äste hängen über den Weg", "VEGETATION", None),
    ("de", "Die Ampel ist stumm", "CROSSING_SIGNAL_SILENT", None),
    ("de", "Baustelle, noch zwei Wochen", "WORKS", "DAYS"),
    ("es", "El ascensor no funciona", "LIFT_BROKEN", None),
    ("es", "Un coche aparcado en la rampa", "KERB_RAMP_BLOCKED", None),
    ("es", "obras en la acera toda la semana", "WORKS", "DAYS"),
    ("es", "Hay ramas y un árbol caído", "VEGETATION", None),
    ("ko", "엘리베이터가 고장났어요 며칠", "LIFT_BROKEN", "DAYS"),
    ("ko", "자전거가 길을 막고 있어요", "SCOOTER_BIKE", None),
    ("ko", "오늘 공사 중이에요", "WORKS", "TODAY"),
]


@pytest.mark.parametrize("language, words, kind, how_long", SAID)
def test_what_people_say_is_taken_for_what_they_mean(language, words, kind, how_long):
    assert understand(words, language) == Heard(kind and ObstacleKind(kind), how_long and HowLong(how_long))


@pytest.mark.parametrize("words", ["", "   ", "there is a carpet", "icecream and a binder", "?!", "엘리베이터"])
def test_other_words_mean_nothing(words):
    assert understand(words, "en") == Heard(None, None)
    assert understand(words, "fr") == Heard(None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_but_something_else_can_be_said_in_every_language_by_each_of_its_words(language):
    assert {kind for kind, _ in KINDS[language]} == set(ObstacleKind) - {ObstacleKind.OTHER}
    assert {value for value, _ in LASTING[language]} == set(HowLong) - {HowLong.UNKNOWN}
    for kind, groups in KINDS[language]:
        rest = [group[0] for group in groups[1:]]
        for phrase in groups[0]:
            assert plain(phrase).strip() == phrase, "phrases are written as words are compared"
            assert understand(" ".join([phrase, *rest]), language).kind is kind, phrase


@given(st.text(max_size=600), st.sampled_from([*LANGUAGES, "fr"]))
def test_nothing_that_is_typed_stops_it(words, language):
    heard = understand(words, language)
    assert heard.kind is None or heard.kind in ObstacleKind
