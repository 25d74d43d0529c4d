"""From a declaration in a file to facts, on the real clock."""
import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from backend.feeds.declaration import DeclarationError
from backend.feeds.health import Applied
from backend.feeds.models import FeedLease, FeedMessage
from backend.feeds.service import Feeds
from tests.backend.feeds.relay.workers import Town, Worker, comes, trams, working
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

    class Taking:
        async def apply(self, feed, parts, received_at):
            arrived.put_nowait((feed.id, parts))
            return Applied(received_at, entities=1)

        async def confirm(self, feed, at):
            return True

    environment = {"ALLWAYS_FEED_KEY_TRAMS": "k3y"}
    async with Feeds.open(path, Taking(), f"127.0.0.1:{server.port}", environment) as feeds, asyncio.timeout(60):
        assert await arrived.get() == ("trams", {"message": b"late"})
        while not feeds.health.get("trams").last_ok_at:
            await asyncio.sleep(0.005)
        assert feeds.polls
        assert feeds.health.is_live("trams", datetime.now(UTC))
    assert server.asked[0].headers["x-api-key"] == "k3y"
    with pytest.raises(DeclarationError, match="ALLWAYS_FEED_KEY_TRAMS"):
        Feeds.open(path, Taking(), f"127.0.0.1:{server.port}", {})


async def test_a_city_without_feeds_asks_nobody(database):
    async with Feeds.open(None, Town(), database=database) as feeds:
        assert feeds.declared == feeds.health.list_all() == ()
        assert not feeds.polls


async def test_a_file_of_sqlite_serves_one_process_and_keeps_nothing(server, sqlite_url):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(Worker(sqlite_url, server, (trams(server),))) as (worker,):
        await comes(lambda: worker.feeds.health.tallies["trams"].polls["unchanged"])
        assert worker.polls
        assert len(worker.town.messages) == 1
        async with worker.database.reading() as session:
            for table in (FeedMessage, FeedLease):
                assert await session.scalar(select(func.count()).select_from(table)) == 0
