"""Where something is typed: an outline that answers to focus, a name that is always readable, a button that empties it."""

from kivy.metrics import dp
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.textinput import TextInput

from mobile import tokens
from mobile.i18n import tr
from mobile.theme import font, theme
from mobile.voice.semantics import Semantic
from mobile.widgets.box import Column, Row
from mobile.widgets.press import IconButton
from mobile.widgets.text import Icon, Text


class Entry(Semantic, TextInput):
    """The line that takes the letters. Activating it opens the keyboard of the phone, or the spoken one."""

    def __init__(self, **options):
        super().__init__(multiline=False, write_tab=False, background_normal="", background_active="", a11y_role="textfield", **options)
        self.size_hint_y = None
        self.fbind("text", self.setter("a11y_value"))
        theme.follow(self.restyle)
        self.restyle()

    def restyle(self, *_):
        self.font_name, self.font_size = font(500), theme.size("body_large")
        self.foreground_color, self.hint_text_color = theme.ui["on"], theme.ui["on2"]
        self.disabled_foreground_color = theme.ui["on"]
        self.background_color = (0, 0, 0, 0)
        self.cursor_color, self.selection_color = theme.ui["link"], [*theme.ui["link"][:3], 0.3]
        self.padding = [dp(4), dp(12), dp(4), dp(12)]
        self.height = theme.line("body_large") + dp(24)

    def a11y_activate(self):
        self.focus = True


class Field(Column):
    """A name above a line to type in. `on_words` hears each change, `on_enter` the key; `trouble` is said below."""

    label = StringProperty("")
    hint = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")
    trouble = StringProperty("")
    entry = ObjectProperty(None)

    def __init__(self, **options):
        self.register_event_type("on_words")
        self.register_event_type("on_enter")
        super().__init__(spacing=dp(4), **options)
        self._label = Text(text=self.label, type_role="label_large", ink="on2", a11y_hidden=True)
        if self.label:
            self.add_widget(self._label)
        self.box = Row(
            fill="surface", edge="outline", corners=[tokens.RADIUS["card"]], padding=[dp(14), dp(2), dp(4), dp(2)], spacing=dp(8), least_height=dp(56)
        )
        self._icon = Icon(icon=self.icon, ink="link", dp_size=24)
        self.box.add_widget(self._icon)
        self.entry = Entry(text=self.text, hint_text=self.hint, a11y_name=self.label or self.hint, pos_hint={"center_y": 0.5})
        self.entry.bind(text=self.hear, on_text_validate=lambda _: self.dispatch("on_enter"), focus=self.show)
        self.box.add_widget(self.entry)
        self._clear = IconButton(icon="close-circle-outline", a11y_name=tr("Empty the field"))
        self._clear.bind(on_act=self.empty)
        self.add_widget(self.box)
        self._trouble = Text(type_role="label_medium", ink="error", a11y_role="alert")
        self.fbind("icon", self._icon.setter("icon"))
        for name in ("trouble", "hint"):
            self.fbind(name, self.show)
        self.fbind("text", self.take)
        self.show()

    def hear(self, _, text):
        self.text = text
        self.show()
        self.dispatch("on_words", text)

    def take(self, _, text):
        if self.entry.text != text:
            self.entry.text = text

    def empty(self, *_):
        self.entry.text = ""
        self.entry.focus = True

    def show(self, *_):
        self.entry.hint_text, self.entry.a11y_name = self.hint, self.label or self.hint
        self.box.edge = "error" if self.trouble else "link" if self.entry.focus else "outline"
        self.box.edge_width = 2 if self.entry.focus or self.trouble else 1
        if bool(self.entry.text) != bool(self._clear.parent):
            (self.box.add_widget if self.entry.text else self.box.remove_widget)(self._clear)
        self._trouble.text = self._trouble.a11y_name = self.trouble
        if bool(self.trouble) != bool(self._trouble.parent):
            (self.add_widget if self.trouble else self.remove_widget)(self._trouble)

    def on_words(self, text):
        pass

    def on_enter(self):
        pass
