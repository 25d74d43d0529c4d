"""What is on screen as one list in reading order. Speech, keys, screen readers and tests read the same list."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kivy.metrics import dp
from kivy.uix.label import Label
from kivy.uix.screenmanager import ScreenManager
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from mobile import tokens
from mobile.i18n import trn
from mobile.voice.semantics import Semantic

Rect = tuple[float, float, float, float]  # left, bottom, right, top: pixels of the window, y up

CONTAINERS = ("", "group", "list", "dialog")
INTERACTIVE = ("button", "link", "switch", "checkbox", "radio", "tab", "textfield", "slider")
ROUNDING = 0.5  # of a pixel, in sizes


@dataclass(frozen=True)
class Node:
    """One thing to hear. `id` and `group` are uids of widgets: its own, and that of the list or box it stands in."""

    id: int
    role: str
    name: str
    value: str = ""
    hint: str = ""
    states: tuple[str, ...] = ()
    position: tuple[int, int] | None = None
    level: int = 2
    rect: Rect = (0, 0, 0, 0)
    group: int = 0
    widget: Widget | None = field(default=None, repr=False, compare=False)

    @property
    def interactive(self) -> bool:
        return self.role in INTERACTIVE

    @property
    def adjustable(self) -> bool:
        """Whether it goes up and down in steps."""
        own = getattr(type(self.widget), "a11y_adjust", None)
        return self.role == "slider" or (own is not None and own is not Semantic.a11y_adjust)

    @property
    def acts(self) -> bool:
        """Whether a double tap does something."""
        own = getattr(type(self.widget), "a11y_activate", None)
        return self.interactive or (own is not None and own is not Semantic.a11y_activate)

    @property
    def disabled(self) -> bool:
        return "disabled" in self.states


def collect(roots: Widget | Sequence[Widget]) -> list[Node]:
    """Nodes in reading order, of a widget or of widgets as in `Window.children` (what was added last comes first).

    While something modal is shown only what is inside it counts. What is scrolled out of sight stays in the list.
    """
    stack = modals(roots)
    if stack:
        return list(_nodes(stack[-1], 0))
    return [node for root in reversed(_listed(roots)) for node in _nodes(root, 0)]


def modals(roots: Widget | Sequence[Widget]) -> list[Widget]:
    """Modal widgets that are shown, the one on top last."""
    found = []
    for root in reversed(_listed(roots)):
        _find_modals(root, found)
    return found


def _listed(roots) -> list[Widget]:
    return [roots] if isinstance(roots, Widget) else list(roots)


def _find_modals(widget: Widget, found: list[Widget]) -> None:
    if not _shown(widget):
        return
    if getattr(widget, "a11y_modal", False):
        found.append(widget)
    for child in _children(widget):
        _find_modals(child, found)


def _shown(widget: Widget) -> bool:
    return not getattr(widget, "a11y_hidden", False) and widget.opacity > 0


def _children(widget: Widget) -> list[Widget]:
    if isinstance(widget, ScreenManager):
        return [widget.current_screen] if widget.current_screen else []
    added = widget.children[::-1]
    order = getattr(widget, "a11y_order", None)
    if not order:
        return added
    return [child for child in order if child in added] + [child for child in added if child not in order]


def _nodes(widget: Widget, group: int) -> Iterator[Node]:
    if not _shown(widget):
        return
    role = getattr(widget, "a11y_role", "")
    if role not in CONTAINERS:
        node = _node(widget, role, group)
        if node.name or node.value or node.interactive:
            yield node
        if not widget.a11y_children:
            return
    if role in ("group", "list"):
        group = widget.uid
    for child in _children(widget):
        yield from _nodes(child, group)


def _node(widget: Widget, role: str, group: int) -> Node:
    states = tuple(widget.a11y_states) + (("disabled",) if widget.disabled else ())
    value = widget.a11y_value
    if value and getattr(widget, "password", False):
        value = trn("{n} hidden character", "{n} hidden characters", len(value))
    position = tuple(widget.a11y_position) if widget.a11y_position else None
    group = group or getattr(widget.parent, "uid", 0)  # a window has no uid
    return Node(widget.uid, role, widget.a11y_name, value, widget.a11y_hint, states, position, int(widget.a11y_level), rect_of(widget), group, widget)


def rect_of(widget: Widget) -> Rect:
    """Where a widget is in the window, whether it can be seen or not."""
    left, bottom = widget.to_window(widget.x, widget.y)
    right, top = widget.to_window(widget.right, widget.top)
    return left, bottom, right, top


def scrolls_of(widget: Widget) -> list[ScrollView]:
    """The scroll views a widget stands in, the inner ones first."""
    found, parent = [], widget.parent
    while isinstance(parent, Widget):
        if isinstance(parent, ScrollView):
            found.append(parent)
        parent = parent.parent
    return found


def clip_of(widget: Widget) -> Rect | None:
    """The part of the window that its scroll views leave a widget, None when there are none."""
    clip = None
    for scroll in scrolls_of(widget):
        clip = rect_of(scroll) if clip is None else cut(clip, rect_of(scroll))
    return clip


def cut(one: Rect, other: Rect) -> Rect:
    """What two rectangles share; right < left or top < bottom when that is nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def holds(rect: Rect, x: float, y: float) -> bool:
    return rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]


