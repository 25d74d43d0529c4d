from kivy.uix.floatlayout import FloatLayout
from kivy.uix.screenmanager import NoTransition, Screen, ScreenManager

from mobile.voice.semantics import Semantic
from mobile.voice.tree import check, collect, modals, silent_texts
from mobile.widgets.box import Column
from mobile.widgets.field import Field
from mobile.widgets.press import Chip, IconButton, WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.sheet import Sheet
from mobile.widgets.text import Icon, Text
from tests.mobile.voice.stage import Stage


class Box(Semantic, FloatLayout):
    pass


def names(roots):
    return [node.name for node in collect(roots)]


def test_order_is_that_of_adding_or_as_given():
    column = Column()
    words = [Text(text=text, a11y_role="text") for text in ("one", "two", "three")]
    for word in words:
        column.add_widget(word)
    assert names(column) == ["one", "two", "three"]
    column.a11y_order = [words[2]]
    assert names(column) == ["three", "one", "two"]


def test_a_node_speaks_for_what_is_in_it_unless_it_says_otherwise():
    row = ListRow(icon="bus", title="Line 12", detail="Harbour")
    assert names(row) == ["Line 12: Harbour"]
    outer = Box(a11y_role="map", a11y_name="Map", a11y_children=True)
    outer.add_widget(Text(text="Stop", a11y_role="text"))
    assert names(outer) == ["Map", "Stop"]


def test_what_is_hidden_is_not_there():
    box = Box()
    for options in ({"a11y_hidden": True}, {"opacity": 0}, {}):
        box.add_widget(Text(text="here", a11y_role="text", **options))
    box.add_widget(Text(text="", a11y_role="text"))
    box.add_widget(Icon(icon="bus"))
    assert names(box) == ["here"]


def test_disabled_is_a_state_that_comes_from_above():
    box = Box(disabled=True)
    box.add_widget(WordButton(text="Book"))
    assert collect(box)[0].states == ("disabled",)


def test_only_the_screen_that_is_shown_counts():
    screens = ScreenManager(transition=NoTransition())
    for name in ("a", "b"):
        screen = Screen(name=name)
        screen.add_widget(Text(text=name, a11y_role="text"))
        screens.add_widget(screen)
    assert names(screens) == ["a"]
    screens.current = "b"
    assert names(screens) == ["b"]


def test_the_modal_on_top_keeps_the_reader_inside():
    page, first, second = Box(), Box(a11y_modal=True), Box(a11y_modal=True)
    for box, text in ((page, "page"), (first, "first"), (second, "second")):
        box.add_widget(Text(text=text, a11y_role="text"))
    assert names([second, first, page]) == ["second"]
    page.add_widget(first)
    assert names([page]) == ["first"]
    assert modals([second, page]) == [first, second]
    first.a11y_hidden = True
    assert names([page]) == ["page"]


def test_lists_hold_their_rows_together():
    card = Card(a11y_role="list")
    for title in ("one", "two"):
        card.add_row(ListRow(title=title))
    assert {node.group for node in collect(card)} == {card.uid}


def test_a_typed_secret_is_counted_not_read():
    field = Field(label="Code")
    field.entry.password = True
    field.entry.text = "1234"
    assert collect(field)[0].value == "4 hidden characters"


def test_check_finds_what_cannot_be_heard_or_touched():
    column = Column(width=300)
    column.add_widget(IconButton(icon="close"))
    column.add_widget(Text(text="\U000f0004 bus", a11y_role="text"))
    column.add_widget(WordButton(text="Twice"))
    column.add_widget(WordButton(text="Twice"))
    column.add_widget(Box(a11y_role="button", a11y_name="Small", size_hint=(None, None), size=(20, 20)))
    with Stage(column):
        problems = check(collect(column))
    assert problems == [
        "button IconButton has no name",
        "text '\\U000f0004 bus' has a glyph that cannot be spoken",
        "button 'Twice' comes twice in a row",
        "button 'Small' can be touched on 20 x 20 pixels only",
    ]


def test_check_is_content_with_our_own_widgets():
    column = Column()
    close = IconButton(icon="close", a11y_name="Close")
    for widget in (Chip(text="Bus"), ListRow(title="Line 12"), Field(label="From"), WordButton(text="Book"), close):
        column.add_widget(widget)
    with Stage(column):
        assert check(collect(column)) == []
        sheet = Sheet(title="Sort")
        assert check(collect(sheet)) == []


def test_texts_that_nobody_speaks_are_found():
    column = Column()
    column.add_widget(Text(text="lost"))
    column.add_widget(Text(text="said", a11y_role="text"))
    column.add_widget(WordButton(text="Book"))
    column.add_widget(Icon(icon="bus"))
    assert silent_texts(column) == ["lost"]
