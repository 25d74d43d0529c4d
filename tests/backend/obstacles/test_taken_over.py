"""A database of the version before this one: what was reported there is known, and stands once from now on."""
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import insert, select

from backend.database.address import file_address, read_address
from backend.identity.models import Device
from backend.migrations.upgrade import configured, connected, upgrade
from backend.obstacles.keys import find_mark, mark_of
from backend.obstacles.models import Obstacle, ObstacleReport, ObstacleVote, SentReport

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KEYS = [uuid4().hex for _ in range(3)]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield file_address(tmp_path / "allways.sqlite")
        return
    server = request.getfixturevalue("postgres_server")
    server.create("before")
    yield server.address("before")
    server.drop("before")


def before(address: str, reports: list[tuple[UUID, int, str, bool]]) -> dict[UUID, int]:
    """reports: obstacle, number of the device, key, merged; in the order in which they came."""
    obstacles, devices = list(dict.fromkeys(row[0] for row in reports)), [uuid4() for _ in range(4)]
    with connected(read_address(address)) as connection:
        command.upgrade(configured(connection), "0005_obstacles")
        place = {"lat_e7": 1, "lon_e7": 1, "accuracy_m": 0}
        standing = {**place, "kind": "ICE", "first_seen": NOW, "last_seen": NOW, "until": NOW + timedelta(hours=9), "by_staff": False}
        for device in devices:
            connection.execute(insert(Device).values(id=device, token_hash=device.bytes * 2, expires_at=NOW))
        for obstacle in obstacles:
            connection.execute(insert(Obstacle).values(id=obstacle, reports=1, denials=0, **standing))
        for obstacle, device, key, merged in reports:
            said = {"obstacle_id": obstacle, "device_id": devices[device]}
            connection.execute(insert(ObstacleReport).values(**said, **place, sent_key=mark_of(key), merged=merged, note="", observed_at=NOW))
            connection.execute(insert(ObstacleVote).values(**said, network=None, there=True, at=NOW, counted=True))


def kept(address: str) -> dict[bytes, tuple[UUID, bytes | None, bool]]:
    with connected(read_address(address)) as connection:
        rows = connection.execute(select(SentReport.name, SentReport.obstacle_id, SentReport.content, SentReport.merged)).all()
        assert connection.execute(select(ObstacleVote.sent_key).distinct()).scalars().all() in ([None], [])
    assert len(rows) == len({row[0] for row in rows})
    return {bytes(name): (obstacle, content, merged) for name, obstacle, content, merged in rows}


def test_what_was_reported_is_known_under_its_key(address):
    one, other = uuid4(), uuid4()
    before(address, [(one, 0, KEYS[0], False), (one, 1, KEYS[1], True), (other, 2, KEYS[2], False)])
    upgrade(address)
    assert kept(address) == {find_mark(key): found for key, found in zip(KEYS, [(one, None, False), (one, None, True), (other, None, False)])}


def test_of_one_key_that_two_passes_sent_the_first_report_is_the_one(address):
    first, second = uuid4(), uuid4()
    before(address, [(second, 3, KEYS[1], False), (first, 0, KEYS[0], False), (second, 1, KEYS[0], True)])
    upgrade(address)
    assert kept(address)[find_mark(KEYS[0])] == (first, None, False)


def test_a_database_without_reports_has_none_after(address):
    before(address, [])
    upgrade(address)
    assert kept(address) == {}
