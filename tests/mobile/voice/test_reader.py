from kivy.core.window import Window
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.slider import Slider as KivySlider

from mobile.voice.semantics import Semantic
from mobile.voice.tree import clip_of, rect_of
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.scroll import Scroll, Shelf
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text
from tests.mobile.voice.stage import Finger, Stage


class TextSize(Semantic, KivySlider):
    """Percent."""

    def __init__(self, **options):
        super().__init__(min=100, max=200, step=10, value=100, size_hint_y=None, height=48, a11y_role="slider", a11y_name="Text size", **options)
        self.fbind("value", self.tell)
        self.tell()

    def tell(self, *_):
        self.a11y_value = f"{self.value:.0f} %"

    def a11y_adjust(self, steps):
        self.value = max(self.min, min(self.max, self.value + steps * self.step))


class Town(FloatLayout):
    """A page: heading, switch, slider, a long list, a button that opens a sheet."""

    def __init__(self):
        super().__init__()
        self.done = []
        self.scroll = Scroll()
        self.add_widget(self.scroll)
        self.scroll.add_widget(Text(text="Around here", a11y_role="heading", a11y_level=1))
        self.alerts = ListRow(title="Feel each alert", end="switch", on=True)
        self.alerts.bind(on_act=lambda row: setattr(row, "on", not row.on))
        self.scroll.add_widget(self.alerts)
        self.scroll.add_widget(TextSize())
        self.sort = WordButton(text="Sort")
        self.sort.bind(on_act=lambda _: self.open())
        self.scroll.add_widget(self.sort)
        self.scroll.add_widget(Text(text="Stops", a11y_role="heading"))
        self.fill()

    def fill(self):
        self.card = Card(a11y_role="list")
        for number in range(1, 31):
            row = ListRow(title=f"Stop {number}", a11y_position=(number, 30))
            row.bind(on_act=lambda row: self.done.append(row.title))
            self.card.add_row(row)
        self.scroll.add_widget(self.card)

    def open(self):
        sheet = Sheet(title="Sort by")
        for title in ("Fastest", "Fewest changes"):
            row = ListRow(title=title, end="check", a11y_role="radio")
            row.bind(on_act=lambda _: sheet.close())
            sheet.content.add_widget(row)
        self.add_widget(sheet)


def test_flicking_goes_through_the_screen_in_order():
    with Stage(Town()) as stage:
        stage.hear()
        for _ in range(6):
            stage.flick(120)
        assert stage.transcript == [
            "Around here, heading", "Feel each alert, on, switch", "Text size, 100 %, slider", "Sort, button", "Stops, heading",
            "Stop 1, button 1 of 30",
        ]
        stage.flick(-120)
        assert stage.said == "Stops, heading"
        assert stage.tones.names == ["tick"] * 7
        assert stage.buzzing.pulses == [(15,)] * 7


def test_the_edge_is_felt_and_says_nothing():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick(120)
        stage.flick(-120)
        assert stage.transcript == ["Around here, heading"]
        assert (stage.tones.names[-1], stage.buzzing.pulses[-1]) == ("edge", (60,))


def test_headings_are_reached_up_and_down():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick(120)
        stage.flick(0, -120)
        assert stage.said == "Stops, heading"
        stage.flick(0, 120)
        assert stage.said == "Around here, heading"


def test_a_double_tap_anywhere_acts_and_the_change_is_said():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Feel each alert")
        stage.double_tap(40, 60)
        assert not stage.root.alerts.on
        assert stage.transcript[-1] == "off"
        assert not stage.root.done, "the tap must not reach what is under the finger"


def test_a_slider_goes_up_and_down_with_flicks():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Text size")
        stage.flick(0, 120)
        assert stage.said == "110 %"
        stage.flick(0, -120)
        assert stage.said == "100 %"


def test_a_sheet_keeps_the_reader_inside_and_closing_it_returns_to_its_opener():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Sort")
        stage.double_tap()
        assert stage.said == "Sort by, heading"
        heard = set()
        for _ in range(8):
            stage.flick(120)
            heard.add(stage.reader.focused.name)
        assert heard == {"Close", "Fastest", "Fewest changes"}
        stage.double_tap()
        assert stage.reader.focused.widget is stage.root.sort
        assert stage.said == "Sort, button"
        assert stage.tones.names[-1] == "close"


def test_a_sheet_in_place_of_another_returns_to_the_first_opener():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Sort")
        stage.double_tap()
        first = stage.reader.modal()
        second = Sheet(title="Why this order")
        first.close()
        stage.root.add_widget(second)
        stage.later(1)
        assert stage.said == "Why this order, heading"
        second.close()
        stage.later(1)
        assert stage.said == "Sort, button"


