"""The answer of `GET /v1/requests/performance`, with the names of categories, areas and bodies."""
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.models import Body
from backend.bodies.performance import ELSEWHERE, SMALLEST, Period, counted, facts, grouped
from backend.bodies.performance_words import WORDS
from backend.bodies.standing import Tables
from backend.contract.bodies import Performance

MOST_CODE = 64


async def performance(
    session: AsyncSession, tables: Tables, zone: str, first: date | None, last: date | None, area: str | None, category: str | None, language: str,
    at: datetime,
) -> Performance:  # fmt: skip
    """Raises PeriodRefused."""
    period = Period.checked(first, last, at, ZoneInfo(zone))
    found = await facts(session, period, area, category, at)
    names = {row.id: (row.code, row.name) for row in await session.execute(select(Body.id, Body.code, Body.name))}

    def category_named(code: str) -> tuple[str, str]:
        known = tables.categories.find(code)
        return code, known.named(language) if known else code

    def area_named(code: str) -> tuple[str, str]:
        known = tables.areas.by_code.get(code)
        return code, known.name if known else code if code != ELSEWHERE else WORDS[language]["elsewhere"]

    def body_named(body_id: UUID) -> tuple[str, str]:
        return names.get(body_id, ("", ""))

    return Performance(
        from_=period.first, to=period.last, total=counted("", WORDS[language]["total"], found),
        categories=grouped(found, lambda fact: fact.category, category_named), areas=grouped(found, lambda fact: fact.area, area_named),
        bodies=grouped(found, lambda fact: fact.body_id, body_named), smallest=SMALLEST, as_of=at.replace(microsecond=0),
    )  # fmt: skip
