"""Who may call a route, and how often. A route without a policy keeps the service from starting."""
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from backend.contract.accounts import Role


class Policy(StrEnum):
    """public: anybody · device: whoever holds the pass of a device · account: whoever is signed in, and has one of the roles if it names some
    person: whoever holds the pass of a device or is signed in
    staff: whoever is signed in and has the role, and machines of the staff by their token · console: whoever is signed in to the console of the
    staff, in a browser, by its cookie and nothing else. None includes another."""

    PUBLIC = "public"
    DEVICE = "device"
    STAFF = "staff"
    ACCOUNT = "account"
    PERSON = "person"
    CONSOLE = "console"


class RateClass(StrEnum):
    """Routes that share a limit."""

    PLAN = "plan"
    DAY = "day"  # some hundred plans
    SEARCH = "search"
    MAP = "map"
    READ = "read"
    WRITE = "write"
    PASS = "pass"  # noqa: S105 - new passes of devices
    REPORT = "report"
    PHOTO = "photo"
    WEBHOOK = "webhook"  # many at once from few addresses


class Work(StrEnum):
    """What a call does to the database. question: nothing, it cannot even; repeatable: something that twice is as good as once;
    keyed: something that must happen once, so the caller names it with an Idempotency-Key."""

    QUESTION = "question"
    REPEATABLE = "repeatable"
    KEYED = "keyed"


class Body(StrEnum):
    """What a call carries. form: fields of a page; upload: a form with a photo; report: a form with a photo or without."""

    JSON = "json"
    PHOTO = "photo"
    FORM = "form"
    UPLOAD = "upload"
    REPORT = "report"


SAFE = {"GET", "HEAD", "OPTIONS"}


class PolicyMissing(Exception):
    """A route does not say who may call it."""


@dataclass(frozen=True)
class Declared:
    policy: Policy
    rate: RateClass
    work: Work
    body: Body = Body.JSON
    roles: frozenset[Role] = frozenset()
    fresh: bool = False
    narrow: bool = False


def public(rate: RateClass, work: Work = Work.QUESTION, body: Body = Body.JSON) -> dict[str, str]:
    """The `opt` of a route that anybody may call. It cannot be keyed: nobody would know whose key it is."""
    if work is Work.KEYED:
        raise PolicyMissing("A write that happens once needs to know by whom: declare it device(...) or staff(...).")
    return {"policy": Policy.PUBLIC, "rate": rate, "work": work, "body": body}


def device(rate: RateClass, work: Work = Work.KEYED, body: Body = Body.JSON) -> dict[str, str]:
    """The `opt` of a route for whoever holds the pass of a device."""
    return {"policy": Policy.DEVICE, "rate": rate, "work": work, "body": body}


def person(rate: RateClass, work: Work = Work.KEYED, body: Body = Body.JSON) -> dict[str, str]:
    """The `opt` of a route for whoever has something of their own: by the pass of a device, or signed in."""
    return {"policy": Policy.PERSON, "rate": rate, "work": work, "body": body}


def staff(rate: RateClass, work: Work = Work.KEYED) -> dict[str, Any]:
    """The `opt` of a route for the staff of the city, and for their machines."""
    return {"policy": Policy.STAFF, "rate": rate, "work": work, "roles": (Role.STAFF,)}


def account(
    rate: RateClass, work: Work = Work.KEYED, body: Body = Body.JSON, roles: Iterable[Role] = (), fresh: bool = False,
    narrow: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The `opt` of a route for whoever is signed in. roles: one of them is needed, none: everybody. fresh: they proved who they are just now.
    narrow: also on a phone that does the work of one role and nothing else."""
    return {"policy": Policy.ACCOUNT, "rate": rate, "work": work, "body": body, "roles": tuple(roles), "fresh": fresh, "narrow": narrow}


def console(
    rate: RateClass, work: Work = Work.REPEATABLE, body: Body = Body.FORM, roles: Iterable[Role] = (Role.STAFF,), fresh: bool = False
) -> dict[str, Any]:
    """The `opt` of a page of the console, and of what its forms do. roles: one of them is acted as, none: whoever works there."""
    return {"policy": Policy.CONSOLE, "rate": rate, "work": work, "body": body, "roles": tuple(roles), "fresh": fresh}


def get_declared(handler: HTTPRouteHandler) -> Declared:
    """Raises PolicyMissing."""
    if is_automatic(handler):
        return Declared(Policy.PUBLIC, RateClass.READ, Work.QUESTION)
    work = Work.QUESTION if SAFE.issuperset(handler.http_methods) else handler.opt.get("work", Work.QUESTION)
    try:
        opt = handler.opt
        roles = frozenset(Role(role) for role in opt.get("roles", ()))
        body, fresh, narrow = Body(opt.get("body", Body.JSON)), bool(opt.get("fresh")), bool(opt.get("narrow"))
        return Declared(Policy(opt["policy"]), RateClass(opt["rate"]), Work(work), body, roles, fresh, narrow)
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