def test_focus_scrolls_into_sight():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Stop 25")
        clip = clip_of(stage.reader.focused.widget)
        rect = rect_of(stage.reader.focused.widget)
        assert clip[1] <= rect[1]
        assert rect[3] <= clip[3]
        stage.double_tap()
        assert stage.root.done == ["Stop 25"]


def test_focus_scrolls_in_shelves_within_scrolls():
    column = Scroll()
    column.add_widget(BoxLayout(size_hint_y=None, height=1200))
    shelf = Shelf()
    for number in range(12):
        shelf.add_widget(WordButton(text=f"Choice {number}", size_hint_x=None))
    column.add_widget(shelf)
    with Stage(column) as stage:
        stage.hear()
        stage.flick_to("Choice 11")
        left, bottom, right, top = rect_of(stage.reader.focused.widget)
        assert left >= 0
        assert right <= Window.width
        assert bottom >= 0
        assert top <= Window.height


def test_a_rebuilt_list_keeps_the_place():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Stop 3")
        said = len(stage.transcript)
        stage.root.scroll.content.remove_widget(stage.root.card)
        stage.root.fill()
        stage.frames(3)
        stage.later(1)
        assert stage.reader.focused.name == "Stop 3"
        assert stage.reader.focused.widget in stage.root.card.children
        assert len(stage.transcript) == said, "the same row again is no news"


def test_when_the_row_is_gone_the_nearest_is_said():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Stop 3")
        stage.root.card.remove_widget(stage.reader.focused.widget)
        stage.frames(3)
        stage.later(1)
        assert stage.said in ("Stop 2, button 2 of 30", "Stop 4, button 4 of 30")


def test_a_new_value_of_the_row_in_focus_is_said_politely():
    with Stage(Town()) as stage:
        stage.hear()
        stage.flick_to("Stop 3")
        stage.reader.focused.widget.a11y_value = "4 min"
        stage.later(1)
        assert stage.said == "4 min"
        assert not stage.reader.speaker.transcript[-1].assertive


def test_exploring_says_what_is_under_the_finger_once():
    with Stage(Town()) as stage:
        stage.hear()
        left, bottom, right, top = rect_of(stage.root.sort)
        finger = Finger((left + right) / 2, (bottom + top) / 2)
        finger.down()
        stage.later(0.4)
        assert stage.transcript == ["Sort, button"]
        for x in (100, 120, 140):
            finger.drag(x, (bottom + top) / 2)
            stage.later(0.1)
        assert stage.transcript == ["Sort, button"]
        finger.drag(200, rect_of(stage.root.alerts)[1] + 10)
        finger.up()
        stage.later(1)
        assert stage.transcript == ["Sort, button", "Feel each alert, on, switch"]
        assert stage.root.alerts.on


def test_two_fingers_scroll_stop_and_read_all():
    with Stage(Town()) as stage:
        stage.hear()
        one, two = Finger(150, 300), Finger(250, 300)
        for finger in (one, two):
            finger.down()
        stage.later(0.5)
        before = stage.root.scroll.scroll_y
        for finger, x in ((one, 150), (two, 250)):
            finger.drag(x, 500)
        for finger in (one, two):
            finger.up()
        assert stage.root.scroll.scroll_y < before
        stage.reader.first()
        stage.reader.read_all()
        for _ in range(3):
            stage.voice.finish()
        assert stage.voice.said[-4:] == ["Around here, heading", "Feel each alert, on, switch", "Text size, 100 %, slider", "Sort, button"]
        stops = stage.voice.stops
        one, two = Finger(150, 300), Finger(250, 300)
        for finger in (one, two):
            finger.down()
        for finger in (one, two):
            finger.up()
        stage.voice.finish()
        assert stage.voice.stops == stops + 1
        assert stage.voice.said[-1] == "Sort, button"


def test_a_page_is_said_by_its_title_and_where_tells_the_place():
    with Stage(Town()) as stage:
        stage.reader.page("Around here")
        assert stage.said == "Around here, heading"
        stage.reader.page("City")
        assert stage.said == "City, Around here, heading"
        stage.hear()
        stage.flick_to("Sort")
        stage.reader.where()
        assert stage.said == "Around here, Sort, button, 4 of 35 on this screen"


def test_what_cannot_be_done_now_says_so():
    column = Column()
    column.add_widget(WordButton(text="Book", disabled=True))
    column.add_widget(Text(text="Sold out", a11y_role="text"))
    with Stage(column) as stage:
        stage.hear()
        stage.flick(120)
        stage.double_tap()
        assert stage.said == "not available"
        stage.flick(120)
        stage.double_tap()
        assert stage.tones.names[-1] == "edge"


def test_touches_reach_the_app_when_it_is_not_heard():
    with Stage(Town()) as stage:
        left, bottom, right, top = rect_of(stage.root.alerts)
        finger = Finger((left + right) / 2, (bottom + top) / 2)
        finger.down()
        stage.frames(2)
        finger.up()
        stage.frames(2)
        assert not stage.root.alerts.on
