"""What can be wrong with the message of a feed.

The whole is refused with FeedUnreadable; an entry or a field that cannot be used is counted, and taken as not said.
"""
from collections.abc import Iterator
from dataclasses import dataclass

EXAMPLES_KEPT = 5
EXAMPLE_CHARACTERS = 80
UNKNOWN = "unknown_"  # kinds that begin so count ids which the city, or the message itself, does not know

UNREADABLE = "feed_unreadable"
TOO_LARGE = "feed_too_large"
TOO_MANY_ENTITIES = "feed_too_many_entities"
WRONG_VERSION = "feed_wrong_version"


class FeedUnreadable(Exception):
    """Nothing of a message can be used. Codes never change; the message says what to do and holds nothing that the feed said."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code, self.message = code, message


def refuse_size(body: bytes, most_bytes: int) -> None:
    """Raises FeedUnreadable for an empty message and for one that is too large."""
    if not body.strip():
        raise FeedUnreadable(UNREADABLE, "The message is empty. The operator of the feed has to mend it.")
    if len(body) > most_bytes:
        raise FeedUnreadable(TOO_LARGE, f"The message is larger than {most_bytes:,} bytes. Ask its operator for a smaller part, such as one city.")


@dataclass(frozen=True)
class Problem:
    """kind: a stable code such as `unknown_stop`; examples: ids from the feed, a few, made safe to show."""

    kind: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Problems:
    """Everything in one message that was left out or taken as not said; the most frequent kind first."""

    kinds: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.kinds)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.kinds)

    def count(self, kind: str) -> int:
        return next((problem.count for problem in self.kinds if problem.kind == kind), 0)

    @property
    def total(self) -> int:
        return sum(problem.count for problem in self.kinds)

    @property
    def unknown_ids(self) -> int:
        return sum(problem.count for problem in self.kinds if problem.kind.startswith(UNKNOWN))


class ProblemLog:
    """Counts while a message is read. Kinds are words of ours, never of the feed, so there are few."""

    def __init__(self) -> None:
        self._count: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, kind: str, example: object = "", count: int = 1) -> None:
        self._count[kind] = self._count.get(kind, 0) + count
        examples = self._examples.setdefault(kind, [])
        if len(examples) < EXAMPLES_KEPT and (text := shown(example)) and text not in examples:
            examples.append(text)

    def problems(self) -> Problems:
        ordered = sorted(self._count, key=lambda kind: (-self._count[kind], kind))
        return Problems(tuple(Problem(kind, self._count[kind], tuple(self._examples[kind])) for kind in ordered))


def shown(example: object) -> str:
    """An id of a feed as one short line of printable characters; numbers as they are, all else as its type."""
    if isinstance(example, bool) or not isinstance(example, (str, int, float)):
        return type(example).__name__
    if isinstance(example, int) and abs(example) >= 1 << 64:
        return "int"
    text = str(example)[: EXAMPLE_CHARACTERS + 1]
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= EXAMPLE_CHARACTERS else text[:EXAMPLE_CHARACTERS] + "…"
