from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segno import consts

from signing import base41


@given(st.binary(max_size=200))
def test_bytes_come_back(plain):
    assert base41.decode(base41.encode(plain)) == plain


@given(st.text(alphabet=base41.SIGNS, max_size=40))
def test_each_text_is_the_one_of_its_bytes_or_refused(text):
    try:
        plain = base41.decode(text)
    except base41.NotBase41:
        return
    assert base41.encode(plain) == text


@given(st.binary(min_size=1, max_size=200))
def test_an_address_carries_it_unchanged(plain):
    text = base41.encode(plain)
    assert quote(text, safe="-:+*$") == text == unquote(text)
    assert urlsplit(f"HTTPS://CODES.EXAMPLE/C/{text}").path == f"/C/{text}"
    assert text[-1] not in "*$"


@given(st.binary(max_size=200))
def test_it_is_not_longer_than_base45(plain):
    assert len(base41.encode(plain)) == len(plain) // 2 * 3 + len(plain) % 2 * 2


def test_a_qr_code_packs_every_sign_tightly():
    assert len(set(base41.SIGNS)) == 41
    assert set(base41.SIGNS.encode()) < set(consts.ALPHANUMERIC_CHARS)


@pytest.mark.parametrize("text", ["A", "AAAA", "$$$", "$$", "a00", "00 ", "00%", "00\n", "00é", "٣00"])
def test_what_was_never_written_is_refused(text):
    with pytest.raises(base41.NotBase41):
        base41.decode(text)
