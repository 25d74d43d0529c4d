"""Why a fetch gave nothing. Codes never change; messages say what to do and hold neither address nor key."""
from enum import StrEnum


class FailureCode(StrEnum):
    ADDRESS_REFUSED = "address_refused"
    NOT_HTTPS = "feed_not_https"
    REDIRECTS = "feed_redirects"
    STATUS = "feed_status"
    TIMEOUT = "feed_timeout"
    TOO_LARGE = "feed_too_large"
    UNREACHABLE = "feed_unreachable"
    UNREADABLE = "feed_unreadable"


class FetchFailed(Exception):
    """`status` is that of the answer where one came; `retry_after` its header as sent."""

    def __init__(self, code: FailureCode, message: str, status: int | None = None, retry_after: str = ""):
        super().__init__(message)
        self.code, self.message, self.status, self.retry_after = code, message, status, retry_after
