"""One SQLite file for all the app keeps. A damaged one is moved aside, never deleted, and the app goes on with a fresh one."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

# Each entry brings the file from its place in the list to the next; the file remembers how far it came.
STEPS = (
    """
    CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE saved_place (key TEXT PRIMARY KEY, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, made_at REAL NOT NULL);
    CREATE TABLE recent_place (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL);
    CREATE TABLE saved_trip (
        id TEXT PRIMARY KEY, origin TEXT NOT NULL, destination TEXT NOT NULL, saved_at REAL NOT NULL, itinerary BLOB NOT NULL,
        removed INTEGER NOT NULL DEFAULT 0
    );
    """,
    """
    CREATE TABLE trip_underway (
        state TEXT PRIMARY KEY CHECK (state IN ('now', 'damaged')), city TEXT NOT NULL, itinerary BLOB NOT NULL, ask BLOB NOT NULL,
        progress BLOB NOT NULL
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE saved_trip ADD COLUMN asked BLOB;",
    """
    CREATE TABLE report (
        key TEXT PRIMARY KEY, city TEXT NOT NULL, place TEXT NOT NULL, body BLOB NOT NULL, photo TEXT NOT NULL DEFAULT '', made_at REAL NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused')), why TEXT NOT NULL DEFAULT '', obstacle BLOB,
        merged INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE voice (obstacle_id TEXT PRIMARY KEY, city TEXT NOT NULL, there INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE bought (
        kind TEXT NOT NULL CHECK (kind IN ('booking', 'ticket')), id TEXT NOT NULL, city TEXT NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (kind, id, city)
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE report ADD COLUMN filed BLOB;",
    """
    ALTER TABLE report ADD COLUMN offer TEXT NOT NULL DEFAULT '';
    CREATE TABLE objection (
        city TEXT NOT NULL, code TEXT NOT NULL, key TEXT NOT NULL, words TEXT NOT NULL, photo TEXT NOT NULL DEFAULT '', photo_id TEXT,
        made_at REAL NOT NULL, why TEXT NOT NULL DEFAULT '', PRIMARY KEY (city, code)
    ) WITHOUT ROWID;
    """,
)


class Store:
    """`recovered` is True when the file was damaged and a fresh one was begun. Safe to use from several threads."""

    def __init__(self, path: Path):
        self.path = path
        self.recovered = False
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._close()
            self._set_aside()
            self._open()
            self.recovered = True

    def _open(self) -> None:
        if not self.path.exists():  # only the owner may read it, from its first byte on
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._database = sqlite3.connect(self.path, timeout=10, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten
        if self._database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the file is damaged")
        at = self._database.execute("PRAGMA user_version").fetchone()[0]
        if steps := STEPS[at:]:  # all at once: the file is written through to the disk once, and not for each
            self._database.executescript(f"BEGIN; {' '.join(steps)} PRAGMA user_version = {len(STEPS)}; COMMIT;")

    def _set_aside(self) -> None:
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        self.path.rename(aside)
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def list_rows(self, query: str, values: tuple = ()) -> list[tuple]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def find_row(self, query: str, values: tuple = ()) -> tuple | None:
        with self._lock:
            return self._database.execute(query, values).fetchone()

    def write(self, query: str, values: tuple = ()) -> None:
        with self._lock:
            self._database.execute(query, values)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside, or nothing."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def keep(self, name: str, value: bytes) -> None:
        """A value by name."""
        self.write("INSERT INTO kept VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))

    def find_kept(self, name: str) -> bytes | None:
        row = self.find_row("SELECT value FROM kept WHERE name = ?", (name,))
        return row[0] if row else None

    def _close(self) -> None:
        with contextlib.suppress(AttributeError, sqlite3.Error):
            self._database.close()

    def close(self) -> None:
        with self._lock:
            self._close()
