"""Elmstead at eight, with fares and sellers."""
import pytest

from tests.backend.live.conftest import clock, live
from tests.backend.pricing.world import Shop, read_fares

__all__ = ["clock", "live"]


@pytest.fixture
def shop(live, tmp_path):
    return Shop(live, read_fares(tmp_path))
