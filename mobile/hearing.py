"""The app as it is heard and reached without a finger: one reader for speech, keys, focus ring and screen readers."""

import logging

from kivy.clock import Clock
from kivy.metrics import dp

from mobile import i18n
from mobile.voice.accesskit_bridge import Bridge
from mobile.voice.earcons import Earcons, Pulses
from mobile.voice.focus_ring import FocusRing
from mobile.voice.gestures import Gestures
from mobile.voice.keyboard import SpokenKeyboard
from mobile.voice.keys import Keys
from mobile.voice.reader import Reader
from mobile.voice.speaker import Speaker

log = logging.getLogger("allways")
REFRESH_S = 0.1


class Hearing:
    """Made once the window is there. `actions` are those of the keys; `page` gives the page that is shown."""

    def __init__(self, window, session, actions: dict, page):
        self.window, self.session = window, session
        device = session.device
        self.speaker = Speaker(device.speech, post=lambda call: Clock.schedule_once(lambda _: call()))
        self.earcons, self.pulses = Earcons(session.folder / "sounds", device.sound.play), Pulses(device.haptics)
        self.reader = Reader(window, self.speaker, self.earcons, self.pulses)
        self.ring = FocusRing(window, self.reader)
        self.gestures = Gestures(window, self.reader, Clock.get_time, dp(1))
        self.keys = Keys(window, self.reader, actions, page)
        self.keyboard = SpokenKeyboard(window, self.reader)
        self.reader.typing = self.keyboard.open
        self.bridge = Bridge(window, self.reader)
        self._tick = Clock.schedule_interval(self.tick, REFRESH_S)
        self.ring.start()
        self.keys.start()
        self.follow_settings()

    def start_bridge(self) -> bool:
        """Show the app to the screen reader of a computer, if there is one and the app does not speak itself."""
        return not self.session.settings.voice and self.bridge.start("Allways", lambda: self.window.children)

    def follow_settings(self) -> None:
        settings = self.session.settings
        on = settings.voice
        self.speaker.enabled, self.speaker.rate, self.speaker.language = on, settings.voice_rate, i18n.current()
        self.keyboard.language = i18n.current()
        self.reader.verbosity = settings.verbosity
        self.earcons.enabled = on and settings.earcons
        self.pulses.enabled = on and settings.haptics
        self.ring.heard = self.keys.heard = on
        if on and not self.gestures.on:
            self.gestures.start()
        elif not on and self.gestures.on:
            self.gestures.stop()
            self.speaker.stop()
            self.ring.hide()
            self.start_bridge()
        if on:
            self.bridge.stop()

    def tell_trouble(self) -> None:
        """A device that cannot speak says so on the screen, once."""
        if self.speaker.trouble:
            log.warning("speech: %s", self.speaker.trouble)
            self.session.tell_person(self.speaker.trouble)
            self.speaker.trouble = ""

    def announce(self, text: str, assertive: bool = False, aloud: bool = False) -> None:
        """Say what happened. `aloud` is spoken even while the screen is not, because the person asked to hear it."""
        if aloud and not self.speaker.enabled:
            self.speaker.enabled = True
            self.speaker.say(text, assertive=True)
            self.speaker.enabled = False
            return
        self.reader.announce(text, assertive)

    def hush(self) -> None:
        """Be silent at once, as somebody is about to speak."""
        self.speaker.stop()

    def page_shown(self, page) -> None:
        if self.session.settings.voice:
            self.reader.page(page.title)
        elif self.reader.focused:
            self.reader.focused = None
            self.ring.hide()

    def tick(self, *_) -> None:
        if self.gestures.on:
            self.gestures.tick()
        self.reader.refresh()
        self.tell_trouble()

    def stop(self) -> None:
        self._tick.cancel()
        self.gestures.stop()
        self.keys.stop()
        self.ring.stop()
        self.speaker.stop()
        self.bridge.stop()
