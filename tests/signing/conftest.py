"""A small city with one key for codes."""
from datetime import UTC, date, datetime

import pytest

from signing.keys import KeyUse, Ring, RingKey, SigningKey

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def ring_key(key: SigningKey, first=date(2026, 1, 1), last=date(2026, 12, 31), until=date(2031, 12, 31), use=KeyUse.CODE) -> RingKey:
    return RingKey(key.public, use, first, last, until)


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return SigningKey.new()


@pytest.fixture(scope="session")
def ring(key) -> Ring:
    return Ring("littletown", "codes.littletown.example", (ring_key(key),))
