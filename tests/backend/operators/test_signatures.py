"""Nothing but what was signed, by whom it was signed."""
import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.operators.signatures import decode, encode, is_signed, read_public_key, sign, write_public_key

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32), Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
KEYS = (KEY.public_key(),)
TIME, ID, BODY = "1796000000", "evt-1", b'{"ref": "leg-1"}'


@given(st.integers(0, 10**12 - 1).map(str), st.text("abcXYZ019-_", min_size=1, max_size=64), st.binary(max_size=300))
@settings(deadline=None)
def test_what_was_signed_is_believed_from_its_signer_only(time, event_id, body):
    signature = sign(KEY, time, event_id, body)
    assert is_signed(KEYS, time, event_id, signature, body)
    assert is_signed((OTHER.public_key(), *KEYS), time, event_id, signature, body)
    assert not is_signed((OTHER.public_key(),), time, event_id, signature, body)
    assert not is_signed((), time, event_id, signature, body)
    assert not is_signed(KEYS, time, event_id, signature, body + b" ")


@given(st.integers(0, 511))
@settings(deadline=None)
def test_no_bit_of_a_signature_may_differ(place):
    raw = bytearray(decode(sign(KEY, TIME, ID, BODY), 64))
    raw[place // 8] ^= 1 << place % 8
    assert not is_signed(KEYS, TIME, ID, encode(bytes(raw)), BODY)


def test_time_id_and_body_are_signed_with_full_stops_between_them():
    text = b'1796000000.evt-1.{"ref": "leg-1"}'
    assert is_signed(KEYS, TIME, ID, base64.urlsafe_b64encode(KEY.sign(text)).decode().rstrip("="), BODY)
    for other in (b'evt-1.{"ref": "leg-1"}', b'1796000000.{"ref": "leg-1"}', b"1796000000.evt-1.", b'{"ref": "leg-1"}'):
        assert not is_signed(KEYS, TIME, ID, base64.urlsafe_b64encode(KEY.sign(other)).decode().rstrip("="), BODY)


def test_the_parts_cannot_be_shifted_against_each_other():
    signature = sign(KEY, "17960000", "00.evt", b"x")
    assert not is_signed(KEYS, "1796000000", "evt", signature, b"x")
    signature = sign(KEY, TIME, "evt", b"1.body")
    assert not is_signed(KEYS, TIME, "evt.1", signature, b"body")


@given(st.text(max_size=100), st.text(max_size=80), st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_no_text_at_all_is_taken_for_a_signature(signature, event_id, time):
    assert not is_signed(KEYS, time, event_id, signature, BODY)
    assert not is_signed(KEYS, TIME, ID, signature, BODY)


@pytest.mark.parametrize("spoil", [
    lambda s: s + "=", lambda s: s + "==", lambda s: " " + s, lambda s: s + "\n", lambda s: s[:-1], lambda s: s.replace(s[0], "é", 1),
])  # fmt: skip
def test_a_signature_is_written_in_one_way(spoil):
    assert not is_signed(KEYS, TIME, ID, spoil(sign(KEY, TIME, ID, BODY)), BODY)


@pytest.mark.parametrize("time", ["", "-1", "1e9", "１７９６００００００", " 1796000000", "1796000000\n", "1" * 13])
def test_a_time_is_written_in_digits(time):
    assert not is_signed(KEYS, time, ID, sign(KEY, time, ID, BODY), BODY)


def test_a_public_key_is_read_as_it_is_written():
    assert read_public_key(write_public_key(KEY)) == KEY.public_key()
    for bad in ("", "a" * 42, "a" * 44, "!" * 43, write_public_key(KEY) + "="):
        with pytest.raises(ValueError, match="no Ed25519 public key"):
            read_public_key(bad)
