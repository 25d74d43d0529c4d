"""Who may call a route, and how often. A route without a policy keeps the service from starting."""
from dataclasses import dataclass
from enum import StrEnum

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler


class Policy(StrEnum):
    PUBLIC = "public"


class RateClass(StrEnum):
    """Routes that share a limit."""

    PLAN = "plan"
    SEARCH = "search"
    MAP = "map"
    READ = "read"


class PolicyMissing(Exception):
    """A route does not say who may call it."""


@dataclass(frozen=True)
class Declared:
    policy: Policy
    rate: RateClass


def public(rate: RateClass) -> dict[str, str]:
    """The `opt` of a route that anybody may call."""
    return {"policy": Policy.PUBLIC, "rate": rate}


def get_declared(handler: HTTPRouteHandler) -> Declared:
    """Raises PolicyMissing."""
    if is_automatic(handler):
        return Declared(Policy.PUBLIC, RateClass.READ)
    try:
        return Declared(Policy(handler.opt["policy"]), RateClass(handler.opt["rate"]))
    except (KeyError, ValueError) as error:
        raise PolicyMissing(f"{handler}: the route must declare its policy and rate class, e.g. opt=public(RateClass.READ) ({error}).") from error


def is_automatic(handler: HTTPRouteHandler) -> bool:
    """The framework answers OPTIONS by itself; such handlers only list the methods."""
    return set(handler.http_methods) == {"OPTIONS"}


def list_handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """(path, handler) of every route that is declared by us."""
    found = []
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]
        found += [(route.path, handler) for handler in handlers if not (isinstance(handler, HTTPRouteHandler) and is_automatic(handler))]
    return found


def check_policies(app: Litestar) -> None:
    """Raises PolicyMissing for the first route without a policy."""
    for path, handler in list_handlers(app):
        try:
            get_declared(handler)
        except PolicyMissing as error:
            raise PolicyMissing(f"{path}: {error}") from error
