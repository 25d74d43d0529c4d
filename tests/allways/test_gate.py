"""`allways gate`: a line for whoever comes, a line for what the gate does."""
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from allways.gate import HELP, answered
from allways.main import EXIT_BAD_INPUT, main
from backend.reservations.simulated.gate import Gate
from backend.reservations.simulated.link import Link
from backend.reservations.simulated.marks import Marks
from signing.showing import show
from signing.tickets import TicketLeg
from tests.signing.city import City, Traveller

SITE, BAY = str(uuid4()), str(uuid4())


def test_what_is_shown_opens_and_everything_else_says_why(tmp_path):
    now = datetime.now(UTC).replace(microsecond=0)
    city, ann = City(now), Traveller()
    moments = {"valid_from": now - timedelta(minutes=1), "valid_until": now + timedelta(hours=1)}
    token = ann.token(city, now, legs=(TicketLeg("garages", SITE, BAY),), **moments)
    gate = Gate(SITE, Marks(tmp_path / "gate.sqlite"), city.keys(now), city.killed(at=now))
    nobody = Link(httpx.Client(base_url="http://127.0.0.1:9", timeout=1), city.root.public, Ed25519PrivateKey.generate())

    def lines():
        for way in ("in", "in", "out"):
            yield f"{way} {show(token, ann.phone, datetime.now(UTC))}\n"
        yield from ("in AWT1:NONE\n", "in-code 123456\n", "over there\n")

    said = list(answered(gate, nobody, lines()))
    assert said[:3] == [f"OPEN {BAY}", "SHUT inside", f"OPEN {BAY}"]
    assert said[3].startswith("SHUT ")
    assert said[4:] == ["SHUT silent", HELP]
    gate.marks.close()


@pytest.mark.parametrize("wrong", [
    {"--service": "https://city.example"}, {"--site": "the garage"}, {"--root": "nowhere.pub"}, {"--root": "damaged.pub"},
])  # fmt: skip
def test_what_cannot_be_used_is_said(wrong, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "root.pub").write_text("00" * 32)
    (tmp_path / "damaged.pub").write_text("no key")
    given = {"--site": SITE, "--root": "root.pub", "--service": "http://localhost:8000"} | wrong
    assert main(["gate", *(part for pair in given.items() for part in pair)]) == EXIT_BAD_INPUT
    assert next(iter(wrong)) in capsys.readouterr().err
