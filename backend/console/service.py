"""The console of one service: its door, its pages, and the ceremony that lets somebody in."""
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request
from litestar.datastructures import FormMultiDict

from backend.accounts.passkeys import PasskeyRefused
from backend.accounts.service import Accounts
from backend.console import ceremony
from backend.console.door import Door
from backend.console.pages import Pages
from backend.database.database import Database
from routing.manifest import Manifest

MOST_CREDENTIAL = 8192


class Console:
    """Made with the application; its pages when the city is opened."""

    def __init__(self, accounts: Accounts):
        self.accounts, self.party, self.door = accounts, accounts.party, Door(accounts.origin)
        self.pages: Pages

    def opened(self, manifest: Manifest) -> None:
        self.pages = Pages(ZoneInfo(manifest.timezone), manifest.language, self.door.secure)

    async def prove(self, request: Request, database: Database, form: FormMultiDict) -> UUID:
        """The account whose passkey was shown. Wrong ones are counted. Raises PasskeyRefused, RateLimited."""
        with self.accounts.counting_wrong(request):
            challenge, credential = (str(form.get(name, "")) for name in ("challengeId", "credential"))
            if not 2 <= len(credential) <= MOST_CREDENTIAL:
                raise PasskeyRefused
            return await ceremony.prove(database, self.party, read_challenge(challenge), credential)


def read_challenge(text: str) -> UUID:
    """Raises PasskeyRefused."""
    try:
        return UUID(text)
    except ValueError as error:
        raise PasskeyRefused from error
