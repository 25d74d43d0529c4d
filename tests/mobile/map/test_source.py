"""Tiles from the real backend: asked once, checked with their ETag in the next session, tried again after the network was gone."""

import asyncio
import time

from mobile.client import Client
from mobile.map.cache import TileCache
from mobile.map.mercator import to_world
from mobile.map.source import TileSource

X, Y = to_world(55.4897, 3.5036)
TILE = (15, int(X * 2**15), int(Y * 2**15))
NEIGHBOUR = (15, TILE[1] + 1, TILE[2])


class Watching:
    """Asks the backend and remembers tile and status of each answer."""

    def __init__(self, client: Client):
        self.client, self.answers = client, []

    async def __call__(self, zoom, column, row, etag):
        status, found, body = await self.client.tile(zoom, column, row, etag)
        self.answers.append(((zoom, column, row), status))
        return status, found, body


def source_of(client, tmp_path) -> tuple[TileSource, Watching, dict]:
    asked, seen = Watching(client), {}
    source = TileSource(asked, TileCache(tmp_path / "map.db"))
    source.anchor = (X, Y)
    source.listen("map", seen.__setitem__)
    return source, asked, seen


async def until(holds, patience_s=10):
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def test_a_tile_comes_once_and_is_checked_in_the_next_session(client, tmp_path):
    source, asked, seen = source_of(client, tmp_path)
    source.want("map", [TILE])
    await until(lambda: TILE in seen and not source.busy())
    source.want("map", [TILE])
    await until(lambda: not source.busy())
    assert asked.answers == [(TILE, 200)]
    assert source.find(TILE) is seen[TILE]
    source.close()

    source, asked, seen = source_of(client, tmp_path)
    source.want("map", [TILE])
    await until(lambda: TILE in seen and not source.busy())
    assert asked.answers == [(TILE, 304)]
    source.close()


async def test_what_was_seen_shows_without_network_and_the_rest_comes_with_it(client, backend, tmp_path, monkeypatch):
    monkeypatch.setattr("mobile.map.source.WAIT_S", (0.2,))
    source, _, seen = source_of(client, tmp_path)
    source.want("map", [TILE])
    await until(lambda: TILE in seen and not source.busy())
    source.close()
    backend.stop()
    try:
        source, asked, seen = source_of(client, tmp_path)
        source.want("map", [TILE, NEIGHBOUR])
        await until(lambda: TILE in seen and source.offline)
        assert NEIGHBOUR not in seen
    finally:
        await asyncio.to_thread(backend.start)
    await until(lambda: NEIGHBOUR in seen)
    assert not source.offline
    assert (NEIGHBOUR, 200) in asked.answers
    source.close()


async def test_a_tile_no_longer_wanted_is_not_asked_for(client, tmp_path):
    source, asked, seen = source_of(client, tmp_path)
    many = [(15, TILE[1] + column, TILE[2] + row) for column in range(-4, 5) for row in range(-4, 5)]
    source.want("map", many)
    source.want("map", [TILE])
    await until(lambda: TILE in seen and not source.busy())
    assert len(asked.answers) < len(many) / 2
    source.close()


async def test_a_large_window_keeps_all_it_shows(client, tmp_path, monkeypatch):
    monkeypatch.setattr("mobile.map.source.KEPT_DRAWN", 3)
    source, asked, _ = source_of(client, tmp_path)
    many = [(15, TILE[1] + column, TILE[2] + row) for column in range(3) for row in range(3)]
    source.want("map", many)
    await until(lambda: all(source.find(tile) for tile in many) and not source.busy())
    assert sorted(tile for tile, _ in asked.answers) == sorted(many)
    source.want("map", [TILE])
    source.want("map", [TILE, (15, TILE[1] - 1, TILE[2])])
    await until(lambda: not source.busy())
    assert source.find(TILE)
    assert sum(source.find(tile) is not None for tile in many[1:]) <= 3
    source.close()


async def test_a_map_that_has_left_hears_nothing(client, tmp_path):
    source, _, seen = source_of(client, tmp_path)
    source.want("map", [TILE])
    source.leave("map")
    await until(lambda: not source.busy())
    assert seen == {}
    source.close()


async def test_a_damaged_tile_in_the_file_is_had_again(client, tmp_path):
    source, _, seen = source_of(client, tmp_path)
    source.cache.keep(TILE, '"old"', b"damaged")
    source.want("map", [TILE])
    await until(lambda: TILE in seen and not source.busy())
    assert source.cache.find(TILE).body != b"damaged"
    source.close()


async def test_another_city_begins_anew(client, tmp_path):
    source, asked, seen = source_of(client, tmp_path)
    source.want("map", [TILE])
    await until(lambda: TILE in seen and not source.busy())
    source.forget()
    assert source.find(TILE) is None
    source.anchor = (X, Y)
    source.want("map", [TILE])
    await until(lambda: source.find(TILE) and not source.busy())
    assert [status for _, status in asked.answers] == [200, 304]
    source.close()
