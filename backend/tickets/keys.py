"""The keys that sign tickets and kill lists.

A city names a folder (ALLWAYS_TICKET_KEYS) whose set an offline root signs. The demonstration on one machine makes all of them itself, the root too,
beside its database. Such a folder is refused by a service that others reach: whoever reads that machine could sign tickets for ever.
"""
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL

from backend.accounts.mail import is_this_machine
from backend.database.address import is_sqlite, is_temporary
from backend.service.errors import ServiceError
from backend.service.settings import SettingsError
from signing.key_folders import KEYS, PRIVATE_ROOT, KeyFolder, read_folder, read_published, renew_folder
from signing.key_sets import fresh_key, read_key_set, write_key_set
from signing.keys import KeyRefused, KeyUse, SigningKey, utc_day

VARIABLE = "ALLWAYS_TICKET_KEYS"
DEMONSTRATION, DEMONSTRATION_FOLDER = "demonstration", "ticket-keys"


class TicketsNotSetUp(ServiceError):
    status, code = 503, "tickets_not_set_up"


class TicketKeys:
    """read: the keys of a moment; raises KeyRefused. What it says is kept for a minute, so that a set signed anew is in use without a restart."""

    def __init__(self, read: Callable[[datetime], KeyFolder] | None):
        self._read = read
        self._lock = threading.Lock()
        self._held: tuple[int, KeyFolder] | None = None

    def at(self, now: datetime) -> KeyFolder:
        """Raises TicketsNotSetUp."""
        if self._read is None:
            raise TicketsNotSetUp(f"Tickets cannot be signed here yet: whoever runs the service has to set {VARIABLE}.")
        minute = int(now.timestamp()) // 60
        with self._lock:
            if self._held is None or self._held[0] != minute:
                try:
                    self._held = (minute, self._read(now))
                except KeyRefused as error:
                    raise TicketsNotSetUp("Tickets cannot be signed now: the keys of this city have run out or cannot be read.") from error
            return self._held[1]

    def find(self, now: datetime) -> KeyFolder | None:
        """None where nothing can be signed."""
        try:
            return self.at(now)
        except TicketsNotSetUp:
            return None


def open_keys(folder: Path | None, database: URL, origin: str) -> TicketKeys:
    """Raises SettingsError at the start for a folder that cannot be used; without one nothing is signed, but in a demonstration."""
    here = is_this_machine(urlsplit(origin).hostname or "")
    if folder is not None:
        if not here and (folder / PRIVATE_ROOT).exists():
            raise SettingsError(f"{VARIABLE}: {PRIVATE_ROOT} lies in the folder. Keep the root offline: a service that others reach never holds it.")
        try:
            read_folder(folder, datetime.now(UTC))
        except KeyRefused as error:
            raise SettingsError(f"{VARIABLE}: {error}") from error
        return TicketKeys(lambda now: read_folder(folder, now))
    if not here:
        return TicketKeys(None)
    if is_temporary(database):
        return TicketKeys(Passing().read)
    if is_sqlite(database):
        home = Path(database.database or "").with_name(DEMONSTRATION_FOLDER)
        return TicketKeys(lambda now: demonstrate(home, now))
    return TicketKeys(None)


def demonstrate(home: Path, now: datetime) -> KeyFolder:
    """Keys of its own, made when there are none, signed again each day. Raises KeyRefused."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / PRIVATE_ROOT
    if not path.exists():
        SigningKey.new().save(path)
    root = SigningKey.read(path=path)
    if not ((home / KEYS).exists() and read_published(home, now)[2].issued == utc_day(now)):
        renew_folder(home, DEMONSTRATION, root, now)
    return read_folder(home, now)


class Passing:
    """Keys that go with the process, as its temporary database does, good from the day of `moment` on, of now when left out."""

    def __init__(self, moment: datetime | None = None):
        self.root, self.ticket, self.kill_list = SigningKey.new(), SigningKey.new(), SigningKey.new()
        today = utc_day(moment or datetime.now(UTC))
        self.keys = (fresh_key(self.ticket.public, KeyUse.TICKET, today), fresh_key(self.kill_list.public, KeyUse.KILL_LIST, today))

    def read(self, now: datetime) -> KeyFolder:
        token = write_key_set(DEMONSTRATION, int(now.timestamp()), self.keys, self.root, now)
        return KeyFolder(self.root.public, token, read_key_set(token, self.root.public, now), self.ticket, self.kill_list)
