"""A client of the accessibility bus, as Orca is one, finds the real app and goes from Plan to the search and back."""
import json
import shutil
import subprocess

import pytest

from tests.mobile.voice.test_atspi import PROJECT, environment

SCRIPT = """
"$LAUNCHER" --launch-immediately >/dev/null 2>&1 & bus=$!
for name in IsEnabled ScreenReaderEnabled; do
  given="string:org.a11y.Status string:$name variant:boolean:true"
  until dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set $given >/dev/null 2>&1
  do sleep 0.1; done
done
timeout -k 5 150 "$PYTHON" -m tests.mobile.real_app "$BACKEND" "$FOLDER" >&2 & app=$!
/usr/bin/python3 "$CLIENT" --path "Plan" "Where to? Search" "Back" "Saved" "No saved trips yet"; code=$?
kill $app $bus
exit $code
"""


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="dbus-run-session is not installed: there is no accessibility bus to test with")
def test_plan_is_found_and_pressed(tmp_path, backend):
    around = environment(tmp_path, BACKEND=backend.address, FOLDER=str(tmp_path))
    session = ["dbus-run-session", "--", "sh", "-c", SCRIPT]
    ran = subprocess.run(session, cwd=PROJECT, env=around, capture_output=True, text=True, timeout=200, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    report = json.loads(ran.stdout.splitlines()[-1])  # before it, daemons of the bus may have said something
    assert report["roles"][0] == "page tab"
    assert report["roles"][1] in ("push button", "button")
    assert report["roles"][4] == "heading"
    assert "Me" in report["names"]
