import pytest
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout

from mobile.theme import theme
from mobile.voice.tree import Node, clip_of, rect_of
from mobile.widgets.bars import NavigationBar
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.rows import ListRow
from mobile.widgets.scroll import Scroll
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Text
from tests.mobile.looking import picture
from tests.mobile.voice.stage import Finger, Stage
from tests.mobile.voice.test_reader import TextSize, Town

PLACES = (("plan", "map-search", lambda: "Plan"), ("me", "account-circle", lambda: "Me"))


class Form(FloatLayout):
    """A field, chips, a slider, a button, a navigation bar."""

    def __init__(self):
        super().__init__()
        self.done = []
        column = Column(pos_hint={"top": 1})
        self.field = Field(label="Where to")
        self.field.bind(on_enter=lambda _: self.done.append("enter"))
        column.add_widget(self.field)
        chips = Column()
        for text in ("Bus", "Tram"):
            chips.add_widget(Chip(text=text, a11y_role="checkbox", a11y_name=text))
        column.add_widget(chips)
        self.size_of_text = TextSize()
        column.add_widget(self.size_of_text)
        self.book = WordButton(text="Book")
        self.book.bind(on_act=lambda _: self.done.append("book"))
        column.add_widget(self.book)
        column.add_widget(Text(text="Later", a11y_role="heading"))
        self.add_widget(column)
        self.bar = NavigationBar(places=PLACES, current="plan", pos_hint={"y": 0})
        self.add_widget(self.bar)


def focused(stage):
    return stage.reader.focused.name


def test_tab_follows_the_spoken_order():
    with Stage(Form()) as stage:
        order = []
        for _ in range(8):
            stage.key("tab")
            order.append(focused(stage))
        assert order == ["Where to", "Bus", "Tram", "Text size", "Book", "Later", "Plan", "Me"]
        stage.key("tab", "shift")
        assert focused(stage) == "Plan"
        assert stage.said == "Plan, selected, tab 1 of 2"


@pytest.mark.parametrize("key", ["enter", "space"])
def test_enter_and_space_act(key):
    with Stage(Form()) as stage:
        stage.reader.focus_on(stage.root.book)
        stage.key(key)
        assert stage.root.done == ["book"]


def test_arrows_stay_among_what_is_alike_and_adjust_sliders():
    with Stage(Form()) as stage:
        stage.reader.focus_on(stage.root.bar.items["plan"])
        stage.key("right")
        assert focused(stage) == "Me"
        stage.key("right")
        assert (focused(stage), stage.tones.names[-1]) == ("Me", "edge")
        stage.reader.focus_on(stage.root.size_of_text)
        stage.key("up")
        stage.key("up")
        stage.key("left")
        assert stage.root.size_of_text.value == 110


def test_a_text_field_keeps_its_keys_but_tab_enter_and_escape():
    with Stage(Form(), {"search": lambda: stage.root.done.append("search")}) as stage:
        stage.key("tab")
        stage.key("enter")
        entry = stage.root.field.entry
        assert entry.focus
        for letter in "h/":
            assert not stage.keys.press(letter, set())
        assert not stage.keys.press("left", set())
        assert not stage.keys.press("space", set())
        stage.key("enter")
        assert "enter" in stage.root.done
        entry.focus = True
        stage.key("tab")
        assert (entry.focus, focused(stage)) == (False, "Bus")
        entry.focus = True
        stage.key("escape")
        assert (entry.focus, focused(stage)) == (False, "Where to")


def test_letters_typed_on_real_keys_arrive():
    with Stage(Form()) as stage:
        stage.key("tab")
        stage.key("space")
        assert stage.root.field.entry.focus
        for letter in "Hafen/":
            Window.dispatch("on_key_down", ord(letter.lower()), 0, letter, [])
            Window.dispatch("on_textinput", letter)
        stage.frames()
        assert stage.root.field.text == "Hafen/"


def test_shortcuts_reach_their_actions_and_pages_their_keys():
    heard = []

    class Page:
        def handle_key(self, key, modifiers):
            heard.append(key)
            return key == "+"

    actions = {"back": lambda: heard.append("back"), "search": lambda: heard.append("search"), "tab": lambda number: heard.append(number)}
    with Stage(Form(), actions, Page) as stage:
        stage.key("4", "alt")
        stage.key("l", "ctrl")
        stage.key("escape")
        stage.key("/")
        stage.key("+")
        assert heard == [4, "search", "back", "/", "search", "+"]


def test_ctrl_alone_is_silence_and_with_a_letter_it_is_not():
    with Stage(Form()) as stage:
        stage.key("tab")
        Window.dispatch("on_key_down", 305, 0, "", ["ctrl"])
        Window.dispatch("on_key_down", ord("r"), 0, "r", ["ctrl"])
        stops = stage.voice.stops
        Window.dispatch("on_key_up", 305, 0)
        assert stage.voice.said[-2:] == ["Where to, text field", "Where to, text field"]
        assert stage.voice.stops == stops
        stage.key("ctrl")
        assert stage.voice.stops == stops + 1


