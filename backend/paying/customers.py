"""Accounts as the payment service knows them, and that they agreed to a card being kept."""
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.database.database import Database
from backend.outbox.entries import enqueue
from backend.outbox.worker import Entry, Handler
from backend.paying.cards import Cards, CardSeen
from backend.paying.failures import END_SETUP_WORK
from backend.paying.models import PaymentCustomer, insert_into
from backend.paying.refusals import ProviderRefused
from backend.service.errors import NotFound

FORGET_WORK = "payment_customer_forget"
# The text beside the box on the page; another text is another version.
AGREED_TEXT = "card-2"


class Customers:
    def __init__(self, database: Database, cards: Cards):
        self.database, self.cards = database, cards

    async def find(self, account_id: UUID) -> str | None:
        async with self.database.reading() as session:
            return await session.scalar(select(PaymentCustomer.customer_id).where(PaymentCustomer.account_id == account_id))

    async def ensure(self, account_id: UUID) -> str:
        """Its id at the payment service, made when it is first needed. Two at once get the same. Outside of any transaction."""
        found = await self.find(account_id)
        if found:
            return found
        made, moment = await self.cards.make_customer(str(account_id), f"customer:{account_id}"), now()
        values = {"id": uuid7(), "account_id": account_id, "customer_id": made, "created_at": moment, "updated_at": moment}
        async with self.database.writing() as session:
            await session.execute(insert_into(session, PaymentCustomer).values(values).on_conflict_do_nothing())
            kept = await session.scalar(select(PaymentCustomer.customer_id).where(PaymentCustomer.account_id == account_id))
        return kept or made

    async def list_cards(self, account_id: UUID) -> list[CardSeen]:
        customer = await self.find(account_id)
        return await self.cards.list_of(customer) if customer else []

    async def list_chargeable(self, account_id: UUID) -> list[CardSeen]:
        """Those that may be charged without their owner, who agreed to the text that says what for."""
        async with self.database.reading() as session:
            agreed = await session.scalar(select(PaymentCustomer.agreed_text).where(PaymentCustomer.account_id == account_id))
        return await self.list_cards(account_id) if agreed == AGREED_TEXT else []

    async def owns(self, account_id: UUID, card_id: str) -> bool:
        return card_id in {card.card_id for card in await self.list_cards(account_id)}

    async def remove_card(self, account_id: UUID, card_id: str) -> None:
        """With the last card goes what was agreed to. Raises NotFound, also for one that was removed before."""
        kept = await self.list_cards(account_id)
        if card_id not in {card.card_id for card in kept}:
            raise NotFound("There is no such card of yours. GET /v1/payment-cards lists those there are.")
        await self.cards.remove(card_id, f"card-remove:{card_id}")
        if len(kept) == 1:
            async with self.database.writing() as session:
                mine = update(PaymentCustomer).where(PaymentCustomer.account_id == account_id)
                await session.execute(mine.values(agreed_at=None, agreed_text=None))

    async def handle_forget(self, entry: Entry) -> None:
        """Work of the outbox: whoever deletes their account is deleted there, too."""
        try:
            await self.cards.delete_customer(entry.payload["customerId"])
        except ProviderRefused as refusal:
            if refusal.code != "resource_missing":
                raise

    async def handle_end_setup(self, entry: Entry) -> None:
        """Work of the outbox: after too many cards were refused nobody tries more of them in the form of the payment service."""
        await self.cards.cancel_setup(entry.payload["setupId"], str(entry.id))

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {FORGET_WORK: self.handle_forget, END_SETUP_WORK: self.handle_end_setup}


async def agree(session: AsyncSession, account_id: UUID) -> None:
    """When, and to which text; the first time counts until the cards are gone."""
    mine = update(PaymentCustomer).where(PaymentCustomer.account_id == account_id, PaymentCustomer.agreed_text.is_distinct_from(AGREED_TEXT))
    await session.execute(mine.values(agreed_at=now(), agreed_text=AGREED_TEXT))


async def forget(session: AsyncSession, account_id: UUID) -> None:
    """For the deletion of an account, in its transaction, before the row goes."""
    customer = await session.scalar(select(PaymentCustomer.customer_id).where(PaymentCustomer.account_id == account_id))
    if customer:
        await enqueue(session, FORGET_WORK, {"customerId": customer}, f"{FORGET_WORK}:{customer}"[:200])
