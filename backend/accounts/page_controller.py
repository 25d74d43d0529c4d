"""`/sign-in`, behind links and device codes, `/passkey`, where one is made, and `/dev/mailbox`. Pages of words, no part of the API."""
from litestar import Controller, MediaType, Request, Response, get
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.controller import give_accounts
from backend.accounts.mail import is_this_machine
from backend.accounts.mailbox import list_mails, mailbox_page
from backend.accounts.page import PASSKEY_POLICY, POLICY, passkey_page, sign_in_page
from backend.accounts.service import Accounts
from backend.city.service import CityFacts
from backend.codes.page import POLICY as WORDS_POLICY
from backend.codes.words import language_of
from backend.service.errors import NotFound
from backend.service.policies import RateClass, public

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class SignInPage(Controller):
    include_in_schema = False
    dependencies = {"accounts": Provide(give_accounts, sync_to_thread=False)}

    @get("/sign-in", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def page(self, request: Request, facts: NamedDependency[CityFacts]) -> Response[str]:
        language = language_of(request.headers.get("accept-language", ""), facts.response.language)
        return Response(sign_in_page(language), headers={"content-security-policy": POLICY, "vary": "accept-language"})

    @get("/passkey", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def passkey(self, request: Request, facts: NamedDependency[CityFacts]) -> Response[str]:
        language = language_of(request.headers.get("accept-language", ""), facts.response.language)
        return Response(passkey_page(language), headers={"content-security-policy": PASSKEY_POLICY, "vary": "accept-language"})

    @get("/dev/mailbox", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def mailbox(
        self, request: Request, session: NamedDependency[AsyncSession], accounts: NamedDependency[Accounts]
    ) -> Response[str]:
        if not accounts.has_mailbox or not is_from_here(request):
            raise NotFound("There is nothing at this address. GET /schema lists what there is.")
        return Response(mailbox_page(await list_mails(session)), headers={"content-security-policy": WORDS_POLICY})


def is_from_here(request: Request) -> bool:
    """A proxy on this machine comes from here as well, so whatever it carries from elsewhere is not."""
    peer, host = request.client.host if request.client else "", request.headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return is_this_machine(peer) and is_this_machine(name.strip("[]")) and not any(header in request.headers for header in FORWARDED)
