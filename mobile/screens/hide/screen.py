"""Hide more of one's own photo: draw over it, or choose parts of it."""

from pathlib import Path

from kivy.metrics import dp

from backend.contract.request_photos import RequestPhoto
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.hide.covering import Covering
from mobile.screens.hide.state import PARTS, HideState, describe, drawn, switched, without_last
from mobile.screens.page.screen import ListPage
from mobile.theme import theme
from mobile.widgets.box import Flow
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.text import Text

SHARE = 0.38  # of the page for the photo


class HidePage(ListPage):
    """`path` is the photo as it is seen now. Nothing is sent before one says so."""

    def __init__(self, code: str, photo: RequestPhoto, path: Path, **options):
        self.code, self.photo, self.state = code, photo, HideState()
        self.covering = Covering(path, self.draw, size_hint_y=None)
        super().__init__(**options)
        self.fbind("height", self.follow_height)

    def name(self) -> str:
        return tr("Hide more of your photo")

    def follow_height(self, *_):
        self.covering.height = max(dp(140), self.height * SHARE)

    def redraw(self, *_):
        super().redraw()
        self.follow_height()
        self.ids.head.add_widget(self.covering)

    def take(self, state: HideState, full: bool = False):
        if full:
            self.say(tr("These are as many as can be hidden at once. Hide them, then go on."))
            return
        self.state = state
        self.redraw_list()
        self.session.announce(describe(state)[0])

    def switch(self, part: str):
        self.take(switched(self.state, part), self.state.full and part not in self.state.parts)

    def draw(self, begin: tuple[float, float], end: tuple[float, float]):
        self.take(drawn(self.state, begin, end), self.state.full)

    def fill(self, content):
        state = self.state
        content.spacing = dp(12)
        self.covering.show(state.areas, f"{tr('Your photo')}. {describe(state)[0]}")
        words = tr("Draw over what others shall not see, or choose parts. What is hidden stays hidden, for everybody.")
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), dp(8), dp(4), 0]))
        content.add_widget(self.parts())
        if state.drawn:
            content.add_widget(self.button(tr("Take the last drawn one back"), "undo-variant", "quiet", lambda: self.take(without_last(self.state))))
        content.add_widget(self.button(tr("Hide it"), "eye-off-outline", "filled", self.send))

    def parts(self) -> Flow:
        flow = Flow(spacing=[dp(8), dp(12)], a11y_role="group")
        for part, (words, _) in PARTS.items():
            on = part in self.state.parts
            chip = Chip(text=words(), icon="check" if on else "", chosen=on, a11y_role="checkbox", a11y_name=words(), a11y_key=part)
            chip.bind(on_act=lambda _, part=part: self.switch(part))
            flow.add_widget(chip)
        return flow

    def button(self, words: str, icon: str, look: str, act) -> WordButton:
        button = WordButton(text=words, a11y_name=words, icon=icon, look=look, least_height=theme.scaled(48))
        button.bind(on_act=lambda _: act())
        return button

    def send(self):
        if not self.state.areas:
            self.say(tr("Choose first what to hide."))
            return
        self.start("hide", self.hide_areas())

    async def hide_areas(self):
        try:
            await self.session.requests.hide_more(self.code, self.photo.photo_id, self.state.areas)
        except ClientError as trouble:
            self.say(trouble.sentence)
            return
        self.router.back()
        self.say(tr("It is hidden."))

    def say(self, words: str):
        self.router.say_done(words)
        self.session.announce(words, assertive=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if key == "enter" and modifiers == {"ctrl"}:
            self.send()
            return True
        return False
