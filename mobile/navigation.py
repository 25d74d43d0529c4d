"""Which page is shown, how one came there, and what lies over it."""

from collections.abc import Callable

from kivy.animation import Animation
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from mobile.theme import theme
from mobile.voice.semantics import Semantic
from mobile.widgets.bars import NavigationBar, OfflineBar, UndoBar
from mobile.widgets.sheet import Sheet


class Router(FloatLayout):
    """The frame. `pages` makes a page by name; the tabs are the first page of their own stack and stay alive.

    Reading order is: bar without network, page, navigation bar, then what lies over them.
    """

    current = ObjectProperty(None, allownone=True)
    tab = StringProperty("")
    offline = BooleanProperty(False)

    def __init__(self, pages: dict[str, Callable], places: tuple, on_shown=lambda page: None, **options):
        super().__init__(**options)
        self.pages, self.on_shown, self.closed = pages, on_shown, False
        self.stacks: dict[str, list] = {key: [] for key, _, _ in places}
        self.offline_bar = OfflineBar(pos_hint={"top": 1})
        self.holder = FloatLayout(size_hint=(1, None))
        self.bar = NavigationBar(places=places, pos_hint={"y": 0})
        self.bar.bind(on_choose=lambda _, key: self.choose(key))
        self.add_widget(self.holder)
        self.add_widget(self.bar)
        for source, name in ((self, "size"), (self.bar, "height"), (self.offline_bar, "height")):
            source.fbind(name, self.lay_out)
        self.fbind("offline", self.show_offline)

    def show_offline(self, *_):
        if self.offline and not self.offline_bar.parent:
            self.add_widget(self.offline_bar, index=len(self.children))
        elif not self.offline and self.offline_bar.parent:
            self.remove_widget(self.offline_bar)
        self.lay_out()

    def lay_out(self, *_):
        below = self.bar.height if self.bar.parent else 0
        above = self.offline_bar.height if self.offline_bar.parent else 0
        self.holder.y = below
        self.holder.height = max(0, self.height - below - above)

    def choose(self, key: str):
        """Go to a tab; choosing the one that is shown goes back to its first page."""
        if self.tab == key:
            for page in self.stacks[key][1:]:
                page.leave()
            del self.stacks[key][1:]
        self.tab = self.bar.current = key
        if not self.stacks[key]:
            self.stacks[key].append(self.pages[key]())
        self.show(self.stacks[key][-1])

    def go(self, name: str, **values):
        """Open a page on top of this one. A question that is answered while the app ends opens none."""
        if self.closed:
            return
        page = self.pages[name](**values)
        self.stacks[self.tab].append(page)
        self.show(page, forward=True)

    def back(self) -> bool:
        """One step back: the sheet on top, else the page on top. False when there is nothing to go back from."""
        if sheet := self.sheet():
            sheet.close()
            return True
        stack = self.stacks[self.tab]
        if self.current and self.current.step_back():
            return True
        if len(stack) > 1:
            stack.pop().leave()
            self.show(stack[-1])
            return True
        first = next(iter(self.stacks))
        if self.tab != first:
            self.choose(first)
            return True
        return False

    def close_to(self, page):
        """Close this page and whatever was opened from it, without showing what lies below yet."""
        stack = self.stacks[self.tab]
        if page in stack:
            at = stack.index(page)
            for closed in stack[at:]:
                closed.leave()
            del stack[at:]
            self.show(stack[-1])

    def close_account(self):
        """Nobody is signed in any longer: close what was theirs, and what was opened from it, on every tab."""
        for key, stack in self.stacks.items():
            at = next((number for number, page in enumerate(stack) if page.of_account), None)
            if at is None:
                continue
            for closed in stack[at:]:
                closed.leave()
            del stack[at:]
            if key == self.tab:
                self.show(stack[-1])

    def go_results(self):
        """To the results: back to those that are open, else new ones."""
        stack = self.stacks[self.tab]
        at = next((number for number, page in enumerate(stack) if page.answers), None)
        if at is None:
            self.go("results")
            return
        for closed in stack[at + 1 :]:
            closed.leave()
        del stack[at + 1 :]
        self.show(stack[at])

    def show(self, page, forward: bool = False):
        if self.closed:
            return
        for sheet in [child for child in self.children if isinstance(child, Sheet)]:
            sheet.close()
        if page is not self.current:
            if self.current:
                self.current.hide()
            self.holder.clear_widgets()
            self.holder.add_widget(page)
            self.current = page
            page.shown()
            if forward and not theme.less_motion:
                page.x = dp(24)
                page.opacity = 0.4
                Animation(x=0, opacity=1, duration=0.2, t="out_cubic").start(page)
        if page.full and self.bar.parent:
            self.remove_widget(self.bar)
        elif not page.full and not self.bar.parent:
            self.add_widget(self.bar, index=len(self.children) - 1 - self.children[::-1].index(self.holder))
        self.lay_out()
        self.on_shown(page)

    def close(self):
        """The app ends: no page listens any longer."""
        self.closed = True
        for stack in self.stacks.values():
            for page in stack:
                page.leave()

    def sheet(self) -> Sheet | None:
        return next((child for child in self.children if isinstance(child, Sheet)), None)

    def open(self, sheet: Sheet) -> Sheet:
        self.add_widget(sheet)
        return sheet

    def say_done(self, text: str, action: str = "", undo: Callable | None = None) -> UndoBar:
        """Show what was done, with the way back, for ten seconds."""
        for bar in [child for child in self.children if isinstance(child, UndoBar)]:
            bar.leave()
        bar = UndoBar(text=text, action=action, undo=undo, size_hint_x=None, width=self.width - dp(24), pos_hint={"center_x": 0.5})
        bar.y = (self.bar.height if self.bar.parent else 0) + dp(12)
        self.add_widget(bar)
        return bar


