"""That something is not done, until the city has heard it: kept before it is thanked for, with the key under which it stands once."""

import time
from dataclasses import dataclass
from uuid import UUID

from mobile.client import new_key
from mobile.store.database import Store

COLUMNS = "key, city, code, words, photo, photo_id, why"


@dataclass(frozen=True)
class Objection:
    """To the closing of the request `code`: words, a photo, or both. `photo`: one that is still to be sent, `photo_id` once the city has it.

    `why`: the city does not take it, and what to do; "" while it waits.
    """

    key: str
    city: str
    code: str
    words: str
    photo: str = ""
    photo_id: UUID | None = None
    why: str = ""


class Objections:
    """One of a request at most. What the city has taken is kept no longer: the request itself says so."""

    def __init__(self, store: Store):
        self.store = store

    def add(self, city: str, code: str, words: str, photo: str = "") -> Objection:
        """In place of one that was refused."""
        objection = Objection(new_key(), city, code, words, photo)
        self.store.write(
            "INSERT OR REPLACE INTO objection (key, city, code, words, photo, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (objection.key, city, code, words, photo, time.time()),
        )
        return objection

    def find(self, city: str, code: str) -> Objection | None:
        return next(iter(self._list("WHERE city = ? AND code = ?", (city, code))), None)

    def list_unsent(self, city: str) -> list[Objection]:
        """Oldest first."""
        return self._list("WHERE city = ? AND why = '' ORDER BY made_at, key", (city,))

    def keep_photo_id(self, key: str, photo_id: UUID | None) -> None:
        """The city has the photo, or None: it does not want it. Either way it is no longer kept here."""
        self.store.write("UPDATE objection SET photo = '', photo_id = ? WHERE key = ?", (str(photo_id) if photo_id else None, key))

    def refuse(self, key: str, why: str) -> None:
        self.store.write("UPDATE objection SET why = ? WHERE key = ?", (why, key))

    def delete(self, key: str) -> None:
        self.store.write("DELETE FROM objection WHERE key = ?", (key,))

    def photos(self) -> set[str]:
        """Names of the files that are still needed."""
        return {row[0] for row in self.store.list_rows("SELECT photo FROM objection WHERE photo != ''")}

    def _list(self, rest: str, values: tuple) -> list[Objection]:
        rows = self.store.list_rows(f"SELECT {COLUMNS} FROM objection {rest}", values)  # noqa: S608 words of this file alone
        return [Objection(key, city, code, words, photo, UUID(name) if name else None, why) for key, city, code, words, photo, name, why in rows]
