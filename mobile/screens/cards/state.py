"""The cards one lets be kept at the payment service: brand, last digits, until when. Their numbers never come here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from backend.contract.payments import PaymentCard
from mobile.accounts.signed_in import SignedIn, SignedOut
from mobile.client import ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.payments import calls


@dataclass(frozen=True)
class CardsState:
    """`phase`: loading, ready or trouble. `sentence` says what is the matter and what to do."""

    phase: str = "loading"
    cards: tuple[PaymentCard, ...] = ()
    sentence: str = ""


@dataclass(frozen=True)
class CardRow:
    card_id: str
    title: str
    detail: str
    spoken: str


async def load(state: CardsState, account: SignedIn) -> AsyncIterator[CardsState]:
    """What was known stays while it is asked anew."""
    try:
        told = await account.ask(calls.cards)
    except SignedOut:
        return
    except ClientError as trouble:
        yield replace(state, phase="ready" if state.phase == "ready" else "trouble", sentence=trouble.sentence)
        return
    yield CardsState("ready", told.cards)


def row_of(card: PaymentCard) -> CardRow:
    brand = card.brand.replace("_", " ").title()
    title = tr("{brand} ending {digits}", brand=brand, digits=card.last4)
    detail = tr("Good until {month}/{year}", month=f"{card.exp_month:02}", year=card.exp_year)
    return CardRow(card.card_id, title, detail, f"{tr('{brand} ending {digits}', brand=brand, digits=say.digits(card.last4))}: {detail}")


def describe(state: CardsState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [state.sentence] if state.phase == "trouble" else [row_of(card).spoken for card in state.cards]
