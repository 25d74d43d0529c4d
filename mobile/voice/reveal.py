"""Scrolling for somebody who does not see what is scrolled."""
from collections.abc import Sequence

from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from mobile.voice.tree import holds, modals, rect_of, scrolls_of

ROOM_DP = 24  # of what follows stays in sight beside what was scrolled to


def reveal(widget: Widget) -> None:
    """Bring a widget into sight in all the scroll views it stands in. What fits stays where it is: it would be pulled to the bottom."""
    for scroll in scrolls_of(widget):
        if scroll.viewport_size[0] > scroll.width or scroll.viewport_size[1] > scroll.height:
            scroll.scroll_to(widget, padding=dp(ROOM_DP), animate=False)


def scroll_under(roots: Sequence[Widget], x: float, y: float, dx: float, dy: float) -> None:
    """Move the innermost scroll view under a point of the window that can move that way. dx, dy: pixels of the fingers."""
    stack = modals(roots)
    for root in [stack[-1]] if stack else roots:
        for scroll in _scrolls_at(root, x, y):
            part_x, part_y = scroll.convert_distance_to_scroll(dx, dy)
            if abs(dy) >= abs(dx) and scroll.do_scroll_y and scroll.viewport_size[1] > scroll.height:
                scroll.scroll_y = min(1, max(0, scroll.scroll_y - part_y))
                return
            if abs(dx) > abs(dy) and scroll.do_scroll_x and scroll.viewport_size[0] > scroll.width:
                scroll.scroll_x = min(1, max(0, scroll.scroll_x - part_x))
                return


def _scrolls_at(widget: Widget, x: float, y: float) -> list[ScrollView]:
    """Scroll views under a point, the inner and upper ones first."""
    found = [scroll for child in widget.children for scroll in _scrolls_at(child, x, y)]
    if isinstance(widget, ScrollView) and holds(rect_of(widget), x, y):
        found.append(widget)
    return found
