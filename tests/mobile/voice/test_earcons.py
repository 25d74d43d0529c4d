import wave

import pytest

from mobile.device.protocols import Unavailable
from mobile.voice.earcons import TONES, Earcons, Pulses
from tests.mobile.voice.stage import Buzzing


@pytest.mark.parametrize("name", TONES)
def test_tones_are_short_and_heard(tmp_path, name):
    with wave.open(str(Earcons(tmp_path, lambda path: None).file(name))) as file:
        seconds = file.getnframes() / file.getframerate()
        loudest = max(memoryview(file.readframes(file.getnframes())).cast("h"))
    assert 0.02 < seconds < 0.4
    assert 5_000 < loudest < 20_000


def test_tones_are_made_once_and_can_be_switched_off(tmp_path):
    played = []
    earcons = Earcons(tmp_path / "tones", played.append)
    earcons.sound("tick")
    made = earcons.file("tick").stat().st_mtime_ns
    earcons.sound("tick")
    earcons.enabled = False
    earcons.sound("edge")
    assert [path.name for path in played] == ["tick.wav", "tick.wav"]
    assert earcons.file("tick").stat().st_mtime_ns == made
    assert [path.name for path in (tmp_path / "tones").iterdir()] == ["tick.wav"]


def test_pulses_last_as_long_as_they_mean():
    buzzing = Buzzing()
    pulses = Pulses(buzzing)
    for name in ("tick", "edge", "click", "open"):
        pulses.give(name)
    pulses.enabled = False
    pulses.give("tick")
    assert buzzing.pulses == [(15,), (60,), (30,)]


def test_left_and_right_are_told_apart_by_touch_alone():
    buzzing = Buzzing()
    pulses = Pulses(buzzing)
    for name in ("short-long", "long-short", "LLL", "1"):
        pulses.give(name)
    left, right, danger, one = buzzing.pulses
    assert left == right[::-1] != right
    assert len(danger[::2]) == 3
    assert min(danger[::2]) > 2 * max(one)


def test_no_tone_of_the_way_falls_by_a_third_like_a_cuckoo():
    for name in ("up", "down", "bell", "wood", "level", "chime", "gong", "fog", "end"):
        notes = [hertz for hertz, _ in TONES[name] if hertz]
        assert not (len(notes) == 2 and 1.15 < notes[0] / notes[1] < 1.3), name


def test_where_nothing_can_be_played_it_is_tried_once(tmp_path):
    tried = []

    def play(path):
        tried.append(path)
        raise Unavailable("No sound here.")

    earcons = Earcons(tmp_path, play)
    earcons.sound("tick")
    earcons.sound("tick")
    assert len(tried) == 1
