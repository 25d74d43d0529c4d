"""`/v1/requests/categories`, `/v1/requests/responsible`, `/v1/requests/performance` and the page `/performance`."""
from datetime import date
from typing import Annotated

from litestar import Controller, MediaType, Request, Response, get, post
from litestar.datastructures import CacheControlHeader, ResponseHeader, State
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.answers import categories_told
from backend.bodies.beforehand import beforehand
from backend.bodies.page import POLICY, performance_page
from backend.bodies.performing import MOST_CODE, performance
from backend.bodies.service import Bodies
from backend.city.service import CityFacts
from backend.codes.words import language_of
from backend.contract.bodies import CategoriesResponse, Performance, Responsible, WhoAnswers
from backend.database.base import now
from backend.requests.places import read_place
from backend.service.policies import RateClass, public
from backend.service.problems import problems
from backend.service.strict import strict_body

FRESH_S = 60
WHO_BODY = 4 * 1024
BY_LANGUAGE = [ResponseHeader(name="vary", value="accept-language", documentation_only=False)]
Language = Annotated[str | None, QueryParameter(pattern="^(en|de|es|ko)$", description="Of names; else by Accept-Language, else that of the city.")]
First = Annotated[date | None, QueryParameter(name="from", description="First day received; 90 days before `to` when left out.")]
Last = Annotated[date | None, QueryParameter(name="to", description="Last day received; today when left out. A year at most.")]
Code = Annotated[str | None, QueryParameter(min_length=1, max_length=MOST_CODE, pattern="^[a-z0-9_.-]+$")]


def give_bodies(state: State) -> Bodies:
    return state.bodies


def give_language(request: Request, facts: NamedDependency[CityFacts], language: Language = None) -> str:
    return language or language_of(request.headers.get("accept-language", ""), facts.response.language)


GIVEN = {"bodies": Provide(give_bodies, sync_to_thread=False), "tongue": Provide(give_language, sync_to_thread=False)}


class CategoriesController(Controller):
    tags = ["Requests"]
    dependencies = GIVEN

    @get(
        "/v1/requests/categories", opt=public(RateClass.READ), responses=problems(422), operation_id="listRequestCategories",
        cache_control=CacheControlHeader(public=True, max_age=FRESH_S), response_headers=BY_LANGUAGE,
        summary="What can be reported, and what is asked about it",
    )  # fmt: skip
    async def categories(
        self, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies], tongue: NamedDependency[str], language: Language = None,
    ) -> CategoriesResponse:  # fmt: skip
        tables = await bodies.tables(session)
        return categories_told(tables.categories, tongue, tables.rules_version)

    @post(
        "/v1/requests/responsible", status_code=200, dto=strict_body(WhoAnswers), return_dto=None, request_max_body_size=WHO_BODY,
        opt=public(RateClass.SEARCH), responses=problems(408, 413, 415, 422, 503), operation_id="findResponsible",
        summary="Who would answer, and by when",
    )  # fmt: skip
    async def responsible(
        self, data: WhoAnswers, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies], facts: NamedDependency[CityFacts]
    ) -> Responsible:
        """Before anything is sent; nothing of it is kept. In a body, so that a place stands in no log of addresses."""
        return await beforehand(session, bodies, data, read_place(data.place, facts.box), now())

    @get(
        "/v1/requests/performance", opt=public(RateClass.READ), responses=problems(422), operation_id="getRequestPerformance",
        summary="How well requests are answered: on time, late, reopened, objected to, by category, area and body",
    )  # fmt: skip
    async def performance(
        self, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies], tongue: NamedDependency[str],
        first: First = None, last: Last = None, area: Code = None, category: Code = None, language: Language = None,
    ) -> Performance:  # fmt: skip
        tables = await bodies.tables(session)
        return await performance(session, tables, bodies.standing.zone, first, last, area, category, tongue, now())


class PerformancePage(Controller):
    """A page of words, so it is no part of the description of the API."""

    path = "/performance"
    include_in_schema = False
    dependencies = GIVEN

    @get("/", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def page(
        self, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies], facts: NamedDependency[CityFacts],
        tongue: NamedDependency[str], first: First = None, last: Last = None, area: Code = None, category: Code = None, language: Language = None,
    ) -> Response[str]:  # fmt: skip
        tables = await bodies.tables(session)
        told = await performance(session, tables, bodies.standing.zone, first, last, area, category, tongue, now())
        headers = {"content-security-policy": POLICY, "vary": "accept-language"}
        return Response(performance_page(told, facts.response.name, tongue), headers=headers)
