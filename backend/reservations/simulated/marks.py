"""What a gate saw, in a file: it stands there before the gate opens, and until the service has heard of it."""
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from backend.contract.reservations import MOST_GATE_EVENTS, GateEvent, GateEventKind

TABLE = (
    "CREATE TABLE IF NOT EXISTS mark (id TEXT PRIMARY KEY, kind TEXT NOT NULL, at REAL NOT NULL, ticket TEXT, code TEXT, plate TEXT, "
    "told INTEGER NOT NULL DEFAULT 0)"
)


class Marks:
    """file: made where there is none."""

    def __init__(self, file: Path | str):
        self.base = sqlite3.connect(file, isolation_level=None)
        self.base.execute("PRAGMA synchronous = FULL")
        self.base.execute(TABLE)

    def add(self, kind: GateEventKind, at: datetime, *, ticket: UUID | None = None, code: str | None = None, plate: str | None = None) -> None:
        row = (str(uuid4()), str(kind), at.timestamp(), str(ticket) if ticket else None, code, plate)
        self.base.execute("INSERT INTO mark (id, kind, at, ticket, code, plate) VALUES (?, ?, ?, ?, ?, ?)", row)

    def last(self, ticket: UUID) -> GateEventKind | None:
        """Of a ticket."""
        found = self.base.execute("SELECT kind FROM mark WHERE ticket = ? ORDER BY at DESC, rowid DESC LIMIT 1", (str(ticket),)).fetchone()
        return GateEventKind(found[0]) if found else None

    def untold(self) -> tuple[GateEvent, ...]:
        """The oldest first, as many as one message holds."""
        query = "SELECT id, kind, at, ticket, code, plate FROM mark WHERE NOT told ORDER BY at, rowid LIMIT ?"
        return tuple(
            GateEvent(UUID(key), GateEventKind(kind), datetime.fromtimestamp(at, UTC), UUID(ticket) if ticket else None, code, plate)
            for key, kind, at, ticket, code, plate in self.base.execute(query, (MOST_GATE_EVENTS,))
        )

    def tell(self, events: tuple[GateEvent, ...]) -> None:
        """The service has them. A code or a plate is of no more use here."""
        told = [(str(event.id),) for event in events]
        self.base.executemany("UPDATE mark SET told = 1, code = NULL, plate = NULL WHERE id = ?", told)

    def close(self) -> None:
        self.base.close()
