from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import cbor2
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from signing import base41, cose
from signing.codes import PURPOSE, CodeKind, PlaceCode, read_code, write_code
from signing.keys import KeyRefused, KeyUse, Ring, SigningKey
from signing.refused import CodeRefused, Refusal
from tests.signing.conftest import NOW, ring_key

KEY = SigningKey.new()
RING = Ring("littletown", "codes.littletown.example", (ring_key(KEY),))
START = "HTTPS://CODES.LITTLETOWN.EXAMPLE/C/"
TEXT = write_code(CodeKind.STOP, "market-square:b", "Market Square B", RING, KEY, NOW)
printable = st.text(max_size=25).filter(lambda text: text.isprintable())


def refusal(text: str, ring: Ring = RING, now: datetime = NOW) -> Refusal:
    with pytest.raises(CodeRefused) as caught:
        read_code(text, ring, now)
    return caught.value.reason


def signed(value, purpose=PURPOSE, key=KEY) -> str:
    return START + base41.encode(cose.sign(value, key, purpose))


GOOD = {1: 1, 2: "littletown", 3: "market-square:b", 4: cose.day_number(NOW.date())}


@given(st.sampled_from(CodeKind), printable.filter(bool), printable.filter(lambda name: len(name.encode()) <= 60))
def test_a_code_is_read_as_it_was_written(kind, id, name):
    code = read_code(write_code(kind, id, name, RING, KEY, NOW), RING, NOW)
    assert code == PlaceCode(kind, "littletown", id, NOW.date(), name, KEY.id)


def test_it_is_a_cose_message_others_can_check():
    message = cbor2.loads(base41.decode(TEXT.removeprefix(START)))
    protected, unprotected, payload, signature = message.value
    assert message.tag == 18
    assert (cbor2.loads(protected), unprotected) == ({1: -8, 4: KEY.id}, {})
    assert cbor2.loads(payload) == {**GOOD, 5: "Market Square B"}
    signed_bytes = cbor2.dumps(["Signature1", protected, b"allways/code/1", payload])
    Ed25519PublicKey.from_public_bytes(KEY.public).verify(signature, signed_bytes)


def test_it_fits_a_small_qr_code():
    code = segno.make(TEXT, error="m", micro=False)
    assert code.mode == "alphanumeric"
    assert code.version <= 9


def test_every_flipped_bit_is_refused():
    token = base41.decode(TEXT.removeprefix(START))
    for bit in range(8 * len(token)):
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        assert refusal(START + base41.encode(bytes(flipped))) in (Refusal.FORGED, Refusal.UNKNOWN_KEY, Refusal.DAMAGED)


def test_every_cut_is_refused():
    for length in range(len(TEXT)):
        assert refusal(TEXT[:length]) in (Refusal.NOT_OURS, Refusal.DAMAGED)


@given(st.integers(0, len(TEXT) - 1), st.characters())
def test_every_changed_sign_is_refused(at, sign):
    changed = TEXT[:at] + sign + TEXT[at + 1 :]
    small_address = at < len(START) - 3 and sign.upper() == TEXT[at] and sign.isascii()
    if changed == TEXT or small_address:
        assert read_code(changed, RING, NOW).id == "market-square:b"
    else:
        refusal(changed)


@given(st.text(max_size=700) | st.text(alphabet=base41.SIGNS, max_size=620).map(lambda rest: START + rest))
def test_whatever_hangs_in_the_street_is_refused(text):
    refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "https://example.org/pay?amount=100", "javascript:alert(1)",
        "HTTPS://CODES.LITTLETOWN.EXAMPLE.EVIL.EXAMPLE/C/" + TEXT.removeprefix(START),
        "HTTP" + TEXT.removeprefix("HTTPS"), TEXT.replace("/C/", "/c/"), TEXT.replace("//", "//PAY@"), TEXT.replace("/C/", ":443/C/"), " " + TEXT,
        TEXT + "A" * 5000, "A" * 5000, "WIFI:S:free;;", "HTTPS://CODES.LITTLETOWN.EXAMPLE/C/" + "A" * 1_000_000,
        TEXT.replace("S://", "ſ://"), TEXT.replace("TTLE", "TTLE​", 1),
    ],
)  # fmt: skip
def test_foreign_links_and_huge_texts_are_not_ours(text):
    assert refusal(text) is Refusal.NOT_OURS


