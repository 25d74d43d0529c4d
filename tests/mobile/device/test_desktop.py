"""The adapters of a computer, with its real programs: espeak-ng speaks, is silenced, and what is missing says what to do."""

import asyncio
import os
import shutil
import stat
import threading
import time
import webbrowser

import pytest

from mobile.device import linux
from mobile.device.choose import device
from mobile.device.fake import fake_device
from mobile.device.protocols import Device, Unavailable
from mobile.device.spoken import ProgramSpeech

has_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")


def to_file(path):
    """espeak-ng itself, into a file instead of to a loudspeaker."""
    return lambda language, rate: [*linux.speech_command(language, rate), "-w", str(path)]


def say(speech, text, **options):
    done = threading.Event()
    speech.say(text, **{"language": "en", "rate": 100, **options}, on_done=done.set)
    assert done.wait(20)


@has_espeak
@pytest.mark.parametrize(
    ("language", "text"), [("en", "Walk 5 minutes"), ("de", "Fünf Minuten gehen"), ("es", "Andar 5 minutos"), ("ko", "5분 걷기")]
)
def test_it_speaks_each_language(tmp_path, language, text):
    say(ProgramSpeech(to_file(tmp_path / "said.wav")), text, language=language)
    assert (tmp_path / "said.wav").read_bytes()[:4] == b"RIFF"
    assert (tmp_path / "said.wav").stat().st_size > 10_000  # a second of sound is about 44 kB


@has_espeak
def test_twice_as_fast_is_about_half_as_long(tmp_path):
    sizes = []
    for rate in (100, 200):
        say(ProgramSpeech(to_file(tmp_path / "said.wav")), "The next tram leaves in four minutes from platform B", rate=rate)
        sizes.append((tmp_path / "said.wav").stat().st_size)
    assert 0.4 < sizes[1] / sizes[0] < 0.65


@has_espeak
def test_text_is_never_taken_for_an_option(tmp_path):
    say(ProgramSpeech(to_file(tmp_path / "said.wav")), f"-w {tmp_path / 'other.wav'} $(touch {tmp_path / 'shell'})")
    assert [path.name for path in tmp_path.iterdir()] == ["said.wav"]


def slow_program(tmp_path):
    program = tmp_path / "slow"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return ProgramSpeech(lambda language, rate: [str(program)])


def test_silence_ends_the_program_at_once_and_nothing_is_told(tmp_path):
    speech, done = slow_program(tmp_path), threading.Event()
    speech.say("a long story", language="en", rate=100, on_done=done.set)
    process = speech._running
    speech.stop()
    process.wait(5)
    assert process.returncode != 0
    assert not done.wait(0.2)


def test_something_new_cuts_what_is_spoken(tmp_path):
    speech = slow_program(tmp_path)
    speech.say("first", language="en", rate=100)
    first = speech._running
    speech.say("second", language="en", rate=100)
    first.wait(5)
    assert speech._running is not first
    assert speech._running.poll() is None
    speech.stop()


def test_without_a_program_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="Install espeak-ng"):
        linux.device().speech.say("x", language="en", rate=100)
    with pytest.raises(Unavailable, match="plays sounds"):
        linux.ProgramSound().play(None)
    with pytest.raises(Unavailable, match="notices"):
        linux.DesktopNotifications().show("a", "b")


@pytest.mark.parametrize("given", ["", "49.4", "north,east", "91,0", "0,181", "nan,0"])
def test_a_computer_does_not_know_where_it_is(monkeypatch, given):
    monkeypatch.setenv("ALLWAYS_POSITION", given)
    with pytest.raises(Unavailable, match="Search, or tap the map"):
        linux.DesktopLocation().start(lambda fix: None, lambda why: None)


def test_unless_it_is_told(monkeypatch):
    monkeypatch.setenv("ALLWAYS_POSITION", "49.4, 8.7")
    fixes = []
    linux.DesktopLocation().start(fixes.append, lambda why: None)
    assert [(fix.lat, fix.lon) for fix in fixes] == [(49.4, 8.7)]


