from datetime import timedelta

import pytest

from signing.key_folders import KEYS, ROOT, private_name, read_folder, renew_folder
from signing.key_sets import fresh_key
from signing.keys import KeyRefused, KeyUse, SigningKey
from tests.signing.city import NOW

DAY = timedelta(days=1)


@pytest.fixture
def root():
    return SigningKey.new()


def test_a_folder_is_begun_and_read(tmp_path, root):
    keys = renew_folder(tmp_path / "keys", "littletown", root, NOW)
    found = read_folder(tmp_path / "keys", NOW)
    assert (found.root, found.keys) == (root.public, keys)
    assert keys.find(found.ticket.id, KeyUse.TICKET)
    assert keys.find(found.kill_list.id, KeyUse.KILL_LIST)
    private = tmp_path / "keys" / private_name(keys.keys[0])
    assert private.stat().st_mode & 0o077 == 0
    assert not any("root.key" in path.name for path in (tmp_path / "keys").iterdir())


def test_signed_again_each_week_with_the_same_keys(tmp_path, root):
    first = renew_folder(tmp_path, "littletown", root, NOW)
    again = renew_folder(tmp_path, "littletown", root, NOW + 7 * DAY)
    assert (again.version, again.keys) == (first.version + 1, first.keys)


def test_a_new_key_signs_before_the_old_one_ends_and_the_old_one_goes_when_nobody_needs_it(tmp_path, root):
    first = renew_folder(tmp_path, "littletown", root, NOW)
    later = renew_folder(tmp_path, "littletown", root, NOW + 65 * DAY)
    assert set(first.keys) < set(later.keys)
    assert read_folder(tmp_path, NOW + 65 * DAY).ticket.id not in {key.id for key in first.keys}
    last = renew_folder(tmp_path, "littletown", root, NOW + 151 * DAY)
    assert not set(first.keys) & set(last.keys)


def test_a_key_that_leaked_is_out_and_another_one_signs(tmp_path, root):
    renew_folder(tmp_path, "littletown", root, NOW)
    leaked = read_folder(tmp_path, NOW).ticket.id
    after = renew_folder(tmp_path, "littletown", root, NOW, revoked=(leaked,))
    assert not after.knows(leaked)
    assert read_folder(tmp_path, NOW).ticket.id != leaked


def test_keys_for_codes_stand_beside(tmp_path, root):
    code = fresh_key(SigningKey.new().public, KeyUse.CODE, NOW.date())
    assert renew_folder(tmp_path, "littletown", root, NOW, beside=(code, code)).knows(code.id)


@pytest.mark.parametrize("what", ["empty", "over", "another root", "no private key", "damaged", "open to all", "another city"])
def test_what_cannot_be_used_says_what_to_do(tmp_path, root, what):
    keys = renew_folder(tmp_path, "littletown", root, NOW)
    now, folder, words = NOW, tmp_path, "allways ticket-keys"
    if what == "empty":
        folder = tmp_path / "nothing"
    elif what == "over":
        now = NOW + 8 * DAY
    elif what == "another root":
        (folder / ROOT).write_text(SigningKey.new().public.hex())
        words = "root"
    elif what == "no private key":
        (folder / private_name(keys.keys[0])).unlink()
    elif what == "damaged":
        (folder / KEYS).write_bytes(b"nonsense")
        words = "damaged"
    elif what == "open to all":
        (folder / private_name(keys.keys[0])).chmod(0o644)
        words = "chmod 600"
    else:
        with pytest.raises(KeyRefused, match="littletown"):
            renew_folder(folder, "oaktown", root, NOW)
        return
    with pytest.raises(KeyRefused, match=words):
        read_folder(folder, now)
