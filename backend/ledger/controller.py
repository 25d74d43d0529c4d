"""`/v1/bookings/{id}/receipt` and `/v1/operators/{id}/statement`."""
import re
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.params import QueryParameter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking
from backend.city.service import CityFacts
from backend.codes.words import language_of
from backend.contract.accounts import Role
from backend.contract.receipts import ReceiptResponse, StatementResponse
from backend.database.base import now
from backend.identity.actor import Actor, scope
from backend.ledger.negotiating import wanted
from backend.ledger.printing import CSV, JSON, PDF, TEXT, answer, paper
from backend.ledger.receipt import Issuer, make_receipt
from backend.ledger.receipt_sheet import ReceiptSheet
from backend.ledger.statement import Asked, Month, NoSuchAccount, PlaceUnknown, csv_text, make_statement, statement_sheet, whole_statement
from backend.pricing.service import Pricing
from backend.service.errors import Conflict, NotFound, Unprocessable
from backend.service.policies import RateClass, account, staff
from backend.service.problems import problems

READERS = (Role.STAFF, Role.OPERATOR)
NEVER_BOOKED = "Nothing was ever booked for such an operator, or not in this currency."
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]")
Language = Annotated[str | None, QueryParameter(pattern="^(en|de|es|ko)$", description="Of text and PDF; else as in Accept-Language.")]


class NoReceiptYet(Conflict):
    code = "no_receipt_yet"


@dataclass
class ReceiptOperation(Operation):
    """One that answers in text and PDF as well."""

    forms = (TEXT, PDF)

    def __post_init__(self) -> None:
        told = (self.responses or {}).get("200")
        if isinstance(told, OpenAPIResponse) and told.content:
            binary = OpenAPIMediaType(schema=Schema(content_media_type="application/octet-stream"))
            text = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
            told.content = {**told.content, **{form: binary if form == PDF else text for form in self.forms}}


@dataclass
class StatementOperation(ReceiptOperation):
    forms = (TEXT, CSV, PDF)


class ReceiptsController(Controller):
    tags = ["Bookings"]

    @get(
        "/v1/bookings/{booking_id:uuid}/receipt", opt=account(RateClass.READ), responses=problems(404, 409, 422, 503), operation_id="getReceipt",
        operation_class=ReceiptOperation, summary="What was bought from whom, the tax within it, what was taken and given back",
    )  # fmt: skip
    async def receipt(
        self, booking_id: UUID, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        facts: NamedDependency[CityFacts], pricing: NamedDependency[Pricing], lang: Language = None,
    ) -> Response[ReceiptResponse]:  # fmt: skip
        """As JSON; with `Accept: text/plain` or `application/pdf` as a paper. There is none before a booking is confirmed (409 `no_receipt_yet`)."""
        booking = await session.scalar(select(Booking).where(Booking.id == booking_id, scope(actor, Booking)))
        if booking is None:
            raise NotFound("You have no such booking. GET /v1/bookings lists those you have.")
        made = await make_receipt(session, booking, replace(issuer_of(facts), legal=pricing.legal), now())
        if made is None:
            raise NoReceiptYet("Nothing was bought with this booking, at least not yet. Look again once it is confirmed.")
        form = wanted(request.headers.get("accept", ""), (JSON, TEXT, PDF))
        if form == JSON:
            return Response(made, headers={"cache-control": "private, no-store", "vary": "accept, accept-language"})
        return await paper(ReceiptSheet(made, language(request, facts, lang)).sheet(), form, f"receipt-{made.number}")


class StatementsController(Controller):
    tags = ["Staff"]

    @get(
        "/v1/operators/{operator_id:str}/statement", opt=staff(RateClass.READ) | {"roles": READERS}, responses=problems(404, 422, 503),
        operation_id="getStatement", operation_class=StatementOperation, summary="What an operator is owed, posting by posting",
    )  # fmt: skip
    async def statement(
        self, operator_id: str, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        facts: NamedDependency[CityFacts],
        month: Annotated[str, QueryParameter(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="Such as 2026-11, in the zone of the city.")],
        currency: Annotated[str | None, QueryParameter(pattern="^[a-z]{3}$", description="Where the operator is paid in several.")] = None,
        after: Annotated[str | None, QueryParameter(max_length=60, description="The `next` of the page before.")] = None,
        lang: Language = None,
    ) -> Response[StatementResponse]:  # fmt: skip
        """Nothing but the postings on `operator_payable:{id}`; operators read their own. JSON comes in pages, text, CSV and PDF hold the month."""
        if actor.role is Role.OPERATOR and operator_id not in actor.operators:
            raise NotFound(NEVER_BOOKED)
        issuer = issuer_of(facts)
        asked = asked_for(operator_id, month, issuer.zone, currency)
        form = wanted(request.headers.get("accept", ""), (JSON, TEXT, CSV, PDF))
        try:
            if form == JSON:
                return Response(await make_statement(session, asked, issuer.zone, after), headers={"cache-control": "private, no-store"})
            made = await whole_statement(session, asked, issuer.zone)
        except NoSuchAccount as error:
            raise NotFound(NEVER_BOOKED) from error
        except PlaceUnknown as error:
            raise Unprocessable("This is the `next` of no page. Leave it out to begin at the first one.", "after") from error
        spoken = language(request, facts, lang)
        name = f"statement-{NOT_IN_NAMES.sub('-', operator_id)}-{month}"
        if form == CSV:
            return answer(csv_text(made).encode(), CSV, spoken, f"{name}.csv")
        return await paper(statement_sheet(made, issuer, spoken, now()), form, name)


def issuer_of(facts: CityFacts) -> Issuer:
    return Issuer(facts.response.name, ZoneInfo(facts.response.timezone))


def language(request: Request, facts: CityFacts, chosen: str | None) -> str:
    return chosen or language_of(request.headers.get("accept-language", ""), facts.response.language)


def asked_for(operator_id: str, month: str, zone: ZoneInfo, currency: str | None) -> Asked:
    """Raises Unprocessable."""
    try:
        return Asked(operator_id, Month.of(month, zone), currency)
    except (ValueError, OverflowError) as error:
        raise Unprocessable("This is no month that there can be. Write it like 2026-11.", "month") from error
