"""The keyring of a Linux desktop (Secret Service), through `secret-tool` of libsecret. Secrets go through a pipe, never onto a command line."""

import os
import shutil
import subprocess

from mobile.device.protocols import SecureStore, Unavailable
from mobile.i18n import tr

PROGRAM, BUS = "secret-tool", "DBUS_SESSION_BUS_ADDRESS"
PATIENCE_S = 20  # a locked keyring asks its owner first
NOT_FOUND = 1


class SecretService:
    """What is kept here is found under the app's own name and `name`."""

    def __init__(self, program: str):
        self.program = program

    def find(self, name: str) -> str | None:
        ran = self._run("lookup", name)
        if ran.returncode == NOT_FOUND and not ran.stderr:
            return None
        return check(ran).stdout or None

    def keep(self, name: str, value: str) -> None:
        check(self._run("store", name, "--label=Allways", value=value))

    def remove(self, name: str) -> None:
        ran = self._run("clear", name)
        if ran.returncode != NOT_FOUND or ran.stderr:
            check(ran)

    def _run(self, what: str, name: str, *more: str, value: str = "") -> subprocess.CompletedProcess:
        command = [self.program, what, *more, "application", "allways", "name", name]
        try:
            return subprocess.run(command, input=value, capture_output=True, text=True, timeout=PATIENCE_S, check=False)  # noqa: S603 the system's own
        except (OSError, subprocess.TimeoutExpired) as error:
            raise locked() from error


def check(ran: subprocess.CompletedProcess) -> subprocess.CompletedProcess:
    if ran.returncode:
        raise locked()
    return ran


def locked() -> Unavailable:
    return Unavailable(tr("The keyring of this computer does not open."))


def find_secret_service() -> SecureStore | None:
    """None where a desktop has none."""
    program = shutil.which(PROGRAM)
    return SecretService(program) if program and os.environ.get(BUS) else None
