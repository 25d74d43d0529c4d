"""Serving a built city on this machine: a few worker processes behind one port."""
import os
from pathlib import Path
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from backend.codes.published import PublishedCodes
from backend.database.address import is_sqlite, is_temporary, read_address
from backend.feeds.service import Feeds
from backend.migrations.upgrade import prepare
from backend.parking.declared import open_declared
from backend.service.logging import set_up_logging
from backend.service.settings import MOST_PLANNING, Settings, SettingsError
from routing.manifest import Manifest

if TYPE_CHECKING:
    from litestar import Litestar

    from backend.service.services import Services

ADDRESS = "127.0.0.1"
# Worker processes are started afresh and open the city themselves; its arrays are mapped, so they share the memory.
CITY_VARIABLE = "ALLWAYS_CITY"
STOP_S = 5
HEADERS_MS = 5000


def serve(city_folder: Path, port: int, workers: int) -> None:
    """Serve until asked to stop. Raises StoreError when the folder is no city, SettingsError for a variable and DeclarationError for a feed that
    cannot be understood, ParkingUnusable, and DatabaseBehind when somebody has to upgrade the database first."""
    open_declared(city_folder, Manifest.open(city_folder).timezone, "EUR")
    os.environ.setdefault("ALLWAYS_PUBLIC_ORIGIN", f"http://localhost:{port}")
    settings = Settings.read()
    Feeds.check(settings.feeds, settings.simulator)
    PublishedCodes(settings.codes)
    prepare_database(settings.database_url, workers)
    os.environ[CITY_VARIABLE] = str(city_folder.resolve())
    # More threads that plan than there are cores only make every plan later.
    os.environ.setdefault("ALLWAYS_PLANS_AT_ONCE", str(min(MOST_PLANNING, max(1, (os.cpu_count() or 1) // workers))))
    Granian(
        "backend.service.run:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
        websockets=False,
        log_access=False,
        workers_kill_timeout=STOP_S,
        factory=True,
    ).serve()


def prepare_database(address: str, workers: int) -> None:
    """Once, before there are workers, so that what is wrong is said once. A temporary database is each worker's own."""
    url = read_address(address)
    if is_temporary(url):
        return
    if is_sqlite(url) and workers > 1:
        raise SettingsError("A file of SQLite serves one worker. Take --workers 1, or set ALLWAYS_DATABASE_URL to a PostgreSQL, which serves many.")
    prepare(address)


def application() -> "Litestar":
    """The application of one worker process. All it is made of is imported there only: the process that watches the workers does without."""
    from backend.service.app import create_app
    from backend.service.services import Services

    set_up_logging()
    folder = Path(os.environ[CITY_VARIABLE])
    return create_app(lambda: warmed(Services.open(folder)), Settings.read())


def warmed(services: "Services") -> "Services":
    """Before the first client asks, so that none waits for kernels or for today's timetable."""
    from routing.warm import warm

    warm(services.planner.snapshot)
    return services
