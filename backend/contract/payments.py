"""Paying for a booking on a page in the browser, and cards that are kept. Amounts are whole minor units of `currency`, with `decimals` places."""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment

PageSecret = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z", description="32 bytes as base64url.")]
CardId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{1,80}\Z", description="The id of a kept card, or the name of one of the sandbox.")]


class PaymentStarted(Answer, frozen=True):
    """`payUrl` opens in a browser, once, until `expiresAt`. Without one the payment is still being made: ask again as Retry-After says."""

    pay_url: str | None = None
    expires_at: Moment | None = None


class PayStanding(StrEnum):
    """choose: a card is to be chosen · bank: the bank asks, at `redirectUrl` · looking: it is being looked at, ask again ·
    booked: it is paid and booked · released: nothing is booked and nothing is taken · kept: the card is kept."""

    CHOOSE = "choose"
    BANK = "bank"
    LOOKING = "looking"
    BOOKED = "booked"
    RELEASED = "released"
    KEPT = "kept"


class CardRefusal(StrEnum):
    """Why a card was refused, as far as its bank lets a traveller know."""

    DECLINED = "declined"
    NO_FUNDS = "no_funds"
    EXPIRED = "expired"
    NOT_RECOGNISED = "not_recognised"
    DETAILS = "details"
    LATER = "later"


class PayLinkOpening(Message, frozen=True):
    secret: PageSecret


class PayLinkLook(Message, frozen=True):
    page_token: PageSecret


class PayConfirmation(Message, frozen=True):
    """`attempt` is a new random UUID for each time a traveller presses the button, and the same when the page sends it again."""

    page_token: PageSecret
    card: CardId
    attempt: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
    keep: bool = False


class PaymentCard(Answer, frozen=True):
    card_id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


class PaymentCards(Answer, frozen=True):
    """The cards one lets be kept, and since when one agreed to it."""

    cards: tuple[PaymentCard, ...]


class PaidLine(Answer, frozen=True):
    """`kind` as in a quote."""

    payee: str
    kind: str
    shown_minor: int


class PayPage(Answer, frozen=True):
    """What the page shows: the price and its lines, nothing of the trip. `pageToken` stays in that browser.

    `clientSecret` and `publishableKey` are for the payment service's own form; without them `testCards` are those of the sandbox.
    """

    page_token: str
    standing: PayStanding
    currency: str
    decimals: int
    total_minor: int
    lines: tuple[PaidLine, ...]
    cards: tuple[PaymentCard, ...]
    test_cards: tuple[str, ...] = ()
    hold_until: Moment | None = None
    publishable_key: str | None = None
    client_secret: str | None = None
    return_url: str = ""


class PayStood(Answer, frozen=True):
    """How it stands. `refusal` says why the last card was refused."""

    standing: PayStanding
    redirect_url: str | None = None
    refusal: CardRefusal | None = None
