"""What is checked before workers start."""
import pytest

from backend.database.address import TEMPORARY, file_address
from backend.migrations.upgrade import DatabaseBehind
from backend.service.run import prepare_database
from backend.service.settings import SettingsError


def test_a_file_of_sqlite_is_made_and_serves_one_worker(tmp_path):
    address = file_address(tmp_path / "city" / "allways.sqlite")
    with pytest.raises(SettingsError, match="--workers 1"):
        prepare_database(address, 2)
    prepare_database(address, 1)
    assert (tmp_path / "city" / "allways.sqlite").stat().st_size > 0


def test_postgresql_serves_many_once_it_is_upgraded(postgres_server, postgresql_url):
    prepare_database(postgresql_url, 4)
    postgres_server.create("behind")
    with pytest.raises(DatabaseBehind, match="allways db upgrade"):
        prepare_database(postgres_server.address("behind"), 4)
    postgres_server.drop("behind")


def test_a_temporary_database_needs_nothing_and_is_each_workers_own():
    prepare_database(TEMPORARY, 4)
