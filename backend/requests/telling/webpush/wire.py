"""One push to a service of somebody's choice: the address is judged before it is connected to, time is counted, what it answers is not read."""
import asyncio
import ssl
from collections.abc import Mapping

import httpcore
import httpx

from backend.feeds.addresses import Allowed, Gate, Resolver, check_url, look_up, read_url
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import AGENT, believed

DEADLINE_S, CONNECT_S = 10.0, 5.0
CONNECTIONS, KEPT_OPEN, KEPT_OPEN_S = 16, 4, 3.0


class AddressUnfit(Exception):
    """No https address of the public internet."""


class PushFailed(Exception):
    """Nobody knows whether it came; trying again may help."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class PushWire:
    """allowed, resolve, inner, tls: as of `backend.feeds.fetch.Fetcher`. Redirects are not followed: a push is for nobody else."""

    def __init__(
        self, allowed: Allowed | None = None, *, resolve: Resolver = look_up, inner: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None, deadline_s: float = DEADLINE_S,
    ):  # fmt: skip
        self._allowed, self._deadline_s = allowed or Allowed(), deadline_s
        self._timeouts = {"timeout": {"connect": CONNECT_S, "read": deadline_s, "write": deadline_s, "pool": deadline_s}}
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or believed(), max_connections=CONNECTIONS, max_keepalive_connections=KEPT_OPEN, keepalive_expiry=KEPT_OPEN_S,
            network_backend=Gate(self._allowed, resolve, inner),
        )  # fmt: skip

    def judge(self, endpoint: str) -> httpx.URL:
        """By how it is written; what its name leads to is judged at each push, for nobody waits for a server of names while a transaction is open.
        Raises AddressUnfit."""
        try:
            url = read_url(endpoint)
            check_url(url, self._allowed)
        except FetchFailed as error:
            raise AddressUnfit from error
        return url

    async def send(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status. Raises AddressUnfit, and PushFailed after deadline_s at the latest."""
        url = self.judge(endpoint)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        told = {"Host": url.netloc.decode("ascii"), "User-Agent": AGENT, "Content-Length": str(len(body)), **headers}
        try:
            async with asyncio.timeout(self._deadline_s):
                async with self._pool.stream("POST", target, headers=told, content=body, extensions=self._timeouts) as response:
                    return response.status
        except FetchFailed as error:
            raise AddressUnfit from error
        except (TimeoutError, httpcore.TimeoutException):
            raise PushFailed("push_timeout") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError):
            raise PushFailed("push_unreachable") from None

    async def aclose(self) -> None:
        await self._pool.aclose()
