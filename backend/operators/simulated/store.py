"""All that a simulated operator remembers, in one SQLite file: a killed process forgets nothing it answered."""
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS booking (ref TEXT PRIMARY KEY, state TEXT NOT NULL, asked TEXT NOT NULL, expires INTEGER);
CREATE TABLE IF NOT EXISTS later (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, ref TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS journal (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, call TEXT NOT NULL, ref TEXT NOT NULL, status INTEGER,
  fault TEXT, effect TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("booking", "later", "journal", "setting")
KEPT_LINES = 100_000
OPENING_S = 2


class Store:
    """One connection, and the only one to its file; whoever uses it is `alone`. Raises sqlite3.Error for a file that is in use or none of ours."""

    def __init__(self, path: Path | str):
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=OPENING_S)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            yield

    def now(self) -> int:
        """Unix seconds of the operator's own clock, which orders may set ahead."""
        return int(time.time()) + self.setting("ahead_s", 0)

    def state(self, ref: str) -> str | None:
        row = self.db.execute("SELECT state FROM booking WHERE ref = ?", (ref,)).fetchone()
        return None if row is None else row["state"]

    def asked(self, ref: str) -> dict:
        row = self.db.execute("SELECT asked FROM booking WHERE ref = ?", (ref,)).fetchone()
        return {} if row is None else json.loads(row["asked"])

    def expires(self, ref: str) -> int | None:
        row = self.db.execute("SELECT expires FROM booking WHERE ref = ?", (ref,)).fetchone()
        return None if row is None else row["expires"]

    def put(self, ref: str, state: str, expires: int | None = None, asked: dict | None = None) -> None:
        """A new state; asked: what the offer was asked for, kept where it is None."""
        query = (
            "INSERT INTO booking VALUES (?, ?, ?, ?) ON CONFLICT (ref) DO UPDATE SET state = excluded.state, expires = excluded.expires, "
            "asked = CASE ? WHEN 1 THEN excluded.asked ELSE booking.asked END"
        )
        self.db.execute(query, (ref, state, json.dumps(asked or {}), expires, asked is not None))

    def remove(self, ref: str) -> None:
        self.db.execute("DELETE FROM booking WHERE ref = ?", (ref,))

    def confirm_later(self, ref: str, at: int) -> None:
        self.db.execute("INSERT INTO later (at, ref) VALUES (?, ?)", (at, ref))

    def take_due(self, now: int) -> list[str]:
        """What is to be confirmed by now, taken out."""
        refs = [row["ref"] for row in self.db.execute("SELECT ref FROM later WHERE at <= ? ORDER BY at, number", (now,)).fetchall()]
        self.db.execute("DELETE FROM later WHERE at <= ?", (now,))
        return refs

    def expired(self, now: int) -> list[str]:
        return [row["ref"] for row in self.db.execute("SELECT ref FROM booking WHERE expires <= ?", (now,)).fetchall()]

    def note(self, call: str, ref: str, status: int | None, fault: str | None, effect: str) -> None:
        query = "INSERT INTO journal (at, call, ref, status, fault, effect) VALUES (?, ?, ?, ?, ?, ?)"
        number = self.db.execute(query, (self.now(), call, ref, status, fault, effect)).lastrowid or 0
        self.db.execute("DELETE FROM journal WHERE number <= ?", (number - KEPT_LINES,))

    def setting(self, name: str, otherwise: Any) -> Any:
        row = self.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return otherwise if row is None else json.loads(row["value"])

    def set(self, name: str, value: Any) -> None:
        self.db.execute("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, json.dumps(value)))

    def clear(self) -> None:
        for table in TABLES:
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own list

    def close(self) -> None:
        self.db.close()
