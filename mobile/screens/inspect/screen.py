"""Check tickets: the answer fills the page, is said and can be felt. It needs no network, but for numbers."""

import asyncio
import time
from contextlib import suppress

from kivy.clock import Clock
from kivy.metrics import dp

from mobile.client import ClientError
from mobile.device.protocols import Frame
from mobile.i18n import tr
from mobile.scan.read import read_texts
from mobile.screens.inspect.book import Ledge, TicketBook
from mobile.screens.inspect.checked import CheckedTickets
from mobile.screens.inspect.rights import noted_words
from mobile.screens.inspect.state import InspectState, asking, find, looking, seen, send, with_right_noted, without_camera
from mobile.screens.inspect.words import BUZZES, ICONS, TONES, waiting_words
from mobile.screens.page.screen import ListPage
from mobile.screens.scan.screen import quiet_buttons
from mobile.screens.scan.sight import Sight, pixels
from mobile.widgets.box import Column, Gap, Row
from mobile.widgets.field import Field
from mobile.widgets.states import EmptyCard, buttons
from mobile.widgets.text import Icon, Text

RENEWED_S = 60.0


class InspectPage(Sight, ListPage):
    """Looks while it is shown, until a ticket is read."""

    def __init__(self, **options):
        super().__init__(**options)
        self.state, self.book = InspectState(), TicketBook()
        self.field = self.waits = None

    def name(self) -> str:
        return tr("Check tickets")

    # Looking

    def shown(self):
        super().shown()
        self.start("book", self.keep_book())
        if self.state.phase in ("answered", "asking"):
            self.redraw_list()
        else:
            self.look_about()

    def hide(self):
        super().hide()
        self.look_no_more()
        for name in ("book", "number"):
            self.session.tasks.stop(self, name)

    def heard(self, what: str):
        super().heard(what)
        if what == "reach" and self.session.reached:
            self.start("book", self.keep_book())

    def redraw(self, *_):
        self.viewer.translate()
        super().redraw()

    @property
    def checked(self) -> CheckedTickets:
        return CheckedTickets(self.session.store, self.session.settings.backend)

    @property
    def ledge(self) -> Ledge:
        return Ledge(self.session.store, self.session.settings.backend)

    @property
    def zone(self):
        return self.session.now().tzinfo

    async def keep_book(self):
        """What the phone keeps at once, then every minute what the city has by now; and what was let through goes there."""
        self.book = await asyncio.to_thread(self.ledge.open, self.session.now())
        while True:
            with suppress(ClientError):  # what is kept is enough
                await self.renew()
            await asyncio.sleep(RENEWED_S)

    async def renew(self):
        """Raises ClientError."""
        self.book = await self.ledge.renew(self.session.client, self.session.now())
        await self.send()
        await self.session.rights.refresh()  # so that rights are called as this city calls them, without a network too

    async def send(self):
        """What was let through, to the city. Raises ClientError: then it waits on."""
        await send(self.session.account, self.checked)
        if self.waits and not self.checked.waiting():
            self.waits.parent.remove_widget(self.waits)
            self.waits = None

    async def send_now(self):
        with suppress(ClientError):
            await self.send()

    def look_about(self):
        """Switch the camera on and begin anew."""
        self.session.tasks.stop(self, "number")
        self.watch_camera(looking(time.monotonic()), without_camera)

    async def read(self, frame: Frame) -> tuple[str, ...]:
        try:
            return tuple(await asyncio.to_thread(read_texts, pixels(frame)))
        except ValueError:
            return ()

    def hear(self, texts: tuple[str, ...]):
        self.turn_to(seen(self.state, texts, self.book, self.checked, self.session.now(), time.monotonic(), self.zone, self.session.rights.find_name))

    async def choose_picture(self):
        """A picture taken before is refused like any other: it is for trying out."""
        frame = await self.chosen_picture()
        if frame is None:
            return
        texts = await self.read(frame)
        if not texts:
            self.session.announce(tr("No code in view"))
            self.router.say_done(tr("No code in view"))
            return
        self.state = looking(time.monotonic())
        self.hear(texts)

    def ask_number(self):
        self.rest()
        self.turn_to(asking())
        Clock.schedule_once(self.focus_on_number)

    def focus_on_number(self, _):
        if self.field:
            self.session.focus_widget(self.field.entry)

    def find_number(self):
        self.start("number", self.follow(find(self.state, self.field.text, self.session.account, self.checked, self.session.now(), self.zone)))

    async def follow(self, states):
        async for state in states:
            self.turn_to(state)

    def note_right(self, shown: bool):
        self.turn_to(with_right_noted(self.state, self.checked, shown))

    def turn_to(self, state: InspectState):
        before, self.state = self.state, state
        if state.say:
            self.session.announce(state.say, assertive=state.phase == "answered" or bool(state.trouble))
        if state.phase == "asking" and before.phase == "asking":
            if self.field:
                self.field.trouble = state.trouble
            return
        if state.phase != before.phase or state.answer is not before.answer:
            if state.answer and before.answer is None:
                self.rest()
                self.session.device.haptics.buzz(BUZZES[state.answer.outcome])
            if state.answer:
                self.start("send", self.send_now())
            self.redraw_list()
            if state.answer:
                Clock.schedule_once(self.focus_on_answer)  # when it has a place on the page

    def focus_on_answer(self, _):
        """It was said already; the next flick goes on from there."""
        if self.session.hearing and self.state.answer:
            self.session.hearing.reader.focus_on(self.head, speak=False)

    # What is shown

    def fill(self, content):
        content.add_widget(Gap(4))
        fill = {"answered": self.fill_answer, "asking": self.fill_asking, "no_camera": self.fill_no_camera}
        fill.get(self.state.phase, self.fill_looking)(content)
        self.waits = None
        if waiting := len(self.checked.waiting()):
            self.waits = Text(text=waiting_words(waiting), type_role="label_large", ink="on2", a11y_role="text", padding=[dp(4), dp(12)])
            content.add_widget(self.waits)

    def fill_looking(self, content):
        content.add_widget(self.viewer)
        content.add_widget(Gap(8))
        content.add_widget(Text(text=tr("Point the phone at the ticket"), type_role="title_medium", a11y_role="heading", padding=[dp(4), 0]))
        content.add_widget(Gap(8))
        actions = [(tr("Type the number"), self.ask_number), (tr("Choose a picture"), lambda: self.start("picture", self.choose_picture()))]
        if self.session.device.viewfinder.has_light():
            actions.insert(0, (tr("Light off") if self.lit else tr("Light on"), self.switch_light))
        content.add_widget(quiet_buttons(actions))

    def fill_no_camera(self, content):
        actions = ((tr("Type the number"), self.ask_number), (tr("Choose a picture"), lambda: self.start("picture", self.choose_picture())))
        content.add_widget(EmptyCard(title=tr("No camera"), detail=self.state.sentence, obstacle="camera-off-outline", actions=actions))

    def fill_asking(self, content):
        self.field = Field(label=tr("Number of the ticket"), icon="numeric", hint="7K2-M94", trouble=self.state.trouble)
        self.field.bind(on_enter=lambda _: self.find_number())
        content.add_widget(self.field)
        content.add_widget(Gap(8))
        content.add_widget(buttons(((tr("Find"), self.find_number), (tr("Scan instead"), self.look_about))))
        content.add_widget(Gap(8))
        about = tr("A dead phone is no fare evasion: whoever says the number of a valid ticket has one.")
        content.add_widget(Text(text=about, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))

    def fill_answer(self, content):
        answer = self.state.answer
        tone = TONES[answer.outcome]
        card = Column(fill=f"{tone}_container", edge=tone, edge_width=2, corners=[22], padding=[dp(18), dp(22)], spacing=dp(10))
        head = self.head = Row(spacing=dp(14), a11y_role="heading", a11y_name=answer.spoken)
        head.add_widget(Icon(icon=ICONS[answer.outcome], ink=tone, dp_size=56, pos_hint={"center_y": 0.5}))
        head.add_widget(Text(text=answer.title, type_role="display_small", ink=tone, pos_hint={"center_y": 0.5}))
        card.add_widget(head)
        told = [(answer.before, "title_large"), (answer.reason, "title_medium"), *((words, "title_large") for words in answer.rights)]
        for words, type_role in (*told, *((line, "body_large") for line in answer.lines)):
            if words:
                card.add_widget(Text(text=words, type_role=type_role, a11y_role="text"))
        content.add_widget(card)
        content.add_widget(Gap(12))
        if answer.asks:
            content.add_widget(buttons(((tr("It was shown"), lambda: self.note_right(True)), (tr("Not shown"), lambda: self.note_right(False)))))
            content.add_widget(Gap(12))
        elif answer.right_shown is not None:
            content.add_widget(Text(text=noted_words(answer.right_shown), type_role="title_medium", a11y_role="text", padding=[dp(4), 0]))
            content.add_widget(Gap(12))
        content.add_widget(buttons(((tr("Next ticket"), self.look_about), (tr("Type the number"), self.ask_number))))