def test_an_address_in_small_letters_is_the_same():
    assert read_code(START[:-3].lower() + TEXT[len(START) - 3 :], RING, NOW) == read_code(TEXT, RING, NOW)


@pytest.mark.parametrize(
    "value, reason",
    [
        ({**GOOD, 2: "othertown"}, Refusal.OTHER_CITY),
        ({**GOOD, 1: 9}, Refusal.UNKNOWN_KIND),
        ({**GOOD, 1: 0}, Refusal.UNKNOWN_KIND),
        ({**GOOD, 6: 1}, Refusal.DAMAGED),
        ({**GOOD, 1: "stop"}, Refusal.DAMAGED),
        ({**GOOD, 3: ""}, Refusal.DAMAGED),
        ({**GOOD, 3: "x" * 101}, Refusal.DAMAGED),
        ({**GOOD, 3: "b\u202ea"}, Refusal.DAMAGED),
        ({**GOOD, 5: ""}, Refusal.DAMAGED),
        ({**GOOD, 5: "n" * 61}, Refusal.DAMAGED),
        ({**GOOD, 5: 7}, Refusal.DAMAGED),
        ({**GOOD, 4: -1}, Refusal.DAMAGED),
        ({**GOOD, 4: 70_000}, Refusal.DAMAGED),
        ({**GOOD, 4: cose.day_number(date(2025, 12, 31))}, Refusal.KEY_EXPIRED),
        ({**GOOD, 4: cose.day_number(date(2026, 11, 26))}, Refusal.NOT_YET),
        ([1, "littletown"], Refusal.DAMAGED),
        (b"", Refusal.DAMAGED),
    ],
)
def test_even_a_true_signature_covers_nothing_but_a_code(value, reason):
    assert refusal(signed(value)) is reason


def test_a_clock_may_be_a_day_behind():
    assert read_code(TEXT, RING, NOW - timedelta(days=1)).issued == NOW.date()


def test_what_was_signed_for_something_else_is_no_code():
    assert refusal(signed(GOOD, purpose="allways/ticket/1")) is Refusal.FORGED


def test_a_key_for_tickets_signs_no_code():
    tickets = replace(RING, keys=(ring_key(KEY, use=KeyUse.TICKET),))
    assert refusal(TEXT, tickets) is Refusal.UNKNOWN_KEY
    with pytest.raises(KeyRefused):
        write_code(CodeKind.STOP, "a", "", tickets, KEY, NOW)


def test_keys_change_while_old_codes_hang():
    new = SigningKey.new()
    both = RING.having(ring_key(new, date(2027, 1, 1), date(2027, 12, 31), date(2032, 12, 31)))
    later = datetime(2027, 6, 1, tzinfo=UTC)
    with pytest.raises(KeyRefused):
        write_code(CodeKind.STOP, "a", "", both, KEY, later)
    assert read_code(write_code(CodeKind.STOP, "a", "", both, new, later), both, later).key_id == new.id
    assert read_code(TEXT, both, later).key_id == KEY.id
    assert read_code(TEXT, both, datetime(2031, 12, 31, 23, tzinfo=UTC)).key_id == KEY.id
    assert refusal(TEXT, both, datetime(2032, 1, 1, tzinfo=UTC)) is Refusal.KEY_EXPIRED
    assert refusal(TEXT, both.without(KEY.id), later) is Refusal.UNKNOWN_KEY


def test_a_refusal_repeats_nothing_of_what_was_scanned():
    with pytest.raises(CodeRefused) as caught:
        read_code("https://evil.example/SECRET", RING, NOW)
    assert str(caught.value) == "not_our_code"


@pytest.mark.parametrize("id, name", [("", ""), ("x" * 101, ""), ("a\nb", ""), ("a", "n" * 61), ("a", "\u202ename")])
def test_what_could_not_be_read_is_not_written(id, name):
    with pytest.raises(ValueError, match="an id has"):
        write_code(CodeKind.BAY, id, name, RING, KEY, NOW)


def test_a_moment_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        read_code(TEXT, RING, datetime(2026, 11, 24))  # noqa: DTZ001
