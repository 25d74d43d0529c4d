"""Refusals for clients of MOTIS: our problems, with the one member that MOTIS has in its own."""
from collections.abc import Callable

import msgspec
from litestar import Request, Response

from backend.service.problems import HANDLERS


def with_error(handle: Callable[[Request, Exception], Response]) -> Callable[[Request, Exception], Response]:
    """The problem with its detail under `error` as well, where these clients look for it."""

    def handled(request: Request, error: Exception) -> Response:
        answer = handle(request, error)
        problem = msgspec.json.decode(answer.content)
        answer.content = msgspec.json.encode({**problem, "error": problem["detail"]})
        return answer

    return handled


MOTIS_HANDLERS = {kind: with_error(handle) for kind, handle in HANDLERS.items()}
