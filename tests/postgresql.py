"""A PostgreSQL of the tests and its databases, which are emptied and used again: making one for every test took a third of the suite's time."""
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL

from backend.migrations.upgrade import upgrade

TEMPLATE = "allways_template"
PATIENCE_MS = 20_000
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
# A table into which nobody ever wrote has no pages.
FILLED = f"SELECT relname FROM ({TABLES.replace('SELECT relname', 'SELECT relname, oid')}) tables WHERE pg_relation_size(oid) > 0"
OTHERS_OUT = "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# Which transaction last wrote each thing that the revisions made: any ALTER, CREATE or DROP shows.
SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT oid::text || ':' || xmin::text AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'a' || a.attrelid || ':' || a.attnum || ':' || a.xmin FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT 't' || oid || ':' || xmin FROM pg_trigger
  UNION ALL SELECT 'c' || oid || ':' || xmin FROM pg_constraint
  UNION ALL SELECT 'p' || oid || ':' || xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) parts
"""


class PostgresServer:
    """url: of a database on it from which others can be made."""

    def __init__(self, url: URL):
        self.url = url
        self.template = f"{TEMPLATE}_{uuid4().hex[:12]}"
        self.create(self.template)
        upgrade(self.address(self.template))
        self.first_rows = self.rows(self.template)
        self.shapes: dict[str, str] = {}
        self.spare: list[str] = []

    def address(self, name: str) -> str:
        return self.url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

    def create(self, name: str, template: str = "template0") -> None:
        self.run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))

    def drop(self, name: str) -> None:
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def run(self, statement: sql.Composable) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def connect(self, name: str | None = None) -> psycopg.Connection:
        url = self.url.set(drivername="postgresql", **({"database": name} if name else {}))
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def take(self) -> str:
        """The name of a database as the revisions leave it, of nobody else."""
        if self.spare:
            return self.spare.pop()
        name = f"allways_{uuid4().hex}"
        self.create(name, self.template)
        with self.connect(name) as connection:
            self.shapes[name] = shape(connection)
        return name

    def give_back(self, name: str) -> None:
        """Emptied for the next, or dropped where a test changed more than rows."""
        with self.connect(name) as connection:
            connection.execute(OTHERS_OUT, [PATIENCE_MS])
            as_made = shape(connection) == self.shapes[name]
            if as_made:
                self.empty(connection)
        if as_made:
            self.spare.append(name)
        else:
            self.drop(name)

    def empty(self, connection: psycopg.Connection) -> None:
        """Without triggers and foreign keys: the books refuse to be deleted."""
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            filled = connection.execute(FILLED).fetchall()
            connection.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for (table,) in filled))
            for table, rows in self.first_rows.items():
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(rows)

    def rows(self, name: str) -> dict[str, bytes]:
        """table -> what the revisions wrote into it, as COPY writes it."""
        found = {}
        with self.connect(name) as connection:
            for (table,) in connection.execute(TABLES).fetchall():
                with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                    found[table] = b"".join(bytes(part) for part in copy)
        return {table: rows for table, rows in found.items() if rows}

    def close(self) -> None:
        for name in [self.template, *self.shapes]:
            self.drop(name)


def shape(connection: psycopg.Connection) -> str:
    return connection.execute(SHAPE).fetchone()[0]
