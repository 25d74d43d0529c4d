"""The real service with all that it sells by: a payment service, and operators, made up but in processes of their own; and a browser that pays."""
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from allways.operator import open_beside
from backend.paying.provider import sandbox_at
from backend.service.settings import read_simulated_operators
from tests.mobile.server import LiveBackend

NAMES = ("ALLWAYS_OPERATORS", "ALLWAYS_SIMULATED_OPERATORS")


@contextmanager
def opened(demo, city: Path, home: Path):
    """A LiveBackend that sells the trips of its city."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("STRIPE", "ALLWAYS_OPERATORS", "ALLWAYS_SIM"))}
    command = [sys.executable, "-m", "allways.main", "sandbox", "--port", "0", "--file", str(home / "sandbox.sqlite")]
    sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean)
    before = {name: os.environ.pop(name, None) for name in NAMES}
    operators, live = [], LiveBackend(demo)
    try:
        address = sandbox.stdout.readline().split(" at ")[1].split(",")[0]
        operators = open_beside(home / "operators", city, live.port)
        live.settings = replace(
            live.settings, provider=sandbox_at(address), public_origin=f"http://localhost:{live.port}", operators=Path(os.environ[NAMES[0]]),
            simulated_operators=read_simulated_operators(os.environ[NAMES[1]]),
        )  # fmt: skip
        yield live.start()
    finally:
        live.stop()
        for process in (sandbox, *operators):
            process.terminate()
            process.wait(20)
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class Browser:
    """The page where one pays, as a browser has it: nobody is signed in there."""

    def __init__(self, address: str):
        parts = urlsplit(address)
        self.site = f"http://127.0.0.1:{parts.port}"
        self.link, secret = parts.fragment.split(".")
        self.page = self._post("open", {"secret": secret})

    def _post(self, what: str, body: dict) -> dict:
        answer = httpx.post(f"{self.site}/v1/pay-links/{self.link}/{what}", json=body, headers={"host": "localhost"}, timeout=20)
        assert answer.is_success, answer.text
        return answer.json()

    def pay(self, card: str) -> dict:
        return self._post("confirmation", {"pageToken": self.page["pageToken"], "card": card, "attempt": str(uuid4())})
