"""The nodes of the app for the screen reader of a computer: Orca through AT-SPI, NVDA and Narrator through UI Automation.

Run on Linux. The Windows adapter has not been run with this app yet; on macOS Kivy gives no view to attach to, so that nothing is started.
The handlers come on threads of AccessKit: they touch plain data only, and Kivy's clock does the rest.
"""
import sys
import time
from collections import deque
from collections.abc import Callable

from kivy.clock import Clock
from kivy.logger import Logger

from mobile.voice.reader import Reader
from mobile.voice.tree import Node, collect

try:
    import accesskit

    from mobile.voice.accesskit_tree import BASE, ROOT, tree_update
except ImportError:  # no build of it for phones
    accesskit = None

PERIOD_S = 0.2
WAITING = 8  # announcements at most; the oldest goes
SETTLE_S = 0.5  # after it has woken up, before it is called


class Bridge:
    """Shows the nodes of a window to a screen reader, and does what it asks for."""

    def __init__(self, window, reader: Reader):
        self.window, self.reader = window, reader
        self._adapter = None
        self._waiting: deque[tuple[str, bool]] = deque(maxlen=WAITING)
        self._live = ("", False)
        self._nodes: dict[int, Node] = {}
        self._seen = self._update = self._refreshing = None
        self._woken_at: float | None = None
        self._resend = False

    @property
    def running(self) -> bool:
        return self._adapter is not None

    @property
    def listening(self) -> bool:
        """Whether a screen reader has asked what is in the window: who shows it to nobody would be silent for nothing."""
        return self.running and self._woken_at is not None

    def start(self, title: str, roots: Callable[[], list]) -> bool:
        """Begin. `title` names the window, `roots` gives its widgets, the last added first. False when this system has nothing to talk to."""
        if self._adapter or accesskit is None:
            return self.running
        self._title, self._roots = title, roots
        self._build()  # before the adapter: it may ask at once, on its own thread
        try:
            self._adapter = self._make_adapter()
        except (OSError, RuntimeError, ValueError, AttributeError) as error:
            Logger.warning("Voice: no screen reader can be reached: %s", error)
            return False
        if self._adapter is None:
            return False
        self.reader.on_announce.append(self.announce)
        self._refreshing = Clock.schedule_interval(self.refresh, PERIOD_S)
        return True

    def stop(self) -> None:
        """End, and say nothing more."""
        if not self._adapter:
            return
        self._refreshing.cancel()
        self.reader.on_announce.remove(self.announce)
        self._adapter = None
        self._waiting.clear()

    def announce(self, text: str, assertive: bool = False) -> None:
        """Words for the screen reader to speak."""
        if self._adapter:
            self._waiting.append((text, assertive))

    def refresh(self, *_) -> None:
        """Send the nodes when they have changed."""
        if not self._adapter:
            return
        awake = self._awake()
        if awake:
            self._next_words()
        changed = self._build()
        self._resend = self._resend or changed
        if not awake or not self._resend:
            return
        self._resend = False
        if hasattr(self._adapter, "update_window_focus_state"):
            self._adapter.update_window_focus_state(bool(self.window.focus))
        events = self._adapter.update_if_active(lambda: self._update)
        if events is not None:
            events.raise_events()

    def _make_adapter(self):
        if sys.platform == "linux":
            return accesskit.unix.Adapter(self._activated, self._asked, self._deactivated)
        if sys.platform == "win32":
            return accesskit.windows.SubclassingAdapter(self.window.get_window_info().window, self._activated, self._asked)
        return None

    def _activated(self):
        self._woken_at = time.monotonic()
        self._resend = True  # what changes while the adapter wakes up would be lost
        return self._update

    def _deactivated(self) -> None:
        self._woken_at = None

    def _awake(self) -> bool:
        """Whether the adapter may be called.

        While it wakes up it holds its lock and waits for Python; a call from here would hold Python and wait for the lock: both would stand still.
        """
        woken_at = self._woken_at
        return woken_at is not None and time.monotonic() - woken_at > SETTLE_S

    def _next_words(self) -> None:
        """One announcement at a time; the same words twice need a silence between them, or nothing changes."""
        if self._waiting and self._waiting[0] == self._live:
            self._live = ("", False)
        elif self._waiting:
            self._live = self._waiting.popleft()

    def _build(self) -> bool:
        nodes = collect(self._roots())
        focused = self.reader.focused.id if self.reader.focused else None
        seen = (nodes, focused, self._live, tuple(self.window.size), self.window.focus)
        if seen == self._seen:
            return False
        self._seen = seen
        self._nodes = {BASE + node.id: node for node in nodes}
        self._update = tree_update(self._title, nodes, focused, self._live, self.window.size)
        return True

    def _asked(self, request) -> None:
        target, action, data = request.target, request.action, request.data
        Clock.schedule_once(lambda _: self._do(target, action, data))

    def _do(self, target: int, action, data) -> None:
        node = self._nodes.get(target)
        if target == ROOT or node is None or node.disabled or not self._adapter:
            return
        actions = accesskit.Action
        if action == actions.CLICK:
            node.widget.a11y_activate()
        elif action == actions.FOCUS:
            self.reader.focus_on(node.widget, speak=False)
        elif action in (actions.INCREMENT, actions.DECREMENT):
            node.widget.a11y_adjust(1 if action == actions.INCREMENT else -1)
        elif action == actions.SET_VALUE and node.role == "textfield" and data:
            node.widget.text = str(data[1])
        self.refresh()
