"""A small app that shows its nodes to the screen reader of the computer, for the test through AT-SPI. Run as a program."""
from kivy.app import App
from kivy.core.window import Window

from mobile.voice.accesskit_bridge import Bridge
from mobile.voice.reader import Reader
from mobile.voice.speaker import Speaker
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import WordButton
from mobile.widgets.rows import ListRow
from mobile.widgets.text import Text
from tests.mobile.voice.stage import Writing


class SpokenApp(App):
    def build(self):
        self.reader = Reader(Window, Speaker(Writing()))
        self.bridge = Bridge(Window, self.reader)
        column = Column(pos_hint={"top": 1})
        column.add_widget(Text(text="5 ways", a11y_role="heading"))
        column.add_widget(Field(label="Where to"))
        alerts = ListRow(title="Feel each alert", end="switch")
        alerts.bind(on_act=lambda row: setattr(row, "on", not row.on))
        column.add_widget(alerts)
        self.book = WordButton(text="Book this trip")
        self.book.bind(on_act=self.tell)
        column.add_widget(self.book)
        return column

    def on_start(self):
        assert self.bridge.start("Allways", lambda: Window.children)

    def tell(self, *_):
        self.book.text = "Booked"
        self.reader.announce("Booked. The ticket is saved.", assertive=True)
        self.reader.announce("Booked. The ticket is saved.")


if __name__ == "__main__":
    SpokenApp().run()
