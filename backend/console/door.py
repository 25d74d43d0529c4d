"""The door of the console: a cookie that we gave, a page of ours that sent the form, and the role for the room. Nothing else opens it.

What a browser says of where a request comes from is asked first (Fetch metadata), then for a word that only pages of this very session know.
"""
import hmac
from urllib.parse import parse_qsl

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, FormMultiDict, Headers
from litestar.handlers import BaseRouteHandler

from backend.console import sessions
from backend.console.refusals import CrossSite, CsrfRefused, ProofNeeded, RoomRefused, SignInFirst, TooManyFields
from backend.console.sessions import Visitor
from backend.database.base import now
from backend.service.policies import SAFE, Body, Declared, Policy, get_declared

CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf"
MOST_FIELDS, MOST_PARTS = 64, 24


class Door:
    """A guard over all routes; only those of the console ask it. origin: the one whose pages may send forms."""

    def __init__(self, origin: str):
        self.origin, self.secure = origin, origin.startswith("https://")
        # Browsers take the prefix over https only. Over http there is nothing but this machine itself: `read_origin` sees to that.
        self.cookie_name = "__Host-aw_console" if self.secure else "aw_console"

    async def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        declared = get_declared(handler)
        if declared.policy is not Policy.CONSOLE:
            return
        visitor = await self.find(connection)
        if visitor is None:
            raise SignInFirst("Sign in with your passkey first. A sign-in ends after half an hour without work, and after ten hours.")
        if connection.scope["method"] not in SAFE:
            self.check_origin(connection.headers)
            await check_form(connection, visitor, declared)
        check_room(visitor, declared)
        connection.scope["visitor"] = visitor

    async def find(self, connection: ASGIConnection) -> Visitor | None:
        secret = connection.cookies.get(self.cookie_name, "")
        database = connection.app.state.database
        async with database.reading() as session:
            visitor = await sessions.find(session, secret)
        if visitor and visitor.stale:
            async with database.writing() as session:
                await sessions.note_use(session, visitor.session_id)
        return visitor

    def check_origin(self, headers: Headers) -> None:
        """Raises CrossSite."""
        site = headers.get("sec-fetch-site")
        if site != "same-origin" if site is not None else headers.get("origin") != self.origin:
            raise CrossSite("This was not sent by a page of the console. Open the console and do it there.")

    def same_origin(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        """The guard of what is sent before anybody is signed in."""
        if connection.scope["method"] not in SAFE:
            self.check_origin(connection.headers)

    def cookie(self, secret: str) -> Cookie:
        """It ends with the browser; when it ends otherwise, the row says."""
        return Cookie(self.cookie_name, value=secret, path="/", secure=self.secure, httponly=True, samesite="lax")

    def no_cookie(self) -> Cookie:
        return Cookie(self.cookie_name, value="", path="/", secure=self.secure, httponly=True, samesite="lax", max_age=0)


async def check_form(connection: ASGIConnection, visitor: Visitor, declared: Declared) -> None:
    """Raises CsrfRefused, TooManyFields."""
    shown = connection.headers.get(CSRF_HEADER)
    if shown is None and isinstance(connection, Request):
        form = await read_form(connection, declared.body)
        shown = form.get(CSRF_FIELD)
    if not isinstance(shown, str) or not hmac.compare_digest(shown.encode(), visitor.csrf.encode()):
        raise CsrfRefused("This form is of another sign-in. Open the page again and send it from there.")


def check_room(visitor: Visitor, declared: Declared) -> None:
    """Raises RoomRefused, ProofNeeded."""
    if declared.roles and visitor.role not in declared.roles:
        raise RoomRefused("This room is not for the role in which you are here.")
    if declared.fresh and not visitor.proved(now()):
        raise ProofNeeded("Show your passkey once more.")


async def read_form(request: Request, body: Body = Body.FORM) -> FormMultiDict:
    """The fields of a form, of one with a photo as well. Raises TooManyFields."""
    if body is Body.UPLOAD:
        sent = await request.form()
        if len(list(sent.multi_items())) > MOST_PARTS:
            raise TooManyFields(f"The form has more than {MOST_PARTS} fields.")
        return sent
    try:
        text = (await request.body()).decode()
        return FormMultiDict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError as error:
        raise TooManyFields(f"The form cannot be read: it is not in UTF-8, or has more than {MOST_FIELDS} fields.") from error
