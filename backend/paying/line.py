"""The HTTP line to the payment service: one attempt, ten seconds in all, no proxy of the environment, answers of a bounded size."""
import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import stripe

ANSWER_S = 10.0
MOST_BYTES = 4 * 1024 * 1024
CONNECTIONS = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=20)


class Line(stripe.HTTPClient):
    """What the SDK sends through. Belongs to one event loop; nothing of it runs in another thread or blocks."""

    name = "httpx"

    def __init__(self, answer_s: float = ANSWER_S):
        super().__init__()
        self.answer_s = answer_s
        self._client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=answer_s, limits=CONNECTIONS)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """A timeout of httpx is one between two bytes; this one is of the whole answer."""
        try:
            async with asyncio.timeout(self.answer_s), self._client.stream(method, url, headers=dict(headers), content=post_data or None) as answer:
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise stripe.APIConnectionError("the answer is too long", should_retry=False)
                return body, answer.status_code, answer.headers
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise stripe.APIConnectionError(type(error).__name__, should_retry=False) from error

    async def close_async(self) -> None:
        await self._client.aclose()
