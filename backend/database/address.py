"""Where the database is. A file of SQLite for one process, PostgreSQL for several, or a temporary file that goes with the process."""
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

TEMPORARY = "sqlite+aiosqlite://"
SQLITE, POSTGRESQL = "sqlite+aiosqlite", "postgresql+psycopg"
DRIVERS = {"sqlite": SQLITE, "postgres": POSTGRESQL, "postgresql": POSTGRESQL, SQLITE: SQLITE, POSTGRESQL: POSTGRESQL}
EXAMPLES = "sqlite:////var/lib/allways/allways.sqlite or postgresql://user@host/allways"


class AddressRefused(ValueError):
    """The address is of no database that can be used; the message says what to write and does not repeat a password."""


def read_address(text: str) -> URL:
    """Raises AddressRefused."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError) as error:
        raise AddressRefused(f"The address of the database cannot be read: write it like {EXAMPLES}.") from error
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        raise AddressRefused(f"The database is neither SQLite nor PostgreSQL: write its address like {EXAMPLES}.")
    if driver == SQLITE and (url.host or url.query or url.database == ":memory:"):
        raise AddressRefused(f"A file of SQLite has a path and nothing else: write it like {EXAMPLES}.")
    if driver == POSTGRESQL and not url.database:
        raise AddressRefused(f"The address does not name a database: write it like {EXAMPLES}.")
    return url.set(drivername=driver)


def is_sqlite(url: URL) -> bool:
    return url.drivername == SQLITE


def is_temporary(url: URL) -> bool:
    return is_sqlite(url) and not url.database


def file_address(path: Path) -> str:
    return f"{SQLITE}:///{path}"
