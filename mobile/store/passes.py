"""The pass that this device shows to a city instead of an account. It is kept by the system itself, or only until the app is closed."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from mobile.client import Client, Refused
from mobile.device.protocols import SecureStore, Unavailable

UNKNOWN = "not_signed_in"


class Passes:
    """One for each city, by its address."""

    def __init__(self, secure: SecureStore):
        self._secure = secure
        self._held: dict[str, str] = {}

    async def get(self, client: Client) -> str:
        """The pass kept, else a new one. Raises ClientError."""
        name = name_of(client)
        token = self._held.get(name) or self._find(name)
        if token is None:
            token = (await client.make_pass()).token
            with suppress(Unavailable):  # without a safe place it is asked for anew after the next start
                self._secure.keep(name, token)
        self._held[name] = token
        return token

    async def ask(self, client: Client, call: Callable[[Client, str], Awaitable]):
        """What is answered to this pass, and to a new one where the city does not know it any longer. Raises ClientError."""
        try:
            return await call(client, await self.get(client))
        except Refused as trouble:
            if trouble.code != UNKNOWN:
                raise
            self.drop(client)
        return await call(client, await self.get(client))

    def has(self, client: Client) -> bool:
        """Whether there is one already."""
        return bool(self._held.get(name_of(client)) or self._find(name_of(client)))

    def drop(self, client: Client) -> None:
        """The city does not know it any longer."""
        self._held.pop(name_of(client), None)
        with suppress(Unavailable):
            self._secure.remove(name_of(client))

    def _find(self, name: str) -> str | None:
        try:
            return self._secure.find(name)
        except Unavailable:
            return None


def name_of(client: Client) -> str:
    return f"pass for {client.backend}"
