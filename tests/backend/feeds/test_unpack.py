"""Bodies in pieces of any size."""
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.failures import FetchFailed
from backend.feeds.unpack import RATIO_FROM, RATIO_LIMIT, Body


def unpacked(sent: bytes, encoding: str, max_bytes: int, size: int) -> bytes:
    body = Body(encoding, max_bytes)
    for begin in range(0, len(sent), size):
        body.take(sent[begin : begin + size])
    return body.finish()


@given(st.binary(max_size=3000), st.integers(1, 4000), st.booleans())
def test_what_was_packed_comes_out(content, size, packing):
    sent = gzip.compress(content) if packing else content
    assert unpacked(sent, "gzip" if packing else "", 5000, size) == content


@given(st.binary(max_size=300), st.integers(1, 400))
def test_anything_else_is_refused_or_was_gzip_after_all(content, size):
    try:
        found = unpacked(content, "GZIP", 5000, size)
    except FetchFailed:
        return
    assert found == gzip.decompress(content)


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 4000), st.booleans())
def test_the_limit_is_exact(length, max_bytes, size, packing):
    content = bytes(index * 7 % 251 for index in range(length))
    sent = gzip.compress(content) if packing else content
    if max(length, len(sent)) <= max_bytes:
        assert unpacked(sent, "gzip" if packing else "identity", max_bytes, size) == content
    else:
        with pytest.raises(FetchFailed) as caught:
            unpacked(sent, "gzip" if packing else "identity", max_bytes, size)
        assert caught.value.code == "feed_too_large"


def test_a_declared_length_is_refused_before_it_comes():
    Body("", 1000).expect("1000")
    Body("", 1000).expect("soon")
    with pytest.raises(FetchFailed) as caught:
        Body("", 1000).expect("1001")
    assert caught.value.code == "feed_too_large"


def test_a_hundredfold_is_too_much_however_it_is_cut():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    sent = packer.compress(bytes(10 * RATIO_FROM)) + packer.flush()
    assert RATIO_LIMIT * len(sent) < 10 * RATIO_FROM
    for size in (1, 7, 64, len(sent)):
        with pytest.raises(FetchFailed) as caught:
            unpacked(sent, "gzip", 100 * RATIO_FROM, size)
        assert caught.value.code == "feed_too_large"
