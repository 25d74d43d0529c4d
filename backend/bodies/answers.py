"""Categories and tables as the API tells them."""
from collections.abc import Iterable
from typing import Any

from backend.bodies.categories import Attribute, Categories, Category, in_language
from backend.bodies.models import AreasTable, RulesTable
from backend.bodies.words import ClockKind
from backend.contract.bodies import (
    AnswerKind,
    CategoriesResponse,
    CategoryChoice,
    CategoryGroup,
    CategoryQuestion,
    RequestAreas,
    RequestCategory,
    RoutingRules,
    TableSource,
    TableVersion,
)

NO_AREAS: dict[str, Any] = {"type": "FeatureCollection", "features": []}


def categories_told(categories: Categories, language: str, version: int) -> CategoriesResponse:
    used = {category.group for category in categories}
    groups = tuple(CategoryGroup(code, in_language(name, language)) for code, name in categories.groups.items() if code in used)
    told = tuple(category_told(category, language) for category in categories)
    return CategoriesResponse(groups, told, categories.emergency_number, categories.emergency_words, version)


def category_told(category: Category, language: str) -> RequestCategory:
    return RequestCategory(
        category.code, category.group, category.named(language), category.icon, category.obstacle, category.urgent, category.emergency,
        category.words.get(language, ()), tuple(question_told(one, language) for one in category.attributes),
        category.lengths[ClockKind.ACK].text, category.lengths[ClockKind.FIX].text,
    )  # fmt: skip


def question_told(attribute: Attribute, language: str) -> CategoryQuestion:
    values = tuple(CategoryChoice(one.code, in_language(one.name, language)) for one in attribute.values)
    return CategoryQuestion(attribute.code, in_language(attribute.name, language), AnswerKind(attribute.kind), attribute.required, values)


def versions_told(rows: Iterable[Any]) -> tuple[TableVersion, ...]:
    return tuple(TableVersion(row.number, TableSource(row.source), row.created_at) for row in rows)


def rules_told(row: RulesTable, untested: list[str], versions: Iterable[Any]) -> RoutingRules:
    return RoutingRules(row.number, TableSource(row.source), row.text, tuple(untested), versions_told(versions))


def areas_told(row: AreasTable | None, versions: Iterable[Any]) -> RequestAreas:
    if row is None:
        return RequestAreas(0, None, NO_AREAS, versions_told(versions))
    return RequestAreas(row.number, TableSource(row.source), row.areas, versions_told(versions))
