"""`/v1/parking/earnings`."""
from typing import Annotated
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.city.service import CityFacts
from backend.contract.earnings import EarningsResponse
from backend.database.base import now
from backend.identity.actor import Actor
from backend.ledger.controller import Language, StatementOperation, issuer_of, language
from backend.ledger.earnings import Asked, make_earnings, whole_earnings
from backend.ledger.earnings_sheet import csv_text, earnings_sheet
from backend.ledger.negotiating import wanted
from backend.ledger.printing import CSV, JSON, PDF, TEXT, answer, paper
from backend.ledger.statement import Month, PlaceUnknown
from backend.service.errors import Unprocessable
from backend.service.policies import RateClass, account
from backend.service.problems import problems


class EarningsController(Controller):
    tags = ["Parking"]

    @get(
        "/v1/parking/earnings", opt=account(RateClass.READ), responses=problems(422, 503), operation_id="getEarnings",
        operation_class=StatementOperation, summary="What you earned with your spaces, stay by stay, and when it is paid",
    )  # fmt: skip
    async def earnings(
        self, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], facts: NamedDependency[CityFacts],
        month: Annotated[str | None, QueryParameter(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="Such as 2026-11; else this one.")] = None,
        currency: Annotated[str | None, QueryParameter(pattern="^[a-z]{3}$", description="Where there are several.")] = None,
        after: Annotated[str | None, QueryParameter(max_length=60, description="The `next` of the page before.")] = None,
        lang: Language = None,
    ) -> Response[EarningsResponse]:  # fmt: skip
        """Nothing but the postings on your own account. JSON comes in pages; text, CSV and PDF hold the month as a statement."""
        at, issuer = now(), issuer_of(facts)
        asked = asked_for(actor, month or f"{at.astimezone(issuer.zone):%Y-%m}", issuer.zone, currency)
        form = wanted(request.headers.get("accept", ""), (JSON, TEXT, CSV, PDF))
        try:
            if form == JSON:
                return Response(await make_earnings(session, asked, issuer.zone, at, after), headers={"cache-control": "private, no-store"})
        except PlaceUnknown as error:
            raise Unprocessable("This is the `next` of no page. Leave it out to begin at the first one.", "after") from error
        made = await whole_earnings(session, asked, issuer.zone, at)
        spoken = language(request, facts, lang)
        if form == CSV:
            return answer(csv_text(made).encode(), CSV, spoken, f"earnings-{asked.month.text}.csv")
        return await paper(earnings_sheet(made, issuer, spoken, at), form, f"earnings-{asked.month.text}")


def asked_for(actor: Actor, month: str, zone: ZoneInfo, currency: str | None) -> Asked:
    """Raises Unprocessable."""
    try:
        return Asked(actor.id, Month.of(month, zone), currency)
    except (ValueError, OverflowError) as error:
        raise Unprocessable("This is no month that there can be. Write it like 2026-11.", "month") from error
