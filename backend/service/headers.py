"""What goes out with every answer, whoever made it: a number, headers that keep browsers strict, one line in the log."""
import time
import uuid

import structlog
from litestar import Litestar
from litestar.datastructures import MutableScopeHeaders
from litestar.routes import HTTPRoute
from litestar.types import Message, Scope

from backend.service.schema_page import POLICY as PAGE_POLICY
from backend.service.settings import Settings

SECURITY = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), payment=(), geolocation=()",
    "cache-control": "no-store",
    "server": "allways",
}
log = structlog.get_logger("allways.service")


def number_request(scope: Scope) -> None:
    """A random number by which an answer is found in the log; it says nothing about who asked."""
    scope["request_id"] = str(uuid.uuid4())
    scope["request_begun"] = time.perf_counter()


class Outgoing:
    """The `before_send` hook. The log gets the template of the route, never the address asked: that may hold where somebody is."""

    def __init__(self, settings: Settings):
        self.log_requests = settings.log_requests
        self._methods: dict[str, list[str]] = {}

    def methods(self, app: Litestar) -> dict[str, list[str]]:
        """Per template of a route. The framework's own answer to OPTIONS forgets methods that were added to an address after the first."""
        if not self._methods:
            self._methods = {route.path_format: sorted(route.methods) for route in app.routes if isinstance(route, HTTPRoute)}
        return self._methods

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        if scope.get("path_template") == "/schema":
            headers["content-security-policy"] = PAGE_POLICY
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
        if scope["method"] == "OPTIONS" and "allow" in headers:
            headers["allow"] = ", ".join(self.methods(scope["litestar_app"]).get(scope.get("path_template", ""), ["OPTIONS"]))
        headers["x-request-id"] = scope.get("request_id", "")
        if self.log_requests:
            spent_ms = (time.perf_counter() - scope.get("request_begun", time.perf_counter())) * 1000
            log.info(
                "request", request_id=scope.get("request_id"), method=scope["method"], route=scope.get("path_template") or "",
                status=message["status"], ms=round(spent_ms, 1),
            )  # fmt: skip
