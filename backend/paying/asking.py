"""What the page of payment asks for: open it, choose a card, see how it stands. Nothing outside is called inside a transaction."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from backend.contract.payments import CardRefusal, PaidLine, PayConfirmation, PaymentCard, PayPage, PayStanding, PayStood
from backend.database.base import now
from backend.database.database import Database
from backend.paying import failures, links
from backend.paying.bookings import PayingBooking, PayingBookings
from backend.paying.cards import Cards, CardSeen
from backend.paying.customers import Customers, agree
from backend.paying.gateway import Gateway
from backend.paying.models import PayLink
from backend.paying.networks import Networks
from backend.paying.reconciling import look_now
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.seen import CardFailure, IntentSeen, SetupSeen
from backend.service.errors import BadRequest, Conflict, NotFound, ServiceError
from payments.money import decimals
from payments.states import BookingState, PaymentState, Report

# Names of the sandbox's cards that show what can happen. docs/PAYMENTS.md has them all.
TEST_CARDS = (
    "pm_card_visa", "pm_card_mastercard", "pm_card_threeDSecure2Required", "pm_card_authenticationRequiredOnSetup", "pm_card_visa_chargeDeclined",
    "pm_card_visa_chargeDeclinedInsufficientFunds", "pm_card_chargeDeclinedExpiredCard", "pm_card_sb_threeDSecureFails", "pm_card_sb_earlyLapse",
    "pm_card_refundFail", "pm_card_createDispute",
)  # fmt: skip
BOOKED = (BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)
RELEASED = (BookingState.RELEASING, BookingState.RELEASED)
TO_PAY = (PaymentState.CREATING, PaymentState.CREATED)
log = structlog.get_logger("allways.paying")


class NothingToPay(Conflict):
    code = "booking_not_held"

    def __init__(self) -> None:
        super().__init__("This booking does not wait for a payment. Look at it in the app.")


class CardNotYours(BadRequest):
    code = "card_unknown"

    def __init__(self) -> None:
        super().__init__("There is no such card here. Choose one that the page shows.", "card")


class ProviderAway(ServiceError):
    status, code = 503, "provider_silent"

    def __init__(self) -> None:
        super().__init__("The payment service does not answer. Nothing is lost: try again in a moment.", headers={"Retry-After": "5"})


@dataclass(frozen=True)
class Asked:
    """What is read before anything outside is called."""

    link: PayLink
    booking: PayingBooking | None = None


class PayPages:
    """origin: of the pages, for the way back from a bank."""

    def __init__(
        self, database: Database, gateway: Gateway, customers: Customers, bookings: Callable[[], PayingBookings], origin: str
    ):
        self.database, self.gateway, self.customers, self.origin = database, gateway, customers, origin
        self.cards: Cards = customers.cards
        self.networks = Networks()
        self._bookings = bookings

    async def start(self, account_id: UUID, booking_id: UUID) -> tuple[str, datetime] | None:
        """(address of the page, until when it opens); None while the payment is being made. Raises NotFound, NothingToPay, CardAttempts."""
        async with self.database.writing() as session:
            booking = await self._bookings().find(session, booking_id)
            if booking is None or booking.account_id != account_id:
                raise NotFound("There is no such booking of yours.")
            check_payable(booking)
            await failures.check(session, account_id)
            if booking.intent_id is None:
                return None
            link_id, secret, until = await links.make(session, account_id, booking_id)
        return f"{self.origin}/pay/{booking_id}#{link_id}.{secret}", until

    async def start_keeping(self, account_id: UUID) -> tuple[str, datetime]:
        """A page where a card can be kept for later. Raises CardAttempts, ProviderSilent, ProviderRefused."""
        async with self.database.reading() as session:
            await failures.check(session, account_id)
        customer = await self.customers.ensure(account_id)
        async with self.database.writing() as session:
            link_id, secret, until = await links.make(session, account_id)
        setup = await self.cards.make_setup(customer, f"setup:{link_id}")
        async with self.database.writing() as session:
            (await session.get_one(PayLink, link_id)).setup_id = setup.setup_id
        return f"{self.origin}/pay/card#{link_id}.{secret}", until

    async def open(self, link_id: UUID, secret: str) -> PayPage:
        """Once; where the payment service does not answer, once more. Raises PayLinkOver, CardAttempts, ProviderAway."""
        async with self.database.writing() as session:
            link, token = await links.use(session, link_id, secret)
            await failures.check(session, link.account_id)
            booking = await self._booking(session, link)
        try:
            return await self._page(link, token, booking)
        except (ProviderSilent, ProviderRefused) as trouble:
            async with self.database.writing() as session:
                await links.close_again(session, link_id)
            raise ProviderAway from trouble

    async def _page(self, link: PayLink, token: str, booking: PayingBooking | None) -> PayPage:
        sandbox, kept, secret = self.gateway.provider.is_sandbox, (), None
        if booking:
            kept = tuple(card_of(card) for card in await self.customers.list_cards(link.account_id))
        if not sandbox:
            secret = await self._client_secret(link, booking)
        stood = await self._stands(Asked(link, booking))
        return PayPage(
            token, stood.standing, booking.currency if booking else "", decimals(booking.currency) if booking else 0,
            booking.shown_minor if booking else 0, tuple(PaidLine(*line) for line in booking.lines) if booking else (), kept,
            TEST_CARDS if sandbox else (), booking.hold_until if booking else None, self.gateway.provider.shown_key or None, secret,
            self.way_back(link),
        )  # fmt: skip

    async def look(self, link_id: UUID, token: str) -> PayStood:
        """Raises PayLinkOver."""
        async with self.database.reading() as session:
            link = await links.opened(session, link_id, token)
            booking = await self._booking(session, link)
        return await self._stands(Asked(link, booking))

    async def confirm(self, link_id: UUID, asked: PayConfirmation, address: str) -> PayStood:
        """Charges the chosen card, or keeps it. address: of the browser. Raises PayLinkOver, NothingToPay, CardAttempts, CardNotYours."""
        self.networks.check(address)
        async with self.database.reading() as session:
            link = await links.opened(session, link_id, asked.page_token)
            booking = await self._booking(session, link)
            if booking:
                check_payable(booking)
                if booking.intent_id is None:
                    raise NothingToPay
            await failures.check(session, link.account_id)
        key = f"confirm:{link.id}:{asked.attempt}"
        try:
            if not (self.gateway.provider.is_sandbox and asked.card in TEST_CARDS) and not await self.customers.owns(link.account_id, asked.card):
                raise CardNotYours
            if booking is None:
                return await self._set_up(link, await self.cards.confirm_setup(link.setup_id or "", asked.card, self.way_back(link), key))
            seen = await self.gateway.confirm(booking.intent_id or "", asked.card, self.way_back(link), asked.keep, key)
        except ProviderSilent:
            return PayStood(PayStanding.LOOKING)
        except ProviderRefused as refusal:
            if refusal.failure:
                self.networks.note(address)
            return await self._refused(Asked(link, booking), refusal)
        return await self._confirmed(link, seen, asked.keep)

    async def keep(self, link_id: UUID, token: str) -> None:
        """The card of the payment service's own form may be kept, the traveller says. Raises PayLinkOver, NothingToPay."""
        async with self.database.writing() as session:
            link = await links.opened(session, link_id, token)
            booking = await self._booking(session, link)
            await agree(session, link.account_id)
        if booking is None or booking.intent_id is None:
            raise NothingToPay
        try:
            await self.gateway.keep_card(booking.intent_id, f"keep:{link.id}")
        except (ProviderSilent, ProviderRefused) as trouble:
            raise ProviderAway from trouble

    def way_back(self, link: PayLink) -> str:
        return f"{self.origin}/pay/{link.booking_id or 'card'}"

    async def _booking(self, session, link: PayLink) -> PayingBooking | None:
        """None for the page that keeps a card. Raises PayLinkOver where the booking is gone."""
        if link.booking_id is None:
            return None
        found = await self._bookings().find(session, link.booking_id)
        if found is None:
            raise links.PayLinkOver
        return found

    async def _stands(self, asked: Asked) -> PayStood:
        """By our own rows; only while they wait for a payment is the payment service asked, and its answer is passed on to be merged."""
        booking = asked.booking
        try:
            if booking is None:
                return await self._set_up(asked.link, await self.cards.read_setup(asked.link.setup_id or ""))
            if booking.state in BOOKED:
                return PayStood(PayStanding.BOOKED)
            if booking.state in RELEASED:
                return PayStood(PayStanding.RELEASED)
            if booking.state is not BookingState.HELD or booking.payment_state not in TO_PAY or booking.intent_id is None:
                return PayStood(PayStanding.LOOKING)
            return await self._confirmed(asked.link, await self.gateway.read_intent(booking.intent_id), keep=False)
        except ProviderSilent:
            return PayStood(PayStanding.LOOKING)
        except ProviderRefused as refusal:
            log.warning("payment_not_read", code=refusal.code)
            return PayStood(PayStanding.LOOKING)

    async def _confirmed(self, link: PayLink, seen: IntentSeen, keep: bool) -> PayStood:
        """What the payment service said of a payment. It books nothing: whoever merges it into the rows reads it again."""
        news = seen.report not in (Report.CREATED, Report.ACTION_NEEDED)
        if news or keep or seen.failure:
            async with self.database.writing() as session:
                if keep:
                    await agree(session, link.account_id)
                refused = seen.failure is not None and await failures.note(session, link.account_id, seen.failure)
                if news or refused:
                    await look_now(session, seen.intent_id)
        if news:
            return PayStood(PayStanding.LOOKING)
        if seen.report is Report.ACTION_NEEDED:
            return self._at_bank(seen.redirect_url)
        return PayStood(PayStanding.CHOOSE, refusal=refusal_of(seen.failure))

    async def _set_up(self, link: PayLink, seen: SetupSeen) -> PayStood:
        async with self.database.writing() as session:
            if seen.status == "succeeded":
                await agree(session, link.account_id)
            elif seen.failure:
                await failures.note(session, link.account_id, seen.failure)
        if seen.status == "succeeded":
            return PayStood(PayStanding.KEPT)
        if seen.status == "requires_action":
            return self._at_bank(seen.redirect_url)
        return PayStood(PayStanding.CHOOSE, refusal=refusal_of(seen.failure))

    def _at_bank(self, address: str | None) -> PayStood:
        """Only where the payment service itself may send somebody."""
        sound = address and address.startswith(("https://", f"{self.gateway.provider.address}/"))
        return PayStood(PayStanding.BANK, address) if sound else PayStood(PayStanding.LOOKING)

    async def _refused(self, asked: Asked, refusal: ProviderRefused) -> PayStood:
        """By the card's bank; or the payment was already on its way, as after a second press of the button."""
        if refusal.failure is None:
            log.info("not_confirmed", code=refusal.code)
            return await self._stands(asked)
        async with self.database.writing() as session:
            await failures.note(session, asked.link.account_id, refusal.failure)
            if asked.booking and asked.booking.intent_id:
                await look_now(session, asked.booking.intent_id)  # after too many of them there is no payment any more
        return PayStood(PayStanding.CHOOSE, refusal=refusal_of(refusal.failure))

    async def _client_secret(self, link: PayLink, booking: PayingBooking | None) -> str | None:
        if booking is None:
            return (await self.cards.read_setup(link.setup_id or "")).client_secret
        return (await self.gateway.read_intent(booking.intent_id)).client_secret if booking.intent_id else None


def check_payable(booking: PayingBooking) -> None:
    """Raises NothingToPay."""
    over = booking.hold_until is not None and booking.hold_until <= now()
    if booking.state is not BookingState.HELD or booking.payment_state not in TO_PAY or over:
        raise NothingToPay


def card_of(card: CardSeen) -> PaymentCard:
    return PaymentCard(card.card_id, card.brand, card.last4, card.exp_month, card.exp_year)


def refusal_of(failure: CardFailure | None) -> CardRefusal | None:
    return CardRefusal(failure.reason) if failure else None
