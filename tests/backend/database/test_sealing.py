"""Sealed columns: only the right key, for the right row, opens them; the key is kept apart."""
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.database.address import TEMPORARY, file_address, read_address
from backend.database.sealing import KEY_FILE, KeyRefused, NotSetUp, SealBroken, Vault, open_vault
from tests.backend.following.served import KEY

PLACE = "followed_trip.request/1"
OLD, NEW = bytes(range(32)), bytes(range(1, 33))


@given(st.binary(max_size=300))
def test_what_is_sealed_is_opened_again(plain):
    vault = Vault((OLD,))
    sealed = vault.seal(plain, PLACE)
    assert vault.open(sealed, PLACE) == plain
    assert sealed != vault.seal(plain, PLACE), "a nonce is used once"


@pytest.mark.parametrize("vault, place", [(Vault((NEW,)), PLACE), (Vault((OLD,)), "followed_trip.request/2"), (Vault(()), PLACE)])
def test_another_key_or_another_row_opens_nothing(vault, place):
    sealed = Vault((OLD,)).seal(b"home", PLACE)
    with pytest.raises(SealBroken):
        vault.open(sealed, place)


@given(st.data())
def test_a_changed_bit_is_noticed(data):
    vault = Vault((OLD,))
    sealed = bytearray(vault.seal(b"home to work", PLACE))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        vault.open(bytes(sealed), PLACE)


@given(st.binary(max_size=40))
def test_bytes_that_were_never_sealed_are_refused(junk):
    with pytest.raises(SealBroken):
        Vault((OLD,)).open(junk, PLACE)


def test_a_key_is_changed_while_old_rows_last():
    sealed = Vault((OLD,)).seal(b"home", PLACE)
    both = open_vault(f"{NEW.hex()}, {OLD.hex()}", read_address(TEMPORARY))
    assert both.open(sealed, PLACE) == b"home"
    assert Vault((NEW,)).open(both.seal(b"home", PLACE), PLACE) == b"home"


@pytest.mark.parametrize("text", ["secret", "ab" * 31, "ab" * 33, "00" * 32, KEY + ",", "ü" * 64, f"{KEY};{KEY}"])
def test_a_key_that_is_none_is_refused_and_not_repeated(text):
    with pytest.raises(KeyRefused, match="openssl rand -hex 32") as refused:
        open_vault(text, read_address(TEMPORARY))
    assert text not in str(refused.value)


def test_a_file_of_sqlite_has_its_key_beside_it_for_its_owner_alone(tmp_path):
    address = read_address(file_address(tmp_path / "allways.sqlite"))
    sealed = open_vault("", address).seal(b"home", PLACE)
    assert open_vault("", address).open(sealed, PLACE) == b"home", "the same after a restart"
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o400


def test_a_spoilt_key_file_is_said_and_not_replaced(tmp_path):
    (tmp_path / KEY_FILE).write_text("spoilt")
    with pytest.raises(KeyRefused):
        open_vault("", read_address(file_address(tmp_path / "allways.sqlite")))
    assert (tmp_path / KEY_FILE).read_text() == "spoilt"


def test_postgresql_needs_to_be_told(tmp_path):
    with pytest.raises(NotSetUp, match="ALLWAYS_COLUMN_KEY"):
        open_vault("", read_address("postgresql://somebody@host/allways")).seal(b"home", PLACE)
