"""Which sheets lie over the page, and from where each was opened."""
from dataclasses import dataclass

from kivy.uix.widget import Widget

from mobile.voice.tree import Node


@dataclass(frozen=True)
class Shift:
    """What changed: the sheet that came on top, or that one went and where the focus was before it."""

    opened: Widget | None = None
    closed: bool = False
    opener: Node | None = None


class Layers:
    """Follows the modal widgets. A sheet that takes the place of another keeps its opener."""

    def __init__(self):
        self._stack: list[tuple[Widget, Node | None]] = []

    def differ(self, shown: list[Widget]) -> bool:
        """Whether one was opened or closed since they were followed."""
        return {widget for widget, _ in self._stack} != set(shown)

    def follow(self, shown: list[Widget], focused: Node | None) -> Shift:
        """Compare with the modal widgets of now, the one on top last."""
        gone = [layer for layer in self._stack if layer[0] not in shown]
        self._stack = [layer for layer in self._stack if layer[0] in shown]
        known = [widget for widget, _ in self._stack]
        new = [widget for widget in shown if widget not in known]
        opener = gone[0][1] if gone else focused
        self._stack += [(widget, opener) for widget in new]
        if new:
            return Shift(opened=shown[-1])
        return Shift(closed=True, opener=opener) if gone else Shift()
