"""Numbers, times and distances, as shown and as they sound."""
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.guidance.words import clock
from accessibility.guidance.words.numbers import tenths, whole
from accessibility.guidance.words.rounding import LADDER, rounded, step_for
from accessibility.guidance.words.tongue import Tongue
from accessibility.guidance.words.values import Count, Distance, Length, Level, Minutes


@pytest.mark.parametrize("at, en, de, es, ko", [
    (time(8, 42), "eight forty-two", "acht Uhr zweiundvierzig", "las ocho cuarenta y dos", "여덟 시 사십이 분"),
    (time(8, 5), "eight oh five", "acht Uhr fünf", "las ocho y cinco", "여덟 시 오 분"),
    (time(8, 0), "eight o'clock", "acht Uhr", "las ocho en punto", "여덟 시 정각"),
    (time(0, 10), "ten past midnight", "null Uhr zehn", "las doce y diez de la noche", "밤 열두 시 십 분"),
    (time(20, 15), "eight fifteen in the evening", "zwanzig Uhr fünfzehn", "las veinte quince", "저녁 여덟 시 십오 분"),
])  # fmt: skip
def test_times_of_day(at, en, de, es, ko):
    assert [clock.spoken(language, at) for language in ("en", "de", "es", "ko")] == [en, de, es, ko]
    assert clock.shown(time(8, 5)) == "8:05"


@pytest.mark.parametrize("value, en, de, es, ko", [
    (Length(300), "three hundred metres", "dreihundert Meter", "trescientos metros", "삼백 미터"),
    (Length(1200), "one point two kilometres", "eins Komma zwei Kilometer", "uno coma dos kilómetros", "일 점 이 킬로미터"),
    (Minutes(240), "four minutes", "vier Minuten", "cuatro minutos", "사 분"),
    (Minutes(60), "one minute", "eine Minute", "un minuto", "일 분"),
    (Count(2, "stop"), "two stops", "zwei Halte", "dos paradas", "두 정거장"),
    (Count(1, "stop"), "one stop", "ein Halt", "una parada", "한 정거장"),
    (Count(12, "stair"), "twelve steps", "zwölf Stufen", "doce escalones", "계단 열두 개"),
    (Level("-1"), "level minus one", "Ebene minus eins", "nivel menos uno", "지하 일 층"),
])  # fmt: skip
def test_values_as_they_sound(value, en, de, es, ko):
    assert [Tongue(language, spoken=True).word(value) for language in ("en", "de", "es", "ko")] == [en, de, es, ko]


def test_german_takes_the_case_of_its_sentence():
    tongue = Tongue("de", spoken=True)
    assert (tongue.word(Distance(300, 5), "in"), tongue.word(Minutes(60), "in")) == ("in dreihundert Metern", "in einer Minute")


def test_a_distance_says_how_sure_it_is():
    tongue = Tongue("en")
    said = [tongue.word(Distance(83, a)) for a in (6, 15, 25, 90)]
    assert said == ["80 metres", "about 80 metres", "roughly 80 metres", "roughly 100 metres"]
    assert [tongue.word(Distance(7, a)) for a in (2, 8)] == ["7 metres", "close by"]


def test_feet_miles_and_steps():
    assert Tongue("en", feet=True).word(Distance(25, 5)) == "80 feet"
    assert Tongue("en", feet=True).word(Length(3000)) == "1.9 miles"
    assert Tongue("en", step_m=0.7).word(Distance(21, 5)) == "30 steps"
    assert Tongue("en", step_m=0.7).word(Distance(80, 5)) == "80 metres"


@given(st.floats(0.1, 20_000), st.floats(0, 100))
def test_no_distance_is_finer_than_what_is_known(metres, unsure):
    step, said = step_for(metres, unsure), rounded(metres, unsure)
    assert step >= unsure / 2
    assert step in LADDER
    assert said > 0
    assert said % step == pytest.approx(0, abs=1e-6)
    assert abs(said - metres) <= max(step / 2, step - metres) + 1e-6


@given(st.sampled_from(["en", "de", "es", "ko"]), st.integers(-999_999, 999_999))
def test_whole_numbers_have_no_digits(language, n):
    words = whole(language, n)
    assert words
    assert not any(letter.isdigit() for letter in words)


@given(st.sampled_from(["en", "de", "es", "ko"]))
def test_whole_numbers_are_told_apart(language):
    assert len({whole(language, n) for n in range(10_000)}) == 10_000


def test_one_figure_after_the_point():
    assert [tenths(language, 2.5) for language in ("en", "de", "es", "ko")] == ["two point five", "zwei Komma fünf", "dos coma cinco", "이 점 오"]
    assert tenths("en", 3.0) == "three"
