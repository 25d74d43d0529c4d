"""The one client that asks servers of others. It trusts nothing: address, redirects, size, packing and time are bounded before they cost.

It stands on the transport below httpx, whose client would add cookies, unpacking without bound and settings of the environment.
"""
import asyncio
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

import httpcore
import httpx

from backend.feeds.addresses import Allowed, Gate, Resolver, check_url, look_up, origin_of, read_url
from backend.feeds.failures import FailureCode, FetchFailed
from backend.feeds.unpack import Body

MAX_BYTES = 8 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
MAX_REDIRECTS = 3
DEADLINE_S, CONNECT_S = 20.0, 5.0
# Kept open for the files of one poll, not until the next: by then many servers have just closed it.
CONNECTIONS, KEPT_OPEN, KEPT_OPEN_S = 16, 8, 3.0
REDIRECTED = (301, 302, 303, 307, 308)
VALIDATOR_CHARACTERS = 512

# Read once: the version is looked for among all that is installed.
AGENT = f"allways/{version('allways')}"
# The transport notes hosts and headers when somebody turns on DEBUG for everything; keys are among them.
for _name in ("httpcore", "httpcore.connection", "httpcore.http11"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Asked:
    """headers go to the origin of url only. etag, last_modified: of what one has, so that the server may say it still holds."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    max_bytes: int = MAX_BYTES
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    body: bytes = field(repr=False)
    etag: str
    last_modified: str
    status: int
    received_bytes: int  # on the wire, packed


@dataclass(frozen=True)
class NotModified:
    """What one has still holds."""


@cache
def believed() -> ssl.SSLContext:
    """The authorities of the pinned list. Read once: it takes longer than many an answer."""
    return httpx.create_ssl_context(trust_env=False)


class Fetcher:
    """resolve, inner: see Gate. tls: the authorities that are believed; those of the pinned list when left out."""

    def __init__(
        self, allowed: Allowed | None = None, *, resolve: Resolver = look_up, inner: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None, deadline_s: float = DEADLINE_S, connect_s: float = CONNECT_S,
    ):  # fmt: skip
        self.allowed, self.deadline_s = allowed or Allowed(), deadline_s
        self._timeouts = {"timeout": {"connect": connect_s, "read": deadline_s, "write": deadline_s, "pool": deadline_s}}
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or believed(),
            max_connections=CONNECTIONS,
            max_keepalive_connections=KEPT_OPEN,
            keepalive_expiry=KEPT_OPEN_S,
            network_backend=Gate(self.allowed, resolve, inner),
        )

    async def fetch(self, asked: Asked) -> Fetched | NotModified:
        """Raises FetchFailed, after deadline_s at the latest."""
        try:
            async with asyncio.timeout(self.deadline_s):
                return await self._follow(asked)
        except (TimeoutError, httpcore.TimeoutException):
            raise FetchFailed(FailureCode.TIMEOUT, "The server did not answer in time. It will be asked again later.") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError):
            message = "The server cannot be reached, is not who it says, or broke off. Check the address and its certificate."
            raise FetchFailed(FailureCode.UNREACHABLE, message) from None

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _follow(self, asked: Asked) -> Fetched | NotModified:
        url, allowed = read_url(asked.url), self.allowed
        origin = origin_of(url)
        for _ in range(MAX_REDIRECTS + 1):
            check_url(url, allowed)
            headers = self._headers(url, asked, asked.headers if origin_of(url) == origin else {})
            target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
            async with self._pool.stream("GET", target, headers=headers, extensions=self._timeouts) as response:
                if response.status not in REDIRECTED:
                    return await read_answer(response, asked)
                url = next_url(url, response)
            allowed = self.allowed.without_simulator()
        raise FetchFailed(FailureCode.REDIRECTS, f"The server sends elsewhere more than {MAX_REDIRECTS} times. Give the address it ends at.")

    def _headers(self, url: httpx.URL, asked: Asked, own: Mapping[str, str]) -> dict[str, str]:
        headers = {"Host": url.netloc.decode("ascii"), "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", **own}
        if asked.etag:
            headers["If-None-Match"] = asked.etag
        if asked.last_modified:
            headers["If-Modified-Since"] = asked.last_modified
        return headers


def next_url(url: httpx.URL, response: httpcore.Response) -> httpx.URL:
    """Where a redirect leads. Raises FetchFailed."""
    location = header(response, b"location")
    if not location:
        raise FetchFailed(FailureCode.REDIRECTS, "The server sends elsewhere and does not say where. Give the address it should end at.")
    try:
        return read_url(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise FetchFailed(FailureCode.REDIRECTS, "The server sends to what is no address. Give the address it should end at.") from error


async def read_answer(response: httpcore.Response, asked: Asked) -> Fetched | NotModified:
    if response.status == 304 and (asked.etag or asked.last_modified):
        return NotModified()
    if response.status != 200:
        message = f"The server answered with status {response.status}. Check the address and the key of the feed."
        raise FetchFailed(FailureCode.STATUS, message, response.status, header(response, b"retry-after")[:64])
    body = Body(header(response, b"content-encoding"), asked.max_bytes)
    body.expect(header(response, b"content-length"))
    async for piece in response.aiter_stream():
        body.take(piece)
    etag, last_modified = validator(response, b"etag"), validator(response, b"last-modified")
    return Fetched(body.finish(), etag, last_modified, response.status, body.received)


def header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")


def validator(response: httpcore.Response, name: bytes) -> str:
    """As sent, to be sent back; none where it is too long or no visible ASCII."""
    value = header(response, name)
    return value if len(value) <= VALIDATOR_CHARACTERS and value.isascii() and value.isprintable() else ""
