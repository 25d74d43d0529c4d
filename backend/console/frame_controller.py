"""`/console`: signing in, showing the passkey again, changing the role, signing out, and the files that pages need."""
import re
from typing import Annotated

from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from backend.accounts.passkeys import PasskeyRefused
from backend.console import audit, ceremony, sessions
from backend.console.assets import read_asset
from backend.console.door import read_form
from backend.console.pages import LANGUAGE_COOKIE, LANGUAGES, Pages
from backend.console.refusals import NoPasskeyHere, RoomRefused
from backend.console.room import SIGN_IN, RoomController
from backend.console.rooms import find_room
from backend.console.service import Console
from backend.console.sessions import Visitor
from backend.database.database import Database
from backend.service.policies import Body, RateClass, Work, console, public

KEPT = {"cache-control": "public, max-age=31536000, immutable"}
Next = Annotated[str, QueryParameter(name="next", max_length=20)]
MOST_BACK = 200
KEPT_S = 365 * 86_400
OF_CONSOLE = re.compile(r"/console(?:/[A-Za-z0-9-]{1,40}){0,6}\Z")


def same_origin(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    connection.app.state.console.door.same_origin(connection, handler)


def form_of_page() -> dict:
    return public(RateClass.PASS, Work.REPEATABLE) | {"body": Body.FORM}


class SignInRoom(RoomController):
    """Before anybody is signed in."""

    guards = [same_origin]

    @get("/console/sign-in", opt=public(RateClass.READ))
    async def page(self, request: Request, pages: NamedDependency[Pages], next_room: Next = "") -> Response[str]:
        return pages.show(request, "sign_in.html", next_room=next_room, wrong="")

    @post("/console/sign-in/options", status_code=200, opt=form_of_page())
    async def options(self, console: NamedDependency[Console], database: NamedDependency[Database]) -> dict[str, str]:
        asked = await ceremony.ask(database, console.party)
        return {"challengeId": str(asked.challenge_id), "options": asked.options}

    @post("/console/sign-in", opt=form_of_page())
    async def sign_in(
        self, request: Request, pages: NamedDependency[Pages], console: NamedDependency[Console], database: NamedDependency[Database]
    ) -> Response:
        form = await read_form(request)
        next_room = str(form.get("next", ""))[:20]
        try:
            account_id = await console.prove(request, database, form)
            secret = await ceremony.sign_in(database, account_id, await console.door.find(request))
        except (PasskeyRefused, NoPasskeyHere) as error:
            shown = {"next_room": next_room, "wrong": error.code}
            return pages.show(request, "sign_in.html", error.status, headers={"x-problem-code": error.code}, **shown)
        async with database.reading() as session:
            visitor = await sessions.find(session, secret)
        assert visitor
        return Redirect(find_room(next_room, visitor.role).path, status_code=303, cookies=[console.door.cookie(secret)])

    @post("/console/language", opt=form_of_page())
    async def language(self, request: Request, console: NamedDependency[Console]) -> Response:
        """Kept in the browser and nowhere else."""
        form = await read_form(request)
        chosen, here = str(form.get("language", "")), str(form.get("here", ""))
        kept = Cookie(
            LANGUAGE_COOKIE, value=chosen, path="/console", secure=console.door.secure, httponly=True, samesite="lax", max_age=KEPT_S
        )
        cookies = [kept] if chosen in LANGUAGES else []
        return Redirect(here if OF_CONSOLE.match(here) else "/console", status_code=303, cookies=cookies)

    @get("/console/assets/{mark:str}/{name:str}", opt=public(RateClass.MAP), sync_to_thread=False)
    def asset(self, mark: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        content, kind = read_asset(name)
        return Response(content, media_type=kind, headers=KEPT)


class FrameRoom(RoomController):
    """For whoever works here."""

    @get("/console", opt=console(RateClass.READ, roles=()))
    async def first(self, visitor: NamedDependency[Visitor]) -> Redirect:
        return Redirect(find_room("", visitor.role).path, status_code=303)

    @get("/console/proof", opt=console(RateClass.READ, roles=()))
    async def proof_page(
        self, request: Request, pages: NamedDependency[Pages], next_room: Next = "",
        back: Annotated[str, QueryParameter(max_length=MOST_BACK)] = "",
    ) -> Response[str]:  # fmt: skip
        return pages.show(request, "proof.html", next_room=next_room, back=back, wrong="")

    @post("/console/proof", opt=console(RateClass.WRITE, roles=()))
    async def proof(
        self, request: Request, visitor: NamedDependency[Visitor], pages: NamedDependency[Pages], console: NamedDependency[Console],
        database: NamedDependency[Database],
    ) -> Response:  # fmt: skip
        form = await read_form(request)
        next_room, back = str(form.get("next", ""))[:20], str(form.get("back", ""))[:MOST_BACK]
        try:
            secret = await ceremony.prove_again(database, await console.prove(request, database, form), visitor)
        except PasskeyRefused as error:
            shown = {"next_room": next_room, "back": back, "wrong": error.code}
            return pages.show(request, "proof.html", error.status, headers={"x-problem-code": error.code}, **shown)
        room = find_room(next_room, visitor.role)
        inside = back.startswith(room.path + "/") and back.isascii() and back.replace("/", "").replace("-", "").isalnum()
        return Redirect(back if inside else room.path, status_code=303, cookies=[console.door.cookie(secret)])

    @post("/console/role", opt=console(RateClass.WRITE, roles=()))
    async def role(
        self, request: Request, visitor: NamedDependency[Visitor], console: NamedDependency[Console], database: NamedDependency[Database]
    ) -> Response:
        chosen = (await read_form(request)).get("role")
        role = next((role for role in visitor.held if role == chosen), None)
        if role is None:
            raise RoomRefused("This role is not yours. Choose one of those on the page.")
        secret = await ceremony.change_role(database, visitor, role)
        return Redirect(find_room("", role).path, status_code=303, cookies=[console.door.cookie(secret)])

    @post("/console/sign-out", opt=console(RateClass.WRITE, roles=()))
    async def sign_out(self, visitor: NamedDependency[Visitor], console: NamedDependency[Console], database: NamedDependency[Database]) -> Response:
        async with database.writing() as session:
            await audit.write(session, visitor, "sign_out", "session", "")
            await sessions.end(session, visitor.session_id)
        return Redirect(SIGN_IN, status_code=303, cookies=[console.door.no_cookie()])

