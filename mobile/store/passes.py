"""The pass that this device shows to a city instead of an account. It is kept by the system itself, or only until the app is closed."""

from contextlib import suppress

from mobile.client import Client
from mobile.device.protocols import SecureStore, Unavailable


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
