"""Answers to GraphQL requests."""
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from graphql import DocumentNode, GraphQLError, execute_sync, parse, validate

from backend.otp.catalogue import Catalogue
from backend.otp.limits import MOST_BYTES, MOST_TOKENS, Budget, QueryTooComplex, Stopped, check_depth, check_document
from backend.otp.query import Query
from backend.otp.schema import kind_of, otp_schema, value_of
from backend.otp.sight import Sight
from backend.service.errors import BadRequest, ServiceError
from backend.stops.service import Timetables
from backend.trips.service import TripPlanner

MOST_ERRORS = 20
BROKEN = "Something went wrong here. Try again; if it stays, report what was asked for."
# What the library says of values holds the values.
VALUE_WORDS = ("has invalid value", "cannot represent", "does not exist in", "got invalid value", "Expected value of", "is written as")
log = structlog.get_logger("allways.service")


@dataclass(frozen=True)
class Asked:
    """As it came: `variables` and `operation_name` are not looked at yet."""

    query: Any
    variables: Any = None
    operation_name: Any = None


class OtpService:
    """Over the services of one city; may be asked from many threads."""

    def __init__(self, planner: TripPlanner, timetables: Timetables, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self.planner, self.now = planner, now
        self.catalogue = Catalogue(timetables)
        self.schema = otp_schema()

    def answer(self, asked: Asked) -> bytes:
        """JSON as GraphQL over HTTP has it. Raises BadRequest where it is no GraphQL request, QueryTooComplex for one that asks too much."""
        query, variables, name = checked(asked)
        try:
            document = parse(query, max_tokens=MOST_TOKENS)
            check_document(document)
            errors = validate(self.schema, document, max_errors=MOST_ERRORS)
        except GraphQLError as error:
            errors = [error]
        except RecursionError as error:
            raise QueryTooComplex("The query is nested too deeply.", "query") from error
        return self.encoded(None, errors, []) if errors else self.run(document, variables, name)

    def run(self, document: DocumentNode, variables: dict[str, Any], name: str | None) -> bytes:
        view = self.planner.live.view
        sight = Sight(self.catalogue.over(view.snapshot.transit), self.planner, view, self.now(), Budget())
        try:
            result = execute_sync(
                self.schema, document, Query(sight), sight, variables, name, field_resolver=value_of, type_resolver=kind_of,
                max_coercion_errors=MOST_ERRORS,
            )  # fmt: skip
        except Stopped as error:
            raise QueryTooComplex("The request asks for too much at once. Ask for fewer things or fewer fields of them.") from error
        return self.encoded(result.data, result.errors or [], sight.notices)

    def encoded(self, found: Any, errors: list[GraphQLError], notices: list[str]) -> bytes:
        answer: dict[str, Any] = {"data": found} if found is not None or not errors else {}
        if errors:
            answer["errors"] = [told(error) for error in errors[:MOST_ERRORS]]
        if notices:
            answer["extensions"] = {"notices": notices}
        return msgspec.json.encode(answer)


def checked(asked: Asked) -> tuple[str, dict[str, Any], str | None]:
    """Raises BadRequest, QueryTooComplex, VariablesTooDeep."""
    if not isinstance(asked.query, str) or not asked.query.strip():
        raise BadRequest("Send a GraphQL request: a JSON object with `query`, and `variables` where it has any.", "query")
    if len(asked.query.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise QueryTooComplex(f"A query is at most {MOST_BYTES} bytes long.", "query")
    variables = {} if asked.variables is None else asked.variables
    if not isinstance(variables, dict):
        raise BadRequest("Send variables as a JSON object.", "variables")
    if asked.operation_name is not None and not isinstance(asked.operation_name, str):
        raise BadRequest("Send the name of the operation as text.", "operationName")
    check_depth(variables)
    return asked.query, variables, asked.operation_name or None


def told(error: GraphQLError) -> dict[str, Any]:
    """An error in words that hold nothing of what was asked but names of fields."""
    entry: dict[str, Any] = {"message": words_of(error)}
    if error.locations:
        entry["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    if error.path:
        entry["path"] = error.path
    if isinstance(error.original_error, ServiceError):
        entry["extensions"] = {"code": error.original_error.code, "field": error.original_error.field}
    return entry


def words_of(error: GraphQLError) -> str:
    bug = error.original_error
    if isinstance(bug, ServiceError):
        return bug.detail
    if bug is not None and not isinstance(bug, GraphQLError):
        frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)]
        log.error("bug", error=type(bug).__name__, frames=frames[-12:])
        return BROKEN
    if any(words in error.message for words in VALUE_WORDS):
        return "A value does not fit where it is given. Compare it with the type in the schema."
    return error.message
