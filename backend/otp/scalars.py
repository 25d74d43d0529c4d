"""Scalars of the schema: read strictly, written as OpenTripPlanner writes them."""
import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from graphql import FloatValueNode, GraphQLError, GraphQLScalarType, GraphQLSchema, IntValueNode, StringValueNode

from backend.otp.words import duration_text, iso, read_day, read_duration
from backend.service.moments import checked_moment

MOST_LONG = 2**62
MOST_LETTERS = 100


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value) or abs(value) > MOST_LONG:
        raise ValueError
    return int(value)


def real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError
    return float(value)


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise ValueError
    return value


def duration(value: Any) -> int:
    seconds = read_duration(text(value))
    if seconds is None:
        raise ValueError
    return seconds


def moment(value: Any) -> datetime:
    found = checked_moment(datetime.fromisoformat(text(value)), "dateTime")
    if found is None:
        raise ValueError
    return found


def day(value: Any) -> date:
    found = read_day(text(value))
    if found is None:
        raise ValueError
    return found


READERS = {
    "Long": (whole, "a whole number"),
    "Cost": (whole, "a whole number"),
    "CoordinateValue": (real, "degrees"),
    "Ratio": (real, "a number"),
    "Reluctance": (real, "a number"),
    "Speed": (real, "metres per second"),
    "Grams": (real, "a number"),
    "Duration": (duration, "a duration such as PT2M30S"),
    "OffsetDateTime": (moment, "a time with its offset from UTC such as 2026-11-24T08:30:00+01:00"),
    "LocalDate": (day, "a day such as 2026-11-24"),
    "Locale": (text, "a language such as de"),
    "Polyline": (text, "a text"),
    "GeoJson": (text, "a text"),
}
NUMBERS: dict[type, Callable[[str], Any]] = {IntValueNode: int, FloatValueNode: float}
WRITERS: dict[str, Callable[[Any], Any]] = {"Duration": duration_text, "OffsetDateTime": iso}


def give_scalars(schema: GraphQLSchema) -> None:
    """Teaches the scalars of a schema to read and write."""
    for name, (read, wanted) in READERS.items():
        scalar = schema.type_map[name]
        if isinstance(scalar, GraphQLScalarType):
            teach(scalar, read, wanted)


def teach(scalar: GraphQLScalarType, read: Callable[[Any], Any], wanted: str) -> None:
    def coerce(value: Any) -> Any:
        try:
            return read(value)
        except Exception as error:
            raise GraphQLError(f"{scalar.name} is written as {wanted}.") from error

    def coerce_literal(node: Any) -> Any:
        kind = NUMBERS.get(type(node))
        if kind is not None:
            return coerce(kind(node.value) if len(node.value) <= MOST_LETTERS else None)
        return coerce(node.value if isinstance(node, StringValueNode) else None)

    scalar.coerce_input_value, scalar.coerce_input_literal = coerce, coerce_literal  # type: ignore[method-assign]
    if scalar.name in WRITERS:
        scalar.coerce_output_value = WRITERS[scalar.name]  # type: ignore[method-assign]
