"""Every callout has words in four languages: whole, short enough, and none that is never said."""

import re
from datetime import time

import pytest

from accessibility.guidance.callouts import CALLOUTS, MOST_LETTERS
from accessibility.guidance.distances import letters
from accessibility.guidance.words.korean import with_particle
from accessibility.guidance.words.names import spoken_line, spoken_name
from accessibility.guidance.words.template import MissingWord, fill, slots_of
from accessibility.guidance.words.tongue import LANGUAGES, Tongue
from accessibility.guidance.words.values import (
    Clock,
    Count,
    Distance,
    Length,
    Level,
    LineName,
    Minutes,
    Number,
    Phone,
    Quoted,
    Say,
    Sentence,
    Several,
)

BANNED = {
    "en": r"\b(go|cross|turn|walk|step)\b.{0,12}\bnow\b|\bsafe|\bclear\b|you can cross|\bhurry|watch out|over there|you missed|look for",
    "de": r"\bjetzt\b|\bsicher\b|frei zum|\bsofort\b",
    "es": r"\bcruce\b|\bahora\b|puede cruzar|\bsegur[oa]",
    "ko": r"건너세요|지금|안전(합|하)",
}
NAMES = {
    "en": ("Mill Road", "Park Lane", "Town Hall", "bakery on the corner"),
    "de": ("Mühlstraße", "Parkallee", "Rathaus", "Bäckerei an der Ecke"),
    "es": ("calle Mayor", "Gran Vía", "Ayuntamiento", "panadería de la esquina"),
    "ko": ("중앙로", "시장길", "시청", "모퉁이 빵집"),
}
SILENT = {"back_on", "quieter", "repeat", "on_line"}  # no words, or those of something else


def values(language: str) -> dict:
    """One value for each slot there is."""
    street, street2, place, clue = NAMES[language]
    east = Say("dir.ahead")
    return {
        "place": place, "street": street, "street2": street2, "name": place, "landmark": clue, "clue": clue, "cross": street2, "station": place,
        "headsign": place, "stop": place, "stop2": place, "bay": "A12", "p": "3B", "entrance": clue, "pole": clue,
        "anchor": Say("mid.turn", {"street": street}),
        "dist": Distance(25, 6), "span": Length(80, 25), "len": Length(40), "a": Length(25), "r": Length(15),
        "n_turns": Count(2, "turn"), "n_crossings": Count(3, "crossing"), "n": Count(12, "stair"), "n_stops": Count(2, "stop"), "k": Count(1, "th"),
        "min": Minutes(300), "time": Clock(time(8, 42)), "time2": Clock(time(9, 5)), "line": LineName("12", "bus"), "line2": LineName("N7", "bus"),
        "turn": Say("act.right"), "turn2": Say("act.slight_left"), "side": Say("on.left"), "side2": Say("side.left"), "reldir": east,
        "compass": Say("compass.north"), "next": Say("mid.crossing", {"street": street}),
        "change": Say("change.shared"), "edge": Say("platform_edge.left"),
        "kind": Say("hazard.hole"), "where": Say("where.ahead"), "control": Say("control.signals.yes"),
        "kerb": Several((Say("kerb.lowered"), Say("tactile.yes"))), "lanes": Count(2, "lane"),
        "island": Say("island"), "traffic": Say("traffic.both"),
        "button": Say("button.left"), "angle": Say("angle.straight"),
        "vibration": Say("vibration.unknown"), "what": Say("before.kerb"), "tracks": Count(2,
        "track"), "stairs": Say("stairs.down"),
        "rail": Say("rail.left"), "level": Level("-1"), "state": Say("state.working", {"time": Clock(time(8, 10))}),
        "option": Say("option.other_way"),
        "wide": Say("wide.left"), "shelter": Say("shelter.yes"), "by": Say("by.timetable"), "due": Clock(time(8, 42)), "door": Say("door.front"),
        "ramp": Say("ramp.yes"), "doors": Say("doors.left"), "reason": Say("block.closed"), "slope": Say("slope.up"), "pct": Number(6, "percent"),
        "tilt": Say("tilt.left"), "phone": Phone("06221 110"),
        "cm": Number(5, "cm"), "lowered": Say("lowered.left"), "surface": Say("surface.cobbles"), "attribute": Say("attribute.kerb"),
        "first_step": Say("first.straight", {"street": street}), "stops_first": Say("battery.screen"),
        "fact": Sentence(("platform_changed", {"line": LineName("12", "bus"), "p": "5"})), "severity": Say("severity.extreme"),
        "event": Quoted(clue, language), "instruction": Quoted(clue, language), "places": Count(3, "place"), "age": Say("age", {"min": Minutes(120)}),
        **dict.fromkeys(("ahead", "right", "left", "behind", "north", "east", "south", "west"), Several((clue, place))),
    }  # fmt: skip


