"""Paying for a booking, the page's own calls, cards that are kept."""
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec

from backend.contract.payments import (
    PayConfirmation,
    PayLinkLook,
    PayLinkOpening,
    PaymentCards,
    PaymentStarted,
    PayPage,
    PayStood,
)
from backend.identity.actor import Actor
from backend.paying.asking import ProviderAway, card_of
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.service import NotSetUp, Paying
from backend.service.policies import RateClass, Work, account, public
from backend.service.problems import problems
from backend.service.strict import strict_body

PAGE_BODY = 4 * 1024


def give_paying(state: State) -> Paying:
    """Raises NotSetUp."""
    paying = getattr(state, "paying", None)
    if paying is None:
        raise NotSetUp
    return paying


class PaymentsController(Controller):
    path = "/v1"
    tags = ["Payments"]
    dependencies = {"paying": Provide(give_paying, sync_to_thread=False)}

    @post(
        "/bookings/{booking_id:uuid}/payment", status_code=201, opt=account(RateClass.WRITE, Work.REPEATABLE),
        responses={**problems(404, 409, 503), 202: ResponseSpec(PaymentStarted, generate_examples=False, description="It is still being made.")},
        operation_id="startPayment", summary="The page on which a booking is paid",
    )  # fmt: skip
    async def start(
        self, booking_id: UUID, actor: NamedDependency[Actor], paying: NamedDependency[Paying]
    ) -> Response[PaymentStarted]:
        """Opens once. Asked for again, the one before opens nothing more. 202 with Retry-After while the payment is still being made."""
        started = await paying.pages.start(account_of(actor), booking_id)
        if started is None:
            return Response(PaymentStarted(), status_code=202, headers={"Retry-After": "1"})
        return Response(PaymentStarted(*started), status_code=201)

    @get(
        "/payment-cards", opt=account(RateClass.READ), responses=problems(503), operation_id="listCards",
        summary="The cards one lets be kept",
    )  # fmt: skip
    async def cards(self, actor: NamedDependency[Actor], paying: NamedDependency[Paying]) -> PaymentCards:
        try:
            return PaymentCards(tuple(card_of(card) for card in await paying.customers.list_cards(account_of(actor))))
        except (ProviderSilent, ProviderRefused) as trouble:
            raise ProviderAway from trouble

    @post(
        "/payment-cards", status_code=201, opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(503), operation_id="startCard",
        summary="The page on which a card is kept",
    )  # fmt: skip
    async def start_card(self, actor: NamedDependency[Actor], paying: NamedDependency[Paying]) -> PaymentStarted:
        try:
            return PaymentStarted(*await paying.pages.start_keeping(account_of(actor)))
        except (ProviderSilent, ProviderRefused) as trouble:
            raise ProviderAway from trouble

    @delete(
        "/payment-cards/{card_id:str}", opt=account(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="removeCard",
        summary="Keep a card no longer",
    )  # fmt: skip
    async def remove(self, card_id: str, actor: NamedDependency[Actor], paying: NamedDependency[Paying]) -> None:
        try:
            await paying.customers.remove_card(account_of(actor), card_id)
        except (ProviderSilent, ProviderRefused) as trouble:
            raise ProviderAway from trouble


class PayLinksController(Controller):
    """What the page itself asks for, with what its address had; nobody is signed in there."""

    path = "/v1/pay-links/{link_id:uuid}"
    tags = ["Payments"]
    dependencies = {"paying": Provide(give_paying, sync_to_thread=False)}
    request_max_body_size = PAGE_BODY

    @post(
        "/open", status_code=200, opt=public(RateClass.PASS, Work.REPEATABLE), dto=strict_body(PayLinkOpening), return_dto=None,
        responses=problems(404, 413, 415, 422, 503), operation_id="openPayLink", summary="What the page of payment shows, once",
    )  # fmt: skip
    async def open(self, link_id: UUID, data: PayLinkOpening, paying: NamedDependency[Paying]) -> PayPage:
        return await paying.pages.open(link_id, data.secret)

    @post(
        "/look", status_code=200, opt=public(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(PayLinkLook), return_dto=None,
        responses=problems(404, 413, 415, 422, 503), operation_id="lookAtPayment", summary="How a payment stands, for its page",
    )  # fmt: skip
    async def look(self, link_id: UUID, data: PayLinkLook, paying: NamedDependency[Paying]) -> PayStood:
        """Coming back from a bank proves nothing: this is asked instead."""
        return await paying.pages.look(link_id, data.page_token)

    @post(
        "/confirmation", status_code=200, opt=public(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(PayConfirmation), return_dto=None,
        responses=problems(404, 409, 413, 415, 422, 503), operation_id="confirmPayment", summary="Pay with a card that the page shows",
    )  # fmt: skip
    async def confirm(self, request: Request, link_id: UUID, data: PayConfirmation, paying: NamedDependency[Paying]) -> PayStood:
        """A card that is refused is an answer, not an error: its traveller chooses another one."""
        return await paying.pages.confirm(link_id, data, request.app.state.accounts.address_of(request))

    @post(
        "/keeping", status_code=204, opt=public(RateClass.WRITE, Work.REPEATABLE), dto=strict_body(PayLinkLook), return_dto=None,
        responses=problems(404, 409, 413, 415, 422, 503), operation_id="keepPaidCard", summary="The card typed into the form may be kept",
    )  # fmt: skip
    async def keep(self, link_id: UUID, data: PayLinkLook, paying: NamedDependency[Paying]) -> None:
        await paying.pages.keep(link_id, data.page_token)


def account_of(actor: Actor) -> UUID:
    assert actor.id is not None  # the policy lets nobody else in
    return actor.id
