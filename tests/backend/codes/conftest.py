"""Elmstead with codes in its streets: a ring and a table in a folder, a service over it."""
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from backend.codes.published import MARKERS, RING
from backend.service.app import create_app
from backend.service.settings import Settings
from signing.codes import CodeKind, write_code
from signing.keys import KeyUse, Ring, RingKey, SigningKey
from signing.tables import MarkerPlace, write_table
from tests.backend.live.conftest import EIGHT
from tests.worlds.town import open_town_anew

NOW = datetime.now(UTC)
HOST = "codes.elmstead.example"


def ring_key(key: SigningKey, until: date | None = None) -> RingKey:
    today = NOW.date()
    return RingKey(key.public, KeyUse.CODE, today - timedelta(days=400), until or today + timedelta(days=300), until or today + timedelta(days=900))


@dataclass
class Printer:
    """Who makes the codes of a city, and the folder its service reads."""

    folder: Path
    city: str = "elmstead"
    host: str = HOST
    key: SigningKey = field(default_factory=SigningKey.new)

    def __post_init__(self):
        self.ring = Ring(self.city, self.host, (ring_key(self.key),))

    def code(self, kind=CodeKind.STOP, id="west", name="West Gate A", at=NOW) -> str:
        return write_code(kind, id, name, self.ring, self.key, at)

    def payload(self, **what) -> str:
        return self.code(**what).split("/C/")[1]

    def publish(self, ring: Ring | None = None) -> None:
        (self.folder / RING).write_text((ring or self.ring).to_json(), encoding="utf-8")

    def hang(self, until_days: int = 300, at=NOW) -> bytes:
        place = MarkerPlace(7, CodeKind.STOP, "west", "West Gate A", 160, 49.4, 8.6)
        table = write_table((place,), "36h11", at.date() + timedelta(days=until_days), self.ring, self.key, at)
        (self.folder / MARKERS).write_bytes(table)
        return table


@pytest.fixture(scope="session")
def elmstead():
    """At eight on a day of its timetable."""
    town = open_town_anew()
    town.live.now = lambda: EIGHT
    return town


@pytest.fixture
def printer(tmp_path):
    made = Printer(tmp_path)
    made.publish()
    return made


@pytest.fixture
def client(elmstead, printer):
    app = create_app(lambda: elmstead, Settings(log_requests=False, per_minute=None, codes=printer.folder))
    with TestClient(app, base_url="http://localhost") as client:
        yield client
