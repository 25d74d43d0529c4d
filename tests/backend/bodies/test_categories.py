"""The categories: complete in all languages, found by words, and emergencies that are no requests."""
import pytest

from backend.bodies.categories import known_categories
from backend.bodies.refusals import NoCategory
from backend.bodies.words import LANGUAGES, ClockKind

KNOWN = known_categories()


def test_every_category_has_names_and_keywords_in_all_languages_and_all_clocks():
    for category in KNOWN:
        assert set(category.name) == set(category.words) == set(LANGUAGES), category.code
        assert set(category.lengths) == set(ClockKind)
        assert all(set(one.name) == set(LANGUAGES) for one in (*category.attributes, *(value for one in category.attributes for value in one.values)))
    assert all(set(names) == set(LANGUAGES) for names in KNOWN.groups.values())


def test_names_are_told_apart():
    for language in LANGUAGES:
        names = [category.name[language] for category in KNOWN]
        assert len(names) == len(set(names)), language


def test_urgent_ones_have_a_clock_of_minutes():
    urgent = [category for category in KNOWN if category.urgent]
    assert {"open_manhole", "refuge_blocked"} <= {category.code for category in urgent}
    assert all(category.lengths[ClockKind.ACK].text == "10min" for category in urgent)


@pytest.mark.parametrize("words, code", [
    ("Riesiges Schlagloch vor dem Haus", "pothole"), ("the LIFT is broken at the station", "lift"), ("가로등이 꺼졌어요", "street_light"),
    ("Hay una farola apagada", "street_light"), ("acera con una baldosa suelta", "broken_paving"), ("Müll überall", "litter"),
    ("offener Schacht!", "open_manhole"), ("Der Aufzug geht nicht", "lift"), ("Mull", "litter"),
])  # fmt: skip
def test_words_of_ones_own_find_a_category(words, code):
    assert KNOWN.suggest(words)[0].code == code


def test_a_word_within_another_one_is_none():
    assert "ice_road" not in [one.code for one in KNOWN.suggest("nice service")]
    assert KNOWN.suggest("xyzzy") == []
    assert KNOWN.suggest("") == []


@pytest.mark.parametrize("words", ["The house is on fire!", "ES BRENNT", "Huele  a gas en la calle", "가스 냄새가 나요", "she is not breathing"])
def test_danger_now_is_told_to_call(words):
    assert KNOWN.emergency_in(words) == "112"


@pytest.mark.parametrize("words", ["The fire exit is blocked", "Gas lamp is out", "Notausgang versperrt", "la salida de incendios está cerrada", ""])
def test_what_only_sounds_like_danger_is_a_request(words):
    assert KNOWN.emergency_in(words) is None


def test_an_unknown_category_is_refused():
    with pytest.raises(NoCategory):
        KNOWN.get("nothing")
