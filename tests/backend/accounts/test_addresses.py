"""One address is one account, however it is written; what is none is refused and not repeated."""
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.addresses import key_of, read_email
from backend.accounts.models import MAX_EMAIL
from backend.accounts.secrets import ALPHABET, decode, encode, new_code, read_code
from backend.service.errors import Unprocessable


@pytest.mark.parametrize("text, read", [
    ("ann@example.org", "ann@example.org"), (" Ann@Example.ORG ", "Ann@example.org"), ("ann+tram@example.org", "ann+tram@example.org"),
    ("ann@münchen.example", "ann@xn--mnchen-3ya.example"), ("ann@XN--MNCHEN-3YA.example", "ann@xn--mnchen-3ya.example"),
    ("a\u0308nn@example.org", "\u00e4nn@example.org"), ("o'neil_1.x-y@a-b.example.org", "o'neil_1.x-y@a-b.example.org"),
])  # fmt: skip
def test_an_address_is_written_in_one_way(text, read):
    assert read_email(text) == read
    assert read_email(read) == read


@pytest.mark.parametrize("text", [
    "", "@", "ann", "ann@", "@example.org", "ann@example", "ann@localhost", "ann@127.0.0.1", "ann@example..org", "ann@-a.org", "a nn@example.org",
    "ann@example.org\r\nBcc: eve@example.org", "ann\0@example.org", "ann\r\n@example.org", "a@b@example.org", '"ann"@example.org',
    "<ann@example.org>", "ann,eve@example.org", ".ann@example.org", "an..n@example.org", "x" * 65 + "@example.org",
    "ann@" + "a" * 64 + ".org", "ann\u202e@example.org",
    "ann@" + "a.example." * 30 + "org", "ann\ud800@example.org",
])  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(text):
    with pytest.raises(Unprocessable) as refused:
        read_email(text)
    assert refused.value.field == "email"
    assert len(text) < 20 or text not in refused.value.detail


@given(st.text(max_size=300) | st.builds("{}@{}".format, st.text(min_size=1, max_size=70), st.text(min_size=1, max_size=200)))
def test_any_text_is_an_address_or_refused(text):
    with suppress(Unprocessable):
        address = read_email(text)
        assert read_email(address) == address
        assert len(address) <= MAX_EMAIL
        assert not any(unicodedata.category(sign)[0] in "CZ" for sign in address)


def test_codes_have_eight_signs_that_cannot_be_mistaken():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) and read_code(code.lower()) == code for code in codes)
    assert read_code("il-Oo 10zZ") == "11001 0ZZ".replace(" ", "")


@given(st.binary(max_size=100))
def test_bytes_come_back(raw):
    assert decode(encode(raw)) == raw


@given(st.text(max_size=100))
def test_any_text_is_decoded_or_empty(text):
    assert isinstance(decode(text), bytes)


@pytest.mark.parametrize("one, other", [
    ("Ann@example.org", "ann@EXAMPLE.org"), ("\u00c9va@example.org", "e\u0301va@example.org"), ("ΝΙΚΗ@example.org", "νικη@example.org"),
])  # fmt: skip
def test_ways_to_write_one_address_are_one(one, other):
    assert key_of(read_email(one)) == key_of(read_email(other))
    assert read_email(one).rpartition("@")[0] == unicodedata.normalize("NFC", one).rpartition("@")[0], "but it is sent as it was written"


@pytest.mark.parametrize("other", ["kate+tram@strasse.example", "k.ate@strasse.example", "kate@strasse.example.org"])
def test_what_may_be_somebody_else_is(other):
    assert key_of(read_email("kate@strasse.example")) != key_of(read_email(other))
    assert len({key_of(read_email(f"{local}@example.org")) for local in ("strasse", "straße", "ſtrasse")}) == 3


@given(st.text(max_size=64))
def test_a_folded_address_fits_its_column(local):
    with suppress(Unprocessable):
        assert len(key_of(read_email(f"{local}@example.org"))) <= MAX_EMAIL
