"""One request to an operator and its answer, within bounds: the address is judged before it is connected to, size and time are counted.

Whatever is not a whole answer raises OperatorSilent: the operator may have done what was asked.
"""
import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpcore

from backend.feeds.addresses import Allowed, Gate, Resolver, look_up, read_url
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import AGENT, believed
from backend.feeds.unpack import Body
from backend.operators.operator import OperatorSilent

MOST_BYTES = 256 * 1024
DEADLINE_S, CONNECT_S = 10.0, 5.0
CONNECTIONS, KEPT_OPEN, KEPT_OPEN_S = 16, 4, 3.0


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = field(repr=False)


class Wire:
    """base: the address below which the operator's API lies. headers go with every request. Redirects are not followed: orders are for nobody else.

    resolve, inner, tls: as of `backend.feeds.fetch.Fetcher`.
    """

    def __init__(
        self, base: str, headers: Mapping[str, str], allowed: Allowed, *, resolve: Resolver = look_up,
        inner: httpcore.AsyncNetworkBackend | None = None, tls: ssl.SSLContext | None = None, deadline_s: float = DEADLINE_S,
    ):  # fmt: skip
        self._base, self.deadline_s = read_url(base), deadline_s
        self._headers = {
            "Host": self._base.netloc.decode("ascii"), "User-Agent": AGENT, "Accept": "application/json",
            "Accept-Encoding": "identity", **headers,
        }  # fmt: skip
        self._timeouts = {"timeout": {"connect": CONNECT_S, "read": deadline_s, "write": deadline_s, "pool": deadline_s}}
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or believed(), max_connections=CONNECTIONS, max_keepalive_connections=KEPT_OPEN,
            keepalive_expiry=KEPT_OPEN_S, network_backend=Gate(allowed, resolve, inner),
        )  # fmt: skip

    async def send(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """path: below the base, percent-encoded. Raises OperatorSilent, after deadline_s at the latest."""
        try:
            async with asyncio.timeout(self.deadline_s):
                return await self._ask(method, path, body)
        except (TimeoutError, httpcore.TimeoutException):
            raise OperatorSilent("operator_timeout") from None
        except FetchFailed as error:
            raise OperatorSilent(f"operator_{error.code.removeprefix('feed_')}") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError):
            raise OperatorSilent("operator_unreachable") from None

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _ask(self, method: str, path: str, body: bytes | None) -> Reply:
        whole = self._base.raw_path.rstrip(b"/") + path.encode("ascii")
        target = httpcore.URL(scheme=self._base.raw_scheme, host=self._base.raw_host, port=self._base.port, target=whole)
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
        async with self._pool.stream(method, target, headers=headers, content=body, extensions=self._timeouts) as response:
            told = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            received = Body(told.get(b"content-encoding", ""), MOST_BYTES)
            received.expect(told.get(b"content-length", ""))
            async for piece in response.aiter_stream():
                received.take(piece)
            return Reply(response.status, received.finish())