def node_at(nodes: list[Node], x: float, y: float) -> Node | None:
    """The node on top at a point of the window; what is scrolled away is not there."""
    for node in reversed(nodes):
        clip = clip_of(node.widget)
        if holds(touch_rect(node), x, y) and (clip is None or holds(clip, x, y)):
            return node
    return None


def touch_rect(node: Node) -> Rect:
    """Where the finger meets a node: some things look smaller than they can be touched."""
    left, bottom, right, top = node.rect
    if node.widget is None or not node.interactive:
        return node.rect
    collides, middle_x, middle_y = node.widget.collide_point, node.widget.center_x, node.widget.center_y
    half = dp(tokens.TOUCH) / 2 - ROUNDING
    if collides(middle_x, middle_y - half) and collides(middle_x, middle_y + half):
        bottom, top = min(bottom, (bottom + top) / 2 - half - ROUNDING), max(top, (bottom + top) / 2 + half + ROUNDING)
    if collides(middle_x - half, middle_y) and collides(middle_x + half, middle_y):
        left, right = min(left, (left + right) / 2 - half - ROUNDING), max(right, (left + right) / 2 + half + ROUNDING)
    return left, bottom, right, top


def check(nodes: list[Node]) -> list[str]:
    """Sentences about what somebody who listens or touches would stumble over; [] when all is well."""
    problems = []
    for before, node in zip([None, *nodes], nodes):
        what = f"{node.role} {node.name!r}"
        if node.interactive and not node.name.strip():
            problems.append(f"{node.role} {type(node.widget).__name__} has no name")
        if any(private(letter) for letter in node.name + node.value + node.hint):
            problems.append(f"{what} has a glyph that cannot be spoken")
        if before and (before.role, before.name, before.value) == (node.role, node.name, node.value):
            problems.append(f"{what} comes twice in a row")
        left, bottom, right, top = touch_rect(node)
        least = dp(tokens.TOUCH) - ROUNDING
        if node.interactive and (right - left < least or top - bottom < least):
            problems.append(f"{what} can be touched on {right - left:.0f} x {top - bottom:.0f} pixels only")
    return problems


def private(letter: str) -> bool:
    """Whether a letter is of a private use area, as the glyphs of icons are."""
    return 0xE000 <= ord(letter) <= 0xF8FF or ord(letter) >= 0xF0000


def silent_texts(roots: Widget | Sequence[Widget]) -> list[str]:
    """Texts that are seen and that no node speaks for."""
    return [text for root in reversed(_listed(roots)) for text in _silent(root)]


def _silent(widget: Widget) -> Iterator[str]:
    if not _shown(widget):
        return
    if getattr(widget, "a11y_role", "") not in CONTAINERS and not widget.a11y_children:
        return
    if isinstance(widget, Label) and widget.text and not getattr(widget, "a11y_role", ""):
        yield widget.text
    for child in _children(widget):
        yield from _silent(child)
