"""Tickets, scanned at the door of the van: read by the camera, judged on the phone, sent to the city later where there is no network."""

import asyncio
from contextlib import suppress

from kivy.metrics import dp

from backend.contract.driving import DrivingKind
from mobile.client import ClientError
from mobile.device.protocols import Frame
from mobile.i18n import tr
from mobile.scan.read import read_texts
from mobile.screens.driver.state import DrivingState, looking, scanned, without_camera
from mobile.screens.inspect.book import Ledge, TicketBook
from mobile.screens.scan.screen import quiet_buttons
from mobile.screens.scan.sight import Sight, pixels
from mobile.widgets.box import Gap
from mobile.widgets.states import EmptyCard
from mobile.widgets.text import Text

RENEWED_S = 60.0


class Scanning(Sight):
    """Mix-in of the page of a driver. wrong: why what was shown opens no door."""

    def __init__(self, **options):
        self.book, self.wrong = TicketBook(), ""
        super().__init__(**options)

    async def keep_book(self):
        """Keys of tickets: what the phone keeps at once, then every minute what the city has by now."""
        ledge = Ledge(self.session.store, self.session.settings.backend)
        self.book = await asyncio.to_thread(ledge.open, self.session.now())
        while True:
            with suppress(ClientError):  # what is kept is enough
                self.book = await ledge.renew(self.session.client, self.session.now())
            await asyncio.sleep(RENEWED_S)

    def scan(self):
        self.wrong = ""
        self.watch_camera(looking(self.state), lambda why: without_camera(self.state, why))

    async def read(self, frame: Frame) -> tuple[str, ...]:
        try:
            return tuple(await asyncio.to_thread(read_texts, pixels(frame)))
        except ValueError:
            return ()

    def hear(self, texts: tuple[str, ...]):
        found = scanned(texts, self.book, self.driving.sheet, self.session.now())
        if found is None or self.state.phase != "looking":
            return
        if found.ride is None:
            if found.words != self.wrong:
                self.wrong = found.words
                self.session.device.haptics.buzz((250, 120, 250))
                self.session.announce(found.words, assertive=True, aloud=self.aloud)
                self.draw()
            return
        self.back_to_stop()
        self.say(DrivingKind.BOARDED, ride=found.ride, shown=found.shown)

    def back_to_stop(self):
        self.rest()
        self.state = DrivingState()
        self.look()

    def fill_looking(self, holder):
        state = self.state
        if state.phase == "no_camera":
            holder.add_widget(EmptyCard(title=tr("No camera"), detail=state.sentence, obstacle="camera-off-outline"))
        else:
            if self.viewer.parent:
                self.viewer.parent.remove_widget(self.viewer)
            holder.add_widget(self.viewer)
            holder.add_widget(Text(text=self.wrong or state.sentence, type_role="title_medium", a11y_role="alert", padding=[dp(4), 0]))
        holder.add_widget(Gap(4))
        actions = [(tr("Ask for the code instead"), self.back_to_stop)]
        if self.session.device.viewfinder.has_light() and state.phase == "looking":
            actions.append((tr("Light off") if self.lit else tr("Light on"), self.switch_light))
        holder.add_widget(quiet_buttons(actions))
