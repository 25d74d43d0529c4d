"""The keyboard, for everybody: one can reach and do everything with it, heard or not."""
from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Keyboard

from mobile.voice.reader import Reader
from mobile.voice.tree import Node

NAMES = {code: name for name, code in Keyboard.keycodes.items()} | {32: "space", 271: "enter", 13: "enter", 27: "escape", 9: "tab", 47: "/"}
CTRL = (305, 306)
STEPS = {"right": 1, "down": 1, "left": -1, "up": -1}
SLIDER_STEPS = {"right": 1, "up": 1, "left": -1, "down": -1}
TABS = ("1", "2", "3", "4", "5")


class Keys:
    """Listens to the keys of a window before the widgets do.

    `actions`: "back" (), "search" (), "where" (), "tab" (number from 1); those that are missing do nothing ("where": the reader says it).
    `page` gives the page that is shown: keys that mean nothing here go to its `handle_key(key, modifiers) -> bool`, if it has one.
    `heard` is set while the app is spoken: then H and Shift+H go from heading to heading.
    """

    def __init__(self, window, reader: Reader, actions: dict[str, Callable], page: Callable[[], object] = lambda: None):
        self.window, self.reader, self.actions, self.page = window, reader, actions, page
        self.heard = False
        self._ctrl_alone = False

    def start(self) -> None:
        self.window.bind(on_key_down=self._down, on_key_up=self._up)

    def stop(self) -> None:
        self.window.unbind(on_key_down=self._down, on_key_up=self._up)

    def _down(self, _, code, scancode=0, text="", modifiers=()) -> bool:
        self._ctrl_alone = code in CTRL
        name = NAMES.get(code, "")
        return self.press(name, set(modifiers)) if name else False

    def _up(self, _, code, *rest) -> bool:
        if code in CTRL and self._ctrl_alone:
            self._ctrl_alone = False
            self.reader.stop()
        return False

    def press(self, key: str, modifiers: set) -> bool:
        """One key. True when it meant something here."""
        modifiers = modifiers & {"shift", "ctrl", "alt", "meta"}
        typing = self._typing()
        if not typing or key == "tab":
            self.reader.pointed = False
        if modifiers - {"shift"}:
            return self._shortcut(key, modifiers)
        if key == "enter" and not typing and not self.reader.modal() and self._of_page(key, modifiers):
            return True
        if key in ("tab", "escape", "enter"):
            return self._always(key, modifiers, typing)
        if typing:
            return False
        return self._of_page(key, modifiers) or self._plain(key, modifiers)

    def _of_page(self, key: str, modifiers: set) -> bool:
        page = self.page()
        return page is not None and hasattr(page, "handle_key") and page.handle_key(key, modifiers)

    def _typing(self) -> Node | None:
        """The text field that takes the letters."""
        return next((node for node in self.reader.nodes() if node.role == "textfield" and getattr(node.widget, "focus", False)), None)

    def _shortcut(self, key: str, modifiers: set) -> bool:
        if modifiers == {"alt"} and key in TABS:
            return self._do("tab", int(key))
        if modifiers == {"ctrl"} and key == "l":
            return self._do("search")
        if modifiers == {"ctrl"} and key == "enter":
            return self._of_page(key, modifiers)
        if modifiers == {"ctrl"} and key == "r":
            self.reader.repeat()
            return True
        if modifiers == {"ctrl"} and key == "h":
            if not self._do("where"):
                self.reader.where()
            return True
        return False

    def _always(self, key: str, modifiers: set, typing: Node | None) -> bool:
        if key == "tab":
            if typing:
                typing.widget.focus = False
                self.reader.focus_on(typing.widget, speak=False)
            (self.reader.previous if "shift" in modifiers else self.reader.next)()
        elif key == "escape":
            self._leave(typing)
        elif typing:
            typing.widget.dispatch("on_text_validate")
        else:
            self.reader.activate(speaking=self.heard)
        return True

    def _leave(self, typing: Node | None) -> None:
        modal = self.reader.modal()
        if typing:
            typing.widget.focus = False
            self.reader.focus_on(typing.widget)
        elif hasattr(modal, "close"):
            modal.close()
            self.reader.refresh()
        else:
            self._do("back")

    def _plain(self, key: str, modifiers: set) -> bool:
        reader = self.reader
        if key == "space":
            Clock.schedule_once(lambda _: reader.activate(speaking=self.heard))  # or the space would be typed into the field it opens
        elif key == "/" and "search" in self.actions:
            Clock.schedule_once(lambda _: self._do("search"))
        elif key in STEPS and reader.adjustable:
            reader.adjust(SLIDER_STEPS[key])
        elif key in STEPS:
            reader.sibling(STEPS[key])
        elif key == "home":
            reader.first()
        elif key == "h" and self.heard:
            (reader.previous_heading if "shift" in modifiers else reader.next_heading)()
        else:
            return False
        return True

    def _do(self, name: str, *values) -> bool:
        if name not in self.actions:
            return False
        self.actions[name](*values)
        return True
