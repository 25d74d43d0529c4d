"""From a declaration in a file to facts, on the real clock."""
import asyncio
from datetime import UTC, datetime

import pytest

from backend.feeds.declaration import DeclarationError
from backend.feeds.health import Applied
from backend.feeds.service import Feeds
from tests.backend.feeds.servers import tagged

DECLARED = """
[[feeds]]
id = "trams"
kind = "gtfs-rt-trip-updates"
url = "http://127.0.0.1:{port}/updates.pb"
header_env = {{ X-Api-Key = "ALLWAYS_FEED_KEY_TRAMS" }}
"""


async def test_a_declared_feed_becomes_facts(server, tmp_path):
    server.answers["/updates.pb"] = tagged(b"late", '"1"')
    path = tmp_path / "feeds.toml"
    path.write_text(DECLARED.format(port=server.port))
    arrived: asyncio.Queue = asyncio.Queue()

    async def take(feed, parts, received_at):
        arrived.put_nowait((feed.id, parts))
        return Applied(received_at, entities=1)

    environment = {"ALLWAYS_FEED_KEY_TRAMS": "k3y"}
    async with Feeds.open(path, take, f"127.0.0.1:{server.port}", environment) as feeds, asyncio.timeout(10):
        assert await arrived.get() == ("trams", {"message": b"late"})
        while not feeds.health.get("trams").last_ok_at:
            await asyncio.sleep(0.005)
        assert feeds.health.is_live("trams", datetime.now(UTC))
    assert server.asked[0].headers["x-api-key"] == "k3y"
    with pytest.raises(DeclarationError, match="ALLWAYS_FEED_KEY_TRAMS"):
        Feeds.open(path, take, f"127.0.0.1:{server.port}", {})


async def test_a_city_without_feeds_asks_nobody():
    async def take(feed, parts, received_at):
        raise AssertionError

    async with Feeds.open(None, take) as feeds:
        assert feeds.declared == feeds.health.list_all() == ()
