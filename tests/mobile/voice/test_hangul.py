from hypothesis import given
from hypothesis import strategies as st

from mobile.voice.hangul import Composer, keystrokes, letters, syllable

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8)


def typed(keys):
    composer = Composer()
    for key in keys:
        composer.type(key)
    return composer.text


def test_letters_become_syllables():
    assert typed("ㅅㅓㅇㅜㄹ") == "서울"
    assert typed("ㄱㅏㅂㅅㅅㅣ") == "값시"
    assert typed("ㄷㅏㄹㄱㅣ") == "달기"
    assert typed("ㄲㅗㅏ") == "꽈"


def test_a_consonant_that_cannot_end_a_syllable_starts_one():
    assert typed("ㄱㅏㄸㅏ") == "가따"


def test_other_characters_end_a_syllable():
    assert typed("ㅅㅓ 1ㅏ") == "서 1ㅏ"


@given(SYLLABLES)
def test_what_is_typed_letter_by_letter_is_what_was_meant(text):
    assert typed(keystrokes(text)) == text


@given(SYLLABLES)
def test_syllables_come_apart_and_together(text):
    assert "".join(syllable(*letters(character)) for character in text) == text


def test_delete_takes_one_letter_of_the_syllable_that_forms():
    composer = Composer("길")
    for letter in "ㄱㅏㅂㅅ":
        composer.type(letter)
    assert [composer.delete(), composer.text] == ["ㅅ", "길갑"]
    assert [composer.delete(), composer.delete(), composer.delete()] == ["ㅂ", "ㅏ", "ㄱ"]
    assert [composer.delete(), composer.text, composer.delete()] == ["길", "", ""]


def test_a_finished_text_does_not_change_when_typing_goes_on():
    composer = Composer("가")
    composer.type("ㄴ")
    assert composer.text == "가ㄴ"


@given(st.text("ㄱㅏㅗㅅㄸㅣab ", max_size=12))
def test_deleting_as_often_as_was_typed_leaves_nothing(keys):
    composer = Composer()
    for key in keys:
        composer.type(key)
    for _ in keys:
        composer.delete()
    assert composer.text == ""
