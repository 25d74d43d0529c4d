"""What is checked before a handler runs: the name the service was called by, how often, and what the body claims to be."""
import asyncio
import math

from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from backend.service.errors import BodyBroken, BodyTooSlow, HostRefused, RateLimited, UnsupportedMediaType
from backend.service.limits import Buckets, client_address
from backend.service.policies import SAFE, Body, get_declared
from backend.service.settings import Settings

BODY_LIMIT_S = 10.0
# Photos are sent from the street.
PHOTO_LIMIT_S = 60.0


class Admission:
    """A guard over all routes."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.buckets = Buckets(settings.per_minute)

    def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:
        headers = connection.headers
        self.check_host(headers.get("host", ""))
        peer = connection.client.host if connection.client else ""
        address = client_address(peer, headers.get("x-forwarded-for", ""), self.settings.proxies)
        declared = get_declared(handler)
        wait_s = self.buckets.wait_s(address, declared.rate)
        if wait_s > 0:
            seconds = math.ceil(wait_s)
            raise RateLimited(f"Too many requests from this address. Wait {seconds} s and ask again.", headers={"Retry-After": str(seconds)})
        if connection.scope["method"] not in SAFE and has_body(headers):
            check_media_type(headers, declared.body)

    def check_host(self, host: str) -> None:
        """Browsers can be made to call a name that points here: only names we know are answered."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        if name.lower() not in self.settings.hosts:
            raise HostRefused("The service is not known by the name in the Host header. Add it to ALLWAYS_HOSTS.")


def check_media_type(headers: Headers, body: Body) -> None:
    """Raises UnsupportedMediaType. What a photo is, its first bytes say: that it is none of the types that pages of others send unasked is enough."""
    told = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body is Body.JSON and told != "application/json":
        raise UnsupportedMediaType("Send the body as JSON, with the header Content-Type: application/json.")
    if body is Body.FORM and told != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType("Send the fields of the form with the header Content-Type: application/x-www-form-urlencoded.")
    if body is Body.UPLOAD and told != "multipart/form-data":
        raise UnsupportedMediaType("Send the form with its photo, with the header Content-Type: multipart/form-data.")
    if body is Body.REPORT and told not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise UnsupportedMediaType("Send a form, with the header Content-Type: application/x-www-form-urlencoded or multipart/form-data.")
    if body is Body.PHOTO and not told.startswith("image/"):
        raise UnsupportedMediaType("Send the photo as it is, with the header Content-Type: image/jpeg, image/png or image/webp.")


def has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def body_deadline(app: ASGIApp) -> ASGIApp:
    """Middleware: the whole body has to come within BODY_LIMIT_S, a photo within PHOTO_LIMIT_S; the server alone waits for ever.

    Who hangs up before that has made no mistake of ours, which is what the framework takes it for.
    """

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await app(scope, receive, send)
            return
        photo = get_declared(scope["route_handler"]).body in (Body.PHOTO, Body.UPLOAD, Body.REPORT)  # type: ignore[arg-type]
        until = asyncio.get_running_loop().time() + (PHOTO_LIMIT_S if photo else BODY_LIMIT_S)
        whole = False

        async def in_time():
            nonlocal whole
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError as error:
                raise BodyTooSlow("The body came too slowly. Send it at once.") from error
            if message["type"] == "http.disconnect" and not whole:
                raise BodyBroken("The connection ended before the whole body had come. Send it again.")
            whole = whole or not message.get("more_body", False)
            return message

        await app(scope, in_time, send)

    return limited
