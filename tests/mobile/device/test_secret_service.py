"""The keyring of a desktop: what is kept is found again, and never stands on a command line."""
import stat
import sys

import pytest

from mobile.device.protocols import Unavailable
from mobile.device.secret_service import BUS, PROGRAM, SecretService, find_secret_service

# As secret-tool does it: the secret on its input and output, everything else as arguments; 1 where nothing is found.
KEYRING = f"""#!{sys.executable}
import pathlib, sys
folder = pathlib.Path(__file__).parent / "ring"
folder.mkdir(exist_ok=True)
with (folder.parent / "commands").open("a") as log:
    log.write(" ".join(sys.argv) + "\\n")
what, name = sys.argv[1], folder / sys.argv[-1].replace("/", "_")
if what == "store":
    name.write_text(sys.stdin.read())
elif what == "lookup" and name.exists():
    sys.stdout.write(name.read_text())
elif what == "clear" and name.exists():
    name.unlink()
else:
    sys.exit(1)
"""


def program(folder, text: str):
    path = folder / PROGRAM
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def ring(tmp_path):
    return SecretService(str(program(tmp_path, KEYRING)))


def test_it_keeps_finds_and_forgets(tmp_path, ring):
    name = "account for http://localhost:8000"
    assert ring.find(name) is None
    ring.keep(name, "a secret")
    ring.keep(name, "a newer one")
    assert ring.find(name) == "a newer one"
    ring.remove(name)
    ring.remove(name)
    assert ring.find(name) is None
    assert "secret" not in (tmp_path / "commands").read_text().replace(PROGRAM, "")


@pytest.mark.parametrize("text", ["#!/bin/sh\necho 'Cannot autolaunch D-Bus' >&2\nexit 1\n", "#!/bin/sh\nexit 5\n", "no program"])
def test_one_that_does_not_open_says_so(tmp_path, text):
    ring = SecretService(str(program(tmp_path, text)))
    for act in (lambda: ring.find("x"), lambda: ring.keep("x", "y"), lambda: ring.remove("x")):
        with pytest.raises(Unavailable, match="keyring"):
            act()


def test_there_is_one_only_on_a_desktop_that_has_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(BUS, "unix:path=/nowhere")
    assert find_secret_service() is None
    program(tmp_path, KEYRING)
    assert isinstance(find_secret_service(), SecretService)
    monkeypatch.delenv(BUS)
    assert find_secret_service() is None
