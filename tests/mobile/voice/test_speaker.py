from mobile.device.protocols import Unavailable
from mobile.voice.speaker import KEPT, Speaker
from tests.mobile.voice.stage import Writing


def speaking():
    voice = Writing()
    return voice, Speaker(voice)


def test_polite_words_wait_and_assertive_ones_cut():
    voice, speaker = speaking()
    speaker.say("one")
    speaker.say("two")
    assert voice.said == ["one"]
    speaker.say("stop here", assertive=True)
    assert (voice.said, voice.stops) == (["one", "stop here"], 1)
    voice.finish()
    assert voice.said == ["one", "stop here", "two"]


def test_newer_words_of_the_same_key_replace_those_that_wait():
    voice, speaker = speaking()
    speaker.say("loading")
    speaker.say("5 minutes", key="due")
    speaker.say("platform 2")
    speaker.say("4 minutes", key="due")
    for _ in range(3):
        voice.finish()
    assert voice.said == ["loading", "platform 2", "4 minutes"]
    assert [utterance.text for utterance in speaker.transcript] == ["loading", "5 minutes", "platform 2", "4 minutes"]


def test_the_end_of_cut_words_starts_nothing():
    voice, speaker = speaking()
    speaker.say("one")
    late = voice._ends
    speaker.say("two", assertive=True)
    speaker.say("three")
    late()
    assert voice.said == ["one", "two"]


def test_all_is_kept_also_when_the_voice_is_off():
    voice, speaker = speaking()
    speaker.enabled = False
    for number in range(KEPT + 5):
        speaker.say(str(number))
    assert voice.said == []
    assert len(speaker.transcript) == KEPT
    assert speaker.transcript[-1].text == str(KEPT + 4)


def test_stop_silences_and_forgets_what_waits():
    voice, speaker = speaking()
    speaker.say("one")
    speaker.say("two")
    speaker.stop()
    voice.finish()
    assert (voice.said, voice.stops, speaker.speaking) == (["one"], 1, False)


def test_repeat_says_the_last_words():
    voice, speaker = speaking()
    speaker.repeat()
    speaker.say("Bus 12")
    speaker.repeat()
    assert voice.said == ["Bus 12", "Bus 12"]


def test_the_oldest_goes_when_too_much_waits():
    voice, speaker = speaking()
    for number in range(9):
        speaker.say(str(number))
    for _ in range(9):
        voice.finish()
    assert voice.said == ["0", "4", "5", "6", "7", "8"]


class Mute(Writing):
    def say(self, text, *, language, rate, on_done=None):
        raise Unavailable("This computer cannot speak.")


def test_a_device_that_cannot_speak_keeps_the_words_and_says_why():
    speaker = Speaker(Mute())
    speaker.say("one")
    speaker.say("two", assertive=True)
    assert (speaker.enabled, speaker.trouble) == (False, "This computer cannot speak.")
    assert [utterance.text for utterance in speaker.transcript] == ["one", "two"]
