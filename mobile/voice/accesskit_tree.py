"""Nodes as AccessKit wants them. Rectangles turn over: its y goes down."""
import accesskit
from accesskit import Action, Live, Role, Toggled

from mobile.voice import phrases
from mobile.voice.tree import Node

ROOT, POLITE, ASSERTIVE = 1, 2, 3
BASE = 1000  # added to the uid of a widget

ROLES = {
    "text": Role.LABEL, "heading": Role.HEADING, "button": Role.BUTTON, "link": Role.LINK, "switch": Role.SWITCH, "checkbox": Role.CHECK_BOX,
    "radio": Role.RADIO_BUTTON, "tab": Role.TAB, "textfield": Role.TEXT_INPUT, "slider": Role.SLIDER, "image": Role.IMAGE, "map": Role.IMAGE,
    "alert": Role.ALERT,
}


def tree_update(title: str, nodes: list[Node], focused: int | None, words: tuple[str, bool], size) -> accesskit.TreeUpdate:
    """The whole tree: a window with the nodes in reading order and two places for announcements.

    focused: id of a node; words: what is announced now and whether it cuts in; size: of the window, pixels.
    """
    made = [(BASE + node.id, made_node(node, size[1])) for node in nodes]
    root = accesskit.Node(Role.WINDOW)
    root.set_label(title)
    root.set_bounds(accesskit.Rect(0, 0, *map(float, size)))
    root.set_children([number for number, _ in made] + [POLITE, ASSERTIVE])
    made += [(ROOT, root), (POLITE, live_node(words, False)), (ASSERTIVE, live_node(words, True))]
    focus = BASE + focused if focused in {node.id for node in nodes} else ROOT
    update = accesskit.TreeUpdate(focus)
    update.tree = accesskit.Tree(ROOT)
    update.tree.toolkit_name = "Kivy"
    update.nodes = made
    return update


def live_node(words: tuple[str, bool], assertive: bool) -> accesskit.Node:
    """A place whose words are spoken when they change."""
    live = accesskit.Node(Role.LABEL)
    live.set_value(words[0] if words[1] == assertive else "")
    live.set_live(Live.ASSERTIVE if assertive else Live.POLITE)
    return live


def made_node(node: Node, height: float) -> accesskit.Node:
    """One node. height: of the window, pixels."""
    made = accesskit.Node(ROLES.get(node.role, Role.UNKNOWN))
    left, bottom, right, top = map(float, node.rect)
    made.set_bounds(accesskit.Rect(left, height - top, right, height - bottom))
    if node.role == "text":
        made.set_value(phrases.joined([node.name, node.value]))
    else:
        made.set_label(node.name)
        if value := phrases.value_words(node):
            made.set_value(value)
    if node.hint:
        made.set_description(node.hint)
    set_states(made, node)
    set_actions(made, node)
    return made


def set_states(made: accesskit.Node, node: Node) -> None:
    if node.disabled:
        made.set_disabled()
    if "selected" in node.states:
        made.set_selected(True)
    if "busy" in node.states:
        made.set_busy()
    if "expanded" in node.states or "collapsed" in node.states:
        made.set_expanded("expanded" in node.states)
    if node.role in ("radio", "checkbox", "switch"):
        on = "checked" in node.states or "selected" in node.states or node.value == "on"
        made.set_toggled(Toggled.TRUE if on else Toggled.FALSE)
    if node.role == "heading":
        made.set_level(node.level)
    if node.position:
        made.set_position_in_set(node.position[0])
        made.set_size_of_set(node.position[1])


def set_actions(made: accesskit.Node, node: Node) -> None:
    if node.disabled:
        return
    if node.acts:
        made.add_action(Action.CLICK)
        made.add_action(Action.FOCUS)
    if node.adjustable:
        made.add_action(Action.INCREMENT)
        made.add_action(Action.DECREMENT)
    if node.role == "textfield":
        made.add_action(Action.SET_VALUE)
