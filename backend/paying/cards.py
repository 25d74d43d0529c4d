"""Cards that are kept at the payment service. No number of a card ever comes here: brand, last four digits, when it ends."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.paying.gateway import PAGE, Gateway, keyed
from backend.paying.refusals import ProviderRefused
from backend.paying.seen import NotUnderstood, SetupSeen, id_of, setup_seen

CARD = {"limit": PAGE, "type": "card"}


@dataclass(frozen=True)
class CardSeen:
    card_id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    customer_id: str | None


class Cards:
    """The calls about cards and whose they are, through the line of the gateway. All raise ProviderSilent, ProviderRefused."""

    def __init__(self, gateway: Gateway):
        self.gateway, self.v1 = gateway, gateway.v1

    async def make_customer(self, account_id: str, key: str) -> str:
        """Its id there; nothing of a person but the id of the account."""
        made = await self.gateway.asked(self.v1.customers.create_async({"metadata": {"account_id": account_id}}, keyed(key)))
        return made["id"]

    async def delete_customer(self, customer_id: str) -> None:
        """With its cards. Once more does no harm."""
        await self.gateway.asked(self.v1.customers.delete_async(customer_id))

    async def list_of(self, customer_id: str) -> list[CardSeen]:
        asked: Any = dict(CARD)
        page = await self.gateway.asked(self.v1.customers.payment_methods.list_async(customer_id, asked))
        return [card_seen(told) for told in page["data"]]

    async def read(self, card_id: str) -> CardSeen:
        return card_seen(await self.gateway.asked(self.v1.payment_methods.retrieve_async(card_id)))

    async def remove(self, card_id: str, key: str) -> None:
        await self.gateway.asked(self.v1.payment_methods.detach_async(card_id, {}, keyed(key)))

    async def make_setup(self, customer_id: str, key: str) -> SetupSeen:
        asked: Any = {"customer": customer_id, "usage": "off_session", "allowed_payment_method_types": ["card"]}
        return setup_seen(await self.gateway.asked(self.v1.setup_intents.create_async(asked, keyed(key))))

    async def confirm_setup(self, setup_id: str, method: str, return_url: str, key: str) -> SetupSeen:
        asked: Any = {"payment_method": method, "return_url": return_url}
        return setup_seen(await self.gateway.asked(self.v1.setup_intents.confirm_async(setup_id, asked, keyed(key))))

    async def cancel_setup(self, setup_id: str, key: str) -> None:
        """Nobody tries another card with it. One that is over already is left as it is."""
        try:
            await self.gateway.asked(self.v1.setup_intents.cancel_async(setup_id, {}, keyed(key)))
        except ProviderRefused as refusal:
            if refusal.code != "setup_intent_unexpected_state":
                raise

    async def read_setup(self, setup_id: str) -> SetupSeen:
        return setup_seen(await self.gateway.asked(self.v1.setup_intents.retrieve_async(setup_id)))


def card_seen(told: Mapping) -> CardSeen:
    """Raises NotUnderstood."""
    try:
        card = told["card"]
        return CardSeen(told["id"], card["brand"], card["last4"], card["exp_month"], card["exp_year"], id_of(told.get("customer")))
    except (KeyError, TypeError) as error:
        raise NotUnderstood("payment_method") from error
