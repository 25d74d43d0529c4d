"""A value that goes up and down in steps: two buttons, arrow keys, or the flicks of a screen reader. No drag."""

from kivy.metrics import dp
from kivy.properties import StringProperty

from mobile.i18n import tr
from mobile.widgets.box import Column, Row
from mobile.widgets.press import IconButton
from mobile.widgets.text import Text


class Stepper(Row):
    """`label` names it, `value` is written, `spoken` is said. `on_step(+1 or -1)` changes it."""

    label = StringProperty("")
    value = StringProperty("")
    spoken = StringProperty("")

    def __init__(self, **options):
        self.register_event_type("on_step")
        super().__init__(a11y_role="slider", padding=[dp(20), dp(6), dp(12), dp(6)], spacing=dp(8), least_height=dp(60), **options)
        words = Column(pos_hint={"center_y": 0.5})
        words.add_widget(Text(text=self.label, type_role="label_medium", ink="on2"))
        self._value = Text(text=self.value, type_role="title_medium")
        words.add_widget(self._value)
        self.add_widget(words)
        for icon, step, name in (("minus", -1, tr("Less")), ("plus", 1, tr("More"))):
            button = IconButton(icon=icon, edge="outline", fill="surface", a11y_name=f"{self.label}, {name}")
            button.bind(on_act=lambda _, step=step: self.dispatch("on_step", step))
            self.add_widget(button)
        for name in ("value", "spoken"):
            self.fbind(name, self.show)
        self.show()

    def show(self, *_):
        self._value.text = self.value
        self.a11y_key = self.label
        self.a11y_name, self.a11y_value = self.label, self.spoken or self.value

    def a11y_adjust(self, steps: int) -> None:
        self.dispatch("on_step", steps)

    def on_step(self, step):
        pass
