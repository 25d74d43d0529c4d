"""With the sandbox the service asks for its events by itself; at Stripe a person does that once, and gives the secret to the environment."""
import asyncio
import random
from urllib.parse import urlsplit

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.database.database import Database
from backend.paying.gateway import Gateway, keyed
from backend.paying.models import PaymentEndpoint, insert_into
from backend.paying.refusals import ProviderRefused, ProviderSilent

PATH = "/v1/payments/stripe/webhook"
PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
LOOPBACK = ("localhost", "127.0.0.1")
log = structlog.get_logger("allways.paying")


class Endpoint:
    """Secrets of webhooks: those of the environment, else the one that the sandbox gave. Several processes share one through the database."""

    def __init__(self, database: Database, gateway: Gateway, origin: str):
        self.database, self.gateway = database, gateway
        self.url = hook_address(origin)
        self._given: tuple[str, ...] = ()

    async def secrets(self, anew: bool = False) -> tuple[str, ...]:
        """anew: one that was given to another process meanwhile is looked up."""
        if self.gateway.provider.secrets or not self.gateway.provider.is_sandbox:
            return self.gateway.provider.secrets
        if anew or not self._given:
            async with self.database.reading() as session:
                self._given = tuple(await session.scalars(select(PaymentEndpoint.secret).where(PaymentEndpoint.url == self.url)))
        return self._given

    async def register(self) -> None:
        """The row and the sandbox agree afterwards. Raises ProviderSilent, ProviderRefused."""
        async with self.database.reading() as session:
            row = (await session.scalars(select(PaymentEndpoint).where(PaymentEndpoint.url == self.url))).first()
        hooks = self.gateway.v1.webhook_endpoints
        known = (await self.gateway.asked(hooks.list_async({"limit": 100})))["data"]
        ours = [one["id"] for one in known if one["url"] == self.url]
        if row and row.endpoint_id in ours:
            return
        for old in ours:  # their secrets are gone
            await self.gateway.asked(hooks.delete_async(old))
        made = await self.gateway.asked(hooks.create_async({"url": self.url, "enabled_events": ["*"]}, keyed(f"endpoint:{uuid7()}")))
        moment = now()
        values = {"id": uuid7(), "url": self.url, "endpoint_id": made["id"], "secret": made["secret"], "created_at": moment, "updated_at": moment}
        async with self.database.writing() as session:
            await session.execute(delete(PaymentEndpoint).where(PaymentEndpoint.url == self.url))
            await session.execute(insert_into(session, PaymentEndpoint).values(values))
        await self.secrets(anew=True)

    async def keep_registered(self) -> None:
        """Until it is done: the sandbox may start after the service. Without it payments are found by looking, only later."""
        if not self.url or not self.gateway.provider.is_sandbox or self.gateway.provider.secrets:
            return
        pause_s = PAUSE_S
        while True:
            try:
                await self.register()
                return
            except (ProviderSilent, ProviderRefused, SQLAlchemyError, OSError) as error:
                log.info("sandbox_not_there", error=getattr(error, "code", type(error).__name__))
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2)


def hook_address(origin: str) -> str:
    """Empty where the sandbox, which delivers on this machine only, cannot reach the service."""
    parts = urlsplit(origin)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        return ""
    return f"http://127.0.0.1:{parts.port or 80}{PATH}"
