"""Where the keys come from: a folder that the root signed, or a demonstration of its own on one machine."""
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from backend.database.address import TEMPORARY, file_address, read_address
from backend.service.settings import SettingsError
from backend.tickets.keys import DEMONSTRATION_FOLDER, TicketsNotSetUp, open_keys
from signing.key_folders import KEYS, PRIVATE_ROOT, read_folder, renew_folder
from signing.keys import SigningKey

HERE, REACHED = "http://localhost:8000", "https://allways.example.org"
POSTGRESQL = make_url("postgresql+psycopg://db.example/allways")
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path) -> Path:
    renew_folder(tmp_path / "keys", "littletown", SigningKey.new(), NOW)
    return tmp_path / "keys"


def test_a_city_names_a_folder(folder):
    keys = open_keys(folder, POSTGRESQL, REACHED)
    found, there = keys.at(NOW), read_folder(folder, NOW)
    assert (found.token, found.ticket.id, found.kill_list.id) == (there.token, there.ticket.id, there.kill_list.id)
    assert keys.at(NOW).keys.city == "littletown"


def test_a_set_signed_again_is_in_use_without_a_restart(tmp_path):
    root = SigningKey.new()
    renew_folder(tmp_path, "littletown", root, NOW)
    keys = open_keys(tmp_path, POSTGRESQL, REACHED)
    assert keys.at(NOW).keys.version == 1
    renew_folder(tmp_path, "littletown", root, NOW)
    assert keys.at(NOW + timedelta(minutes=2)).keys.version == 2


def test_a_set_that_ran_out_signs_nothing(folder):
    keys = open_keys(folder, POSTGRESQL, REACHED)
    with pytest.raises(TicketsNotSetUp):
        keys.at(NOW + timedelta(days=9))
    assert keys.find(NOW + timedelta(days=9)) is None


def test_a_demonstration_makes_its_own_and_keeps_them(tmp_path):
    database = read_address(file_address(tmp_path / "allways.sqlite"))
    first = open_keys(None, database, HERE).at(NOW)
    again = open_keys(None, database, HERE).at(NOW)
    assert (first.root, first.token, first.ticket.id) == (again.root, again.token, again.ticket.id)
    assert first.keys.city == "demonstration"
    home = tmp_path / DEMONSTRATION_FOLDER
    assert (home / PRIVATE_ROOT).stat().st_mode & 0o077 == 0
    assert home.stat().st_mode & 0o077 == 0


def test_a_demonstration_signs_its_keys_again_each_day_and_changes_them_in_time(tmp_path):
    keys = open_keys(None, read_address(file_address(tmp_path / "allways.sqlite")), HERE)
    first = keys.at(NOW)
    later = [keys.at(NOW + timedelta(days=days)) for days in (1, 20, 70, 140)]
    assert [found.root for found in later] == [first.root] * 4
    assert later[0].ticket.id == later[1].ticket.id == first.ticket.id
    assert later[2].ticket.id != first.ticket.id
    assert later[2].keys.knows(first.ticket.id)


def test_a_temporary_database_has_passing_keys():
    one, other = (open_keys(None, read_address(TEMPORARY), HERE) for _ in range(2))
    assert one.at(NOW).root == one.at(NOW + timedelta(days=2)).root != other.at(NOW).root


@pytest.mark.parametrize("database, origin", [(POSTGRESQL, HERE), (POSTGRESQL, REACHED), (read_address(TEMPORARY), REACHED)])
def test_a_service_for_others_makes_none(database, origin):
    with pytest.raises(TicketsNotSetUp, match="ALLWAYS_TICKET_KEYS"):
        open_keys(None, database, origin).at(NOW)


def test_keys_of_a_demonstration_are_refused_by_a_service_that_others_reach(tmp_path):  # N68
    open_keys(None, read_address(file_address(tmp_path / "allways.sqlite")), HERE).at(NOW)
    home = tmp_path / DEMONSTRATION_FOLDER
    assert open_keys(home, POSTGRESQL, HERE).at(NOW)
    with pytest.raises(SettingsError, match="offline"):
        open_keys(home, POSTGRESQL, REACHED)


@pytest.mark.parametrize("what", ["nothing", "damaged"])
def test_a_folder_that_cannot_be_used_keeps_the_service_from_starting(folder, tmp_path, what):
    if what == "damaged":
        (folder / KEYS).write_bytes(b"x")
    with pytest.raises(SettingsError, match="ALLWAYS_TICKET_KEYS"):
        open_keys(folder if what == "damaged" else tmp_path / "nothing", POSTGRESQL, REACHED)
