"""Tiles that were seen stay in one file, up to a limit, each city for itself."""

import sqlite3
import threading

from mobile.map.cache import Kept, TileCache


def test_a_tile_is_there_again_after_the_app_was_closed(tmp_path):
    cache = TileCache(tmp_path / "map.db", city="one")
    cache.keep((15, 1, 2), '"a"', b"body")
    cache.close()
    again = TileCache(tmp_path / "map.db", city="one")
    assert again.find((15, 1, 2)) == Kept('"a"', b"body")
    assert again.find((15, 2, 1)) is None
    assert again.size_bytes() == 4
    again.city = "other"
    assert again.find((15, 1, 2)) is None


def test_a_newer_tile_takes_the_place_of_the_older(tmp_path):
    cache = TileCache(tmp_path / "map.db")
    cache.keep((15, 1, 2), '"a"', b"body")
    cache.keep((15, 1, 2), '"b"', b"longer body")
    assert cache.find((15, 1, 2)) == Kept('"b"', b"longer body")
    assert cache.size_bytes() == 11


def test_the_least_lately_used_go_first(tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("mobile.map.cache.time.time", lambda: now.__setitem__(0, now[0] + 1) or now[0])
    cache = TileCache(tmp_path / "map.db", limit_bytes=1000)
    for column in range(10):
        cache.keep((15, column, 0), "", bytes(100))
    assert cache.find((15, 0, 0))  # used just now
    cache.keep((15, 10, 0), "", bytes(100))
    assert cache.size_bytes() <= 900
    assert [column for column in range(11) if cache.find((15, column, 0))] == [0, *range(3, 11)]


def test_forgetting_one_and_all(tmp_path):
    cache = TileCache(tmp_path / "map.db")
    cache.keep((15, 1, 2), "", b"one")
    cache.keep((15, 1, 3), "", b"three")
    cache.forget((15, 1, 2))
    assert cache.find((15, 1, 2)) is None
    assert cache.size_bytes() == 5
    cache.clear()
    assert cache.size_bytes() == 0
    assert cache.find((15, 1, 3)) is None


def test_a_damaged_file_is_begun_anew(tmp_path):
    path = tmp_path / "map.db"
    path.write_bytes(b"no database at all, but long enough to look like one" * 50)
    cache = TileCache(path)
    cache.keep((15, 1, 2), "", b"body")
    assert cache.find((15, 1, 2)).body == b"body"
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_threads_do_not_lose_tiles(tmp_path):
    cache = TileCache(tmp_path / "map.db")

    def keep(thread):
        for row in range(30):
            cache.keep((15, thread, row), "", bytes(10))
            assert cache.find((15, thread, row))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.size_bytes() == 6 * 30 * 10
