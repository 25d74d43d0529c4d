"""The key of a phone signs what the city checks, and comes back from its safe place as the same key."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.keys import read_key, signed_refresh
from backend.accounts.secrets import decode, new_secret
from mobile.accounts.device_key import DeviceKey


def test_what_it_signs_is_what_the_city_asks_for():
    key, nonce, token = DeviceKey.new(), new_secret(), f"aw_rt_{new_secret()}"
    point, signature = read_key(key.public), decode(key.sign_refresh(nonce, token))
    assert signed_refresh(point, signature, decode(nonce), token)
    assert not signed_refresh(point, signature, decode(nonce), token + "x")
    assert not signed_refresh(read_key(DeviceKey.new().public), signature, decode(nonce), token)


def test_it_is_the_same_after_it_was_kept_and_shows_itself_nowhere_else():
    key = DeviceKey.new()
    assert DeviceKey.read(key.text).public == key.public
    assert key.text not in repr(key)


@given(st.text(max_size=60))
def test_what_is_damaged_is_no_key(text):
    try:
        key = DeviceKey.read(text)
    except ValueError:
        return
    assert read_key(key.public)


@pytest.mark.parametrize("nonce", ["a", "ä" * 43, "a b"])
def test_a_nonce_that_is_none_is_told(nonce):
    with pytest.raises(ValueError):
        DeviceKey.new().sign_refresh(nonce, "aw_rt_x")
