"""Column types that refuse the same values on SQLite and on PostgreSQL.

Left alone, SQLite keeps a text of any length, a NUL byte, a number that PostgreSQL cannot hold and a time without its zone.
"""
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

INT32 = 2**31 - 1
INT64 = 2**63 - 1


class ValueRefused(ValueError):
    """A value that does not fit its column. It reaches callers inside SQLAlchemy's StatementError, as `orig`; the value is not repeated."""


class BoundedText(TypeDecorator[str]):
    """At most `max_chars` characters, no NUL, no half of a surrogate pair."""

    impl = String
    cache_ok = True

    def __init__(self, max_chars: int):
        super().__init__(length=max_chars)
        self.max_chars = max_chars

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueRefused("A text is expected.")
        if len(value) > self.max_chars:
            raise ValueRefused(f"The text is longer than {self.max_chars} characters.")
        check_characters(value)
        return value


class BoundedInt(TypeDecorator[int]):
    """A whole number from `low` to `high`; 32 bits wide where that is enough."""

    impl = Integer
    cache_ok = True

    def __init__(self, low: int = -INT32, high: int = INT32):
        if not -INT64 <= low <= high <= INT64:
            raise ValueError("no database holds more than 64 bits")
        super().__init__()
        self.low, self.high = low, high

    def load_dialect_impl(self, dialect: Dialect):
        return dialect.type_descriptor(Integer() if self.is_narrow else BigInteger())

    @property
    def is_narrow(self) -> bool:
        return self.low >= -INT32 and self.high <= INT32

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not self.low <= value <= self.high:
            raise ValueRefused(f"A whole number from {self.low} to {self.high} is expected.")
        return value


class BoundedJson(TypeDecorator[Any]):
    """Anything JSON can say in at most `max_bytes` bytes of UTF-8, with no NUL in its texts. JSONB on PostgreSQL. None is NULL."""

    impl = JSON
    cache_ok = True

    def __init__(self, max_bytes: int):
        super().__init__(none_as_null=True)
        self.max_bytes = max_bytes

    def load_dialect_impl(self, dialect: Dialect):
        return dialect.type_descriptor(JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            encoded = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueRefused("The value cannot be written as JSON.") from error
        if len(encoded) > self.max_bytes:
            raise ValueRefused(f"The JSON is longer than {self.max_bytes} bytes.")
        if b"\\u0000" in encoded and has_nul(value):
            raise ValueRefused("A text holds a NUL character.")
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: refused without a zone, kept in UTC, read back in UTC, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueRefused("A time with its zone is expected.")
        try:
            return value.astimezone(UTC)
        except OverflowError as error:
            raise ValueRefused("The time is outside the years 1 to 9999.") from error

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def check_characters(text: str) -> None:
    """Raises ValueRefused."""
    if "\0" in text:
        raise ValueRefused("The text holds a NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueRefused("The text holds half of a surrogate pair.") from error


def has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(has_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, (list, tuple)) and any(has_nul(part) for part in value)
