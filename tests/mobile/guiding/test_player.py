"""What guidance says as words, tones and pulses."""
from dataclasses import replace

import pytest

from accessibility.guidance import Utterance
from mobile.device.protocols import Unavailable
from mobile.guiding.player import Player
from mobile.voice.earcons import PATTERNS_MS, TONES, Earcons, Pulses
from mobile.voice.speaker import Speaker
from tests.mobile.voice.stage import Buzzing, Writing


def an_utterance(**changes) -> Utterance:
    near = Utterance(0, ("turn_near",), "A", "5 m", "five metres", "tick", "short-long", True, 1, "en")
    return replace(near, **changes)


@pytest.fixture
def played(tmp_path):
    voice, buzzing, tones = Writing(), Buzzing(), []
    player = Player(Speaker(voice), Earcons(tmp_path, lambda path: tones.append(path.stem)), Pulses(buzzing))
    player.speaker.enabled = False  # the screens are not spoken
    return player, voice, buzzing, tones


def test_words_tone_and_pulse_though_the_screens_are_silent(played):
    player, voice, buzzing, tones = played
    ended = []
    player.play(an_utterance(), lambda: ended.append(True))
    assert (voice.said, buzzing.pulses, tones) == (["five metres"], [(60, 100, 250)], ["tick"])
    assert not player.speaker.enabled
    voice.finish()
    assert ended == [True]


def test_without_words_sound_and_touch_stay(played):
    player, voice, buzzing, tones = played
    player.speaks = False
    player.play(an_utterance(), lambda: None)
    assert (voice.said, len(buzzing.pulses), tones) == ([], 1, ["tick"])


def test_a_screen_reader_of_the_platform_gets_the_words(played):
    player, voice, _, _ = played
    told = []
    player.others = lambda text, assertive: told.append((text, assertive))
    player.play(an_utterance(), lambda: None)
    assert (voice.said, told) == ([], [("5 m", True)])


def test_stop_is_silent_at_once(played):
    player, voice, _, _ = played
    player.play(an_utterance(), lambda: None)
    player.play(an_utterance(ids=("stop",), shown="", spoken="", sound="", haptic="", kind="U"), lambda: None)
    assert voice.stops == 1


def test_a_voice_that_cannot_speak_says_so_once(tmp_path):
    class Mute:
        def say(self, *values, **more):
            raise Unavailable("No voice here.")

        def stop(self):
            pass

    why = []
    player = Player(Speaker(Mute()), Earcons(tmp_path, lambda path: None), Pulses(Buzzing()), why.append)
    for _ in range(3):
        player.play(an_utterance(), lambda: None)
    assert why == ["No voice here."]


def test_everything_guidance_plays_has_a_tone_and_a_pulse():
    from accessibility.guidance.callouts import CALLOUTS

    assert {callout.sound for callout in CALLOUTS.values()} - {""} <= set(TONES)
    assert {callout.haptic for callout in CALLOUTS.values()} - {"", "turn"} <= set(PATTERNS_MS)
