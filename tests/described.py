"""Schemathesis, one operation after the other.

`schema.parametrize()` works out what every operation is asked while tests are collected, in each process anew, and that takes ten seconds.
"""
import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zlib import crc32

from litestar import Litestar
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import InvalidHeadersExampleMark, MissingPathParameters
from schemathesis.generation.meta import CoverageScenario
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import BaseSchema

from tests.serving import Life

LEFT_OUT = (InvalidHeadersExampleMark, MissingPathParameters)
# Half of all that is asked: each field with five values of wrong types, each address by eight methods that it does not have.
MANY = (CoverageScenario.INCORRECT_TYPE, CoverageScenario.UNSPECIFIED_HTTP_METHOD)


def labels(description: dict) -> list[str]:
    """Of all operations: `GET /v1/city`."""
    return [f"{method.upper()} {path}" for path, item in description["paths"].items() for method in item]


def ask(schema: BaseSchema, label: str, check: Callable) -> None:
    """Everything that schemathesis would ask this operation, each given to `check(case)`. Fails too where something of it could not be asked.

    Without ALLWAYS_PROOF each field has one value of a wrong type, and each operation is asked by one wrong method.
    """
    feedback = FeedbackSources(constants_value_source=make_constants_value_source(schema))
    operation = schema.find_operation_by_label(label)
    asking = build_operation_test(config=schema.config, operation=operation, test_func=check, given_kwargs={}, feedback=feedback)
    if not os.environ.get("ALLWAYS_PROOF"):
        asking.hypothesis_explicit_examples = fewer(asking.hypothesis_explicit_examples, label)
    asking()
    assert [mark for mark in LEFT_OUT if mark.is_set(asking)] == []


def fewer(examples: list, label: str) -> list:
    """Of MANY one for each field, and not the same one for all fields."""
    alike: dict[tuple, list] = {}
    for number, example in enumerate(examples):
        told = example.kwargs["case"].meta.phase.data
        scenario = getattr(told, "scenario", None)
        of_one = number
        if scenario in MANY:
            of_one = (told.parameter, told.location, told.description) if scenario == CoverageScenario.INCORRECT_TYPE else ()
        alike.setdefault((scenario, of_one), []).append(example)
    return [some[crc32(f"{label} {key}".encode()) % len(some)] for key, some in alike.items()]


class Lasting:
    """An app that stays up from the first request until `end`: schemathesis would begin and end it with each test, which is most of the test."""

    def __init__(self, app: Litestar):
        self.app, self.life = app, Life(app)
        self.loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            await self.life.begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def end(self) -> None:
        if self.loop is not None:
            asyncio.run_coroutine_threadsafe(self.life.end(), self.loop).result()


@contextmanager
def lasting(app: Litestar) -> Iterator[Lasting]:
    served = Lasting(app)
    yield served
    served.end()
