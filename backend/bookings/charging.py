"""A card that its owner let us keep, charged without them: for staying longer than booked, and for nothing else."""
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from backend.bookings.rows import Rows
from backend.paying.cards import CardSeen
from backend.paying.gateway import Gateway
from backend.paying.refusals import ProviderRefused
from backend.paying.seen import IntentSeen
from payments.states import Report

SavedCards = Callable[[UUID], Awaitable[Sequence[CardSeen]]]


async def no_cards(account_id: UUID) -> Sequence[CardSeen]:
    return ()


async def charge_saved(gateway: Gateway, cards: SavedCards, found: Rows, seen: IntentSeen) -> IntentSeen:
    """The payment afterwards; as it was where there is no card, or the bank refuses or asks its owner: then they pay on the page of payment."""
    account_id = found.booking.account_id
    if account_id is None or seen.report is not Report.CREATED:
        return seen
    for card in (await cards(account_id))[:1]:
        try:
            return await gateway.confirm_saved(seen.intent_id, card.card_id, f"saved:{found.payment.id}")
        except ProviderRefused:
            return seen
    return seen
