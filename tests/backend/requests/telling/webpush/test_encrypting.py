"""The worked example of RFC 8291 (5 and appendix A), and phones that read by code of their own."""
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.requests.telling.webpush import encrypting
from tests.backend.requests.telling.webpush.phones import Phone, read, told

PLAIN = b"When I grow up, I want to be a watermelon"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(read(text), "big"), ec.SECP256R1())


def test_the_worked_example_comes_out_to_the_byte():
    phone = encrypting.Phone(read(THEIRS), read(AUTH))
    assert told(encrypting.encrypted(PLAIN, phone, private(OWN), read(SALT))) == BODY


@given(st.binary(max_size=500))
@settings(max_examples=30)
def test_what_is_sent_is_read_by_its_phone_alone(plain):
    phone, other = Phone(), Phone()
    body = encrypting.encrypted(plain, encrypting.Phone(phone.point, phone.auth))
    assert phone.opened(body) == plain
    with pytest.raises(InvalidTag):
        other.opened(body)


def test_no_two_messages_look_alike_and_a_point_off_the_curve_is_refused():
    phone = Phone()
    kept = encrypting.Phone(phone.point, phone.auth)
    assert encrypting.encrypted(b"x", kept) != encrypting.encrypted(b"x", kept)
    with pytest.raises(ValueError, match=r"curve|point|Invalid"):
        encrypting.encrypted(b"x", encrypting.Phone(b"\x04" + bytes(range(64)), phone.auth))
