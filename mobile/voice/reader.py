"""Where one is on the screen without seeing it: one node has the focus, and what happens to it is said."""
from collections.abc import Callable

from mobile.i18n import tr
from mobile.voice import phrases
from mobile.voice.earcons import Earcons, Pulses
from mobile.voice.layers import Layers
from mobile.voice.reveal import reveal, scroll_under
from mobile.voice.speaker import Speaker
from mobile.voice.tree import Node, collect, modals, node_at

CHANGE = "change"  # newer words about the node in focus replace older ones that still wait


class Reader:
    """Moves the focus over the nodes of a window and speaks.

    What a person asks for is said at once, what happens by itself waits its turn. `refresh()` is to be called a few times a second while the
    reader is in use: it follows sheets that open and close, lists that are built anew and values that change.
    `on_focus` hears the node (or None), `on_announce` hears (text, assertive). `typing` opens the spoken keyboard for a text field. `pointed` is
    whether a pointer was used last, not keys.
    """

    def __init__(self, window, speaker: Speaker, earcons: Earcons | None = None, haptics: Pulses | None = None):
        self.window, self.speaker, self.earcons, self.haptics = window, speaker, earcons, haptics
        self.verbosity = "normal"
        self.focused: Node | None = None
        self.pointed = True
        self.on_focus: list[Callable[[Node | None], None]] = []
        self.on_announce: list[Callable[[str, bool], None]] = []
        self.typing: Callable[[object], None] | None = None
        self._layers = Layers()
        self._explored: int | None = None
        self._reading = False

    # Where to go

    def nodes(self) -> list[Node]:
        """All that can be reached now, in reading order."""
        return collect(self.window.children)

    def modal(self):
        """The widget that keeps the reader inside, None when nothing does."""
        shown = modals(self.window.children)
        return shown[-1] if shown else None

    def next(self) -> None:
        self._step(1, lambda node: True)

    def previous(self) -> None:
        self._step(-1, lambda node: True)

    def next_heading(self) -> None:
        self._step(1, lambda node: node.role == "heading")

    def previous_heading(self) -> None:
        self._step(-1, lambda node: node.role == "heading")

    def first(self) -> None:
        nodes = self._current()
        if nodes:
            self._move(nodes[0])

    def sibling(self, steps: int) -> None:
        """The next or previous one of the same kind in the same list or box; anything next when there is none."""
        focused = self.focused
        alike = [node for node in self._current() if focused and (node.role, node.group) == (focused.role, focused.group)]
        if len(alike) > 1:
            self._step(steps, lambda node: (node.role, node.group) == (focused.role, focused.group))
        else:
            self._step(steps, lambda node: True)

    def focus_on(self, widget, speak: bool = True) -> bool:
        """Put the focus on a widget. False when it is no node now."""
        node = next((node for node in self._current() if node.widget is widget), None)
        if node is None:
            return False
        self._reading = False
        self._focus(node)
        if speak:
            self._say(node)
        return True

    def explore(self, x: float, y: float) -> None:
        """Speak what is under a finger, once. x, y: pixels of the window, y up."""
        node = node_at(self._current(), x, y)
        found = node.id if node else None
        if node and found != self._explored:
            self._reading = False
            self._cue("tick")
            self._focus(node, scroll=False)
            self._say(node)
        self._explored = found

    def scroll(self, x: float, y: float, dx: float, dy: float) -> None:
        """Move what scrolls under a point by pixels."""
        scroll_under(self.window.children, x, y, dx, dy)

    def _step(self, steps: int, wanted: Callable[[Node], bool]) -> None:
        self._explored, self._reading = None, False
        nodes = self._current()
        at = next((index for index, node in enumerate(nodes) if self.focused and node.id == self.focused.id), None)
        if at is None:
            ahead = [node for node in nodes if wanted(node)]
        else:
            ahead = [node for node in (nodes[at + 1:] if steps > 0 else nodes[:at][::-1]) if wanted(node)]
        if ahead:
            self._move(ahead[0])
        else:
            self._cue("edge")

    def _move(self, node: Node) -> None:
        self._cue("tick")
        self._focus(node)
        self._say(node)

    # What to do

    @property
    def adjustable(self) -> bool:
        return self.focused is not None and self.focused.adjustable and not self.focused.disabled

    def activate(self, speaking: bool = True) -> None:
        """Do what the node in focus is for. With `speaking` a text field opens the spoken keyboard, else it takes the keys."""
        self._reading = False
        self._current()
        node = self.focused
        if node is None or not node.acts:
            self._cue("edge")
        elif node.disabled:
            self._cue("error")
            self.speaker.say(tr("not available"), assertive=True)
        elif node.role == "textfield" and speaking and self.typing:
            self._cue("click")
            self.typing(node.widget)
        else:
            self._cue("click")
            node.widget.a11y_activate()
            self.refresh()

    def adjust(self, steps: int) -> None:
        """Steps up (or down, when negative) of the node in focus."""
        self._current()
        if not self.adjustable:
            self._cue("edge")
            return
        self._cue("tick")
        before = self.focused
        before.widget.a11y_adjust(steps)
        after = next((node for node in self.nodes() if node.id == before.id), before)
        self._focus(after, scroll=False)
        self.speaker.say(phrases.change(before, after) or phrases.sentence(after, "short"), assertive=True)

    def announce(self, text: str, assertive: bool = False, key: str = "") -> None:
        """Say what happened. Assertive is for what cannot wait."""
        self.speaker.say(text, assertive=assertive, key=key)
        for hear in self.on_announce:
            hear(text, assertive)

    def page(self, title: str) -> None:
        """Another page is shown: say where one is; the focus goes to its first heading."""
        nodes = collect(self.window.children)
        self._layers.follow(modals(self.window.children), self.focused)
        self._reading, self._explored = False, None
        heading = next((node for node in nodes if node.role == "heading"), nodes[0] if nodes else None)
        self._focus(heading)
        if heading and heading.name != title:
            title = phrases.joined([title, phrases.sentence(heading, self.verbosity)])
        elif heading:
            title = phrases.sentence(heading, self.verbosity)
        self.speaker.say(title, key="page")

    def where(self) -> None:
        """Say the heading, the node in focus, and how far it is down the screen."""
        nodes = self._current()
        heading = next((node for node in nodes if node.role == "heading"), None)
        at = next((index for index, node in enumerate(nodes, 1) if self.focused and node.id == self.focused.id), 0)
        parts = [heading.name] if heading and (not at or nodes[at - 1] is not heading) else []
        if at:
            parts += [phrases.sentence(nodes[at - 1], self.verbosity), tr("{number} of {total} on this screen", number=at, total=len(nodes))]
        self.speaker.say(phrases.joined(parts) or tr("Nothing to read here."), assertive=True)

    def read_all(self) -> None:
        """Speak from the node in focus to the end, until something else is asked for."""
        nodes = self._current()
        if not self.focused and nodes:
            self._focus(nodes[0])
        if self.focused:
            self._reading = True
            self.speaker.say(phrases.sentence(self.focused, self.verbosity), assertive=True, on_done=self._read_on)

    def _read_on(self) -> None:
        nodes = self._current()
        at = next((index for index, node in enumerate(nodes) if self.focused and node.id == self.focused.id), None)
        if not self._reading or at is None:
            return
        if at + 1 == len(nodes):
            self._reading = False
            self._cue("edge")
            return
        self._focus(nodes[at + 1])
        self.speaker.say(phrases.sentence(nodes[at + 1], self.verbosity), key="reading", on_done=self._read_on)

    def repeat(self) -> None:
        self.speaker.repeat()

    def stop(self) -> None:
        """Be silent."""
        self._reading = False
        self.speaker.stop()

    # What changed meanwhile

    def refresh(self, *_) -> None:
        """Follow what the app did: sheets, rebuilt lists, changed values. Where nothing has the focus, only sheets matter."""
        if self.focused or self._layers.differ(modals(self.window.children)):
            self._current()

    def _current(self) -> list[Node]:
        """The nodes of now, with the focus on one that is among them."""
        nodes = self.nodes()
        shift = self._layers.follow(modals(self.window.children), self.focused)
        if shift.opened:
            self._cue("open")
            self._land(nodes[0] if nodes else None, shift.opened.a11y_name)
        elif shift.closed:
            self._cue("close")
            self._land(_match(nodes, shift.opener))
        elif self.focused:
            self._keep(nodes)
        return nodes

    def _land(self, node: Node | None, title: str = "") -> None:
        self._focus(node)
        said = phrases.sentence(node, self.verbosity) if node else ""
        self.speaker.say(said if node and node.name == title else phrases.joined([title, said]), key=CHANGE)

    def _keep(self, nodes: list[Node]) -> None:
        before, after = self.focused, _match(nodes, self.focused)
        if after is None or not (after.id == before.id or _alike(after, before)):
            self._land(after)
        elif after != before:
            moved = after.id != before.id
            self.focused = after
            if moved:
                self._focus(after, scroll=False)
            if not getattr(after.widget, "a11y_quiet", False):
                self.speaker.say(phrases.change(before, after), key=CHANGE)

    def _focus(self, node: Node | None, scroll: bool = True) -> None:
        self.focused = node
        if node and scroll:
            reveal(node.widget)
        for hear in self.on_focus:
            hear(node)

    def _say(self, node: Node) -> None:
        self.speaker.say(phrases.sentence(node, self.verbosity), assertive=True)

    def _cue(self, name: str) -> None:
        if self.earcons:
            self.earcons.sound(name)
        if self.haptics:
            self.haptics.give(name)


def _match(nodes: list[Node], sought: Node | None) -> Node | None:
    """The node that stands for one of before: the same widget, else the nearest of the same role and name, else the nearest."""
    if sought is None or not nodes:
        return nodes[0] if nodes else None
    same = [node for node in nodes if node.id == sought.id]
    alike = [node for node in nodes if _alike(node, sought)]
    return min(same or alike or nodes, key=lambda node: _distance(node, sought))


def _alike(one: Node, other: Node) -> bool:
    """Whether a rebuilt widget stands for one of before: by the key it was given, else by what it is called."""
    if one.role != other.role:
        return False
    key = other.widget.a11y_key
    return one.widget.a11y_key == key if key else one.name == other.name


def _distance(one: Node, other: Node) -> float:
    return sum(abs(a - b) for a, b in zip(one.rect, other.rect))
