"""The app beside a real accessibility bus: a client as Orca is one finds a button, presses it and hears what came of it."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
CLIENT = PROJECT / "tests" / "mobile" / "atspi_client.py"
LAUNCHER = next((path for path in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher") if Path(path).exists()), "")
SCRIPT = """
"$LAUNCHER" --launch-immediately >/dev/null 2>&1 & bus=$!
for name in IsEnabled ScreenReaderEnabled; do
  gdbus_call="string:org.a11y.Status string:$name variant:boolean:true"
  until dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set $gdbus_call >/dev/null 2>&1
  do sleep 0.1; done
done
timeout -k 5 150 "$PYTHON" -m tests.mobile.voice.spoken_app >&2 & app=$!
/usr/bin/python3 "$CLIENT" "Book this trip" "Feel each alert" "Booked. The ticket is saved."; code=$?
kill $app $bus
exit $code
"""


def environment(tmp_path, **more):
    """A place of its own for the accessibility bus: two that run at once would take each other's socket away. Its path has to be short."""
    own = tmp_path.parent / "bus"
    own.mkdir(mode=0o700, exist_ok=True)
    kivy = {"SDL_VIDEODRIVER": "offscreen", "KIVY_NO_ARGS": "1", "KIVY_NO_FILELOG": "1", "KIVY_HOME": str(tmp_path)}
    return os.environ | kivy | {"PYTHON": sys.executable, "CLIENT": str(CLIENT), "LAUNCHER": LAUNCHER, "XDG_RUNTIME_DIR": str(own)} | more


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="dbus-run-session is not installed: there is no accessibility bus to test with")
def test_a_screen_reader_finds_presses_and_hears(tmp_path):
    session = ["dbus-run-session", "--", "sh", "-c", SCRIPT]
    ran = subprocess.run(session, cwd=PROJECT, env=environment(tmp_path), capture_output=True, text=True, timeout=200, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout.strip(), ran.stderr[-3000:]
    report = json.loads(ran.stdout.splitlines()[-1])  # a bus may say something before
    roles = {name: role for role, name in report["nodes"]}
    assert roles["5 ways"] == "heading"
    assert roles["Where to"] in ("entry", "text")
    assert report["button"][0] in ("push button", "button")
    assert report["button"][1] >= 48
    assert report["before"] != report["after"]
    assert report["renamed"] == "Booked"
    assert report["heard"].count("Booked. The ticket is saved.") == 2


ALONE = """
from kivy.base import EventLoop
from kivy.core.window import Window
from mobile.voice.accesskit_bridge import Bridge
from mobile.voice.reader import Reader
from mobile.voice.speaker import Speaker
from tests.mobile.voice.stage import Writing
from mobile.widgets.press import WordButton
EventLoop.ensure_window()
reader = Reader(Window, Speaker(Writing()))
bridge = Bridge(Window, reader)
bridge.start("Allways", lambda: Window.children)
Window.add_widget(WordButton(text="Book"))
for _ in range(30):
    EventLoop.idle()
reader.announce("Booked")
bridge.stop()
reader.announce("Nothing")
EventLoop.idle()
"""


def test_the_app_runs_where_there_is_no_bus(tmp_path):
    nowhere = environment(tmp_path, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent", AT_SPI_BUS_ADDRESS="")
    ran = subprocess.run([sys.executable, "-c", ALONE], cwd=PROJECT, env=nowhere, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
