import json
import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.keys import KeyRefused, KeyUse, Ring, RingKey, SigningKey
from tests.signing.conftest import ring_key


def test_a_key_is_saved_for_its_owner_alone_and_read_again(tmp_path, key):
    path = tmp_path / "code.key"
    key.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert SigningKey.read({}, path).id == key.id == SigningKey.read({"ALLWAYS_CODE_KEY_FILE": str(path)}).id
    with pytest.raises(KeyRefused, match="never overwritten"):
        SigningKey.new().save(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610])
def test_a_key_others_may_read_is_refused(tmp_path, key, mode):
    path = tmp_path / "code.key"
    key.save(path)
    os.chmod(path, mode)
    with pytest.raises(KeyRefused, match="chmod 600"):
        SigningKey.read({}, path)


def test_a_key_comes_from_the_environment(key):
    text = key.private.private_bytes_raw().hex()
    assert SigningKey.read({"ALLWAYS_CODE_KEY": text}).public == key.public


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "ab" * 33, "0x" + "ab" * 31])
def test_what_is_no_key_is_refused_and_not_repeated(text):
    with pytest.raises(KeyRefused) as caught:
        SigningKey.read({"ALLWAYS_CODE_KEY": text})
    assert not text or text not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(KeyRefused, match="cannot be read"):
        SigningKey.read({}, tmp_path / "none.key")


def test_nothing_prints_a_private_key(key):
    assert key.private.private_bytes_raw().hex() not in repr(key)


def test_a_ring_is_written_and_read_again(ring):
    both = ring.having(ring_key(SigningKey.new(), use=KeyUse.TICKET))
    assert Ring.from_json(both.to_json()) == both
    assert not {"private", "seed"} & set(json.loads(both.to_json())["keys"][0])


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("keys"),
        lambda raw: raw.update(city="Little Town"),
        lambda raw: raw.update(host="codes.example/evil"),
        lambda raw: raw.update(host="localhost"),
        lambda raw: raw.update(keys=raw["keys"] * 2),
        lambda raw: raw["keys"][0].update(id="00" * 8),
        lambda raw: raw["keys"][0].update(public="00"),
        lambda raw: raw["keys"][0].update(use="everything"),
        lambda raw: raw["keys"][0].update(signFrom="2027-01-01"),
        lambda raw: raw["keys"][0].update(verifyUntil="soon"),
        lambda raw: raw.update(padding="x" * 20_000),
    ],
)
def test_a_damaged_ring_is_refused(ring, change):
    raw = json.loads(ring.to_json())
    change(raw)
    with pytest.raises(KeyRefused):
        Ring.from_json(json.dumps(raw))


@given(st.text(max_size=100) | st.just("[" * 10_000))
def test_any_text_is_a_ring_or_refused(text):
    with pytest.raises(KeyRefused):
        Ring.from_json(text)


def test_days_stand_in_order(key):
    with pytest.raises(KeyRefused, match="in order"):
        RingKey(key.public, KeyUse.CODE, date(2026, 2, 1), date(2026, 1, 1), date(2031, 1, 1))