def test_headings_and_place_by_key():
    with Stage(Form()) as stage:
        assert not stage.keys.press("h", set())
        stage.keys.heard = True
        stage.key("h")
        assert focused(stage) == "Later"
        stage.key("h", "ctrl")
        assert stage.said == "Later, heading, 6 of 8 on this screen"


def test_escape_closes_the_sheet_on_top():
    with Stage(Town(), {"back": lambda: stage.root.done.append("back")}) as stage:
        stage.reader.focus_on(stage.root.sort)
        stage.key("enter")
        assert stage.reader.modal() is not None
        stage.key("escape")
        assert stage.reader.modal() is None
        assert (focused(stage), stage.root.done) == ("Sort", [])
        stage.key("escape")
        assert stage.root.done == ["back"]


def shot(stage):
    """The pixels of the window, as a callable (x, y from below) -> (r, g, b)."""
    stage.frames()
    shown = picture()
    return lambda x, y: shown.getpixel((int(x), min(shown.height - 1, max(0, shown.height - 1 - int(y)))))


def near(colour, token):
    return all(abs(part / 255 - wanted) < 0.06 for part, wanted in zip(colour, token))


@pytest.mark.parametrize("name", ["light", "dark", "hc"])
def test_the_ring_is_drawn_in_yellow_within_ink(name):
    theme.use(name)
    root = FloatLayout()
    button = WordButton(text="Book", size_hint=(None, None), width=200, pos=(100, 400))
    root.add_widget(button)
    try:
        with Stage(root) as stage:
            stage.key("tab")
            at = shot(stage)
            assert near(at(button.center_x, button.top + 3.5), theme.ui["yellow"])
            assert near(at(button.center_x, button.top + 7.5), theme.ui["on"] if name == "light" else (0, 0, 0))
            assert near(at(button.x - 3.5, button.center_y), theme.ui["yellow"])
            button.pos = (150, 600)
            at = shot(stage)
            assert near(at(button.center_x, button.top + 3.5), theme.ui["yellow"])
            assert not near(at(200, 400 - 3.5), theme.ui["yellow"])
            finger = Finger(20, 20)
            finger.down()
            finger.up()
            assert not near(shot(stage)(button.center_x, button.top + 3.5), theme.ui["yellow"])
    finally:
        theme.use("light")


def test_no_ring_comes_up_by_itself_for_who_points():
    with Stage(Town()) as stage:
        stage.root.open()
        stage.reader.refresh()
        assert stage.reader.focused.name == "Sort by"
        at = shot(stage)
        left, bottom, right, top = stage.reader.focused.rect
        assert not any(near(at((left + right) / 2, y), theme.ui["yellow"]) for y in range(int(bottom) - 15, int(top) + 15))


def test_the_ring_at_the_edge_of_the_window_is_seen_whole():
    with Stage(Form()) as stage:
        item = stage.root.bar.items["plan"]
        stage.key("home")
        stage.reader.focus_on(item)
        at = shot(stage)
        assert near(at(item.center_x, 5.5), theme.ui["yellow"])


def test_the_ring_does_not_leave_its_scroll_view():
    root = FloatLayout()
    scroll = Scroll(size_hint=(1, None), height=300, pos=(0, 300))
    for number in range(20):
        scroll.add_widget(ListRow(title=f"Stop {number}"))
    root.add_widget(scroll)
    with Stage(root) as stage:
        row = scroll.content.children[-1]
        stage.key("home")
        stage.reader.focus_on(row)
        assert near(shot(stage)(row.center_x, row.to_window(0, row.y)[1] - 3.5), theme.ui["yellow"])
        scroll.scroll_y = 0
        stage.frames(4)
        at = shot(stage)
        assert rect_of(row)[1] > clip_of(row)[3]
        assert not any(near(at(206, y), theme.ui["yellow"]) for y in range(915))


def test_focus_on_what_has_just_gone_draws_no_ring():
    root = FloatLayout()
    button = WordButton(text="Gone")
    root.add_widget(button)
    with Stage(root) as stage:
        stage.key("home")
        root.remove_widget(button)
        stage.ring.show(Node(id=1, role="button", name="Gone", widget=button, rect=rect_of(button)))
        at = shot(stage)  # a frame would fail on a ring around nothing
        assert not any(near(at(206, y), theme.ui["yellow"]) for y in range(915))


def test_a_sheet_is_left_by_its_own_button_by_key():
    with Stage(FloatLayout()) as stage:
        sheet = Sheet(title="Sort by")
        stage.root.add_widget(sheet)
        stage.reader.refresh()
        stage.key("tab")
        assert stage.said == "Close, button"
        stage.key("enter")
        assert sheet.parent is None
