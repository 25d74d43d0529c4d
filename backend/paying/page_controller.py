"""`/pay/…` in the browser, and what the payment service tells us. Neither has anybody signed in."""
from uuid import UUID

from litestar import Controller, MediaType, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.city.service import CityFacts
from backend.codes.words import language_of
from backend.paying.controller import give_paying
from backend.paying.models import MAX_EVENT
from backend.paying.page import pay_page, policy
from backend.paying.service import Paying
from backend.service.policies import RateClass, Work, public
from backend.service.problems import problems


class PayPageController(Controller):
    include_in_schema = False
    dependencies = {"paying": Provide(give_paying, sync_to_thread=False)}

    @get("/pay/{booking_id:uuid}", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def page(
        self, request: Request, booking_id: UUID, facts: NamedDependency[CityFacts], paying: NamedDependency[Paying]
    ) -> Response[str]:
        """The same for every booking, also for none: what it shows it asks for."""
        return shown(request, facts, paying, keeps_card=False)

    @get("/pay/card", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def card(self, request: Request, facts: NamedDependency[CityFacts], paying: NamedDependency[Paying]) -> Response[str]:
        return shown(request, facts, paying, keeps_card=True)


def shown(request: Request, facts: CityFacts, paying: Paying, keeps_card: bool) -> Response[str]:
    language = language_of(request.headers.get("accept-language", ""), facts.response.language)
    sandbox = paying.gateway.provider.is_sandbox
    headers = {"content-security-policy": policy(sandbox), "vary": "accept-language"}
    return Response(pay_page(language, sandbox, keeps_card), headers=headers)


class WebhookController(Controller):
    tags = ["Payments"]
    dependencies = {"paying": Provide(give_paying, sync_to_thread=False)}
    request_max_body_size = MAX_EVENT

    @post(
        "/v1/payments/stripe/webhook", status_code=202, opt=public(RateClass.WEBHOOK, Work.REPEATABLE), responses=problems(413, 415, 503),
        operation_id="takePaymentEvent", summary="Events of the payment service, signed by it",
    )  # fmt: skip
    async def take(self, request: Request, session: NamedDependency[AsyncSession], paying: NamedDependency[Paying]) -> None:
        """Written down once, whatever comes how often; looked into afterwards."""
        told = await paying.checked(await request.body(), request.headers.get("stripe-signature", ""))
        await paying.keep(session, told)
