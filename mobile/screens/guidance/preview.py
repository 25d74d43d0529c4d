"""The way gone at home: each step as the sentence that is said on the way, forward and back. It always says that it is a preview."""

import asyncio

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from accessibility.guidance.route import RouteUnusable
from backend.contract.trips import Itinerary
from mobile import i18n
from mobile.guiding.rehearsal import RehearsedStep, rehearse
from mobile.guiding.route import route_of
from mobile.guiding.wishes import profile_of, settings_of
from mobile.i18n import tr
from mobile.navigation import Page
from mobile.screens.underway.panel import ShareBar
from mobile.theme import theme
from mobile.widgets.box import Column, Row, Surface
from mobile.widgets.press import IconButton, WordButton
from mobile.widgets.scroll import Scroll
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Icon, Text


class PreviewPage(Page):
    """`steps` are filled while one already listens to the first."""

    def __init__(self, itinerary: Itinerary, goal: str = "", **options):
        super().__init__(full=True, **options)
        self.itinerary, self.goal = itinerary, goal
        self.title = tr("Preview of the way")
        self.steps: list[RehearsedStep] = []
        self.at, self.ready, self.why = 0, False, ""
        self.add_widget(Surface(fill="bg", size_hint=(1, 1)))
        self.frame = BoxLayout(orientation="vertical", padding=[dp(12), dp(8), dp(12), dp(16)], spacing=dp(12))
        self.add_widget(self.frame)

    def shown(self):
        super().shown()
        if not self.ready and not self.session.tasks.runs(self, "rehearse"):
            self.start("rehearse", self.rehearse())

    async def rehearse(self):
        session = self.session
        self.steps = []
        try:
            route = route_of(self.itinerary, self.goal)
        except RouteUnusable:
            self.ready, self.why = True, tr("Guidance is not possible for this way.")
            self.redraw()
            return
        for step in rehearse(route, profile_of(session.needs, self.itinerary), i18n.current(), settings_of(session.settings, session.city)):
            if step is None:
                await asyncio.sleep(0)
                continue
            self.steps.append(step)
            if len(self.steps) == 1:
                self.redraw()
                self.say(tr("Previewing."))
        self.ready = True
        self.redraw()

    def redraw(self, *_):
        frame = self.frame
        frame.clear_widgets()
        head = Row(spacing=dp(8))
        back = IconButton(icon="arrow-left", a11y_name=tr("Back"))
        back.bind(on_act=lambda _: self.router.back())
        head.add_widget(back)
        head.add_widget(Text(text=tr("Preview of the way"), type_role="headline_small", a11y_role="heading"))
        frame.add_widget(head)
        if self.why:
            frame.add_widget(EmptyCard(title=self.why, detail=tr("The trip itself can be made; its steps are in the list."), obstacle="road-variant"))
            frame.add_widget(BoxLayout())
            return
        frame.add_widget(self.card())
        self.bar = ShareBar()
        frame.add_widget(self.bar)
        frame.add_widget(self.buttons())
        self.show()

    def card(self) -> Surface:
        edge = Surface(fill="surface", edge="line", corners=[22], a11y_role="text")
        holder = BoxLayout(orientation="vertical", padding=dp(20), spacing=dp(12))
        top = Row(spacing=dp(10))
        top.add_widget(Icon(icon="eye-outline", ink="link", dp_size=22))
        top.add_widget(Text(text=tr("Previewing"), type_role="title_small", weight=700, ink="link"))
        self.number = Text(text="", type_role="title_small", ink="on2", fit="width")
        top.add_widget(self.number)
        holder.add_widget(top)
        scroll = Scroll()
        self.words = Text(type_role="headline_large" if not theme.large else "headline_medium")
        scroll.content.add_widget(self.words)
        holder.add_widget(scroll)
        edge.bind(pos=lambda _, pos: setattr(holder, "pos", pos), size=lambda _, size: setattr(holder, "size", size))
        edge.add_widget(holder)
        self.step_card = edge
        return edge

    def buttons(self):
        column = Column(spacing=dp(10))
        row = Column(spacing=dp(10)) if theme.large else Row(spacing=dp(10))
        for words, icon, act in (
            (tr("Step before"), "chevron-left", lambda: self.step(-1)),
            (tr("Repeat"), "volume-high", self.repeat),
            (tr("Next step"), "chevron-right", lambda: self.step(1)),
        ):
            main = icon == "chevron-right"
            shown, look = icon if main or theme.large else "", "filled" if main else "quiet"
            button = WordButton(text=words, a11y_name=words, icon=shown, look=look, least_height=64)
            button.bind(on_act=lambda _, act=act: act())
            (column if main else row).add_widget(button)
        column.add_widget(row)
        return column

    def show(self):
        step = self.steps[self.at] if self.steps else None
        total = len(self.steps)
        self.words.text = step.text if step else tr("Going along the way…")
        self.number.text = tr("{number} of {total}", number=self.at + 1, total=total) if step and self.ready else ""
        self.bar.share = (self.at + 1) / total if total else 0
        self.step_card.a11y_name = f"{tr('Previewing')}. {self.words.text}" + (f" {self.number.text}" if self.number.text else "")

    def step(self, by: int):
        at = self.at + by
        if 0 <= at < len(self.steps):
            self.at = at
            self.show()
            self.say()
        else:
            Clock.schedule_once(lambda _: self.session.announce(tr("Here the way ends.") if by > 0 else tr("Here the way begins."), aloud=True), 0)

    def repeat(self):
        self.say()

    def say(self, before: str = ""):
        if self.steps:
            self.session.announce(f"{before} {self.steps[self.at].words}".strip(), assertive=True, aloud=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        acts = {"right": lambda: self.step(1), "left": lambda: self.step(-1), "space": self.repeat, "spacebar": self.repeat}
        if modifiers or key not in acts:
            return False
        acts[key]()
        return True
