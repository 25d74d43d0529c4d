"""All the sandbox remembers, in one SQLite file: what a killed process had answered is there when it starts again."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, owner, number);
CREATE INDEX IF NOT EXISTS object_charge ON object (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS object_intent ON object (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS object_customer ON object (kind, json_extract(body, '$.customer'));
CREATE INDEX IF NOT EXISTS object_source ON object (kind, json_extract(body, '$.source'));
CREATE INDEX IF NOT EXISTS object_source_transaction ON object (kind, json_extract(body, '$.source_transaction'));
CREATE TABLE IF NOT EXISTS fund (owner TEXT NOT NULL, currency TEXT NOT NULL, ready INTEGER NOT NULL, net INTEGER NOT NULL,
  PRIMARY KEY (owner, currency, ready)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (owner TEXT, key TEXT, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  request TEXT NOT NULL, PRIMARY KEY (owner, key));
CREATE INDEX IF NOT EXISTS kept_at ON kept (at);
CREATE TABLE IF NOT EXISTS timer (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, act TEXT NOT NULL, object TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS timer_at ON timer (at, number);
CREATE TABLE IF NOT EXISTS delivery (number INTEGER PRIMARY KEY, event TEXT NOT NULL, endpoint TEXT NOT NULL, due INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, first INTEGER NOT NULL, rank INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting');
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (due) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS journal (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, request TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  key TEXT, status INTEGER, replayed INTEGER NOT NULL, fault TEXT, effect TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
OPENING_S = 2
TABLES = ("object", "fund", "kept", "timer", "delivery", "journal", "setting")


class Store:
    """One connection, and the only one to its file; whoever uses it holds the world's lock.

    Raises sqlite3.Error for a file that is in use or none of ours.
    """

    def __init__(self, path: Path | str):
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=OPENING_S)
        self.db.row_factory = sqlite3.Row
        # Two processes on one file would each have a clock and a lock of their own.
        self.db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            yield

    def put(self, body: dict, owner: str = "", kind: str | None = None) -> dict:
        """Writes a new object."""
        self.db.execute(
            "INSERT INTO object (id, kind, owner, body) VALUES (?, ?, ?, ?)", (body["id"], kind or body["object"], owner, json.dumps(body))
        )
        return body

    def save(self, body: dict) -> dict:
        self.db.execute("UPDATE object SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
        return body

    def remove(self, name: str) -> None:
        self.db.execute("DELETE FROM object WHERE id = ?", (name,))

    def find(self, name: Any, kind: str | None = None, owner: str | None = None) -> dict | None:
        row = self.db.execute("SELECT kind, owner, body FROM object WHERE id = ?", (str(name),)).fetchone()
        if row is None or (kind is not None and row["kind"] != kind) or (owner is not None and row["owner"] != owner):
            return None
        return json.loads(row["body"])

    def list_objects(self, kind: str, owner: str | None = None, **where: Any) -> list[dict]:
        """Newest first; where: members of the object that must be equal, where not None."""
        tests, values = ["kind = ?"], [kind]
        if owner is not None:
            tests.append("owner = ?")
            values.append(owner)
        for name, value in where.items():
            if value is not None:
                tests.append(f"json_extract(body, '$.{name}') = ?")
                values.append(value)
        rows = self.db.execute(f"SELECT body FROM object WHERE {' AND '.join(tests)} ORDER BY number DESC", values)  # noqa: S608 - names are ours
        return [json.loads(row["body"]) for row in rows]

    def stream(self, kind: str, owner: str, since: int, below: str | None = None) -> Iterator[dict]:
        """Newest first, made since a moment; below: only what is older than this object. Read as it is asked for."""
        query = (
            "SELECT body FROM object WHERE kind = ? AND owner = ? AND json_extract(body, '$.created') >= ? "
            "AND number < coalesce((SELECT number FROM object WHERE id = ?), 9223372036854775807) ORDER BY number DESC"
        )
        for row in self.db.execute(query, (kind, owner, since, below)):
            yield json.loads(row["body"])

    def add_fund(self, owner: str, currency: str, ready: int, net: int) -> None:
        query = "INSERT INTO fund VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET net = net + excluded.net"
        self.db.execute(query, (owner, currency, ready, net))

    def sum_funds(self, owner: str, now: int) -> list[sqlite3.Row]:
        """Currency, 1 for what is still pending, and the sum."""
        return self.db.execute("SELECT currency, ready > ?, sum(net) FROM fund WHERE owner = ? GROUP BY 1, 2", (now, owner)).fetchall()

    def at(self, moment: int, act: str, name: str) -> None:
        """Orders something to happen to an object later."""
        self.db.execute("INSERT INTO timer (at, act, object) VALUES (?, ?, ?)", (moment, act, name))

    def next_timer(self, now: int) -> sqlite3.Row | None:
        """Taken out, so that it happens once."""
        row = self.db.execute("SELECT * FROM timer WHERE at <= ? ORDER BY at, number LIMIT 1", (now,)).fetchone()
        if row is not None:
            self.db.execute("DELETE FROM timer WHERE number = ?", (row["number"],))
        return row

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
