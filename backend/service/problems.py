"""Every error as a problem that names the field and says what to do. Source: RFC 9457."""
import re
import sqlite3
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy import exc as database_errors

from backend.contract.problems import Problem
from backend.database.types import ValueRefused
from backend.service.errors import BadRequest, Busy, InvalidValue, ServiceError, UnknownField, Unprocessable

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("allways.service")

# What msgspec says of a value of the right type outside its limits.
LIMIT = re.compile(r"^Expected `[^`]+` (>=|<=|>|<|of length|matching|that's)")
UNKNOWN = re.compile(r"unknown field `([^`]*)`")
MISSING = re.compile(r"missing required field `([^`]*)`")
PATH = re.compile(r" - at `([^`]*)`$")
CODES = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "unsupported_media_type"}
# Classes of SQLSTATE: connection, transaction rolled back, resources, a lock not to be had, ended by an operator or a timeout.
PASSING = ("08", "40", "53", "55", "57")
DETAILS = {
    404: "There is nothing at this address. GET /schema lists what there is.",
    405: "This address does not answer this method. The Allow header lists those it does.",
    413: "The body is too large. Send less.",
}


def invalid(error: msgspec.DecodeError | msgspec.ValidationError) -> ServiceError:
    """The refusal for a body or parameter that msgspec did not accept; values sent are not repeated."""
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return BadRequest("The body is not JSON. Send one JSON object in UTF-8.")
    return refusal(text, field_of(text))


def refusal(text: str, field: str | None) -> ServiceError:
    """From the words of msgspec to a problem."""
    words = PATH.sub("", text)
    if UNKNOWN.search(words):
        return UnknownField(f"There is no field `{field}`. Leave it out or correct its name.", field)
    if words.startswith("Invalid enum value"):
        words = "This is not one of the values allowed, see /schema"
    if "RFC3339" in words:
        words = "This is not a date with a time. Write it like 2026-11-24T08:30:00+01:00"
    if missing := MISSING.search(words):
        words = f"`{missing.group(1)}` is missing. Give it, see /schema"
    kind = Unprocessable if LIMIT.match(words) else BadRequest
    return kind(f"{words[0].upper()}{words[1:]}." if not words.endswith(".") else words, field)


def as_sent(name: str | None) -> str | None:
    """The name of a parameter as it stands in an address: maxWalkM for max_walk_m."""
    if name is None:
        return None
    first, *others = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def field_of(text: str) -> str | None:
    """Where in the body: `$.origin` and an unknown or missing `lat` are `origin.lat`."""
    at = PATH.search(text)
    parts = [at.group(1).removeprefix("$").lstrip(".")] if at else []
    named = UNKNOWN.search(text) or MISSING.search(text)
    if named:
        parts.append(named.group(1))
    return ".".join(part for part in parts if part) or None


def answer(
    request: Request, status: int, code: str, detail: str, field: str | None = None, headers: dict[str, str] | None = None,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Response:  # fmt: skip
    title = HTTPStatus(status).phrase
    problem = Problem(f"urn:allways:problem:{code}", title, status, detail, code, f"urn:uuid:{request.scope.get('request_id', '')}", field)
    return Response(msgspec.json.encode(msgspec.to_builtins(problem) | {**more}), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def on_service_error(request: Request, error: ServiceError) -> Response:
    return answer(request, error.status, error.code, error.detail, error.field, error.headers, error.more)


def on_http_exception(request: Request, error: HTTPException) -> Response:
    """Refusals of the framework: no such route, method, parameters that do not fit."""
    if isinstance(error, ValidationException):
        return on_service_error(request, parameter_refusal(error))
    status = error.status_code
    if status >= 500:
        return on_bug(request, error)
    detail = DETAILS.get(status, "The request cannot be understood. GET /schema says what is asked for.")
    return answer(request, status, CODES.get(status, "refused"), detail, headers=dict(error.headers or {}))


def parameter_refusal(error: ValidationException) -> ServiceError:
    for entry in error.extra if isinstance(error.extra, list) else []:
        if isinstance(entry, dict) and "message" in entry:
            return refusal(str(entry["message"]), as_sent(entry.get("key")))
    missing = re.search(r"[Mm]issing required (?:\w+ )?parameter '?(\w+)'?", str(error.detail))
    if missing:
        name = as_sent(missing.group(1))
        return BadRequest(f"The parameter {name} is missing. Add it to the address.", name)
    return BadRequest("The request lacks something or cannot be understood. GET /schema says what is asked for.")


def on_serialization(request: Request, error: SerializationException) -> Response:
    return on_service_error(request, BadRequest("The body is not JSON. Send one JSON object in UTF-8."))


def on_recursion(request: Request, error: RecursionError) -> Response:
    return answer(request, 400, "json_too_deep", "The body is nested too deeply. Send a flat object.")


def on_bug(request: Request, error: Exception) -> Response:
    """An error of ours: the caller gets a number, the log the place. The message stays out of both, it may hold what was asked."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("bug", request_id=request.scope.get("request_id"), error=type(error).__name__, frames=frames[-12:])
    return answer(request, 500, "internal_error", "Something went wrong here. Try again; if it stays, report the number in `instance`.")


def on_statement(request: Request, error: database_errors.StatementError) -> Response:
    """A value no column takes is the caller's; a database that is away or overloaded will be back; the rest are mistakes of ours."""
    if isinstance(error.orig, ValueRefused):
        return on_service_error(request, InvalidValue(f"A value cannot be kept. {error.orig}"))
    return on_database_busy(request, error) if is_passing(error) else on_bug(request, error)


def is_passing(error: database_errors.StatementError) -> bool:
    """A connection that broke, a lock or a statement that took too long, a full server: not a mistake in what was asked of it."""
    if not isinstance(error, database_errors.OperationalError):
        return False
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return (getattr(error.orig, "sqlstate", None) or "08")[:2] in PASSING


def on_database_busy(request: Request, error: Exception) -> Response:
    log.warning("database_busy", request_id=request.scope.get("request_id"), error=type(error).__name__)
    return on_service_error(request, Busy("The service is busy. Try again in a moment.", headers={"Retry-After": "1"}))


HANDLERS = {
    ServiceError: on_service_error,
    HTTPException: on_http_exception,
    SerializationException: on_serialization,
    RecursionError: on_recursion,
    database_errors.StatementError: on_statement,
    database_errors.TimeoutError: on_database_busy,
    Exception: on_bug,
}

WORDS = {
    400: "Cannot be understood: not JSON, a field of another type, unknown or missing.",
    401: "Nobody is signed in, or the token is no good.",
    403: "Not for the kind of token that was sent.",
    404: "There is no such thing.",
    405: "Another method is needed; see Allow.",
    408: "The body came too slowly.",
    409: "It cannot be done as things stand.",
    413: "The body is too large.",
    415: "The body is not declared as application/json.",
    422: "A value is outside its limits.",
    429: "Too many requests; Retry-After says how many seconds to wait.",
    500: "A mistake of the service; `instance` is its number.",
    503: "Too much at once; try again.",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Responses of a route for its OpenAPI description; 400, 429 and 500 can come from every one."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=WORDS[status], media_type=MEDIA_TYPE)
        for status in sorted({400, 429, 500, *statuses})
    }
