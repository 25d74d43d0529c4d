"""Expected refusals. Each has a status and a code that never changes; `detail` tells the caller what to do."""
from collections.abc import Mapping
from types import MappingProxyType


class ServiceError(Exception):
    """Raised by services and controllers, mapped once in `problems.py`. more: members of the problem beside the usual ones, as JSON has them."""

    status = 500
    code = "internal_error"
    more: Mapping[str, object] = MappingProxyType({})

    def __init__(self, detail: str, field: str | None = None, headers: dict[str, str] | None = None):
        super().__init__(detail)
        self.detail, self.field, self.headers = detail, field, headers or {}


class BadRequest(ServiceError):
    status, code = 400, "malformed"


class UnknownField(BadRequest):
    code = "unknown_field"


class InvalidValue(BadRequest):
    code = "invalid_value"


class HostRefused(BadRequest):
    code = "host_refused"


class BodyBroken(BadRequest):
    """Nobody reads it: whoever asked is gone."""

    code = "body_broken"


class NotSignedIn(ServiceError):
    status, code = 401, "not_signed_in"

    def __init__(self, detail: str):
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class RoleRefused(ServiceError):
    status, code = 403, "role"


class NotFound(ServiceError):
    status, code = 404, "not_found"


class BodyTooSlow(ServiceError):
    status, code = 408, "body_too_slow"


class Conflict(ServiceError):
    """It cannot be done as things stand. Subclasses say what stands in the way."""

    status, code = 409, "conflict"


class UnsupportedMediaType(ServiceError):
    status, code = 415, "unsupported_media_type"


class Unprocessable(ServiceError):
    """Well formed, but a value is outside its limits."""

    status, code = 422, "outside_limits"


class RateLimited(ServiceError):
    status, code = 429, "rate_limited"


class Busy(ServiceError):
    status, code = 503, "busy"
