"""Words said to the phone, turned into text by the phone itself: nothing that is said leaves it."""

import asyncio

from mobile.device.protocols import Unavailable
from mobile.i18n import tr

TAGS = {"en": "en-US", "de": "de-DE", "es": "es-ES", "ko": "ko-KR"}
LONGEST_S = 60


class NoDictation:
    """Where no recogniser of the device's own is known. The keyboard of the system may have one."""

    def can_listen(self) -> bool:
        return False

    async def listen(self, language: str) -> str:
        raise Unavailable(tr("This device does not turn speech into text. Type instead."))


class AndroidDictation:
    """The recogniser on the phone (Android 12 and newer); the one that sends what it hears elsewhere is never asked. Not run on a phone yet."""

    def can_listen(self) -> bool:
        from jnius import JavaException, autoclass

        try:
            return bool(autoclass("android.speech.SpeechRecognizer").isOnDeviceRecognitionAvailable(activity()))
        except (JavaException, AttributeError):  # an older Android has no such question
            return False

    async def listen(self, language: str) -> str:
        from android.permissions import Permission, check_permission, request_permissions

        if not check_permission(Permission.RECORD_AUDIO):
            request_permissions([Permission.RECORD_AUDIO])
            raise Unavailable(tr("Allow the microphone, then speak again."))
        heard = asyncio.get_running_loop().create_future()
        listening = begin(language, heard)
        try:
            return await asyncio.wait_for(heard, LONGEST_S)
        except TimeoutError as error:
            raise Unavailable(tr("Nothing was understood. Speak again, or type.")) from error
        finally:
            end(listening)


def activity():
    from jnius import autoclass

    return autoclass("org.kivy.android.PythonActivity").mActivity


def begin(language: str, heard: asyncio.Future) -> list:
    """Listens on Android's own thread and tells the first text, or why there is none. What has to be kept alive stands in the list."""
    from android.runnable import run_on_ui_thread
    from jnius import autoclass
    from plyer.platforms.android.stt import SpeechListener

    loop, kept, listener = asyncio.get_running_loop(), [], SpeechListener()

    def tell(text: str):
        if not heard.done():
            heard.set_result(text) if text else heard.set_exception(Unavailable(tr("Nothing was understood. Speak again, or type.")))

    listener.result_callback = lambda texts: loop.call_soon_threadsafe(tell, texts[0] if texts else "")
    listener.error_callback = lambda _: loop.call_soon_threadsafe(tell, "")

    @run_on_ui_thread
    def start():
        intents, intent_class = autoclass("android.speech.RecognizerIntent"), autoclass("android.content.Intent")
        intent = intent_class(intents.ACTION_RECOGNIZE_SPEECH)
        intent.putExtra(intents.EXTRA_LANGUAGE, TAGS.get(language, TAGS["en"]))
        intent.putExtra(intents.EXTRA_LANGUAGE_MODEL, intents.LANGUAGE_MODEL_FREE_FORM)
        recogniser = autoclass("android.speech.SpeechRecognizer").createOnDeviceSpeechRecognizer(activity())
        recogniser.setRecognitionListener(listener)
        recogniser.startListening(intent)
        kept.extend([recogniser, listener])

    start()
    return kept


def end(kept: list) -> None:
    from android.runnable import run_on_ui_thread

    run_on_ui_thread(lambda: kept and kept[0].destroy())()
