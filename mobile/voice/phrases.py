"""How a node is said: name, value, state, hint, and last what it is."""
from typing import TYPE_CHECKING

from mobile.i18n import tr

if TYPE_CHECKING:
    from mobile.voice.tree import Node


def sentence(node: "Node", verbosity: str = "normal") -> str:
    """What is said of a node. "short" is name, value and state; "normal" adds hint and role; "full" adds the level of headings."""
    parts = [node.name, value_words(node), *state_words(node)]
    if verbosity == "short":
        parts.append(_position(node) if node.role in ("tab", "radio") else "")
        said = joined(parts)
        return said or role_words(node, verbosity) or tr("without a name")
    parts.append(node.hint)
    parts.append(_role_and_position(node, verbosity))
    return joined(parts) or tr("without a name")


def change(before: "Node", after: "Node") -> str:
    """What is said when a node changes while it is listened to: only the part that is new; "" when nothing is."""
    if before.name != after.name:
        return joined([after.name, value_words(after), *state_words(after)])
    old, new = [value_words(before), *state_words(before)], [value_words(after), *state_words(after)]
    if old == new:
        return ""
    return joined([words for words in new if words not in old]) or joined([after.name, *new])


def joined(parts: list[str]) -> str:
    """Parts as one sentence with a single mark between any two."""
    said = ""
    for part in (part.strip() for part in parts):
        if not part:
            continue
        said = said.rstrip(".,;: ")
        said += (" " if said.endswith(("?", "!", "…")) else ", ") + part if said else part
    return said


def value_words(node: "Node") -> str:
    """The value; that of a switch in the language of the person."""
    if node.role != "switch":
        return node.value
    return {"on": tr("on"), "off": tr("off")}.get(node.value, node.value)


def state_words(node: "Node") -> list[str]:
    """The states as words, in the order they are said in."""
    switch = node.role == "switch"
    words = {
        "selected": tr("selected"),
        "checked": tr("on") if switch else tr("checked"),
        "unchecked": tr("off") if switch else tr("not checked"),
        "expanded": tr("open"),
        "collapsed": tr("closed"),
        "busy": tr("working"),
        "disabled": tr("not available"),
    }
    return [word for state, word in words.items() if state in node.states]


def role_words(node: "Node", verbosity: str = "normal") -> str:
    """What a node is; "" for plain text."""
    if node.role == "heading" and verbosity == "full":
        return tr("heading level {level}", level=node.level)
    return {
        "heading": tr("heading"),
        "button": tr("button"),
        "link": tr("link"),
        "switch": tr("switch"),
        "checkbox": tr("checkbox"),
        "radio": tr("choice"),
        "tab": tr("tab"),
        "textfield": tr("text field"),
        "slider": tr("slider"),
        "image": tr("picture"),
        "map": tr("map"),
        "alert": tr("notice"),
    }.get(node.role, "")


def _position(node: "Node") -> str:
    return tr("{number} of {total}", number=node.position[0], total=node.position[1]) if node.position else ""


def _role_and_position(node: "Node", verbosity: str) -> str:
    return " ".join(words for words in (role_words(node, verbosity), _position(node)) if words)
