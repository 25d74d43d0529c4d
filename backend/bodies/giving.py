"""Whom a request goes to, with the rows of the database."""
import asyncio
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.categories import Category
from backend.bodies.deciding import Decision, contexts_of, decide
from backend.bodies.ground import Ground
from backend.bodies.models import Body, RequestRoute
from backend.bodies.routed import Context, Place, Routed
from backend.bodies.standing import Tables
from backend.bodies.words import NextStep


async def responsible(
    session: AsyncSession, tables: Tables, ground: Ground, place: Place | None, category: str, at: datetime, context: Context | None,
) -> Routed:  # fmt: skip
    """Raises NoCategory."""
    found = tables.categories.get(category)
    spot = None if place is None or place.lat is None or place.lon is None else (place.lat, place.lon)
    silent = set(await session.scalars(select(Body.code).where(Body.silent_since.is_not(None), Body.ended_at.is_(None))))
    # In a thread: the first question about the ground makes it ready, which takes a second or two in a large city.
    decision = await asyncio.to_thread(
        decide, tables.table, tables.areas, ground, category, spot, contexts_of(ids_of(context)), at, silent - {tables.table.triage}
    )
    area = next(iter(tables.areas.holding(*spot)), None) if spot else None
    return written(tables, found, decision, area)


def written(tables: Tables, category: Category, decision: Decision, area: str | None) -> Routed:
    target = decision.target
    body = tables.table.bodies[target.body] if target else tables.triage
    step = NextStep.ON_CALL if category.urgent else NextStep.GIVEN if target else NextStep.SORTED
    return Routed(
        tables.ids[body.code], body.name, target.service if target else category.code, decision.rule, tables.rules_version, target is None,
        tables.categories.emergency_number if category.emergency else None, step, category.urgent, area, tables.areas_version,
        tuple(tables.table.bodies[code].name for code in decision.asked),
    )  # fmt: skip


def ids_of(context: Context | None) -> Mapping[str, object]:
    if context is None or isinstance(context, Mapping):
        return context or {}
    return asdict(context) if is_dataclass(context) else msgspec.structs.asdict(context)  # type: ignore[type-var,arg-type]


async def last_route(session: AsyncSession, request_id: UUID) -> RequestRoute | None:
    last = select(RequestRoute).where(RequestRoute.request_id == request_id).order_by(RequestRoute.turn.desc()).limit(1)
    return await session.scalar(last)
