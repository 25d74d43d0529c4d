"""How much one request may ask: looked at before it is run, and counted while it runs."""
import time
from dataclasses import dataclass

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode, SelectionSetNode

from backend.service.errors import BadRequest

MOST_BYTES = 16 * 1024
MOST_TOKENS = 4000
DEEPEST = 10
MOST_ALIASES = 5
# Fields of a request with its fragments unfolded. The usual plan query of a web client has about 210; with its fragments one has 600.
MOST_FIELDS = 1000
MOST_VALUES = 150_000
LONGEST_S = 5.0
DEEPEST_VARIABLE = 32
PLANS = ("plan", "planConnection")
CHECKED_EVERY = 512


class QueryTooComplex(BadRequest):
    code = "query_too_complex"


class VariablesTooDeep(BadRequest):
    code = "json_too_deep"


@dataclass(frozen=True)
class Size:
    """Of a selection set, fragments unfolded."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    plans: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(max(self.depth, other.depth), self.fields + other.fields, self.aliases + other.aliases, self.plans + other.plans)


class Measure:
    """Measures every fragment once, so that fragments in fragments cost nothing. Cycles are left to the validation that follows."""

    def __init__(self, document: DocumentNode):
        self.fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        self.known: dict[str, Size] = {}

    def of(self, selected: SelectionSetNode | None) -> Size:
        """Raises QueryTooComplex for a level with too many aliases."""
        whole = Size()
        for one in selected.selections if selected else ():
            whole = whole.beside(self.of_selection(one))
        if whole.aliases > MOST_ALIASES:
            raise QueryTooComplex(f"Give at most {MOST_ALIASES} fields of one level another name.")
        return whole

    def of_selection(self, one) -> Size:
        if isinstance(one, FragmentSpreadNode):
            return self.of_fragment(one.name.value)
        inside = self.of(one.selection_set)
        if not isinstance(one, FieldNode):
            return inside
        if one.name.value.startswith("__"):
            return Size()  # what the schema says of itself is bounded by a rule of its own
        return Size(inside.depth + 1, inside.fields + 1, int(one.alias is not None), inside.plans + (one.name.value in PLANS))

    def of_fragment(self, name: str) -> Size:
        if name not in self.known:
            self.known[name] = Size()
            fragment = self.fragments.get(name)
            self.known[name] = self.of(fragment.selection_set) if fragment else Size()
        return self.known[name]


def check_document(document: DocumentNode) -> None:
    """Raises QueryTooComplex."""
    measure = Measure(document)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        size = measure.of(operation.selection_set)
        if size.depth > DEEPEST:
            raise QueryTooComplex(f"Nest fields at most {DEEPEST} deep.")
        if size.fields > MOST_FIELDS:
            raise QueryTooComplex(f"Ask for at most {MOST_FIELDS} fields at once.")
        if size.plans > 1:
            raise QueryTooComplex("Ask for one plan at a time.")


def check_depth(value: object, left: int = DEEPEST_VARIABLE) -> None:
    """Of variables. Raises VariablesTooDeep."""
    if not isinstance(value, (dict, list)):
        return
    if left == 0:
        raise VariablesTooDeep(f"Nest variables at most {DEEPEST_VARIABLE} deep.")
    for inside in value.values() if isinstance(value, dict) else value:
        check_depth(inside, left - 1)


class Stopped(BaseException):
    """Ends a request that asks for too much. No Exception, because the executor makes those an error of one field and goes on."""


class Budget:
    """Of one request."""

    def __init__(self, values: int = MOST_VALUES, seconds: float = LONGEST_S):
        self.left, self.until = values, time.monotonic() + seconds
        self._checked = values

    def spend(self, values: int = 1) -> None:
        """Raises Stopped."""
        self.left -= values
        if self.left < 0:
            raise Stopped
        if self._checked - self.left >= CHECKED_EVERY:
            self._checked = self.left
            if time.monotonic() > self.until:
                raise Stopped
