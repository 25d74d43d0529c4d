"""Words in four languages: complete, switched live, with the plurals, numbers and spoken times of each."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kivy.lang import Builder

from mobile.i18n import LANGUAGES, catalogue, current, spoken, system_language, tr, trn, use, written
from mobile.i18n.live import lang

ROOT = Path(__file__).parents[3]


def test_every_message_of_the_app_is_translated_and_compiled():
    ran = subprocess.run([sys.executable, ROOT / "scripts" / "messages.py", "check"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.parametrize(("language", "word"), [("en", "Saved"), ("de", "Gemerkt"), ("es", "Guardado"), ("ko", "저장"), ("xx", "Saved")])
def test_a_word_in_each_language(language, word):
    use(language)
    assert tr("Saved") == word
    assert current() == (language if language in LANGUAGES else "en")


@pytest.mark.parametrize(
    ("language", "one", "many"), [("en", "1 change", "3 changes"), ("de", "1 Umstieg", "3 Umstiege"), ("es", "1 transbordo", "3 transbordos")]
)
def test_plurals(language, one, many):
    use(language)
    assert trn("{n} change", "{n} changes", 1) == one
    assert trn("{n} change", "{n} changes", 3) == many


def test_a_broken_translation_falls_back_to_english(monkeypatch):
    class Broken:
        def gettext(self, text):
            return "Nach {where} um {"

    monkeypatch.setattr(catalogue, "_now", catalogue._Catalogue("de", Broken()))
    assert tr("To {place}", place="Market") == "To Market"
    monkeypatch.undo()
    use("de")
    assert tr("a message nobody has translated {n}", n=1) == "a message nobody has translated 1"


def test_kv_follows_the_language_while_it_is_shown():
    label = Builder.load_string("#:import lang mobile.i18n.live.lang\nLabel:\n    text: lang.tr('Saved')")
    use("de")
    lang.follow()
    assert label.text == "Gemerkt"
    use("en")
    lang.follow()
    assert label.text == "Saved"


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LC_ALL": "de_AT.UTF-8"}, "de"), ({"LANG": "ko_KR"}, "ko"), ({"LANG": "fr_FR"}, "en"), ({"LC_MESSAGES": "es", "LANG": "de"}, "es")],
)
def test_the_language_of_the_phone(monkeypatch, environment, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


# Written and spoken


@pytest.mark.parametrize(
    ("metres", "units", "text", "said"),
    [
        (0, "metric", "0 m", "0 metres"),
        (1.2, "metric", "1 m", "1 metre"),
        (96, "metric", "96 m", "96 metres"),
        (104, "metric", "100 m", "100 metres"),
        (994, "metric", "990 m", "990 metres"),
        (996, "metric", "1.0 km", "1.0 kilometres"),
        (9949, "metric", "9.9 km", "9.9 kilometres"),
        (12_400, "metric", "12 km", "12 kilometres"),
        (20, "imperial", "66 ft", "66 feet"),
        (30, "imperial", "100 ft", "100 feet"),
        (300, "imperial", "980 ft", "980 feet"),
        (1609.344, "imperial", "1.0 mi", "1.0 miles"),
        (32_187, "imperial", "20 mi", "20 miles"),
    ],
)
def test_distances(metres, units, text, said):
    assert written.distance(metres, units) == text
    assert spoken.distance(metres, units) == said


def test_numbers_have_the_sign_of_the_language():
    use("de")
    assert written.distance(2700) == "2,7 km"
    assert spoken.distance(2700) == "2,7 Kilometer"
    use("ko")
    assert written.distance(2700) == "2.7 km"


@pytest.mark.parametrize(
    ("seconds", "text", "said"),
    [
        (0, "0 min", "0 minutes"),
        (20, "1 min", "1 minute"),
        (90, "2 min", "2 minutes"),
        (3600, "1 h", "1 hour"),
        (3720, "1 h 2 min", "1 hour 2 minutes"),
    ],
)
def test_durations(seconds, text, said):
    assert written.duration(seconds) == text
    assert spoken.duration(seconds) == said


@given(st.floats(0, 200_000), st.sampled_from(["metric", "imperial"]), st.sampled_from(list(LANGUAGES)))
def test_written_and_spoken_tell_the_same_number(metres, units, language):
    use(language)
    digits = [letter for letter in written.distance(metres, units) if letter.isdigit() or letter in ".,"]
    assert digits == [letter for letter in spoken.distance(metres, units) if letter.isdigit() or letter in ".,"]


@pytest.mark.parametrize(
    ("language", "full", "later"),
    [("en", "9 o'clock", "8 47"), ("de", "9 Uhr", "8 Uhr 47"), ("es", "las 9 en punto", "las 8 y 47"), ("ko", "9시 정각", "8시 47분")],
)
def test_times_as_people_say_them(language, full, later):
    use(language)
    assert spoken.clock(datetime(2026, 11, 27, 9, 0)) == full  # noqa: DTZ001 a clock on the wall
    assert spoken.clock(datetime(2026, 11, 27, 8, 47)) == later  # noqa: DTZ001


def test_days():
    today = date(2026, 11, 27)
    assert written.day(today, today) == "Today"
    assert written.day(date(2026, 11, 28), today) == "Tomorrow"
    assert written.day(date(2026, 11, 28), today, inside=True) == "tomorrow"
    assert written.day(date(2026, 11, 26), today) == "Yesterday"
    assert written.day(date(2026, 12, 1), today) == written.day(date(2026, 12, 1), today, inside=True) == "Tue 1 Dec"


def test_lines_and_codes_are_spelled():
    assert spoken.line("U5") == "U 5"
    assert spoken.line("M10E") == "M 10 E"
    assert spoken.digits("48 21") == "4 8 2 1"
