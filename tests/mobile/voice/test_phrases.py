import pytest

from mobile.voice.phrases import change, joined, sentence
from mobile.voice.tree import Node


def node(role, name, **values):
    return Node(1, role, name, **values)


@pytest.mark.parametrize("what, said", [
    (node("tab", "Plan", states=("selected",), position=(1, 5)), "Plan, selected, tab 1 of 5"),
    (node("switch", "Feel each alert", value="on"), "Feel each alert, on, switch"),
    (node("switch", "Feel each alert", states=("unchecked",)), "Feel each alert, off, switch"),
    (node("heading", "5 ways"), "5 ways, heading"),
    (node("button", "Book", hint="Holds a seat for 5 minutes.", states=("disabled",)), "Book, not available, Holds a seat for 5 minutes, button"),
    (node("textfield", "From", value="Market square"), "From, Market square, text field"),
    (node("text", "No connection. Saved trips still work."), "No connection. Saved trips still work."),
    (node("button", "Leave now?"), "Leave now? button"),
    (node("button", ""), "button"),
    (node("text", ""), "without a name"),
])
def test_a_node_is_said_in_one_order(what, said):
    assert sentence(what) == said


def test_short_leaves_the_role_out_and_full_adds_the_level():
    heading = node("heading", "5 ways", level=3, hint="Sorted by arrival")
    assert sentence(heading, "short") == "5 ways"
    assert sentence(heading, "full") == "5 ways, Sorted by arrival, heading level 3"
    assert sentence(node("button", ""), "short") == "button"


def test_marks_do_not_double():
    assert joined(["In 5 minutes.", " ", "", "platform 2;", "bus"]) == "In 5 minutes, platform 2, bus"


def test_only_what_changed_is_said():
    before = node("button", "Bus 12", value="5 min", states=("busy",))
    assert change(before, node("button", "Bus 12", value="4 min", states=("busy",))) == "4 min"
    assert change(before, before) == ""
    assert change(before, node("button", "Bus 14", value="4 min")) == "Bus 14, 4 min"
    assert change(before, node("button", "Bus 12", value="5 min")) == "Bus 12, 5 min"