def test_a_file_is_shared_into_the_downloads_and_overwrites_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "new" / "folder"))
    source = tmp_path / "trip.ics"
    source.write_text("BEGIN")
    share = linux.DesktopShare()
    assert "trip.ics" in share.file(source, "text/calendar")
    source.write_text("OTHER")
    assert "trip-2.ics" in share.file(source, "text/calendar")
    assert (tmp_path / "new" / "folder" / "trip.ics").read_text() == "BEGIN"
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "file"))
    with pytest.raises(Unavailable, match="could not be written"):
        share.file(source, "text/calendar")


def test_text_is_shared_through_the_clipboard():
    from kivy.core.clipboard import Clipboard

    assert "Copied" in linux.DesktopShare().text("Trip", "08:47 Home")
    assert Clipboard.paste() == "08:47 Home"


def test_what_a_computer_cannot_do_says_so():
    with pytest.raises(Unavailable, match="where it points"):
        linux.NoCompass().start(None)
    assert linux.DesktopCondition().headset() is None
    with pytest.raises(Unavailable, match="Choose a picture"):
        linux.NoCamera().take(None, None)
    with pytest.raises(Unavailable, match="safe place"):
        linux.NoSecureStore().keep("a", "b")
    assert linux.NoSecureStore().find("a") is None
    dictation = linux.device().dictation
    assert not dictation.can_listen()
    with pytest.raises(Unavailable, match="Type instead"):
        asyncio.run(dictation.listen("en"))


def test_every_device_has_all_adapters():
    wanted = set(Device.__dataclass_fields__)
    for found in (device(), fake_device()):
        assert all(getattr(found, name) is not None for name in wanted)


def test_a_screen_that_is_dark_is_seen(monkeypatch, tmp_path):
    from mobile.device.appearance import prefers_dark

    monkeypatch.delenv("GTK_THEME", raising=False)
    for answer, dark in (("'prefer-dark'", True), ("'default'", False)):
        program = tmp_path / "gsettings"
        program.write_text(f'#!/bin/sh\necho "{answer}"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
        assert prefers_dark() is dark
    program.write_text("#!/bin/sh\nexec sleep 9\n")
    begun = time.monotonic()
    assert prefers_dark() is False
    assert time.monotonic() - begun < 8  # it was not waited for to the end
    monkeypatch.setenv("GTK_THEME", "Adwaita:dark")
    assert prefers_dark() is True


@pytest.mark.parametrize("address", [
    "http://bikes.example", "file:///etc/passwd", "javascript:alert(1)", "--help", "", "http://localhost:80@bikes.example/", "http://[localhost",
    "http://localhost.bikes.example", "http://bikes.example/#http://localhost",
])  # fmt: skip
def test_nothing_but_https_is_opened(monkeypatch, tmp_path, address):
    opened = browser(monkeypatch, tmp_path)
    with pytest.raises(Unavailable, match="cannot be opened safely"):
        linux.BrowserLinks().open(address)
    assert not opened.exists()


def test_a_page_is_opened_in_the_browser_of_the_person(monkeypatch, tmp_path):
    opened = browser(monkeypatch, tmp_path)
    linux.BrowserLinks().open("https://bikes.example/book?id=7&x=$(touch)")
    assert opened.read_text() == "https://bikes.example/book?id=7&x=$(touch)"


def test_a_city_on_this_computer_may_be_paid_without_https(monkeypatch, tmp_path):
    opened = browser(monkeypatch, tmp_path)
    linux.BrowserLinks().open("http://localhost:8000/pay/7#a.b")
    assert opened.read_text() == "http://localhost:8000/pay/7#a.b"


def test_without_a_browser_the_address_is_told(monkeypatch):
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    with pytest.raises(Unavailable, match="The address is https"):
        linux.BrowserLinks().open("https://bikes.example")


def test_no_desktop_dials_and_the_number_is_told():
    assert not linux.BrowserLinks().can_dial()
    with pytest.raises(Unavailable, match="The number is 112"):
        linux.BrowserLinks().dial("112")


def browser(monkeypatch, tmp_path):
    """A program that stands where the browser does, and the file into which it writes what it was asked to open."""
    program, opened = tmp_path / "browser", tmp_path / "opened"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    program.chmod(0o755)
    monkeypatch.setattr(webbrowser, "_tryorder", [str(program)])
    monkeypatch.setattr(webbrowser, "_browsers", {str(program): [None, webbrowser.GenericBrowser([str(program), "%s"])]})
    return opened
