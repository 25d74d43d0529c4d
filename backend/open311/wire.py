"""One request to the Open311 server of a body and its answer, within bounds: the address is judged before it is connected to, size and time counted.

Whatever is not a whole answer raises PeerSilent: the other server may have done what was asked. Redirects are not followed: what is filed is for
nobody else.
"""
import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpcore

from backend.feeds.addresses import Gate, check_url, read_url
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import AGENT, believed
from backend.feeds.unpack import Body
from backend.operators.declaration import allowed_for

MOST_BYTES = 2 * 1024 * 1024
DEADLINE_S, CONNECT_S = 15.0, 5.0
FORM = "application/x-www-form-urlencoded; charset=utf-8"
Fields = tuple[tuple[str, str], ...]


class PeerSilent(Exception):
    """No whole answer came."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = field(repr=False)


class PeerWire:
    """base: below which the resources lie, such as https://city.example/open311/v2. places: hosts and ports on this machine that may be spoken to
    without TLS."""

    def __init__(self, base: str, places: frozenset[tuple[str, int]], deadline_s: float = DEADLINE_S):
        """Raises PeerSilent for an address that is none, or leads inside."""
        try:
            self._base, allowed = read_url(base), allowed_for(base, places)
            check_url(self._base, allowed)
        except FetchFailed as error:
            raise PeerSilent(code_of(error)) from None
        self.deadline_s = deadline_s
        self._headers: tuple[tuple[bytes | str, bytes | str], ...] = (
            ("Host", self._base.netloc.decode("ascii")), ("User-Agent", AGENT), ("Accept", "text/xml, application/xml"),
            ("Accept-Encoding", "identity"),
        )  # fmt: skip
        self._timeouts = {"timeout": {"connect": CONNECT_S, "read": deadline_s, "write": deadline_s, "pool": deadline_s}}
        self._pool = httpcore.AsyncConnectionPool(ssl_context=believed(), max_connections=4, keepalive_expiry=3.0, network_backend=Gate(allowed))

    async def get(self, resource: str, fields: Fields = ()) -> Reply:
        """resource: such as `requests.xml`. Raises PeerSilent, after deadline_s at the latest."""
        return await self._send("GET", f"{resource}?{urlencode(fields)}" if fields else resource, None)

    async def post(self, resource: str, fields: Fields) -> Reply:
        return await self._send("POST", resource, urlencode(fields).encode())

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _send(self, method: str, below: str, body: bytes | None) -> Reply:
        try:
            async with asyncio.timeout(self.deadline_s):
                return await self._ask(method, below, body)
        except (TimeoutError, httpcore.TimeoutException):
            raise PeerSilent("peer_timeout") from None
        except FetchFailed as error:
            raise PeerSilent(code_of(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError):
            raise PeerSilent("peer_unreachable") from None

    async def _ask(self, method: str, below: str, body: bytes | None) -> Reply:
        whole = self._base.raw_path.rstrip(b"/") + b"/" + below.encode("ascii")
        target = httpcore.URL(scheme=self._base.raw_scheme, host=self._base.raw_host, port=self._base.port, target=whole)
        headers = list(self._headers)
        if body is not None:
            headers += [("Content-Type", FORM), ("Content-Length", str(len(body)))]
        async with self._pool.stream(method, target, headers=headers, content=body, extensions=self._timeouts) as response:
            told = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            received = Body(told.get(b"content-encoding", ""), MOST_BYTES)
            received.expect(told.get(b"content-length", ""))
            async for piece in response.aiter_stream():
                received.take(piece)
            return Reply(response.status, received.finish())


def code_of(error: FetchFailed) -> str:
    return f"peer_{error.code.removeprefix('feed_')}"