class Page(Semantic, FloatLayout):
    """One screen. `full` hides the navigation bar; `title` is said when it opens."""

    answers = False  # whether it is the page of results
    of_account = False  # whether it is there only while somebody is signed in
    full = BooleanProperty(False)
    title = StringProperty("")

    def __init__(self, session, router: Router | None = None, **options):
        super().__init__(size_hint=(None, 1), pos_hint={"y": 0}, **options)
        self.session, self.router = session, router
        self.visible = False

    def shown(self):
        """On screen from now: follow the width of the frame, listen to changes, draw."""
        self.visible = True
        self.parent.bind(width=self.follow_width)
        self.follow_width()
        theme.bind(name=self.redraw, text_scale=self.redraw)
        self.session.listen(self.heard)
        if "map" in self.ids:
            self.ids.map.wake()
        self.redraw()

    def hide(self):
        """Another page is on top; running questions go on, drawing waits."""
        self.visible = False
        if self.parent:
            self.parent.unbind(width=self.follow_width)
        theme.unbind(name=self.redraw, text_scale=self.redraw)
        if "map" in self.ids:
            self.ids.map.rest()
        self.session.stop_listening(self.heard)

    def leave(self):
        """Closed for good: nothing of it runs on."""
        if self.visible:
            self.hide()
        self.session.tasks.stop(self)

    def follow_width(self, *_):
        if self.parent:
            self.width = self.parent.width

    def heard(self, what: str):
        """Something all screens share has changed: settings, language, zone, here, reach, places, trips, city."""
        if what in ("language", "settings", "zone"):
            self.redraw()

    def redraw(self, *_):
        """Draw the state anew. Called when shown and whenever theme, text size or language change."""

    def start(self, name: str, work):
        """Run a coroutine of this page. One of the same name that still runs is dropped: its answer would be stale."""
        self.session.tasks.start(self, name, work)

    def step_back(self) -> bool:
        """One step back within this page. False where there is none, and the page itself is left."""
        return False

    def handle_key(self, key: str, modifiers: set) -> bool:
        """Keys of this page. True when it was one."""
        return False
