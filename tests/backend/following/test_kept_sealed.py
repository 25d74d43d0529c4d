"""What is kept of a followed trip cannot be read by whoever gets hold of the database."""
from pathlib import Path
from uuid import UUID

from backend.database.address import read_address
from backend.database.sealing import KEY_FILE
from backend.following.reading import request_of
from tests.backend.following.served import now, open_today, serving


async def test_without_a_key_nothing_is_followed_and_that_is_said(postgresql_url, tmp_path):
    world = open_today(tmp_path / "village")
    async with serving(postgresql_url, world, column_key="") as client:
        answer = await client.follow(request_of(world.planned(when=now())))
        assert (answer.status_code, answer.json()["code"]) == (503, "column_key_missing")


async def test_no_place_can_be_read_in_the_file_nor_in_the_log(sqlite_url, tmp_path, capsys):
    world = open_today(tmp_path / "village")
    async with serving(sqlite_url, world, column_key="") as client:
        trip_id = await client.follow_quickest(world, share_position=True)
        assert (await client.tell(trip_id, position={"lat": 0.0, "lon": 0.0543, "at": now().isoformat()}, leg=0)).status_code == 204
        assert (await client.get(f"/v1/trips/{trip_id}", headers=client.signed)).status_code == 200
    written = b"".join(path.read_bytes() for path in database_files(sqlite_url))
    assert UUID(trip_id).hex.encode() in written
    said = "".join(capsys.readouterr()).encode()
    for canary in (b"Home", b"Work", b"Stop 1", b"0.0543", b"departAt", b"depart_at", b"tripId", b"maxWalkM"):
        assert canary not in written
        assert canary not in said


def database_files(address: str) -> list[Path]:
    path = Path(read_address(address).database)
    return [found for found in path.parent.glob(f"{path.name}*") if found.name != KEY_FILE]
