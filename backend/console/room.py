"""What every room is built on: refusals become pages, and whoever is not signed in is led to the sign-in and back."""
from litestar import Controller, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from backend.console.pages import Pages
from backend.console.refusals import ProofNeeded, SignInFirst
from backend.console.rooms import ROOMS
from backend.service.errors import NotSignedIn, ServiceError
from backend.service.problems import DETAILS

SIGN_IN = "/console/sign-in"



def give_pages(request: Request) -> Pages:
    return request.app.state.console.pages


def room_at(path: str) -> str:
    """The name of the room an address lies in."""
    return next((room.name for room in ROOMS if path == room.path or path.startswith(room.path + "/")), ROOMS[0].name)


def to_sign_in(request: Request, error: NotSignedIn) -> Response:
    """A page that is swapped into another one cannot be the sign-in: the browser is told to go there."""
    where = f"{SIGN_IN}?next={room_at(request.url.path)}"
    if "hx-request" in request.headers:
        return Response("", status_code=error.status, headers={"HX-Redirect": where})
    return Redirect(where, status_code=303)


def to_proof(request: Request, error: ProofNeeded) -> Response:
    """The page on which the passkey is shown once more; it leads back to the one from which it was asked."""
    shown = {"next_room": room_at(request.url.path), "back": request.url.path.rpartition("/")[0], "wrong": ""}
    return give_pages(request).show(request, "proof.html", error.status, headers={"x-problem-code": error.code}, **shown)


def refused(request: Request, error: ServiceError) -> Response:
    headers = {"x-problem-code": error.code} | error.headers
    return give_pages(request).show(
        request, "refused.html", error.status, headers=headers, code=error.code, detail=error.detail, room=room_at(request.url.path),
        number=request.scope.get("request_id", ""),
    )  # fmt: skip


def not_understood(request: Request, error: HTTPException) -> Response:
    """What the framework refuses."""
    status = error.status_code if error.status_code < 500 else 500
    shown = ServiceError(DETAILS.get(status, "The page cannot be opened like this."))
    shown.status, shown.code = status, "refused"
    return refused(request, shown)


class RoomController(Controller):
    """The base of every room."""

    include_in_schema = False
    exception_handlers = {SignInFirst: to_sign_in, ProofNeeded: to_proof, ServiceError: refused, HTTPException: not_understood}


def done(path: str, told: str = "") -> Redirect:
    """After something was done: another page, which says it. told: a name of the words, not a text."""
    return Redirect(f"{path}{'&' if '?' in path else '?'}told={told}" if told else path, status_code=303)
