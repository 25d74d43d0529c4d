"""The tables that count now, read once per version and process."""
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.areas import Areas, read_areas
from backend.bodies.categories import Categories
from backend.bodies.models import AreasTable, Body, RulesTable
from backend.bodies.reading import read_table
from backend.bodies.table import BodyTold, Table

# Which tables stand: asked several times by every request, so it is put together once.
NEWEST = select(*(select(table.id).order_by(table.number.desc()).limit(1).scalar_subquery() for table in (RulesTable, AreasTable)))


class NothingStands(Exception):
    """No table was ever taken: `taking.seed` was not called."""


@dataclass(frozen=True)
class Tables:
    """ids: rows of the bodies by code."""

    table: Table
    areas: Areas
    rules_version: int
    areas_version: int
    ids: Mapping[str, UUID]

    @property
    def categories(self) -> Categories:
        return self.table.categories

    @property
    def triage(self) -> BodyTold:
        return self.table.bodies[self.table.triage]

    def body(self, body_id: UUID) -> BodyTold:
        """As the table has it; the one with the inbox for a body that the table has no more."""
        code = next((code for code, one in self.ids.items() if one == body_id), self.table.triage)
        return self.table.bodies[code]


TABLES = "bodies.tables"


def forget(session: AsyncSession) -> None:
    """Newer ones are taken in this transaction."""
    session.info.pop(TABLES, None)


class Standing:
    """zone: of the city, for tables that name none."""

    def __init__(self, zone: str):
        self.zone = zone
        self._kept: tuple[tuple[UUID, UUID | None], Tables] | None = None

    async def read(self, session: AsyncSession) -> Tables:
        """The same ones all through a transaction. Raises NothingStands."""
        kept = session.info.get(TABLES)
        if kept is None:
            kept = session.info[TABLES] = await self._newest(session)
        return kept

    async def _newest(self, session: AsyncSession) -> Tables:
        rules_id, areas_id = (await session.execute(NEWEST)).one()
        if rules_id is None:
            raise NothingStands("no table of bodies and rules was taken yet")
        if self._kept is None or self._kept[0] != (rules_id, areas_id):
            self._kept = (rules_id, areas_id), await self._load(session, rules_id, areas_id)
        return self._kept[1]

    async def _load(self, session: AsyncSession, rules_id: UUID, areas_id: UUID | None) -> Tables:
        rules = await session.get_one(RulesTable, rules_id)
        areas = None if areas_id is None else await session.get_one(AreasTable, areas_id)
        table = await asyncio.to_thread(read_table, rules.text, self.zone)
        shapes = Areas() if areas is None else await asyncio.to_thread(read_areas, areas.areas)
        ids = {code: body_id for code, body_id in (await session.execute(select(Body.code, Body.id))).all() if code in table.bodies}
        return Tables(table, shapes, rules.number, areas.number if areas else 0, ids)
