"""An Android phone, through pyjnius and, where it is sound, plyer. Not run on a phone yet."""

import math
from datetime import UTC, datetime
from pathlib import Path

from kivy.clock import Clock

from mobile.device import linux
from mobile.device.dictation import AndroidDictation
from mobile.device.keystore import android_store
from mobile.device.pictures import AndroidCamera, AndroidPictures
from mobile.device.protocols import Device, Fix, Heading, Unavailable
from mobile.device.viewfinder import AndroidViewfinder
from mobile.i18n import tr

LOCALES = {"en": ("en", "US"), "de": ("de", "DE"), "es": ("es", "ES"), "ko": ("ko", "KR")}
QUEUE_FLUSH = 0
ASKS_SINCE_API = 33  # Android 13; before, all apps may show notifications
FIX_EVERY_MS, FIX_EVERY_M = 1000, 1


class AndroidLocation:
    """plyer's gps tells positions from a thread of Android: they are brought to that of the app."""

    def start(self, on_fix, on_error) -> None:
        from plyer import gps

        def located(**values):
            at = datetime.now(UTC)
            fix = Fix(values["lat"], values["lon"], values.get("accuracy", 50), values.get("bearing"), at, values.get("speed"))
            Clock.schedule_once(lambda _: on_fix(fix))

        def status(kind, words):
            if kind == "provider-disabled":
                Clock.schedule_once(lambda _: on_error(tr("Location is switched off. Switch it on in the settings of the phone, or search.")))

        try:
            gps.configure(on_location=located, on_status=status)
            gps.start(minTime=FIX_EVERY_MS, minDistance=FIX_EVERY_M)
        except NotImplementedError as error:
            raise Unavailable(tr("This phone does not say where it is. Search, or tap the map.")) from error

    def stop(self) -> None:
        from plyer import gps

        gps.stop()


class AndroidCompass:
    """The rotation sensor through plyer, asked five times a second; a phone without one tells nothing.

    It counts from magnetic north, so its error is never told as small.
    """

    EVERY_S, ERROR_DEG, FLAT_DEG = 0.2, 15.0, 45.0

    def __init__(self):
        self._asking = None

    def start(self, on_heading) -> None:
        from plyer import spatialorientation

        try:
            spatialorientation.enable_listener()
        except NotImplementedError as error:
            raise Unavailable(tr("This phone does not know where it points.")) from error

        def ask(_):
            try:
                azimuth, pitch, roll = spatialorientation.orientation
            except UnboundLocalError:  # of plyer: it does not know what to say of a phone that falls
                return
            if azimuth is not None:
                flat = max(abs(pitch), abs(roll)) < math.radians(self.FLAT_DEG)
                on_heading(Heading(math.degrees(azimuth) % 360, self.ERROR_DEG, flat))

        self._asking = Clock.schedule_interval(ask, self.EVERY_S)

    def stop(self) -> None:
        if self._asking:
            from plyer import spatialorientation

            self._asking.cancel()
            self._asking = None
            spatialorientation.disable_listener()


class AndroidCondition:
    def battery_pct(self) -> float | None:
        from plyer import battery

        return battery.status["percentage"]

    def headset(self) -> bool | None:
        from jnius import autoclass, cast

        context = autoclass("android.content.Context")
        activity = autoclass("org.kivy.android.PythonActivity").mActivity
        manager = cast("android.media.AudioManager", activity.getSystemService(context.AUDIO_SERVICE))
        return bool(manager.isWiredHeadsetOn() or manager.isBluetoothA2dpOn())


class AndroidSpeech:
    """One engine for the life of the app: making one takes seconds."""

    def __init__(self):
        from jnius import autoclass

        self._locale, self._bundle = autoclass("java.util.Locale"), autoclass("android.os.Bundle")
        engine = autoclass("android.speech.tts.TextToSpeech")
        self._engine = engine(autoclass("org.kivy.android.PythonActivity").mActivity, None)

    def say(self, text: str, *, language: str, rate: int, on_done=None) -> None:
        self._engine.setLanguage(self._locale(*LOCALES.get(language, LOCALES["en"])))
        self._engine.setSpeechRate(rate / 100)
        self._engine.speak(text, QUEUE_FLUSH, self._bundle(), "allways")
        if on_done:
            self._wait(on_done)

    def _wait(self, on_done) -> None:
        Clock.schedule_once(lambda _: self._wait(on_done) if self._engine.isSpeaking() else on_done(), 0.15)

    def stop(self) -> None:
        self._engine.stop()


class AndroidHaptics:
    def buzz(self, pattern_ms: tuple[int, ...]) -> None:
        from plyer import vibrator

        vibrator.pattern([0.0, *(part / 1000 for part in pattern_ms)])


class AndroidSound:
    def play(self, path: Path) -> None:
        from kivy.core.audio import SoundLoader

        if sound := SoundLoader.load(str(path)):
            sound.play()


class AndroidShare:
    """ACTION_SEND; a calendar goes as text, so that no file provider is needed."""

    def text(self, subject: str, text: str) -> str:
        from jnius import autoclass, cast

        intent_class, words = autoclass("android.content.Intent"), autoclass("java.lang.String")
        intent = intent_class(intent_class.ACTION_SEND)
        intent.setType("text/plain")
        intent.putExtra(intent_class.EXTRA_SUBJECT, words(subject))
        intent.putExtra(intent_class.EXTRA_TEXT, words(text))
        activity = autoclass("org.kivy.android.PythonActivity").mActivity
        cast("android.app.Activity", activity).startActivity(intent_class.createChooser(intent, words(subject)))
        return ""

    def file(self, path: Path, mime: str) -> str:
        if not mime.startswith("text/"):
            raise Unavailable(tr("This phone cannot pass on such a file yet."))
        return self.text(path.name, path.read_text(encoding="utf-8"))


class AndroidLinks(linux.BrowserLinks):
    """ACTION_DIAL shows the number and needs no permission; calling is up to the person."""

    def can_dial(self) -> bool:
        return True

    def dial(self, number: str) -> None:
        from jnius import JavaException, autoclass, cast

        intent_class, uri = autoclass("android.content.Intent"), autoclass("android.net.Uri")
        intent = intent_class(intent_class.ACTION_DIAL, uri.fromParts("tel", number, None))
        activity = autoclass("org.kivy.android.PythonActivity").mActivity
        try:
            cast("android.app.Activity", activity).startActivity(intent)
        except JavaException:  # a tablet that cannot call
            super().dial(number)


class AndroidNotifications:
    """From Android 13 on the person is asked by the system, once they want them; in the manifest it is POST_NOTIFICATIONS."""

    def ask(self) -> None:
        from android.permissions import check_permission, request_permissions
        from jnius import autoclass

        may = "android.permission.POST_NOTIFICATIONS"
        if autoclass("android.os.Build$VERSION").SDK_INT >= ASKS_SINCE_API and not check_permission(may):
            request_permissions([may])
            raise Unavailable(tr("Allow notifications, then choose it again."))

    def show(self, title: str, text: str) -> None:
        from plyer import notification

        notification.notify(title=title, message=text, app_name="Allways")


def device() -> Device:
    return Device(
        AndroidLocation(), AndroidSpeech(), AndroidHaptics(), AndroidSound(), AndroidCamera(), android_store(),
        AndroidNotifications(), AndroidShare(), AndroidLinks(), AndroidCompass(), AndroidCondition(),
        AndroidPictures(), AndroidViewfinder(), AndroidDictation(),
    )  # fmt: skip
