"""A keyboard that is heard: keys are found by flicking or with the finger, and typed with a double tap."""
from collections.abc import Callable
from functools import partial

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from mobile import tokens
from mobile.i18n import tr
from mobile.voice import layouts
from mobile.voice.hangul import Composer
from mobile.voice.reader import Reader
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text

KEY_DP = 52
SPACING_DP = 4


class SpokenKeyboard:
    """Opens over a window for one text field at a time. `language` chooses the letters: en, de, es or ko."""

    def __init__(self, window, reader: Reader, language: str = "en"):
        self.window, self.reader, self.language = window, reader, language
        self.sheet: KeySheet | None = None
        self._field = self._on_done = None

    def open(self, field, on_done: Callable[[str], None] | None = None) -> None:
        """Type into `field` (its `text`); `on_done` hears the text when it was taken over, not when it was given up."""
        if self.sheet:
            self.sheet.close()
        self._field, self._on_done = field, on_done
        title = tr("Type: {field}", field=field.a11y_name) if field.a11y_name else tr("Keyboard")
        self.sheet = KeySheet(title, field.text, self.language, self.reader.announce, self._take, self.window.width)
        self.sheet.bind(on_close=self._forget)
        self.window.add_widget(self.sheet)
        self.reader.refresh()

    def _take(self, text: str) -> None:
        field, on_done = self._field, self._on_done
        self.sheet.close()
        field.text = text
        if on_done:
            on_done(text)

    def _forget(self, *_) -> None:
        self.sheet = self._field = self._on_done = None


class KeySheet(Sheet):
    """The keys. `say(text, assertive)` speaks what was typed, `take(text)` gets the finished text."""

    def __init__(self, title: str, text: str, language: str, say: Callable, take: Callable[[str], None], width: float):
        super().__init__(title=title)
        self.composer, self.language, self.say, self.take = Composer(text), language, say, take
        self.capitals = self.digits = False
        self.most = max(1, int((width - dp(8) + dp(SPACING_DP)) // dp(tokens.TOUCH + SPACING_DP)))
        self.written = Text(type_role="title_large", a11y_role="text")
        self.letters = Column(spacing=dp(SPACING_DP))
        self.content.padding = [dp(4), dp(4)]
        self.scroll.padding = [dp(4), dp(4), dp(4), dp(16)]
        self.content.spacing = dp(SPACING_DP)
        self.content.add_widget(self.written)
        self.content.add_widget(self.letters)
        self._capitals = key(tr("Capitals"), self.raise_letters)
        self._digits = key(tr("Digits"), self.turn_page)
        space = key(tr("Space"), lambda: self.type(" "))
        delete = key(tr("Delete"), self.delete)
        ends = [key(tr("Read back"), self.read_back), key(tr("Cancel"), self.close)]
        done = key(tr("Done"), lambda: self.take(self.composer.text), look="filled")
        self.content.add_widget(line([self._capitals, self._digits]))
        self.content.add_widget(line([space, delete]))
        self.content.add_widget(line(ends))
        self.content.add_widget(line([done]))
        self.lay_out_letters()
        self.show_text()

    def lay_out_letters(self) -> None:
        """Lay the keys of a page out."""
        self.letters.clear_widgets()
        self._keys: list[WordButton] = []
        for letters in layouts.fitted(layouts.rows(self.language, self.digits, False), self.most):
            first = len(self._keys)
            keys = [key(letter, partial(self.type_key, place)) for place, letter in enumerate(letters, first)]
            self._keys += keys
            self.letters.add_widget(line(keys))
        self._digits.text = tr("Letters") if self.digits else tr("Digits")
        self.name_letters()

    def name_letters(self) -> None:
        """Write on the keys what they type now. They stay the same keys: the focus stays where it was."""
        self._typed = "".join(layouts.rows(self.language, self.digits, self.capitals))
        for button, letter in zip(self._keys, self._typed):
            button.text = letter
            button.a11y_name = layouts.spoken(letter)
        self._capitals.a11y_states = ["selected"] if self.capitals else []
        self._capitals.look = "filled" if self.capitals else "quiet"

    def show_text(self) -> None:
        self.written.text = self.composer.text or tr("Nothing typed yet")

    def type_key(self, place: int) -> None:
        """Type what the key at a place stands for now."""
        self.type(self._typed[place])

    def type(self, letter: str) -> None:
        """Add a letter and say it. Capitals last for one letter."""
        self.composer.type(letter)
        self.show_text()
        if self.capitals:
            self.capitals = False
            self.name_letters()
        formed = self.composer.forming
        self.say(formed if formed and formed != letter else layouts.spoken(letter), True)

    def delete(self) -> None:
        """Take the last letter away and say which it was."""
        gone = self.composer.delete()
        self.show_text()
        self.say(tr("{letter} deleted", letter=layouts.spoken(gone)) if gone else tr("Nothing to delete"), True)

    def raise_letters(self) -> None:
        if self.digits:
            self.turn_page()
        self.capitals = not self.capitals
        self.name_letters()

    def turn_page(self) -> None:
        self.digits, self.capitals = not self.digits, False
        self.lay_out_letters()

    def read_back(self) -> None:
        self.say(self.composer.text or tr("Nothing typed yet"), True)


def key(text: str, act: Callable[[], None], name: str = "", look: str = "quiet") -> WordButton:
    """A key that is as wide as its line allows."""
    button = WordButton(text=text, a11y_name=name or text, look=look, least_height=KEY_DP)
    button.bind(on_act=lambda _: act())
    return button


def line(keys: list[WordButton]) -> BoxLayout:
    """Keys beside each other, equally wide."""
    row = BoxLayout(size_hint_y=None, spacing=dp(SPACING_DP))
    row.fbind("minimum_height", row.setter("height"))
    for button in keys:
        row.add_widget(button)
    return row
