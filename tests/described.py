"""Schemathesis, one operation after the other.

`schema.parametrize()` works out what every operation is asked while tests are collected, in each process anew, and that takes ten seconds.
"""
from collections.abc import Callable

from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import InvalidHeadersExampleMark, MissingPathParameters
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import BaseSchema

LEFT_OUT = (InvalidHeadersExampleMark, MissingPathParameters)


def labels(description: dict) -> list[str]:
    """Of all operations: `GET /v1/city`."""
    return [f"{method.upper()} {path}" for path, item in description["paths"].items() for method in item]


def ask(schema: BaseSchema, label: str, check: Callable) -> None:
    """Everything that schemathesis would ask this operation, each given to `check(case)`. Fails too where something of it could not be asked."""
    feedback = FeedbackSources(constants_value_source=make_constants_value_source(schema))
    operation = schema.find_operation_by_label(label)
    asking = build_operation_test(config=schema.config, operation=operation, test_func=check, given_kwargs={}, feedback=feedback)
    asking()
    assert [mark for mark in LEFT_OUT if mark.is_set(asking)] == []
