import pytest

from mobile.voice import layouts
from mobile.voice.keyboard import SpokenKeyboard
from mobile.voice.tree import check
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from tests.mobile.voice.stage import Stage


class Desk:
    """A stage with one field and the spoken keyboard."""

    def __init__(self, language):
        self.field = Field(label="Where to")
        column = Column()
        column.add_widget(self.field)
        self.stage = Stage(column)
        self.done = []
        self.keyboard = SpokenKeyboard(None, self.stage.reader, language)

    def __enter__(self):
        self.stage.__enter__()
        self.keyboard.window = self.stage.reader.window
        self.stage.reader.typing = lambda entry: self.keyboard.open(entry, self.done.append)
        self.stage.hear()
        self.stage.flick_to("Where to")
        self.stage.double_tap()
        return self

    def __exit__(self, *what):
        self.stage.__exit__(*what)

    def press(self, name):
        """Flick to a key, and double tap."""
        names = [node.name for node in self.stage.reader.nodes()]
        self.stage.flick_to(name, 120 if names.index(name) >= names.index(self.stage.reader.focused.name) else -120)
        self.stage.double_tap()


def test_a_word_is_typed_by_ear_in_german():
    with Desk("de") as desk:
        assert desk.stage.said == "Type: Where to, heading"
        desk.press("Capitals")
        for name in ("capital M", "ü", "l", "l", "e", "r"):
            desk.press(name)
        desk.press("Read back")
        assert desk.stage.said == "Müller"
        desk.press("Done")
        assert (desk.field.text, desk.done) == ("Müller", ["Müller"])
        assert desk.stage.reader.focused.name == "Where to"
        assert desk.stage.transcript[-1] == "Where to, Müller, text field"


def test_syllables_are_typed_by_ear_in_korean():
    with Desk("ko") as desk:
        for name in ("시옷", "어", "이응", "우", "리을"):
            desk.press(name)
        assert "울" in desk.stage.transcript
        desk.press("Done")
        assert desk.field.text == "서울"


def test_delete_says_what_went_and_cancel_changes_nothing():
    with Desk("en") as desk:
        desk.press("a")
        desk.press("Space")
        desk.press("Delete")
        assert "space deleted" in desk.stage.transcript
        desk.press("Delete")
        desk.press("Delete")
        assert desk.stage.said == "Nothing to delete"
        desk.press("Digits")
        desk.press("4")
        desk.press("Cancel")
        assert (desk.field.text, desk.done) == ("", [])


def test_capitals_last_for_one_letter_and_the_focus_stays_on_its_key():
    with Desk("en") as desk:
        desk.press("Capitals")
        desk.press("capital Q")
        assert desk.stage.reader.focused.name == "q"
        desk.stage.double_tap()
        assert desk.keyboard.sheet.composer.text == "Qq"


@pytest.mark.parametrize("language", layouts.LETTERS)
def test_every_key_can_be_heard_and_touched(language):
    with Desk(language) as desk:
        for _ in range(2):
            assert check(desk.stage.reader.nodes()) == []
            desk.press("Digits") if not desk.keyboard.sheet.digits else None


@pytest.mark.parametrize("language", layouts.LETTERS)
def test_no_two_keys_are_called_the_same(language):
    for capitals in (False, True):
        names = [layouts.spoken(letter) for line in layouts.rows(language, False, capitals) for letter in line]
        assert len(set(names)) == len(names)
