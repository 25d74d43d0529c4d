"""Valhalla's pedestrian costing for wheelchairs, its tiles built from the same extract, asked over HTTP on this machine.

Its wheel from version 3.6 on is for Python 3.12 and later, but its programs are no Python: under 3.11 it may lie unpacked in a folder of its own
(`pip install --target FOLDER --python-version 3.12 --only-binary=:all: pyvalhalla`), which ALLWAYS_VALHALLA names.
"""
import http.client
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.service import free_port
from mobile.polyline import decode

Place = tuple[float, float]
STARTS_WITHIN_S = 20.0
PRECISION = 6


def find_home() -> Path | None:
    """The folder of the package with its programs; None where it is not installed."""
    named = os.environ.get("ALLWAYS_VALHALLA")
    found = importlib.util.find_spec("valhalla")
    homes = [Path(named) / "valhalla"] if named else [Path(found.origin).parent] if found and found.origin else []
    return next((home for home in homes if (home / "bin" / "valhalla_service").exists()), None)


class NoAnswer(Exception):
    """The service refused a question, in its words: a way that it does not find is one."""


class Valhalla:
    """A running service. `way` is the drawn line of a way for a wheelchair, None where it finds none."""

    def __init__(self, port: int):
        self._to = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str, body: dict | None = None) -> dict:
        """Raises NoAnswer."""
        self._to.request("POST" if body else "GET", path, json.dumps(body) if body else None)
        answer = self._to.getresponse()
        told = json.loads(answer.read())
        if answer.status != http.client.OK:
            raise NoAnswer(str(told.get("error", answer.status)))
        return told

    def way(self, start: Place, end: Place) -> list[Place] | None:
        question = {
            "locations": [{"lat": lat, "lon": lon} for lat, lon in (start, end)], "costing": "pedestrian",
            "costing_options": {"pedestrian": {"type": "wheelchair"}}, "directions_type": "none", "shape_format": "polyline6",
        }  # fmt: skip
        try:
            return [place for leg in self.ask("/route", question)["trip"]["legs"] for place in decode(leg["shape"], PRECISION)]
        except NoAnswer:
            return None

    def close(self) -> None:
        self._to.close()


@contextmanager
def running(home: Path, osm: Path, work: Path) -> Iterator[Valhalla]:
    """Tiles built into `work`, and the service while it is wanted. Raises CalledProcessError, or TimeoutError when it does not start."""
    work.mkdir(parents=True, exist_ok=True)
    port, settings = free_port(), work / "valhalla.json"
    made = [
        sys.executable, str(home / "valhalla_build_config.py"), "--mjolnir-tile-dir", str(work / "tiles"), "--mjolnir-tile-extract", "",
        "--httpd-service-listen", f"tcp://127.0.0.1:{port}",
    ]  # fmt: skip
    settings.write_bytes(subprocess.run(made, check=True, capture_output=True).stdout)
    subprocess.run([home / "bin" / "valhalla_build_tiles", "-c", settings, osm], check=True, capture_output=True)
    with (work / "valhalla.log").open("w") as log:
        service = subprocess.Popen([home / "bin" / "valhalla_service", "--inproc-sockets", settings, "1"], stdout=log, stderr=log)
    peer = Valhalla(port)
    try:
        wait_for(peer)
        yield peer
    finally:
        peer.close()
        service.terminate()
        service.wait()


def wait_for(peer: Valhalla) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        try:
            peer.ask("/status")
            return
        except OSError:
            peer.close()
            time.sleep(0.1)
    raise TimeoutError("Valhalla did not start: its log says why")
