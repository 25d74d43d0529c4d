"""Tiles that were seen, in one SQLite file, so that the map opens without network. The least lately used go first."""

import contextlib
import sqlite3
import threading
import time
from pathlib import Path
from typing import NamedTuple

LIMIT_BYTES = 200 * 2**20
SHRINK_TO = 0.9  # of the limit, so that not every new tile has to make room
MAKE = """
CREATE TABLE IF NOT EXISTS tile (
    city TEXT NOT NULL, zoom INTEGER NOT NULL, col INTEGER NOT NULL, row INTEGER NOT NULL,
    etag TEXT NOT NULL, body BLOB NOT NULL, used_at REAL NOT NULL, PRIMARY KEY (city, zoom, col, row)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tile_used ON tile (used_at);
"""


class Kept(NamedTuple):
    etag: str
    body: bytes


class TileCache:
    """`city` names the backend the tiles are of. Safe to use from several threads; a damaged file is begun anew, its tiles can be had again."""

    def __init__(self, path: Path, limit_bytes: int = LIMIT_BYTES, city: str = ""):
        self.path, self.limit_bytes, self.city = path, limit_bytes, city
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.DatabaseError:
            with contextlib.suppress(AttributeError, sqlite3.Error):
                self._database.close()
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            self._open()

    def _open(self) -> None:
        self._database = sqlite3.connect(self.path, timeout=10, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(MAKE)
        self._size = self._database.execute("SELECT coalesce(sum(length(body)), 0) FROM tile").fetchone()[0]

    def find(self, tile: tuple[int, int, int]) -> Kept | None:
        with self._lock:
            row = self._database.execute(
                "SELECT etag, body FROM tile WHERE city = ? AND zoom = ? AND col = ? AND row = ?", (self.city, *tile)
            ).fetchone()
            if row is None:
                return None
            self._database.execute("UPDATE tile SET used_at = ? WHERE city = ? AND zoom = ? AND col = ? AND row = ?", (time.time(), self.city, *tile))
        return Kept(*row)

    def keep(self, tile: tuple[int, int, int], etag: str, body: bytes) -> None:
        with self._lock:
            old = self._database.execute(
                "SELECT length(body) FROM tile WHERE city = ? AND zoom = ? AND col = ? AND row = ?", (self.city, *tile)
            ).fetchone()
            self._database.execute("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?, ?, ?)", (self.city, *tile, etag, body, time.time()))
            self._size += len(body) - (old[0] if old else 0)
            if self._size > self.limit_bytes:
                self._make_room()

    def forget(self, tile: tuple[int, int, int]) -> None:
        with self._lock:
            self._database.execute("DELETE FROM tile WHERE city = ? AND zoom = ? AND col = ? AND row = ?", (self.city, *tile))
            self._size = self._database.execute("SELECT coalesce(sum(length(body)), 0) FROM tile").fetchone()[0]

    def _make_room(self) -> None:
        goal = int(self.limit_bytes * SHRINK_TO)
        rows = self._database.execute("SELECT city, zoom, col, row, length(body) FROM tile ORDER BY used_at").fetchall()
        for *key, size in rows:
            if self._size <= goal:
                break
            self._database.execute("DELETE FROM tile WHERE city = ? AND zoom = ? AND col = ? AND row = ?", key)
            self._size -= size

    def size_bytes(self) -> int:
        """Of the tiles themselves."""
        with self._lock:
            return self._size

    def clear(self) -> None:
        with self._lock:
            self._database.execute("DELETE FROM tile")
            self._database.execute("VACUUM")
            self._size = 0

    def close(self) -> None:
        with self._lock:
            self._database.close()