def kind_of(key: str) -> str:
    return CALLOUTS[key.split(".")[0]].kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_callout_has_words(language):
    told = {key.split(".")[0] for key in LANGUAGES[language].SENTENCES}
    assert set(CALLOUTS) - {"quieter", "repeat"} <= told
    assert told <= set(CALLOUTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_sentences_phrases_and_nouns(language):
    english, other = LANGUAGES["en"], LANGUAGES[language]
    assert list(other.SENTENCES) == list(english.SENTENCES)
    assert set(english.PHRASES) <= set(other.PHRASES) | {"level"}
    assert set(english.NOUNS) <= set(other.NOUNS)
    for key, sentence in english.SENTENCES.items():
        assert slots_of(sentence) == slots_of(other.SENTENCES[key]), key


@pytest.mark.parametrize("spoken", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_whole_and_short_enough(language, spoken):
    tongue, slots = Tongue(language, spoken), values(language)
    for key in tongue.table.SENTENCES:
        text = tongue.sentence(key, slots)
        if not tongue.table.SENTENCES[key]:
            assert text == ""
            continue
        assert text[0] == text[0].upper()
        assert text[-1] in ".?"
        assert not re.search(r"[{}\[\]]|  | [,.]|\.\.|[,:]\.", text), text
        assert not re.search(BANNED[language], text, re.IGNORECASE), text
        if spoken:
            assert not re.search(r"\d", text), text
        elif kind_of(key) == "A":
            first = re.split(r"[.,:?] |[.?]$", text)[0]
            assert letters(first, language) <= MOST_LETTERS["A"], (first, letters(first, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_within_its_length_by_leaving_out_what_is_least(language):
    tongue, slots = Tongue(language), values(language)
    for key, template in tongue.table.SENTENCES.items():
        if kind_of(key) != "A":
            shortest = min(letters(tongue.sentence(key, slots, skip), language) for skip in range(template.count("[") + 1))
            assert shortest <= MOST_LETTERS[kind_of(key)], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_one_that_is_never_said(language):
    for key, phrase in LANGUAGES[language].PHRASES.items():
        assert not re.search(BANNED[language], phrase, re.IGNORECASE), key
        assert not re.search(r"\d", phrase), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_without_a_word_that_it_needs_is_not_said(language):
    tongue = Tongue(language)
    for key, template in tongue.table.SENTENCES.items():
        needed = slots_of(re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\[[^\[\]]*\]", "", template)))
        if needed:
            with pytest.raises(MissingWord):
                tongue.sentence(key, {})


def test_brackets_are_left_out_with_what_is_not_known():
    known = {"a": "one", "b": "", "c": "three"}
    assert fill("x {a}[, {b}][, {c}[ and {b}]].", lambda name, form: known[name]) == "X one, three."


def test_a_stop_inside_a_name_does_not_begin_a_sentence():
    assert fill("at {a}. then", lambda name, form: "st. mary") == "At st. mary. Then"


@pytest.mark.parametrize("word, particle, fits", [
    ("단풍로", "으로", "단풍로로"), ("서울", "으로", "서울로"), ("남산", "으로", "남산으로"), ("시청", "이", "시청이"), ("3", "이", "3이"),
    ("B", "이",
    "B가"),
    ("시장", "을", "시장을"), ("길", "은", "길은"), ("10", "은", "10은"), ("L", "이", "L이"), ("2", "은", "2는"), ("Park Lane", "을", "Park Lane를"),
])  # fmt: skip
def test_korean_particles_go_by_the_last_sound(word, particle, fits):
    assert with_particle(word, particle) == fits


@pytest.mark.parametrize("language, name, sounds", [
    ("en", "Mill St.", "Mill Street"), ("en", "St. Mary Rd.", "Saint Mary Road"), ("de", "Hauptstr. 5",
    "Hauptstraße fünf"), ("de", "Hbf", "Hauptbahnhof"),
    ("es", "C/ Mayor", "calle Mayor"), ("en", "17th & NHS", "seventeen th & N H S"), ("ko", "3B", "삼 비"), ("en", "A 😀 B", "A B"),
])  # fmt: skip
def test_names_as_they_sound(language, name, sounds):
    assert spoken_name(language, name) == sounds


@pytest.mark.parametrize("language, line, kind, shown, sounds", [
    ("en", "12", "bus", "bus 12", "bus twelve"), ("en", "402", "bus", "bus 402", "bus four oh two"), ("en", "N7", "bus", "bus N7", "bus N seven"),
    ("de", "402", "bus", "Bus 402", "Bus vierhundertzwei"), ("es", "12", "bus", "autobús 12", "autobús doce"),
    ("ko", "12", "bus", "12번 버스", "십이 번 버스"), ("ko", "N7", "bus", "N7번 버스", "엔 칠 번 버스"),
])  # fmt: skip
def test_lines_as_they_are_shown_and_sound(language, line, kind, shown, sounds):
    assert Tongue(language).word(LineName(line, kind)) == shown
    assert Tongue(language, spoken=True).word(LineName(line, kind)) == sounds
    assert spoken_line("en", "500") == "five hundred"
